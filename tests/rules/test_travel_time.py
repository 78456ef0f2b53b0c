"""Rule travel_time: nothing, at the limit, one over, and its sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .conftest import Build


@pytest.mark.parametrize(("minute", "second", "short"), [(45, 0, 0), (40, 0, 0), (39, 59, 1)])
def test_the_journey_fits_between(build: Build, minute: int, second: int, short: int) -> None:
    problem = build.problem(build.visit("v1"), build.visit("v2", "bert"))
    second_start = build.at(9, minute, second=second)
    found = build.breaches("travel_time", problem, s1=[("v1", build.at(9)), ("v2", second_start)])
    assert [breach.amount for breach in found] == [short] * bool(short)
    if short:
        assert found[0].hard
        assert found[0].sentence == (
            "Wanda Example is free at 09:30 and needs 10 min to Bert Testperson's visit v2, but starts there at 09:39: "
            "1 s too little."
        )


def test_overlapping_visits_and_breaks(build: Build) -> None:
    problem = build.problem(build.visit("v1"), build.visit("v2"))
    (found,) = build.breaches("travel_time", problem, s1=[("v1", build.at(9)), ("v2", build.at(9, 20))])
    assert found.amount == 600
    (found,) = build.breaches("travel_time", problem, s1=[("v1", build.at(9)), (None, build.at(9, 29), 600), "v2"])
    assert "to the break" in found.sentence


def test_an_empty_or_single_round(build: Build) -> None:
    problem = build.problem(build.visit("v1"))
    assert build.breaches("travel_time", problem, s1=[]) == []
    assert build.breaches("travel_time", problem, s1=["v1"]) == []

"""Rule dose_spacing: nothing, at the limit, one over, and its sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from solver.domain import Link

if TYPE_CHECKING:
    from .conftest import Build


@pytest.mark.parametrize(("minutes", "over"), [(239, 60), (240, 0), (300, 0), (360, 0), (361, 60)])
def test_minimum_and_maximum(build: Build, minutes: int, over: int) -> None:
    link = Link(id="doses", kind="gap", first="v1", second="v2", min_gap=240 * 60, max_gap=360 * 60)
    problem = build.problem(build.visit("v1"), build.visit("v2"), links=(link,))
    found = build.breaches("dose_spacing", problem, s1=[("v1", build.at(9)), ("v2", build.at(9, minutes))])
    assert [breach.amount for breach in found] == [over] * bool(over)
    if minutes == 239:
        assert found[0].hard
        assert found[0].sentence == (
            "Ada Testperson's visit v2 starts at 12:59, 3 h 59 min after Ada Testperson's visit v1 at 09:00; "
            "link doses wants at least 4 h 00 min."
        )


def test_only_when_both_are_served_and_never_backwards(build: Build) -> None:
    link = Link(id="doses", kind="gap", first="v1", second="v2", max_gap=3600)
    problem = build.problem(build.visit("v1"), build.visit("v2"), links=(link,))
    assert build.breaches("dose_spacing", problem, s1=["v1"]) == []
    at = build.at
    assert build.breaches("dose_spacing", problem, s1=[("v1", at(9))], s2=[("v2", at(9))]) == []
    assert build.breaches("dose_spacing", problem, s1=[("v1", at(9, 1))], s2=[("v2", at(9))])


def test_of_a_double_handed_dose_the_first_of_the_two_is_told(build: Build) -> None:
    link = Link(id="doses", kind="gap", first="v1", second="v2", min_gap=3600)
    problem = build.problem(build.visit("v1", workers=2), build.visit("v2", workers=2), links=(link,))
    first = [("v1", build.at(9)), ("v2", build.at(9, 40))]
    second = [("v1", build.at(9, 1)), ("v2", build.at(9, 40))]  # a minute late, as other rules say
    (found,) = build.breaches("dose_spacing", problem, s1=first, s2=second)
    assert (found.shift, found.worker, found.amount) == ("s1", "wanda", 20 * 60)

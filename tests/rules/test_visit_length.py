"""Rule visit_length: nothing, at the limit, one over, and its sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from solver.domain import PastVisit

if TYPE_CHECKING:
    from .conftest import Build


@pytest.mark.parametrize(
    ("minutes", "known", "package", "why"),
    [
        (30, False, False, None),
        (29, True, True, None),
        (29, False, True, "Wanda Example is not familiar"),
        (29, True, False, "it is not part of a wider package"),
    ],
)
def test_short_visits(build: Build, minutes: int, known: bool, package: bool, why: str | None) -> None:
    history = (PastVisit(client="ada", worker="wanda", start=-1),) if known else ()
    visits = [build.visit("v1", minutes=minutes)] + [build.visit("v2")] * package
    problem = build.problem(*visits, history=history)
    found = build.breaches("visit_length", problem, s1=[("v1", build.at(9))])
    assert bool(found) == bool(why)
    if why:
        assert (found[0].hard, found[0].cost, found[0].amount) == (False, 0, 60)
        assert found[0].sentence == f"Ada Testperson's visit v1 at 09:00 lasts 29 min, under 30 min: {why}."


@pytest.mark.parametrize(("minutes", "nurse", "told"), [(30, True, False), (29, True, True), (29, False, False)])
def test_a_nurse_takes_half_an_hour_whoever_knows_whom(build: Build, minutes: int, nurse: bool, told: bool) -> None:
    visits = [build.visit("v1", minutes=minutes), build.visit("v2")]
    history = (PastVisit(client="ada", worker="wanda", start=-1),)
    staff, shifts = (build.worker("wanda", registered_nurse=nurse),), (build.shift("s1", "wanda"),)
    problem = build.problem(*visits, history=history, workers=staff, shifts=shifts)
    found = build.breaches("visit_length", problem, s1=[("v1", build.at(9))])
    assert [breach.sentence for breach in found] == [
        "Ada Testperson's visit v1 at 09:00 lasts 29 min, under 30 min: a nurse makes it."
    ] * told

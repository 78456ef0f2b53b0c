"""Rule lone_working: nothing, at the limit, one over, and its sentence."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from solver.domain import Horizon, Link, Problem

if TYPE_CHECKING:
    from .conftest import Build


def _flagged(build: Build, wish: str, **fields: object) -> Problem:
    visit = build.visit("v1", window=(build.at(6), build.at(23)), **fields)
    return build.problem(visit, build.visit("v2"), clients=(build.client("ada", "a", lone_working=wish),))


def test_no_flag(build: Build) -> None:
    assert build.breaches("lone_working", _flagged(build, "none"), s1=[("v1", build.at(22))]) == []


def test_a_pair(build: Build) -> None:
    (found,) = build.breaches("lone_working", _flagged(build, "pair"), s1=[("v1", build.at(9))])
    assert found.hard
    assert found.sentence == (
        "Ada Testperson's visit v1 at 09:00: the address wants two workers, and Wanda Example goes alone."
    )
    assert build.breaches("lone_working", _flagged(build, "pair", workers=2), s1=["v1"], s2=["v1"]) == []
    link = Link(id="pair", kind="double_handed", first="v1", second="v2")
    linked = _flagged(build, "pair").replace(links=(link,))
    assert build.breaches("lone_working", linked, s1=["v1"], s2=["v2"]) == []


@pytest.mark.parametrize(("hour", "minute", "dark"), [(8, 0, False), (7, 59, True), (16, 30, False), (16, 31, True)])
def test_the_whole_visit_in_daylight(build: Build, hour: int, minute: int, dark: bool) -> None:
    found = build.breaches("lone_working", _flagged(build, "daylight"), s1=[("v1", build.at(hour, minute))])
    assert bool(found) == dark
    if (hour, minute) == (16, 31):
        assert found[0].sentence == (
            "Ada Testperson's visit v1 at 16:31 to 17:01 with Wanda Example: the address is visited in daylight only, "
            "08:00 to 17:00."
        )


def test_daylight_follows_the_local_clock_over_the_spring_change(build: Build) -> None:
    """From 29 March 2026 eight o'clock is seven in UTC."""
    horizon = Horizon(start=datetime(2026, 3, 28, tzinfo=UTC), days=2)
    problem = _flagged(build, "daylight").replace(horizon=horizon)
    spans = [span for term in build.terms("lone_working", problem) if term.visit == 0 for span in term.intervals]
    assert (build.at(8), build.at(16, 30)) in spans
    assert (build.at(7, day=1), build.at(15, 30, day=1)) in spans

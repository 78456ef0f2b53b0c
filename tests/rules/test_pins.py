"""Rule pins: nothing, at the limit, one over, and its sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from solver.domain import Pin, Problem

if TYPE_CHECKING:
    from .conftest import Build


def _pinned(build: Build, *pins: Pin, **fields: Any) -> Problem:
    return build.problem(build.visit("v1", **fields), pins=pins)


def test_no_pin(build: Build) -> None:
    assert build.breaches("pins", _pinned(build), s1=["v1"]) == []


@pytest.mark.parametrize("pin", [{"shift": "s1"}, {"worker": "wanda"}])
def test_shift_and_worker(build: Build, pin: dict[str, str]) -> None:
    problem = _pinned(build, Pin(visit="v1", **pin))
    assert build.breaches("pins", problem, s1=["v1"]) == []
    (found,) = build.breaches("pins", problem, s2=[("v1", build.at(9))])
    assert found.hard
    where = "shift s1" if "shift" in pin else "Wanda Example"
    assert found.sentence == (
        f"Ada Testperson's visit v1 is pinned to {where}, but Xaver Example goes at 09:00 on shift s2."
    )


@pytest.mark.parametrize(("second", "away"), [(0, 0), (1, 1)])
def test_start(build: Build, second: int, away: int) -> None:
    problem = _pinned(build, Pin(visit="v1", start=build.at(9)))
    found = build.breaches("pins", problem, s1=[("v1", build.at(9, second=second))])
    assert [breach.amount for breach in found] == [away] * bool(away)


def test_left_out(build: Build) -> None:
    (found,) = build.breaches("pins", _pinned(build, Pin(visit="v1", shift="s1")))
    assert (found.hard, found.cost) == (False, 5_000_000_000)
    assert found.sentence == "Ada Testperson's visit v1 is pinned, and nobody serves it."


def test_both_workers_of_a_visit_for_two(build: Build) -> None:
    problem = _pinned(build, Pin(visit="v1", worker="wanda"), Pin(visit="v1", worker="xaver"), workers=2)
    assert build.breaches("pins", problem, s1=["v1"], s2=["v1"]) == []
    (found,) = build.breaches("pins", problem, s1=["v1"], s3=["v1"])
    assert "is pinned to Wanda Example and Xaver Example, but Yusuf Example" in found.sentence

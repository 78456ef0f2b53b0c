"""Rule time_window: nothing, at the limit, one over, and its sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from solver.domain import Window
from solver.rules import Breach

if TYPE_CHECKING:
    from .conftest import Build


def _late(build: Build, start: int, **fields: Any) -> list[Breach]:
    problem = build.problem(build.visit("v1", window=(build.at(9), build.at(10)), **fields))
    return build.breaches("time_window", problem, s1=[("v1", start)])


@pytest.mark.parametrize(("minute", "second"), [(0, 0), (30, 0), (60, 0)])
def test_inside_the_window(build: Build, minute: int, second: int) -> None:
    assert _late(build, build.at(9, minute, second=second)) == []


def test_one_second_late_costs_by_priority(build: Build) -> None:
    (found,) = _late(build, build.at(10, second=1), priority=1)
    assert (found.hard, found.amount, found.cost) == (False, 1, round(20 * 1000 / 60))
    (found,) = _late(build, build.at(10, 12), priority=5)
    assert found.cost == 12 * 60 * round(20 * 8 * 1000 / 60)
    assert found.sentence == (
        "Ada Testperson's visit v1 starts at 10:12 with Wanda Example, 12 min after its window closed at 10:00."
    )


def test_before_the_first_window_is_hard(build: Build) -> None:
    (found,) = _late(build, build.at(8, 59, second=59))
    assert (found.hard, found.cost, found.amount) == (True, 0, 1)
    assert "1 s before its window opens at 09:00" in found.sentence


def test_hard_windows(build: Build) -> None:
    assert _late(build, build.at(10), windows_hard=True) == []
    (found,) = _late(build, build.at(10, 1), windows_hard=True)
    assert (found.hard, found.cost) == (True, 0)


def test_between_two_windows_a_visit_is_late_to_the_earlier(build: Build) -> None:
    windows = (Window(start=build.at(9), end=build.at(10)), Window(start=build.at(13), end=build.at(14)))
    assert _late(build, build.at(13), windows=windows) == []
    (found,) = _late(build, build.at(12), windows=windows)
    assert found.amount == 2 * 3600


def test_windows_met_at_the_end_of_the_service(build: Build) -> None:
    visit = build.visit("v1", minutes=30, window=(build.at(9), build.at(10)))
    problem = build.problem(visit, pack={"time_window": {"at_end": True}})
    assert build.breaches("time_window", problem, s1=[("v1", build.at(9, 30))]) == []
    (found,) = build.breaches("time_window", problem, s1=[("v1", build.at(9, 31))])
    assert found.amount == 60
    assert "ends at 10:01" in found.sentence


def test_two_workers_late_together_are_late_once(build: Build) -> None:
    problem = build.problem(build.visit("v1", window=(build.at(9), build.at(10)), workers=2))
    start = build.at(10, 1)
    assert len(build.breaches("time_window", problem, s1=[("v1", start)], s2=[("v1", start)])) == 1

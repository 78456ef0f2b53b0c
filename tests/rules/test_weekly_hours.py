"""Rule weekly_hours: nothing, at the limit, one over, and its sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.domain import Problem
from solver.rules import Breach

if TYPE_CHECKING:
    from .conftest import Build


def _week(build: Build, days: list[int], limit: int | None) -> Problem:
    """Shifts of eight hours on the given days, a visit of 7 h 40 min (8 h with the journeys) on each."""
    at = build.at
    visits = [build.visit(f"v{d}", minutes=460, window=(at(8, day=d), at(9, day=d))) for d in days]
    shifts = tuple(build.shift(f"s{d}", "wanda", at(8, day=d), at(16, day=d)) for d in days)
    return build.problem(*visits, workers=(build.worker("wanda", limit=limit),), shifts=shifts, days=14)


def _found(build: Build, problem: Problem) -> list[Breach]:
    rounds = {shift.id: [f"v{shift.id[1:]}"] for shift in problem.shifts}
    return build.breaches("weekly_hours", problem, **rounds)


def test_at_the_limit_and_a_second_over(build: Build) -> None:
    assert build.breaches("weekly_hours", _week(build, [0, 1], 0)) == []
    assert _found(build, _week(build, [0, 1, 2, 3], 32 * 3600)) == []
    (found,) = _found(build, _week(build, [0, 1, 2, 3], 32 * 3600 - 1))
    assert (found.hard, found.amount) == (True, 1)
    assert found.sentence == (
        "Wanda Example works 32 h 00 min in the seven days from Mon 08:00, 1 s over the limit of 32 h 00 min."
    )


def test_the_packs_limit_is_48_hours(build: Build) -> None:
    assert _found(build, _week(build, [0, 1, 2, 3, 4, 5], None)) == []
    assert len(_found(build, _week(build, [0, 1, 2, 3, 4, 5, 6], None))) == 1


def test_any_seven_days_count(build: Build) -> None:
    """Four days before the weekend and four after it: any seven days hold at most five of them, 40 hours."""
    days = [1, 2, 3, 4, 7, 8, 9, 10]
    assert _found(build, _week(build, days, 40 * 3600)) == []
    assert len(_found(build, _week(build, days, 40 * 3600 - 1))) >= 1

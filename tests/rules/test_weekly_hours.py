"""Rule weekly_hours: nothing, at the limit, one over, and its sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from solver.domain import Problem, WorkerBefore
from solver.rules import Breach
from solver.terms import Hours

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


def _after(build: Build, week: int, days: list[int], limit: int | None = None) -> Problem:
    """The same, with so many hours worked in the seven days before."""
    before = (WorkerBefore(worker="wanda", until=build.at(-10), week=week * 3600),)
    return _week(build, days, limit).replace(workers_before=before)


def test_hours_of_before_leave_less_for_today(build: Build) -> None:
    """Of 53 hours at least 40 were worked in the last six days, for no day holds more than 13; 8 are left of 48."""
    assert _found(build, _after(build, 53, [0])) == []
    (found,) = _found(build, _after(build, 54, [0]))
    assert (found.hard, found.amount, found.about) == (True, 3600, "before")
    assert "at least 41 h 00 min of it before this roster" in found.sentence
    assert build.breaches("weekly_hours", _after(build, 99, [0])) == []


def test_what_was_worked_before_ends_with_the_days(build: Build) -> None:
    """On the second day at least 27 of 53 hours still count, so that 16 may follow; not told, nothing counts."""
    assert _found(build, _after(build, 53, [1])) == []
    assert _found(build, _after(build, 66, [1])) == []
    assert len(_found(build, _after(build, 67, [1]))) == 1
    assert _found(build, _week(build, [0], None)) == []


@pytest.mark.parametrize(("week", "left"), [(53, 8), (54, 7), (61, 0), (90, 0)])
def test_the_engine_is_told_the_same(build: Build, week: int, left: int) -> None:
    told = [term for term in build.terms("weekly_hours", _after(build, week, [0])) if isinstance(term, Hours)]
    assert [(term.cap, term.shifts) for term in told] == [(left * 3600, (0,))]

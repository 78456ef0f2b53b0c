"""Visits during which nobody works all the time: sleep-ins, living in, and those so long that they hold their break."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from solver.domain import Horizon, Problem, Shift, Visit, fold
from solver.terms import OffWork

from ..pack import Pack
from .rule import Case

# Codes of tasks that are no work in themselves: whoever sleeps in may be woken, whoever lives in has agreed rest. What
# else is done in such a visit is a task of its own, and work.
_NO_WORK = frozenset({"sleep_in", "live_in"})
_SIX_HOURS = 6 * 60  # minutes


def ticks_asleep(case: Case, visit: Visit) -> int:
    """Ticks of a visit that are no work. No rule asks on literature clocks, where codes mean nothing."""
    if case.problem.horizon.abstract:
        return 0
    return min(visit.duration, sum(task.duration for task in visit.tasks if fold(task.code) in _NO_WORK))


def only_care_is_work(case: Case, shift: Shift) -> bool:
    """Whether somebody sleeps or lives in on a shift, so that what is not care given is no work: of such a kind, and
    long enough in one night. By day it is a shift like any other. ``case`` is any rule's.
    """
    horizon = case.problem.horizon
    return shift.only_care_is_work and not horizon.abstract and _holds_night(horizon, case.pack["daily_rest"], shift)


def days_called_nights(problem: Problem, pack: Pack) -> list[str]:
    """Shifts that are called a sleep-in or living in and have too little of any night."""
    values = pack.values("daily_rest")
    called = [shift for shift in problem.shifts if shift.only_care_is_work]
    return [shift.id for shift in called if not _holds_night(problem.horizon, values, shift)]


def _holds_night(horizon: Horizon, values: Mapping[str, Any], shift: Shift) -> bool:
    """Whether a shift, as planned, has so much of one night as the pack asks. values: those of daily_rest."""
    most = 0
    evening, morning = (timedelta(hours=float(values[name])) for name in ("sleep_from_hour", "sleep_to_hour"))
    day, last = horizon.date(shift.start) - timedelta(days=1), horizon.date(shift.end)
    while day <= last:
        begins = horizon.ticks(_local(horizon, datetime.combine(day, time()) + evening))
        ends = horizon.ticks(_local(horizon, datetime.combine(day + timedelta(days=1), time()) + morning))
        most = max(most, min(shift.end, ends) - max(shift.start, begins))
        day += timedelta(days=1)
    return most >= float(values["sleep_minutes"]) * horizon.ticks_per_minute


def _local(horizon: Horizon, wall: datetime) -> datetime:
    return wall.replace(tzinfo=ZoneInfo(horizon.timezone))


def holds_break(case: Case, visit: Visit) -> bool:
    """Whether a break is taken inside the visit: one longer than work may go on without, and than six hours, or one
    with rest in it. A pack that asks for a break sooner does not make shorter visits hold theirs.

    ``case`` is the break rule's.
    """
    if case.problem.horizon.abstract or not case.values["statutory"]:
        return False
    long = max(case.ticks("threshold_minutes"), _SIX_HOURS * case.problem.horizon.ticks_per_minute)
    return visit.duration > long or ticks_asleep(case, visit) >= case.ticks("minutes")


def off_work(case: Case) -> Iterator[OffWork]:
    """The one term that says so of all visits; none where there is no such visit. ``case`` is the break rule's."""
    visits = case.problem.visits
    ticks = np.array([ticks_asleep(case, visit) for visit in visits], np.int64)
    relieves = np.array([holds_break(case, visit) for visit in visits], np.bool_)
    if ticks.any() or relieves.any():
        yield OffWork("break", ticks, relieves)

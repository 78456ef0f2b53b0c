"""Visits during which nobody works all the time: sleep-ins, living in, and those so long that they hold their break."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from solver.domain import Visit, fold
from solver.terms import OffWork

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

"""max_idle: a price on the longest time any shift stands idle (literature; off by default)."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from solver.domain import Shift
from solver.terms import MaxIdleCost, Term

from .vocabulary.rule import Breach, Case, Rule
from .vocabulary.timeline import Timeline
from .vocabulary.wording import length


class MaxIdleRule(Rule):
    """Idle: from the shift's start to leaving, all waits, and from being back to the shift's end. Empty: all of it."""

    id = "max_idle"
    scope = "roster"
    forbids, costs = False, True
    literature = True

    def breaches(self, case: Case, timeline: Timeline) -> Iterable[Breach]:
        problem = case.problem
        idle, shift = 0, None
        for candidate in problem.shifts:
            if (this := _idle(candidate, timeline)) > idle:
                idle, shift = this, candidate
        if shift is None:
            return
        name = problem.worker[shift.worker].name
        sentence = f"{name} is idle longest, for {length(problem, idle)} of shift {shift.id}."
        yield Breach(self.id, False, idle, "ticks", idle * case.per_tick(), sentence, "", shift.id, shift.worker)

    def lower(self, case: Case) -> Iterable[Term]:
        shifts = case.problem.shifts
        start = np.array([shift.start for shift in shifts], dtype=np.int64)
        end = np.array([shift.end for shift in shifts], dtype=np.int64)
        yield MaxIdleCost(self.id, start, end, case.per_tick())


def _idle(shift: Shift, timeline: Timeline) -> int:
    run = timeline.runs.get(shift.id)
    if run is None:
        return shift.end - shift.start
    return (run.leave - shift.start) + run.wait + max(0, shift.end - run.back)

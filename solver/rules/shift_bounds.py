"""shift_bounds: a round lies inside its shift, planned end plus the overtime allowed."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from solver.terms import ShiftBounds, Term

from .vocabulary.rule import Breach, Case, Rule
from .vocabulary.timeline import Timeline
from .vocabulary.wording import at, length, who
from .vocabulary.worker_shifts import latest_back


class ShiftBoundsRule(Rule):
    """The way from the start place and to the end place counts."""

    id = "shift_bounds"
    scope = "round"
    forbids, costs = True, False
    literature = True
    reason_order = 5

    def breaches(self, case: Case, timeline: Timeline) -> Iterable[Breach]:
        problem = case.problem
        for run in timeline.runs.values():
            shift, name = run.shift, who(problem, run)
            early, late = shift.start - run.leave, run.back - latest_back(case, shift)
            if early > 0:
                sentence = (
                    f"{name} leaves at {at(problem, run.leave)}, {length(problem, early)} before shift {shift.id} "
                    f"starts at {at(problem, shift.start)}."
                )
                yield Breach(self.id, True, early, "ticks", 0, sentence, "", shift.id, shift.worker)
            if late > 0:
                sentence = (
                    f"{name} is back at {at(problem, run.back)}, {length(problem, late)} later than shift {shift.id} "
                    f"allows ({at(problem, shift.end)} and {length(problem, latest_back(case, shift) - shift.end)} "
                    f"of overtime)."
                )
                yield Breach(self.id, True, late, "ticks", 0, sentence, "", shift.id, shift.worker)

    def lower(self, case: Case) -> Iterable[Term]:
        shifts = case.problem.shifts
        earliest = np.array([shift.start for shift in shifts], dtype=np.int64)
        latest = np.array([latest_back(case, shift) for shift in shifts], dtype=np.int64)
        yield ShiftBounds(self.id, earliest, latest)

"""most_visits: a price for each visit of a shift beyond the most that its worker is to make, or the pack's number."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from solver.domain import Shift
from solver.terms import Term, VisitNumberCost

from .vocabulary.rule import Breach, Case, Rule
from .vocabulary.timeline import Timeline
from .vocabulary.wording import who


class MostVisitsRule(Rule):
    """Soft, by shift: a price for each visit beyond the number. A double-handed visit counts once for each of its two
    workers, a joint visit once.
    """

    id = "most_visits"
    scope = "round"
    forbids, costs = False, True
    literature = False
    label = "visits over the most a shift"

    def breaches(self, case: Case, timeline: Timeline) -> Iterable[Breach]:
        problem = case.problem
        for run in timeline.runs.values():
            made = sum(call.visit is not None for call in run.calls)
            over = made - _most(case, run.shift)
            if over > 0:
                sentence = f"{who(problem, run)} makes {made} visits on shift {run.shift.id}, {over} more than wanted."
                yield Breach(
                    self.id, False, over, "count", over * case.cost(), sentence, "", run.shift.id, run.shift.worker
                )

    def lower(self, case: Case) -> Iterable[Term]:
        shifts = case.problem.shifts
        most = np.array([_most(case, shift) for shift in shifts], dtype=np.int64)
        if case.cost() and (most < len(case.problem.visits)).any():
            yield VisitNumberCost(self.id, most, np.full(len(shifts), case.cost(), dtype=np.int64))


def _most(case: Case, shift: Shift) -> int:
    """How many visits the shift is to have at most: the worker's own number, else the pack's."""
    own = case.problem.worker[shift.worker].most_visits
    return int(case.values["visits"]) if own is None else own

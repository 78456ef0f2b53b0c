"""agency: calling in agency staff costs, shift by shift."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from solver.domain import Problem, Shift
from solver.terms import Term, UseCost

from .vocabulary.rule import Breach, Case, Rule
from .vocabulary.timeline import Timeline
from .vocabulary.wording import at, who


class AgencyRule(Rule):
    """A call-out price for each agency shift that has any stop."""

    id = "agency"
    scope = "round"
    forbids, costs = False, True
    paid = True
    literature = False

    def breaches(self, case: Case, timeline: Timeline) -> Iterable[Breach]:
        problem = case.problem
        for run in timeline.runs.values():
            if _agency(problem, run.shift):
                sentence = f"{who(problem, run)} of the agency is called in from {at(problem, run.leave)}."
                yield Breach(self.id, False, 1, "count", case.cost(), sentence, "", run.shift.id, run.shift.worker)

    def lower(self, case: Case) -> Iterable[Term]:
        problem = case.problem
        cost = np.array([case.cost() if _agency(problem, shift) else 0 for shift in problem.shifts], dtype=np.int64)
        if cost.any():
            yield UseCost(self.id, cost)


def _agency(problem: Problem, shift: Shift) -> bool:
    worker = problem.worker[shift.worker]
    return worker.agency or problem.organisation[worker.organisation].kind == "agency"

"""overtime: minutes after the planned end of a shift cost the worker's pay times a factor."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from solver.terms import OvertimeCost, Term

from .vocabulary.rule import Breach, Case, Rule
from .vocabulary.timeline import Timeline
from .vocabulary.wording import at, length, who


class OvertimeRule(Rule):
    """Until the worker is back at the end place."""

    id = "overtime"
    scope = "round"
    forbids, costs = False, True
    paid = True
    literature = True

    def breaches(self, case: Case, timeline: Timeline) -> Iterable[Breach]:
        problem = case.problem
        for run in timeline.runs.values():
            over = run.back - run.shift.end
            if over <= 0:
                continue
            sentence = (
                f"{who(problem, run)} is back at {at(problem, run.back)}, {length(problem, over)} after shift "
                f"{run.shift.id} ends at {at(problem, run.shift.end)}."
            )
            cost = over * case.pay(run.shift.worker, case.values["factor"])
            yield Breach(self.id, False, over, "ticks", cost, sentence, "", run.shift.id, run.shift.worker)

    def lower(self, case: Case) -> Iterable[Term]:
        shifts = case.problem.shifts
        after = np.array([shift.end for shift in shifts], dtype=np.int64)
        price = [case.pay(shift.worker, case.values["factor"]) for shift in shifts]
        yield OvertimeCost(self.id, after, np.array(price, dtype=np.int64))

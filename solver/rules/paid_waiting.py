"""paid_waiting: waiting between visits is paid time."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from solver.terms import Term, WaitCost

from .vocabulary.rule import Breach, Case, Rule
from .vocabulary.timeline import Timeline
from .vocabulary.wording import length, who


class PaidWaitingRule(Rule):
    """From arriving at a stop to starting it; before the first stop nobody waits, they leave later."""

    id = "paid_waiting"
    scope = "round"
    forbids, costs = False, True
    paid = True
    literature = True
    label = "waiting"

    def breaches(self, case: Case, timeline: Timeline) -> Iterable[Breach]:
        for run in timeline.runs.values():
            if run.wait:
                sentence = f"{who(case.problem, run)} waits {length(case.problem, run.wait)} between visits."
                cost = run.wait * case.pay(run.shift.worker)
                yield Breach(self.id, False, run.wait, "ticks", cost, sentence, "", run.shift.id, run.shift.worker)

    def lower(self, case: Case) -> Iterable[Term]:
        pay = [case.pay(shift.worker) for shift in case.problem.shifts]
        yield WaitCost(self.id, np.array(pay, dtype=np.int64))

"""paid_travel: the ways between visits are paid time; the ways from and to home have a price of their own."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from solver.terms import Term, TravelCost

from .vocabulary.rule import Breach, Case, Rule
from .vocabulary.timeline import Timeline
from .vocabulary.wording import length, who


class PaidTravelRule(Rule):
    """Between stops at the worker's pay; home legs at ``home`` pence a minute whoever drives."""

    id = "paid_travel"
    scope = "round"
    forbids, costs = False, True
    paid = True
    literature = True
    label = "travel"

    def breaches(self, case: Case, timeline: Timeline) -> Iterable[Breach]:
        problem = case.problem
        for run in timeline.runs.values():
            home = run.home_out + run.home_in
            if run.travel + home == 0:
                continue
            cost = run.travel * case.pay(run.shift.worker) + home * case.per_tick("home")
            sentence = (
                f"{who(problem, run)} travels {length(problem, run.travel)} between visits and "
                f"{length(problem, home)} from and to home."
            )
            yield Breach(self.id, False, run.travel + home, "ticks", cost, sentence, "", run.shift.id, run.shift.worker)

    def lower(self, case: Case) -> Iterable[Term]:
        shifts = case.problem.shifts
        pay = np.array([case.pay(shift.worker) for shift in shifts], dtype=np.int64)
        nothing = np.zeros_like(pay)
        yield TravelCost(self.id, pay, nothing, np.full_like(pay, case.per_tick("home")), nothing)

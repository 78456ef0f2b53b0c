"""unserved: what it costs to leave a visit out, by priority, or by worth where it is optional."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from solver.domain import JointVisit, Visit
from solver.domain.money import cost_units
from solver.terms import Term, UnservedCost

from .vocabulary.rule import Breach, Case, Rule
from .vocabulary.timeline import Timeline
from .vocabulary.wording import whose


class UnservedRule(Rule):
    """A mandatory visit is priced far above anything else, an optional one at its worth or the pack's.

    ``visits`` sets the price of single visits. Each visit of a bundle carries its own price. A joint visit has none:
    leaving it out is leaving out the visits it stands for, and these are served where it is.
    """

    id = "unserved"
    scope = "round"
    forbids, costs = False, True
    literature = True

    def breaches(self, case: Case, timeline: Timeline) -> Iterable[Breach]:
        problem = case.problem
        done = {part.id for name in timeline.served for part in problem.visit[name].commissioned}
        for visit in problem.visits:
            if visit.id in done or isinstance(visit, JointVisit):
                continue
            kind = "optional" if visit.optional else f"priority {visit.priority}"
            window = (
                f"{problem.horizon.label(visit.windows[0].start)} to {problem.horizon.label(visit.windows[-1].end)}"
            )
            sentence = f"Nobody serves {whose(problem, visit)} ({kind}, {window})."
            yield Breach(self.id, False, 1, "count", _cost(case, visit), sentence, visit.id, client=visit.client)

    def lower(self, case: Case) -> Iterable[Term]:
        yield UnservedCost(self.id, np.array([_cost(case, visit) for visit in case.problem.visits], dtype=np.int64))


def _cost(case: Case, visit: Visit) -> int:
    if isinstance(visit, JointVisit):
        return 0
    pence = case.values["visits"].get(visit.id)
    if pence is None and visit.optional:
        pence = case.values["optional_worth"] if visit.value is None else visit.value
    elif pence is None:
        pence = case.values["prices"][visit.priority - 1]
    return cost_units(float(pence))

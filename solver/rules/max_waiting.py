"""max_waiting: a price on the longest single wait (literature; off by default)."""

from __future__ import annotations

from collections.abc import Iterable

from solver.terms import MaxWaitCost, Term

from .vocabulary.rule import Breach, Case, Rule
from .vocabulary.timeline import Timeline
from .vocabulary.wording import at, length, who


class MaxWaitingRule(Rule):
    """Over all stops of all rounds."""

    id = "max_waiting"
    scope = "roster"
    forbids, costs = False, True
    literature = True

    def breaches(self, case: Case, timeline: Timeline) -> Iterable[Breach]:
        problem = case.problem
        waits = ((call.wait, run, call) for run in timeline.runs.values() for call in run.calls)
        longest = max(waits, key=lambda item: item[0], default=None)
        if longest is None or longest[0] == 0:
            return
        wait, run, call = longest
        sentence = (
            f"The longest wait is {who(problem, run)}'s, {length(problem, wait)} from {at(problem, call.arrival)} "
            f"to {at(problem, call.start)}."
        )
        cost = wait * case.per_tick()
        yield Breach(self.id, False, wait, "ticks", cost, sentence, "", run.shift.id, run.shift.worker)

    def lower(self, case: Case) -> Iterable[Term]:
        yield MaxWaitCost(self.id, case.per_tick())

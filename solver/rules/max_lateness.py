"""max_lateness: a price on the largest lateness of any visit (literature; off by default)."""

from __future__ import annotations

from collections.abc import Iterable

from solver.terms import MaxLateCost, Term

from .time_window import lateness
from .vocabulary.rule import Breach, Case, Rule
from .vocabulary.timeline import Timeline
from .vocabulary.wording import length, who, whose


class MaxLatenessRule(Rule):
    """Lateness as the rule time_window measures it, visits with hard windows apart."""

    id = "max_lateness"
    scope = "roster"
    forbids, costs = False, True
    literature = True

    def breaches(self, case: Case, timeline: Timeline) -> Iterable[Breach]:
        problem, windows = case.problem, case.of("time_window")
        late, worst = 0, None
        for pairs in timeline.served.values():
            run, call = pairs[0]
            assert call.visit is not None
            this = 0 if call.visit.windows_hard else lateness(windows, call.visit, call.start)
            if this > late:
                late, worst = this, (run, call)
        if worst is None:
            return
        run, call = worst
        assert call.visit is not None
        sentence = (
            f"{whose(problem, call.visit)} at {problem.horizon.label(call.start)} with {who(problem, run)} "
            f"is the latest of all, by {length(problem, late)}."
        )
        cost = late * case.per_tick()
        place = (call.visit.id, run.shift.id, run.shift.worker, call.visit.client)
        yield Breach(self.id, False, late, "ticks", cost, sentence, *place)

    def lower(self, case: Case) -> Iterable[Term]:
        yield MaxLateCost(self.id, case.per_tick())

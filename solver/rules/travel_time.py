"""travel_time: nobody is in two places at once; the gap between two stops holds the journey."""

from __future__ import annotations

from collections.abc import Iterable

from solver.terms import Term
from solver.travel import NO_WAY

from .vocabulary.rule import Breach, Case, Rule
from .vocabulary.timeline import Timeline
from .vocabulary.wording import at, length, who, whose


class TravelTimeRule(Rule):
    """Structural: engines cannot express a round that breaks it, so there is nothing to lower."""

    id = "travel_time"
    scope = "round"
    forbids, costs = True, False
    literature = True
    reason_order = 6

    def breaches(self, case: Case, timeline: Timeline) -> Iterable[Breach]:
        problem = case.problem
        for run in timeline.runs.values():
            for before, call in zip(run.calls, run.calls[1:], strict=False):
                short = call.arrival - call.start
                if short <= 0:
                    continue
                what = whose(problem, call.visit) if call.visit else "the break"
                way = f"needs {length(problem, call.journey)} to" if call.journey < NO_WAY else "has no way to"
                sentence = (
                    f"{who(problem, run)} is free at {at(problem, before.end)} and {way} {what}, but starts there at "
                    f"{at(problem, call.start)}"
                    + (f": {length(problem, short)} too little." if call.journey < NO_WAY else ".")
                )
                visit = call.visit.id if call.visit else ""
                client = call.visit.client if call.visit else ""
                yield Breach(self.id, True, short, "ticks", 0, sentence, visit, run.shift.id, run.shift.worker, client)

    def lower(self, case: Case) -> Iterable[Term]:
        return ()

"""one_place: nobody is on two shifts at once."""

from __future__ import annotations

from collections.abc import Iterable

from .rule import Breach, Case, Rule
from .same_person import close_pairs
from .terms import Rest, Term
from .timeline import Timeline
from .words import at, who

_NO_GAP = {False: 0, True: 0}


class OnePlaceRule(Rule):
    """Shifts of one worker that overlap on paper are worked one after the other, in order of their starts."""

    id = "one_place"
    scope = "worker"
    forbids, costs = True, False
    literature = True

    def breaches(self, case: Case, timeline: Timeline) -> Iterable[Breach]:
        problem = case.problem
        for earlier, later, _ in close_pairs(case, _NO_GAP):
            one, two = timeline.runs.get(earlier.id), timeline.runs.get(later.id)
            if one is None or two is None or two.leave >= one.back:
                continue
            sentence = (
                f"{who(problem, one)} leaves for shift {later.id} at {at(problem, two.leave)} before being back from "
                f"{earlier.id} at {at(problem, one.back)}."
            )
            place = ("", later.id, later.worker)
            yield Breach(self.id, True, one.back - two.leave, "ticks", 0, sentence, *place, about=earlier.id)

    def lower(self, case: Case) -> Iterable[Term]:
        number = case.problem.shift_number
        for earlier, later, _ in close_pairs(case, _NO_GAP):
            yield Rest(self.id, number[earlier.id], number[later.id], 0)

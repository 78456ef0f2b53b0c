"""same_start: two linked visits start together."""

from __future__ import annotations

from collections.abc import Iterable

from solver.terms import Gap, Term

from .vocabulary.linked import links_of, served_links
from .vocabulary.rule import Breach, Case, Rule
from .vocabulary.timeline import Timeline
from .vocabulary.wording import at, length, whose


class SameStartRule(Rule):
    """In force when both visits are served."""

    id = "same_start"
    scope = "partners"
    forbids, costs = True, False
    literature = True

    def breaches(self, case: Case, timeline: Timeline) -> Iterable[Breach]:
        problem = case.problem
        for link, first, second in served_links(problem, timeline, "same_start"):
            run, one = first[0]
            two = second[0][1]
            if one.start == two.start:
                continue
            assert one.visit is not None
            assert two.visit is not None
            apart = abs(one.start - two.start)
            sentence = (
                f"{whose(problem, one.visit)} starts at {at(problem, one.start)} and {whose(problem, two.visit)} at "
                f"{at(problem, two.start)}, {length(problem, apart)} apart; link {link.id} wants them together."
            )
            place = (one.visit.id, run.shift.id, run.shift.worker, one.visit.client)
            yield Breach(self.id, True, apart, "ticks", 0, sentence, *place, about=link.id)

    def lower(self, case: Case) -> Iterable[Term]:
        for _, first, second in links_of(case.problem, "same_start"):
            yield Gap(self.id, first, second, 0, 0)

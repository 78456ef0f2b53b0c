"""both_or_none: two linked visits are both served or neither."""

from __future__ import annotations

from collections.abc import Iterable

from solver.terms import Bundle, Term

from .vocabulary.linked import links_of
from .vocabulary.rule import Breach, Case, Rule
from .vocabulary.timeline import Timeline
from .vocabulary.wording import who, whose


class BothOrNoneRule(Rule):
    """Hard: half of such a pair is of no use to the client."""

    id = "both_or_none"
    scope = "partners"
    forbids, costs = True, False
    literature = True

    def breaches(self, case: Case, timeline: Timeline) -> Iterable[Breach]:
        problem = case.problem
        for link in problem.links:
            if link.kind != "both_or_none" or (link.first in timeline.served) == (link.second in timeline.served):
                continue
            there, missing = (link.first, link.second) if link.first in timeline.served else (link.second, link.first)
            run, _ = timeline.served[there][0]
            visit = problem.visit[there]
            sentence = (
                f"{whose(problem, visit)} is served by {who(problem, run)} at "
                f"{problem.horizon.label(timeline.served[there][0][1].start)} but "
                f"{whose(problem, problem.visit[missing])} is not; link {link.id} wants both or neither."
            )
            place = (there, run.shift.id, run.shift.worker, visit.client)
            yield Breach(self.id, True, 1, "count", 0, sentence, *place, about=link.id)

    def lower(self, case: Case) -> Iterable[Term]:
        for _, first, second in links_of(case.problem, "both_or_none"):
            yield Bundle(self.id, (first, second))

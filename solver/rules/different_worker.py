"""different_worker: two linked visits are made by different workers."""

from __future__ import annotations

from collections.abc import Iterable

from solver.terms import DifferentWorkers, Term

from .vocabulary.linked import links_of, served_links, workers
from .vocabulary.rule import Breach, Case, Rule
from .vocabulary.timeline import Timeline
from .vocabulary.wording import both, whose


class DifferentWorkerRule(Rule):
    """In force when both visits are served."""

    id = "different_worker"
    scope = "partners"
    forbids, costs = True, False
    literature = True

    def breaches(self, case: Case, timeline: Timeline) -> Iterable[Breach]:
        problem = case.problem
        for link, first, second in served_links(problem, timeline, "different_worker"):
            shared = sorted(workers(first) & workers(second))
            if not shared:
                continue
            visit = problem.visit[link.first]
            sentence = (
                f"{both([problem.worker[name].name for name in shared])} makes both {whose(problem, visit)} and "
                f"{whose(problem, problem.visit[link.second])}; link {link.id} wants different workers."
            )
            shift = first[0][0].shift
            place = (visit.id, shift.id, shared[0], visit.client)
            yield Breach(self.id, True, len(shared), "count", 0, sentence, *place, about=link.id)

    def lower(self, case: Case) -> Iterable[Term]:
        for _, first, second in links_of(case.problem, "different_worker"):
            yield DifferentWorkers(self.id, first, second)

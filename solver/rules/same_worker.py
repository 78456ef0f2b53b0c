"""same_worker: two linked visits are made by one worker."""

from __future__ import annotations

from collections.abc import Iterable

from solver.terms import SameWorker, Term

from .vocabulary.linked import links_of, served_links, workers
from .vocabulary.rule import Breach, Case, Rule
from .vocabulary.timeline import Timeline
from .vocabulary.wording import both, whose


class SameWorkerRule(Rule):
    """In force when both visits are served; any of the worker's shifts will do. Visits that take one worker."""

    id = "same_worker"
    scope = "partners"
    forbids, costs = True, False
    literature = True

    def breaches(self, case: Case, timeline: Timeline) -> Iterable[Breach]:
        problem = case.problem
        for link, first, second in served_links(problem, timeline, "same_worker"):
            if workers(first) & workers(second):
                continue
            visits = problem.visit[link.first], problem.visit[link.second]
            names = [both(sorted(problem.worker[name].name for name in workers(side))) for side in (first, second)]
            sentence = (
                f"{whose(problem, visits[0])} goes to {names[0]} and {whose(problem, visits[1])} to {names[1]}; "
                f"link {link.id} wants one worker for both."
            )
            shift = first[0][0].shift
            place = (link.first, shift.id, shift.worker, visits[0].client)
            yield Breach(self.id, True, 1, "count", 0, sentence, *place, about=link.id)

    def lower(self, case: Case) -> Iterable[Term]:
        for _, first, second in links_of(case.problem, "same_worker"):
            yield SameWorker(self.id, first, second)

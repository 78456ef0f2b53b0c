"""join_delegable: a health task goes to a care worker only if it is delegable and the client's condition stable."""

from __future__ import annotations

from collections.abc import Iterable

from ..rule import Breach, Case, Rule
from ..sides import delegated, visit_day
from ..terms import Term
from ..timeline import Timeline
from ..words import both
from .told import breach, made_by_each, on, task_words


class JoinDelegableRule(Rule):
    """Hard, and no value reaches it. lower: nothing; the engine's side is solver/joining, kept equal by a test."""

    id = "join_delegable"
    scope = "round"
    forbids, costs = True, False
    literature = True

    def breaches(self, case: Case, timeline: Timeline) -> Iterable[Breach]:
        problem = case.problem
        for run, _, visit in made_by_each(timeline):
            worker = problem.worker[run.shift.worker]
            for part, task in delegated(problem, worker, visit):
                client = problem.client[part.client]
                reasons = [f"{task.code} may not be delegated"] * (not task.delegable)
                reasons += [f"{client.name}'s condition is not recorded as stable"] * (not client.stable)
                if reasons:
                    sentence = (
                        f"{worker.name} would do {task_words(problem, part, task)} on "
                        f"{on(visit_day(problem, visit))} in joint visit {visit.id}, but {both(reasons)}: a nurse does "
                        f"it."
                    )
                    yield breach(self.id, sentence, run, visit, client.id, len(reasons), about=task.code)

    def lower(self, case: Case) -> Iterable[Term]:
        return ()

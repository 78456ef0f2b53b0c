"""join_willing: nobody is given the other side's tasks who does not want them."""

from __future__ import annotations

from collections.abc import Iterable

from ..rule import Breach, Case, Rule
from ..sides import crossing, visit_day
from ..terms import Term
from ..timeline import Timeline
from ..words import both
from .told import breach, made_by_each, on, task_words


class JoinWillingRule(Rule):
    """Hard. lower: nothing; the engine's side is solver/joining, and a test keeps the two equal."""

    id = "join_willing"
    scope = "round"
    forbids, costs = True, False
    literature = True

    def breaches(self, case: Case, timeline: Timeline) -> Iterable[Breach]:
        problem = case.problem
        for run, _, visit in made_by_each(timeline):
            worker = problem.worker[run.shift.worker]
            tasks = crossing(problem, worker, visit)
            if tasks and not worker.accepts_delegation:
                named = both([task_words(problem, part, task) for part, task in tasks])
                sentence = (
                    f"{worker.name} has not agreed to do tasks of the other service, and would do {named} on "
                    f"{on(visit_day(problem, visit))} in joint visit {visit.id}: somebody else, or separate visits."
                )
                yield breach(self.id, sentence, run, visit, tasks[0][0].client, len(tasks))

    def lower(self, case: Case) -> Iterable[Term]:
        return ()

"""join_registrant: somebody registered answers for a delegated task, and can be reached while it is done."""

from __future__ import annotations

from collections.abc import Iterable

from ..rule import Breach, Case, Rule
from ..sides import delegated, visit_day
from ..terms import Term
from ..timeline import Timeline
from .join_signed_off import delegations_in_force
from .told import breach, made_by_each, on, task_words


class JoinRegistrantRule(Rule):
    """Looks at delegations that are in force; where there is none, join_signed_off has said so.

    Hard, and no value reaches it. lower: nothing; the engine's side is solver/joining, and a test keeps the two equal.
    """

    id = "join_registrant"
    scope = "round"
    forbids, costs = True, False
    literature = True

    def breaches(self, case: Case, timeline: Timeline) -> Iterable[Breach]:
        problem = case.problem
        for run, _, visit in made_by_each(timeline):
            worker, day = problem.worker[run.shift.worker], visit_day(problem, visit)
            for part, task in delegated(problem, worker, visit):
                held = delegations_in_force(problem, worker, part, task, day)
                if not held or any(one.registrant.strip() and one.contact.strip() for one in held):
                    continue
                named = next((one.registrant for one in held if one.registrant.strip()), "")
                lacks = f"does not say how {named} is reached" if named else "names no registrant"
                sentence = (
                    f"{worker.name} would do {task_words(problem, part, task)} on {on(day)} in joint visit {visit.id}, "
                    f"but delegation {held[0].id} {lacks}."
                )
                yield breach(self.id, sentence, run, visit, part.client, about=task.code)

    def lower(self, case: Case) -> Iterable[Term]:
        return ()

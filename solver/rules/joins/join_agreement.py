"""join_agreement: the two organisations have agreed that tasks may go this way on the visit's date."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from solver.domain import Problem

from ..rule import Breach, Case, Rule
from ..sides import crossing, visit_day
from ..terms import Term
from ..timeline import Timeline
from .told import breach, made_by_each, on, task_words


class JoinAgreementRule(Rule):
    """Only for tasks that cross between health and social care; inside one organisation nothing need be agreed.

    Hard. lower: nothing; the engine's side is solver/joining, and a test keeps the two equal.
    """

    id = "join_agreement"
    scope = "round"
    forbids, costs = True, False
    literature = True

    def breaches(self, case: Case, timeline: Timeline) -> Iterable[Breach]:
        problem = case.problem
        for run, _, visit in made_by_each(timeline):
            worker, day = problem.worker[run.shift.worker], visit_day(problem, visit)
            for part, task in crossing(problem, worker, visit):
                if _agreed(problem, part.organisation, worker.organisation, task.owner == "health", day):
                    continue
                names = [problem.organisation[name].name for name in (part.organisation, worker.organisation)]
                what = "health tasks go to care workers" if task.owner == "health" else "social tasks go to nurses"
                sentence = (
                    f"{worker.name} would do {task_words(problem, part, task)} on {on(day)} in joint visit {visit.id}, "
                    f"but no agreement in force between {names[0]} and {names[1]} lets {what}."
                )
                yield breach(self.id, sentence, run, visit, part.client, about=task.code)

    def lower(self, case: Case) -> Iterable[Term]:
        return ()


def _agreed(problem: Problem, one: str, other: str, health: bool, day: date) -> bool:
    return any(
        {one, other} == set(agreement.between)
        and (agreement.health_task_to_care_worker if health else agreement.social_task_to_nurse)
        and agreement.in_force(day)
        for agreement in problem.agreements
    )

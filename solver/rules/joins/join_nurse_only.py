"""join_nurse_only: no first, review or changed-condition visit disappears in a join."""

from __future__ import annotations

from collections.abc import Iterable

from solver.terms import Term

from ..readings.sectors import tasks_in, visit_day
from ..vocabulary.rule import Breach, Case, Rule
from ..vocabulary.timeline import Timeline
from .crossing import crosses
from .told import breach, made, made_by_each, on, task_words

_KINDS = {"first": "a first visit", "review": "a review", "changed": "a visit after a change of condition"}


class JoinNurseOnlyRule(Rule):
    """Where two attend together (co_attend) such a visit may take part, as its own kind of worker comes: none of the
    single-handed visit's tasks crosses to the other side of health and social care.

    Hard, and no value reaches it. lower: nothing; the engine's side is solver/joining, and a test keeps the two equal.
    """

    id = "join_nurse_only"
    scope = "round"
    forbids, costs = True, False
    literature = True

    def breaches(self, case: Case, timeline: Timeline) -> Iterable[Breach]:
        problem = case.problem
        for run, _, visit in made(timeline):
            if visit.join.outcome == "co_attend":
                continue
            for part in visit.parts:
                if part.kind in _KINDS:
                    client = problem.client[part.client]
                    sentence = (
                        f"{client.name}'s visit {part.id} on {on(visit_day(problem, visit))} is {_KINDS[part.kind]} "
                        f"and stays a visit of its own; joint visit {visit.id} of "
                        f"{problem.worker[run.shift.worker].name} takes it in."
                    )
                    yield breach(self.id, sentence, run, visit, client.id, about=part.id)
        for run, _, visit in made_by_each(timeline):
            if visit.join.outcome != "co_attend":
                continue
            worker, day = problem.worker[run.shift.worker], visit_day(problem, visit)
            for _, part, task in tasks_in(visit):
                if part.workers == 1 and crosses(case.readings, run.shift, part, task):
                    sentence = (
                        f"{worker.name} would do {task_words(problem, part, task)} on {on(day)} in joint visit "
                        f"{visit.id}, for which its own kind of worker comes when two attend together."
                    )
                    yield breach(self.id, sentence, run, visit, part.client, about=task.code)

    def lower(self, case: Case) -> Iterable[Term]:
        return ()

"""join_signed_off: this worker is signed off for this task and this client, unexpired on the visit's date."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from solver.domain import Delegation, Problem, Task, Visit, Worker

from ..rule import Breach, Case, Rule
from ..sides import delegated, visit_day
from ..terms import Term
from ..timeline import Timeline
from .told import breach, made_by_each, on, task_words


class JoinSignedOffRule(Rule):
    """Nobody inherits a sign-off: an agency stand-in has none unless named.

    Hard, and no value reaches it. lower: nothing; the engine's side is solver/joining, and a test keeps the two equal.
    """

    id = "join_signed_off"
    scope = "round"
    forbids, costs = True, False
    literature = True

    def breaches(self, case: Case, timeline: Timeline) -> Iterable[Breach]:
        problem = case.problem
        for run, _, visit in made_by_each(timeline):
            worker, day = problem.worker[run.shift.worker], visit_day(problem, visit)
            for part, task in delegated(problem, worker, visit):
                if delegations_in_force(problem, worker, part, task, day):
                    continue
                sentence = (
                    f"{worker.name} would do {task_words(problem, part, task)} on {on(day)} in joint visit {visit.id}, "
                    f"but {_why(problem, worker, part, task, day)}."
                )
                yield breach(self.id, sentence, run, visit, part.client, about=task.code)

    def lower(self, case: Case) -> Iterable[Term]:
        return ()


def delegations_in_force(problem: Problem, worker: Worker, part: Visit, task: Task, day: date) -> list[Delegation]:
    """What lets the worker do the task for that client on a day."""
    return [one for one in _named(problem, worker, part, task) if one.in_force(day)]


def _named(problem: Problem, worker: Worker, part: Visit, task: Task) -> list[Delegation]:
    return [
        one
        for one in problem.delegations
        if one.client == part.client and one.task == task.code and one.worker == worker.id
    ]


def _why(problem: Problem, worker: Worker, part: Visit, task: Task, day: date) -> str:
    named = _named(problem, worker, part, task)
    if not named:
        return f"is not signed off for {task.code} with this client"
    last = max(named, key=lambda one: (one.expires, one.signed_off))
    if day < last.signed_off:
        return f"the sign-off begins on {on(last.signed_off)}"
    if last.expires < day:
        return f"the sign-off expired on {on(last.expires)}: renew it"
    assert last.review is not None
    return f"the review due on {on(last.review)} has not been done"

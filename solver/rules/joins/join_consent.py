"""join_consent: every client has agreed to what joining means for them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from solver.domain import Client, ConsentKind, JointVisit, Problem, Worker

from ..rule import Breach, Case, Rule
from ..sides import delegated, moved, tasks_in, visit_day
from ..terms import Term
from ..timeline import Timeline
from .told import breach, made, on, task_words


class JoinConsentRule(Rule):
    """Sharing, where two organisations have a part in the visit or one's task goes to the other's worker; delegation,
    where a care worker does a health task. The latest answer recorded by the visit's date counts.

    Hard, and no value reaches it. lower: nothing; the engine's side is solver/joining, and a test keeps the two equal.
    """

    id = "join_consent"
    scope = "round"
    forbids, costs = True, False
    literature = True

    def breaches(self, case: Case, timeline: Timeline) -> Iterable[Breach]:
        problem = case.problem
        for run, _, visit in made(timeline):
            day = visit_day(problem, visit)
            workers = [problem.worker[other.shift.worker] for other, _ in timeline.served[visit.id]]
            if _shared(workers, visit):
                for name in visit.clients:
                    client = problem.client[name]
                    if missing := missing_consent(client, "sharing", day):
                        sentence = (
                            f"Joint visit {visit.id} on {on(day)} with {workers[0].name} needs {client.name}'s consent "
                            f"to sharing their record between organisations: {missing}."
                        )
                        yield breach(self.id, sentence, run, visit, name)
            yield from self._delegation(problem, timeline, visit, day)

    def _delegation(self, problem: Problem, timeline: Timeline, visit: JointVisit, day: date) -> Iterable[Breach]:
        told: set[str] = set()
        for run, _ in timeline.served[visit.id]:
            worker = problem.worker[run.shift.worker]
            for part, task in delegated(problem, worker, visit):
                missing = missing_consent(problem.client[part.client], "delegation", day)
                if missing and part.client not in told:
                    told.add(part.client)
                    sentence = (
                        f"{worker.name} would do {task_words(problem, part, task)} on {on(day)} in joint visit "
                        f"{visit.id}, which needs the client's consent to delegation: {missing}."
                    )
                    yield breach(self.id, sentence, run, visit, part.client)

    def lower(self, case: Case) -> Iterable[Term]:
        return ()


def _shared(workers: Iterable[Worker], visit: JointVisit) -> bool:
    if len({part.organisation for part in visit.parts}) > 1:
        return True
    return any(moved(worker, part) for worker in workers for _, part, _ in tasks_in(visit))


def missing_consent(client: Client, kind: ConsentKind, day: date) -> str:
    """Why a consent is not in force on a day, or nothing."""
    answer = client.last_answer(kind, day)
    if answer is None:
        return "none is recorded by then"
    if not answer.given:
        return f"it was refused on {on(answer.recorded)}"
    if answer.expires is not None and answer.expires < day:
        return f"the one of {on(answer.recorded)} expired on {on(answer.expires)}"
    return ""

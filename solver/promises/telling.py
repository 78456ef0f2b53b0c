"""Who must be told that a roster goes otherwise than was promised: only what changed, by person."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from solver.check import Check
from solver.domain import JoinedProblem, Problem, Promise

from .publishing import Planned, free_ticks, plan_of

Change = Literal["worker", "time", "worker and time", "nobody", "new"]


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that one person must be told.

    person: "client" or "worker", with the id in ``who``. change: another worker comes, at another time, both, nobody
    comes, or a visit that nobody was told of. start: the new one in ticks, or the promised one where nobody comes.
    """

    person: Literal["client", "worker"]
    who: str
    name: str
    visit: str
    change: Change
    start: int
    sentence: str


def find_told(judged: Check) -> tuple[Told, ...]:
    """Everybody who must be told so that a judged roster may go ahead; nothing where nothing was ever promised.

    A start that moves by no more than the free minutes of rule ``published`` is told to nobody. Clients first, in the
    order of time, then workers by name.
    """
    problem = judged.problem.origin if isinstance(judged.problem, JoinedProblem) else judged.problem
    promises = {promise.visit: promise for promise in problem.promises}
    if not promises:
        return ()
    plan, free = plan_of(judged), free_ticks(judged)
    found: list[Told] = []
    for visit in problem.visits:
        promise, planned = promises.get(visit.id), plan.get(visit.id)
        if promise is not None or planned is not None:
            found += _tell_visit(problem, visit.id, promise, planned, free)
    clients = sorted((one for one in found if one.person == "client"), key=lambda one: (one.start, one.visit))
    workers = sorted((one for one in found if one.person == "worker"), key=lambda one: (one.name, one.start, one.visit))
    return (*clients, *workers)


def tell_changes(told: tuple[Told, ...]) -> list[str]:
    """In sentences, one for each person: whom it concerns, then what is new."""
    people: dict[tuple[str, str], list[Told]] = {}
    for one in told:
        people.setdefault((one.person, one.who), []).append(one)
    return [
        f"{some[0].name} ({person}): {' '.join(one.sentence for one in some)}" for (person, _), some in people.items()
    ]


def _change(promise: Promise | None, planned: Planned | None, free: int) -> Change | None:
    """What is other than was promised; None: nothing that anybody need be told."""
    if planned is None:
        return "nobody"
    if promise is None:
        return "new"
    others, later = set(planned.workers) != set(promise.workers), abs(planned.start - promise.start) > free
    return "worker and time" if others and later else "worker" if others else "time" if later else None


def _tell_visit(
    problem: Problem, visit: str, promise: Promise | None, planned: Planned | None, free: int
) -> Iterator[Told]:
    change = _change(promise, planned, free)
    if change is None:
        return
    start = planned.start if planned is not None else promise.start if promise is not None else 0
    client = problem.client[problem.visit[visit].client]
    before = promise.workers if promise is not None else ()
    now = planned.workers if planned is not None else ()
    to = promise.to if promise is not None else "both"
    if to != "worker":
        sentence = _for_client(problem, promise, planned, change)
        yield Told("client", client.id, client.name, visit, change, start, sentence)
    if to == "client":
        return
    for worker in dict.fromkeys((*before, *now)):
        sentence = _for_worker(problem, visit, worker, promise, planned)
        yield Told("worker", worker, problem.worker[worker].name, visit, change, start, sentence)


def _for_client(problem: Problem, promise: Promise | None, planned: Planned | None, change: Change) -> str:
    if planned is None:
        assert promise is not None
        awaited = f"{_names(problem, promise.workers)} {_were(promise.workers)}"
        return f"Nobody comes at {_at(problem, promise.start)}; {awaited} to come."
    names = _names(problem, planned.workers)
    if promise is None:
        return f"{names} {_come(planned.workers)} at {_at(problem, planned.start)}."
    was, now = _at(problem, promise.start), _at(problem, planned.start)
    instead = f"{names} {_come(planned.workers)} instead of {_names(problem, promise.workers)}"
    match change:
        case "worker":
            return f"{instead} at {now}."
        case "time":
            return f"{names} {_come(planned.workers)} at {now} instead of {was}."
    return f"{instead}, at {now} instead of {was}."


def _for_worker(problem: Problem, visit: str, worker: str, promise: Promise | None, planned: Planned | None) -> str:
    whose = f"{problem.client[problem.visit[visit].client].name}'s visit {visit}"
    if planned is None or worker not in planned.workers:
        assert promise is not None
        return f"Not any more: {whose} at {_at(problem, promise.start)}."
    if promise is None or worker not in promise.workers:
        return f"New: {whose} at {_at(problem, planned.start)}."
    was, now = _at(problem, promise.start), _at(problem, planned.start)
    company = [name for name in planned.workers if name != worker]
    beside = f", with {_names(problem, tuple(company))}" if company else ""
    return f"{whose} at {now}{f' instead of {was}' if was != now else ''}{beside}."


def _names(problem: Problem, workers: tuple[str, ...]) -> str:
    names = [problem.worker[worker].name for worker in workers]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _come(workers: tuple[str, ...]) -> str:
    return "comes" if len(workers) == 1 else "come"


def _were(workers: tuple[str, ...]) -> str:
    return "was" if len(workers) == 1 else "were"


def _at(problem: Problem, ticks: int) -> str:
    return problem.horizon.label(ticks)

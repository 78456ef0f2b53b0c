"""Visits that could be one by place and window and are not: what blocks them, and which single change would help."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from solver.domain import Problem, Worker

from .candidates import Candidate, candidates
from .changes import Change, said
from .conditions import PERSONAL, SHARED, Refusal, refused
from .packing import heaviest
from .register import Ask, Register

_NAMED = 3  # changes named for visits that stay apart; the best first


@dataclass(frozen=True)
class Apart:
    """Visits that stay apart. worker: the one whom fewest conditions stop; blockers: those, with their sentences.

    changes: single changes each of which would let some worker make them one, the best first, at most three.
    """

    visits: tuple[str, ...]
    client: str
    day: date
    worker: str
    blockers: tuple[Refusal, ...]
    changes: tuple[Change, ...]

    @property
    def conditions(self) -> tuple[str, ...]:
        """Ids of the conditions that block it."""
        return tuple(refusal.condition for refusal in self.blockers)


@dataclass(frozen=True)
class Suggestion:
    """One change to the register and what it would let happen over the days given, estimated before any routing.

    minutes: of staff at the door; nurse_minutes: of nurses (below 0 where nurses would do more); joins: how many.
    """

    change: Change
    text: str
    joins: tuple[tuple[str, ...], ...]
    doors: int
    minutes: float
    nurse_minutes: float

    @property
    def worth(self) -> float:
        """What they are ranked by: minutes saved, nurse minutes freed, and a door as ten minutes."""
        return self.minutes + max(0.0, self.nurse_minutes) + 10 * self.doors


def refusals(register: Register) -> tuple[list[Apart], list[Suggestion]]:
    """Every such pair or triple that no worker on duty may make, and the changes that would help, best first.

    Of changes that would help the very same visits only the best is suggested.
    """
    apart: list[Apart] = []
    helped: dict[tuple[str, ...], list[tuple[Change, Candidate, Worker]]] = defaultdict(list)
    on_duty = _on_duty(register.problem)
    for candidate in candidates(register):
        judged = list(_judged(register, candidate, on_duty))
        if not judged or any(not blockers for _, blockers in judged):
            continue
        worker, blockers = min(judged, key=lambda pair: (len(pair[1]), not _single(pair[1]), pair[0].id))
        changes: dict[tuple[str, ...], Change] = {}
        for other, some in judged:
            change = _single(some)
            if change is not None:
                changes.setdefault(change.same, change)
                helped[change.same].append((change, candidate, other))
        whole = candidate.whole
        names, day = candidate.join.visits, register.day(whole)
        apart.append(Apart(names, whole.client, day, worker.id, tuple(blockers), tuple(changes.values())))
    suggestions = _ranked([_suggested(register, some) for some in helped.values()])
    rank = {one.change.same: place for place, one in enumerate(suggestions)}
    return [
        replace(one, changes=tuple(sorted(one.changes, key=lambda change: rank[change.same])[:_NAMED])) for one in apart
    ], _told_once(suggestions)


def _ranked(suggestions: Iterable[Suggestion]) -> list[Suggestion]:
    """What saves most first; of equal ones the renewals, which are the lesser thing to ask."""
    return sorted(suggestions, key=lambda one: (-one.worth, not one.change.renewal, one.text))


def _told_once(suggestions: Iterable[Suggestion]) -> list[Suggestion]:
    """Changes that would let the very same visits be joined: the first of them only."""
    first: dict[frozenset[tuple[str, ...]], Suggestion] = {}
    for one in suggestions:
        first.setdefault(frozenset(one.joins), one)
    return list(first.values())


def _single(blockers: Sequence[Refusal]) -> Change | None:
    """The one change that lifts all of them, if there is one."""
    changes = {change.same: change for refusal in blockers for change in refusal.changes}
    if len(changes) != 1 or any(not refusal.changes for refusal in blockers):
        return None
    return next(iter(changes.values()))


def _on_duty(problem: Problem) -> dict[str, list[tuple[int, int]]]:
    duty: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for shift in problem.shifts:
        duty[shift.worker].append((shift.start, shift.end))
    return duty


def _judged(
    register: Register, candidate: Candidate, on_duty: dict[str, list[tuple[int, int]]]
) -> Iterator[tuple[Worker, list[Refusal]]]:
    """Every worker who is there at the time and has the skills, with what stops them."""
    whole = candidate.whole
    opens, closes = whole.windows[0].start, whole.windows[-1].end
    shared: dict[tuple[str, bool], list[Refusal]] = {}
    for worker in register.problem.workers:
        there = any(start <= closes and opens + whole.duration <= end for start, end in on_duty.get(worker.id, ()))
        ask = Ask(register, whole, worker)
        if not there or not skilled(ask):
            continue
        kind = worker.organisation, worker.registered_nurse
        if kind not in shared:
            shared[kind] = list(refused(ask, SHARED))
        yield worker, [*shared[kind], *refused(ask, PERSONAL)]


def skilled(ask: Ask) -> bool:
    """Whether the worker holds what the tasks ask for on that day (delegated ones ask for a sign-off instead), and
    nobody has declined the other."""
    problem, worker = ask.register.problem, ask.worker
    held = {item.competency for item in worker.competencies if item.in_force(ask.day)}
    delegated = {id(task) for task, _ in ask.delegated}
    wanted = {name for task, _ in ask.tasks if id(task) not in delegated for name in task.competencies}
    clients = [problem.client[client] for client in ask.visit.clients]
    declined = any(worker.id in client.refused_workers or client.id in worker.refused_clients for client in clients)
    sex = all(client.worker_sex in (None, worker.sex) for client in clients)
    return held >= wanted and not declined and sex


def _suggested(register: Register, some: Sequence[tuple[Change, Candidate, Worker]]) -> Suggestion:
    """One change with all that it allows; of joins that share a visit the better ones count."""
    change = some[0][0]
    for other, _, _ in some[1:]:
        change = change.also(other)
    by_join: dict[str, tuple[Candidate, Worker]] = {}
    for _, candidate, worker in some:
        by_join.setdefault(candidate.join.id, (candidate, worker))
    best = heaviest(
        by_join.values(),
        lambda pair: pair[0].join.visits,
        lambda pair: pair[0].minutes_saved + 600 * pair[0].doors + max(0, nurse_ticks(register, *pair)),
    )
    minutes = register.problem.horizon.minutes
    saved = minutes(sum(candidate.minutes_saved for candidate, _ in best))
    nurses = minutes(sum(nurse_ticks(register, candidate, worker) for candidate, worker in best))
    doors = sum(candidate.doors for candidate, _ in best)
    days = register.problem.horizon.days
    visits = f"{len(best)} visit{'s' if len(best) != 1 else ''}"
    span = "a week" if days == 7 else f"in {days} days" if days > 1 else "that day"
    text = f"{said(register.problem, change)}: {visits} {span} join{'s' if len(best) == 1 else ''}, {saved:g} min saved"
    if nurses > 0:
        text += f", {nurses:g} nurse minutes freed"
    joins = tuple(candidate.join.visits for candidate, _ in best)
    return Suggestion(change, text, joins, doors, saved, nurses)


def nurse_ticks(register: Register, candidate: Candidate, worker: Worker) -> int:
    """Ticks that the health side gains: its own parts, less what it stays for in joint visits it makes itself."""
    health = [part for part in candidate.parts if register.problem.organisation[part.organisation].sector == "health"]
    before = sum(part.duration * part.workers for part in health)
    after = [visit for visit in candidate.visits if visit.role == "rest" and visit.tasks[0].owner == "health"]
    if register.side(worker) == "health":
        after.append(candidate.whole)
    return before - sum(visit.duration * visit.workers for visit in after)

"""Visits that could be one by place and window and are not: what blocks them, and which single change would help."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from solver.domain import Problem, Shift, Worker

from .authority import list_authority_refusals
from .candidates import Candidate, find_candidates
from .changes import RegisterChange, describe_change
from .conditions import SHARED, join_nurse_only, list_conditions
from .packing import choose_heaviest
from .refusal import Refusal
from .register import Register, Suitability

_NAMED = 3  # changes named for visits that stay apart; the best first


@dataclass(frozen=True)
class BlockedJoin:
    """Visits that stay apart. worker: the one whom fewest conditions stop; blockers: those, with their sentences.

    changes: single changes each of which would let some worker make them one, the best first, at most three.
    """

    visits: tuple[str, ...]
    client: str
    day: date
    worker: str
    blockers: tuple[Refusal, ...]
    changes: tuple[RegisterChange, ...]

    @property
    def conditions(self) -> tuple[str, ...]:
        """Ids of the conditions that block it."""
        return tuple(refusal.condition for refusal in self.blockers)


@dataclass(frozen=True)
class Suggestion:
    """One change to the register and what it would let happen over the days given, estimated before any routing.

    minutes: of staff at the door; nurse_minutes: of nurses (below 0 where nurses would do more); joins: how many.
    """

    change: RegisterChange
    text: str
    joins: tuple[tuple[str, ...], ...]
    doors: int
    minutes: float
    nurse_minutes: float

    @property
    def worth(self) -> float:
        """What they are ranked by: minutes saved, nurse minutes freed, and a door as ten minutes."""
        return self.minutes + max(0.0, self.nurse_minutes) + 10 * self.doors


def find_blocked_joins(register: Register) -> tuple[list[BlockedJoin], list[Suggestion]]:
    """Every such pair or triple that no worker on duty may make, and the changes that would help, best first.

    Of changes that would help the very same visits only the best is suggested.
    """
    blocked: list[BlockedJoin] = []
    helped: dict[tuple[str, ...], list[tuple[RegisterChange, Candidate, Worker]]] = defaultdict(list)
    on_duty = _shifts_by_worker(register.problem)
    for candidate in find_candidates(register):
        judged = list(_judge_workers(register, candidate, on_duty))
        if not judged or any(not blockers for _, blockers in judged):
            continue
        worker, blockers = min(judged, key=lambda pair: (len(pair[1]), not _find_single_change(pair[1]), pair[0].id))
        changes: dict[tuple[str, ...], RegisterChange] = {}
        for other, some in judged:
            change = _find_single_change(some)
            if change is not None:
                changes.setdefault(change.subject, change)
                helped[change.subject].append((change, candidate, other))
        whole = candidate.whole
        names, day = candidate.join.visits, register.day_of(whole)
        blocked.append(BlockedJoin(names, whole.client, day, worker.id, tuple(blockers), tuple(changes.values())))
    suggestions = _rank([_make_suggestion(register, some) for some in helped.values()])
    rank = {one.change.subject: place for place, one in enumerate(suggestions)}
    return [
        replace(one, changes=tuple(sorted(one.changes, key=lambda change: rank[change.subject])[:_NAMED]))
        for one in blocked
    ], _drop_repeats(suggestions)


def _rank(suggestions: Iterable[Suggestion]) -> list[Suggestion]:
    """What saves most first; of equal ones the renewals, which are the lesser thing to ask."""
    return sorted(suggestions, key=lambda one: (-one.worth, not one.change.renewal, one.text))


def _drop_repeats(suggestions: Iterable[Suggestion]) -> list[Suggestion]:
    """Changes that would let the very same visits be joined: the first of them only."""
    first: dict[frozenset[tuple[str, ...]], Suggestion] = {}
    for one in suggestions:
        first.setdefault(frozenset(one.joins), one)
    return list(first.values())


def _find_single_change(blockers: Sequence[Refusal]) -> RegisterChange | None:
    """The one change that lifts all of them, if there is one."""
    changes = {change.subject: change for refusal in blockers for change in refusal.changes}
    if len(changes) != 1 or any(not refusal.changes for refusal in blockers):
        return None
    return next(iter(changes.values()))


def _shifts_by_worker(problem: Problem) -> dict[str, list[Shift]]:
    duty: dict[str, list[Shift]] = defaultdict(list)
    for shift in problem.shifts:
        duty[shift.worker].append(shift)
    return duty


def _judge_workers(
    register: Register, candidate: Candidate, on_duty: dict[str, list[Shift]]
) -> Iterator[tuple[Worker, list[Refusal]]]:
    """Every worker who is there at the time and has the skills, with what stops them, by whom they act for then."""
    whole = candidate.whole
    opens, closes = whole.windows[0].start, whole.windows[-1].end
    shared = list(list_conditions(Suitability(register, whole, register.problem.workers[0]), SHARED))
    for worker in register.problem.workers:
        there = [one for one in on_duty[worker.id] if one.start <= closes and opens + whole.duration <= one.end]
        if not there or not is_skilled(Suitability(register, whole, worker)):
            continue
        acting = {register.readings.acting[shift.id]: shift for shift in there}
        found = []
        for shift in acting.values():
            suitability = Suitability(register, whole, worker, shift)
            found.append(
                [*list_authority_refusals(suitability), *shared, *list_conditions(suitability, (join_nurse_only,))]
            )
        yield worker, min(found, key=len)


def is_skilled(suitability: Suitability) -> bool:
    """Whether the worker holds what the tasks ask for (of delegated ones only what they have held before), and nobody
    has declined the other."""
    problem, worker = suitability.register.problem, suitability.worker
    clients = [problem.client[client] for client in suitability.visit.clients]
    declined = any(worker.id in client.refused_workers or client.id in worker.refused_clients for client in clients)
    sex = all(client.worker_sex in (None, worker.sex) for client in clients)
    return suitability.register.permits.is_competent(suitability.visit, worker) and not declined and sex


def _make_suggestion(register: Register, some: Sequence[tuple[RegisterChange, Candidate, Worker]]) -> Suggestion:
    """One change with all that it allows; of joins that share a visit the better ones count."""
    change = some[0][0]
    for other, _, _ in some[1:]:
        change = change.merge(other)
    by_join: dict[str, tuple[Candidate, Worker]] = {}
    for _, candidate, worker in some:
        by_join.setdefault(candidate.join.id, (candidate, worker))
    best = choose_heaviest(
        by_join.values(),
        lambda pair: pair[0].join.visits,
        lambda pair: pair[0].ticks_saved + 600 * pair[0].doors_saved + max(0, count_nurse_ticks(register, *pair)),
    )
    minutes = register.problem.horizon.minutes
    saved = minutes(sum(candidate.ticks_saved for candidate, _ in best))
    nurses = minutes(sum(count_nurse_ticks(register, candidate, worker) for candidate, worker in best))
    doors = sum(candidate.doors_saved for candidate, _ in best)
    days = register.problem.horizon.days
    visits = f"{len(best)} visit{'s' if len(best) != 1 else ''}"
    span = "a week" if days == 7 else f"in {days} days" if days > 1 else "that day"
    joined = f"{visits} {span} join{'s' if len(best) == 1 else ''}, {saved:.0f} min saved"
    text = f"{describe_change(register.problem, change)}: {joined}"
    if nurses > 0:
        text += f", {nurses:.0f} nurse minutes freed"
    joins = tuple(candidate.join.visits for candidate, _ in best)
    return Suggestion(change, text, joins, doors, saved, nurses)


def count_nurse_ticks(register: Register, candidate: Candidate, worker: Worker) -> int:
    """Ticks that the health side gains: its own parts, less what it stays for in joint visits it makes itself."""
    health = [part for part in candidate.parts if register.problem.organisation[part.delivered_by].sector == "health"]
    before = sum(part.duration * part.workers for part in health)
    after = [visit for visit in candidate.visits if visit.role == "rest" and visit.tasks[0].owner == "health"]
    if register.side_of(worker) == "health":
        after.append(candidate.whole)
    return before - sum(visit.duration * visit.workers for visit in after)

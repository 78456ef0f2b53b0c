"""A roster published: from now on the day remembers who was told of whom, and when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date
from typing import Literal, NamedTuple

from solver.check import Check
from solver.domain import JoinedProblem, Problem, Promise

To = Literal["client", "worker", "both"]


class Planned(NamedTuple):
    """Who makes a commissioned visit, and when it begins (ticks)."""

    workers: tuple[str, ...]
    start: int


def plan_of(judged: Check) -> Mapping[str, Planned]:
    """What a judged roster plans for each commissioned visit that is made; of a joint visit for all its parts."""
    workers: dict[str, list[str]] = defaultdict(list)
    starts: dict[str, int] = {}
    for run, call in judged.timeline.calls():
        for part in call.visit.commissioned if call.visit is not None else ():
            workers[part.id].append(run.shift.worker)
            starts[part.id] = min(call.start, starts.get(part.id, call.start))
    return {visit: Planned(tuple(dict.fromkeys(some)), starts[visit]) for visit, some in workers.items()}


def publish(judged: Check, told: int, to: To = "both", days: Collection[date] | None = None) -> Problem:
    """The commissioned problem of a judged roster, with a promise for each visit that the roster makes.

    told: when people are told, in ticks. A promise of which nobody need be told anything new stays as it is, with its
    start and the moment at which it was told: the free minutes of rule ``published`` are counted from that start.
    days: publish the visits of these dates only, by their planned start; promises of other dates stay. A promised visit
    of these dates that nobody makes any more is promised no more.
    """
    problem = judged.problem.origin if isinstance(judged.problem, JoinedProblem) else judged.problem
    known = {promise.visit: promise for promise in problem.promises}
    plan, free = plan_of(judged), free_ticks(judged)
    promises = []
    for visit in problem.visits:
        planned, before = plan.get(visit.id), known.get(visit.id)
        start = planned.start if planned is not None else before.start if before is not None else None
        if start is None:
            continue
        if days is not None and problem.horizon.date(start) not in days:
            promises += [before] if before is not None else []
        elif planned is not None:
            new = Promise(visit=visit.id, workers=planned.workers, start=planned.start, told=told, to=to)
            promises.append(before if before is not None and _keeps(new, before, free) else new)
    return problem.replace(promises=tuple(promises))


def free_ticks(judged: Check) -> int:
    """Ticks by which a promised start may move without anybody being told."""
    return round(float(judged.pack.values("published")["free_minutes"]) * judged.problem.horizon.ticks_per_minute)


def _keeps(new: Promise, before: Promise, free: int) -> bool:
    """Whether nothing new is said, and to nobody else."""
    same = set(new.workers) == set(before.workers) and abs(new.start - before.start) <= free
    return same and before.to in ("both", new.to)

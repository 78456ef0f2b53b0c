"""Continuity, measured: how many different faces clients see, for care, for health and for both together."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Literal

from solver.domain import JointVisit, Problem, Sector, Visit

from .timeline import Timeline

Account = Literal["care", "health", "all"]
_ALL: Account = "all"
_SECTOR: dict[str, Account] = {"social": "care", "health": "health"}


@dataclass(frozen=True, slots=True)
class ClientFaces:
    """One client's visits over the window, each worker at the door counted once a visit.

    share: of the most frequent worker (usual provider of care, max n_j / N). concentration: Bice and Boxerman's COC,
    (sum n_j^2 - N) / (N (N - 1)), None below two visits.
    """

    visits: int
    faces: int
    share: float
    concentration: float | None


@dataclass(frozen=True, slots=True)
class Continuity:
    """One account: means over the clients with a visit in it (concentration: with two or more), 0 without clients."""

    clients: int
    visits: int
    faces: float
    share: float
    concentration: float


def faces_of(problem: Problem, timeline: Timeline, days: float) -> dict[Account, dict[str, ClientFaces]]:
    """For each account and client, the faces of the last ``days`` of history and of the roster."""
    since = -round(days * 24 * 60 * problem.horizon.ticks_per_minute)
    met: dict[Account, dict[str, Counter[str]]] = {"care": {}, "health": {}, "all": {}}
    for past in problem.history:
        if past.start >= since:
            for account in (_SECTOR[past.sector], _ALL):
                met[account].setdefault(past.client, Counter())[past.worker] += 1
    for run, call in timeline.calls():
        assert call.visit is not None
        for client, owners in _owners(call.visit).items():
            for account in {_SECTOR[owner] for owner in owners} | {_ALL}:
                met[account].setdefault(client, Counter())[run.shift.worker] += 1
    return {account: {client: _faces(counts) for client, counts in clients.items()} for account, clients in met.items()}


def continuity_of(problem: Problem, timeline: Timeline, days: float) -> dict[Account, Continuity]:
    """The three accounts, each as means over its clients."""
    return {account: _means(list(rows.values())) for account, rows in faces_of(problem, timeline, days).items()}


def _owners(visit: Visit) -> dict[str, set[Sector]]:
    """Client -> whose tasks are done for them: a joint visit counts in the account of each task it carries."""
    if not isinstance(visit, JointVisit) or visit.role != "whole":
        return {visit.client: {task.owner for task in visit.tasks}}
    found: dict[str, set[Sector]] = {}
    for step in visit.join.steps:
        found.setdefault(visit.part[step.visit].client, set()).add(visit.task_of(step).owner)
    return found


def _faces(counts: Counter[str]) -> ClientFaces:
    total = counts.total()
    squares = sum(count * count for count in counts.values())
    concentration = (squares - total) / (total * (total - 1)) if total >= 2 else None
    return ClientFaces(total, len(counts), max(counts.values()) / total, concentration)


def _means(rows: list[ClientFaces]) -> Continuity:
    known = [row.concentration for row in rows if row.concentration is not None]
    return Continuity(
        len(rows),
        sum(row.visits for row in rows),
        sum(row.faces for row in rows) / max(1, len(rows)),
        sum(row.share for row in rows) / max(1, len(rows)),
        sum(known) / max(1, len(known)),
    )

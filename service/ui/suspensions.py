"""What the page with the form "Stop" shows: what is stopped, and what its days know that could be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from fastapi import Request
from sqlalchemy.orm import Session

from service.access import Action, Principal, may
from service.store import problems, suspensions, tables
from service.store.rolls import Look
from solver import Problem
from solver.amend import describe_named
from solver.domain import SuspensionKind

_HERE = ZoneInfo("Europe/London")
_DAYS = 3  # the newest, from which names are offered
KINDS: dict[SuspensionKind, str] = {
    "client": "A client (in hospital, away)",
    "worker": "A worker",
    "delegation": "A delegation",
    "registrant": "All that a registrant answers for",
    "task": "A task, for everybody or for one client",
    "unpaid_carer": "An unpaid carer (nobody counts on them then)",
}


@dataclass(frozen=True)
class Stopped:
    """One line of the list, newest first. may_end: whether who looks may end it."""

    id: str
    what: str
    named: str
    starts: str
    ends: str
    reason: str
    by: str
    ended_by: str
    in_force: bool
    may_end: bool


def list_stopped(request: Request, principal: Principal) -> list[Stopped]:
    """Everything that somebody's organisation has stopped; none for an admin of the installation."""
    if principal.organisation is None:
        return []
    store = request.app.state.store
    with store.reading(principal) as session:
        newest = _newest(session, principal.organisation)
        rows = suspensions.list_suspensions(session, principal.organisation)
        days = [problems.load(day.document) for day in newest]
    if whom := tuple(dict.fromkeys(row.client for row in rows if row.client)):
        store.witness.saw(principal, "read", principal.organisation, clients=whom, detail="suspensions page")
    return [_line(row, days, principal) for row in rows]


def list_stoppable(request: Request, principal: Principal) -> dict[SuspensionKind, dict[str, str]]:
    """By kind what the newest days know, and in words what it is."""
    known: dict[SuspensionKind, dict[str, str]] = {kind: {} for kind in KINDS}
    if principal.organisation is None:
        return known
    with request.app.state.store.reading(principal) as session:
        newest = _newest(session, principal.organisation)
    witness = request.app.state.store.witness
    for day in newest:
        witness.saw(principal, "read", day.owner, day.id, detail="suspensions page", look=Look(day.document, "whole"))
    for problem in [problems.load(day.document) for day in newest]:
        names: dict[SuspensionKind, list[str]] = {
            "client": [one.id for one in problem.clients],
            "worker": [one.id for one in problem.workers],
            "delegation": [one.id for one in problem.delegations],
            "registrant": [one.id for one in problem.registrants] or [one.registrant for one in problem.delegations],
            "unpaid_carer": [one.id for one in problem.unpaid_carers],
            "task": sorted({task.code for visit in problem.visits for task in visit.tasks}),
        }
        for kind, some in names.items():
            for name in some:
                known[kind].setdefault(name, describe_named(problem, kind, name))
    return known


def _newest(session: Session, owner: str) -> list[tables.Problem]:
    return list(suspensions.list_days(session, owner, datetime(1900, 1, 1, tzinfo=UTC), None)[:_DAYS])


def _line(row: tables.Suspension, days: list[Problem], principal: Principal) -> Stopped:
    kind: SuspensionKind = row.what  # type: ignore[assignment]  # the route allows no other
    whose = suspensions.whose_task(row)
    named = next((said for day in days if (said := describe_named(day, kind, row.of, whose)) != row.of), row.of)
    clinical = row.what not in ("client", "worker")
    in_force = suspensions.is_in_force(row, tables.now())
    return Stopped(
        row.id,
        row.what,
        named,
        _words(row.starts),
        "" if row.ends is None else _words(row.ends),
        row.reason,
        row.name,
        row.ended_name,
        in_force,
        in_force and may(principal, Action.RESUME if clinical else Action.CHANGE),
    )


def _words(moment: datetime) -> str:
    local = moment.astimezone(_HERE)
    return f"{local:%a} {local.day} {local:%B} {local:%H:%M}"

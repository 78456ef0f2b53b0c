"""A stop and what rests on it, told to who asked and to the audit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy.orm import Session

from service.access import Principal
from service.store import audit, suspensions, tables
from solver.amend import describe_named, resting_document
from solver.domain import SuspensionKind

from .days import DayAfter

_DETAIL = 240  # characters of visits in one line of the audit


def describe_suspension(row: tables.Suspension) -> dict[str, Any]:
    """A stop as documents tell it."""
    return {
        "id": row.id,
        "what": row.what,
        "of": row.of,
        "client": suspensions.whose_task(row),
        "starts": row.starts.isoformat(),
        "ends": None if row.ends is None else row.ends.isoformat(),
        "reason": row.reason,
        "by": row.name,
        "made": row.created.isoformat(),
        "ended_by": row.ended_name or None,
        "ended": None if row.ended is None else row.ended.isoformat(),
        "in_force": suspensions.is_in_force(row, tables.now()),
    }


def tell_audit(
    session: Session,
    principal: Principal,
    deed: audit.Deed,
    row: tables.Suspension,
    days: Sequence[DayAfter],
    what: str,
) -> None:
    """The audit: what was done, and of every roster each client's visits that rest on it."""
    about = [row.client] if row.client else []
    audit.record(session, principal, deed, row.owner, clients=about, detail=what)
    for day in days:
        audit.record(session, principal, deed, row.owner, day.id, clients=about, detail=what)
        for one in day.rosters:
            visits: dict[str, list[str]] = {}
            for resting in one.resting:
                for client in resting.clients:
                    visits.setdefault(client, []).extend(resting.visits)
            for client, some in visits.items():
                for names in _in_lines(dict.fromkeys(some)):
                    detail = f"{row.id}: {'taken off' if one.taken else 'rests on it'}: {names}"
                    audit.record(session, principal, deed, row.owner, day.id, one.id, [client], detail)


def list_shown(said: dict[str, Any]) -> Iterator[tuple[str | None, str | None, tuple[str, ...]]]:
    """Of an answer about a stop: roster, problem and clients that it shows."""
    if whose := _about(said["suspension"]):
        yield None, None, (whose,)
    for roster in said["rosters"]:
        clients = dict.fromkeys(client for visit in roster["visits"] for client in visit["clients"])
        yield roster["id"], roster["problem"], tuple(clients)


def _about(suspension: dict[str, Any]) -> str:
    return suspension["client"] or (suspension["of"] if suspension["what"] == "client" else "")


def _in_lines(names: Iterable[str]) -> Iterable[str]:
    """Names in as many lines as they need."""
    line = ""
    for name in names:
        if line and len(line) + len(name) > _DETAIL:
            yield line
            line = ""
        line = f"{line} {name}".strip()
    yield line


def describe_with_rosters(row: tables.Suspension, days: Sequence[DayAfter], anew: Sequence[str]) -> dict[str, Any]:
    """The answer: the stop, every roster with what rests on it, and what is being made anew."""
    whose = suspensions.whose_task(row)
    what: SuspensionKind = row.what  # type: ignore[assignment]  # the route allows no other
    sentence = describe_named(days[0].problem, what, row.of, whose) if days else f"{row.what} {row.of}"
    return {
        "suspension": {**describe_suspension(row), "named": sentence},
        "problems": [day.id for day in days],
        "rosters": [
            {
                "id": one.id,
                "problem": day.id,
                "name": day.problem.name,
                "hard": one.after.before.score.hard,
                "visits": [resting_document(day.problem, each) for each in one.resting],
                "taken_off": list(one.taken.out) if one.taken else [],
            }
            for day in days
            for one in day.rosters
            if one.after is not None and one.resting
        ],
        "made_anew": list(anew),
    }

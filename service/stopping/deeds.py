"""What somebody does: stop something, take off what rests on it, end that, look at it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from service.access import Principal
from service.store import idempotency, problems, rosters, suspensions, tables
from service.store.database import Store
from service.store.renumbered import Stopped
from service.web.problem_details import Refusal
from solver import Fault, Problem
from solver.amend import find_named
from solver.amend.suspensions import describe_wanted
from solver.domain import SuspensionKind
from solver.domain.names import says_something

from .days import QuickerError, keep_days, suspension_of, work_out
from .telling import describe_with_rosters, tell_audit

_TRIES = 5  # times that a change is worked out anew because somebody else was quicker
_LOOKED_AT = 10  # newest days in which something is looked for that no day to come knows


@dataclass(frozen=True)
class Wanted:
    """What somebody stops. starts, ends: naive ones are local. take_off: what rests on it is taken off the rosters.
    client: of a task, of this client only.
    """

    what: SuspensionKind
    of: str
    starts: datetime | None
    ends: datetime | None
    reason: str
    take_off: bool = False
    client: str | None = None


def stop(
    store: Store, principal: Principal, owner: str, wanted: Wanted, repeat: str | None = None, digest: str = ""
) -> dict[str, Any]:
    """Stop something in all of an owner's days from now on. Says every roster and visit that rests on it.

    repeat, digest: of the request, which makes nothing twice. Raises Refusal 422 with every fault, 503 where others
    kept changing the days.
    """
    with store.session(principal) as session:
        known = idempotency.find_earlier(session, principal, repeat, digest)
    if known is not None:
        return find_resting(store, principal, known)
    with store.reading(principal) as session:
        row, before = _row(session, principal, owner, wanted)
    for _ in range(_TRIES):
        with store.reading(principal) as session:
            found = suspensions.list_days(session, owner, row.starts, row.ends)
            days = work_out(
                session, found, partial(suspensions.with_suspension, row=row, before=before), row.id, wanted.take_off
            )
        try:
            with store.session(principal) as session:
                session.add(tables.Suspension(**_fields(row)))
                session.flush()
                anew = keep_days(session, principal, days, f"stop {row.what} {row.of} ({row.id})")
                tell_audit(session, principal, "stopped", row, days, f"stop {row.what} {row.of} ({row.id})")
                idempotency.remember(session, principal, repeat, digest, 201, row.id)
        except (StaleDataError, QuickerError):
            continue
        return describe_with_rosters(row, days, anew)
    raise _too_busy()


def end(store: Store, principal: Principal, id_: str, at: datetime | None) -> dict[str, Any]:
    """End a stop, now or at a moment. The rosters are judged anew; what they leave out is served by solving again.

    Raises Refusal 404, 409 where it has ended by then, 503 where others kept changing the days.
    """
    for _ in range(_TRIES):
        with store.reading(principal) as session:
            row = _there(session, id_)
            session.expunge(row)
            moment = _instant(session, row.owner, at)
            if row.ends is not None and row.ends <= max(moment, row.starts):
                raise Refusal(409, "It has ended", f"it ended at {row.ends.isoformat()}")
            was = row.ends
            row.ends, row.ended, row.ended_by, row.ended_name = (
                max(moment, row.starts),
                tables.now(),
                principal.id,
                _name(principal),
            )
            found = suspensions.list_days(session, row.owner, row.starts, was)
            days = work_out(session, found, partial(suspensions.with_end, row=row), row.id, False)
        try:
            with store.session(principal) as session:
                there = session.get_one(tables.Suspension, id_, with_for_update=True)
                if there.ends != was:
                    raise QuickerError
                for name in ("ends", "ended", "ended_by", "ended_name"):
                    setattr(there, name, getattr(row, name))
                anew = keep_days(session, principal, days, f"end of stop {row.id}")
                tell_audit(session, principal, "resumed", row, days, f"end of stop of {row.what} {row.of} ({row.id})")
        except (StaleDataError, QuickerError):
            continue
        return describe_with_rosters(row, days, anew)
    raise _too_busy()


def take_off(store: Store, principal: Principal, id_: str) -> dict[str, Any]:
    """What rests on a stop and is still to come, taken off the stored rosters. Raises Refusal 404 and 503."""
    for _ in range(_TRIES):
        with store.reading(principal) as session:
            row = _there(session, id_)
            found = suspensions.list_days(session, row.owner, row.starts, row.ends)
            days = work_out(session, found, partial(_with, id_=id_), row.id, True)
            session.expunge(row)
        for day in days:
            for one in day.rosters:
                one.stays = one.taken is None or not one.taken.out
        try:
            with store.session(principal) as session:
                keep_days(session, principal, days, f"what rests on stop {row.id} taken off")
                tell_audit(
                    session, principal, "stopped", row, days, f"taken off for stop of {row.what} {row.of} ({row.id})"
                )
        except (StaleDataError, QuickerError):
            continue
        return describe_with_rosters(row, days, ())
    raise _too_busy()


def _too_busy() -> Refusal:
    """503 and not 409: nothing about the request is wrong, and nothing was kept of it. The same request succeeds as
    soon as nobody changes these days at the very same time.
    """
    return Refusal(503, "Too much is being changed", "try again at once", headers={"Retry-After": "1"})


def _with(problem: Problem, id_: str) -> Problem | None:
    """A problem that has a stop, as it is."""
    return problem if suspension_of(problem, id_) else None


def find_resting(store: Store, principal: Principal, id_: str) -> dict[str, Any]:
    """A stop, and what rests on it as the rosters are now. Raises Refusal 404."""
    with store.reading(principal) as session:
        row = _there(session, id_)
        found = suspensions.list_days(session, row.owner, row.starts, row.ends)
        days = work_out(session, found, partial(_with, id_=id_), id_, False)
        busy = [one.id for day in days for one in day.rosters if one.after is None and _is_live(session, one.id)]
    return describe_with_rosters(row, days, busy)


def kind_of(store: Store, principal: Principal, id_: str) -> str:
    """What a stop is of: client, worker, registrant, task, delegation or unpaid_carer. Raises Refusal 404."""
    with store.reading(principal) as session:
        return _there(session, id_).what


def _row(session: Session, principal: Principal, owner: str, wanted: Wanted) -> tuple[tables.Suspension, Stopped]:
    """The stop as it will be kept, and what it is about in the newest day that knows it. Raises Refusal 422."""
    starts = _instant(session, owner, wanted.starts)
    ends = None if wanted.ends is None else _instant(session, owner, wanted.ends)
    faults: list[Fault] = []
    if ends is not None and ends <= starts:
        faults.append(Fault("to", wanted.ends, "want a moment after the one from which it is stopped"))
    if not wanted.reason.strip():
        faults.append(Fault("reason", wanted.reason, "want a reason in a few words"))
    days = suspensions.list_days(session, owner, starts, ends)
    newest = suspensions.list_days(session, owner, datetime(1900, 1, 1, tzinfo=UTC), None)[:_LOOKED_AT]
    known, problem = None, None
    for day in (*days, *newest):
        problem = problems.load(day.document)
        known = find_named(problem, wanted.what, wanted.of)
        if known is not None and (wanted.client is None or wanted.client in problem.client):
            break
    if known is None:
        first = problems.load(newest[0].document) if newest else None
        near = describe_wanted(first, wanted.what, wanted.of) if first else "want a day first: none is stored here"
        faults.append(Fault("of", wanted.of, near))
    if wanted.client is not None and wanted.what != "task":
        faults.append(Fault("client", wanted.client, "want a client only with a task: one task of one client"))
    elif wanted.client is not None and (problem is None or wanted.client not in problem.client):
        faults.append(Fault("client", wanted.client, "want the id of a client whom a stored day knows"))
    if faults:
        raise Refusal(422, "This cannot be stopped so", faults=faults)
    assert known is not None
    assert problem is not None
    row = tables.Suspension(
        id=tables.new_id(),
        owner=owner,
        what=wanted.what,
        of=known,
        client=suspensions.find_client(problem, wanted.what, known, wanted.client),
        starts=starts,
        ends=ends,
        reason=wanted.reason.strip(),
        by=principal.id,
        name=_name(principal),
        created=tables.now(),
        ended_name="",
    )
    return row, Stopped(problem, row.of, row.client)


def _instant(session: Session, owner: str, when: datetime | None) -> datetime:
    """A moment in UTC, whole seconds; a naive one is local where the owner's newest day is. None: now."""
    if when is None:
        return tables.now().replace(microsecond=0)
    if when.tzinfo is None:
        newest = suspensions.list_days(session, owner, datetime(1900, 1, 1, tzinfo=UTC), None)
        zone = problems.load(newest[0].document).horizon.timezone if newest else "Europe/London"
        when = when.replace(tzinfo=ZoneInfo(zone))
    return when.astimezone(UTC).replace(microsecond=0)


def _name(principal: Principal) -> str:
    """As documents name somebody: a key may be called anything."""
    return principal.name if says_something(principal.name) else principal.id


def _fields(row: tables.Suspension) -> dict[str, Any]:
    return {column.key: getattr(row, column.key) for column in tables.Suspension.__table__.columns}


def _there(session: Session, id_: str) -> tables.Suspension:
    row = session.get(tables.Suspension, id_) if tables.is_id(id_) else None
    if row is None:
        raise Refusal(404, "No such suspension", "want the id of one of your organisation's, see GET /v1/suspensions")
    return row


def _is_live(session: Session, id_: str) -> bool:
    return session.get_one(tables.Roster, id_).state in rosters.LIVE

"""Something stopped, or a stop ended, in every stored day of an organisation, with all rosters made of them.

Stored rosters are judged anew: one that breaks what was stopped is no roster without a hard breach any more. What is
being made is begun anew, from its best so far. All that is worked out beside the store and then written at once; when
somebody was quicker meanwhile it is worked out again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from service.access import Principal
from service.changing import Ground, ground_on, kept
from service.problem_json import Refusal
from service.store import audit, problems, repeats, rosters, suspensions, tables
from service.store.database import Store
from service.store.packing import pack
from solver import Fault, Problem, problem_document
from solver.amend import (
    Resting,
    TakenOff,
    describe_named,
    find_named,
    find_resting,
    pin_over,
    resting_document,
    take_off_resting,
)
from solver.amend.suspensions import describe_wanted
from solver.domain import Suspension, SuspensionKind
from solver.domain.names import is_name

_TRIES = 5  # to be quicker than everybody else
_LOOKED_AT = 10  # newest days in which something is looked for that no day to come knows
_DETAIL = 240  # characters of visits in one line of the audit

Change = Callable[[Problem], Problem | None]


@dataclass(frozen=True)
class Wanted:
    """What somebody stops. starts, ends: naive ones are local. take_off: what rests on it is taken off the rosters."""

    what: SuspensionKind
    of: str
    starts: datetime | None
    ends: datetime | None
    reason: str
    take_off: bool = False


@dataclass
class _Roster:
    """A roster as it will be. after: judged anew; None where it is being made, or there is none. number: its version
    when it was looked at.
    """

    id: str
    number: int
    own: bytes | None  # its problem's document, where that is not the stored problem's
    after: Ground | None = None
    resting: tuple[Resting, ...] = ()
    taken: TakenOff | None = None
    stays: bool = False  # nothing is written of it


@dataclass
class _Day:
    """A stored problem as it will be. digest: its fingerprint when it was looked at."""

    id: str
    digest: str
    problem: Problem
    rosters: list[_Roster] = field(default_factory=list)


class _QuickerError(Exception):
    """Somebody has changed what was worked on."""


def stop(
    store: Store, who: Principal, owner: str, wanted: Wanted, repeat: str | None = None, digest: str = ""
) -> dict[str, Any]:
    """Stop something in all of an owner's days from now on. Says every roster and visit that rests on it.

    repeat, digest: of the request, which makes nothing twice. Raises Refusal 422 with every fault.
    """
    with store.session(who) as session:
        known = repeats.earlier(session, who, repeat, digest)
    if known is not None:
        return resting_on(store, who, known)
    with store.reading(who) as session:
        row = _row(session, who, owner, wanted)
    for _ in range(_TRIES):
        with store.reading(who) as session:
            found = suspensions.days_of(session, owner, row.starts, row.ends)
            days = _work_out(session, found, lambda problem: suspensions.with_suspension(problem, row), row.id,
                             wanted.take_off)  # fmt: skip
        try:
            with store.session(who) as session:
                session.add(tables.Suspension(**_fields(row)))
                session.flush()
                anew = _keep(session, who, days, f"stop {row.what} {row.of} ({row.id})")
                _tell(session, who, "stopped", row, days, f"stop {row.what} {row.of} ({row.id})")
                repeats.remember(session, who, repeat, digest, 201, row.id)
        except (StaleDataError, _QuickerError):
            continue
        return _said(row, days, anew)
    raise Refusal(503, "Too much is being changed", "try again at once", headers={"Retry-After": "1"})


def end(store: Store, who: Principal, id_: str, at: datetime | None) -> dict[str, Any]:
    """End a stop, now or at a moment. The rosters are judged anew; what they leave out is served by solving again.

    Raises Refusal 404, 409 where it has ended by then.
    """
    for _ in range(_TRIES):
        with store.reading(who) as session:
            row = _there(session, id_)
            session.expunge(row)
            moment = _instant(session, row.owner, at)
            if row.ends is not None and row.ends <= max(moment, row.starts):
                raise Refusal(409, "It has ended", f"it ended at {row.ends.isoformat()}")
            was = row.ends
            row.ends, row.ended, row.ended_by, row.ended_name = (
                max(moment, row.starts),
                tables.now(),
                who.id,
                _name(who),
            )
            found = suspensions.days_of(session, row.owner, row.starts, was)
            days = _work_out(session, found, partial(suspensions.with_end, row=row), row.id, False)
        try:
            with store.session(who) as session:
                there = session.get_one(tables.Suspension, id_, with_for_update=True)
                if there.ends != was:
                    raise _QuickerError
                for name in ("ends", "ended", "ended_by", "ended_name"):
                    setattr(there, name, getattr(row, name))
                anew = _keep(session, who, days, f"end of stop {row.id}")
                _tell(session, who, "resumed", row, days, f"end of stop of {row.what} {row.of} ({row.id})")
        except (StaleDataError, _QuickerError):
            continue
        return _said(row, days, anew)
    raise Refusal(503, "Too much is being changed", "try again at once", headers={"Retry-After": "1"})


def take_off(store: Store, who: Principal, id_: str) -> dict[str, Any]:
    """What rests on a stop and is still to come, taken off the stored rosters. Raises Refusal 404."""
    for _ in range(_TRIES):
        with store.reading(who) as session:
            row = _there(session, id_)
            found = suspensions.days_of(session, row.owner, row.starts, row.ends)
            days = _work_out(session, found, partial(_with, id_=id_), row.id, True)
            session.expunge(row)
        for day in days:
            for one in day.rosters:
                one.stays = one.taken is None or not one.taken.out
        try:
            with store.session(who) as session:
                _keep(session, who, days, f"what rests on stop {row.id} taken off")
                _tell(session, who, "stopped", row, days, f"taken off for stop of {row.what} {row.of} ({row.id})")
        except (StaleDataError, _QuickerError):
            continue
        return _said(row, days, ())
    raise Refusal(503, "Too much is being changed", "try again at once", headers={"Retry-After": "1"})


def _with(problem: Problem, id_: str) -> Problem | None:
    """A problem that has a stop, as it is."""
    return problem if _of(problem, id_) else None


def resting_on(store: Store, who: Principal, id_: str) -> dict[str, Any]:
    """A stop, and what rests on it as the rosters are now. Raises Refusal 404."""
    with store.reading(who) as session:
        row = _there(session, id_)
        found = suspensions.days_of(session, row.owner, row.starts, row.ends)
        days = _work_out(session, found, partial(_with, id_=id_), id_, False)
        busy = [one.id for day in days for one in day.rosters if one.after is None and _is_live(session, one.id)]
    return _said(row, days, busy)


def kind_of(store: Store, who: Principal, id_: str) -> str:
    """What a stop is of: client, worker, registrant, task or delegation. Raises Refusal 404."""
    with store.reading(who) as session:
        return _there(session, id_).what


def told(row: tables.Suspension) -> dict[str, Any]:
    """A stop as documents tell it."""
    return {
        "id": row.id,
        "what": row.what,
        "of": row.of,
        "starts": row.starts.isoformat(),
        "ends": None if row.ends is None else row.ends.isoformat(),
        "reason": row.reason,
        "by": row.name,
        "made": row.created.isoformat(),
        "ended_by": row.ended_name or None,
        "ended": None if row.ended is None else row.ended.isoformat(),
        "in_force": suspensions.in_force(row, tables.now()),
    }


def _row(session: Session, who: Principal, owner: str, wanted: Wanted) -> tables.Suspension:
    """The stop as it will be kept, what it is of written as the days write it. Raises Refusal 422."""
    starts = _instant(session, owner, wanted.starts)
    ends = None if wanted.ends is None else _instant(session, owner, wanted.ends)
    faults: list[Fault] = []
    if ends is not None and ends <= starts:
        faults.append(Fault("to", wanted.ends, "want a moment after the one from which it is stopped"))
    if not wanted.reason.strip():
        faults.append(Fault("reason", wanted.reason, "want a reason in a few words"))
    days = suspensions.days_of(session, owner, starts, ends)
    newest = suspensions.days_of(session, owner, datetime(1900, 1, 1, tzinfo=UTC), None)[:_LOOKED_AT]
    known, problem = None, None
    for day in (*days, *newest):
        problem = problems.load(day.document)
        known = find_named(problem, wanted.what, wanted.of)
        if known is not None:
            break
    if known is None:
        first = problems.load(newest[0].document) if newest else None
        near = describe_wanted(first, wanted.what, wanted.of) if first else "want a day first: none is stored here"
        faults.append(Fault("of", wanted.of, near))
    if faults:
        raise Refusal(422, "This cannot be stopped so", faults=faults)
    assert known is not None
    assert problem is not None
    return tables.Suspension(
        id=tables.new_id(), owner=owner, what=wanted.what, of=known,
        client=suspensions.client_of(problem, wanted.what, known), starts=starts, ends=ends,
        reason=wanted.reason.strip(), by=who.id, name=_name(who), created=tables.now(), ended_name="",
    )  # fmt: skip


def _instant(session: Session, owner: str, when: datetime | None) -> datetime:
    """A moment in UTC, whole seconds; a naive one is local where the owner's newest day is. None: now."""
    if when is None:
        return tables.now().replace(microsecond=0)
    if when.tzinfo is None:
        newest = suspensions.days_of(session, owner, datetime(1900, 1, 1, tzinfo=UTC), None)
        zone = problems.load(newest[0].document).horizon.timezone if newest else "Europe/London"
        when = when.replace(tzinfo=ZoneInfo(zone))
    return when.astimezone(UTC).replace(microsecond=0)


def _name(who: Principal) -> str:
    """As documents name somebody: a key may be called anything."""
    return who.name if is_name(who.name) else who.id


def _fields(row: tables.Suspension) -> dict[str, Any]:
    return {column.key: getattr(row, column.key) for column in tables.Suspension.__table__.columns}


def _there(session: Session, id_: str) -> tables.Suspension:
    row = session.get(tables.Suspension, id_) if tables.is_id(id_) else None
    if row is None:
        raise Refusal(404, "No such suspension", "want the id of one of your organisation's, see GET /v1/suspensions")
    return row


def _is_live(session: Session, id_: str) -> bool:
    return session.get_one(tables.Roster, id_).state in rosters.LIVE


def _of(problem: Problem, id_: str) -> Suspension | None:
    return next((one for one in problem.suspensions if one.id == id_), None)


def _work_out(
    session: Session, found: Iterable[tables.Problem], change: Change, stop_id: str, take_off: bool
) -> list[_Day]:
    """Every day that a change concerns, with its rosters, as they will be. Nothing is written."""
    days = []
    for row in found:
        problem = change(problems.load(row.document))
        if problem is None:
            continue
        day = _Day(row.id, row.digest, problem)
        for roster in session.scalars(select(tables.Roster).where(tables.Roster.problem == row.id)):
            day.rosters.append(_roster(session, roster, day, change, stop_id, take_off))
        days.append(day)
    return days


def _roster(session: Session, row: tables.Roster, day: _Day, change: Change, stop_id: str, take_off: bool) -> _Roster:
    before = rosters.problem_of(session, row)
    after = day.problem if row.problem_document is None else change(before) or before
    own = None if row.problem_document is None else pack(problem_document(after))
    made = _Roster(row.id, row.version, own)
    if row.state in rosters.LIVE or row.document is None:
        return made
    made.after = ground_on(after, rosters.roster_of(row.document, before), row.pack, day.problem.digest)
    stopped = _of(after, stop_id)
    if stopped is not None and _stops(stopped):
        made.resting = find_resting(after, made.after.roster, stopped, made.after.pack, made.after.before)
        held = pin_over(after, made.resting)
        if held is not after:
            after, made.after = held, ground_on(held, made.after.roster, row.pack, day.problem.digest)
    if take_off and stopped is not None and made.resting:
        taken = take_off_resting(after, made.after.roster, stopped, made.resting, made.after.pack)
        made.taken = taken
        made.after = Ground(after, taken.roster, made.after.pack, made.after.travel, taken.after, made.after.submitted)
    return made


def _stops(one: Suspension) -> bool:
    """Whether a document's suspension stops anything at all: not one lifted at the moment it was made."""
    return one.ends is None or one.ends > one.starts


def _keep(session: Session, who: Principal, days: Sequence[_Day], what: str) -> list[str]:
    """Write days and rosters as worked out, and say which rosters are begun anew. Raises what tells of others."""
    anew = []
    for day in days:
        row = session.get_one(tables.Problem, day.id, with_for_update=True)
        there = session.scalars(select(tables.Roster).where(tables.Roster.problem == day.id).with_for_update()).all()
        numbers = {one.id: one.number for one in day.rosters}
        if row.digest != day.digest or row.erased is not None or {one.id for one in there} != set(numbers):
            raise _QuickerError
        row.document, row.digest = pack(problem_document(day.problem)), day.problem.digest
        session.flush()  # the rosters' documents are read with it
        by_id = {one.id: one for one in there}
        for one in day.rosters:
            if one.stays:
                continue
            roster = by_id[one.id]
            ended = roster.state not in rosters.LIVE
            if (one.after is not None and roster.version != one.number) or (
                ended and one.after is None and roster.document
            ):
                raise _QuickerError
            if one.after is not None:
                kept(session, who, roster, one.after, what, by_hand=False)
                continue
            if one.own is not None:
                roster.problem_document = one.own
            if not ended:
                _begin_anew(roster)
                anew.append(roster.id)
        session.flush()
    return anew


def _begin_anew(row: tables.Roster) -> None:
    """Whoever makes it loses it, and somebody begins again on the day as it is now, from the best so far."""
    row.leased_by = row.leased_until = None
    if not row.cancel_asked and row.document is not None:
        row.start, row.document = row.document, None
        row.best_cost = row.served = row.unserved = None


def _tell(
    session: Session, who: Principal, deed: audit.Deed, row: tables.Suspension, days: Sequence[_Day], what: str
) -> None:
    """The audit: what was done, and of every roster each client's visits that rest on it."""
    about = [row.client] if row.client else []
    audit.record(session, who, deed, row.owner, clients=about, detail=what)
    for day in days:
        audit.record(session, who, deed, row.owner, day.id, clients=about, detail=what)
        for one in day.rosters:
            visits: dict[str, list[str]] = {}
            for resting in one.resting:
                for client in resting.clients:
                    visits.setdefault(client, []).extend(resting.visits)
            for client, some in visits.items():
                for names in _in_lines(dict.fromkeys(some)):
                    detail = f"{row.id}: {'taken off' if one.taken else 'rests on it'}: {names}"
                    audit.record(session, who, deed, row.owner, day.id, one.id, [client], detail)


def _in_lines(names: Iterable[str]) -> Iterable[str]:
    """Names in as many lines as they need."""
    line = ""
    for name in names:
        if line and len(line) + len(name) > _DETAIL:
            yield line
            line = ""
        line = f"{line} {name}".strip()
    yield line


def _said(row: tables.Suspension, days: Sequence[_Day], anew: Sequence[str]) -> dict[str, Any]:
    """The answer: the stop, every roster with what rests on it, and what is being made anew."""
    sentence = describe_named(days[0].problem, row.what, row.of) if days else f"{row.what} {row.of}"  # type: ignore[arg-type]
    return {
        "suspension": {**told(row), "named": sentence},
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

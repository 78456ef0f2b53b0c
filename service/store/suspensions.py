"""What an organisation has stopped, and its days with that in their documents: stored ones and those to come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from service.access import Principal
from solver import Problem
from solver.amend import add_suspension, end_suspension, find_named
from solver.domain import SuspensionKind
from solver.rules.vocabulary.wording import list_some

from . import problems, tables
from .renumbered import Stopped, find_again

_EVER = datetime(1900, 1, 1, tzinfo=UTC)
_LOOKED_AT, _LOOKED_AT_THEN = 10, 40  # stored days, newest first, for one in which something was stopped
_NIGHT = timedelta(hours=12)  # that shifts may last past the last midnight of a problem


def list_suspensions(session: Session, owner: str) -> Sequence[tables.Suspension]:
    """All of an owner's, newest first."""
    rows = select(tables.Suspension).where(tables.Suspension.owner == owner)
    return session.scalars(rows.order_by(tables.Suspension.id.desc())).all()


def is_in_force(row: tables.Suspension, at: datetime) -> bool:
    """Whether it stops anything at a moment, or will later."""
    return row.ends is None or (row.ends > at and row.ends > row.starts)


def list_days(session: Session, owner: str, starts: datetime, ends: datetime | None) -> Sequence[tables.Problem]:
    """An owner's problems that are not over at a moment and begin before another, newest first."""
    rows = select(tables.Problem).where(
        tables.Problem.owner == owner, tables.Problem.erased.is_(None), tables.Problem.starts.is_not(None)
    )
    if ends is not None:
        rows = rows.where(tables.Problem.starts < ends)
    # Days of several lengths: the database counts no days the same way everywhere.
    found = session.scalars(rows.order_by(tables.Problem.id.desc())).all()
    return [one for one in found if one.starts is not None and one.starts + timedelta(days=one.days) + _NIGHT > starts]


def find_client(problem: Problem, what: SuspensionKind, of: str, client: str | None = None) -> str:
    """Whom a suspension is about, "" where nobody alone. client: whose task alone is stopped."""
    if what == "task":
        return client or ""
    if what == "unpaid_carer":
        return next((one.client for one in problem.unpaid_carers if one.id == of), "")
    if what == "delegation":
        return next((one.client for one in problem.delegations if one.id == of), "")
    return of if what == "client" else ""


def whose_task(row: tables.Suspension) -> str | None:
    """Of a task: the client whose alone is stopped; None: everybody's, or it is no task."""
    return row.client if row.what == "task" and row.client else None


def with_suspension(problem: Problem, row: tables.Suspension, before: Stopped | None = None) -> Problem | None:
    """A problem with something stopped in it; None where it knows no such thing, or has it already.

    before: what it is about in a day that knows it: this one may number things anew. Without it the ids of the row are
    all there is; a delegation, and an unpaid carer, is then the one stopped only where it is about the same client. A
    task of one client is stopped where that client is known.
    """
    what: SuspensionKind = row.what  # type: ignore[assignment]  # the route allows no other
    if problem.horizon.abstract or any(one.id == row.id for one in problem.suspensions):
        return None
    client, known = row.client, find_named(problem, what, row.of)
    if before is not None:
        stopped_on = row.starts.astimezone(ZoneInfo(before.day.horizon.timezone)).date()
        client = before.client and (
            find_again(before.day, "client", before.client, problem, stopped_on) or before.client
        )
        known = find_again(before.day, what, before.of, problem, stopped_on)
    if known is None:
        return None
    if what in ("delegation", "unpaid_carer") and find_client(problem, what, known) != client:
        return None
    whose = client if whose_task(row) else None
    if whose is not None and whose not in problem.client:
        return None
    new, stop = add_suspension(problem, what, known, row.starts, row.ends, row.reason, row.name, row.id, whose)
    if row.ended is None:
        return new
    ended = stop.model_copy(update={"ended_by": row.ended_name})
    return problem.replace(suspensions=(*problem.suspensions, ended))


def with_end(problem: Problem, row: tables.Suspension) -> Problem | None:
    """A problem with one of its suspensions ended as its row says; None where it has no such one."""
    if not any(one.id == row.id for one in problem.suspensions):
        return None
    assert row.ends is not None
    return end_suspension(problem, row.id, row.ends, row.ended_name)[0]


def carry_over(session: Session, principal: Principal, owner: str, found: problems.Submission) -> problems.Submission:
    """A submitted problem with what its owner has stopped and not ended before it begins; the office's system that
    sends it may not know. Nothing is carried for somebody of another organisation.
    """
    if found.starts is None or not (principal.everywhere or principal.organisation == owner):
        return found
    after = found.starts + timedelta(days=found.days) + _NIGHT
    rows = select(tables.Suspension).where(
        tables.Suspension.owner == owner,
        tables.Suspension.starts < after,
        or_(tables.Suspension.ends.is_(None), tables.Suspension.ends > found.starts),
    )
    stops = session.scalars(rows.order_by(tables.Suspension.id)).all()
    given = problem = problems.load(found.document) if stops else None
    stopped = _find_stopped(session, owner, stops)
    strange = []
    for row in stops:
        if problem is None or not is_in_force(row, found.starts.astimezone(UTC)):
            continue
        made = with_suspension(problem, row, stopped.get(row.id))
        if (
            made is None
            and (row.what != "task" or row.client)
            and not any(one.id == row.id for one in problem.suspensions)
        ):
            strange.append(row)
        problem = made or problem
    told = (*found.notes, *([_describe_strange(strange)] if strange else []))
    if problem is None or problem is given:
        return replace(found, notes=told)
    return problems.Submission.of(problem, told)


def _find_stopped(session: Session, owner: str, stops: Sequence[tables.Suspension]) -> dict[str, Stopped]:
    """By the id of a stop what it is about, in the newest of the owner's stored days that holds it; where none does any
    more, in the newest that knows its ids.
    """
    stored = list_days(session, owner, _EVER, None) if stops else []
    loaded: dict[str, Problem] = {}  # each day is read once
    found: dict[str, Stopped] = {}
    for row in stops:
        there_then = [day for day in stored if day.created <= row.created]  # other teams' days may have come since
        for day in (*stored[:_LOOKED_AT], *there_then[:_LOOKED_AT_THEN]):
            if day.id not in loaded:
                loaded[day.id] = problems.load(day.document)
            if held := _as_held(loaded[day.id], row):
                found[row.id] = held
                break
            if row.id not in found and (known := _as_known(loaded[day.id], row)):
                found[row.id] = known
    return found


def _as_held(problem: Problem, row: tables.Suspension) -> Stopped | None:
    """What a stop is about in a day that holds it."""
    stop = next((one for one in problem.suspensions if one.id == row.id), None)
    return None if stop is None else Stopped(problem, stop.of, find_client(problem, stop.what, stop.of, stop.client))


def _as_known(problem: Problem, row: tables.Suspension) -> Stopped | None:
    """The same of a day that does not hold it, and knows the ids of the row."""
    what: SuspensionKind = row.what  # type: ignore[assignment]  # the route allows no other
    known = find_named(problem, what, row.of)
    if known is None or (row.client and find_client(problem, what, known, row.client) != row.client):
        return None
    return Stopped(problem, known, row.client)


def _describe_strange(rows: Sequence[tables.Suspension]) -> str:
    names = list_some([f"{row.what.replace('_', ' ')} {row.of}" for row in rows], 6)
    return (
        f"Stopped, and not in this day under that id: {names}. If they are in it under another, stop them by that too."
    )

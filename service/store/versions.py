"""What a roster was, after solving and after each change by hand. Nothing here is ever changed or lost."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.access import Principal

from . import history, rosters, tables
from .compression import pack

PUBLISHED = "published"  # what a version says it is once people were told of it
UNDONE = "undo to version {number}"  # what such a version says it is
_UNDONE = re.compile(UNDONE.format(number=r"(\d+)"))


def add_version(
    session: Session,
    principal: Principal,
    row: tables.Roster,
    document: dict[str, Any],
    problem_document: dict[str, Any] | None,
    outcome: dict[str, Any],
    what: str,
    **figures: int,
) -> tables.Version:
    """Keep a roster changed by hand: in its row, as a new version, and as an event.

    problem_document: the problem after the change; None where it is as submitted. what: the change in ids. figures:
    best_cost, served, unserved, hard. A change in the meantime shows as StaleDataError when the session is flushed.
    """
    row.document, row.outcome = pack(document), pack(outcome)
    row.problem_document = None if problem_document is None else pack(problem_document)
    for name, value in figures.items():
        setattr(row, name, value)
    last = session.scalars(
        select(tables.Version.number).where(tables.Version.roster == row.id).order_by(tables.Version.number.desc())
    ).first()
    version = tables.Version(
        roster=row.id,
        number=(last or 0) + 1,
        document=row.document,
        problem_document=row.problem_document,
        cost=figures["best_cost"],
        hard=figures["hard"],
        what=what,
        by=principal.id,
    )
    session.add(version)
    session.flush()
    told = {"version": row.version, "number": version.number, "what": what, "by": principal.id}
    rosters.add_event(session, row.id, "changed", told)
    history.remember(session, row)
    return version


def list_versions(session: Session, roster: str) -> Sequence[tables.Version]:
    """All versions of a roster, the first first."""
    return session.scalars(
        select(tables.Version).where(tables.Version.roster == roster).order_by(tables.Version.number)
    ).all()


def find_version(session: Session, roster: str, number: int | None) -> tables.Version | None:
    """One version; None as a number: the last but one. None where there is no such."""
    found = list_versions(session, roster)
    if number is None:
        return found[-2] if len(found) > 1 else None
    return next((one for one in found if one.number == number), None)


def find_undo(session: Session, roster: str) -> int | None:
    """The number of the version before the last change that still stands; None where all are undone."""
    found = {one.number: one.what for one in list_versions(session, roster)}
    number = max(found, default=0)
    while (undone := _UNDONE.fullmatch(found.get(number, ""))) is not None:
        number = int(undone[1])
    return max((one for one in found if one < number), default=None)


def find_states(found: Sequence[tables.Version]) -> dict[int, str]:
    """Of each version by number: published, where people were told of it last; superseded, where they were told of
    another one since; draft.
    """
    published = [one.number for one in found if one.what == PUBLISHED]
    last = max(published, default=0)
    return {
        one.number: "published" if one.number == last else "superseded" if one.number in published else "draft"
        for one in found
    }


def add_decision(
    session: Session,
    principal: Principal,
    row: tables.Roster,
    visits: Sequence[str],
    outcome: str,
    approved: bool,
    reason: str,
) -> tables.Decision:
    """Keep who signed for a join, or refused it. Nothing is taken back: a later decision is another row."""
    decision = tables.Decision(
        roster=row.id,
        owner=row.owner,
        visits=list(visits),
        outcome=outcome,
        approved=approved,
        by=principal.id,
        role=principal.role.code,
        reason=reason,
    )
    session.add(decision)
    session.flush()
    return decision


def list_decisions(session: Session, roster: str) -> Sequence[tables.Decision]:
    """Who decided what about a roster's joins, the first first."""
    rows = select(tables.Decision).where(tables.Decision.roster == roster)
    return session.scalars(rows.order_by(tables.Decision.at, tables.Decision.id)).all()

"""Batches in the store: many problems of one owner, one deadline, for each problem a roster or two in a row."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from service.access import Principal

from . import rosters, tables

SHORT = 0.06  # of all time: a first roster for everybody
_LEAST, _A_VISIT = 1.0, 0.05  # seconds of CPU of such a roster at least; for each visit at most (two coolings)


def add(
    session: Session,
    principal: Principal,
    problems: Sequence[tables.Problem],
    deadline: datetime,
    cpu: float,
    joins: str = "suggest",
    longest: float = 3600.0,
    name: str = "",
    id_: str | None = None,
) -> tables.Batch:
    """A batch with a first, short roster for every problem, the largest first. Submit its rosters after the commit.

    cpu: seconds that all solvers have until the deadline. longest: that one roster may take. id_: one of the caller's,
    so that the same batch is not made twice.
    """
    row = tables.Batch(owner=problems[0].owner, name=name, deadline=deadline, created_by=principal.id)
    if id_ is not None:
        row.id = id_
    session.add(row)
    session.flush()
    visits = sum(one.visits for one in problems) or 1
    for problem in sorted(problems, key=lambda one: -one.visits):
        seconds = min(longest, max(_LEAST, min(_A_VISIT * problem.visits, SHORT * cpu * problem.visits / visits)))
        rosters.add(session, principal, problem, seconds=seconds, joins=joins, urgent=False, batch=row.id)
    return row


def find(session: Session, principal: Principal, id_: str) -> tables.Batch | None:
    """A batch of somebody's own organisation; None for others'."""
    row = session.get(tables.Batch, id_) if tables.is_id(id_) else None
    return row if row is not None and (principal.everywhere or row.owner == principal.organisation) else None


def list_batches(session: Session, principal: Principal, after: str = "", most: int = 50) -> Sequence[tables.Batch]:
    """Batches of somebody's organisation, newest first. after: the id of the last one already seen."""
    rows = select(tables.Batch).order_by(tables.Batch.created.desc(), tables.Batch.id.desc()).limit(most)
    if not principal.everywhere:
        rows = rows.where(tables.Batch.owner == principal.organisation)
    seen = session.get(tables.Batch, after) if after else None
    if seen is not None:
        before = (tables.Batch.created < seen.created) | (
            (tables.Batch.created == seen.created) & (tables.Batch.id < seen.id)
        )
        rows = rows.where(before)
    return session.scalars(rows).all()


def list_running(session: Session) -> Sequence[str]:
    """Ids of the batches that are not done."""
    return session.scalars(select(tables.Batch.id).where(tables.Batch.state == "running")).all()


def lock_batch(session: Session, id_: str) -> tables.Batch | None:
    """A running batch, held against other processes until the session ends; None where one has it, or it is done."""
    rows = select(tables.Batch).where(tables.Batch.id == id_, tables.Batch.state == "running")
    return session.scalars(rows.with_for_update(skip_locked=True)).one_or_none()


def list_rosters(session: Session, id_: str) -> dict[str, list[tables.Roster]]:
    """The rosters of a batch by problem, in the order in which they were asked for."""
    found: dict[str, list[tables.Roster]] = {}
    for row in session.scalars(
        select(tables.Roster).where(tables.Roster.batch == id_).order_by(tables.Roster.created, tables.Roster.id)
    ):
        found.setdefault(row.problem, []).append(row)
    return found


def find_best(rows: Sequence[tables.Roster]) -> tables.Roster | None:
    """Of the rosters for one problem the one to go by: the cheapest that there is, the later of equals."""
    made = [row for row in rows if row.document is not None and row.best_cost is not None]
    return min(reversed(made), key=lambda row: row.best_cost or 0, default=None)


def list_unmade(
    session: Session, first: datetime, last: datetime, owner: str | None = None
) -> Sequence[tables.Problem]:
    """Problems that begin from first to before last, and have no roster and none on the way."""
    had = exists().where(
        tables.Roster.problem == tables.Problem.id,
        tables.Roster.document.is_not(None) | tables.Roster.state.in_(rosters.LIVE),
    )
    rows = select(tables.Problem).where(
        tables.Problem.starts >= first, tables.Problem.starts < last, tables.Problem.erased.is_(None), ~had
    )
    if owner is not None:
        rows = rows.where(tables.Problem.owner == owner)
    return session.scalars(rows.order_by(tables.Problem.owner, tables.Problem.id)).all()

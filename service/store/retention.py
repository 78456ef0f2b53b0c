"""Retention: what is older than an organisation keeps its rosters is taken away for good; the audit stays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, delete, exists, or_, select
from sqlalchemy.orm import Session

from service.access import SYSTEM, Principal

from . import audit, problems, tables
from .database import Store
from .erasure import scrub
from .rosters import LIVE


@dataclass
class Retired:
    """How many rows of each table were deleted."""

    problems: int = 0
    rosters: int = 0
    comparisons: int = 0
    history: int = 0
    others: int = 0  # batches, messages of webhooks, remembered requests, what was stopped and has ended


def retire(store: Store, older_than_days: int, principal: Principal = SYSTEM) -> Retired:
    """Take away every problem whose days ended, and that was submitted, so many days ago or earlier, with its rosters
    and comparisons, their versions, events and decisions; remembered visits, batches, sent messages, requests and
    suspensions as old. A problem with one that is queued or running stays until that ends.

    Raises ValueError for less than a day.
    """
    if older_than_days < 1:
        raise ValueError("want at least 1 day")
    before = tables.now() - timedelta(days=older_than_days)
    done = Retired()
    with store.session(principal) as session:
        columns = (tables.Problem.id, tables.Problem.owner, tables.Problem.starts, tables.Problem.days)
        for row in session.execute(select(*columns).where(_old(before))).all():
            if row.starts is None or row.starts + timedelta(days=row.days) < before:
                done.problems += 1
                done.comparisons += _count(session, tables.Comparison, tables.Comparison.problem == row.id)
                done.rosters += _count(session, tables.Roster, tables.Roster.problem == row.id)
                session.execute(delete(tables.Problem).where(tables.Problem.id == row.id))
                audit.record(session, principal, "retired", row.owner, problem=row.id)
        done.history = _count(session, tables.PastVisit, tables.PastVisit.start < before)
        still_used = exists().where(tables.Roster.batch == tables.Batch.id)
        for table, which in (
            (tables.Batch, and_(tables.Batch.ended < before, ~still_used)),
            (tables.Delivery, and_(tables.Delivery.created < before, tables.Delivery.next.is_(None))),
            (tables.Idempotency, tables.Idempotency.created < before),
            (tables.Suspension, tables.Suspension.ends < before),
        ):
            done.others += _count(session, table, which)
    problems.forget_loaded()
    if done != Retired():
        scrub(store)
    return done


def _old(before: datetime) -> ColumnElement[bool]:
    """Submitted before a moment, not begun after it, and nobody works on it."""
    live = exists().where(tables.Job.problem == tables.Problem.id, tables.Job.state.in_(LIVE))
    begun = or_(tables.Problem.starts.is_(None), tables.Problem.starts < before)
    return and_(tables.Problem.created < before, begun, ~live)


def _count(session: Session, table: type[tables.Table], which: ColumnElement[bool]) -> int:
    """Delete rows, with what refers to them, and say how many."""
    return int(session.execute(delete(table).where(which)).rowcount)  # type: ignore[attr-defined]

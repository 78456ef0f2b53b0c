"""The queue of rosters and comparisons to be made: their own rows. Taking one up is a lease that has to be renewed.

What is accepted is queued in the same transaction, so nothing can be accepted and lost. Whoever dies stops renewing,
and somebody else goes on from the best roster saved. A lease's name is new each time: an old solver that is still
about can neither save nor end anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import Select, func, or_, select, update
from sqlalchemy.orm import Session

from . import tables
from .rosters import LIVE

LEASE = timedelta(seconds=30)


def take(session: Session, name: str) -> tables.Job | None:
    """Lease the next job: urgent ones first, then by how long they wait for their turn. None where nothing waits."""
    since = func.coalesce(tables.Job.turn, tables.Job.created)
    first = _waiting().order_by(tables.Job.urgent.desc(), since, tables.Job.id).limit(1)
    row: tables.Job | None = session.scalars(first.with_for_update(skip_locked=True)).first()
    if row is None:
        return None
    row.leased_by, row.leased_until = name, tables.now() + LEASE
    session.flush()
    return row


def let_others(session: Session, row: tables.Job) -> bool:
    """Give a job back and let all that waits go ahead of it; False where nothing does: its holder may go on."""
    if session.scalars(_waiting().limit(1)).first() is None:
        return False
    row.leased_by, row.leased_until, row.turn = None, None, tables.now()
    return True


def _waiting() -> Select[Any]:
    free = or_(tables.Job.leased_until.is_(None), tables.Job.leased_until < tables.now())
    return select(tables.Job).where(tables.Job.state.in_(LIVE), free)


def renew(session: Session, names: Sequence[str]) -> None:
    """Say that these leases' holders are alive."""
    _set(session, names, leased_until=tables.now() + LEASE)


def give_back(session: Session, names: Sequence[str]) -> None:
    """Let others take these rosters up at once."""
    _set(session, names, leased_by=None, leased_until=None)


def give_back_all_of(session: Session, holder: str) -> None:
    """After a restart: leases of the process that bore this name before. Names of leases begin with their holder's."""
    held = update(tables.Job).where(tables.Job.leased_by.startswith(f"{holder}/", autoescape=True))
    session.connection().execute(held.values(leased_by=None, leased_until=None))


def _set(session: Session, names: Sequence[str], **values: object) -> None:
    if names:
        held = update(tables.Job).where(tables.Job.leased_by.in_(names))
        session.connection().execute(held.values(**values))

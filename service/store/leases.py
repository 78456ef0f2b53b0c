"""The queue of rosters to be solved: their own rows. Taking one up is a lease that has to be renewed.

What is accepted is queued in the same transaction, so nothing can be accepted and lost. Whoever dies stops renewing,
and somebody else goes on from the best roster saved. A lease's name is new each time: an old solver that is still
about can neither save nor end anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from . import tables
from .rosters import LIVE

LEASE = timedelta(seconds=30)


def take(session: Session, name: str) -> tables.Roster | None:
    """Lease the next roster: urgent ones first, then in the order they came. None where nothing waits."""
    rosters, free = tables.Roster, or_(tables.Roster.leased_until.is_(None), tables.Roster.leased_until < tables.now())
    waiting = select(rosters).where(rosters.state.in_(LIVE), free)
    first = waiting.order_by(rosters.urgent.desc(), rosters.created, rosters.id).limit(1)
    row = session.scalars(first.with_for_update(skip_locked=True)).first()
    if row is None:
        return None
    row.leased_by, row.leased_until = name, tables.now() + LEASE
    session.flush()
    return row


def renew(session: Session, names: Sequence[str]) -> None:
    """Say that these leases' holders are alive."""
    _set(session, names, leased_until=tables.now() + LEASE)


def give_back(session: Session, names: Sequence[str]) -> None:
    """Let others take these rosters up at once."""
    _set(session, names, leased_by=None, leased_until=None)


def give_back_all_of(session: Session, holder: str) -> None:
    """After a restart: leases of the process that bore this name before. Names of leases begin with their holder's."""
    held = update(tables.Roster).where(tables.Roster.leased_by.startswith(f"{holder}/", autoescape=True))
    session.connection().execute(held.values(leased_by=None, leased_until=None))


def _set(session: Session, names: Sequence[str], **values: object) -> None:
    if names:
        held = update(tables.Roster).where(tables.Roster.leased_by.in_(names))
        session.connection().execute(held.values(**values))

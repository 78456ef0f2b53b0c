"""The queue of rosters and comparisons to be made: their own rows. Taking one up is a lease that has to be renewed.

What is accepted is queued in the same transaction, so nothing can be accepted and lost. Whoever dies stops renewing,
and somebody else goes on from the best roster saved. A lease's name is new each time: an old solver that is still
about can neither save nor end anything.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, or_, select, update
from sqlalchemy.orm import Session

from . import tables
from .rosters import LIVE

LEASE = timedelta(seconds=30)
_REMEMBERED = timedelta(days=1)  # how far back turns of owners count


def take(session: Session, name: str, kept_from: Collection[str] | None = None) -> tables.Job | None:
    """Lease the next job; None where nothing waits that may have it. Urgent ones first.

    Owners take turns: who has fewest jobs in hand goes first, then whose last one began longest ago; of one owner's
    jobs the one that waits longest for its turn. kept_from: for a slot that is kept for urgent ones: owners that may
    not have it; None: any job may.
    """
    moment = read_clock(session)
    for owner, urgent in _in_turn(session, moment):
        if kept_from is not None and (not urgent or owner in kept_from):
            continue
        since = func.coalesce(tables.Job.turn, tables.Job.created)
        theirs = _waiting(moment).where(tables.Job.owner == owner, tables.Job.urgent == urgent)
        first = theirs.order_by(since, tables.Job.id).limit(1).with_for_update(skip_locked=True)
        row: tables.Job | None = session.scalars(first).first()
        if row is not None:
            row.leased_by, row.leased_until = name, moment + LEASE
            session.flush()
            return row
    return None


def _in_turn(session: Session, moment: datetime) -> list[tuple[str, bool]]:
    """Owners with something that waits, and whether it is urgent, in the order in which they are served."""
    job = tables.Job
    since = func.min(func.coalesce(job.turn, job.created))
    waiting = _waiting(moment).with_only_columns(job.owner, job.urgent, since).group_by(job.owner, job.urgent)
    found = session.execute(waiting).all()
    if len(found) < 2:
        return [(owner, urgent) for owner, urgent, _ in found]
    owners = {owner for owner, _, _ in found}
    in_hand = select(job.owner, func.count()).where(
        job.state.in_(LIVE),
        job.leased_by.is_not(None),  # one put off after a crash has a moment, and no solver
        job.leased_until >= moment,
    )
    held = {row[0]: row[1] for row in session.execute(in_hand.group_by(job.owner))}
    began = select(job.owner, func.max(job.began)).where(job.owner.in_(owners), job.began > moment - _REMEMBERED)
    last = {row[0]: row[1] for row in session.execute(began.group_by(job.owner))}
    never = moment - _REMEMBERED

    def place(one: Any) -> tuple[Any, ...]:
        owner, urgent, first = one
        return (not urgent, held.get(owner, 0), _utc(last.get(owner)) or never, _utc(first), owner)

    return [(owner, urgent) for owner, urgent, _ in sorted(found, key=place)]


def _utc(moment: datetime | str | None) -> datetime | None:
    """A moment of an aggregate: SQLite gives text or forgets the zone there."""
    if isinstance(moment, str):
        moment = datetime.fromisoformat(moment)
    return moment.replace(tzinfo=UTC) if moment is not None and moment.tzinfo is None else moment


def let_others(session: Session, row: tables.Job) -> bool:
    """Give a job back and let all that waits go ahead of it; False where nothing does: its holder may go on."""
    moment = read_clock(session)
    if session.scalars(_waiting(moment).limit(1)).first() is None:
        return False
    row.leased_by, row.leased_until, row.turn = None, None, moment
    return True


def put_off(session: Session, row: tables.Job, pause: timedelta) -> None:
    """Give a job back that nobody is to take up before a pause is over."""
    row.leased_by, row.leased_until = None, read_clock(session) + pause


def read_clock(session: Session) -> datetime:
    """The database's own clock: a machine whose clock is an hour ahead must not take what others hold.

    The embedded store has one machine, and so its clock.
    """
    if session.get_bind().dialect.name == "sqlite":
        return tables.now()
    told: datetime = session.execute(select(func.clock_timestamp())).scalar_one()
    return told


def _waiting(moment: datetime) -> Select[Any]:
    free = or_(tables.Job.leased_until.is_(None), tables.Job.leased_until < moment)
    return select(tables.Job).where(tables.Job.state.in_(LIVE), free)


def renew(session: Session, names: Sequence[str]) -> None:
    """Say that these leases' holders are alive."""
    _set(session, names, leased_until=read_clock(session) + LEASE)


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

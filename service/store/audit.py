"""Who saw or changed which client's data: rows are added and read, never changed (the database refuses).

Who came in, went and was refused stands there too.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

from sqlalchemy import insert, or_, select
from sqlalchemy.orm import Session

from service.access import NOBODY, Principal

from . import tables
from .rolls import Look, find_rolls, keep_roll

Deed = Literal[
    "read",
    "exported",
    "submitted",
    "changed",
    "signed",
    "stopped",
    "resumed",
    "cancelled",
    "erased",
    "retired",
    "access",
    "signed in",
    "signed out",
    "refused",
]
_LONGEST = 300  # characters of a detail: room for ids, not for a story
_LONGEST_ADDRESS = 64
_AT_ONCE = 5000  # rolls in one query: SQLite takes some 30,000 values


def record(
    session: Session,
    principal: Principal,
    action: Deed,
    owner: str,
    problem: str | None = None,
    roster: str | None = None,
    clients: Iterable[str] = (),
    detail: str = "",
    look: Look | None = None,
) -> None:
    """Add a row for each client, or one where a whole problem, roster or list was looked at.

    look: how much of a day was shown; whom that showed is kept, so that each of them can be asked for.
    detail: what was done in words and ids ("pin V12 to S3"), never a name, an address or a note. "access" is for keys
    and people. Belongs in the session that does the deed, so that neither happens alone; it must be one that may write.
    """
    common = {
        "who": principal.id,
        "role": "" if principal.id == NOBODY else principal.role.code,
        "organisation": principal.organisation,
        "owner": owner,
        "action": action,
        "problem": problem,
        "roster": roster,
        "detail": detail[:_LONGEST],
        "address": principal.address[:_LONGEST_ADDRESS] or None,
        "version": None if look is None else look.version,
        "sight": None if look is None else look.sight,
        "roll": None if look is None else keep_roll(session, owner, principal, look),
    }
    moment = tables.now()
    rows = [
        {**common, "id": tables.new_id(), "at": moment, "client": client} for client in dict.fromkeys(clients) or [""]
    ]
    session.execute(insert(tables.Audit), rows)


def list_deeds(
    session: Session,
    principal: Principal,
    client: str | None = None,
    after: str = "",
    most: int = 100,
    roster: str | None = None,
) -> Sequence[tables.Audit]:
    """Rows about the data of somebody's organisation, and about what its own people did; oldest first.

    client: only rows about this one, also looks at whole days that showed them. roster: only rows about this one.
    after: the id of the last row already seen.
    """
    rows = select(tables.Audit).where(tables.Audit.id > after).order_by(tables.Audit.id).limit(most)
    if roster is not None:
        rows = rows.where(tables.Audit.roster == roster)
    own = principal.organisation or ""
    if not principal.everywhere:
        rows = rows.where(or_(tables.Audit.owner == own, tables.Audit.organisation == own))
    if client is None:
        return session.scalars(rows).all()
    if not principal.everywhere:  # whom a refusal would have shown is told to the owner of the day alone
        rows = rows.where(or_(tables.Audit.owner == own, tables.Audit.sight.is_(None), tables.Audit.sight != "none"))
    rolls = sorted(find_rolls(session, client))
    found = list(session.scalars(rows.where(tables.Audit.client == client)))
    for first in range(0, len(rolls), _AT_ONCE):
        showing = rows.where(tables.Audit.client == "", tables.Audit.roll.in_(rolls[first : first + _AT_ONCE]))
        found += session.scalars(showing)
    return sorted(found, key=lambda row: row.id)[:most]


def is_foreign_refusal(row: tables.Audit, principal: Principal) -> bool:
    """Whether somebody may be told of a row no more than whoever was refused: not whose day it was, nor of whom."""
    return row.sight == "none" and not principal.everywhere and row.owner != principal.organisation

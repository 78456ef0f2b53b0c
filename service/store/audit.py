"""Who saw or changed which client's data: rows are added and read, never changed (the database refuses)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

from sqlalchemy import insert, or_, select
from sqlalchemy.orm import Session

from service.access import Principal

from . import tables

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
]
_LONGEST = 300  # characters of a detail: room for ids, not for a story


def record(
    session: Session,
    principal: Principal,
    action: Deed,
    owner: str,
    problem: str | None = None,
    roster: str | None = None,
    clients: Iterable[str] = (),
    detail: str = "",
) -> None:
    """Add a row for each client, or one where a whole problem, roster or list was looked at.

    detail: what was done in words and ids ("pin V12 to S3"), never a name, an address or a note. "access" is for keys
    and people. Belongs in the session that does the deed, so that neither happens alone; it must be one that may write.
    """
    common = {
        "who": principal.id,
        "role": principal.role.code,
        "organisation": principal.organisation,
        "owner": owner,
        "action": action,
        "problem": problem,
        "roster": roster,
        "detail": detail[:_LONGEST],
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

    client, roster: only rows about this one. after: the id of the last row already seen.
    """
    rows = select(tables.Audit).where(tables.Audit.id > after).order_by(tables.Audit.id).limit(most)
    if client is not None:
        rows = rows.where(tables.Audit.client == client)
    if roster is not None:
        rows = rows.where(tables.Audit.roster == roster)
    if not principal.everywhere:
        own = principal.organisation or ""
        rows = rows.where(or_(tables.Audit.owner == own, tables.Audit.organisation == own))
    return session.scalars(rows).all()

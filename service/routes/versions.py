"""What the routes that change rosters have in common: whose data it is, which roster, and what was seen of it last."""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import Header, Query, Request
from sqlalchemy.orm import Session

from service.access import Principal, Sight
from service.store import rosters, tables
from service.store.database import Store
from service.web.problem_details import Refusal

from .dependencies import nobody


def store_of(request: Request) -> Store:
    """The application's store."""
    store: Store = request.app.state.store
    return store


def owner_of(who: Principal, named: str | None) -> str:
    """Whose data something new is: the key's organisation; an admin of the installation names it with ?owner=."""
    if who.organisation is not None:
        if named is not None and named != who.organisation:
            raise Refusal(403, "Not for this role", "only an admin of the installation names another owner")
        return who.organisation
    if named is None:
        raise Refusal(400, "Whose?", "want ?owner= with the id of an organisation")
    return named


Owner = Annotated[str | None, Query(max_length=100, description="An organisation's id; for admins of the installation")]


def seen_roster_row(session: Session, who: Principal, id_: str) -> tuple[tables.Roster, Sight]:
    """A roster that somebody may see, and how. Raises Refusal 404."""
    found = rosters.find(session, who, id_)
    if found is None:
        raise nobody("roster")
    return found


def own_roster_row(session: Session, who: Principal, id_: str) -> tables.Roster:
    """A roster that somebody may work on: their own organisation's. Raises Refusal 404, 403 for a partner."""
    row, sight = seen_roster_row(session, who, id_)
    if sight != "whole":
        raise Refusal(403, "Not yours to change", f"want somebody of {row.owner}, whose roster this is")
    return row


IfMatch = Annotated[
    str | None,
    Header(alias="If-Match", max_length=100, description='The ETag of the roster as you saw it, such as "3"'),
]

_TAG = re.compile(r'"(\d{1,9})"')


def as_seen(row: tables.Roster, if_match: str | None) -> None:
    """Raises Refusal 428 without If-Match, 412 where the roster has changed since it was seen."""
    if if_match is None:
        raise Refusal(428, "If-Match is missing", 'want the header If-Match with the ETag you saw, such as "3"')
    found = _TAG.fullmatch(if_match.strip())
    if found is None or int(found[1]) != row.version:
        raise Refusal(
            412, "Somebody has changed it since", "want the ETag of the roster as it is now; fetch it again",
            headers={"ETag": etag(row)}, version=row.version,
        )  # fmt: skip


def etag(row: tables.Roster) -> str:
    """A roster's version, quoted."""
    return f'"{row.version}"'


After = Annotated[str, Query(pattern="^([0-9a-f]{28})?$", description="The id of the last entry already seen")]
Most = Annotated[int, Query(ge=1, le=500, description="How many at most")]

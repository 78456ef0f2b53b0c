"""What the routes that change rosters have in common: which roster, and which version of it was seen last."""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import Header
from sqlalchemy.orm import Session

from service.access import Principal, Sight
from service.store import rosters, tables
from service.web.problem_details import Refusal

from .dependencies import no_such


def seen_roster_row(session: Session, principal: Principal, id_: str) -> tuple[tables.Roster, Sight]:
    """A roster that somebody may see, and how. Raises Refusal 404."""
    found = rosters.find(session, principal, id_)
    if found is None:
        raise no_such("roster")
    return found


def own_roster_row(session: Session, principal: Principal, id_: str) -> tables.Roster:
    """A roster that somebody may work on: their own organisation's. Raises Refusal 404, 403 for a partner."""
    row, sight = seen_roster_row(session, principal, id_)
    if sight != "whole":
        raise Refusal(403, "Not yours to change", f"want somebody of {row.owner}, whose roster this is")
    return row


IfMatch = Annotated[
    str | None,
    Header(alias="If-Match", max_length=100, description='The ETag of the roster as you saw it, such as "3"'),
]

_TAG = re.compile(r'"(\d{1,9})"')


def require_seen(row: tables.Roster, if_match: str | None) -> None:
    """Raises Refusal 428 without If-Match, 412 where the roster has changed since it was seen."""
    if if_match is None:
        raise Refusal(428, "If-Match is missing", 'want the header If-Match with the ETag you saw, such as "3"')
    found = _TAG.fullmatch(if_match.strip())
    if found is None or int(found[1]) != row.version:
        raise Refusal(
            412,
            "Somebody has changed it since",
            "want the ETag of the roster as it is now; fetch it again",
            headers={"ETag": etag(row)},
            version=row.version,
        )


def etag(row: tables.Roster) -> str:
    """A roster's version, quoted."""
    return f'"{row.version}"'

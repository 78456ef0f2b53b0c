"""Requests that come twice: one with an Idempotency-Key makes nothing twice within a day."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from service.access import Principal
from service.web.problem_details import Refusal

from . import tables

KEPT = timedelta(hours=24)


def find_earlier(session: Session, principal: Principal, key: str | None, request: str) -> str | None:
    """What the same request made before, an id; None where it is the first.

    request: SHA-256 of all that was asked. Raises Refusal 422 where the key came with another request.
    """
    if key is None:
        return None
    old = tables.Idempotency.created < tables.now() - KEPT
    session.execute(delete(tables.Idempotency).where(tables.Idempotency.who == principal.id, old))
    row = session.get(tables.Idempotency, (principal.id, key))
    if row is None:
        return None
    if row.request != request:
        raise Refusal(422, "This Idempotency-Key was used", "want a new key for another request")
    return row.location


def remember(session: Session, principal: Principal, key: str | None, request: str, status: int, made: str) -> None:
    """Keep what a request made. Raises IntegrityError where another with its key was quicker: ask earlier() again."""
    if key is not None:
        session.add(tables.Idempotency(who=principal.id, key=key, request=request, status=status, location=made))
        session.flush()

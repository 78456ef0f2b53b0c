"""Is it alive, is it ready: the only routes without a key."""

from __future__ import annotations

from fastapi import APIRouter, Request
from sqlalchemy import text

from service.access import SYSTEM

router = APIRouter(tags=["health"])


@router.get("/live")
def check_live() -> dict[str, str]:
    """The process answers."""
    return {"state": "alive"}


@router.get("/ready")
def check_ready(request: Request) -> dict[str, str]:
    """The store answers too."""
    with request.app.state.store.reading(SYSTEM) as session:
        session.execute(text("select 1"))
    return {"state": "ready"}

"""Is it alive, is it ready: the only routes without a key."""

from __future__ import annotations

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field
from sqlalchemy import text

from service.access import SYSTEM

router = APIRouter(tags=["health"])


class ServiceState(BaseModel):
    """That the service answers."""

    state: str = Field(description="alive or ready", examples=["ready"])


@router.get("/live")
def check_liveness() -> ServiceState:
    """The process answers."""
    return ServiceState(state="alive")


@router.get("/ready")
def check_readiness(request: Request) -> ServiceState:
    """The store answers too."""
    with request.app.state.store.reading(SYSTEM) as session:
        session.execute(text("select 1"))
    return ServiceState(state="ready")

"""Is it alive, is it ready: the only routes without a key."""

from __future__ import annotations

from shutil import disk_usage

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field
from sqlalchemy import text

from service.access import SYSTEM
from service.web.away import RETRY_AFTER
from service.web.problem_details import Refusal, describe_refusals

router = APIRouter(tags=["health"])
_ROOM = 50_000_000  # bytes that must be free where the embedded store lies
_STANDBY = "select pg_is_in_recovery()"
AFTER = {"Retry-After": str(RETRY_AFTER)}


class ServiceState(BaseModel):
    """That the service answers."""

    state: str = Field(description="alive or ready", examples=["ready"])


@router.get("/live")
def check_liveness() -> ServiceState:
    """The process answers."""
    return ServiceState(state="alive")


@router.get("/ready", responses=describe_refusals(503))
def check_readiness(request: Request) -> ServiceState:
    """The store answers too, and could keep what is sent."""
    store = request.app.state.store
    with store.reading(SYSTEM) as session:
        if session.execute(text("select 1" if store.embedded else _STANDBY)).scalar() is True:
            raise Refusal(503, "The store cannot be written", "want the primary", headers=AFTER)
    if store.embedded and disk_usage(request.app.state.settings.data).free < _ROOM:
        raise Refusal(503, "The disk is full", f"want {_ROOM // 10**6} MB free", headers=AFTER)
    return ServiceState(state="ready")

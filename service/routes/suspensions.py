"""/v1/suspensions: what an organisation has stopped, in all its days."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from service import stopping
from service.access import Action, require
from service.store import suspensions, tables
from service.web.problem_details import describe_refusals
from solver.domain import SuspensionKind

from .dependencies import (
    ALWAYS,
    KEY,
    READING,
    CurrentPrincipal,
    Id,
    Owner,
    RepeatKey,
    once,
    owner_of,
    repeat_digest,
    store_of,
)
from .models.suspensions import SuspensionEffect, SuspensionList

router = APIRouter(prefix="/v1/suspensions", tags=["suspensions"], dependencies=[KEY], responses=ALWAYS)

_TEXT = r"^[^\x00-\x08\x0b-\x1f\x7f]*$"


class SuspensionRequest(BaseModel):
    """What is stopped, from when to when, and why."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"what": "delegation", "of": "D1", "from": "2027-03-01T10:00:00+00:00", "reason": "a dose is in doubt"},
                {"what": "task", "of": "medication", "client": "C12", "reason": "the order is being changed"},
                {"what": "client", "of": "C12", "to": "2027-03-05T12:00:00+00:00", "reason": "in hospital"},
            ]
        },
    )
    what: SuspensionKind = Field(description="What kind of thing")
    of: str = Field(
        min_length=1,
        max_length=200,
        pattern=_TEXT,
        description="A client, worker, registrant, delegation or unpaid carer by id (a registrant also by name), a "
        "task by code",
    )
    client: str | None = Field(
        default=None, min_length=1, max_length=200, pattern=_TEXT, description="With a task: of this client only"
    )
    from_: datetime | None = Field(default=None, alias="from", description="Now unless told; local without an offset")
    to: datetime | None = Field(default=None, description="Until somebody ends it unless told; local without an offset")
    reason: str = Field(min_length=1, max_length=1000, pattern=_TEXT, description="Why")
    take_off: bool = Field(default=False, description="Take what rests on it off the stored rosters at once")


class SuspensionEndRequest(BaseModel):
    """When a suspension ends."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{}]})
    at: datetime | None = Field(default=None, description="When it ends; now unless told")


@router.post("", response_model=SuspensionEffect, status_code=201, responses=READING | describe_refusals(422))
async def start_suspension(
    request: Request,
    response: Response,
    principal: CurrentPrincipal,
    wanted: SuspensionRequest,
    owner: Owner = None,
    repeat: RepeatKey = None,
) -> dict[str, Any]:
    """Stop something now, or from a moment on. Answered with every stored roster, and every visit of it, that rests on
    it: to come, begun or over.

    All your organisation's days know it from now on, those submitted later too. Stored rosters are judged anew; what is
    being made is begun anew (made_anew).
    """
    require(principal, Action.CHANGE)
    asked = stopping.Wanted(
        wanted.what, wanted.of, wanted.from_, wanted.to, wanted.reason, wanted.take_off, wanted.client
    )
    digest = repeat_digest(request, hashlib.sha256(wanted.model_dump_json().encode()).hexdigest())
    whose = owner_of(principal, owner)
    said = await once(stopping.stop, store_of(request), principal, whose, asked, repeat, digest)
    for roster in said["made_anew"]:
        request.app.state.jobs.submit(roster, urgent=True)
    response.headers["Location"] = f"/v1/suspensions/{said['suspension']['id']}"
    return said


@router.get("", response_model=SuspensionList, responses=describe_refusals(422))
def list_suspensions(request: Request, principal: CurrentPrincipal, owner: Owner = None) -> dict[str, Any]:
    """Everything that your organisation has stopped, newest first, what has ended too."""
    require(principal, Action.CHANGE)
    whose = owner_of(principal, owner)
    store = store_of(request)
    with store.reading(principal) as session:
        rows = suspensions.list_suspensions(session, whose)
    if whom := tuple(dict.fromkeys(row.client for row in rows if row.client)):
        store.witness.saw(principal, "read", whose, clients=whom, detail="suspensions")
    return {"suspensions": [stopping.describe_suspension(row) for row in rows]}


@router.get("/{id}", response_model=SuspensionEffect, responses=describe_refusals(404, 422))
def read_suspension(request: Request, principal: CurrentPrincipal, id: Id) -> dict[str, Any]:
    """One of them, with every roster and visit that rests on it as the rosters are now."""
    require(principal, Action.CHANGE)
    store = store_of(request)
    said = stopping.find_resting(store, principal, id)
    with store.reading(principal) as session:
        owner = session.get_one(tables.Suspension, id).owner
    for roster, problem, whom in stopping.list_shown(said):
        store.witness.saw(principal, "read", owner, problem, roster, whom, f"suspension {id}")
    return said


@router.post("/{id}/take-off", response_model=SuspensionEffect, responses=describe_refusals(404, 422))
def take_off_visits(request: Request, principal: CurrentPrincipal, id: Id) -> dict[str, Any]:
    """Take what rests on it, and is still to come, off the stored rosters: unserved, with a reason that says so."""
    require(principal, Action.CHANGE)
    return stopping.take_off(store_of(request), principal, id)


@router.post("/{id}/end", response_model=SuspensionEffect, responses=READING | describe_refusals(404, 409, 422))
def end_suspension(
    request: Request, principal: CurrentPrincipal, id: Id, wanted: SuspensionEndRequest | None = None
) -> dict[str, Any]:
    """End a stop; it stays in the list, with who ended it. A client's or worker's: whoever may change rosters; a
    delegation's, registrant's, task's or unpaid carer's: a nurse lead.
    """
    require(principal, Action.CHANGE)
    store = store_of(request)
    if stopping.kind_of(store, principal, id) not in ("client", "worker"):
        require(principal, Action.RESUME)
    said = stopping.end(store, principal, id, None if wanted is None else wanted.at)
    for roster in said["made_anew"]:
        request.app.state.jobs.submit(roster, urgent=True)
    return said

"""A repair shown as a plan and applied as it was shown; a roster published; who must be told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial
from typing import Any, Literal

from fastapi import APIRouter, Path, Request, Response
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool

from service import editing, repairing
from service.access import Action, Principal, require
from service.jobs.turns import Turns
from service.store import audit, plans, rosters, tables, versions
from service.store.database import Store
from service.web.problem_details import Refusal, describe_refusals
from solver import InputFaults, roster_document
from solver.check import worsened
from solver.promises import find_told, publish

from .dependencies import ALWAYS, KEY, READING, CurrentPrincipal, Id, require_room, store_of
from .models.changes import ChangeEffect, Published, RepairPlan, TellingList
from .versions import IfMatch, etag, own_roster_row, require_seen

router = APIRouter(prefix="/v1/rosters/{id}", tags=["changes"], dependencies=[KEY], responses=ALWAYS)


OfferName = Literal["fit", "keep", "few", "search", "on_time", "standby", "cancel"]


class OfferRequest(BaseModel):
    """Which way out is looked for, and how long."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"offer": "keep"}]})
    offer: OfferName = Field(
        default="fit",
        description="fit: places one by one. keep: nobody else moves, there at once. few: at most three carers change. "
        "search: the rest of the day at the price of what was promised. on_time: least lateness. standby: who is on "
        "call is called out. cancel: what is made now may be left out for what matters more; no other offer does that",
    )
    seconds: float = Field(default=3, gt=0, le=10, description="CPU seconds of the search")


class WithoutRequest(BaseModel):
    """Which visits of a plan stay as they are now."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"visits": ["V12"]}]})
    visits: list[str] = Field(min_length=1, max_length=500, description="Their ids, as the plan names them")


class PublishRequest(BaseModel):
    """Whom a roster is told to, and which days of it."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"to": "both"}]})
    to: Literal["client", "worker", "both"] = Field(default="both", description="Who is told")
    days: list[date] | None = Field(
        default=None, min_length=1, max_length=28, description="These days only; all of them unless said"
    )


@router.post("/plans", response_model=RepairPlan, responses=READING | describe_refusals(404, 409, 422))
async def make_repair_plan(
    request: Request, principal: CurrentPrincipal, id: Id, response: Response, wanted: OfferRequest | None = None
) -> dict[str, Any]:
    """Look for a way to make the visits that nobody makes, and keep what is found as a plan. Ask for several offers.

    Nothing changes until a plan is applied; once the roster moves on it cannot be applied any more. Organisations take
    turns: 429 where too many plans of one are being looked for, 503 where its turn does not come. 409 for standby where
    nobody is on call.
    """
    require(principal, Action.SOLVE)
    require(principal, Action.CHANGE)
    asked = wanted or OfferRequest()
    owner, seconds = await run_in_threadpool(_find_room, request, principal, id, asked)
    turns: Turns = request.app.state.turns
    work = partial(_look_for, store_of(request), principal, id, asked.offer, seconds)
    seen, ground, fitted = await turns.do(owner, principal.id, request.is_disconnected, work)
    return await run_in_threadpool(_keep_plan, store_of(request), principal, id, seen, ground, fitted, response)


def _find_room(request: Request, principal: Principal, id: str, asked: OfferRequest) -> tuple[str, float]:
    """Whose roster it is, and how long may be searched. Raises Refusal as a repair that is queued does."""
    longest: float = request.app.state.settings.longest_seconds
    if asked.offer != "fit" and asked.seconds > longest:
        raise Refusal(422, "Too long", f"want at most {longest:g} seconds")
    seconds = min(repairing.LONGEST, longest) if asked.offer == "fit" else asked.seconds
    with store_of(request).reading(principal) as session:
        row = own_roster_row(session, principal, id)
        require_room(request, session, principal, row.owner, seconds)
        return row.owner, seconds


def _look_for(
    store: Store, principal: Principal, id: str, offer: OfferName, seconds: float, stop: Callable[[], bool]
) -> tuple[int, editing.Ground, repairing.Fitted]:
    """A plan for a roster as it is now, with its version. Raises Refusal 409 where nobody is on call."""
    with store.reading(principal) as session:
        row = own_roster_row(session, principal, id)
        ground, seen = editing.find_ground(session, row), row.version
    if offer == "fit":
        return seen, ground, repairing.fit_in(ground, seconds, stop)
    found = repairing.make_offer(ground, (id, seen), offer, seconds, stop)
    if found is None:
        raise Refusal(409, "Nobody is on call", "want another offer: no shift on standby is without visits")
    return seen, ground, found


@router.post("/plans/{plan}/without", response_model=RepairPlan, responses=READING | describe_refusals(404, 409, 422))
def make_smaller_plan(
    request: Request,
    principal: CurrentPrincipal,
    id: Id,
    wanted: WithoutRequest,
    response: Response,
    plan: str = Path(max_length=40, description="The plan's id"),
) -> dict[str, Any]:
    """Another plan: the same, but for some visits, which stay as they are now. The first plan stays too."""
    require(principal, Action.CHANGE)
    store = store_of(request)
    with store.reading(principal) as session:
        row = own_roster_row(session, principal, id)
        ground = editing.find_ground(session, row)
        seen, document = _find_plan(session, row, plan)
    try:
        planned = rosters.load_roster(document, ground.problem)
        fitted = repairing.leave_out(ground, planned, wanted.visits, "chosen", "As chosen")
    except InputFaults as faults:
        raise Refusal(422, "Visits that cannot stay", faults=faults.faults) from None
    return _keep_plan(store, principal, id, seen, ground, fitted, response)


def _keep_plan(
    store: Store,
    principal: Principal,
    id: str,
    seen: int,
    ground: editing.Ground,
    fitted: repairing.Fitted,
    response: Response,
) -> dict[str, Any]:
    """A plan put into the store, and as it is told. Raises Refusal 409 where the roster has moved on meanwhile."""
    with store.session(principal) as session:
        row = own_roster_row(session, principal, id)
        _require_still(row, seen)
        document = roster_document(fitted.after.roster, fitted.after.problem)
        plan = plans.add_plan(session, principal, row, document).id
        look = rosters.look_at(session, row, "whole")
        response.headers["ETag"] = etag(row)
    store.witness.saw_roster(principal, row, look, "plan")
    return {"plan": plan, **repairing.describe_plan(ground, fitted)}


def _find_plan(session: Session, row: tables.Roster, plan: str) -> tuple[int, bytes]:
    """The version that a plan was made from, and its roster. Raises Refusal 409 where there is no such plan now."""
    found = plans.find_plan(session, row.id, plan)
    if found is None:
        raise Refusal(409, "No such plan any more", "want the id of a plan of the roster as it is; make another")
    _require_still(row, found.version)
    return found.version, found.document


@router.post(
    "/plans/{plan}",
    response_model=ChangeEffect,
    response_model_exclude_unset=True,
    responses=READING | describe_refusals(404, 409, 412, 422),
)
def apply_repair_plan(
    request: Request,
    principal: CurrentPrincipal,
    id: Id,
    response: Response,
    plan: str = Path(max_length=40, description="The plan's id"),
) -> dict[str, Any]:
    """Apply a plan stop by stop as it was shown. 409 where the roster has changed since: make another plan."""
    require(principal, Action.CHANGE)
    store = store_of(request)
    with store.reading(principal) as session:
        row = own_roster_row(session, principal, id)
        ground = editing.find_ground(session, row)
        seen, document = _find_plan(session, row, plan)
    after = editing.judge_other(ground, rosters.load_roster(document, ground.problem))
    editing.refuse_unsafe(worsened(ground.before.breaches, after.before.breaches))
    was = {stop.visit for round_ in ground.roster.rounds for stop in round_.stops}
    added = [stop.visit for one in after.roster.rounds for stop in one.stops if stop.visit and stop.visit not in was]
    what = f"repair: {', '.join(added)}"[:500]
    with store.session(principal) as session:
        row = own_roster_row(session, principal, id)
        _require_still(row, seen)
        version = editing.save_version(session, principal, row, after, what)
        plans.forget_plans(session, row.id)
        touched = editing.find_clients_touched(ground, after)
        audit.record(session, principal, "changed", row.owner, row.problem, row.id, touched, what)
    editing.cache_ground(row, after)
    response.headers["ETag"] = etag(row)
    said = repairing.describe_effect(ground, after)
    return {**said, "version": row.version, "number": version.number, "what": version.what}


@router.post("/publish", response_model=Published, responses=READING | describe_refusals(404, 409, 412, 422, 428))
def publish_roster(
    request: Request,
    principal: CurrentPrincipal,
    id: Id,
    response: Response,
    wanted: PublishRequest | None = None,
    if_match: IfMatch = None,
) -> dict[str, Any]:
    """Publish a roster: a promise for each visit that it makes, now. What then changes has a price by notice.

    The answer lists who must be told that what was published before has changed. A roster that breaks a hard rule is
    not published.
    """
    require(principal, Action.CHANGE)
    asked, store = wanted or PublishRequest(), store_of(request)
    with store.reading(principal) as session:
        row = own_roster_row(session, principal, id)
        require_seen(row, if_match)
        ground = editing.find_ground(session, row)
    editing.refuse_unsafe(ground.before.breaches)
    news = find_told(ground.before)
    told = ground.problem.horizon.ticks(datetime.now(UTC).replace(microsecond=0))
    problem = publish(ground.before, told, asked.to, asked.days)
    after = editing.judge_other(ground, ground.roster, problem)
    with store.session(principal) as session:
        row = own_roster_row(session, principal, id)
        require_seen(row, if_match)
        version = editing.save_version(session, principal, row, after, versions.PUBLISHED, by_hand=False)
        audit.record(session, principal, "changed", row.owner, row.problem, row.id, detail=versions.PUBLISHED)
    editing.cache_ground(row, after)
    response.headers["ETag"] = etag(row)
    return {
        "promises": len(problem.promises),
        "told": [repairing.describe_told(ground, one) for one in news],
        "version": row.version,
        "number": version.number,
        "what": version.what,
    }


@router.get("/told", response_model=TellingList, responses=describe_refusals(404, 409, 422))
def list_told_people(request: Request, principal: CurrentPrincipal, id: Id) -> dict[str, Any]:
    """Who must be told so that a roster may go ahead as it is now: only what is other than was promised."""
    require(principal, Action.CHANGE)
    store = store_of(request)
    with store.reading(principal) as session:
        row = own_roster_row(session, principal, id)
        ground, look = editing.find_ground(session, row), rosters.look_at(session, row, "whole")
    store.witness.saw_roster(principal, row, look, "told")
    told = [repairing.describe_told(ground, one) for one in find_told(ground.before)]
    return {"promises": len(ground.problem.promises), "told": told}


def _require_still(row: tables.Roster, version: int) -> None:
    """Raises Refusal 409 where a roster is no longer what a plan was made from."""
    if row.version != version:
        raise Refusal(409, "The roster has moved on", "want a plan of the roster as it is now; make another")

"""/v1/rosters/{id}/savings, measured: the day made three ways, asked for, followed with GET, stopped.

Who may see it: the roster's own organisation, its analysts among them, for it names nobody. A partner never: it knows
its own doors and hours, and what is left of a total is another organisation's.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any, Literal, TypeVar

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select
from starlette.concurrency import run_in_threadpool

from service.access import Action, Principal, Sight, may_solve, require
from service.store import audit, comparisons, idempotency, rosters, tables
from service.views import in_round_figures
from service.web.problem_details import Refusal, describe_refusals

from .dependencies import (
    ALWAYS,
    KEY,
    LOCATION,
    READING,
    CurrentPrincipal,
    Id,
    RepeatKey,
    once,
    repeat_digest,
    require_room,
    store_of,
)
from .versions import seen_roster_row

router = APIRouter(prefix="/v1/rosters/{id}/savings", tags=["joins"], dependencies=[KEY], responses=ALWAYS)

Pattern = Literal["alone", "pooled", "joined"]
Figures = TypeVar("Figures", bound=BaseModel)


class ComparisonRequest(BaseModel):
    """How long to measure, and what may be joined."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"seconds": 30, "seeds": 3}, {"seconds": 60, "seeds": 5, "signed": True}]},
    )
    seconds: float = Field(default=30, gt=0, le=86_400, description="CPU seconds to search for each of the rosters")
    seeds: int = Field(
        default=3, ge=1, le=5, description="How often each of the three is made, each time with another seed"
    )
    signed: bool = Field(
        default=False, description="Join only what is signed or agreed beforehand; else all that keeps the conditions"
    )


class SavingsRange(BaseModel):
    """A figure over the seeds."""

    middle: float = Field(description="The median", examples=[203.0])
    least: float = Field(description="The least")
    most: float = Field(description="The most")


class SavingsRow(BaseModel):
    """One figure of the three rosters."""

    figure: str = Field(description="What is counted", examples=["doors knocked"])
    digits: int = Field(description="To be shown after the point")
    good: Literal["less", "more", "neither"] = Field(description="Whether less or more is better")
    alone: SavingsRange | None = Field(description="Every organisation alone")
    pooled: SavingsRange | None = Field(description="One pooled workforce")
    joined: SavingsRange | None = Field(description="Pooled and joined")
    routing: SavingsRange | None = Field(
        description="How much better pooled is than alone, negative where worse; null where neither"
    )
    joining: SavingsRange | None = Field(
        description="How much better joined is than pooled, negative where worse; null where neither"
    )


class ComparedRoster(BaseModel):
    """One roster that was made to measure."""

    pattern: Pattern = Field(description="Who works with whom")
    seed: int = Field(description="Of the random numbers")
    doors: int = Field(description="Knocks at doors")
    contact: float = Field(description="Worker minutes at doors")
    travel: float = Field(description="Minutes on the way")
    miles: float = Field(description="Miles between visits")
    nurse: float = Field(description="Minutes of nurses")
    faces: dict[str, float] = Field(description="Distinct workers a client, by account: care, health, all")
    unserved: dict[str, int] = Field(description="Visits that nobody makes, by priority")
    late: int = Field(description="Visits that begin late")
    lateness: float = Field(description="Minutes late, added up")
    joins: dict[str, int] = Field(description="Joins by kind")
    packages: int | None = Field(description="Discharge packages that would still fit in")
    cost: int = Field(description="Thousandths of a penny")


class ComparisonProgress(BaseModel):
    """What is searched for at this moment."""

    pattern: Pattern = Field(description="Who works with whom")
    seed: int = Field(description="Of the random numbers")
    phase: str = Field(description="What the search is at", examples=["search"])
    seconds: float = Field(description="CPU seconds of this roster so far")


_EXAMPLE: dict[str, Any] = {
    "id": "0199a1b2c3d4e5f60718293a4b5c",
    "state": "running",
    "seconds": 30,
    "seeds": 3,
    "signed": False,
    "cancel_asked": False,
    "spent": 131.5,
    "made": 4,
    "of": 9,
    "why": None,
    "created": "2026-11-26T09:00:00Z",
    "began": "2026-11-26T09:00:01Z",
    "ended": None,
    "now": {"pattern": "pooled", "seed": 2, "phase": "search", "seconds": 11.2},
    "loosened": [],
    "rows": [],
    "notes": [],
    "table": [
        {
            "figure": "doors knocked",
            "digits": 0,
            "good": "less",
            "alone": {"middle": 203, "least": 203, "most": 203},
            "pooled": {"middle": 203, "least": 203, "most": 203},
            "joined": {"middle": 188, "least": 188, "most": 188},
            "routing": {"middle": 0, "least": 0, "most": 0},
            "joining": {"middle": 15, "least": 15, "most": 15},
        }
    ],
}


class MeasuredSavings(BaseModel):
    """The day of a roster, as it was when this was asked for, made three ways: every organisation alone, one pooled
    workforce, pooled and joined.
    """

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})
    id: str = Field(description="28 hexadecimal digits")
    state: str = Field(description="queued, running; done, cancelled and failed are for good")
    cancel_asked: bool = Field(description="Whether somebody asked for it to stop")
    seconds: float = Field(description="CPU seconds for each roster")
    seeds: int = Field(description="How often each of the three is made")
    signed: bool = Field(description="Whether only what was signed is joined")
    spent: float = Field(description="CPU seconds used so far")
    made: int = Field(description="Rosters made so far")
    of: int = Field(description="Rosters in all")
    now: ComparisonProgress | None = Field(description="What is searched for at this moment")
    loosened: list[str] = Field(description="What the rules asked less of these rosters than the built-in ones do")
    rows: list[ComparedRoster] = Field(description="Every roster made so far")
    table: list[SavingsRow] = Field(description="Medians over the seeds that have all three")
    notes: list[str] = Field(description="What the figures are, and what they are not")
    why: str | None = Field(description="Why it failed")
    created: datetime = Field(description="When it was asked for")
    began: datetime | None = Field(description="When it began")
    ended: datetime | None = Field(description="When it ended")


def as_seen(figures: Figures, seen: Sight) -> Figures:
    """Figures of a whole day, round for analysts."""
    if seen != "pseudonymised":
        return figures
    return type(figures).model_validate(in_round_figures(figures.model_dump(mode="json", exclude_unset=True)))


def describe_comparison(row: tables.Comparison, seen: Sight) -> MeasuredSavings:
    """All that is told of a comparison; to analysts in round figures."""
    known, seeds = comparisons.describe_comparison(row), row.seeds or 1
    told = MeasuredSavings.model_validate(
        {
            "id": row.id,
            "state": row.state,
            "cancel_asked": row.cancel_asked,
            "seconds": row.seconds,
            "seeds": seeds,
            "signed": row.joins == "apply",
            "spent": row.spent,
            "made": row.made or 0,
            "of": comparisons.ROSTERS * seeds,
            **known,
            "why": row.why,
            "created": row.created,
            "began": row.began,
            "ended": row.ended,
        }
    )
    return as_seen(told, seen)


@router.post("", status_code=202, responses=READING | describe_refusals(404, 409, 422) | {202: LOCATION})
async def measure_savings(
    request: Request,
    response: Response,
    principal: CurrentPrincipal,
    id: Id,
    wanted: ComparisonRequest | None = None,
    repeat: RepeatKey = None,
) -> MeasuredSavings:
    """Have the day of a roster made three ways, several times over, to measure what pooling the workforce saves
    (routing) and what joining visits saves on top. It waits behind rosters, and goes on by itself.
    """
    require(principal, Action.SOLVE)
    wanted = wanted or ComparisonRequest()
    if wanted.seconds > (longest := request.app.state.settings.longest_seconds):
        raise Refusal(422, "Too long", f"want at most {longest:g} seconds for each roster")
    digest = repeat_digest(request, hashlib.sha256(wanted.model_dump_json().encode()).hexdigest())
    made, fresh = await once(_add, request, principal, id, wanted, repeat, digest)
    if fresh:
        await run_in_threadpool(request.app.state.jobs.submit, made.id, False)
    response.headers["Location"] = f"/v1/rosters/{id}/savings"
    return made


def _add(
    request: Request, principal: Principal, id_: str, wanted: ComparisonRequest, repeat: str | None, digest: str
) -> tuple[MeasuredSavings, bool]:
    """The comparison asked for, and whether it is a new one."""
    with store_of(request).session(principal) as session:
        roster, sight = seen_roster_row(session, principal, id_)
        _refuse_partners(sight)
        if not may_solve(principal, sight, session.get_one(tables.Problem, roster.problem).created_by):
            raise Refusal(403, "Not for this role", "analysts have days measured that they brought themselves")
        known = idempotency.find_earlier(session, principal, repeat, digest)
        row = session.get(tables.Comparison, known) if known else None
        if row is not None:
            return describe_comparison(row, sight), False
        # Two who ask at once do so one after the other.
        session.execute(select(tables.Roster.id).where(tables.Roster.id == id_).with_for_update())
        latest = comparisons.find_latest(session, id_)
        if latest is not None and latest.state in rosters.LIVE:
            raise Refusal(409, "It is being measured", "want its end, or DELETE /v1/rosters/{id}/savings first")
        require_room(request, session, principal, roster.owner, comparisons.ROSTERS * wanted.seeds * wanted.seconds)
        row = comparisons.add(session, principal, roster, wanted.seconds, wanted.seeds, wanted.signed)
        idempotency.remember(session, principal, repeat if known is None else None, digest, 202, row.id)
        audit.record(session, principal, "submitted", row.owner, row.problem, id_, detail=f"comparison {row.id}")
        return describe_comparison(row, sight), True


@router.delete(
    "",
    responses=describe_refusals(404, 422) | {202: {"model": MeasuredSavings, "description": "It stops within seconds"}},
)
def stop_comparison(request: Request, response: Response, principal: CurrentPrincipal, id: Id) -> MeasuredSavings:
    """Stop measuring; what is measured stays. One that has ended stays as it is."""
    require(principal, Action.SOLVE)
    with store_of(request).session(principal) as session:
        _, sight = seen_roster_row(session, principal, id)
        _refuse_partners(sight)
        row = comparisons.find_latest(session, id)
        if row is None:
            raise Refusal(404, "Nothing was measured", "want POST /v1/rosters/{id}/savings first")
        if row.state in rosters.LIVE:
            audit.record(session, principal, "cancelled", row.owner, row.problem, id, detail=f"comparison {row.id}")
            response.status_code = 202
        said = describe_comparison(row, sight)
    if response.status_code == 202:
        request.app.state.jobs.cancel(said.id)
    return said


def _refuse_partners(sight: str) -> None:
    if sight == "partner":
        raise Refusal(403, "Not your organisation's", "want a roster that your organisation asked for")

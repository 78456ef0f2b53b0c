"""/v1/rosters/{id}/savings, measured: the day made three ways, asked for, followed with GET, stopped.

Who may see it: the roster's own organisation, its analysts among them, for it names nobody. A partner never: it knows
its own doors and hours, and what is left of a total is another organisation's.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any, Literal

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select
from starlette.concurrency import run_in_threadpool

from service.access import Action, Principal, require
from service.store import audit, comparisons, idempotency, rosters, tables
from service.store.database import Store
from service.web.problem_details import Refusal, told

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
    store_of,
)
from .versions import seen_roster_row

router = APIRouter(prefix="/v1/rosters/{id}/savings", tags=["joins"], dependencies=[KEY], responses=ALWAYS)

Pattern = Literal["alone", "pooled", "joined"]


class ComparisonRequest(BaseModel):
    """seconds: CPU time to search for each of the rosters. seeds: how often each of the three is made, each time with
    another seed. signed: join only what somebody signed or an agreement allows beforehand; else all that keeps the
    conditions, as if it had been signed.
    """

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"seconds": 30, "seeds": 3}, {"seconds": 60, "seeds": 5, "signed": True}]},
    )
    seconds: float = Field(default=30, gt=0, le=86_400)
    seeds: int = Field(default=3, ge=1, le=5)
    signed: bool = False


class SavingsRange(BaseModel):
    """Over the seeds: the median, the least and the most."""

    middle: float
    least: float
    most: float


class SavingsRow(BaseModel):
    """One figure of the three rosters. digits: to be shown after the point. routing, joining: by how much it gets
    better from alone to pooled and from pooled to joined, negative where it gets worse; null where it is neither.
    """

    figure: str
    digits: int
    good: Literal["less", "more", "neither"]
    alone: SavingsRange | None
    pooled: SavingsRange | None
    joined: SavingsRange | None
    routing: SavingsRange | None
    joining: SavingsRange | None


class ComparedRoster(BaseModel):
    """One roster. doors: knocks. contact, travel, nurse, lateness: minutes. late, unserved: visits, the latter by
    priority. faces: distinct workers a client, by account (care, health, all). joins: by kind. packages: discharge
    packages that would still fit in. cost: thousandths of a penny.
    """

    pattern: Pattern
    seed: int
    doors: int
    contact: float
    travel: float
    miles: float
    nurse: float
    faces: dict[str, float]
    unserved: dict[str, int]
    late: int
    lateness: float
    joins: dict[str, int]
    packages: int | None
    cost: int


class ComparisonProgress(BaseModel):
    """What is searched for at this moment. seconds: CPU time of this roster so far."""

    pattern: Pattern
    seed: int
    phase: str
    seconds: float


_EXAMPLE: dict[str, Any] = {
    "id": "0199a1b2c3d4e5f60718293a4b5c", "state": "running", "seconds": 30, "seeds": 3, "signed": False,
    "cancel_asked": False, "spent": 131.5, "made": 4, "of": 9, "why": None, "created": "2026-11-26T09:00:00Z",
    "began": "2026-11-26T09:00:01Z", "ended": None,
    "now": {"pattern": "pooled", "seed": 2, "phase": "search", "seconds": 11.2}, "rows": [], "notes": [],
    "table": [{
        "figure": "doors knocked", "digits": 0, "good": "less",
        "alone": {"middle": 203, "least": 203, "most": 203}, "pooled": {"middle": 203, "least": 203, "most": 203},
        "joined": {"middle": 188, "least": 188, "most": 188}, "routing": {"middle": 0, "least": 0, "most": 0},
        "joining": {"middle": 15, "least": 15, "most": 15},
    }],
}  # fmt: skip


class MeasuredSavings(BaseModel):
    """The day of a roster, as it was when this was asked for, made three ways: every organisation alone, one pooled
    workforce, pooled and joined. state: queued, running; done, cancelled and failed are for good. made, of: rosters.

    rows: every roster made so far. table: medians over the seeds that have all three. spent: CPU seconds.
    """

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})
    id: str
    state: str
    cancel_asked: bool
    seconds: float
    seeds: int
    signed: bool
    spent: float
    made: int
    of: int
    now: ComparisonProgress | None
    rows: list[ComparedRoster]
    table: list[SavingsRow]
    notes: list[str]
    why: str | None
    created: datetime
    began: datetime | None
    ended: datetime | None


def describe_comparison(row: tables.Comparison) -> MeasuredSavings:
    """All that is told of a comparison."""
    known, seeds = comparisons.told(row), row.seeds or 1
    return MeasuredSavings.model_validate({
        "id": row.id, "state": row.state, "cancel_asked": row.cancel_asked, "seconds": row.seconds, "seeds": seeds,
        "signed": row.joins == "apply", "spent": row.spent, "made": row.made or 0, "of": comparisons.ROSTERS * seeds,
        **known, "why": row.why, "created": row.created, "began": row.began, "ended": row.ended,
    })  # fmt: skip


@router.post(
    "",
    status_code=202,
    responses=READING | told(404, 409, 422) | {202: LOCATION},
)
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
    made, fresh = await once(_add, store_of(request), principal, id, wanted, repeat, digest)
    if fresh:
        await run_in_threadpool(request.app.state.jobs.submit, made.id, False)
    response.headers["Location"] = f"/v1/rosters/{id}/savings"
    return made


def _add(
    store: Store, principal: Principal, id_: str, wanted: ComparisonRequest, repeat: str | None, digest: str
) -> tuple[MeasuredSavings, bool]:
    """The comparison asked for, and whether it is a new one."""
    with store.session(principal) as session:
        roster, sight = seen_roster_row(session, principal, id_)
        _refuse_partners(sight)
        known = idempotency.earlier(session, principal, repeat, digest)
        row = session.get(tables.Comparison, known) if known else None
        if row is not None:
            return describe_comparison(row), False
        # Two who ask at once do so one after the other.
        session.execute(select(tables.Roster.id).where(tables.Roster.id == id_).with_for_update())
        latest = comparisons.latest(session, id_)
        if latest is not None and latest.state in rosters.LIVE:
            raise Refusal(409, "It is being measured", "want its end, or DELETE /v1/rosters/{id}/savings first")
        row = comparisons.add(session, principal, roster, wanted.seconds, wanted.seeds, wanted.signed)
        idempotency.remember(session, principal, repeat if known is None else None, digest, 202, row.id)
        audit.record(session, principal, "submitted", row.owner, row.problem, id_, detail=f"comparison {row.id}")
        return describe_comparison(row), True


@router.delete(
    "",
    responses=told(404, 422) | {202: {"model": MeasuredSavings, "description": "It stops within seconds"}},
)
def stop_measuring(request: Request, response: Response, principal: CurrentPrincipal, id: Id) -> MeasuredSavings:
    """Stop measuring; what is measured stays. One that has ended stays as it is."""
    require(principal, Action.SOLVE)
    with store_of(request).session(principal) as session:
        _, sight = seen_roster_row(session, principal, id)
        _refuse_partners(sight)
        row = comparisons.latest(session, id)
        if row is None:
            raise Refusal(404, "Nothing was measured", "want POST /v1/rosters/{id}/savings first")
        if row.state in rosters.LIVE:
            audit.record(session, principal, "cancelled", row.owner, row.problem, id, detail=f"comparison {row.id}")
            response.status_code = 202
        said = describe_comparison(row)
    if response.status_code == 202:
        request.app.state.jobs.cancel(said.id)
    return said


def _refuse_partners(sight: str) -> None:
    if sight == "partner":
        raise Refusal(403, "Not your organisation's", "want a roster that your organisation asked for")

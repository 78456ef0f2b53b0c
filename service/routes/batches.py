"""/v1/batches: many problems, one deadline; the report when it is over."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated, Literal

from fastapi import APIRouter, Request, Response
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from service.access import Action, require
from service.jobs.batches import capacity
from service.store import audit, batches, problems, tables
from service.web.problem_details import Refusal, describe_refusals
from solver import Fault

from .dependencies import ALWAYS, KEY, LOCATION, After, CurrentPrincipal, Id, Most, Owner, no_such, owner_of, store_of

router = APIRouter(prefix="/v1/batches", tags=["batches"], dependencies=[KEY], responses=ALWAYS)

_SOONEST, _LATEST = timedelta(seconds=30), timedelta(days=2)
_DAY = timedelta(days=1)  # "all" are the problems that begin within a day after the deadline's midnight


class BatchRequest(BaseModel):
    """Problems and a deadline."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"problems": "all", "deadline": "2026-11-27T06:00:00Z"},
                {"problems": ["0199a1b2c3d4e5f60718293a4b5c"], "deadline": "2026-11-27T06:00:00Z", "joins": "off"},
            ]
        },
    )
    problems: (
        Literal["all"] | Annotated[list[Annotated[str, Field(max_length=40)]], Field(min_length=1, max_length=500)]
    ) = Field(description='Their ids, or "all" for those of the deadline\'s day (UTC) without a roster')
    deadline: AwareDatetime = Field(description="When all must be done: 30 seconds to 2 days from now, with its zone")
    joins: Literal["off", "suggest", "apply"] = Field(
        default="suggest", description="What becomes of joins in its rosters"
    )
    name: str = Field(default="", max_length=200, description="What it is called")


class BatchRoster(BaseModel):
    """A roster of a batch. A problem has two, one after the other."""

    id: str = Field(description="28 hexadecimal digits")
    problem: str = Field(description="The problem's id")
    state: str = Field(description="queued, running, done, cancelled or failed", examples=["done"])
    seconds: float = Field(description="CPU seconds asked for", examples=[60.0])
    cost: int | None = Field(description="Thousandths of a penny; null before there is a roster")
    unserved: int | None = Field(description="Visits that nobody makes")


class BatchHead(BaseModel):
    """A batch without its rosters."""

    id: str = Field(description="28 hexadecimal digits")
    owner: str = Field(description="The organisation's id", examples=["council"])
    name: str = Field(description="What it is called")
    state: str = Field(description="running or done", examples=["done"])
    deadline: datetime = Field(description="When all must be done")
    created: datetime = Field(description="When it was asked for")
    ended: datetime | None = Field(description="When all was done")


class BatchTeam(BaseModel):
    """One team, or problem, of a report. Its figures stand beside these fields."""

    model_config = ConfigDict(extra="allow")
    team: str = Field(description="The team's id")
    name: str = Field(description="What it is called")
    needs: list[str] = Field(description="What needs a human")
    faults: list[str] = Field(description="What is wrong with its data")
    failures: list[str] = Field(description="What went wrong while it was solved")
    notes: list[str] = Field(description="What is to be told first of it")
    also: list[str] = Field(description="What else there is to tell")
    cpu_seconds: float = Field(description="CPU seconds used")
    slices: int = Field(description="How often it was searched")


class BatchReport(BaseModel):
    """The report of a batch. Costs in pence, times in minutes."""

    model_config = ConfigDict(extra="allow")
    onevisit: Literal["night"] = Field(description="What kind of document it is")
    version: str = Field(description="Of the format", examples=["1"])
    teams: list[BatchTeam] = Field(description="A row a team")


class Batch(BatchHead):
    """A batch with its rosters and, when done, its report."""

    rosters: list[BatchRoster] = Field(description="Two a problem, one after the other")
    report: BatchReport | None = Field(description="When done: a row a team, with figures and what needs a human")


class BatchPage(BaseModel):
    """Batches."""

    batches: list[BatchHead] = Field(description="Newest first")
    next: str | None = Field(description="What to give as after= for the page that follows; null on the last")


@router.post("", status_code=202, responses=describe_refusals(400, 404, 422) | {202: LOCATION})
def request_batch(
    request: Request, response: Response, principal: CurrentPrincipal, wanted: BatchRequest, owner: Owner = None
) -> Batch:
    """Have many problems solved before a deadline. Time goes where it saves most; urgent rosters go ahead."""
    require(principal, Action.BATCH)
    whose = owner_of(principal, owner)
    settings, now = request.app.state.settings, datetime.now(UTC)
    if not now + _SOONEST <= wanted.deadline <= now + _LATEST:
        said = f"want a moment from {_SOONEST.seconds} seconds to {_LATEST.days} days from now, with its zone"
        raise Refusal(422, "Faults in the request", faults=[Fault("deadline", wanted.deadline.isoformat(), said)])
    with store_of(request).session(principal) as session:
        if wanted.problems == "all":
            day = wanted.deadline.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
            found = list(batches.list_unmade(session, day, day + _DAY, whose))
            if not found:
                said = "want problems that begin on the deadline's day and have no roster yet; there are none"
                raise Refusal(422, "Faults in the request", faults=[Fault("problems", "all", said)])
        else:
            found, faults = [], []
            for number, id_ in enumerate(dict.fromkeys(wanted.problems)):
                seen = problems.find(session, principal, id_)
                if seen is None or seen[0].owner != whose:
                    faults.append(Fault(f"problems[{number}]", id_, f"want the id of a problem that {whose} submitted"))
                else:
                    found.append(seen[0])
            if faults:
                raise Refusal(422, "Faults in the request", faults=faults)
        cpu = capacity(settings, now, wanted.deadline)
        row = batches.add(
            session, principal, found, wanted.deadline, cpu, wanted.joins, settings.longest_seconds, wanted.name
        )
        audit.record(session, principal, "submitted", whose, detail=f"batch {row.id} of {len(found)} problems")
        made = _describe(row, batches.list_rosters(session, row.id))
    for one in made.rosters:
        request.app.state.jobs.submit(one.id, False)
    response.headers["Location"] = f"/v1/batches/{made.id}"
    return made


@router.get("", responses=describe_refusals(422))
def list_batches(request: Request, principal: CurrentPrincipal, after: After = "", most: Most = 50) -> BatchPage:
    """The batches of your organisation, newest first."""
    require(principal, Action.BATCH)
    with store_of(request).reading(principal) as session:
        rows = batches.list_batches(session, principal, after, most + 1)
        found = [_describe_head(row) for row in rows[:most]]
    return BatchPage(batches=found, next=found[-1].id if len(rows) > most else None)


@router.get("/{id}", responses=describe_refusals(404, 422))
def read_batch(request: Request, principal: CurrentPrincipal, id: Id) -> Batch:
    """A batch: how far each roster is, and the report when all is over."""
    require(principal, Action.BATCH)
    with store_of(request).reading(principal) as session:
        row = batches.find(session, principal, id)
        if row is None:
            raise no_such("batch")
        return _describe(row, batches.list_rosters(session, id))


def _describe_head(row: tables.Batch) -> BatchHead:
    return BatchHead(
        id=row.id,
        owner=row.owner,
        name=row.name,
        state=row.state,
        deadline=row.deadline,
        created=row.created,
        ended=row.ended,
    )


def _describe(row: tables.Batch, asked: dict[str, list[tables.Roster]]) -> Batch:
    made = [
        BatchRoster(
            id=one.id,
            problem=one.problem,
            state=one.state,
            seconds=one.seconds,
            cost=one.best_cost,
            unserved=one.unserved,
        )
        for rows in asked.values()
        for one in rows
    ]
    return Batch(**_describe_head(row).model_dump(), rosters=made, report=row.report)

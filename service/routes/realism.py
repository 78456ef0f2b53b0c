"""/v1/rosters/{id}/realism: how like life a roster's day is, beside what has been published. It names nobody."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from service.access import Action, require
from service.reading.likening import liken_day
from service.store import rosters
from service.views import in_round_figures
from service.web.problem_details import Refusal, describe_refusals

from .dependencies import ALWAYS, KEY, CurrentPrincipal, Id, store_of
from .versions import seen_roster_row

router = APIRouter(prefix="/v1/rosters/{id}", tags=["rosters"], dependencies=[KEY], responses=ALWAYS)


class RealismMeasure(BaseModel):
    """One measure of a day beside what has been published about it."""

    measure: str = Field(description="Its name", examples=["half_hours"])
    what: str = Field(description="What is measured, in words", examples=["care visits of 16 to 30 minutes"])
    room: Literal["employers", "care", "nursing", "staff", "made"] = Field(
        description="What it is about; made: of the roster, left out where there is none"
    )
    unit: Literal["share", "times", "minutes", "hours", "miles", "number"] = Field(description="Shares are from 0 to 1")
    value: float | None = Field(description="Null where the day does not tell")
    low: float | None = Field(description="The published range; null where nothing was found")
    high: float | None = Field(description="Its other end")
    published: str = Field(description="What the sources say", examples=["72 % public; 37 % private"])
    source: str = Field(description="Which, see sources; unproven: looked for and not found", examples=["S12, S13"])
    verdict: Literal["inside", "outside", "unproven", "not known"] = Field(
        description="To the digits told; unproven: nobody has published a range; not known: the day does not tell"
    )
    why: str = Field(description="Why it is outside, as far as the day itself tells; else empty")
    grave: bool = Field(description="Outside so that no saving measured on this day means anything")


class Realism(BaseModel):
    """How like life a roster's day is."""

    version: int = Field(description="Of the roster")
    outside: int = Field(description="Measures outside what was published", examples=[2])
    told: list[str] = Field(description="What they come to, in sentences")
    measures: list[RealismMeasure] = Field(description="Every measure")
    sources: dict[str, str] = Field(description="The sources named, by their short names; most were read as summaries")


@router.get("/realism", responses=describe_refusals(403, 404, 422))
def read_realism(request: Request, principal: CurrentPrincipal, id: Id) -> Realism:
    """How like life this roster's day is: each measure with the published range and its source, and what is outside.

    Counts and shares of the whole day: told to the owner's roles, and to no partner.
    """
    require(principal, Action.READ)
    store = store_of(request)
    with store.reading(principal) as session:
        row, sight = seen_roster_row(session, principal, id)
        if sight == "partner":
            raise Refusal(403, "Of the whole day", "you see a part of it; a part is no measure of the day")
        problem = rosters.load_problem(session, row)
        look = rosters.look_at(session, row, sight)
        roster = None if row.document is None else rosters.load_roster(row.document, problem)
    store.witness.saw_roster(principal, row, look, "realism")
    likened = liken_day(problem, roster, row.pack)
    if sight == "pseudonymised":
        likened |= {"measures": in_round_figures(likened["measures"])}
    return Realism(version=row.version, **likened)

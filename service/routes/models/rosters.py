"""Rosters as the routes answer them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema

from .documents import refer_to
from .outcome import Explanation, Outcome

RosterDocument = Annotated[dict[str, Any], WithJsonSchema(refer_to("RosterDocument"))]


class RosterHead(BaseModel):
    """A roster without its document."""

    model_config = ConfigDict(from_attributes=True, populate_by_name=True)

    id: str = Field(description="28 hexadecimal digits", examples=["0199a1b2c3d4e5f60718293a4b5c"])
    problem: str = Field(description="The problem's id")
    batch: str | None = Field(description="The id of the batch that it belongs to")
    owner: str = Field(description="The organisation's id", examples=["council"])
    state: str = Field(description="queued, running; done, cancelled and failed are for good", examples=["done"])
    urgent: bool = Field(description="Whether it goes ahead of batch work")
    cancel_asked: bool = Field(description="Whether somebody asked for it to stop")
    seconds: float = Field(description="CPU seconds asked for", examples=[20])
    spent: float = Field(description="CPU seconds used so far", examples=[11.5])
    joins: str = Field(description="off, suggest or apply", examples=["suggest"])
    seed: int = Field(description="Of the random numbers", examples=[0])
    cost: int | None = Field(
        validation_alias="best_cost", description="Of the best so far, thousandths of a penny", examples=[346_600]
    )
    served: int | None = Field(description="Visits that somebody makes", examples=[195])
    unserved: int | None = Field(description="Visits that nobody makes", examples=[1])
    hard: int | None = Field(description="Breaches of hard rules", examples=[0])
    version: int = Field(description="Of the roster, for If-Match", examples=[3])
    why: str | None = Field(description="Why it failed")
    created: datetime = Field(description="When it was asked for")
    began: datetime | None = Field(description="When searching began")
    ended: datetime | None = Field(description="When it ended")


class RosterPage(BaseModel):
    """Rosters."""

    rosters: list[RosterHead] = Field(description="Newest first")
    next: str | None = Field(description="What to give as after= for the page that follows; null on the last")


class Roster(RosterHead):
    """A roster with all that is told of it; while it is being made, the best so far."""

    rules: str | None = Field(description="TOML of what differs from the built-in rule pack")
    roster: RosterDocument | None = Field(description="The document; null before there is one")
    outcome: Outcome | None = Field(
        description="How it was judged, and why visits are left out; null before there is one"
    )


class Explanations(BaseModel):
    """Why visits are left out."""

    state: str = Field(description="Of the roster", examples=["done"])
    explanations: list[Explanation] = Field(description="One a visit; none before the roster has ended")

"""What is suspended and what rests on it, as the routes answer it."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, Field

from solver.domain import SuspensionKind


class Suspension(BaseModel):
    """Something that is stopped from a moment on."""

    id: str = Field(description="28 hexadecimal digits")
    what: SuspensionKind = Field(description="What kind of thing", examples=["client"])
    of: str = Field(description="Its id, or a task's code", examples=["C12"])
    client: str | None = Field(description="Of a task: whose alone is stopped; null: everybody's")
    starts: datetime = Field(description="From when")
    ends: datetime | None = Field(description="Until when; null: until somebody ends it")
    reason: str = Field(description="Why", examples=["in hospital"])
    by: str = Field(description="Who stopped it")
    made: datetime = Field(description="When it was entered")
    ended_by: str | None = Field(description="Who ended it; null: nobody yet")
    ended: datetime | None = Field(description="When the end was entered; null: not yet")
    in_force: bool = Field(description="Whether it holds now")


class SuspensionList(BaseModel):
    """Suspensions."""

    suspensions: list[Suspension] = Field(description="Newest first, ended ones too")


class NamedSuspension(Suspension):
    """A suspension, with what is stopped in words."""

    named: str = Field(description="What is stopped, in words", examples=["client Edith Madeupford (C12)"])


class RestingVisit(BaseModel):
    """A visit of a roster that rests on what is stopped."""

    visit: str = Field(description="The visit's id; a joint visit's own", examples=["V12"])
    visits: list[str] = Field(description="Ids of the visits that it stands for")
    clients: list[str] = Field(description="Ids of its clients")
    client_names: list[str] = Field(description="Their names")
    worker: str = Field(description="The worker's id")
    worker_name: str = Field(description="The worker's name")
    shift: str = Field(description="The shift's id")
    start: datetime = Field(description="When it begins")
    end: datetime = Field(description="When it ends")
    progress: str = Field(description="to come, begun or over", examples=["to come"])
    sentence: str = Field(description="Why it rests on it")


class SuspendedRoster(BaseModel):
    """A stored roster with visits that rest on what is stopped."""

    id: str = Field(description="The roster's id")
    problem: str = Field(description="The problem's id")
    name: str = Field(description="The problem's name", examples=["Monday"])
    hard: int = Field(description="Its breaches of hard rules now", examples=[2])
    visits: list[RestingVisit] = Field(description="What rests on it")
    taken_off: list[str] = Field(description="Ids of visits that were taken off the roster")


class SuspensionEffect(BaseModel):
    """A suspension with all that rests on it."""

    suspension: NamedSuspension = Field(description="What is stopped")
    problems: list[str] = Field(description="Ids of the stored days that know it")
    rosters: list[SuspendedRoster] = Field(description="Rosters that rest on it")
    made_anew: list[str] = Field(description="Ids of rosters that were being made, and are begun anew")

"""What changes by hand come to, as the routes answer it."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field

from .outcome import Breach

_VERSION = Field(default=0, description="Of the roster, for If-Match; only where something was kept", examples=[4])
_NUMBER = Field(default=0, description="Of this version among all; only where something was kept", examples=[3])
_WHAT = Field(
    default="", description="What was done, in ids; only where something was kept", examples=["move V12 to S3"]
)


class RosterFigures(BaseModel):
    """A roster in figures."""

    cost: float = Field(description="Pence", examples=[34660.5])
    hard: int = Field(description="Breaches of hard rules", examples=[0])
    served: int = Field(description="Visits that somebody makes", examples=[195])
    unserved: int = Field(description="Visits that nobody makes", examples=[1])
    late: int = Field(description="Visits that begin after their window", examples=[2])
    late_minutes: float = Field(description="By how much, all together", examples=[19.0])
    travel_minutes: float = Field(description="Minutes between visits", examples=[812.0])


class ChangeEffect(BaseModel):
    """What changes break, mend and cost; with version, number and what where they were kept."""

    safe: bool = Field(
        description="Whether no hard rule is newly broken, and nothing that comes before or after a meal is newly out "
        "of turn"
    )
    broken: list[Breach] = Field(description="What is newly broken; visits newly left out, too")
    mended: list[Breach] = Field(description="What is broken no more")
    cost: float = Field(description="Pence more than before, negative where less", examples=[12.5])
    doses: list[str] = Field(
        default_factory=list,
        description="Distances between doses of one medicine, or between a dose and its meal, that are less or more "
        "than before, and doses given no more",
        examples=[["Ada Sample's insulin at 10:00 (V12) is now 95 min after the dose at 08:10 (V3, over at 08:25)."]],
    )
    out_of_turn: list[str] = Field(
        default_factory=list, description="What comes before or after a meal by the catalogue, and newly does not"
    )
    sentences: list[str] = Field(description="What was done, in words")
    before: RosterFigures = Field(description="As it was")
    after: RosterFigures = Field(description="As it is, or would be")
    version: int = _VERSION
    number: int = _NUMBER
    what: str = _WHAT


class UndoEffect(BaseModel):
    """An earlier version made the newest."""

    cost: float = Field(description="Pence more than before, negative where less", examples=[-12.5])
    doses: list[str] = Field(default_factory=list, description="Distances between doses that are less or more now")
    out_of_turn: list[str] = Field(
        default_factory=list, description="What comes before or after a meal by the catalogue, and newly does not"
    )
    version: int = Field(description="Of the roster, for If-Match", examples=[5])
    number: int = Field(description="Of this version among all", examples=[4])
    what: str = Field(description="What was done", examples=["back to version 1"])


class RosterRepair(BaseModel):
    """A new roster that is searched from an old one."""

    id: str = Field(description="The new roster's id")
    state: str = Field(description="Of the new roster", examples=["queued"])
    of: str = Field(description="The old roster's id")


class RosterVersion(BaseModel):
    """One version of a roster. Partners are told number and moment, analysts no words and no names."""

    number: int = Field(description="From 0", examples=[1])
    at: datetime = Field(description="When it was made")
    what: str = Field(default="", description="What was changed, in ids", examples=["move V12 to S3"])
    by: str = Field(default="", description="Who changed it")
    cost: float = Field(default=0, description="Pence", examples=[34660.5])
    hard: int = Field(default=0, description="Breaches of hard rules", examples=[0])
    state: Literal["draft", "published", "superseded"] = Field(
        default="draft", description="published: what people were last told of it; superseded: told, and replaced since"
    )


class RosterVersions(BaseModel):
    """Every version of a roster."""

    version: int = Field(description="Of the roster now, for If-Match", examples=[4])
    versions: list[RosterVersion] = Field(description="The first one first")


class Placed(BaseModel):
    """A visit on a round of a plan."""

    visit: str = Field(description="The visit's id", examples=["V12"])
    shift: str = Field(description="Of the round", examples=["S3"])
    start: datetime | None = Field(default=None, description="When it would begin")


class TellingLine(BaseModel):
    """One thing that one person must be told."""

    person: Literal["client", "worker"] = Field(description="Who it is: a client, or a worker")
    id: str = Field(description="Their id", examples=["C4"])
    name: str = Field(description="Their name", examples=["Ada Sample"])
    visit: str = Field(description="The visit's id", examples=["V12"])
    change: Literal["worker", "time", "worker and time", "nobody", "new"] = Field(description="What is otherwise")
    start: datetime = Field(description="The new start; the promised one where nobody comes")
    sentence: str = Field(description="In words", examples=["Wanda Example comes at 09:20 instead of 09:00."])


class TellingList(BaseModel):
    """Who must be told so that a roster may go ahead: only what is other than was promised."""

    promises: int = Field(description="How many visits people were told of; 0: nothing was published", examples=[196])
    told: list[TellingLine] = Field(description="Clients in the order of time, then workers by name")


class RepairPlan(ChangeEffect):
    """What a repair would make of a roster, kept to be applied as it is."""

    plan: str = Field(description="Its id: POST /v1/rosters/{id}/plans/{plan} applies it")
    offer: str = Field(description="Which offer it is", examples=["keep"])
    title: str = Field(description="The offer in words", examples=["Nobody else moves"])
    placed: list[Placed] = Field(
        description="Visits that it puts in, in the order of time; one that two make stands twice"
    )
    moved: list[Placed] = Field(description="Visits that somebody makes now, where it puts them on another round")
    off: list[Placed] = Field(description="Visits on the rounds that they leave, as they are now")
    carers: list[str] = Field(description="Ids of the workers whose day it changes", examples=[["W1", "W7"]])
    retimed: list[Placed] = Field(description="Visits that stay on their round and begin at another time")
    left: list[str] = Field(description="Visits that nobody makes even so")
    told: list[TellingLine] = Field(description="Who must be told, where anything was promised")


class Published(BaseModel):
    """A roster published."""

    promises: int = Field(description="Visits that people are told of", examples=[196])
    told: list[TellingLine] = Field(description="Who must be told that what was published before has changed")
    version: int = Field(description="Of the roster, for If-Match", examples=[5])
    number: int = Field(description="Of this version among all", examples=[4])
    what: str = Field(description="What was done", examples=["published"])

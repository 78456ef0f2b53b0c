"""What has been and what is fixed: past visits feed continuity, pins hold the future still, joins are signed."""

from __future__ import annotations

from datetime import date

from pydantic import Field, model_validator

from .care import Sector
from .clock import Frozen, Instant
from .place import Id, Text
from .role import SigningRole


class PastVisit(Frozen):
    """A visit that took place; start is before the horizon, so negative."""

    client: Id
    worker: Id
    start: Instant
    sector: Sector = "social"


class Pin(Frozen):
    """A visit held on a shift, with a worker, at a start time, or any of these together."""

    visit: Id
    shift: Id | None = None
    worker: Id | None = None
    start: Instant | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Pin:
        if self.shift is None and self.worker is None and self.start is None:
            raise ValueError("want a shift, a worker, a start or several of these")
        return self


class JoinDecision(Frozen):
    """What a named person decided about joining these visits. A refusal holds whatever is agreed elsewhere."""

    id: Id
    visits: tuple[Id, ...] = Field(min_length=2, max_length=3)
    approved: bool
    by: Text = Field(min_length=1)
    role: SigningRole
    on: date
    reason: Text = ""

    @model_validator(mode="after")
    def _apart(self) -> JoinDecision:
        if len(set(self.visits)) < len(self.visits):
            raise ValueError("want different visits")
        return self

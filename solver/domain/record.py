"""What has been and what is fixed: past visits feed continuity, pins hold the future still, joins are signed."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field, model_validator

from .care import Outcome, Sector, is_absent
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


class CancelledVisit(Frozen):
    """A visit that was commissioned and is no more. Only its name, whose it was, and who cancelled it and why are kept:
    what people decided about it stays readable.
    """

    id: Id
    client: Id
    organisation: Id
    reason: Text = Field(min_length=1)
    by: Text = Field(min_length=1)
    on: date


# Which kind of worker a decision is about: a registered nurse, or anybody else.
WorkerKind = Literal["registered_nurse", "care_worker"]


class JoinDecision(Frozen):
    """What a named person decided about joining these visits. Decisions are added, never changed or taken away.

    A refusal holds whatever is agreed elsewhere, until a later decision: one of a later day, or one that names the
    refusal in ``answers``. What an approval says of outcome, tasks (codes), worker and kind of worker binds it: it
    holds for nothing else. It holds from ``on`` (or ``since``) until ``until``; where none is said, for twelve months.
    """

    id: Id
    visits: tuple[Id, ...] = Field(min_length=2, max_length=3)
    approved: bool
    by: Text = Field(min_length=1)
    role: SigningRole
    on: date
    reason: Text = ""
    outcome: Outcome | None = Field(default=None, exclude_if=is_absent)
    tasks: tuple[Id, ...] = Field(default=(), exclude_if=is_absent)
    worker: Id | None = Field(default=None, exclude_if=is_absent)
    worker_kind: WorkerKind | None = Field(default=None, exclude_if=is_absent)
    since: date | None = Field(default=None, exclude_if=is_absent)
    until: date | None = Field(default=None, exclude_if=is_absent)
    answers: Id | None = Field(default=None, exclude_if=is_absent)

    @model_validator(mode="after")
    def _apart(self) -> JoinDecision:
        if len(set(self.visits)) < len(self.visits):
            raise ValueError("want different visits")
        return self

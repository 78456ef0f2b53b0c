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
    """A visit that took place before the horizon."""

    client: Id
    """Who was visited."""
    worker: Id
    """By whom."""
    start: Instant
    """When it began; before the horizon."""
    sector: Sector = "social"
    """Whether it was health or social care."""


class Pin(Frozen):
    """A visit held on a shift, with a worker, at a start time, or any of these together."""

    visit: Id
    """The visit that is held."""
    shift: Id | None = None
    """On this shift."""
    worker: Id | None = None
    """With this worker."""
    start: Instant | None = None
    """At this time."""

    @model_validator(mode="after")
    def _says_something(self) -> Pin:
        if self.shift is None and self.worker is None and self.start is None:
            raise ValueError("want a shift, a worker, a start or several of these")
        return self


class Promise(Frozen):
    """What was told of a visit: who comes, and when. A visit that goes otherwise has somebody who must be told."""

    visit: Id
    """The visit that it is about."""
    workers: tuple[Id, ...] = Field(min_length=1)
    """Who comes. Example: W3; W7"""
    start: Instant
    """When they come."""
    told: Instant
    """When that was told."""
    to: Literal["client", "worker", "both"] = "both"
    """Who was told: client: the client alone; worker: those alone who come; both."""

    @model_validator(mode="after")
    def _different(self) -> Promise:
        if len(set(self.workers)) < len(self.workers):
            raise ValueError("want different workers")
        return self


class CancelledVisit(Frozen):
    """A visit that was commissioned and is no more. Only its name, whose it was, what two did in it, and who cancelled
    it and why are kept: what people decided about it stays readable.
    """

    id: Id
    """The id it had. Example: V9"""
    client: Id
    """Whom it was for."""
    organisation: Id
    """Whose visit it was."""
    reason: Text = Field(min_length=1)
    """Why it is not wanted. Example: with her daughter this week"""
    by: Text = Field(min_length=1)
    """Who cancelled it. Example: Lea Example"""
    on: date
    """The day on which they did."""
    by_two: tuple[Id, ...] = Field(default=(), exclude_if=is_absent)
    """The tasks (codes) that two workers or more did in it. Example: personal_care; hoist_transfer"""


# Which kind of worker a decision is about: a registered nurse, or anybody else.
WorkerKind = Literal["registered_nurse", "care_worker"]


class JoinDecision(Frozen):
    """What a named person decided about joining these visits. Decisions are added, never changed or taken away.

    A refusal holds whatever is agreed elsewhere, until a later decision: one of a later day, or one that names the
    refusal in ``answers``. What an approval says of outcome, tasks (codes), worker and kind of worker binds it: it
    holds for nothing else. It holds from ``on`` (or ``since``) until ``until``; where none is said, for twelve months.
    """

    id: Id
    """Its id. Example: J1"""
    visits: tuple[Id, ...] = Field(min_length=2, max_length=3)
    """The two or three visits. Example: V12; V13"""
    approved: bool
    """yes: they may be joined; no: they may not, until a later decision."""
    by: Text = Field(min_length=1)
    """Who decided. Example: Nora Example"""
    role: SigningRole
    """What they are; a nurse lead, where there is a health task."""
    on: date
    """The day on which they did."""
    reason: Text = ""
    """Why. Example: seen with the family"""
    outcome: Outcome | None = Field(default=None, exclude_if=is_absent)
    """An approval holds for this outcome only."""
    tasks: tuple[Id, ...] = Field(default=(), exclude_if=is_absent)
    """And for these task codes only. Example: insulin; breakfast"""
    worker: Id | None = Field(default=None, exclude_if=is_absent)
    """And for this worker only."""
    worker_kind: WorkerKind | None = Field(default=None, exclude_if=is_absent)
    """And for this kind of worker only."""
    since: date | None = Field(default=None, exclude_if=is_absent)
    """The first day of it; empty: the day of the decision."""
    until: date | None = Field(default=None, exclude_if=is_absent)
    """The last day of it; empty: twelve months."""
    answers: Id | None = Field(default=None, exclude_if=is_absent)
    """The decision that this one answers: an approval after a refusal of the same day."""

    @model_validator(mode="after")
    def _apart(self) -> JoinDecision:
        if len(set(self.visits)) < len(self.visits):
            raise ValueError("want different visits")
        return self

    @property
    def first_day(self) -> date:
        """From when an approval holds: never from before it was given."""
        return self.on if self.since is None else max(self.on, self.since)

    @property
    def last_day(self) -> date:
        """Until when: as it says, else to the same day of the next year; from 29 February to the day before March."""
        if self.until is not None:
            return self.until
        begins = self.first_day
        if (begins.month, begins.day) == (2, 29):
            return begins.replace(year=begins.year + 1, day=28)
        return begins.replace(year=begins.year + 1)

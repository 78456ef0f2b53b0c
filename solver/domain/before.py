"""What was going on when the horizon begins: yesterday's work and the last doses, from yesterday's stored roster.

Whoever is not named is not known, and rules then say what they cannot judge.
"""

from __future__ import annotations

from pydantic import Field, model_validator

from .clock import Duration, Frozen, Instant
from .place import Code, Id, Text


class WorkerBefore(Frozen):
    """A worker before the horizon.

    until: when they were back from their last shift: before the horizon, so negative, or inside it for a night that
    runs into it. began: when that duty began. week: time worked in the seven days before.
    """

    worker: Id
    until: Instant
    began: Instant | None = None
    week: Duration | None = Field(default=None, alias="week_minutes")

    @model_validator(mode="after")
    def _in_order(self) -> WorkerBefore:
        if self.began is not None and self.began > self.until:
            raise ValueError("want began no later than until")
        return self


class TaskBefore(Frozen):
    """The last time a task was done for a client, before the horizon or as its first day begins."""

    client: Id
    task: Code
    start: Instant
    end: Instant | None = None
    order: Text = ""
    visit: Id | None = None

    @model_validator(mode="after")
    def _in_order(self) -> TaskBefore:
        if self.end is not None and self.end < self.start:
            raise ValueError("want end no earlier than start")
        return self

"""What was going on when the horizon begins: yesterday's work and the last doses, from yesterday's stored roster.

Whoever is not named is not known, and rules then say what they cannot judge.
"""

from __future__ import annotations

from pydantic import Field, model_validator

from .clock import Duration, Frozen, Instant
from .place import Code, Id, Text


class WorkerBefore(Frozen):
    """A worker before the horizon."""

    worker: Id
    """Who."""
    until: Instant
    """When they were back from their last shift: before the horizon, or inside it for a night that runs into it."""
    began: Instant | None = None
    """When that duty began."""
    week: Duration | None = Field(default=None, alias="week_minutes")
    """Time worked in the seven days before. Example: 1800"""

    @model_validator(mode="after")
    def _in_order(self) -> WorkerBefore:
        if self.began is not None and self.began > self.until:
            raise ValueError("want began no later than until")
        return self


class TaskBefore(Frozen):
    """The last time a task was done for a client, before the horizon or as its first day begins."""

    client: Id
    """For whom."""
    task: Code
    """The task code. Example: insulin"""
    start: Instant
    """When the visit with it began."""
    end: Instant | None = None
    """When that visit ended."""
    order: Text = ""
    """Which medicine or order it was. Example: Paracetamol 500 mg"""
    visit: Id | None = None
    """The id of that visit: a gap link may name it. Example: V3-yesterday"""

    @model_validator(mode="after")
    def _in_order(self) -> TaskBefore:
        if self.end is not None and self.end < self.start:
            raise ValueError("want end no earlier than start")
        return self

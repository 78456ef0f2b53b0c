"""A roster: stops for each shift with their start times, and the visits nobody serves. It carries no cost."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from .clock import Duration, Frozen, Instant
from .place import Id

Verdict = Literal["PROVEN", "CAPACITY", "PRICED", "NOT-FOUND"]


class Stop(Frozen):
    """A visit begun, or a break taken (``visit`` is None), at ``start``.

    duration: only for a break; a visit lasts as long as the visit says. A break is taken at the place of the next stop,
    or at the end place when it is the last. start None: a hand-made roster leaves the time to the checker.
    """

    visit: Id | None = None
    start: Instant | None = None
    duration: Duration | None = Field(default=None, alias="duration_minutes")


class Round(Frozen):
    """The stops of one shift in order."""

    shift: Id
    stops: tuple[Stop, ...] = ()


class Unserved(Frozen):
    """A visit left out, with the reason once it is known."""

    visit: Id
    verdict: Verdict | None = None
    reason: str = ""


class Roster(Frozen):
    """Who goes where, when. Shifts without stops may be absent."""

    rounds: tuple[Round, ...] = ()
    unserved: tuple[Unserved, ...] = ()

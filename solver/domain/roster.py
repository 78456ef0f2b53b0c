"""A roster: stops for each shift with their start times, the joins made, and the visits nobody serves. No cost."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field

from .care import Outcome
from .clock import Duration, Frozen, Horizon, Instant
from .place import Id, Text

if TYPE_CHECKING:
    from pandas import DataFrame, Series

Verdict = Literal["PROVEN", "CAPACITY", "PRICED", "NOT-FOUND"]
# What a verdict comes to in half a sentence: told where a person meets the word first.
VERDICT_WORDS: dict[Verdict, str] = {
    "PROVEN": "nobody could ever do it",
    "CAPACITY": "possible alone, not beside the other visits of the roster",
    "PRICED": "it fits, but costs more than it is worth",
    "NOT-FOUND": "there is a place for it, which the roster does not use",
}


def explain_verdicts(verdicts: Iterable[Verdict | None]) -> str:
    """What each of these comes to, once, in their order: "PROVEN: nobody could ever do it."; nothing for none."""
    told = [f"{verdict}: {VERDICT_WORDS[verdict]}" for verdict in dict.fromkeys(verdicts) if verdict is not None]
    return f"{'; '.join(told)}." if told else ""


class Stop(Frozen):
    """A visit begun, or a break taken; a visit lasts as long as the visit says.

    A break is taken at the place of the next stop, or at the end place when it is the last.
    """

    visit: Id | None = None
    """The visit that is begun, or the id of a join; nothing: a break."""
    start: Instant | None = None
    """When it begins; nothing: a roster made by hand leaves the time to the checker."""
    duration: Duration | None = Field(default=None, alias="duration_minutes")
    """Only of a break: how long it is. Example: 20"""


class Round(Frozen):
    """The stops of one shift in order."""

    shift: Id
    """Whose round it is."""
    stops: tuple[Stop, ...] = ()
    """Where they go, in this order."""


class Unserved(Frozen):
    """A visit left out, with the reason once it is known."""

    visit: Id
    """The visit that is left out."""
    verdict: Verdict | None = None
    """PROVEN: nobody could; CAPACITY: not with the rest; PRICED: it costs more than it is worth; NOT-FOUND: there is a
    place that pays."""
    reason: str = Field(default="", repr=False)
    """Why, in a sentence."""


class Step(Frozen):
    """One task of a joint visit, in the order in which they are done."""

    visit: Id
    """The visit whose task it is."""
    task: int = Field(ge=0)
    """Which of its tasks, from 0. Example: 0"""
    done_by: int | None = Field(default=None, ge=0)
    """For a task that two organisations commissioned: the step (from 0) that does it for both. Example: 1"""


class Join(Frozen):
    """Commissioned visits made as one. It must be on a round: else its visits are unserved.

    Under ``delegate`` and ``absorb`` some tasks of one visit may stay behind, which then remains as a visit of its own.
    """

    id: Id
    """Its id; stops name it by that."""
    outcome: Outcome
    """What becomes of the visits. join: one worker makes both; delegate: a care worker does a nurse's task; absorb: a
    nurse does social tasks; co_attend: two come together; drop_duplicate: a task was commissioned twice."""
    visits: tuple[Id, ...] = Field(min_length=2, max_length=3)
    """The two or three visits."""
    steps: tuple[Step, ...] = Field(min_length=1)
    """Every task of them once, in the order in which they are done."""
    duration: Duration = Field(alias="duration_minutes")
    """Time at the door. Example: 50"""
    signed_by: Text = ""
    """Who signed for it, or what agreement made that unnecessary. Example: Nora Example"""


class Roster(Frozen):
    """Who goes where, when. Shifts without stops may be absent."""

    rounds: tuple[Round, ...] = ()
    """The stops of each shift; shifts without stops may be absent."""
    unserved: tuple[Unserved, ...] = ()
    """The visits left out, with the reason."""
    joins: tuple[Join, ...] = ()
    """Visits that are made as one."""

    def frame(self, horizon: Horizon | None = None) -> DataFrame:
        """A row a stop, rounds in their order: shift, stop (from 1), visit, start and minutes.

        visit: its id, or that of a join; None: a break, which alone has minutes here. start: with ``problem.horizon``
        the local date and time, without it the time since the horizon starts (in seconds of a real clock); NaT where
        the roster gives none. The frame of a result (``result.frame()``) has clients, workers and ends too.
        """
        from pandas import DataFrame, Series, Timestamp

        unit = horizon.ticks_per_minute if horizon is not None else 60
        stops = [(round_.shift, n, stop) for round_ in self.rounds for n, stop in enumerate(round_.stops, 1)]
        since = [None if stop.start is None else timedelta(minutes=stop.start / unit) for _, _, stop in stops]
        start: Series[Any] = Series(since, dtype="timedelta64[ns]")
        if horizon is not None and not horizon.abstract:
            start = (start + Timestamp(horizon.start)).dt.tz_convert(horizon.timezone)
        return DataFrame(
            {
                "shift": [shift for shift, _, _ in stops],
                "stop": [number for _, number, _ in stops],
                "visit": [stop.visit for _, _, stop in stops],
                "start": start,
                "minutes": [math.nan if stop.duration is None else stop.duration / unit for _, _, stop in stops],
            }
        )

    def __repr__(self) -> str:
        """How much there is in it; who goes where stands in ``frame()``."""
        stops = sum(stop.visit is not None for round_ in self.rounds for stop in round_.stops)
        left = f"{len(self.unserved)} unserved, {len(self.joins)} joins"
        return f"<Roster: {stops} stops on {len(self.rounds)} rounds, {left}>"

    __str__ = __repr__

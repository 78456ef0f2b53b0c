"""An earlier day, measured, on the clock of the day that follows it."""

from __future__ import annotations

from dataclasses import dataclass

from solver.check import joined_as, known_part, refuse_other_day
from solver.domain import Fault, Horizon, InputFaults, Problem, Roster
from solver.rules import Timeline, timeline
from solver.travel import journeys


@dataclass(frozen=True, slots=True)
class Earlier:
    """A day that was planned before, with the roster it was planned by. The roster is taken for what happened."""

    problem: Problem
    roster: Roster


@dataclass(frozen=True, slots=True)
class Past:
    """An earlier day, measured.

    problem: as commissioned; judged: with joint visits in the place of those they join; timeline: of the roster on
    ``judged``, in the earlier day's ticks. offset: ticks to add to these to have ticks of the day that follows.
    """

    problem: Problem
    judged: Problem
    timeline: Timeline
    offset: int

    @property
    def starts(self) -> int:
        """When the earlier horizon begins, in ticks of the day that follows: below 0."""
        return self.offset

    @property
    def ends(self) -> int:
        """When it ends, in ticks of the day that follows."""
        return self.problem.horizon.end + self.offset

    @property
    def label(self) -> str:
        """ "Harbour team, Mon 01 Mar"."""
        day = f"{self.problem.horizon.moment(0):%a %d %b}"
        return f"{self.problem.name}, {day}" if self.problem.name else day


def measure_past(horizon: Horizon, earlier: Earlier) -> Past:
    """An earlier day measured for the day of this horizon.

    Raises InputFaults for a literature instance, for a day that does not begin before the horizon, and for a roster
    whose stops are of another day than its problem.
    """
    problem = earlier.problem
    if horizon.abstract or problem.horizon.abstract:
        wanted = "want two days of a calendar; a literature instance has no day before it"
        raise InputFaults([Fault("before", problem.name or "problem", wanted)])
    offset = horizon.ticks(problem.horizon.moment(0))
    if offset >= 0:
        wanted = f"want a day that begins before this one does, {horizon.moment(0):%Y-%m-%d %H:%M}"
        raise InputFaults([Fault("before", f"{problem.horizon.moment(0):%Y-%m-%d %H:%M}", wanted)])
    refuse_other_day(problem, earlier.roster, "before")
    judged = joined_as(problem, earlier.roster)
    return Past(problem, judged, timeline(judged, known_part(judged, earlier.roster), journeys(problem)), offset)


def check_cover(horizon: Horizon, pasts: list[Past]) -> None:
    """Raises InputFaults unless the earlier days reach, without a gap, from the first of them to the horizon's start.

    With a day missing, the last shift and the last dose that they tell of would not be the last there was.
    """
    reached = min(past.starts for past in pasts)
    for past in sorted(pasts, key=lambda past: past.starts):
        if past.starts <= reached:
            reached = max(reached, past.ends)
    if reached < 0:
        wanted = f"want the day just before: this one begins at {horizon.moment(0):%Y-%m-%d %H:%M}"
        raise InputFaults([Fault("before", f"a day that ends at {horizon.moment(reached):%Y-%m-%d %H:%M}", wanted)])

"""When each visit could start on each shift at all: what the exact model need not think of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from solver import terms as t
from solver.domain import Problem
from solver.terms import Ints
from solver.travel import NO_WAY, Journeys

from .term_readers import TermReader

STARTS = TermReader(
    "the range of starts",
    handled=frozenset(
        {
            t.Forbid,
            t.StartWithin,
            t.LateCost,
            t.AwayCost,
            t.ShiftBounds,
            t.BreakNeed,
            t.Gap,
            t.Apart,
            t.GapCost,
            t.OverlapCost,
            t.Rest,
            t.DutyLimits,
        }
    ),
    # Passed over, these leave in starts that cannot be, and leave none out:
    beside=frozenset(
        {
            t.AssignCost,
            t.MaxLateCost,
            t.TravelCost,
            t.WaitCost,
            t.MaxWaitCost,
            t.OvertimeCost,
            t.MaxIdleCost,
            t.LegLimit,
            t.UseCost,
            t.VisitNumberCost,
            t.Handed,
            t.DifferentWorkers,
            t.SameWorker,
            t.Bundle,
            t.Alternatives,
            t.UnservedCost,
            t.OffWork,
            t.Hours,
            t.NewFaceCost,
            t.LoadCost,
            t.SpreadCost,
        }
    ),
)


@dataclass(frozen=True, slots=True)
class Possible:
    """Start ticks beyond which visit v on shift k is out of the question, (V, K); earliest after latest: never at all.

    span: the first and the last tick worth thinking of.
    """

    earliest: Ints
    latest: Ints
    span: tuple[int, int]


def possible_starts(problem: Problem, terms: Sequence[t.Term], travel: Journeys) -> Possible:
    """Bounds from bans, hard windows, and the quickest ways from each shift's start and to its end.

    The quickest way may lead past other visits, as given journeys need not keep the triangle inequality.
    Raises TypeError for a kind of term it does not know: such a one may ask for later starts than are thought of here.
    """
    STARTS.check(terms)
    visits, shifts = len(problem.visits), len(problem.shifts)
    span = _span(problem, terms, travel)
    earliest: t.Ints = np.full((visits, shifts), span[0], dtype=np.int64)
    latest: t.Ints = np.full((visits, shifts), span[1], dtype=np.int64)
    for term in terms:
        if isinstance(term, t.Forbid):
            latest[term.pairs] = span[0] - 1
        elif isinstance(term, t.StartWithin):
            first, last = (term.intervals[0][0], term.intervals[-1][1]) if term.intervals else (t.FOREVER, -t.FOREVER)
            earliest[term.visit] = np.maximum(earliest[term.visit], first)
            latest[term.visit] = np.minimum(latest[term.visit], last)
        elif isinstance(term, t.LateCost):
            earliest[term.visit] = np.maximum(earliest[term.visit], term.windows[0][0])
        elif isinstance(term, t.ShiftBounds):
            for k in range(shifts):
                out, back = _quickest(problem, travel, k)
                earliest[:, k] = np.maximum(earliest[:, k], term.earliest[k] + out)
                latest[:, k] = np.minimum(latest[:, k], term.latest[k] - back)
    return Possible(earliest, latest, span)


def _quickest(problem: Problem, travel: Journeys, k: int) -> tuple[t.Ints, t.Ints]:
    """Ticks from leaving to the start of each visit, and from its start to being back, on shift k at the least."""
    shift = problem.shifts[k]
    table = travel.seconds[problem.mode_of(shift)].astype(np.int64)
    place = np.array([problem.place_number[problem.place_of(visit)] for visit in problem.visits], dtype=np.intp)
    length = np.array([visit.duration for visit in problem.visits], dtype=np.int64)
    step = table[np.ix_(place, place)] + length[:, None]  # from start to start
    out = table[problem.place_number[problem.start_place(shift)], place]
    back = length + table[place, problem.place_number[problem.end_place(shift)]]
    for _ in problem.visits:
        shorter = (
            np.minimum(out, (out[:, None] + step).min(axis=0)),
            np.minimum(back, (step + back[None, :]).min(axis=1)),
        )
        if (shorter[0] == out).all() and (shorter[1] == back).all():
            break
        out, back = shorter
    return out, back


def _span(problem: Problem, terms: Sequence[t.Term], travel: Journeys) -> tuple[int, int]:
    """First and last tick worth thinking of: all that is named, and room to do everything after it in one row."""
    named = [0]
    spare = sum(visit.duration for visit in problem.visits)
    for shift in problem.shifts:
        named += [shift.start, shift.end]
    for visit in problem.visits:
        named += [edge for window in visit.windows for edge in (window.start, window.end)]
    for term in terms:
        if isinstance(term, t.StartWithin | t.LateCost | t.AwayCost):
            named += _edges(term)
        elif isinstance(term, t.BreakNeed):
            named += [term.earliest, term.latest]
            spare += term.duration
        elif isinstance(term, t.Gap):
            spare += max(abs(edge) for edge in (term.lo, term.hi) if edge < t.FOREVER)
        elif isinstance(term, t.Apart | t.OverlapCost):
            spare += max(0, term.first_length, term.second_length)
        elif isinstance(term, t.GapCost):
            spare += max(0, term.wanted)
        elif isinstance(term, t.Rest):
            spare += max(0, term.gap)
        elif isinstance(term, t.DutyLimits):
            named += [term.began, term.until]
            spare += max(0, term.rest, term.pause) * (len(term.shifts) + 1)
    named = [edge for edge in named if abs(edge) < t.FOREVER]
    # A pair without a way takes nobody anywhere: its number would only widen the span.
    longest = max((int(table[table < NO_WAY].max(initial=0)) for table in travel.seconds.values()), default=0)
    spare += longest * (len(problem.visits) + 2)
    return min(named) - longest, max(named) + spare


def _edges(term: t.StartWithin | t.LateCost | t.AwayCost) -> list[int]:
    """The moments that a term about one visit's start names."""
    match term:
        case t.StartWithin():
            return [edge for pair in term.intervals for edge in pair]
        case t.LateCost():
            return [edge for pair in term.windows for edge in pair]
        case t.AwayCost():
            return [term.first, term.last]

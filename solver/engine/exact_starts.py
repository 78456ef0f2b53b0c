"""When each visit could start on each shift at all: what the exact model need not think of."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..domain import Problem
from ..rules.terms import FOREVER, BreakNeed, Forbid, Gap, Ints, LateCost, Rest, ShiftBounds, StartWithin, Term
from ..travel import Journeys
from .exact_rounds import Possible


def possible_starts(problem: Problem, terms: Sequence[Term], travel: Journeys) -> Possible:
    """Bounds from bans, hard windows, and the quickest ways from each shift's start and to its end.

    The quickest way may lead past other visits, as given journeys need not keep the triangle inequality.
    """
    visits, shifts = len(problem.visits), len(problem.shifts)
    span = _span(problem, terms, travel)
    earliest: Ints = np.full((visits, shifts), span[0], dtype=np.int64)
    latest: Ints = np.full((visits, shifts), span[1], dtype=np.int64)
    for term in terms:
        if isinstance(term, Forbid):
            latest[term.pairs] = span[0] - 1
        elif isinstance(term, StartWithin):
            earliest[term.visit] = np.maximum(earliest[term.visit], term.intervals[0][0] if term.intervals else FOREVER)
            latest[term.visit] = np.minimum(latest[term.visit], term.intervals[-1][1] if term.intervals else -FOREVER)
        elif isinstance(term, LateCost):
            earliest[term.visit] = np.maximum(earliest[term.visit], term.windows[0][0])
        elif isinstance(term, ShiftBounds):
            for k in range(shifts):
                out, back = _quickest(problem, travel, k)
                earliest[:, k] = np.maximum(earliest[:, k], term.earliest[k] + out)
                latest[:, k] = np.minimum(latest[:, k], term.latest[k] - back)
    return Possible(earliest, latest, span)


def _quickest(problem: Problem, travel: Journeys, k: int) -> tuple[Ints, Ints]:
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


def _span(problem: Problem, terms: Sequence[Term], travel: Journeys) -> tuple[int, int]:
    """First and last tick worth thinking of: all that is named, and room to do everything after it in one row."""
    named = [0]
    spare = sum(visit.duration for visit in problem.visits)
    for shift in problem.shifts:
        named += [shift.start, shift.end]
    for visit in problem.visits:
        named += [edge for window in visit.windows for edge in (window.start, window.end)]
    for term in terms:
        if isinstance(term, StartWithin):
            named += [edge for pair in term.intervals for edge in pair]
        elif isinstance(term, LateCost):
            named += [edge for pair in term.windows for edge in pair]
        elif isinstance(term, BreakNeed):
            named += [term.earliest, term.latest]
            spare += term.duration
        elif isinstance(term, Gap):
            spare += max(abs(edge) for edge in (term.lo, term.hi) if edge < FOREVER)
        elif isinstance(term, Rest):
            spare += max(0, term.gap)
    named = [edge for edge in named if abs(edge) < FOREVER]
    longest = max((int(table.max()) for table in travel.seconds.values() if table.size), default=0)
    spare += longest * (len(problem.visits) + 2)
    return min(named) - longest, max(named) + spare

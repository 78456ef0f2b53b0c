"""Start times in whole minutes, where an instance knows nothing finer.

Published validators overlook waits under a thousandth of a minute; whole times leave nothing to overlook. With whole
windows, durations, journeys and gaps, rounding every start at the same fraction of a minute keeps every order, window
and gap, and for some fraction it costs no more as long as costs are linear in between.
"""

from __future__ import annotations

from collections.abc import Callable

from ..domain import Problem, Roster, Round
from .instance import UNIT

MOST = 40  # fractions worth trying


def whole_minutes(problem: Problem, roster: Roster, cost: Callable[[Roster], float]) -> Roster:
    """The cheapest roster with whole starts, if it costs no more than this one; else this one."""
    fractions = {stop.start % UNIT for round_ in roster.rounds for stop in round_.stops if stop.start is not None}
    if fractions <= {0} or not _is_whole(problem):
        return roster
    best, least = roster, cost(roster)
    for fraction in sorted(fractions)[:MOST]:
        rounds = tuple(_rounded(round_, fraction) for round_ in roster.rounds)
        whole = roster.model_copy(update={"rounds": rounds})
        if (price := cost(whole)) < least or (price == least and best is roster):
            best, least = whole, price
    return best


def _rounded(round_: Round, fraction: int) -> Round:
    """Starts up to this fraction past a minute go down to it, later ones up to the next."""
    stops = tuple(
        stop if stop.start is None else stop.model_copy(update={"start": -((fraction - stop.start) // UNIT) * UNIT})
        for stop in round_.stops
    )
    return round_.model_copy(update={"stops": stops})


def _is_whole(problem: Problem) -> bool:
    figures = [edge for visit in problem.visits for window in visit.windows for edge in (window.start, window.end)]
    figures += [visit.duration for visit in problem.visits]
    figures += [way for matrix in problem.travel.matrices for row in matrix.durations for way in row if way is not None]
    figures += [gap for link in problem.links for gap in (link.min_gap, link.max_gap) if gap is not None]
    figures += [edge for shift in problem.shifts for edge in (shift.start, shift.end)]
    breaks = [shift.break_ for shift in problem.shifts if shift.break_ is not None]
    figures += [figure for rest in breaks for figure in (rest.earliest, rest.latest, rest.duration)]
    return all(figure % UNIT == 0 for figure in figures)

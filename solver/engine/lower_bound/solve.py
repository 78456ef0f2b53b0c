"""What no roster can cost less than, from the terms alone: column generation over the rounds of single shifts.

Dantzig-Wolfe: a linear programme mixes rounds (master.py), its prices of visits ask each shift for a cheaper round
(labelling.py), until there is none. At any prices whatever, all visits paid for less what the shifts' best rounds then
gain is a bound (Lagrange); so there is one from the first prices on, and the time limit only says how good it is.
Rows over three visits (subset_row_cuts.py) cut off mixtures of rounds that share visits two by two. Once the bound is
near the known roster, the rounds that a cheaper one could hold are listed and put together whole (column_pool.py).
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from solver.domain import Problem, Roster, Round, Stop
from solver.terms import Term
from solver.travel import Journeys

from .column_generation import ColumnGeneration
from .master import Column
from .relaxation import Relaxation, relax

_TOLERANCE = 1e-6


@dataclass(frozen=True, slots=True)
class Bound:
    """No roster costs less than ``value`` cost units; relaxed: what the bound does not ask for, in words.

    rounds: how many were priced; seconds: how long it took; converged: more time would not have raised it.
    reached: what the cheapest whole rosters put together on the way cost, in cost units, where that is less than the
    known cost and nothing is left out; else the known cost.
    roster: the cheapest of those whole rosters, in whatever is left out too; its stops have no times. None: none found.
    """

    value: int
    relaxed: tuple[str, ...]
    rounds: int
    seconds: float
    converged: bool
    reached: int | None
    roster: Roster | None


def bound(
    problem: Problem,
    terms: Sequence[Term],
    travel: Journeys,
    seconds: float,
    start: Roster | None = None,
    cost: int | None = None,
    cancelled: Callable[[], bool] | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> Bound:
    """The best bound within ``seconds``, the first prices apart.

    start: a roster whose rounds to begin with; cost: what a known roster costs: no need to look further than that.
    clock: what counts as time. Raises TypeError for an unknown kind of term, ValueError for one below zero that would
    have to be left out.
    """
    began = clock()
    relaxed = relax(problem, terms, travel)
    generation = ColumnGeneration(relaxed, cost, cancelled, clock)
    generation.take_in(problem, start or Roster())  # also loads the compiled kernel
    converged = generation.run(seconds)
    value = math.ceil(generation.best - _TOLERANCE * max(1.0, abs(generation.best) * 1e-3))
    if generation.cost is not None:
        value = min(value, generation.cost)  # only what costs less was asked for
    reached = cost if relaxed.words else generation.cost
    roster = None if generation.found is None else _roster(problem, relaxed, generation.found)
    rounds = len(generation.master.columns)
    return Bound(value, relaxed.words, rounds, clock() - began, converged, reached, roster)


def _roster(problem: Problem, relaxed: Relaxation, columns: Sequence[Column]) -> Roster:
    """Whole rounds as a roster, each on a shift of its lane: visits in order, without times and breaks."""
    free = [list(shifts) for shifts in relaxed.shifts]
    rounds = [
        Round(
            shift=problem.shifts[free[column.lane].pop(0)].id,
            stops=tuple(Stop(visit=problem.visits[v].id) for v in column.visits),
        )
        for column in columns
    ]
    return Roster(rounds=tuple(rounds))

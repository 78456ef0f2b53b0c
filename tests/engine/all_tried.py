"""The best of all rosters of a small problem: every choice of visits, orders and breaks, cheapest travel first."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

import numpy as np

from solver import terms as t
from solver.domain import Problem, Roster
from solver.travel import Journeys

from .best_times import TIMED, Structure, Times, as_roster
from .by_the_words import price


def _structures(problem: Problem, terms: Sequence[t.Term]) -> Iterator[Structure]:
    shifts = range(len(problem.shifts))
    breaks = {term.shift: term.at_ends for term in terms if isinstance(term, t.BreakNeed)}
    hands = np.ones(len(problem.visits), dtype=np.int64)
    forbidden = np.zeros((len(problem.visits), len(problem.shifts)), dtype=bool)
    for term in terms:
        if isinstance(term, t.Handed):
            hands = np.maximum(hands, term.workers)
        elif isinstance(term, t.Forbid):
            forbidden |= term.pairs
    choices = [
        [(), *itertools.combinations([k for k in shifts if not forbidden[v, k]], int(hands[v]))]
        for v in range(len(problem.visits))
    ]
    either = [term for term in terms if isinstance(term, t.Alternatives)]
    for chosen in itertools.product(*choices):
        rounds = []
        if any(any(chosen[v] for v in term.joint) and any(chosen[v] for v in term.instead) for term in either):
            continue
        for k in shifts:
            orders = list(itertools.permutations([v for v, at in enumerate(chosen) if k in at]))
            if k in breaks:
                ends = (0, 1) if breaks[k] else (1, 0)  # first and last place for the break
                orders += [
                    (*order[:place], -1, *order[place:])
                    for order in orders
                    for place in range(ends[0], len(order) + ends[1])
                ]
            rounds.append(orders)
        yield from itertools.product(*rounds)


def brute_force(problem: Problem, terms: Sequence[t.Term], travel: Journeys) -> tuple[int, Roster] | None:
    """Cost and roster of the best of all structures; None when no roster keeps every hard rule."""
    still = [term for term in terms if not isinstance(term, TIMED)]
    waiting = []
    for structure in _structures(problem, terms):
        floor = price(problem, still, travel, as_roster(problem, terms, structure, {}))
        if not set(floor.broken) - {"start together", "order"}:
            waiting.append((floor.cost, structure))
    best: tuple[int, Roster] | None = None
    for floor_cost, structure in sorted(waiting):
        if best is not None and floor_cost >= best[0]:
            break
        starts = Times(problem, terms, travel, structure).solve()
        if starts is None:
            continue
        roster = as_roster(problem, terms, structure, starts)
        priced = price(problem, terms, travel, roster)
        assert not priced.broken, (structure, priced.broken)
        if best is None or priced.cost < best[0]:
            best = priced.cost, roster
    return best

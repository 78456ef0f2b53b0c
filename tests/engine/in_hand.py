"""A roster in the kernel's hands: what tests of single moves begin with."""

from __future__ import annotations

from typing import Any, NamedTuple

from solver.domain import Problem
from solver.engine import search
from solver.engine.encode.arrays import Arrays, build
from solver.engine.kernel import anneal
from solver.engine.kernel.layout import BAD, State
from solver.engine.kernel.pointers import box_data, box_state
from solver.engine.local_search.warmstart import seat
from solver.rules import Pack, lower_all
from solver.travel import journeys


class InHand(NamedTuple):
    """A problem's arrays, the state that holds the roster, and both as the kernel takes them."""

    arrays: Arrays
    state: State
    data: Any
    box: Any


def in_hand(problem: Problem) -> InHand:
    """The problem with the roster of a short search."""
    travel = journeys(problem)
    terms = lower_all(problem, travel, Pack.for_problem(problem))
    roster = search(problem, terms, travel, moves=2_000, seed=1).roster
    arrays = build(problem, terms, travel)
    state = arrays.state(1)
    data, box = box_data(arrays.data), box_state(state)
    assert anneal.begin(data, box, *seat(arrays, roster)) < BAD
    return InHand(arrays, state, data, box)

"""Threads that meet: who is behind goes on from a better roster, nobody forgets the best, the first only gives."""

from __future__ import annotations

import numpy as np
import pytest

from fixtures import generate
from solver.engine.encode.arrays import Arrays, build
from solver.engine.kernel import anneal
from solver.engine.kernel.layout import BEST, BREAK_AT, NEVER, TOTAL, State
from solver.engine.kernel.pointers import box_data, box_state
from solver.engine.kernel.solution import load
from solver.engine.local_search.threads import Meeting, take_over
from solver.rules import Pack, lower_all
from solver.travel import journeys

pytestmark = pytest.mark.kernel


@pytest.fixture(scope="module")
def arrays() -> Arrays:
    problem = generate("hamlet", 1)
    travel = journeys(problem)
    return build(problem, lower_all(problem, travel, Pack.for_problem(problem)), travel)


def searched(arrays: Arrays, seed: int, moves: int) -> State:
    state = arrays.state(seed)
    shifts = len(arrays.data.shift)
    empty = np.zeros((shifts, arrays.longest), np.int64), np.zeros(shifts, np.int64)
    anneal.begin(
        box_data(arrays.data),
        box_state(state),
        *empty,
        np.full(len(arrays.units), NEVER, np.int64),
        state.break_position.copy(),
        state.order.copy(),
    )
    go_on(arrays, state, moves)
    return state


def go_on(arrays: Arrays, state: State, moves: int) -> None:
    hot = 20 * arrays.near_way
    anneal.slice_of_search(box_data(arrays.data), box_state(state), moves, hot, hot, 0.2, 5.0, 5.0 * hot)


def test_who_is_behind_goes_on_from_the_better_roster(arrays: Arrays) -> None:
    giver, taker = searched(arrays, 1, 2_000), searched(arrays, 2, 50)
    giver.scalars[BEST], taker.scalars[BEST] = 500, 400
    kept = taker.best_route_units.copy()
    take_over(giver, taker)
    assert (taker.route_units == giver.route_units).all()
    assert taker.scalars[TOTAL] == giver.scalars[TOTAL]
    assert taker.scalars[BEST] == 400  # its own was better
    assert (taker.best_route_units == kept).all()
    assert taker.random[0] != giver.random[0]


def test_a_better_best_is_taken_over_too(arrays: Arrays) -> None:
    giver, taker = searched(arrays, 1, 2_000), searched(arrays, 2, 50)
    giver.scalars[BEST], taker.scalars[BEST] = 300, 400
    take_over(giver, taker)
    assert taker.scalars[BEST] == 300
    assert (taker.best_route_units == giver.best_route_units).all()


def test_the_search_goes_on_soundly_and_apart(arrays: Arrays) -> None:
    giver, taker = searched(arrays, 1, 500), searched(arrays, 2, 500)
    take_over(giver, taker)
    for state in (giver, taker):
        go_on(arrays, state, 2_000)
        whole, breaks = arrays.state(9), state.route[:, BREAK_AT].copy()
        assert (
            load(
                box_data(arrays.data),
                box_state(whole),
                state.route_units,
                state.route_size,
                state.not_before,
                breaks,
                state.order.copy(),
            )
            == state.scalars[TOTAL]
        )
    assert (giver.route_units != taker.route_units).any()


def test_the_first_thread_only_gives(arrays: Arrays) -> None:
    first, second = arrays.state(1), arrays.state(2)
    first.scalars[TOTAL], second.scalars[TOTAL] = 900, 100
    Meeting([first, second]).exchange()
    assert (first.scalars[TOTAL], second.scalars[TOTAL]) == (900, 100)
    first.scalars[TOTAL] = 50
    Meeting([first, second]).exchange()
    assert (first.scalars[TOTAL], second.scalars[TOTAL]) == (50, 50)

"""The arrays of a box are read and written as numpy's are, whatever they hold."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from fixtures import generate
from solver.engine.encode.arrays import build
from solver.engine.kernel.pointers import box_data, box_state
from solver.rules import Pack, lower_all
from solver.travel import journeys


@njit  # type: ignore[untyped-decorator]
def read(data: Any, state: Any, unit: Any, column: Any) -> Any:
    row = data.unit[unit]
    return row.duration, row.close, state.time[unit, column], state.route_size[column], data.allowed[row.visit, column]


@njit  # type: ignore[untyped-decorator]
def write(state: Any, unit: Any, column: Any, value: Any) -> None:
    state.time[unit, column] += value
    state.sort_key[unit] = value
    state.route_of[unit], state.route_size[column] = column, value


def test_what_is_read_and_written_is_numpys() -> None:
    problem = generate("hamlet", 1)
    travel = journeys(problem)
    arrays = build(problem, lower_all(problem, travel, Pack.for_problem(problem)), travel)
    data, state, dice = arrays.data, arrays.state(1), np.random.default_rng(1)
    state.time[:] = dice.integers(-(10**12), 10**12, state.time.shape)
    boxes = box_data(data), box_state(state)
    for _ in range(200):
        unit, column = int(dice.integers(len(data.unit))), int(dice.integers(min(6, len(data.shift))))
        row = data.unit[unit]
        there = (row["duration"], row["close"], state.time[unit, column], state.route_size[column])
        assert read(*boxes, unit, column) == (*there, data.allowed[row["visit"], column])
        before, value = state.time.copy(), int(dice.integers(-1000, 1000))
        write(boxes[1], unit, column, value)
        before[unit, column] += value
        assert (state.time == before).all()
        assert (state.sort_key[unit], state.route_of[unit], state.route_size[column]) == (value, column, value)

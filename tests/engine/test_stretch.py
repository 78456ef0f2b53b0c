"""What is said of a round's waiting before its clocks are walked, against the round walked."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest

from benchmarks.peers.days import Variant, day
from solver.engine import search
from solver.engine.encode.arrays import build
from solver.engine.kernel import anneal
from solver.engine.kernel.breaks import price_route
from solver.engine.kernel.layout import ANY, AT_ALL, BAD, PENALTY, YES, A
from solver.engine.kernel.pointers import box_data, box_state
from solver.engine.kernel.segments import waiting_lower_bound
from solver.engine.local_search.warmstart import seat
from solver.rules import Pack, lower_all
from solver.travel import journeys

pytestmark = pytest.mark.kernel


@pytest.mark.parametrize("variant", ["full", "common"])
@pytest.mark.parametrize("seed", [1, 2])
def test_no_round_waits_for_less_than_its_stretches_say(seed: int, variant: Variant) -> None:
    problem, dice = day(60, seed, variant), Random(seed)
    travel = journeys(problem)
    terms = lower_all(problem, travel, Pack.for_problem(problem))
    arrays = build(problem, terms, travel)
    data, state = arrays.data, arrays.state(1)
    boxes = box_data(data), box_state(state)
    anneal.begin(*boxes, *seat(arrays, search(problem, terms, travel, moves=2_000, seed=1).roster))
    said = exact = of_another = 0
    for _ in range(20_000):
        k, target = (np.int64(dice.randrange(len(state.route_size))) for _ in range(2))
        size, there = int(state.route_size[k]), int(state.route_size[target])
        begin, start = dice.randint(0, size), dice.randint(0, there)
        count, width = dice.randint(0, min(3, size - begin)), dice.randint(0, min(3, there - start))
        if dice.random() < 0.5:
            count, width = size - begin, there - start
        tail = k != target and begin + count == size and start + width == there
        line, units = state.route_units[k, :size].tolist(), state.route_units[target, start : start + width].tolist()
        changed = line[:begin] + units + line[begin + count :]
        if len(set(changed)) < len(changed) or not 0 < len(changed) < state.route_units.shape[1] - 1:
            continue
        state.scratch[A, :width] = units
        where = np.int64(begin), np.int64(count), A, np.int64(width)
        floor = float(waiting_lower_bound(*boxes, k, *where, target if tail else ANY))
        state.trial_route[: len(changed)] = changed
        cost = int(price_route(*boxes, np.int64(len(changed)), k, YES, AT_ALL))
        if cost >= BAD or floor == 0:
            continue
        said += 1
        of_another += tail and width > 1
        exact += floor == state.trial_figures[PENALTY]
        assert floor <= state.trial_figures[PENALTY]
    assert said > 500
    assert exact == said if variant == "common" else exact > 0  # else lateness, ties and breaks add to it
    assert of_another > 50

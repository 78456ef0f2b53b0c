"""Other orders of a round: which they are, and that they are made as told where a largest idle time is priced."""

from __future__ import annotations

from itertools import permutations, product
from typing import Any

import numpy as np
import pytest

from fixtures import generate
from solver.engine.kernel.intra_route import STRING, SWAPPED, TURNED, reorder, reordered
from solver.engine.kernel.layout import BAD, TOTAL, B
from solver.engine.kernel.move_kinds import OFF_ORDER
from solver.engine.kernel.undo import checkpoint, rollback

from .in_hand import in_hand

pytestmark = pytest.mark.kernel

Rules = dict[str, dict[str, object]]
IDLE: Rules = {"max_idle": {"enabled": True}}
AT_ANY_COST = 1e12


@pytest.mark.parametrize(
    ("how", "stands", "other", "first", "order"),
    [
        (SWAPPED, 1, 4, 1, [4, 2, 3, 1]),
        (SWAPPED, 4, 1, 1, [4, 2, 3, 1]),
        (TURNED, 1, 4, 1, [4, 3, 2, 1]),
        (STRING, 1, 4, 1, [3, 4, 1, 2]),
        (STRING, 3, 0, 0, [3, 4, 0, 1, 2]),
        (STRING, 4, 5, 4, []),  # the next goes along, and there is nothing beyond it
        (STRING, 5, 0, 0, []),  # there is no next
    ],
)
def test_the_orders(how: int, stands: int, other: int, first: int, order: list[int]) -> None:
    state, _, box = hamlet(IDLE)
    state.route_units[0, :6], state.route_size[0] = range(6), 6
    low, span = reordered(box, 0, how, stands, other)
    assert (low, state.scratch[B, :span].tolist()) == (first, order)


def test_a_made_order_is_what_was_told() -> None:
    state, data, box = hamlet(IDLE)
    assert len(made(state, data, box)) > 20
    state.disabled[OFF_ORDER] = 1
    assert made(state, data, box) == []


def test_without_a_largest_idle_time_no_order_is_tried() -> None:
    assert made(*hamlet({})) == []


def made(state: Any, data: Any, box: Any) -> list[int]:
    """The costs of all orders that can be made, each taken back."""
    costs = []
    before = int(state.scalars[TOTAL])
    for k, how in product(np.flatnonzero(state.route_size > 2), (SWAPPED, TURNED, STRING)):
        line = state.route_units[k, : state.route_size[k]].tolist()
        for stands, other in permutations(range(len(line)), 2):
            low, span = reordered(box, k, how, stands, other)
            wanted = [*line[:low], *state.scratch[B, :span].tolist(), *line[low + span :]]
            checkpoint(data, box)
            cost = reorder(data, box, k, how, stands, other, AT_ANY_COST)
            if cost < BAD:
                costs.append(int(cost))
                assert state.route_units[k, : len(line)].tolist() == wanted
                assert cost == state.scalars[TOTAL]
            rollback(data, box)
            assert state.route_units[k, : len(line)].tolist() == line
            assert state.scalars[TOTAL] == before
    return costs


def hamlet(rules: Rules) -> tuple[Any, Any, Any]:
    """A small day with a roster in hand: the state, and the boxes of data and state."""
    problem = generate("hamlet", 1)
    _, state, data, box = in_hand(problem.replace(pack={**problem.pack, **rules}))
    return state, data, box

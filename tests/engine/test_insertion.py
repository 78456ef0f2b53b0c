"""What a scan finds for a visit is the cheapest of all places of a round, each priced whole."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.peers.days import Variant, day
from solver.engine.kernel.breaks import price_route
from solver.engine.kernel.insert_remove import remove_bundle
from solver.engine.kernel.insertion_scan import best_insertions
from solver.engine.kernel.layout import AT_ALL, BAD, COST, HAS_WISHES, NO
from solver.engine.kernel.move_bounds import entry, line_with
from solver.engine.kernel.propagate import propagate_after_removal
from solver.engine.kernel.undo import checkpoint, rollback

from .in_hand import in_hand

pytestmark = pytest.mark.kernel


@pytest.mark.parametrize("variant", ["full", "common"])
@pytest.mark.parametrize("seed", [1, 2])
def test_a_scan_finds_the_cheapest_place_of_each_round(seed: int, variant: Variant) -> None:
    arrays, state, data, box = in_hand(day(60, seed, variant))
    found = np.zeros((3, 5), np.int64)
    asked = held = missed = broken = 0
    units = arrays.data.unit
    for unit in [unit for unit in range(len(units)) if units[unit]["links"] == 0 and state.route_of[unit] >= 0]:
        checkpoint(data, box)
        remove_bundle(data, box, int(units[unit]["bundle"]))
        if (
            propagate_after_removal(data, box) >= BAD
        ):  # where the break then is best, a tied stop behind it cannot follow
            rollback(data, box)
            broken += 1
            continue
        first = units[unit]["first_route"]
        for k in map(int, arrays.data.route[first : first + units[unit]["routes"]]):
            least = BAD
            for position in range(state.route_size[k] + 1):
                stops = line_with(box, unit, k, position)
                least = min(least, int(price_route(data, box, stops, k, NO, AT_ALL)))
            if least < BAD:
                least += int(entry(data, box, unit, k)) - int(state.route[k, COST])
            count = best_insertions(data, box, unit, found, 1, 0.0, k)
            cost = int(found[0, 2]) if count else BAD
            assert cost >= least
            if units[unit]["more"] & HAS_WISHES:  # what it then pays for these is in the cost as well
                continue
            asked, held, missed = asked + 1, held + (least < BAD), missed + (cost > least)
        rollback(data, box)
    assert broken <= (1 if variant == "full" else 0)
    assert 0.2 * asked < held < asked  # some rounds have room and some have none
    assert missed == 0

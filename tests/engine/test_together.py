"""What is said of moving a visit's units together, before it is done, against doing it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from random import Random
from typing import Any

import numpy as np
import pytest

from benchmarks.peers.days import day
from benchmarks.single import without_calls
from solver.domain import Problem
from solver.engine.kernel.insert_remove import insert, position_of, remove
from solver.engine.kernel.insertion_bound import can_assign
from solver.engine.kernel.layout import BAD, TO, TOTAL, WHEN
from solver.engine.kernel.move_bundle import bound_exceeds_budget, place_at, plan_for
from solver.engine.kernel.propagate import propagate_all
from solver.engine.kernel.unassigned import assign
from solver.engine.kernel.undo import checkpoint, rollback

from .in_hand import in_hand

pytestmark = pytest.mark.kernel

BUDGET = 300_000.0  # three pounds


def alone(problem: Problem) -> Problem:
    """The day without calls that keep their distance."""
    return problem.replace(visits=tuple(without_calls(visit) for visit in problem.visits))


@pytest.mark.parametrize(
    ("made_of", "wrongly"),
    [(alone, 0.1), (lambda problem: problem, 0.2)],  # what calls would gain is forecast of those that move only
    ids=["no calls", "calls"],
)
def test_few_plans_that_are_worth_it_are_called_hopeless(made_of: Callable[[Problem], Problem], wrongly: float) -> None:
    counts = sum((counted(made_of(day(60, seed, "full")), seed) for seed in range(1, 5)), Counter[tuple[bool, bool]]())
    worth, vain = (counts[worth, True] + counts[worth, False] for worth in (True, False))
    assert worth > 30
    assert counts[True, True] < wrongly * worth
    assert counts[False, True] > 0.7 * vain


def counted(problem: Problem, seed: int) -> Counter[tuple[bool, bool]]:
    """How many plans on an invented day are worth it or not, and called hopeless or not."""
    (arrays, state, data, box), dice = in_hand(problem), Random(seed)
    units, bundles = arrays.data.unit, arrays.data.bundle
    pairs = [unit for unit in range(len(units)) if bundles[units[unit]["bundle"]]["count"] > 1]
    counts = Counter[tuple[bool, bool]]()
    for _ in range(6_000):
        unit, other = dice.choice(pairs), dice.randrange(len(units))
        bundle = units[unit]["bundle"]
        if state.route_of[other] < 0 or units[other]["bundle"] == bundle:
            continue
        first, count = int(bundles[bundle]["first"]), int(bundles[bundle]["count"])
        checkpoint(data, box)
        before = int(state.scalars[TOTAL])
        least = float(plan_for(data, box, unit, other))
        if least >= BUDGET:
            continue
        at, time = state.route_of.copy(), state.time.copy()
        verdict = bound_exceeds_budget(data, box, first, count, least, BUDGET)
        assert (state.route_of == at).all()
        assert (state.time == time).all()
        worth = made(arrays.data, state, data, box, first, count) - before < BUDGET
        counts[worth, bool(verdict)] += 1
        rollback(data, box)
        assert (state.route_of == at).all()
    return counts


def made(arrays: Any, state: Any, data: Any, box: Any, first: int, count: int) -> int:
    """The cost of the roster once the plan is carried out, BAD when it cannot be."""
    members = [int(arrays.member[first + i]) for i in range(count)]
    movers = [(i, member) for i, member in enumerate(members) if state.bundle_plan[i, TO] >= 0]
    if state.route_of[members[0]] < 0:
        assign(data, box, arrays.unit["bundle"][members[0]])
    else:
        for _, member in movers:
            remove(data, box, state.route_of[member], position_of(box, member))
    for i, member in movers:
        k = state.bundle_plan[i, TO]
        if not can_assign(data, box, member, k):
            return BAD
        insert(data, box, k, place_at(box, k, np.int64(state.bundle_plan[i, WHEN])), member)
    return int(propagate_all(data, box))

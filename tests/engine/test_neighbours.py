"""Neighbours: the cheaper order by the clock, a shift that suits both, and nobody twice."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from fixtures import generate
from fixtures.medley import medley
from solver.engine.encode.arrays import Arrays, build
from solver.engine.encode.neighbours import neighbours
from solver.engine.kernel.layout import HAS_OTHERS, MORE_ROW, OTHERS, PRICE_FACE
from solver.rules import Pack, lower_all
from solver.travel import journeys


@pytest.fixture(scope="module")
def day() -> Arrays:
    problem = generate("team", 1, visits=80)
    travel = journeys(problem)
    return build(problem, lower_all(problem, travel, Pack.for_problem(problem)), travel)


def dearer_together(arrays: Arrays, one: int, other: int) -> int:
    """What the best shift for both costs more than the best for each, by the definition; never: no shift may."""
    data = arrays.data

    def cost(unit: int, shift: int) -> int:
        row, worker = data.unit[unit], data.shift[shift]["worker"]
        first, others = data.more[row["more"] >> MORE_ROW, OTHERS : OTHERS + 2] if row["more"] & HAS_OTHERS else (0, 0)
        faces = [row["client"], *data.other[first : first + others]]
        strange = sum(not data.familiar[client, worker] for client in faces) if data.price[PRICE_FACE] else 0
        return int(data.assign[row["visit"], shift] + strange * data.price[PRICE_FACE])

    may = data.allowed[data.unit["visit"]]
    both = [cost(one, k) + cost(other, k) for k in range(len(data.shift)) if may[one, k] and may[other, k]]
    apart = [min(cost(unit, k) for k in range(len(data.shift)) if may[unit, k]) for unit in (one, other)]
    return min(both) - sum(apart) if both else 10**15


def test_a_unit_is_nobodys_neighbour_twice_and_never_its_own(day: Any) -> None:
    for unit, near in enumerate(day.data.near):
        assert len(set(near.tolist())) == len(near) == 60
        assert unit not in near


def test_of_units_at_one_door_and_hour_those_come_first_whom_the_same_people_know(day: Any) -> None:
    data = day.data
    together = data.unit.copy()
    for column in ("place", "open", "due", "close", "duration"):
        together[column] = together[column][0]
    near = neighbours(data._replace(unit=together), 0)
    ordered = 0
    for unit in range(len(near)):
        extra = [dearer_together(day, unit, int(other)) for other in near[unit]]
        assert extra == sorted(extra)
        ordered += len(set(extra)) > 1
    assert ordered > len(near) / 2  # so that there is an order at all


def test_where_all_shifts_cost_alike_the_clock_decides(day: Any) -> None:
    """The cheaper of two orders: the way, a fifth of the waiting and all the lateness that must come."""
    data = day.data
    alike = data._replace(allowed=np.ones_like(data.allowed), assign=0 * data.assign, price=0 * data.price)
    start, last = data.unit["open"], np.minimum(data.unit["due"], data.unit["close"])

    def after(one: int, other: int) -> float:
        left = data.unit["duration"][one] + data.ticks[0][data.unit["place"][one], data.unit["place"][other]]
        waits, late = max(0, start[other] - last[one] - left), max(0, start[one] + left - last[other])
        return float(left - data.unit["duration"][one] + 0.2 * waits + late)

    near = neighbours(alike, 0)
    for one in range(len(near)):
        away = [min(after(one, other), after(other, one)) for other in range(len(near)) if other != one]
        found = [min(after(one, int(other)), after(int(other), one)) for other in near[one]]
        assert found == pytest.approx(sorted(away)[: len(found)], rel=1e-5)


def test_units_that_no_shift_may_take_both_come_last(day: Any) -> None:
    may = day.data.allowed[day.data.unit["visit"]].astype(int)
    common = may @ may.T > 0
    assert not common.all()
    for unit, near in enumerate(day.data.near):
        shared = common[unit, near]
        assert (np.diff(shared.astype(int)) <= 0).all()


@pytest.mark.parametrize("seed", range(8))
def test_problems_of_every_kind_of_term_have_neighbours(seed: int) -> None:
    problem, terms = medley(seed, visits=9, shifts=4)
    arrays = build(problem, terms, journeys(problem))
    units = len(arrays.units)
    assert arrays.data.near.shape == (units, max(0, units - 1))
    for unit, near in enumerate(arrays.data.near):
        assert sorted([unit, *near.tolist()]) == list(range(units))

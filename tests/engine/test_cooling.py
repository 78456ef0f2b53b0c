"""How the search is cooled: once; but where moves are many for the units, begun anew and heated again."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from fixtures import generate
from solver.engine.encode.arrays import Arrays, build
from solver.engine.kernel import anneal
from solver.engine.kernel.layout import BEST, TOTAL
from solver.engine.local_search import cooling
from solver.engine.local_search.runner import Runner
from solver.engine.local_search.warmstart import seat
from solver.rules import Pack, lower_all
from solver.travel import journeys

pytestmark = pytest.mark.kernel

_MANY = 200  # moves a unit for each start, in these tests
Slice = tuple[float, float, bool]  # first and last temperature; whether it begins with the best roster
Slices = Callable[[Arrays, int, tuple[float, float] | None], list[Slice]]


def lowered(pack: dict[str, Any]) -> Arrays:
    problem = generate("team", 1, visits=60)
    problem = problem.replace(pack={**problem.pack, **pack})
    travel = journeys(problem)
    return build(problem, lower_all(problem, travel, Pack.for_problem(problem)), travel)


@pytest.fixture(scope="module")
def plain() -> Arrays:
    return lowered({})


@pytest.fixture(scope="module")
def largest() -> Arrays:
    return lowered({"max_idle": {"enabled": True}})


@pytest.fixture
def slices(monkeypatch: pytest.MonkeyPatch) -> Slices:
    """Every slice of a search of so many moves a unit."""

    def searched(arrays: Arrays, moves: int, span: tuple[float, float] | None) -> list[Slice]:
        told: list[Slice] = []
        real = anneal.slice_of_search

        def slice_of_search(data: Any, state: Any, moves: int, hot: float, cold: float, *rest: float) -> int:
            total = runner.state.scalars
            told.append((hot, cold, bool(total[TOTAL] == total[BEST])))
            cost: int = real(data, state, moves, hot, cold, *rest)
            return cost

        limit = moves * len(arrays.units)
        runner = Runner(arrays, 3, *seat(arrays, None), 0.0, limit, lambda: 0.0, lambda _: False, span=span)
        with monkeypatch.context() as patched:
            patched.setattr(cooling, "START", _MANY / len(arrays.units))
            patched.setattr(cooling, "START_PLAIN", 4 * _MANY / len(arrays.units) ** 2)
            patched.setattr(anneal, "slice_of_search", slice_of_search)
            runner._run()
        return told

    return searched


def risen(told: list[Slice]) -> list[Slice]:
    """The slices that are hotter than where the one before ended, after settling."""
    return [now for before, now in pairwise(told) if now[0] > 1.01 * before[1]]


def test_a_largest_figure_is_begun_anew_and_then_the_best_is_heated_again(slices: Slices, largest: Arrays) -> None:
    told = slices(largest, 8 * _MANY, None)
    rises = risen(told)
    heights = [np.log(hot / told[-1][1]) for hot, _, _ in rises]
    assert len(rises) in (11, 12)  # one more where a settled search becomes hot
    assert heights[-11:-8] == pytest.approx([heights[-11]] * 3, rel=0.1)
    assert heights[-8:] == pytest.approx([cooling.REHEAT * heights[-11]] * 8, rel=0.1)
    assert all(best for _, _, best in rises[-8:])


@pytest.mark.parametrize(("moves", "span"), [(_MANY, None), (8 * _MANY, (0.0, 0.6)), (8 * _MANY, (0.6, 0.8))], ids=str)
def test_with_few_moves_or_as_part_of_a_longer_cooling_it_only_cools(
    slices: Slices, largest: Arrays, moves: int, span: tuple[float, float] | None
) -> None:
    assert_only_cools(slices(largest, moves, span))


def test_without_a_largest_figure_it_wants_more_moves_to_be_begun_anew(slices: Slices, plain: Arrays) -> None:
    assert_only_cools(slices(plain, 7 * _MANY, None))
    rises = risen(slices(plain, 9 * _MANY, None))
    assert len(rises) in (5, 6)  # two starts and four reheats; one more where a settled search becomes hot
    assert all(best for _, _, best in rises[-4:])


def assert_only_cools(told: list[Slice]) -> None:
    assert len(risen(told)) <= 1
    assert told[-1][1] < told[len(told) // 2][0]


@pytest.mark.parametrize("units", [50, 200])
@pytest.mark.parametrize("largest_priced", [True, False])
def test_the_legs_share_out_the_whole_search(units: int, largest_priced: bool) -> None:
    each = cooling.START * units if largest_priced else cooling.START_PLAIN * units * units
    for starts in (1, 2, cooling.STARTS):
        legs = cooling.legs_of(1.1 * starts * each, units, largest_priced)
        begins = [leg.begin for leg in legs]
        assert sum(not leg.again for leg in legs) == starts
        assert begins[0] == 0.0
        assert all(one < other < 1.0 for one, other in pairwise(begins))
        assert not legs[0].again  # there is no roster yet


def test_a_search_tells_its_cooling_what_it_keeps(
    slices: Slices, largest: Arrays, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = slices(largest, 8 * _MANY, None)
    hottest, coldest = max(hot for hot, _, _ in told), min(cold for _, cold, _ in told)
    monkeypatch.setattr(cooling, "LOOK", 2000)
    monkeypatch.setattr(cooling, "FROZEN", (1.1, 1.1))  # whatever is kept is few
    told = slices(largest, 8 * _MANY, None)
    settled = [cold for hot, cold, _ in told if hot > cold]
    assert min(settled) > 0.8 * (hottest * coldest) ** 0.5 > 1.5 * coldest


@pytest.mark.parametrize(
    ("few", "few_ruins", "below"), [(True, True, 10), (True, False, 10), (False, True, 10), (True, True, 1000)]
)
def test_a_first_start_that_froze_is_over_and_no_later_one_cools_further(
    largest: Arrays, few: bool, few_ruins: bool, below: float
) -> None:
    """Few moves are kept, and few ruins, below so many times the last temperature; above half the way none freezes."""
    cool = cooling.Cooling(largest, way=1000.0)
    cold, parts, slice_ = cooling.COLD * cool.way, 2000, (cooling.LOOK, cooling.LOOK // 20)
    begins: list[float] = []
    temperatures: list[float] = []
    tally = cooling.NOTHING_YET
    for step in range(parts):
        heat = cool.heat(step / parts, (step + 1) / parts, 1e9, 0)
        if cool.leg == len(begins):
            begins.append(step / parts)
        temperatures.append(heat.hot)
        cool_enough = heat.hot < below * cold
        shares = (0.9 if fewer and cool_enough else 1.1 for fewer in (few, few_ruins))
        kept = (int(x * share * made) for x, share, made in zip(shares, cooling.FROZEN, slice_, strict=True))
        more = (number for pair in zip(slice_, kept, strict=True) for number in pair)
        tally = cooling.Tally(*(total + number for total, number in zip(tally, more, strict=True)))
        cool.watch(step / parts, tally)
    planned = [leg.begin for leg in cooling.legs_of(1e9 / len(largest.units), len(largest.units), True)]
    if not (few and few_ruins):
        assert begins == pytest.approx(planned, abs=2 / parts)
        assert min(temperatures) == pytest.approx(cold, rel=0.1)
        return
    middle = (max(temperatures) * cold) ** 0.5
    assert begins[1] < 0.9 * planned[1]
    assert min(temperatures) == pytest.approx(min(below * cold, middle), rel=0.1)
    later = [(begin - planned[1]) * (1 - begins[1]) / (1 - planned[1]) + begins[1] for begin in planned[1:]]
    assert begins[1:] == pytest.approx(later, abs=2 / parts)

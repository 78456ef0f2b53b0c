"""The bound: never above what CP-SAT proves, near to it where nothing is left out, valid however short the time."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from random import Random

import numpy as np
import pytest
from numpy.typing import NDArray
from ortools.linear_solver import pywraplp

from benchmarks.single import single_handed
from fixtures.medley import medley
from solver import terms as t
from solver.check import check
from solver.domain import Problem
from solver.engine import search
from solver.engine.lower_bound import labels
from solver.engine.lower_bound import pricing_lanes as rounds_of
from solver.engine.lower_bound import solve as bounds
from solver.engine.lower_bound.master import Column, Duals, Master
from solver.engine.lower_bound.pricing_lanes import Rounds
from solver.engine.lower_bound.relaxation import Relaxation, relax
from solver.engine.lower_bound.subset_row_cuts import violated
from solver.rules import Pack, lower_all
from solver.travel import Journeys, journeys

from ..sampling import sample
from ..waiting import patience
from .least_cost import prove_least_cost

pytestmark = pytest.mark.kernel

ZEROS = np.zeros(3, np.int64)
Case = tuple[Problem, list[t.Term], Journeys]
PLAIN = (
    t.UnservedCost,
    t.ShiftBounds,
    t.TravelCost,
    t.StartWithin,
    t.LateCost,
    t.Forbid,
    t.AssignCost,
    t.UseCost,
    t.OvertimeCost,
    t.WaitCost,
)


def drawn(seed: int, most: int = 6, days: int = 1) -> Case:
    """Up to ``most`` visits and three shifts, under terms of any kind."""
    dice = Random(seed)
    problem, terms = medley(seed, dice.randint(2, most), dice.randint(1, 3), 10, days)
    return problem, terms, journeys(problem)


@pytest.mark.parametrize("seed", sample(range(150), 50))
def test_never_above_the_proof(seed: int) -> None:
    case = drawn(seed, 6, 1 + seed % 2)
    cost = prove_least_cost(case)
    if cost is not None:
        assert bounds.bound(*case, patience()).value <= cost
        known = bounds.bound(*case, patience(), None, cost + 1 + 7 * seed)  # looks no further than a roster that dear
        assert known.value <= cost
        assert known.relaxed or known.reached is None or known.reached >= cost


@pytest.mark.parametrize("seed", range(500, 530))
def test_valid_in_no_time(seed: int) -> None:
    case = drawn(seed)
    cost = prove_least_cost(case)
    if cost is not None:
        assert bounds.bound(*case, 0).value <= cost


def failing(monkeypatch: pytest.MonkeyPatch, fails: Callable[[int], bool]) -> None:
    """Let the linear programme end as it does when floating point fails it, at the calls that are told."""
    really, calls = pywraplp.Solver.Solve, itertools.count()

    def solve(solver: pywraplp.Solver) -> int:
        return pywraplp.Solver.ABNORMAL if fails(next(calls)) else really(solver)

    monkeypatch.setattr(pywraplp.Solver, "Solve", solve)


@pytest.mark.parametrize("seed", [1000, 1001, 1003])
def test_a_linear_programme_that_fails_is_asked_in_other_ways(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    case = drawn(seed)
    usual = bounds.bound(*case, patience())
    failing(monkeypatch, lambda call: call % 4 < 3)
    assert bounds.bound(*case, patience()).value == usual.value


@pytest.mark.parametrize("calls", [0, 1, 3, 6])
def test_a_linear_programme_that_fails_for_good_costs_the_bound_not_its_truth(
    calls: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = drawn(1000)
    cost = prove_least_cost(case)
    failing(monkeypatch, lambda call: call >= calls)
    found = bounds.bound(*case, patience())
    assert not found.converged
    assert cost is not None
    assert found.value <= cost


def test_close_to_the_proof_where_nothing_is_left_out() -> None:
    met, asked = 0, 0
    for seed in range(1000, 1040):
        problem, terms, travel = drawn(seed)
        plain = [term for term in terms if isinstance(term, PLAIN)]
        free: list[t.Term] = [replace(term, unowed=0) if isinstance(term, t.BreakNeed) else term for term in plain]
        case = problem, free, travel
        cost = prove_least_cost(case)
        if cost is None:
            continue
        found = bounds.bound(*case, patience())
        assert found.value <= cost
        assert not found.relaxed
        asked += 1
        met += found.value == cost
    assert met >= 0.9 * asked > 0


@pytest.mark.parametrize("seed", [pytest.param(1, marks=pytest.mark.long), 5])
def test_whole_rosters_cost_what_the_bound_says_they_reach(seed: int) -> None:
    """Days with fair shares and new faces shared between shifts; a bound does not know when a break is owed."""
    problem = single_handed(40, seed)
    problem = problem.replace(pack={**problem.pack, "break": {"enabled": False}})
    travel = journeys(problem)
    terms = lower_all(problem, travel, Pack.for_problem(problem))
    case = problem, [term for term in terms if not isinstance(term, t.DutyLimits)], travel
    first = search(*case, moves=500)
    found = bounds.bound(*case, 10, first.roster, first.cost, clock=time.process_time)
    assert not found.relaxed
    assert found.roster is not None
    assert found.reached is not None
    assert found.reached < first.cost
    seated = search(*case, moves=0, start=found.roster)
    assert seated.cost == found.reached
    judged = check(problem, seated.roster)
    assert judged.feasible
    assert judged.score.total == found.reached


@pytest.mark.parametrize("seed", sample([5, 1], 1))
def test_with_breaks_it_lies_below_every_roster_and_says_what_it_leaves_out(seed: int) -> None:
    problem = single_handed(40, seed)
    travel = journeys(problem)
    case = problem, lower_all(problem, travel, Pack.for_problem(problem)), travel
    first = search(*case, moves=500)
    found = bounds.bound(*case, 5, first.roster, first.cost, clock=time.process_time)
    assert any("a break may stand where none is owed" in words for words in found.relaxed)
    assert found.roster is not None
    seated = search(*case, moves=0, start=found.roster)
    assert any(stop.visit is None for round_ in seated.roster.rounds for stop in round_.stops)
    assert 0 < found.value <= min(first.cost, seated.cost)
    judged = check(problem, seated.roster)
    assert judged.feasible
    assert judged.score.total == seated.cost


def least_round(
    lane: labels.PricingNetwork, paid: NDArray[np.float64], rows: Sequence[tuple[int, int, int]] = (), toll: float = 0.0
) -> float:
    """The cheapest elementary round by trying every order and every start in whole ticks.

    rows: triples as in problem.visits; of each, every second visit costs ``toll``.
    """
    figure, best = lane.figure, labels.FAR
    for size in range(1, len(lane.visit) + 1):
        for order in itertools.permutations(range(len(lane.visit)), size):
            first = order[0]
            tolls = toll * sum(len(set(row) & set(lane.visit[list(order)].tolist())) // 2 for row in rows)
            ready = figure[labels.EARLIEST] + lane.out[first]
            cost = dict.fromkeys(range(int(ready), int(figure[labels.LATEST]) + 1), lane.out_cost[first])
            for here, there in zip(order, [*order[1:], None], strict=True):
                done: dict[int, float] = {}
                for when, so_far in cost.items():
                    for number in range(lane.first[here], lane.first[here + 1]):
                        opens, due, close = lane.span[number]
                        if opens <= when <= close:
                            late = max(0.0, when - due) * lane.late[here]
                            end = int(when + lane.length[here])
                            done[end] = min(done.get(end, labels.FAR), so_far + late + lane.cost[here] - paid[here])
                cost = {}
                if there is None:
                    for end, so_far in done.items():
                        back = end + lane.home[here]
                        if back <= figure[labels.LATEST]:
                            over = max(0.0, back - figure[labels.OVER_AFTER]) * figure[labels.OVER_PRICE]
                            best = min(best, so_far + lane.home_cost[here] + over + tolls)
                    continue
                for end, so_far in done.items():
                    arrival = int(end + lane.away[here, there])
                    for when in range(arrival, int(figure[labels.LATEST]) + 1):
                        so = so_far + lane.way[here, there] + (when - arrival) * figure[labels.WAIT]
                        cost[when] = min(cost.get(when, labels.FAR), so)
    return float(best)


def plain_lanes(seed: int) -> tuple[Relaxation, Duals]:
    """Lanes of up to four visits under plain terms, and prices of the visits."""
    problem, terms, travel = drawn(seed, 4)
    relaxed = relax(problem, [term for term in terms if isinstance(term, PLAIN)], travel)
    worth = Master(relaxed).nothing()
    worth.visit[:] = np.random.default_rng(seed).integers(0, 120, len(worth.visit))
    return relaxed, worth


@pytest.mark.parametrize("seed", sample(range(2000, 2025), 8))
def test_pricing_finds_the_cheapest_round(seed: int) -> None:
    relaxed, worth = plain_lanes(seed)
    rounds = Rounds(relaxed)
    for number, lane in enumerate(relaxed.lanes):
        if not len(lane.visit):
            continue
        found, columns = rounds.cheap(number, worth, (), labels.FAR, True)
        tried = least_round(lane, worth.visit[lane.visit])
        assert found <= tried + 1e-6  # remembering all it is not asked to: a round may call twice
        once = [column for column in columns if len(set(column.visits)) == len(column.visits)]
        for column in once:
            assert column.cost - sum(worth.visit[v] for v in column.visits) >= tried - 1e-6
        if len(lane.visit) <= 12:  # all are remembered
            assert found == pytest.approx(tried)
        for above in (0.5, 60.0):  # what the ways ahead are thought to cost may spare none that is wanted
            within = rounds.cheap(number, worth, (), tried + above, True)[0]
            assert within == pytest.approx(tried)
            listed = rounds.every(number, worth, (), tried + above)
            if listed is not None:
                gained = [column.cost - sum(worth.visit[v] for v in column.visits) for column in listed]
                assert min(gained) == pytest.approx(tried)


@pytest.mark.parametrize("seed", sample(range(2000, 2025), 8))
def test_pricing_pays_for_subset_rows(seed: int) -> None:
    relaxed, worth = plain_lanes(seed)
    rounds = Rounds(relaxed)
    rows = list(itertools.combinations(range(len(worth.visit)), 3))
    worth = replace(worth, row=np.full(len(rows), -25.0))
    for number, lane in enumerate(relaxed.lanes):
        if len(lane.visit):
            found, columns = rounds.cheap(number, worth, rows, labels.FAR, True)
            assert found == pytest.approx(least_round(lane, worth.visit[lane.visit], rows, 25.0))
            free = rounds.cheap(number, replace(worth, row=np.zeros(len(rows))), rows, labels.FAR, True)[1]
            cost = {column.visits: column.cost for column in free}
            assert all(column.cost == pytest.approx(cost.get(column.visits, column.cost)) for column in columns)


@pytest.mark.parametrize("seed", sample(range(2000, 2025), 8))
def test_no_room_for_labels_costs_the_bound_not_its_truth(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rounds_of, "_ROOM", 6)
    relaxed, worth = plain_lanes(seed)
    rounds = Rounds(relaxed)
    for number, lane in enumerate(relaxed.lanes):
        if len(lane.visit):
            found, _ = rounds.cheap(number, worth, (), labels.FAR, True)
            least = least_round(lane, worth.visit[lane.visit]) + 1e-6
            assert found <= least
            assert rounds.outline(number, worth, ()) <= least


def test_visits_that_rounds_come_back_to_are_remembered() -> None:
    met = 0
    for seed in range(2000, 2040):
        relaxed, worth = plain_lanes(seed)
        rounds = Rounds(relaxed)
        for near in rounds.near:  # forget all but the visit itself
            near[:] = 0
            for j in range(len(near)):
                near[j, j >> 6] = np.uint64(1) << np.uint64(j & 63)
        for number, lane in enumerate(relaxed.lanes):
            if not len(lane.visit):
                continue
            first, columns = rounds.cheap(number, worth, (), labels.FAR, True)
            again = [column for column in columns if len(set(column.visits)) < len(column.visits)]
            assert all(rounds.allowed(column) for column in columns)
            assert rounds.remember(columns, np.ones(len(columns))) == bool(again)
            assert not any(rounds.allowed(column) for column in again)
            then, columns = rounds.cheap(number, worth, (), labels.FAR, True)
            assert first - 1e-6 <= then <= least_round(lane, worth.visit[lane.visit]) + 1e-6
            assert all(rounds.allowed(column) for column in columns)
            met += len(again)
    assert met > 0


@pytest.mark.parametrize("seed", range(20))
def test_the_triple_that_is_broken_most_is_found(seed: int) -> None:
    dice = np.random.default_rng(seed)
    columns = [Column(0, tuple(dice.choice(9, 4, replace=False).tolist()), 1.0) for _ in range(25)]
    shares = dice.random(25) * 0.4
    hands = np.ones(9, np.int64)
    hands[8] = 2  # takes two workers: no row may name it

    def over(triple: tuple[int, int, int]) -> float:
        held = [sum(v in triple for v in column.visits) // 2 for column in columns]
        return float(shares @ held) - 1

    found = violated(columns, shares, hands, set())
    assert found
    assert all(over(triple) > 0 and 8 not in triple for triple in found)
    assert over(found[0]) == pytest.approx(max(over(triple) for triple in itertools.combinations(range(8), 3)))
    assert found[0] not in violated(columns, shares, hands, {found[0]})


def test_what_is_left_out_is_named() -> None:
    for seed in range(200):
        problem, terms, travel = drawn(seed)
        handed = [term for term in terms if isinstance(term, t.Handed) and (term.workers > 1).any()]
        words = " ".join(relax(problem, terms, travel).words)
        assert bool(handed) == ("double-handed" in words)
        assert any(isinstance(term, t.Gap) for term in terms) == ("keep their distance" in words)


@pytest.mark.parametrize(
    "term", [t.MaxLateCost("late", -1), t.Hours("hours", (0,), t.FOREVER, 0, -1), t.SpreadCost("spread", ZEROS, 1, -1)]
)
def test_a_price_below_zero_cannot_be_left_out(term: t.Term) -> None:
    problem, _, travel = drawn(1)
    with pytest.raises(ValueError, match="below zero"):
        relax(problem, [term], travel)

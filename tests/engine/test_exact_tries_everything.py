"""CP-SAT against trying everything on small random problems, and against the checker where it is cut short."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fixtures import generate
from solver import terms as t
from solver.check import check
from solver.domain import Problem
from solver.engine.exact.solve import NoRosterFound, solve_exact
from solver.rules import Pack, lower_all
from solver.travel import journeys

from ..waiting import patience
from .summed_by_hand import ints, need, tiny


def random_case(seed: int) -> tuple[Problem, list[t.Term]]:
    """Up to four visits, one to three shifts, and a handful of terms of random kinds."""
    rng = random.Random(seed)
    visits, shifts = rng.randint(2, 4), rng.randint(1, 3)
    points = [(rng.randint(0, 12), rng.randint(0, 12)) for _ in range(visits + 1)]
    away = [
        [abs(a - c) + abs(b - d) + rng.randint(0, 1) * (i != j) for j, (c, d) in enumerate(points)]
        for i, (a, b) in enumerate(points)
    ]
    spans = [(begin, begin + rng.randint(30, 60)) for begin in (rng.randint(0, 30) for _ in range(shifts))]
    problem = tiny([rng.randint(2, 15) for _ in range(visits)], away, spans, workers=rng.randint(1, shifts))
    owner = ints(*[k % len(problem.workers) for k in range(shifts)])
    workers = len(problem.workers)

    def some(low: int, high: int, *shape: int) -> t.Ints:
        return np.array([rng.randint(low, high) for _ in range(int(np.prod(shape)))], dtype=np.int64).reshape(shape)

    def windows() -> tuple[tuple[int, int], ...]:
        first = rng.randint(0, 40)
        second = first + rng.randint(10, 30)
        both = ((first, first + rng.randint(-4, 9)), (second, second + rng.randint(0, 9)))
        return both[: rng.randint(1, 2)]

    def pair(count: int = visits) -> tuple[int, int]:
        first, second = rng.sample(range(count), 2)
        return first, second

    starts, ends = ints(*[a for a, _ in spans]), ints(*[b for _, b in spans])
    terms: list[t.Term] = [
        t.UnservedCost("unserved", some(20, 150, visits)),
        t.ShiftBounds("bounds", starts, ends + rng.choice([0, 10, 100])),
        t.TravelCost("travel", some(0, 3, shifts), some(0, 1, shifts), some(0, 2, shifts), some(0, 1, shifts)),
    ]
    hands = ints(*[rng.choice([1, 1, 2]) if rng.random() < 0.4 else 1 for _ in range(visits)])
    single = bool((hands == 1).all())
    for v in range(visits):
        if rng.random() < 0.7:
            opens = windows()
            terms.append(
                t.LateCost("late", v, opens, rng.randint(0, 4))
                if rng.random() < 0.7
                else t.StartWithin("within", v, tuple((a, max(a, min(b, a + 9))) for a, b in opens))
            )
    makers: list[Callable[[], t.Term]] = [
        lambda: t.Handed("handed", hands),
        lambda: t.Forbid("forbid", np.array(some(0, 3, visits, shifts) == 0)),
        lambda: t.AssignCost("assign", some(-5, 9, visits, shifts)),
        lambda: t.MaxLateCost("latest", rng.randint(1, 5)),
        lambda: t.AwayCost(
            "away", rng.randrange(visits), 15, rng.randint(15, 40), rng.randint(0, 4), rng.randint(0, 4)
        ),
        lambda: t.WaitCost("wait", some(0, 3, shifts)),
        lambda: t.MaxWaitCost("longest", rng.randint(1, 4)),
        lambda: t.OvertimeCost("overtime", ends - rng.randint(0, 9), some(0, 4, shifts)),
        lambda: t.MaxIdleCost("idle", starts, ends, rng.randint(1, 4)),
        lambda: t.UseCost("use", some(0, 30, shifts)),
        lambda: t.VisitNumberCost("number", some(0, 2, shifts), some(0, 30, shifts)),
        lambda: t.Gap("gap", *pair(), rng.randint(-10, 20), rng.choice([t.FOREVER, 20 + rng.randint(0, 9)])),
        lambda: t.DifferentWorkers("different", *pair()),
        lambda: t.SameWorker("same", *pair()) if single else t.DifferentWorkers("different", *pair()),
        lambda: t.Bundle("bundle", tuple(sorted(pair()))),
        lambda: t.Rest("rest", *pair(shifts), rng.randint(0, 20)) if shifts > 1 else t.MaxLateCost("latest", 1),
        lambda: t.Hours("hours", tuple(np.flatnonzero(owner == 0)), rng.choice([t.FOREVER, 60]), 20, rng.randint(0, 3)),
        lambda: t.NewFaceCost(
            "face",
            some(0, visits - 1, visits),
            np.full((visits, 1), -1),
            owner,
            np.array(some(0, 1, visits, workers) == 0),
            8,
        ),
        lambda: t.LoadCost("load", owner, some(0, 40, workers), rng.randint(0, 2)),
        lambda: t.SpreadCost("spread", owner, rng.randint(1, 6), rng.randint(0, 4)),
    ]
    terms += [make() for make in rng.sample(makers, rng.randint(2, 6))]
    if rng.random() < 0.5:
        k, begins = rng.randrange(shifts), rng.randint(10, 50)
        terms.append(
            need(
                shift=k,
                duration=rng.randint(3, 9),
                earliest=begins,
                latest=begins + rng.randint(0, 20),
                threshold=rng.choice([-1, 20, 30]),
                missed=rng.choice([15, 60]),
                unowed=3,
                at_ends=rng.random() < 0.5,
            )
        )
    return problem, terms


@pytest.mark.slow
@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.integers(0, 10**6))
def test_trying_everything_finds_nothing_cheaper(
    price: Callable[..., Any], brute_force: Callable[..., Any], seed: int
) -> None:
    problem, terms = random_case(seed)
    travel = journeys(problem)
    best = brute_force(problem, terms, travel)
    if best is None:
        with pytest.raises(NoRosterFound):
            solve_exact(problem, terms, travel, patience())
        return
    exact = solve_exact(problem, terms, travel, patience())
    again = price(problem, terms, travel, exact.roster)
    assert again.broken == []
    assert (exact.cost, exact.proven) == (again.cost, True)
    assert exact.cost == best[0]


@pytest.mark.slow
def test_a_search_cut_short_still_prices_its_roster_as_the_checker_does() -> None:
    problem = generate("hamlet", 2)
    travel = journeys(problem)
    terms = lower_all(problem, travel, Pack.for_problem(problem))
    exact = solve_exact(problem, terms, travel, patience(4))
    judged = check(problem, exact.roster)
    assert judged.score.hard == 0
    assert judged.score.total == exact.cost
    assert 0 < exact.bound <= exact.cost

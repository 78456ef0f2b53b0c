"""Three ways to the best roster of a small problem agree: trying everything, CP-SAT's proof, and the search.

CP-SAT and brute force are compared on terms of every kind in test_exact.py. The search begins every stop as early as it
can and then the first stop of a round as late as costs nothing; so left out here is what pays for starting later still:

- the longest wait, the largest idle time, rests and hours: a later start of the whole round, or one wait for two;
- waiting paid by the tick beside lateness or gaps: a visit made late on purpose, where that is the cheaper of the two;
- the largest lateness beside overtime: the same through the choice between two windows;
- a wish (for a distance between visits, or no overlap) dearer than being late, waiting or working longer, or beside a
  choice of windows or breaks: a stop waits for its wishes only where that costs nothing, and a break is put where it is
  cheapest without them;
- duties of several rounds: which of them takes the break, and how close together they lie;
- breaks beside lateness, and breaks at either end of a round: a break too many, taken because a way is then priced as
  one between stops, or an empty round with nothing but its break.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fixtures.medley import medley
from solver import terms as t
from solver.domain import Problem
from solver.engine import search
from solver.travel import Journeys, journeys

from ..sampling import sample
from .least_cost import prove_least_cost

pytestmark = pytest.mark.kernel

Case = tuple[Problem, list[t.Term], Journeys]
APART = (t.MaxWaitCost, t.MaxIdleCost, t.Rest, t.Hours, t.DutyLimits)


def within_reach(terms: Sequence[t.Term]) -> list[t.Term]:
    """The terms without those for which the search's times are only good."""
    kept: list[t.Term] = [term for term in terms if not isinstance(term, APART)]
    kept = [term for term in kept if not (isinstance(term, t.BreakNeed) and term.at_ends)]
    kinds = {type(term) for term in kept}
    breaks = any(isinstance(term, t.BreakNeed) and term.threshold >= 0 for term in kept)
    if t.LateCost in kinds or t.Gap in kinds or breaks:  # a break that makes a round long enough to owe it
        kept = [term for term in kept if not isinstance(term, t.WaitCost)]
    if t.LateCost in kinds:
        kept = [term for term in kept if not isinstance(term, t.BreakNeed)]
    wished = sum(term.per_tick for term in kept if isinstance(term, t.GapCost | t.OverlapCost))
    kept = [term for term in kept if not (wished and isinstance(term, t.AwayCost))]
    # A stop waits for its promised time where that costs nothing; what it costs another stop is not weighed against it.
    late = any(isinstance(term, t.AwayCost) and term.late_per_tick for term in kept)
    kept = [replace(term, early_per_tick=0) if late and isinstance(term, t.AwayCost) else term for term in kept]
    wished += sum(term.early_per_tick for term in kept if isinstance(term, t.AwayCost))
    if wished:
        # A price on their number spreads visits out, and more often makes rounds best that begin in a later interval
        # only for the sake of a wish, which a round by itself does not.
        kept = [term for term in kept if not isinstance(term, t.BreakNeed | t.VisitNumberCost)]
        lates = [term for term in kept if isinstance(term, t.LateCost)]
        if any(len(term.windows) > 1 or term.per_tick < wished for term in lates):
            kept = [term for term in kept if not isinstance(term, t.LateCost)]
        kept = [
            term for term in kept if not isinstance(term, t.WaitCost | t.OvertimeCost) or term.per_tick.min() >= wished
        ]
    if t.OvertimeCost in kinds:
        kept = [term for term in kept if not isinstance(term, t.MaxLateCost)]
    return kept


def drawn(seed: int, most: int) -> Case:
    """Up to ``most`` visits and three shifts."""
    dice = Random(seed)
    problem, terms = medley(seed, dice.randint(2, most), dice.randint(1, 3), 8)
    return problem, within_reach(terms), journeys(problem)


def searched(case: Case) -> int:
    """The best cost of two seeds."""
    return search(*case, moves=60_000, seed=1, threads=2).cost


@pytest.mark.parametrize("seed", sample(range(60), 20))
def test_search_finds_what_cp_sat_proves(seed: int) -> None:
    case = drawn(seed, 6)
    cost = prove_least_cost(case)
    assert cost is None or searched(case) == cost


@settings(max_examples=12, deadline=None, derandomize=True)
@given(st.integers(1000, 1011))
def test_all_three_agree(brute_force: Callable[..., Any], seed: int) -> None:
    case = drawn(seed, 4)
    best = brute_force(*case)
    cost = prove_least_cost(case)
    if best is None:
        assert cost is None
    else:
        assert best[0] == cost == searched(case)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.integers(0, 10**9))
def test_search_never_claims_less_than_the_proof(seed: int) -> None:
    """On terms of every kind, those left out above included."""
    dice = Random(seed)
    problem, terms = medley(seed, dice.randint(1, 5), dice.randint(1, 3), 9, dice.choice([1, 2]))
    case = problem, terms, journeys(problem)
    cost = prove_least_cost(case)
    assert cost is None or search(*case, moves=1000, seed=seed).cost >= cost


def with_duties(seed: int) -> Case:
    """A small medley with limits on what several rounds come to together."""
    dice = Random(seed)
    while True:
        problem, terms = medley(dice.randrange(10**9), dice.randint(2, 4), dice.randint(1, 3), 5)
        if any(isinstance(term, t.DutyLimits) for term in terms):
            return problem, terms, journeys(problem)


@pytest.mark.parametrize("seed", sample(range(30), 10))
def test_duties_are_the_same_to_cp_sat_and_to_trying_everything(brute_force: Callable[..., Any], seed: int) -> None:
    case = with_duties(seed)
    best, cost = brute_force(*case), prove_least_cost(case)
    assert (best and best[0]) == cost
    assert cost is None or search(*case, moves=2000, seed=seed).cost >= cost

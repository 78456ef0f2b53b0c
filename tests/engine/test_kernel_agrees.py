"""The kernel against a second witness: after every move of a random search, on problems with terms of every kind.

One move a slice: red hot, so that whatever can be kept is kept, or stone cold, so that nearly all is taken back. After
a kept move the cost must be what the words of solver/terms make of the exported roster, and what the kernel makes of
the same lines from scratch; so the change the move was judged by is after minus before. After a move taken back every
array must be as it was.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fixtures import generate
from fixtures.medley import ALTERNATIVES, CALLS, KINDS, NUMBER, medley
from solver import terms as t
from solver.check import check
from solver.domain import Problem, Roster
from solver.engine.encode.arrays import Arrays, build
from solver.engine.kernel import anneal
from solver.engine.kernel.layout import ABSENT, BAD, BASE, BOUND, BREAK_AT, NEVER, READY, START, TOTAL, State
from solver.engine.kernel.move_kinds import MOVE_KINDS
from solver.engine.kernel.pointers import box_data, box_state
from solver.engine.kernel.solution import load
from solver.rules import Pack, lower_all
from solver.travel import Journeys, journeys

pytestmark = pytest.mark.kernel

Price = Callable[[Problem, Sequence[t.Term], Journeys, Roster], Any]
Misreading = Callable[[Sequence[t.Term]], list[t.Term]]
RED_HOT, STONE_COLD = 1e18, 1e-6


class Bench:
    """A search that is stopped after every move. misread: what the kernel takes the terms for, to see it caught."""

    def __init__(self, problem: Problem, terms: Sequence[t.Term], seed: int, misread: Misreading = list):
        self.problem, self.terms, self.travel, self.misread = problem, terms, journeys(problem), misread
        self.arrays: Arrays = build(problem, misread(terms), self.travel)
        self.state, self.fresh = self.arrays.state(seed), self.arrays.state()
        self.data, self.box = box_data(self.arrays.data), box_state(self.state)
        self.tied = self.arrays.data.unit["links"] > 0
        shifts = len(problem.shifts)
        nothing = np.zeros((shifts, self.arrays.longest), np.int64), np.zeros(shifts, np.int64)
        assert (
            anneal.begin(
                self.data,
                self.box,
                *nothing,
                self.state.not_before.copy(),
                self.state.break_position.copy(),
                self.state.order.copy(),
            )
            < BAD
        )
        self.dice = Random(seed)
        self.heat = RED_HOT
        self.seen: Counter[tuple[str, bool]] = Counter()
        self.hold_some()

    def hold_some(self) -> None:
        """Let some tied stops begin later than they could, as in a roster given from outside."""
        line, size, hold = self.state.route_units.copy(), self.state.route_size.copy(), self.state.not_before.copy()
        anywhere, order = self.state.break_position.copy(), self.state.order.copy()
        for unit in np.flatnonzero(self.tied & (self.state.route_of >= 0)):
            if self.dice.random() < 0.3:
                hold[unit] = self.state.time[unit, START] + self.dice.randrange(20)
        if load(self.data, box_state(self.fresh), line, size, hold, anywhere, order) < BAD:
            load(self.data, self.box, line, size, hold, anywhere, order)

    def step(self) -> bool:
        """One move; True when it was kept. A move taken back must leave nothing behind."""
        if self.dice.random() < 0.1:
            self.heat = self.dice.choice([RED_HOT, STONE_COLD])
        before, count = picture(self.state), self.state.move_counts.copy()
        anneal.slice_of_search(self.data, self.box, 1, self.heat, self.heat, 0.2, 1.0, 5 * self.heat)
        made = self.state.move_counts - count
        kind, kept = int(made[:, 0].argmax()), bool(made[:, 1].any())
        self.seen[MOVE_KINDS[kind].name, kept] += 1
        if not kept:
            assert differing(before, picture(self.state)) == [], f"{MOVE_KINDS[kind].name} was not undone"
        assert (self.state.not_before[self.state.route_of < 0] == NEVER).all(), "what is taken out is held no longer"
        return kept

    @property
    def cost(self) -> int:
        return int(self.state.scalars[TOTAL])

    @property
    def roster(self) -> Roster:
        return self.arrays.roster(self.state)

    def from_scratch(self) -> int:
        """The cost of the same lines, holds and breaks, loaded into an empty state."""
        lines = (
            self.state.route_units,
            self.state.route_size,
            self.state.not_before,
            self.state.route[:, BREAK_AT].copy(),
        )
        return int(load(self.data, box_state(self.fresh), *lines, self.state.order.copy()))

    def leftovers(self) -> list[str]:
        """What differs from the state loaded from scratch; the order in which absent bundles are listed may."""
        here, there = picture(self.state), picture(self.fresh)
        for one in (here, there):
            one["absent"].sort()
            del one["absent_at"]
            one["time"][~self.tied, BOUND] = one["time"][~self.tied, READY] = 0  # nobody asks for these
        return differing(here, there)

    def guilty(self, price: Price) -> list[str]:
        """Rules without which kernel and witness agree on these lines."""
        found = []
        for rule in dict.fromkeys(term.rule for term in self.terms):
            less = [term for term in self.terms if term.rule != rule]
            arrays = build(self.problem, self.misread(less), self.travel)
            if arrays.units != self.arrays.units:
                continue
            state = arrays.state()
            size = np.minimum(self.state.route_size, arrays.longest)
            line = self.state.route_units[:, : arrays.longest]
            free = state.not_before.copy(), state.break_position.copy(), state.order.copy()
            if load(box_data(arrays.data), box_state(state), line, size, *free) < BAD:
                again = price(self.problem, less, self.travel, arrays.roster(state))
                if again.cost == int(state.scalars[TOTAL]) and not again.broken:
                    found.append(rule)
        return found


def picture(state: State) -> dict[str, Any]:
    """All of a state that a move may change and undo must restore."""
    here = state.route_of >= 0
    return {
        "line": [state.route_units[k, : state.route_size[k]].tolist() for k in range(len(state.route_size))],
        "at": state.route_of.copy(),
        "time": np.where(here[:, None], state.time, 0),
        "hold": np.where(here, state.not_before, 0),
        "route": state.route.copy(),
        "met": state.visits_between.copy(),
        "worker_cost": state.worker_cost.copy(),
        "total": state.scalars[[BASE, TOTAL]].tolist(),
        "absent": state.unassigned[: state.scalars[ABSENT]].tolist(),
        "absent_at": state.unassigned_at.copy(),
        "blocked": state.conflicts.copy(),
        "queued": state.queued.copy(),
        "order": state.order.copy(),
        "wish_cost": state.wish_cost.copy(),
        "paid": state.paid.copy(),
    }


def differing(one: dict[str, Any], other: dict[str, Any]) -> list[str]:
    return [name for name in one if not np.array_equal(np.asarray(one[name], object), np.asarray(other[name], object))]


def one_answer_only(problem: Problem, terms: Sequence[t.Term]) -> bool:
    """Whether lines and breaks settle the times.

    They do not where ties lean on each other in a circle of length 0 (a gap of exactly the journey between two stops of
    one round), nor where two stops of one round keep away from each other for longer than they last: until when the one
    may be put off hangs then on where the other was. A search may then keep times that it would not find from scratch.
    """
    for term in terms:
        if isinstance(term, t.Apart):
            ends = (term.first, term.first_length), (term.second, term.second_length)
            if any(length > problem.visits[visit].duration for visit, length in ends):
                return False
    gaps = [term for term in terms if isinstance(term, t.Gap)]
    return not any(term.lo < 0 or (term.hi < t.FOREVER and (term.lo, term.hi) != (0, 0)) for term in gaps)


def odd_problem(seed: int) -> tuple[Problem, list[t.Term]]:
    dice = Random(seed)
    visits, shifts = dice.randint(1, 12), dice.randint(1, 5)
    return medley(seed, visits, shifts, dice.choice([3, 6, 9, 14]), days=dice.choice([1, 1, 1, 3]))


def judge(bench: Bench, price: Price) -> None:
    """The kernel's cost is the witness's, to the last unit, and no hard rule is broken."""
    told = price(bench.problem, bench.terms, bench.travel, bench.roster)
    if told.broken or told.cost != bench.cost:
        raise AssertionError(
            f"kernel {bench.cost}, witness {told.cost}, broken {sorted(set(told.broken))}; "
            f"they agree without one of: {', '.join(bench.guilty(price)) or 'no single rule'}"
        )


def run(seed: int, moves: int, price: Price) -> Bench:
    bench = Bench(*odd_problem(seed), seed)
    judge(bench, price)
    for _ in range(moves):
        if bench.step():
            judge(bench, price)
            if one_answer_only(bench.problem, bench.terms):
                assert bench.from_scratch() == bench.cost
                assert bench.leftovers() == []
    return bench


@pytest.mark.parametrize("days", [60, pytest.param(300, marks=pytest.mark.long)])
def test_every_move_costs_what_the_terms_say(price: Price, days: int) -> None:
    @settings(max_examples=days, deadline=None, derandomize=True)
    @given(st.integers(0, 10**9))
    def priced(seed: int) -> None:
        run(seed, 200, price)

    priced()


def test_all_moves_and_all_kinds_of_terms_took_part(price: Price) -> None:
    seen: Counter[tuple[str, bool]] = Counter()
    kinds: set[str] = set()
    for seed in range(160):
        bench = run(seed, 60, price)
        seen += bench.seen
        kinds |= {term.rule for term in bench.terms}
    names = [kind.name for kind in MOVE_KINDS]
    assert {(name, kept) for name in names for kept in (True, False)} - set(seen) == set()
    assert {kind.rstrip("_") for kind in KINDS} | {ALTERNATIVES, NUMBER, *CALLS} <= kinds
    used = {type(term) for seed in range(60) for term in odd_problem(seed)[1]}
    assert used == set(t.KINDS)


def test_a_misread_term_is_named(price: Price) -> None:
    def dearer(terms: Sequence[t.Term]) -> list[t.Term]:
        return [t.UseCost("use", term.cost + 1) if isinstance(term, t.UseCost) else term for term in terms]

    cases = (odd_problem(seed) for seed in range(100))
    problem, terms = next(case for case in cases if any(isinstance(term, t.UseCost) for term in case[1]))
    with pytest.raises(AssertionError, match=r"agree without one of: use$"):
        judge(Bench(problem, terms, 1, dearer), price)


VARIANTS: dict[str, dict[str, dict[str, object]]] = {
    "as it comes": {},
    "literature prices": {
        "max_lateness": {"enabled": True, "price": 3},
        "max_waiting": {"enabled": True},
        "max_idle": {"enabled": True},
        "workload_balance": {"enabled": True, "unit_minutes": 7},
        "time_window": {"at_end": True},
        "mileage": {"home_share": 0.5},
    },
    "breaks for all": {
        "break": {"statutory": False, "threshold_minutes": -1, "hard": False, "missed_price": 40, "at_ends": True}
    },
}


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize(("seed", "days"), [(1, 1), pytest.param(2, 1, marks=pytest.mark.long), (3, 3)])
def test_real_rules_cost_what_the_checker_says(variant: str, seed: int, days: int, price: Price) -> None:
    problem = generate("hamlet", seed, days)
    problem = problem.replace(pack={**problem.pack, **VARIANTS[variant]})
    travel, pack = journeys(problem), Pack.for_problem(problem)
    bench = Bench(problem, lower_all(problem, travel, pack), seed)
    checked = 0
    for number in range(1500):
        if bench.step() and number % 3 == 0:
            checked += 1
            judged = check(problem, bench.roster, pack, travel)
            assert [breach.sentence for breach in judged.breaches if breach.hard] == []
            if judged.score.total != bench.cost:
                judge(bench, price)  # names the rule, when terms and kernel differ
                raise AssertionError(f"terms say {bench.cost}, the checker {judged.score}")
    assert checked > 20

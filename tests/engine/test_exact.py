"""CP-SAT against sums done by hand, one term kind at a time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from solver import terms as t
from solver.domain import Roster, Round, Stop
from solver.engine.exact.model import ExactModel, method_name
from solver.engine.exact.solve import NoRosterFound, solve_exact
from solver.travel import journeys

from ..waiting import patience
from .summed_by_hand import AT_20_40, BY_HAND, ONE, TRAVEL_1, forbid, ints, need, serve


@pytest.mark.parametrize("name", BY_HAND)
def test_each_kind_costs_what_was_summed_by_hand(name: str, price: Callable[..., Any]) -> None:
    problem, terms, cost = BY_HAND[name]
    terms = (serve(2), *terms)
    travel = journeys(problem)
    exact = solve_exact(problem, terms, travel, patience())
    assert (exact.cost, exact.bound, exact.proven) == (cost, cost, True)
    again = price(problem, terms, travel, exact.roster)
    assert (again.cost, again.broken) == (cost, [])


@pytest.mark.parametrize("name", BY_HAND)
def test_trying_everything_agrees_with_the_hand(name: str, brute_force: Callable[..., Any]) -> None:
    problem, terms, cost = BY_HAND[name]
    assert brute_force(problem, (serve(2), *terms), journeys(problem))[0] == cost


def test_every_kind_of_term_has_a_method_and_a_sum_by_hand() -> None:
    for kind in t.KINDS:
        assert getattr(ExactModel, method_name(kind)).__doc__, kind
        assert any(name.split()[0] == kind.__name__ for name in BY_HAND), kind


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(TypeError, match="the exact model does not know terms of the kind Problem"):
        solve_exact(ONE, (ONE,), journeys(ONE), 1)  # type: ignore[arg-type]


def test_a_negative_price_is_refused() -> None:
    with pytest.raises(ValueError, match="0 or more, found -1"):
        solve_exact(ONE, (t.UseCost("u", ints(-1)),), journeys(ONE), 1)


def test_no_roster_keeps_a_hard_break_that_fits_nowhere() -> None:
    with pytest.raises(NoRosterFound) as caught:
        solve_exact(
            ONE, (need(at_ends=False, missed=None), forbid((0, 0), (1, 0), shape=(2, 1))), journeys(ONE), patience()
        )
    assert caught.value.proven


def test_a_hint_is_as_good_a_start_as_any() -> None:
    terms = (serve(2), *AT_20_40, need(duration=6), TRAVEL_1)
    stops = (Stop(visit="visit 0", start=20), Stop(start=34, duration=6), Stop(visit="visit 1", start=40))
    hint = Roster(rounds=(Round(shift="shift 0", stops=stops), Round(shift="elsewhere", stops=stops)))
    assert solve_exact(ONE, terms, journeys(ONE), patience(), hint=hint).cost == 18

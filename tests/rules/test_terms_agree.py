"""Every rule says the same thing twice: cost and hardness from breaches equal cost and hardness from terms."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from solver.rules import RULE_BY_ID, RULES, Pack, Readings, Rule, breaches_all, lower_all, timeline
from solver.travel import journeys

from .evaluation import Evaluation
from .random_days import possible_roster, random_problem, random_roster

# Terms that may forbid what the rule allows, never the other way round.
STRICTER = {"weekly_rest", "bus_hours", "second_break"}
# What windows and lateness caps keep apart already needs no term: these terms may miss what breaks those rules too.
BY_WINDOWS = {"call_spacing", "one_client", "bus_hours"}
BOUNDS = {"time_window", "lateness_cap"}
# What the bounds of shifts keep apart already needs no term either: these terms may miss what breaks those too.
BY_SHIFTS = {"daily_rest", "break", "young_workers", "bus_hours", "second_break"}
STRUCTURAL = {"travel_time"}  # no term: the engines cannot build a round that breaks it
# Terms know a visit by the moments at which it may be made; the rules also look at when it is made, if that is later.
DATED = {rule.id for rule in RULES if rule.id.startswith("authority_")} | {"suspended", "competency"}


@dataclass(frozen=True)
class _Compared:
    """What breaches and terms both said of a roster, excused rules apart: rules that cost, and rules that forbid."""

    costing: set[str]
    forbidding: set[str]


def _agrees(seed: int) -> _Compared:
    """Every second roster lies inside its shifts and goes forward in time, so that nothing of it is excused for that.

    AssertionError where breaches and terms disagree about a rule that is not excused.
    """
    dice = random.Random(seed)
    possible = seed % 4 < 2
    problem = random_problem(dice, nights=seed % 2 == 1, within=possible)
    travel, pack = journeys(problem), Pack.for_problem(problem)
    roster = possible_roster(dice, problem, travel) if possible else random_roster(dice, problem)
    measured = timeline(problem, roster, travel)
    told = breaches_all(problem, travel, pack, measured)
    cost: Counter[str] = Counter()
    for breach in told:
        assert not (breach.hard and breach.cost)
        assert RULE_BY_ID[breach.rule].forbids or not breach.hard, f"{breach.rule} says that it never forbids"
        assert RULE_BY_ID[breach.rule].costs or not breach.cost, f"{breach.rule} says that it never costs"
        assert breach.amount > 0
        assert breach.sentence.endswith(".")
        if breach.cost:
            cost[breach.rule] += breach.cost
    hard = {breach.rule for breach in told if breach.hard} - STRUCTURAL
    counted = Evaluation(problem, measured, lower_all(problem, travel, pack))
    missing = BY_WINDOWS if hard & BOUNDS else set()
    # A round whose stops lie before its shift, or go back in time, is nothing the terms reckon with.
    strange = any(one.hard and one.rule in {"shift_bounds", *STRUCTURAL} for one in told)
    assert not (strange and possible)
    outside = BY_SHIFTS if strange else set()
    missing = missing | outside
    priced = {rule: paid for rule, paid in cost.items() if rule not in missing}
    assert {rule: paid for rule, paid in counted.cost.items() if rule not in missing} == priced
    assert all(counted.cost[rule] <= cost[rule] for rule in missing - outside)
    readings = Readings(problem, pack)
    inside = all(call.end <= readings.span(call.visit).latest for _, call in measured.calls() if call.visit)
    forbidden = hard - missing - (set() if inside else DATED)
    assert forbidden <= counted.broken
    odd = BOUNDS | STRUCTURAL  # the terms of daily_rest know from windows and ways when no round can be over
    early = {"daily_rest"} if any(breach.hard and breach.rule in odd for breach in told) else set()
    assert counted.broken - hard <= STRICTER | outside | early
    return _Compared(set(priced), forbidden - early)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 2**32))
def test_breaches_and_terms_agree(seed: int) -> None:
    _agrees(seed)


@pytest.fixture(scope="module")
def seen() -> tuple[Counter[str], Counter[str]]:
    """On how many rosters each rule cost, and on how many it forbade, with its terms set beside its breaches."""
    costing: Counter[str] = Counter()
    forbidding: Counter[str] = Counter()
    for seed in range(500):
        compared = _agrees(seed)
        costing.update(compared.costing)
        forbidding.update(compared.forbidding)
    return costing, forbidding


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.costs], ids=lambda rule: rule.id)
def test_where_each_rule_costs_it_was_compared(seen: tuple[Counter[str], Counter[str]], rule: Rule) -> None:
    """Where it never was: make the days of random_days.py such that this rule costs at times."""
    assert asked_elsewhere(rule) or seen[0][rule.id] > 0


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.forbids], ids=lambda rule: rule.id)
def test_where_each_rule_forbids_it_was_compared(seen: tuple[Counter[str], Counter[str]], rule: Rule) -> None:
    """Where it never was: make the days of random_days.py such that this rule is broken at times."""
    assert asked_elsewhere(rule) or seen[1][rule.id] > 0


def asked_elsewhere(rule: Rule) -> bool:
    """Rules that random days never break, and where breaches and terms are set beside each other instead."""
    joining = rule.id == "joined_time" or rule.id.startswith("join_")  # test_offer_agrees.py, joins/, tests/joining
    authority = rule.id.startswith("authority_") or rule.id == "suspended"  # test_authority_agrees.py
    return joining or authority or rule.id in STRICTER | STRUCTURAL  # test_weekly_rest.py, test_travel_time.py

"""Every rule says the same thing twice: cost and hardness from breaches equal cost and hardness from terms."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from solver.rules import Pack, Readings, breaches_all, lower_all, timeline
from solver.rules.authority import AUTHORITY_RULES
from solver.travel import journeys

from .evaluation import Evaluation
from .random_days import random_problem, random_roster

STRICTER = {"weekly_rest"}  # its terms may forbid what the rule allows, never the other way round
# Terms know a visit by the moments at which it may be made; the rules also look at when it is made, if that is later.
DATED = {rule.id for rule in AUTHORITY_RULES} | {"competency"}


def _agrees(seed: int) -> tuple[Counter[str], set[str]]:
    dice = random.Random(seed)
    problem = random_problem(dice)
    travel, pack = journeys(problem), Pack.for_problem(problem)
    measured = timeline(problem, random_roster(dice, problem), travel)
    told = breaches_all(problem, travel, pack, measured)
    cost: Counter[str] = Counter()
    for breach in told:
        assert not (breach.hard and breach.cost)
        assert breach.amount > 0
        assert breach.sentence.endswith(".")
        if breach.cost:
            cost[breach.rule] += breach.cost
    hard = {breach.rule for breach in told if breach.hard} - {"travel_time"}  # structural: it has no term
    counted = Evaluation(problem, measured, lower_all(problem, travel, pack))
    assert dict(counted.cost) == dict(cost)
    readings = Readings(problem, pack)
    inside = all(call.end <= readings.span(call.visit).latest for _, call in measured.calls() if call.visit)
    assert hard - (set() if inside else DATED) <= counted.broken
    assert counted.broken - hard <= STRICTER
    return cost, hard


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 2**32))
def test_breaches_and_terms_agree(seed: int) -> None:
    _agrees(seed)


@pytest.fixture(scope="module")
def seen() -> tuple[set[str], set[str]]:
    soft: set[str] = set()
    hard: set[str] = set()
    for seed in range(250):
        cost, broken = _agrees(seed)
        soft |= set(cost)
        hard |= broken
    return soft, hard


def test_the_random_rosters_break_every_rule_that_has_terms(seen: tuple[set[str], set[str]]) -> None:
    assert seen[0] >= {
        "agency", "break", "competency", "continuity", "contract_hours", "fairness", "max_idle", "max_lateness",
        "max_waiting", "mileage", "overtime", "paid_travel", "paid_waiting", "pins", "preferred_worker",
        "refused_worker", "time_window", "unserved", "workload_balance",
    }  # fmt: skip
    assert seen[1] >= {
        "both_or_none", "break", "clinical_window", "competency", "daily_rest", "different_worker", "dose_spacing",
        "double_handed", "lone_working", "one_place", "pins", "refused_worker", "same_start", "same_worker",
        "shift_bounds", "time_critical", "time_window", "weekly_hours",
    }  # fmt: skip

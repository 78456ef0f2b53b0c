"""What counts as newly broken: more of a breach, or the same of another visit, person, link or task; never less."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from itertools import permutations
from typing import Any

import pytest

from solver.check import check, worsened
from solver.domain import Problem
from solver.rules import Breach, Pack, breaches_all, timeline
from solver.travel import journeys

from ..rules.random_days import random_problem, random_roster
from .golden_day import GOLDEN, at, changed, link, roster

LATE = Breach("time_critical", True, 300, "ticks", 0, "Late.", "v1", "s1", "wanda", "ada", "insulin")


def test_nothing_is_new_when_nothing_has_changed() -> None:
    assert worsened([LATE], [LATE]) == ()
    assert worsened([], []) == ()
    assert worsened([LATE], []) == ()


def test_a_new_breach() -> None:
    assert worsened([], [LATE]) == (LATE,)


def test_more_of_the_same_is_new_and_less_is_not() -> None:
    more, less = replace(LATE, amount=301), replace(LATE, amount=299)
    assert worsened([LATE], [more]) == (more,)
    assert worsened([LATE], [less]) == ()


@pytest.mark.parametrize("field", ["rule", "visit", "shift", "worker", "client", "about", "unit"])
def test_the_same_of_something_else_is_new(field: str) -> None:
    """Also when it is less than what has gone: a minute too much here is not made good by an hour there."""
    change: dict[str, Any] = {field: "count" if field == "unit" else "other"}
    other = replace(LATE, amount=1, **change)
    assert worsened([LATE], [other]) == (other,)
    assert worsened([LATE], [LATE, other]) == (other,)


def test_every_field_that_says_what_it_is_about_counts() -> None:
    """A field that Breach comes to have is either one of the subject or one of these."""
    counted = {"rule", "visit", "shift", "worker", "client", "about", "unit"}
    assert set(Breach.__dataclass_fields__) - counted == {"hard", "amount", "cost", "sentence"}


def test_another_sentence_is_no_other_breach() -> None:
    assert worsened([LATE], [replace(LATE, sentence="Later than prescribed.")]) == ()


def test_soft_breaches_play_no_part() -> None:
    soft = replace(LATE, hard=False, cost=5000)
    assert worsened([], [soft]) == ()
    assert worsened([soft], [LATE]) == (LATE,)
    assert worsened([LATE], [replace(soft, amount=900)]) == ()


def test_one_breach_accounts_for_one() -> None:
    assert worsened([LATE], [LATE, LATE]) == (LATE,)
    assert worsened([LATE, LATE], [LATE, LATE]) == ()
    assert worsened([LATE, LATE], [LATE]) == ()


@pytest.mark.parametrize(
    ("before", "after", "new"),
    [
        ([30], [5, 5], [5]),  # together less than before, and yet one more
        ([30, 10], [10, 30], []),
        ([30], [40, 30], [40]),
        ([30, 20], [25, 25], [25]),
        ([10, 20], [15], []),
        ([20, 30], [10, 25, 40], [40]),
    ],
)
def test_as_few_as_can_be_are_told(before: list[int], after: list[int], new: list[int]) -> None:
    for order in permutations(after):
        found = worsened([replace(LATE, amount=n) for n in before], [replace(LATE, amount=n) for n in order])
        assert [breach.amount for breach in found] == new


def test_in_the_order_in_which_they_stand() -> None:
    other = replace(LATE, visit="v2", amount=900)
    assert worsened([], [other, LATE]) == (other, LATE)
    assert worsened([], [LATE, other]) == (LATE, other)


def _new(
    problem: Problem, rule: str, old: list[tuple[str, str, str, int]], new: list[tuple[str, str, str, int]]
) -> Any:
    found = [check(problem, roster(problem, changed(*edits))) for edits in (old, new)]
    return [breach.about for breach in worsened(found[0].breaches, found[1].breaches) if breach.rule == rule]


def test_one_link_of_a_visit_mended_does_not_hide_another_newly_broken(problem: Problem) -> None:
    """Insulin 5 min too soon after the dose before it becomes 2 min too late after another."""
    both = problem.replace(links=(*problem.links, link("gap", "v3", "v4", min_gap=at("2:00"), max_gap=at("3:00"))))
    early, late = [("v4", "s1", "s1", at("13:05"))], [("v4", "s1", "s1", at("14:02"))]
    assert _new(both, "dose_spacing", early, late) == ["v3-v4"]
    assert _new(both, "dose_spacing", late, early) == ["v1-v4"]
    assert _new(both, "dose_spacing", early, early) == []


def test_half_a_pair_is_new_where_the_two_only_came_at_different_times(problem: Problem) -> None:
    """Half an hour apart is 1,800 ticks and half a pair one worker: what is not of one unit is not compared."""
    apart, half = [("v2", "s2", "s2", at("10:30"))], [("v2", "s2", None, 0)]
    found = [check(problem, roster(problem, changed(*edits))) for edits in (apart, half)]
    new = [breach for breach in worsened(found[0].breaches, found[1].breaches) if breach.rule == "double_handed"]
    assert [(breach.unit, breach.amount) for breach in new] == [("count", 1)]


def _amounts(breaches: list[Breach], *fields: str) -> Counter[tuple[str, ...]]:
    found: Counter[tuple[str, ...]] = Counter()
    for breach in breaches:
        if breach.hard:
            found[tuple(getattr(breach, field) for field in fields)] += breach.amount
    return found


@pytest.mark.parametrize("seed", range(60))
def test_it_finds_whatever_a_sum_over_fewer_fields_finds(seed: int) -> None:
    """Sums by rule, visit and shift, or by these, worker and client, were asked before: none of them sees more."""
    dice = random.Random(seed)
    problem = random_problem(dice)
    travel, pack = journeys(problem), Pack.for_problem(problem)
    old, new = (
        breaches_all(problem, travel, pack, timeline(problem, random_roster(dice, problem), travel)) for _ in "12"
    )
    told = worsened(old, new)
    for fields in (("rule", "visit", "shift"), ("rule", "visit", "shift", "worker", "client")):
        before, after = _amounts(old, *fields), _amounts(new, *fields)
        more = {key for key, amount in after.items() if amount > before[key]}
        assert more <= {tuple(getattr(breach, field) for field in fields) for breach in told}


def test_the_golden_roster_against_itself(problem: Problem) -> None:
    golden = check(problem, roster(problem, GOLDEN)).breaches
    assert worsened(golden, golden) == ()

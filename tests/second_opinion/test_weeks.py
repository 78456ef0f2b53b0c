"""Duties of random weeks: the checker says what the second opinion says, and both say something of every limit."""

from __future__ import annotations

from collections import Counter

from benchmarks.duties import checked_week
from benchmarks.second_opinion.weeks import RULES, judge_week, random_week


def test_the_checker_judges_duties_as_the_second_opinion_does() -> None:
    different = {}
    for seed in range(100):
        week = random_week(seed)
        ours, theirs = judge_week(week), checked_week(week)
        if ours != theirs:
            different[seed] = ours ^ theirs
    assert different == {}


def test_every_limit_decides_in_some_weeks_and_none_in_others() -> None:
    found = Counter(rule for seed in range(400) for rule in {rule for rule, _ in judge_week(random_week(seed))} or {""})
    assert min(found[rule] for rule in (*RULES, "soft break", "")) >= 8

"""Checker and second opinion agree on random days, and searched rosters are safe by both.

``python -m benchmarks safety`` does the same with 20,000 days.
"""

from __future__ import annotations

from typing import Literal

import pytest

from benchmarks.second_opinion import compare, compare_searched, random_day
from solver.engine import warm


def test_three_hundred_days_are_judged_alike() -> None:
    days = [random_day(3, number) for number in range(300)]
    assert [str(one) for day in days for one in compare(day.seed, day.problem, day.roster)] == []


@pytest.mark.parametrize(
    "number",
    [
        3676,  # a stop, under another word, of a task that could have been late past it
        13532,  # two workers who come at different times to what a joint visit leaves
        15233,  # an unpaid carer does all tasks, and whoever helps is of another organisation
    ],
)
def test_days_that_were_judged_apart_before(number: int) -> None:
    day = random_day(1, number)
    assert [str(one) for one in compare(day.seed, day.problem, day.roster)] == []


@pytest.mark.parametrize("joins", ["off", "apply", "all"])
def test_searched_rosters_are_safe_and_lose_nothing(joins: Literal["off", "apply", "all"]) -> None:
    warm()
    days = [random_day(4, number) for number in range(20)]
    assert [str(one) for day in days for one in compare_searched(day, 2_000, joins)] == []

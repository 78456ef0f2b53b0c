"""How long a visit's tasks take when some of them come along to another visit."""

from __future__ import annotations

from typing import Any

import pytest

from solver.domain import Task, Visit, Window
from solver.joining.steps import order_steps, ticks_along


def visit(length: int | None, *minutes: int) -> Visit:
    """A visit of tasks so many minutes long; it lasts for ``length`` of them, or as long as they take."""
    return Visit(
        id="v",
        client="ada",
        organisation="o",
        windows=(Window(start=0, end=0),),
        tasks=tuple(Task(code="t", duration=60 * one) for one in minutes),
        length=None if length is None else 60 * length,
    )


@pytest.mark.parametrize(
    ("length", "minutes", "taken", "along"),
    [
        (None, (10, 20, 30), {0, 2}, 40),  # what they take
        (None, (10, 20, 30), set(), 0),
        (None, (10, 20, 30), {0, 1, 2}, 60),
        (90, (10, 20, 30), {0, 1, 2}, 90),  # all of it: as long as the visit
        (90, (10, 20, 30), {0, 1}, 30),  # what is left over stays with the visit
        (45, (10, 20, 30), {0, 1}, 15),  # done side by side: what is left needs 30 of the 45
        (30, (10, 20, 30), {0, 1}, 0),  # all of it needed for what is left
        (20, (10, 20, 30), {0, 1}, 0),  # said to be shorter than what is left
        (45, (10, 20, 30), {2}, 15),
    ],
)
def test_what_comes_along(length: int | None, minutes: tuple[int, ...], taken: set[int], along: int) -> None:
    assert ticks_along(visit(length, *minutes), taken) == along * 60


def test_tasks_stay_in_the_order_they_are_commissioned_in(day: Any) -> None:
    codes = ("wash_and_dress", "tidy", "drink")
    first = day.care_visit("c", *(day.task(code, 5) for code in codes))
    second = day.care_visit("d", *(day.task(code, 5) for code in ("walk", "companionship")))
    register = day.register(day.problem(first, second))
    found = order_steps(register.readings, (first, second), register.values)
    assert [(step.visit, step.task) for step in found] == [("c", 0), ("c", 1), ("c", 2), ("d", 0), ("d", 1)]

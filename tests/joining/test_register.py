"""For whom somebody acts, which tasks cross over to another side, which agreements are in force on a day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from solver.domain import Agreement, Window
from solver.joining import Suitability

TODAY = date(2027, 3, 1)
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


def test_for_whom_somebody_acts(day: Any) -> None:
    """Whoever engages them on their first shift; without one, whom they work for."""
    nora, carl = day.workers()
    problem = day.problem(workers=(nora.model_copy(update={"agency": True}), carl), days=2)
    engaged = {"nora0": "council", "nora1": "trust", "carl0": "trust"}  # what is said of own staff counts nothing
    shifts = tuple(one.model_copy(update={"engaged_by": engaged.get(one.id)}) for one in problem.shifts)
    register = day.register(problem.replace(shifts=shifts))
    assert [register.acting_for(worker) for worker in problem.workers] == ["council", "council"]
    register = day.register(problem.replace(shifts=()))
    assert [register.acting_for(worker) for worker in problem.workers] == ["trust", "council"]


@pytest.mark.parametrize(
    ("provider", "worker", "codes"),
    [
        ("council", "nora", ["meal", "wash_and_dress"]),
        ("trust", "nora", []),  # her own trust delivers it
        ("council", "carl", ["insulin"]),
        ("trust", "carl", ["insulin"]),
    ],
)
def test_which_tasks_cross_over(day: Any, provider: str, worker: str, codes: list[str]) -> None:
    problem = day.problem(day.nurse_visit(), day.care_visit(provider=provider))
    on_shift = day.suitability(problem, worker)
    on_any = Suitability(on_shift.register, on_shift.visit, on_shift.worker)
    for one in (on_shift, on_any):
        assert [task.code for task, _ in one.crossing_tasks] == codes
        assert one.side == ("health" if worker == "nora" else "social")


@pytest.mark.parametrize(
    ("fields", "held"),
    [
        ({}, True),
        ({"starts": TODAY}, True),
        ({"starts": TOMORROW}, False),
        ({"ends": TODAY}, True),
        ({"ends": YESTERDAY}, False),
        ({"between": ("trust", "temps")}, False),
    ],
)
def test_which_agreements_are_in_force(day: Any, fields: dict[str, Any], held: bool) -> None:
    problem = day.problem()
    temps = problem.organisations[1].model_copy(update={"id": "temps"})
    one = Agreement(**{"id": "a1", "between": ("council", "trust")} | fields)
    register = day.register(problem.replace(agreements=(one,), organisations=(*problem.organisations, temps)))
    for pair in (("trust", "council"), ("council", "trust")):
        assert [found.id for found in register.agreements_in_force(*pair, TODAY)] == (["a1"] if held else [])


def test_the_day_that_people_are_told_is_that_on_which_the_last_window_ends(day: Any) -> None:
    problem = day.problem(day.nurse_visit(opens=22, closes=25), days=2)
    assert day.register(problem).day_of(problem.visits[0]) == TOMORROW


def test_of_several_windows_the_last_is_told(day: Any) -> None:
    windows = tuple(Window(start=day.at(8, number), end=day.at(9, number)) for number in range(2))
    problem = day.problem(day.nurse_visit().model_copy(update={"windows": windows}), days=2)
    assert day.register(problem).day_of(problem.visits[0]) == TOMORROW

"""What is done when inside a joint visit: order, gaps, windows, the least length, clean before dirty."""

from __future__ import annotations

from typing import Any

import pytest

from solver.domain import Link, TaskCode, TimeCritical, Window
from solver.joining import Suitability
from solver.joining import conditions as c
from solver.joining.conditions import task_spans

from .standing_in_the_way import stopped


def test_windows_shift_with_the_order(day: Any) -> None:
    window = {"clinical_window": Window(start=day.at(8), end=day.at(8.5)), "clinical_window_set_by": "Nurse Example"}
    first = day.problem(day.nurse_visit("n", day.insulin(**window)), day.care_visit())
    assert task_spans(day.suitability(first)) == [(day.at(8), day.at(8.5))]
    # A wound (clean, no window) comes before the wash, which now has a moment of its own 35 minutes later.
    moment = TimeCritical(at=day.at(8), tolerance=10 * 60)
    wound = day.task("wound_care", 35, owner="health", delegable=True)
    wash = day.task("wash_and_dress", 25, time_critical=moment)
    late = day.problem(day.nurse_visit("n", wound), day.care_visit("c", wash))
    assert c.join_windows(day.suitability(late)) is not None
    assert task_spans(day.suitability(late)) == [(day.at(7.75) - 35 * 60 + 5 * 60, day.at(8) - 25 * 60)]


def test_order_and_gaps_inside(day: Any) -> None:
    meal_first = {"before": ["meal > insulin"], "within_minutes": {}}
    plain = {"owner": "health", "task_class": "delegated", "call": "medicine"}
    problem = day.problem(pack={"join_order": meal_first}, task_catalogue=(TaskCode(code="insulin", **plain),))
    problem = problem.replace(pack={**problem.pack, "join_infection": {"clean": [], "dirty": []}})
    assert stopped(day, problem) == ["join_order"]  # before meals, whatever an entry leaves out
    assert stopped(day, problem.replace(task_catalogue=())) == ["join_order"]
    own = TaskCode(code="tonic", owner="health", task_class="ordinary", call="medicine")
    tonic = day.nurse_visit("n", day.task("tonic", 15, owner="health"))
    after = {"before": ["meal > tonic"], "within_minutes": {}}
    tidy: dict[str, list[str]] = {"clean": [], "dirty": []}
    problem = day.problem(tonic, day.care_visit(), task_catalogue=(own,), pack={"join_order": after})
    problem = problem.replace(pack={**problem.pack, "join_infection": tidy})
    assert stopped(day, problem, "nora") == []  # of a code that nobody knew, the order is made to fit
    both_ways = {"before": ["meal > insulin", "insulin > meal"]}
    assert stopped(day, day.problem(pack={"join_order": both_ways})) == ["join_order"]
    close = {"before": [], "within_minutes": {"insulin > meal": 14}}
    assert stopped(day, day.problem(pack={"join_order": close})) == ["join_order"]
    close = {"before": [], "within_minutes": {"insulin > meal": 15}}
    assert stopped(day, day.problem(pack={"join_order": close})) == []
    link = Link(id="l", kind="gap", first="n", second="c", min_gap=16 * 60)
    assert stopped(day, day.problem(links=(link,))) == ["join_order"]
    link = Link(id="l", kind="gap", first="n", second="c", min_gap=15 * 60, max_gap=15 * 60)
    assert stopped(day, day.problem(links=(link,))) == []


@pytest.mark.parametrize(
    ("least", "most", "holds"),
    [(15, None, True), (16, None, False), (None, 15, True), (None, 14, False), (15, 15, True), (0, None, True)],
)
def test_the_distance_inside_is_from_where_the_one_begins_to_where_the_other_does(
    day: Any, least: int | None, most: int | None, holds: bool
) -> None:
    """Insulin, then the meal (15 min), then the wash: the wash begins a quarter of an hour after the meal."""
    meal = day.visit("m", day.task("meal", 15))
    wash = day.visit("w", day.task("wash_and_dress", 25, competencies=("personal_care",)))
    gaps = {name: value * 60 for name, value in (("min_gap", least), ("max_gap", most)) if value is not None}
    link = Link(id="l", kind="gap", first="m", second="w", **gaps)
    problem = day.problem(day.nurse_visit(), meal, wash, links=(link,))
    suitability = day.suitability(problem, join="n+m+w")
    assert [suitability.visit.task_of(step).code for step in suitability.visit.join.steps] == [
        "insulin",
        "meal",
        "wash_and_dress",
    ]
    found = c.join_order(suitability)
    assert (found is None) == holds


def test_what_should_come_first_and_comes_later_is_refused(day: Any) -> None:
    """A distance to what is done earlier in the visit is none."""
    link = Link(id="l", kind="gap", first="c", second="n", min_gap=0)
    assert stopped(day, day.problem(links=(link,))) == ["join_order"]


def test_floor(day: Any) -> None:
    suitability = day.suitability(day.problem())
    assert suitability.visit.duration == 50 * 60  # 15 + 40 - 5
    short = suitability.visit.model_copy(update={"length": 49 * 60})
    assert c.join_floor(Suitability(suitability.register, short, suitability.worker)) is not None
    assert c.join_floor(suitability) is None


def test_clean_before_dirty(day: Any) -> None:
    wash_first = {"before": ["wash_and_dress > insulin"]}
    assert stopped(day, day.problem(pack={"join_order": wash_first})) in (["join_infection"], ["join_order"])
    insulin_first = day.suitability(day.problem())
    assert c.join_infection(insulin_first) is None
    join = insulin_first.visit.join
    dirty_first = join.model_copy(update={"steps": join.steps[::-1]})
    whole = insulin_first.visit.model_copy(update={"join": dirty_first})
    found = c.join_infection(Suitability(insulin_first.register, whole, insulin_first.worker))
    assert found is not None
    assert found.condition == "join_infection"


@pytest.mark.parametrize(("clinical", "holds"), [(8.0, False), (8.25, True), (None, True)])
def test_what_two_do_together_is_done_when_its_turn_comes(day: Any, clinical: float | None, holds: bool) -> None:
    """Both start together at eight, insulin first; the meal, a quarter of an hour later, is clinically fixed."""
    window = None if clinical is None else Window(start=day.at(clinical), end=day.at(clinical))
    meal = day.task("meal", 15, owner="social", clinical_window=window, clinical_window_set_by="RN" if window else "")
    twice = day.nurse_visit("n", day.insulin(), day.task("meal", 10, owner="social"))
    problem = day.problem(twice, day.care_visit("c", meal, workers=2))
    assert ("join_windows" not in stopped(day, problem, "nora")) == holds

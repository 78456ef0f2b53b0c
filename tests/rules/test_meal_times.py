"""What comes before a meal and the meal in another visit: which meal, what it costs, what lifts it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from solver import terms
from solver.domain import Link, Problem, TaskCode
from solver.solving import solve

if TYPE_CHECKING:
    from .conftest import Build

EIGHT_TO_TEN = ((8, 0), (10, 0))
AFTER = (TaskCode(code="tablets", call="medicine", meal="after"),)
BEFORE = (TaskCode(code="tablets", call="medicine", meal="before"),)


def breakfast(
    build: Build, insulin: Any = EIGHT_TO_TEN, meal: Any = EIGHT_TO_TEN, code: str = "insulin", **fields: Any
) -> Problem:
    """A quarter of an hour of insulin (or another code) and half an hour of breakfast, in windows of their own."""
    visits = [
        build.visit(name, minutes=minutes, tasks=(build.task(minutes, code=said),), window=(build.at(*a), build.at(*b)))
        for name, said, minutes, (a, b) in (("dose", code, 15, insulin), ("meal", "breakfast", 30, meal))
    ]
    return build.problem(*visits, *fields.pop("more", ()), **fields)


def short(build: Build, problem: Problem, dose: int, meal: int) -> list[int]:
    """Minutes that are told when the two start so many minutes after eight; each costs five pence."""
    found = build.breaches("call_spacing", problem, s1=[("dose", build.at(8, dose))], s2=[("meal", build.at(8, meal))])
    assert not any(breach.hard for breach in found)
    assert all(breach.cost == breach.amount * 83 for breach in found)
    return [breach.amount // 60 for breach in found]


@pytest.mark.parametrize(
    ("dose", "meal", "told"), [(0, 15, []), (0, 30, []), (0, 14, [1]), (0, 0, [15]), (30, 0, [45]), (60, 30, [45])]
)
def test_insulin_is_over_when_breakfast_begins(build: Build, dose: int, meal: int, told: list[int]) -> None:
    assert short(build, breakfast(build), dose, meal) == told


def test_its_sentence(build: Build) -> None:
    problem = breakfast(build)
    (found,) = build.breaches("call_spacing", problem, s1=[("dose", build.at(8, 30))], s2=[("meal", build.at(8))])
    assert found.sentence == (
        "Ada Testperson's insulin comes before the meal: meal starts at 08:00, before dose ends at 08:45."
    )
    assert (found.visit, found.about) == ("meal", "insulin: dose > meal")


def test_what_comes_after_the_meal_waits_for_it(build: Build) -> None:
    problem = breakfast(build, code="tablets", task_catalogue=AFTER)
    assert short(build, problem, 30, 0) == []
    assert short(build, problem, 29, 0) == [1]
    assert short(build, problem, 0, 15) == [45]


@pytest.mark.parametrize(
    ("insulin", "meal", "told"),
    [
        (EIGHT_TO_TEN, ((9, 0), (12, 0)), True),
        (EIGHT_TO_TEN, ((9, 1), (12, 0)), False),  # they share less than half of the shorter window
        (((11, 0), (14, 0)), ((7, 0), (11, 30)), False),
    ],
)
def test_only_of_the_same_meal_time(build: Build, insulin: Any, meal: Any, told: bool) -> None:
    assert bool(short(build, breakfast(build, insulin, meal), 240, 60)) is told


def test_of_several_meals_the_nearest(build: Build) -> None:
    """Insulin between eleven and two goes with lunch, though breakfast may still be made then."""
    lunch = build.visit("lunch", tasks=(build.task(30, code="lunch"),), window=(build.at(11), build.at(14)))
    problem = breakfast(build, ((11, 0), (14, 0)), ((8, 0), (12, 30)), more=(lunch,))
    found = build.breaches(
        "call_spacing", problem, s1=[("meal", build.at(9)), ("lunch", build.at(12))], s2=[("dose", build.at(12, 30))]
    )
    assert [breach.about for breach in found if "insulin" in breach.about] == ["insulin: dose > lunch"]


def test_what_says_it_otherwise(build: Build) -> None:
    for link in (
        Link(id="l", kind="gap", first="meal", second="dose", min_gap=0),
        Link(id="l", kind="same_start", first="meal", second="dose"),
    ):
        assert short(build, breakfast(build, links=(link,)), 60, 0) == []
    assert short(build, breakfast(build, code="companionship"), 60, 0) == []
    both = build.visit(
        "dose", tasks=(build.task(15, code="insulin"), build.task(15, code="tea")), window=(build.at(8), build.at(10))
    )
    problem = breakfast(build)
    with_a_meal = problem.replace(visits=(both, problem.visit["meal"]))
    assert "insulin: dose > meal" not in {
        breach.about
        for breach in build.breaches(
            "call_spacing", with_a_meal, s1=[("dose", build.at(9))], s2=[("meal", build.at(8))]
        )
    }


def test_the_engine_is_told_the_same(build: Build) -> None:
    """Nothing where windows keep the order anyway."""
    (term,) = [term for term in build.terms("call_spacing", breakfast(build)) if isinstance(term, terms.GapCost)]
    assert (term.first, term.second, term.wanted) == (0, 1, 15 * 60)
    hard = {"windows_hard": True}
    apart = breakfast(build, ((8, 0), (8, 0)), ((8, 15), (10, 0)))
    visits = tuple(visit.model_copy(update=hard) for visit in apart.visits)
    assert not any(
        isinstance(term, terms.GapCost) for term in build.terms("call_spacing", apart.replace(visits=visits))
    )


@pytest.mark.kernel
def test_a_search_keeps_the_order(build: Build) -> None:
    found = solve(breakfast(build, code="tablets", task_catalogue=BEFORE), iterations=500)
    stops = [stop for round_ in found.roster.rounds for stop in round_.stops]
    starts = {stop.visit: stop.start for stop in stops if stop.start is not None}
    assert starts["meal"] >= starts["dose"] + 15 * 60


@pytest.mark.parametrize("kind", ["different_worker", "same_worker", "both_or_none"])
def test_a_link_that_says_nothing_of_when_lifts_nothing(build: Build, kind: Any) -> None:
    links = (Link(id="l", kind=kind, first="meal", second="dose"),)
    assert short(build, breakfast(build, links=links), 60, 0) == [75]

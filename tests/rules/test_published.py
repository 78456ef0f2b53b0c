"""Rule published: nothing told, told and kept, another worker, another time, by notice, and its sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from solver.domain import InputFaults, Promise

if TYPE_CHECKING:
    from .conftest import Build

HOUR = 3600


def test_nothing_told_costs_nothing(build: Build) -> None:
    assert build.breaches("published", build.problem(build.visit("v1")), s3=["v1"]) == []


def test_another_worker_than_promised(build: Build) -> None:
    promise = Promise(visit="v1", workers=("wanda", "xaver"), start=build.at(9), told=-HOUR)
    problem = build.problem(build.visit("v1"), build.visit("v2"), promises=(promise,))
    assert build.breaches("published", problem, s1=[("v1", build.at(9))], s3=["v2"]) == []
    (found,) = build.breaches("published", problem, s3=[("v1", build.at(9))])
    assert (found.hard, found.amount, found.cost) == (False, 1, 600_000 + 100_000)
    assert found.sentence == (
        "Ada Testperson's visit v1 at 09:00 goes to Yusuf Example; promised: Wanda Example and Xaver Example."
    )


@pytest.mark.parametrize(("to", "cost"), [("client", 600_000), ("worker", 100_000), ("both", 700_000)])
def test_who_was_told_says_what_it_costs(build: Build, to: str, cost: int) -> None:
    promise = Promise.model_validate({"visit": "v1", "workers": ("wanda",), "start": build.at(9), "told": 0, "to": to})
    problem = build.problem(build.visit("v1"), promises=(promise,))
    (found,) = build.breaches("published", problem, s3=[("v1", build.at(9))])
    assert found.cost == cost


def test_a_quarter_of_an_hour_is_free_on_either_side(build: Build) -> None:
    promise = Promise(visit="v1", workers=("wanda",), start=build.at(9), told=0)
    problem = build.problem(build.visit("v1"), promises=(promise,))
    for start in (build.at(8, 45), build.at(9, 15)):
        assert build.breaches("published", problem, s1=[("v1", start)]) == []
    (late,) = build.breaches("published", problem, s1=[("v1", build.at(9, 20))])
    assert (late.amount, late.cost) == (300, 5 * 12_000)
    assert late.sentence == "Ada Testperson's visit v1 starts at 09:20, 20 min later than promised (09:00)."
    (early,) = build.breaches("published", problem, s1=[("v1", build.at(8, 40))])
    assert early.cost == 5 * 12_000
    assert early.sentence == "Ada Testperson's visit v1 starts at 08:40, 20 min earlier than promised (09:00)."
    told = problem.replace(promises=(promise.model_copy(update={"to": "worker"}),))
    assert build.breaches("published", told, s1=[("v1", build.at(9, 20))]) == []


@pytest.mark.parametrize(
    ("day", "told", "price"), [(0, -99, 700), (1, 0, 350), (1, 25, 700), (4, 0, 170), (4, 60, 350)]
)
def test_the_shorter_the_notice_the_dearer(build: Build, day: int, told: int, price: int) -> None:
    promise = Promise(visit="v1", workers=("wanda",), start=(24 * day + 9) * HOUR, told=told * HOUR)
    week = build.problem(build.visit("v1")).horizon.model_copy(update={"days": 7})
    problem = build.problem(build.visit("v1"), promises=(promise,), horizon=week)
    found = [one for one in build.breaches("published", problem, s3=["v1"]) if one.amount == 1]
    assert [one.cost for one in found] == [price * 1000]


def test_a_visit_has_one_promise(build: Build) -> None:
    promise = Promise(visit="v1", workers=("wanda",), start=build.at(9), told=0)
    with pytest.raises(InputFaults, match="want one promise for a visit"):
        build.problem(build.visit("v1"), promises=(promise, promise))
    with pytest.raises(InputFaults, match="want the id of one of the workers"):
        build.problem(build.visit("v1"), promises=(promise.model_copy(update={"workers": ("nobody",)}),))

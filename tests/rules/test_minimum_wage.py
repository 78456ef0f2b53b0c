"""Rule minimum_wage: nothing, at the limit, one over, and its sentence."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from solver.domain import Problem
from solver.rules import Breach

if TYPE_CHECKING:
    from .conftest import Build


Person = dict[str, Any]


def _problem(
    build: Build, pence: int | None, *, young: bool = False, person: Person | None = None, **values: bool
) -> Problem:
    visits = (build.visit("v1"), build.visit("v2", "bert"), build.visit("v3", "cora"))
    worker = build.worker("wanda", hour_pence=pence, under_18=young, **(person or {}))
    shifts = (build.shift("s1", "wanda"),)
    return build.problem(*visits, workers=(worker,), shifts=shifts, pack={"minimum_wage": values})


def _found(build: Build, problem: Problem) -> list[Breach]:
    """Ninety minutes of contact, twenty of travel and ten of waiting: two hours, 25.42 pounds at the minimum."""
    at = build.at
    return build.breaches("minimum_wage", problem, s1=[("v1", at(9)), ("v2", at(9, 40)), ("v3", at(10, 30))])


@pytest.mark.parametrize(
    ("pence", "young", "short"), [(None, False, 0), (1271, False, 0), (1270, False, 2), (800, True, 0), (799, True, 2)]
)
def test_pay_by_the_hour(build: Build, pence: int | None, young: bool, short: int) -> None:
    found = _found(build, _problem(build, pence, young=young))
    assert [(breach.amount, breach.unit) for breach in found] == [(short, "pence")] * bool(short)
    if short:
        assert (found[0].hard, found[0].cost, found[0].worker) == (False, 0, "wanda")


# The days of build begin on 2 March 2026.
AGES = {
    "21 that day": ({"born": date(2005, 3, 2)}, 1271),
    "21 the day after": ({"born": date(2005, 3, 3)}, 1085),
    "18 that day": ({"born": date(2008, 3, 2)}, 1085),
    "18 the day after": ({"born": date(2008, 3, 3)}, 800),
    "apprentice of 30": ({"born": date(1996, 5, 1), "apprentice": True}, 800),
    "not known": ({}, 1271),
}


@pytest.mark.parametrize(("person", "least"), AGES.values(), ids=list(AGES))
def test_the_minimum_is_that_of_the_workers_age(build: Build, person: Person, least: int) -> None:
    assert _found(build, _problem(build, least, person=person)) == []
    (found,) = _found(build, _problem(build, least - 1, person=person))
    assert f"in all of £{least / 100:.2f} an hour." in found.sentence


def test_its_sentence(build: Build) -> None:
    (found,) = _found(build, _problem(build, 1270))
    assert found.sentence == (
        "Wanda Example earns £12.70 an hour over 2 h 00 min of contact, travel and waiting, £0.02 short in all of "
        "£12.71 an hour."
    )


@pytest.mark.parametrize(
    ("travel", "waiting", "enough"),
    [(False, False, 1695), (False, True, 1526), (True, False, 1387)],  # 2542 pence over 90, 100 and 110 minutes
)
def test_unpaid_travel_or_waiting_lowers_the_hour(build: Build, travel: bool, waiting: bool, enough: int) -> None:
    paid: dict[str, Any] = {"travel_paid": travel, "waiting_paid": waiting}
    assert _found(build, _problem(build, enough, **paid)) == []
    (found,) = _found(build, _problem(build, enough - 1, **paid))
    assert found.amount == 1


def test_all_rounds_of_a_worker_count_together(build: Build) -> None:
    """An hour of visits in one place makes good for a round that is half travel."""
    at = build.at
    shifts = (build.shift("s1", "wanda", at(8), at(12)), build.shift("s2", "wanda", at(13), at(17)))
    visits = (build.visit("v1", minutes=10), build.visit("v2", "bert", minutes=10), build.visit("v3", minutes=60))
    workers = (build.worker("wanda", hour_pence=1450),)
    pack = {"minimum_wage": {"travel_paid": False}}
    problem = build.problem(*visits, workers=workers, shifts=shifts, pack=pack)
    first = [("v1", at(9)), ("v2", at(9, 20))]
    (found,) = build.breaches("minimum_wage", problem, s1=first)
    assert found.amount == 153  # 635.5 pence for half an hour, less 20 minutes at 1450
    assert build.breaches("minimum_wage", problem, s1=first, s2=[("v3", at(14))]) == []


def test_nobody_at_work(build: Build) -> None:
    assert build.breaches("minimum_wage", _problem(build, 1)) == []
    assert build.terms("minimum_wage", _problem(build, 1)) == []

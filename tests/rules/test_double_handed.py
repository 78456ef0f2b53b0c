"""Rule double_handed: nothing, at the limit, one over, and its sentence."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from solver.domain import Horizon, Link, UnpaidCarer
from solver.terms import Handed

if TYPE_CHECKING:
    from .conftest import Build


def test_two_together(build: Build) -> None:
    problem = build.problem(build.visit("v1", workers=2))
    start = build.at(9)
    assert build.breaches("double_handed", problem) == []
    assert build.breaches("double_handed", problem, s1=[("v1", start)], s2=[("v1", start)]) == []


def test_one_of_two(build: Build) -> None:
    (found,) = build.breaches("double_handed", build.problem(build.visit("v1", workers=2)), s1=["v1"])
    assert found.hard
    assert found.sentence == "Ada Testperson's visit v1 takes two workers and has 1: Wanda Example."


def test_one_too_many(build: Build) -> None:
    (found,) = build.breaches("double_handed", build.problem(build.visit("v1")), s1=["v1"], s2=["v1"])
    assert "takes one worker and has 2: Wanda Example and Xaver Example" in found.sentence
    assert (found.amount, found.shift, found.worker) == (1, "s1", "wanda")  # told of the first of them


def test_a_second_apart(build: Build) -> None:
    problem = build.problem(build.visit("v1", workers=2))
    (found,) = build.breaches("double_handed", problem, s1=[("v1", build.at(9))], s2=[("v1", build.at(9, second=1))])
    assert found.amount == 1
    assert "but Wanda Example starts at 09:00 and Xaver Example at 09:00" in found.sentence


def test_the_same_worker_twice(build: Build) -> None:
    shifts = (build.shift("s1", "wanda"), build.shift("s2", "wanda"))
    problem = build.problem(build.visit("v1", workers=2), shifts=shifts)
    (found,) = build.breaches("double_handed", problem, s1=[("v1", build.at(9))], s2=[("v1", build.at(9))])
    assert "Wanda Example is down for both" in found.sentence


def test_a_linked_pair_of_visits(build: Build) -> None:
    link = Link(id="pair", kind="double_handed", first="v1", second="v2")
    problem = build.problem(build.visit("v1"), build.visit("v2"), links=(link,))
    start = build.at(9)
    assert build.breaches("double_handed", problem, s1=[("v1", start)], s2=[("v2", start)]) == []
    (found,) = build.breaches("double_handed", problem, s1=["v1"])
    assert found.sentence == "Ada Testperson's visit v1 is served without v2, its other pair of hands (link pair)."
    (found,) = build.breaches("double_handed", problem, s1=[("v1", start)], s2=[("v2", start + 60)])
    assert found.amount == 60
    found_both = build.breaches("double_handed", problem, s1=[("v1", start), ("v2", start)])
    assert [breach.amount for breach in found_both] == [1]


def test_on_a_literature_clock_an_unpaid_carer_is_no_pair_of_hands(build: Build) -> None:
    carer = UnpaidCarer(
        id="c1",
        client="ada",
        name="Cousin Sample",
        second_hands=True,
        carer_agreed=date(2026, 1, 5),
        client_agreed=date(2026, 1, 5),
    )
    for ticks, alone in ((60, True), (1000, False)):
        horizon = Horizon(start=datetime(2026, 3, 2, tzinfo=UTC), ticks_per_minute=ticks)
        visit = build.visit("v1", workers=2, unpaid_carer="c1")
        problem = build.problem(visit, unpaid_carers=(carer,), horizon=horizon)
        assert (build.breaches("double_handed", problem, s1=[("v1", build.at(9))]) == []) == alone
        pair = build.breaches("double_handed", problem, s1=[("v1", build.at(9))], s2=[("v1", build.at(9))])
        assert (pair == []) != alone
        (handed,) = [term for term in build.terms("double_handed", problem) if isinstance(term, Handed)]
        assert list(handed.workers) == [1 if alone else 2]


def test_one_too_many_at_another_time_is_told_once(build: Build) -> None:
    (found,) = build.breaches(
        "double_handed", build.problem(build.visit("v1")), s1=[("v1", build.at(9))], s2=[("v1", build.at(10))]
    )
    assert found.unit == "count"

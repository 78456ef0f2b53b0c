"""Rule clinical_window: nothing, at the limit, one over, and its sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from solver.domain import Problem, Window

if TYPE_CHECKING:
    from .conftest import Build


def _problem(build: Build, *spans: tuple[int, int]) -> Problem:
    tasks = tuple(
        build.task(
            10, code=f"dressing {n}", clinical_window=Window(start=a, end=b), clinical_window_set_by="Nurse Example"
        )
        for n, (a, b) in enumerate(spans)
    ) or (build.task(10),)
    return build.problem(build.visit("v1", tasks=tasks))


def test_no_clinical_window(build: Build) -> None:
    assert build.breaches("clinical_window", _problem(build), s1=["v1"]) == []


@pytest.mark.parametrize(("second", "amount"), [(0, 0), (1, 1)])
def test_the_end_is_inside_and_a_second_later_is_not(build: Build, second: int, amount: int) -> None:
    problem = _problem(build, (build.at(9), build.at(10)))
    found = build.breaches("clinical_window", problem, s1=[("v1", build.at(10, second=second))])
    assert [breach.amount for breach in found] == [amount] * bool(amount)


def test_the_sentence_names_the_nurse(build: Build) -> None:
    problem = _problem(build, (build.at(9), build.at(10)))
    (found,) = build.breaches("clinical_window", problem, s1=[("v1", build.at(8, 45))])
    assert found.hard
    assert found.sentence == (
        "Ada Testperson's visit v1 starts at 08:45 with Wanda Example, 15 min outside the clinical window 09:00 "
        "to 10:00 that Nurse Example set for dressing 0."
    )


def test_two_tasks_leave_what_their_windows_share_and_nothing_when_they_do_not_meet(build: Build) -> None:
    at = build.at
    (term,) = build.terms("clinical_window", _problem(build, (at(9), at(11)), (at(10), at(12))))
    assert term.intervals == ((at(9, 50), at(11)),)  # the second comes ten minutes after the first
    (never,) = build.terms("clinical_window", _problem(build, (at(9), at(10)), (at(10, 10, second=1), at(12))))
    assert never.pairs.all()
    (once,) = build.terms("clinical_window", _problem(build, (at(9), at(10)), (at(10, 10), at(12))))
    assert once.intervals == ((at(10), at(10)),)


@pytest.mark.parametrize(
    ("start", "away"),
    [((8, 50), [0, 0]), ((9, 0), [0, 0]), ((9, 10), [0, 0]), ((9, 11), [0, 1]), ((8, 49), [1, 1]), ((8, 39), [11, 11])],
)
def test_each_task_counts_when_it_is_reached(build: Build, start: tuple[int, int], away: list[int]) -> None:
    """The first may be reached from 08:50 to 10:00, the second, ten minutes later, from 09:00 to 09:20."""
    at = build.at
    problem = _problem(build, (at(8, 50), at(10)), (at(9), at(9, 20)))
    found = build.breaches("clinical_window", problem, s1=[("v1", at(*start))])
    assert [breach.amount for breach in found] == [minutes * 60 for minutes in away if minutes]
    assert [breach.about for breach in found] == [f"dressing {n}" for n, minutes in enumerate(away) if minutes]
    (term,) = build.terms("clinical_window", problem)
    assert any(lo <= at(*start) <= hi for lo, hi in term.intervals) == (away == [0, 0])


def test_the_sentence_says_when_a_later_task_is_reached(build: Build) -> None:
    problem = _problem(build, (build.at(8), build.at(10)), (build.at(9), build.at(9, 20)))
    (found,) = build.breaches("clinical_window", problem, s1=[("v1", build.at(9, 15))])
    assert found.sentence == (
        "Ada Testperson's visit v1 starts at 09:15 with Wanda Example and comes to dressing 1 at 09:25, 5 min outside "
        "the clinical window 09:00 to 09:20 that Nurse Example set for dressing 1."
    )


def test_stops_without_times_wait_for_the_task(build: Build) -> None:
    """Ten minutes before its window opens the visit may begin."""
    problem = _problem(build, (build.at(8), build.at(10)), (build.at(9), build.at(9, 20)))
    measured = build.check(problem, s1=["v1"]).timeline
    assert measured.served["v1"][0][1].start == build.at(8, 50)

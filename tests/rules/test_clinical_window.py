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
    assert term.intervals == ((at(10), at(11)),)
    (never,) = build.terms("clinical_window", _problem(build, (at(9), at(10)), (at(11), at(12))))
    assert never.pairs.all()

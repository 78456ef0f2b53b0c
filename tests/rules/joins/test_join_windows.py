"""Rule join_windows: judged at when a task is really done, at both ends, and its sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fixtures.paper import MINUTE, at
from solver.domain import TimeCritical, Window

if TYPE_CHECKING:
    from .conftest import Joint

LATER = (("c1", 1), ("n1", 0), ("c1", 0))  # the insulin after the meal: 15 minutes into the visit


@pytest.mark.parametrize(("closes", "away"), [(at(8, 45), 0), (at(8, 45) - 1, 1), (at(8, 30), 15 * MINUTE)])
def test_a_clinical_window_holds_for_the_task_not_the_start(joint: Joint, closes: int, away: int) -> None:
    joint.join("n1+c1", steps=joint.steps(*LATER))
    joint.task("n1", 0, clinical_window=Window(start=at(8), end=closes))
    found = joint.breaches("join_windows")
    assert [breach.amount for breach in found] == ([away] if away else [])
    if away == 15 * MINUTE:
        assert found[0].sentence == (
            "Carl Testworker comes to Ada Testclient's insulin (visit n1) on 1 March 2027 in joint visit n1+c1 at "
            "08:45, 15 min outside the clinical window 08:00 to 08:30 that Nurse Nora Example set."
        )


@pytest.mark.parametrize(("prescribed", "away"), [(at(8, 35), 0), (at(8, 34), MINUTE), (at(8, 55), 0), (at(8, 56), 60)])
def test_a_prescribed_moment_too(joint: Joint, prescribed: int, away: int) -> None:
    joint.join("n1+c1", steps=joint.steps(*LATER))
    joint.task("n1", 0, time_critical=TimeCritical(at=prescribed, tolerance=10 * MINUTE))
    assert [breach.amount for breach in joint.breaches("join_windows")] == ([away] if away else [])


@pytest.mark.parametrize(("opens", "away"), [(at(8, 45), 0), (at(8, 45) + 1, 1)])
def test_it_holds_for_the_task_from_its_beginning_on(joint: Joint, opens: int, away: int) -> None:
    """A task that the joint visit comes to sooner than its own visit would is too early, not as good as before."""
    joint.task("n1", 0, clinical_window=None)
    joint.join("n1+c1", steps=joint.steps(*LATER))
    joint.task("c1", 0, clinical_window=Window(start=at(9), end=at(10)), clinical_window_set_by="Nurse Nora Example")
    assert joint.breaches("join_windows") == []  # half an hour in, at nine
    joint.join("n1+c1", steps=joint.steps(("c1", 1), ("c1", 0), ("n1", 0)))
    assert [breach.amount for breach in joint.breaches("join_windows")] == [15 * MINUTE]
    joint.task("c1", 0, clinical_window=Window(start=opens, end=at(10)), clinical_window_set_by="Nurse Nora Example")
    assert [breach.amount for breach in joint.breaches("join_windows")] == ([away] if away else [])


def test_the_ordinary_rules_leave_it_to_this_one(joint: Joint) -> None:
    joint.task("n1", 0, clinical_window=Window(start=at(9), end=at(10)))
    joint.task("n1", 0, time_critical=TimeCritical(at=at(9), tolerance=0))
    assert len(joint.breaches("join_windows")) == 2
    assert joint.breaches("clinical_window") == joint.breaches("time_critical") == []


def test_agreed_windows_that_do_not_meet(joint: Joint) -> None:
    joint.change("visits", "c1", windows=(Window(start=at(10), end=at(11)),))  # they touch at 10:00
    assert joint.sentences("join_windows") == [
        "Carl Testworker's joint visit n1+c1 on 1 March 2027 begins at 08:30, 90 min before the agreed window of visit "
        "c1 (Ada Testclient) opens at 10:00."
    ]
    joint.change("visits", "c1", windows=(Window(start=at(10) + 1, end=at(11)),))
    assert joint.sentences("join_windows") == [
        "Carl Testworker's joint visit n1+c1 on 1 March 2027 is of visits whose agreed windows do not meet (n1 08:00 "
        "to 10:00, c1 10:00 to 11:00): they stay apart."
    ]


def test_no_part_begins_before_its_window_opens(joint: Joint) -> None:
    joint.change("visits", "c1", windows=(Window(start=at(8, 30), end=at(9)),))
    assert joint.sentences("join_windows") == []
    joint.change("visits", "c1", windows=(Window(start=at(8, 31), end=at(9)),))
    assert [breach.amount for breach in joint.breaches("join_windows")] == [MINUTE]


@pytest.mark.parametrize(("closes", "away"), [(at(8, 30), 0), (at(8, 30) - 1, 1), (at(8, 10), 20 * MINUTE)])
def test_no_part_is_late_for_being_joined(joint: Joint, closes: int, away: int) -> None:
    joint.change("visits", "c1", windows=(Window(start=at(7), end=closes),))
    found = joint.breaches("join_windows")
    assert [breach.amount for breach in found] == ([away] if away else [])
    if away == 20 * MINUTE:
        assert found[0].sentence == (
            "Carl Testworker's joint visit n1+c1 on 1 March 2027 begins at 08:30, 20 min after the agreed window of "
            "visit c1 (Ada Testclient) closes at 08:10."
        )


def test_between_two_agreed_windows_is_inside_none(joint: Joint) -> None:
    windows = (Window(start=at(8), end=at(8, 20)), Window(start=at(9), end=at(10)))
    joint.change("visits", "c1", windows=windows)
    assert [breach.amount for breach in joint.breaches("join_windows")] == [10 * MINUTE]

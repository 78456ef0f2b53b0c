"""Other agreed times or another length: the visit stays where it can, and clinical windows are a nurse's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from fixtures.every_join import joined_day, joined_roster
from fixtures.paper import MINUTE, at
from solver.amend import Amendment, ChangeWindow, amend
from solver.domain import Accepting, InputFaults, Problem, Registrant, TimeCritical, Window

from .test_changes import roster, three, times, when

Sound = Callable[[Amendment], None]
NURSE = {"by": "Nora Example", "role": Accepting.NURSE_LEAD}


def to(problem: Problem, visit: str, earliest: int | None, latest: int | None, **fields: Any) -> ChangeWindow:
    moments = {name: when(problem, ticks) for name, ticks in (("earliest", earliest), ("latest", latest)) if ticks}
    return ChangeWindow(visit=visit, **moments, **fields)


def clinical(**fields: Any) -> Problem:
    """Visit b's task is to be reached between half past nine and ten."""
    problem = three(**fields)
    (task,) = problem.visit["b"].tasks
    window = Window(start=at(9, 30), end=at(10))
    set_ = task.model_copy(update={"clinical_window": window, "clinical_window_set_by": "Nell Nurse RN"})
    visits = (one.model_copy(update={"tasks": (set_,)}) if one.id == "b" else one for one in problem.visits)
    return problem.replace(visits=tuple(visits))


def faults(problem: Problem, *changes: ChangeWindow) -> dict[str, str]:
    with pytest.raises(InputFaults) as error:
        amend(problem, roster(), changes)
    return {fault.where: fault.expected for fault in error.value.faults}


def test_while_its_time_fits_it_stays(nothing_lost: Sound) -> None:
    problem = three()
    made = amend(problem, roster(), [to(problem, "b", at(9, 30), at(10))])
    assert made.safe
    assert made.problem.visit["b"].windows == (Window(start=at(9, 30), end=at(10)),)
    assert times(made) == {
        "s": [("a", at(9)), ("b", at(9, 40)), ("d", at(12, 30))],
        "t": [("c", at(9)), ("d", at(12, 30))],
    }
    assert "may begin from 09:30 to 10:00 now." in made.sentences[0]
    nothing_lost(made)


def test_only_one_end_may_be_told() -> None:
    problem = three()
    made = amend(problem, roster(), [to(problem, "b", None, at(9, 50))])
    assert made.problem.visit["b"].windows == (Window(start=at(9), end=at(9, 50)),)


def test_else_it_is_timed_anew_or_goes_elsewhere(nothing_lost: Sound) -> None:
    problem = three()
    made = amend(problem, roster(), [to(problem, "b", at(11), at(11, 30))])
    assert made.safe
    (start,) = [start for stops in times(made).values() for name, start in stops if name == "b"]
    assert at(11) <= start <= at(11, 30)
    before = amend(problem, roster(), [to(problem, "b", at(8, 10), at(8, 20))])
    (start,) = [start for stops in times(before).values() for name, start in stops if name == "b"]
    assert at(8, 10) <= start <= at(8, 20)
    nothing_lost(made)
    nothing_lost(before)


def test_where_nobody_can_it_is_left_out_with_the_verdict(nothing_lost: Sound) -> None:
    problem = three()
    made = amend(problem, roster(), [to(problem, "b", at(20), at(21))])
    (entry,) = made.roster.unserved
    assert (entry.visit, entry.verdict) == ("b", "PROVEN")
    assert entry.reason
    assert made.safe
    nothing_lost(made)


def test_one_for_two_workers_moves_with_both(nothing_lost: Sound) -> None:
    problem = three()
    made = amend(problem, roster(), [to(problem, "d", at(12, 40), at(12, 50))])
    starts = [start for stops in times(made).values() for name, start in stops if name == "d"]
    assert len(starts) == 2
    assert len(set(starts)) == 1
    assert at(12, 40) <= starts[0] <= at(12, 50)
    assert made.safe
    nothing_lost(made)


def test_a_longer_visit_pushes_what_comes_after(nothing_lost: Sound) -> None:
    problem = three()
    made = amend(problem, roster(), [ChangeWindow(visit="a", minutes=60)])
    assert made.safe
    assert made.problem.visit["a"].duration == 60 * MINUTE
    assert made.roster.unserved == ()
    nothing_lost(made)
    back = amend(made.problem, made.roster, [ChangeWindow(visit="a", minutes=30)])
    assert back.problem.visit["a"].length is None
    shorter = amend(problem, roster(), [ChangeWindow(visit="a", minutes=20)])
    assert "takes 20 min, though its tasks take 30 now." in shorter.sentences[0]


def test_a_visit_that_was_left_out_comes_in(nothing_lost: Sound) -> None:
    problem = three()
    out = amend(problem, roster(), [to(problem, "b", at(20), at(21))])
    made = amend(out.problem, out.roster, [to(problem, "b", at(9), at(12))])
    assert made.roster.unserved == ()
    nothing_lost(made)


def test_joint_visits_are_taken_apart_where_they_cannot_be_any_more(nothing_lost: Sound) -> None:
    problem, joined = joined_day(), joined_roster()
    for join in joined.joins:
        visit = problem.visit[join.visits[0]]
        later = visit.windows[-1].end + 5 * 3600
        made = amend(problem, joined, [to(problem, visit.id, later, later + 1800, **NURSE)])
        nothing_lost(made)
        for one in made.roster.rounds:
            for stop in one.stops:
                if stop.visit == visit.id:
                    assert stop.start is not None
                    assert later <= stop.start <= later + 1800


def test_of_several_windows_both_ends_of_the_new_one_are_told() -> None:
    problem = three()
    two = (Window(start=at(9), end=at(10)), Window(start=at(11), end=at(12)))
    visits = (one.model_copy(update={"windows": two}) if one.id == "b" else one for one in problem.visits)
    problem = problem.replace(visits=tuple(visits))
    told = faults(problem, to(problem, "b", at(9, 30), None))
    assert "several windows (09:00-10:00, 11:00-12:00)" in told["changes[0].latest"]
    made = amend(problem, roster(), [to(problem, "b", at(9, 30), at(11))])
    assert made.problem.visit["b"].windows == (Window(start=at(9, 30), end=at(11)),)


def test_what_cannot_be_is_told() -> None:
    problem = three()
    assert list(faults(problem, to(problem, "b", at(11), at(10)))) == ["changes[0].latest"]
    assert "the nearest" in faults(problem, to(problem, "bb", at(9), at(10)))["changes[0].visit"]
    assert "whole seconds" in faults(problem, ChangeWindow(visit="b", minutes=10.001))["changes[0].minutes"]


def test_agreed_times_never_move_a_clinical_window_or_a_prescribed_moment() -> None:
    problem = clinical()
    told = faults(problem, to(problem, "b", at(11), at(12), **NURSE))
    assert "care keeps its clinical window, 09:30-10:00, set by Nell Nurse RN" in told["changes[0].earliest"]
    (task,) = problem.visit["b"].tasks
    critical = {
        "clinical_window": None,
        "clinical_window_set_by": "",
        "time_critical": TimeCritical(at=at(9, 45), tolerance=10 * MINUTE),
    }
    timed = problem.visit["b"].model_copy(update={"tasks": (task.model_copy(update=critical),)})
    problem = problem.replace(visits=tuple(timed if one.id == "b" else one for one in problem.visits))
    told = faults(problem, to(problem, "b", at(11), at(12), **NURSE))
    assert list(told) == ["changes[0].visit.tasks[0].time_critical.at"]


REGISTERED = {"id": "r1", "name": "Nora Example", "registration": "12A3456E", "registered_until": date(2028, 1, 1)}


@pytest.mark.parametrize(
    ("registrant", "fields", "where"),
    [
        ({}, {"by": "Lea Example", "role": Accepting.SCHEDULER}, "role"),
        ({}, {"by": "Nora Example"}, "role"),
        ({}, {"by": "?", "role": Accepting.NURSE_LEAD}, "by"),
        ({}, NURSE, ""),
        (REGISTERED, {"by": "nora example"}, ""),
        (REGISTERED, {"by": "r1", "role": Accepting.SCHEDULER}, ""),
        ({**REGISTERED, "registered_until": date(2026, 1, 1)}, {"by": "Nora Example"}, "role"),
        ({**REGISTERED, "left": date(2026, 1, 1)}, {"by": "Nora Example"}, "role"),
        ({**REGISTERED, "registration": ""}, {"by": "Nora Example"}, "role"),
    ],
)
def test_a_clinical_window_is_changed_by_a_registrant_or_a_nurse_lead(
    registrant: dict[str, Any], fields: dict[str, Any], where: str
) -> None:
    problem = clinical(registrants=(Registrant(**registrant),) if registrant else ())
    change = to(problem, "b", at(11), at(11, 30), task="CARE", **fields)
    if where:
        assert list(faults(problem, change)) == [f"changes[0].{where}"]
        return
    made = amend(problem, roster(), [change])
    (task,) = made.problem.visit["b"].tasks
    assert task.clinical_window == Window(start=at(11), end=at(11, 30))
    assert task.clinical_window_set_by == fields["by"]
    assert made.problem.visit["b"].windows == problem.visit["b"].windows
    (start,) = [start for stops in times(made).values() for name, start in stops if name == "b"]
    assert at(11) <= start <= at(11, 30)
    assert made.safe


def test_afterwards_it_is_called_by_its_new_time() -> None:
    made = amend(three(), roster(), [to(three(), "b", at(11), at(11, 30))])
    moved = [sentence for sentence in made.sentences[1:] if "(b)" in sentence]
    assert moved
    assert all("11:00 visit (b)" in sentence for sentence in moved)

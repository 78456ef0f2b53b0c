"""The state before a day: what yesterday's roster tells of last shifts and of what was done last."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest

from fixtures.paper import LONDON, at, day, worker
from solver.before import Earlier, fill_before, write_before
from solver.domain import (
    InputFaults,
    Join,
    Link,
    Problem,
    Roster,
    Round,
    Shift,
    Step,
    Stop,
    Task,
    TaskBefore,
    Visit,
    Window,
    WorkerBefore,
)

DAY = 24 * 3600
TEN = 600  # every journey


def call(name: str, code: str, opens: int, client: str = "ann", minutes: int = 30, **more: Any) -> Visit:
    tasks = more.pop("tasks", (Task(code=code, duration=minutes * 60, order=more.pop("order", "")),))
    agreed = (Window(start=opens, end=opens + 7200),)
    return Visit(id=name, client=client, organisation="care", tasks=tasks, windows=agreed, **more)


def problem(*visits: Visit, shifts: Sequence[Shift] = (), later: int = 0, **more: Any) -> Problem:
    """Ann and Bob, workers w1 and w2 from 7:00 to 22:00; so many days after the first."""
    made = day(
        {"home ann": 10, "home bob": 10, "ann bob": 10},
        [call("for ann", "meal", at(8)), call("for bob", "meal", at(8), "bob")],
        [worker("w1"), worker("w2")],
        list(shifts) or [Shift(id=f"s{n}", worker=f"w{n}", start=at(7), end=at(22)) for n in (1, 2)],
    )
    start = made.horizon.start + timedelta(days=later)
    return made.replace(pack={}, visits=visits, horizon=made.horizon.model_copy(update={"start": start}), **more)


def planned(**rounds: list[tuple[str, int]]) -> Roster:
    stops = {shift: tuple(Stop(visit=visit, start=start) for visit, start in some) for shift, some in rounds.items()}
    return Roster(rounds=tuple(Round(shift=shift, stops=some) for shift, some in stops.items()))


def rows(problem: Problem) -> list[tuple[str, str, int, int | None, str | None]]:
    return [(one.client, one.task, one.start, one.end, one.visit) for one in problem.tasks_before]


YESTERDAY = Earlier(
    problem(
        call("v1", "meal", at(8)),
        call("v2", "meal", at(17)),
        call("v3", "medication", at(18), "bob"),
        shifts=[
            Shift(id="s1", worker="w1", start=at(7), end=at(12)),
            Shift(id="s2", worker="w1", start=at(16), end=at(22)),
            Shift(id="s3", worker="w2", start=at(7), end=at(22)),
        ],
    ),
    planned(s1=[("v1", at(8))], s2=[("v2", at(17)), ("v3", at(18))]),
)


def test_the_last_shift_is_when_somebody_was_really_back_and_a_split_day_is_one_duty() -> None:
    today, notes = write_before(problem(call("t1", "meal", at(8)), later=1), [YESTERDAY])
    back = at(18, 30) + TEN - DAY
    assert today.workers_before == (WorkerBefore(worker="w1", until=back, began=at(7, 50) - DAY),)
    assert notes[0].endswith("the last shift of 1 of 2 workers, and what was done last for 2 of 2 clients.")
    assert notes[1] == "The hours of the last seven days are not known: the earlier rosters hold 1 of them."
    assert len(notes) == 2


def test_the_last_of_each_code_is_told_with_the_time_of_its_visit() -> None:
    today, _ = write_before(problem(call("t1", "meal", at(8)), later=1), [YESTERDAY])
    assert rows(today) == [
        ("ann", "meal", at(17) - DAY, at(17, 30) - DAY, "v2"),
        ("bob", "medication", at(18) - DAY, at(18, 30) - DAY, "v3"),
    ]


def test_orders_and_other_spellings() -> None:
    visits = (
        call("a", "insulin", at(8), order="long acting"),
        call("b", "Insulin", at(12), order="short acting"),
        call("c", "MEAL", at(13)),
        call("d", "meal", at(9)),
    )
    roster = planned(s1=[("a", at(8)), ("d", at(9)), ("b", at(12)), ("c", at(13))])
    today, _ = write_before(problem(call("t1", "meal", at(8)), later=1), [Earlier(problem(*visits), roster)])
    assert [(one.task, one.order, one.visit) for one in today.tasks_before] == [
        ("insulin", "long acting", "a"),
        ("Insulin", "short acting", "b"),
        ("MEAL", "", "c"),
    ]


def test_what_a_link_keeps_its_distance_from_is_told_too() -> None:
    """v1 is not the last meal, but the day's first dose keeps its distance from it."""
    parts: dict[str, Any] = {
        name: getattr(problem(call("t1", "meal", at(8)), later=1), name) for name in Problem.model_fields
    }
    parts["links"] = (Link(id="l", kind="gap", first="v1", second="t1", min_gap=3600),)
    notes: list[str] = []
    fill_before([YESTERDAY], notes)(parts)
    today = Problem(**parts)
    assert [one.visit for one in today.tasks_before] == ["v1", "v2", "v3"]
    assert len(notes) == 2


def test_visits_whose_ids_come_again_today_are_told_without_them() -> None:
    today, _ = write_before(problem(call("v2", "meal", at(8)), later=1), [YESTERDAY])
    assert [(one.client, one.visit) for one in today.tasks_before] == [("ann", None), ("bob", "v3")]


def test_an_id_that_was_a_visit_of_two_days_is_that_of_the_last() -> None:
    """Yesterday's document tells of a visit of the same id: a gap is measured from yesterday's own."""
    older = TaskBefore(client="ann", task="medication", start=at(8) - DAY, end=at(9) - DAY, visit="v1")
    day_before = Earlier(YESTERDAY.problem.replace(tasks_before=(older,)), YESTERDAY.roster)
    parts: dict[str, Any] = {
        name: getattr(problem(call("t1", "meal", at(8)), later=1), name) for name in Problem.model_fields
    }
    parts["links"] = (Link(id="l", kind="gap", first="v1", second="t1", min_gap=3600),)
    fill_before([day_before], [])(parts)
    told = [(one.task, one.start, one.visit) for one in parts["tasks_before"] if one.client == "ann"]
    assert told == [("medication", at(8) - 2 * DAY, None), ("meal", at(8) - DAY, "v1"), ("meal", at(17) - DAY, "v2")]


def test_a_joint_visit_tells_of_its_parts() -> None:
    steps = (Step(visit="v1", task=0), Step(visit="v3", task=0))
    join = Join(id="j", outcome="join", visits=("v1", "v3"), steps=steps, duration=3600)
    both = problem(call("v1", "meal", at(8)), call("v3", "medication", at(8)))
    roster = planned(s1=[("j", at(9))]).model_copy(update={"joins": (join,)})
    today, _ = write_before(problem(call("t1", "meal", at(8)), later=1), [Earlier(both, roster)])
    assert rows(today) == [
        ("ann", "meal", at(9) - DAY, at(10) - DAY, "v1"),
        ("ann", "medication", at(9) - DAY, at(10) - DAY, "v3"),
    ]


def test_a_night_that_runs_into_the_day() -> None:
    night = problem(call("n", "medication", at(25)), shifts=[Shift(id="s", worker="w1", start=at(21), end=at(30))])
    today, _ = write_before(problem(call("t1", "meal", at(8)), later=1), [Earlier(night, planned(s=[("n", at(26))]))])
    (back,) = today.workers_before
    assert (back.until, back.began) == (at(2, 40), at(1, 50))
    assert rows(today) == [("ann", "medication", at(2), at(2, 30), "n")]


def test_what_the_document_says_stands_and_a_difference_is_told() -> None:
    own = WorkerBefore(worker="w1", until=at(23) - DAY)
    meal = TaskBefore(client="ann", task="Meal", start=at(20) - DAY)
    today, notes = write_before(
        problem(call("t1", "meal", at(8)), later=1, workers_before=(own,), tasks_before=(meal,)), [YESTERDAY]
    )
    assert today.workers_before == (own,)
    assert today.tasks_before[0] == meal
    assert [one.client for one in today.tasks_before] == ["ann", "bob"]
    told = notes[-1]
    assert "the last shift of" in told
    assert "ended at Mon 01 Mar 23:00, not at Mon 01 Mar 18:40" in told
    assert "meal for" in told
    assert "was last done at Mon 01 Mar 20:00, not at Mon 01 Mar 17:00" in told


def test_an_own_row_that_agrees_gains_what_it_left_open() -> None:
    own = WorkerBefore(worker="w1", until=at(18, 40) - DAY)
    today, notes = write_before(problem(call("t1", "meal", at(8)), later=1, workers_before=(own,)), [YESTERDAY])
    assert today.workers_before == (own.model_copy(update={"began": at(7, 50) - DAY}),)
    assert not any("stands" in one for one in notes)


def test_seven_days_tell_the_hours_of_the_week() -> None:
    week = [Earlier(problem(call("v", "meal", at(8)), later=n), planned(s1=[("v", at(8))])) for n in range(7)]
    today, notes = write_before(problem(call("t1", "meal", at(8)), later=7), week)
    assert [(one.worker, one.week) for one in today.workers_before] == [("w1", 7 * (30 * 60 + 2 * TEN))]
    assert len(notes) == 1
    fewer, notes = write_before(problem(call("t1", "meal", at(8)), later=7), week[1:])
    assert [one.week for one in fewer.workers_before] == [None]
    assert "hold 6 of them" in notes[1]


def test_who_did_not_work_yesterday_keeps_what_yesterday_knew() -> None:
    known = WorkerBefore(worker="w2", until=-3600, began=-7 * 3600)
    older = Earlier(YESTERDAY.problem.replace(workers_before=(known,)), YESTERDAY.roster)
    today, _ = write_before(problem(call("t1", "meal", at(8)), later=1), [older])
    rest = next(one for one in today.workers_before if one.worker == "w2")
    assert (rest.until, rest.began) == (-3600 - DAY, -7 * 3600 - DAY)


def test_one_id_and_two_names_are_two_people() -> None:
    today = problem(call("t1", "meal", at(8)), later=1)
    other = today.workers[0].model_copy(update={"name": "Somebody Else (invented)"})
    made, notes = write_before(today.replace(workers=(other, *today.workers[1:])), [YESTERDAY])
    assert made.workers_before == ()
    assert "w1 is Somebody Else (invented) here and" in notes[-1]


def test_who_is_in_no_earlier_day_is_named() -> None:
    alone = YESTERDAY.problem.replace(workers=YESTERDAY.problem.workers[:1], shifts=YESTERDAY.problem.shifts[:2])
    _, notes = write_before(problem(call("t1", "meal", at(8)), later=1), [Earlier(alone, YESTERDAY.roster)])
    assert any("No earlier day tells of the last shift of" in one for one in notes)


def test_the_clock_change_moves_nothing() -> None:
    """23:30 is 23:30, though the day has 23 hours."""
    start = datetime(2026, 3, 29, tzinfo=LONDON)
    spring = YESTERDAY.problem.horizon.model_copy(update={"start": start})
    older = Earlier(YESTERDAY.problem.replace(horizon=spring), YESTERDAY.roster)
    after = problem(call("t1", "meal", at(8)))
    tomorrow = after.replace(horizon=spring.model_copy(update={"start": datetime(2026, 3, 30, tzinfo=LONDON)}))
    made, _ = write_before(tomorrow, [older])
    assert made.workers_before[0].until == at(18, 40) - 23 * 3600


@pytest.mark.parametrize("later", [0, -1, 2, 9])
def test_only_the_day_just_before_is_taken(later: int) -> None:
    with pytest.raises(InputFaults) as caught:
        write_before(problem(call("t1", "meal", at(8)), later=later), [YESTERDAY])
    wanted = "want a day that begins before this one" if later <= 0 else "want the day just before"
    assert [wanted in fault.expected for fault in caught.value.faults] == [True]


def test_a_longer_horizon_that_holds_today_too_counts_up_to_it() -> None:
    week = YESTERDAY.problem.replace(
        horizon=YESTERDAY.problem.horizon.model_copy(update={"days": 7}),
        visits=(*YESTERDAY.problem.visits, call("t0", "meal", DAY + at(8))),
        shifts=(*YESTERDAY.problem.shifts, Shift(id="s4", worker="w2", start=DAY + at(7), end=DAY + at(12))),
    )
    roster = Roster(rounds=(*YESTERDAY.roster.rounds, *planned(s4=[("t0", DAY + at(8))]).rounds))
    made, _ = write_before(problem(call("t1", "meal", at(8)), later=1), [Earlier(week, roster)])
    assert [one.worker for one in made.workers_before] == ["w1"]
    assert max(one.start for one in made.tasks_before) < 0


def test_writing_twice_changes_nothing() -> None:
    once, _ = write_before(problem(call("t1", "meal", at(8)), later=1), [YESTERDAY])
    twice, notes = write_before(once, [YESTERDAY])
    assert twice is once
    assert not any("stands" in one for one in notes)


def test_a_literature_instance_has_no_day_before_it() -> None:
    today = problem(call("t1", "meal", at(8)), later=1)
    abstract = today.replace(horizon=today.horizon.model_copy(update={"ticks_per_minute": 1000}))
    with pytest.raises(InputFaults) as caught:
        write_before(abstract, [YESTERDAY])
    assert "a literature instance has no day before it" in caught.value.faults[0].expected


def test_a_roster_of_today_is_none_of_yesterday() -> None:
    """The same shifts a day later: taken for yesterday's, everybody's last shift would be the one of today."""
    visits = [call("for ann", "meal", at(8))]
    with pytest.raises(InputFaults, match="want a roster of this day"):
        write_before(problem(later=1), [Earlier(problem(*visits), planned(s1=[("for ann", at(8) + DAY)]))])
    write_before(problem(later=1), [Earlier(problem(*visits), planned(s1=[("for ann", at(8))]))])

"""A clinical window or a prescribed moment is about when that task is really reached, in every kind of visit."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from .days import (
    SPRING,
    TODAY,
    Plain,
    at,
    changed,
    day,
    decision,
    named,
    nurse,
    shift,
    task,
    told,
    visit,
    window,
    worker,
)
from .doors import amend, by_hand, check, join_of, solve


def clinical(opens: str, closes: str, on: str = TODAY) -> Plain:
    return {"clinical_window": window(opens, closes, on), "clinical_window_set_by": "Nora Example RN"}


def prescribed(clock: str, tolerance: float, on: str = TODAY) -> Plain:
    return {"time_critical": {"at": at(clock, on), "tolerance_minutes": tolerance}}


def dose(minutes: float = 10, **timed: Any) -> Plain:
    return task("injection", minutes, "health", **timed)


def after(first: float, timed: Plain, opens: str = "07:00", closes: str = "11:00", **fields: Any) -> Plain:
    """A nurse's visit whose second task is timed, and comes ``first`` minutes after it has begun."""
    on, hours = fields.pop("on", TODAY), fields.pop("hours", ("06:00", "14:00"))
    tasks = [task("pressure_area_check", first, "health"), dose(**timed)]
    one = visit("v1", tasks, opens, closes, organisation="trust", day=on, **fields)
    return day([one], [nurse()], [shift("nan", *hours, day=on)], start=on)


HALF_PAST = clinical("08:00", "08:30")
BY_HAND: dict[str, tuple[Plain, str, bool]] = {
    "reached as it opens": (after(20, HALF_PAST), "07:40", True),
    "reached just before it opens": (after(20, HALF_PAST), "07:39", False),
    "reached as it closes": (after(20, HALF_PAST), "08:10", True),
    "reached just after it closes": (after(20, HALF_PAST), "08:11", False),
    "begun inside it and reached after": (after(40, HALF_PAST), "08:00", False),
    "begun before it and reached inside": (after(40, HALF_PAST), "07:45", True),
    "nothing before it": (after(0, HALF_PAST), "08:30", True),
    "nothing before it, and late": (after(0, HALF_PAST), "08:31", False),
    "hard windows": (after(20, HALF_PAST, "08:00", "09:00", windows_hard=True), "08:15", False),
    "a longer visit than its tasks": (after(20, HALF_PAST, length_minutes=60), "08:11", False),
    "a moment met early": (after(30, prescribed("08:30", 15)), "07:45", True),
    "a moment met late": (after(30, prescribed("08:30", 15)), "08:15", True),
    "a moment missed early": (after(30, prescribed("08:30", 15)), "07:44", False),
    "a moment missed late": (after(30, prescribed("08:30", 15)), "08:16", False),
    "a moment to the minute": (after(30, prescribed("08:30", 0)), "08:00", True),
    "begun at the moment": (after(30, prescribed("08:30", 0)), "08:30", False),
    "in the night of spring": (
        after(40, clinical("02:00", "02:30", SPRING), "00:10", "03:00", on=SPRING, hours=("00:00", "06:00")),
        at("00:45", SPRING),
        True,
    ),
    "in the night of spring, late": (
        after(40, clinical("02:00", "02:30", SPRING), "00:10", "03:00", on=SPRING, hours=("00:00", "06:00")),
        at("02:00", SPRING),
        False,
    ),
    "over midnight": (after(40, clinical("23:50", "24:20"), "23:00", "24:30", hours=("22:00", "30:00")), "23:30", True),
    "over midnight, late": (
        after(40, clinical("23:50", "24:20"), "23:00", "24:30", hours=("22:00", "30:00")),
        "23:50",
        False,
    ),
}


@pytest.mark.parametrize("case", named(BY_HAND))
def test_the_checker_counts_to_when_the_task_is_reached(folder: Path, case: tuple[Plain, str, bool]) -> None:
    document, start, accepted = case
    assert check(folder, document, by_hand({"NAN": [("v1", start)]})).accepted is accepted


def reached(folder: Path, document: Plain, offset: float) -> str:
    """When the timed task is reached, "" where the visit is left out; HH:MM."""
    made = solve(folder, document, joins="apply")
    assert made.exit == 0
    if "v1" not in made.starts:
        return ""
    hour, minute = map(int, made.starts["v1"].split(":"))
    total = hour * 60 + minute + round(offset)
    return f"{total // 60:02}:{total % 60:02}"


@pytest.mark.parametrize("on_duty", ["07:20", "07:40", "08:00"])
@pytest.mark.parametrize("offset", [20, 40, 60])
def test_the_search_times_the_visit_by_the_task(folder: Path, offset: float, on_duty: str) -> None:
    """Somebody who is on duty too late for that is not sent; who is early enough is."""
    document = after(offset, HALF_PAST, hours=(on_duty, "14:00"))
    hour, minute = map(int, on_duty.split(":"))
    possible = hour * 60 + minute + 10 + offset <= 8 * 60 + 30
    found = reached(folder, document, offset)
    assert bool(found) is possible
    assert found == "" or "08:00" <= found <= "08:30"


def test_the_search_comes_early_for_a_task_at_the_end(folder: Path) -> None:
    """Three quarters of an hour come first: the visit begins before its clinical window does."""
    assert "08:00" <= reached(folder, after(45, HALF_PAST, "07:00", "07:40"), 45) <= "08:30"
    assert "08:25" <= reached(folder, after(45, prescribed("08:30", 5), "07:00", "08:00"), 45) <= "08:35"


def test_two_windows_are_tried_for_the_task(folder: Path) -> None:
    """Ten past nine to twenty to ten, twenty minutes in: only the second window will do."""
    document = after(20, clinical("09:10", "09:40"), "07:00", "07:30", windows_hard=True)
    spans = [window("07:00", "07:30"), window("09:00", "09:30")]
    assert "09:10" <= reached(folder, changed(document, told("visits", "v1", windows=spans)), 20) <= "09:40"
    assert reached(folder, document, 20) == ""


def test_two_timed_tasks_of_one_visit_are_both_met(folder: Path) -> None:
    """Half an hour lies between them as the tasks are commissioned."""
    tasks = [dose(30, **clinical("08:00", "08:10")), task("wound_care", 20, "health", **clinical("08:30", "08:40"))]
    document = changed(after(0, {}), told("visits", "v1", tasks=tasks))
    assert "08:00" <= reached(folder, document, 0) <= "08:10"
    apart = [dose(30, **clinical("08:00", "08:10")), task("wound_care", 20, "health", **clinical("09:30", "09:40"))]
    assert reached(folder, changed(document, told("visits", "v1", tasks=apart)), 0) == ""


def joint(closes: str, first: float = 30) -> Plain:
    """A long task and a short visit with a timed dose at its end, for a nurse; signed for as one."""
    visits = [
        visit("long", task("wound_care", first, "health"), "08:00", "09:00", organisation="trust"),
        visit(
            "v1",
            [task("pressure_area_check", 10, "health"), dose(**clinical("08:00", closes))],
            "07:45",
            "08:15",
            organisation="trust",
        ),
    ]
    return day(visits, [nurse()], [shift("nan", "06:00")], join_decisions=[decision(["long", "v1"])])


@pytest.mark.parametrize(("start", "accepted"), [("08:00", False), ("08:15", False)])
def test_in_one_visit_the_task_is_reached_when_its_turn_comes(folder: Path, start: str, accepted: bool) -> None:
    """Thirty minutes and ten go by first."""
    steps = [("long", 0), ("v1", 0), ("v1", 1)]
    for closes, right in (("08:30", accepted), ("09:00", not accepted)):
        document = joint(closes)
        join = join_of(document, steps, duration_minutes=50)
        assert check(folder, document, by_hand({"NAN": [("long+v1", start)]}, join)).accepted is right


def test_no_search_makes_one_visit_that_is_too_late_for_it(folder: Path) -> None:
    """Whatever order it chooses, the timed task is reached in time, alone or together."""
    for document in (joint("08:30"), joint("08:05"), joint("08:30", 60)):
        made = solve(folder, document, joins="apply")
        assert made.whole()
        at_door = made.instants["v1"]
        before = 10.0
        for join in made.joins:
            order = [(step["visit"], step["task"]) for step in join["steps"]]
            length = {("long", 0): document["visits"][0]["tasks"][0]["duration_minutes"], ("v1", 0): 10, ("v1", 1): 10}
            before = sum(length[step] for step in order[: order.index(("v1", 1))])
        minute = at_door.hour * 60 + at_door.minute + before
        closes = document["visits"][1]["tasks"][1]["clinical_window"]["end"][11:]
        assert 8 * 60 <= minute <= int(closes[:2]) * 60 + int(closes[3:])


def test_a_visit_is_not_moved_to_where_its_task_is_reached_late(folder: Path) -> None:
    document = after(40, HALF_PAST)
    roster = by_hand({"NAN": [("v1", "07:30")]})
    move = {"change": "move", "visit": "v1", "shift": "NAN"}
    assert amend(folder, document, roster, move | {"start": "2027-03-01T08:00:00+00:00"}).exit == 1
    assert amend(folder, document, roster, move | {"start": "2027-03-01T07:45:00+00:00"}).exit == 0


def test_a_carers_prescribed_moment_counts_too(folder: Path) -> None:
    """Parkinson's medicine after a wash, by the council's own carer."""
    tasks = [task("wash_and_dress", 25), task("parkinsons_medicine", 5, **prescribed("08:30", 10))]
    document = day([visit("v1", tasks, "07:30", "09:00")], [worker("cal", "council")], [shift("cal")])
    assert "08:20" <= reached(folder, document, 25) <= "08:40"
    assert check(folder, document, by_hand({"CAL": [("v1", "08:05")]})).accepted
    assert not check(folder, document, by_hand({"CAL": [("v1", "08:30")]})).accepted

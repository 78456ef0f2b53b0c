"""The second opinion on moments and on the order of tasks in a joint visit (safety.md, sections 4 and 5)."""

from __future__ import annotations

from typing import Any

import pytest

from .little_day import LittleDay, joined, task, ticks


def clinical(begin: str, until: str) -> dict[str, Any]:
    return {"clinical_window": {"start": ticks(begin), "end": ticks(until)}, "clinical_window_set_by": "Lee Sample"}


def prescribed(at: str, minutes: int) -> dict[str, Any]:
    return {"time_critical": {"at": ticks(at), "tolerance": minutes * 60}}


@pytest.mark.parametrize(
    ("more", "start", "rule"),
    [
        (clinical("08:00", "08:30"), "08:00", None),
        (clinical("08:00", "08:30"), "08:15", None),
        (clinical("08:00", "08:30"), "08:16", "clinical_window"),  # the second task is reached at 08:31
        (clinical("08:16", "08:30"), "08:00", "clinical_window"),
        (prescribed("08:20", 5), "08:00", None),
        (prescribed("08:20", 5), "08:10", None),
        (prescribed("08:20", 5), "08:11", "time_critical"),
        (prescribed("08:20", 5), "07:59", "time_critical"),
    ],
)
def test_a_later_task_of_an_ordinary_visit_is_judged_when_it_is_reached(
    more: dict[str, Any], start: str, rule: str | None
) -> None:
    day = LittleDay()
    day.visit("v1", "trust", [task("insulin"), task("wound", **more)], "07:30", "09:00")
    day.stop("v1", "nurse", start)
    assert day.broken() == ({rule} if rule else set())


@pytest.mark.parametrize(
    ("steps", "broken"),
    [("v1.0 v2.0", set()), ("v2.0 v1.0", {"join_windows", "join_order"})],
    ids=["in order", "turned"],
)
def test_in_a_joint_visit_the_task_is_reached_where_its_step_stands(steps: str, broken: set[str]) -> None:
    """s-late292: a clinical window until 08:10, and the task after another of a quarter of an hour."""
    day = joined()
    day.the("visits", "v1")["tasks"][0].update(clinical("07:30", "08:10"))
    day.joins.clear()
    day.join("v1+v2", "join", steps, 30)
    assert day.broken() == broken


def test_a_dropped_task_is_reached_when_its_twin_is() -> None:
    day = joined()
    day.the("visits", "v1")["tasks"] = [task("insulin", 20), task("tablets")]
    day.the("visits", "v2")["tasks"] = [task("tablets", **prescribed("08:20", 0))]
    day.joins.clear()
    day.join("v1+v2", "drop_duplicate", "v1.0 v1.1 v2.0=1", 35)
    assert day.broken() == set()
    day.stops["shift of nurse"][0]["start"] = ticks("08:01")
    assert day.broken() == {"join_windows"}


def test_a_joint_visit_begins_in_no_partys_time_before_the_agreed_window() -> None:
    day = joined()
    day.the("visits", "v2")["windows"] = [{"start": ticks("08:01"), "end": ticks("09:00")}]
    assert day.broken() == {"join_windows"}


def test_what_remains_and_the_second_pair_of_hands_are_judged_as_visits() -> None:
    day = joined()
    day.the("visits", "v1")["tasks"] = [task("insulin"), task("wound", **clinical("09:00", "09:10"))]
    day.joins.clear()
    day.join("v1+v2", "absorb", "v1.0 v2.0", 30)
    day.stop("v1+v2 (what remains)", "nurse", "09:05")
    assert day.broken() == set()
    day.stops["shift of nurse"].pop()
    day.stop("v1+v2 (what remains)", "assistant", "09:11")
    assert day.broken() == {"clinical_window", "authority_registered"}


def test_a_second_pair_of_hands_needs_what_its_visit_asks_for() -> None:
    day = joined()
    day.the("visits", "v2").update(tasks=[task("wash")], workers=2)
    day.joins.clear()
    day.join("v1+v2", "co_attend", "v1.0 v2.0", 30)
    day.stop("v1+v2 (second pair of hands)", "carer", "08:00")
    assert day.broken() == set()
    day.the("workers", "carer")["competencies"].clear()
    assert day.broken() == {"competency"}


@pytest.mark.parametrize(
    ("codes", "steps", "broken"),
    [
        ("insulin / meal", "v1.0 v2.0", set()),
        ("insulin / meal", "v2.0 v1.0", {"join_order"}),
        ("wound / wash", "v1.0 v2.0", set()),
        ("wound / wash", "v2.0 v1.0", {"join_infection"}),
    ],
)
def test_tasks_of_a_joint_visit_are_in_order(codes: str, steps: str, broken: set[str]) -> None:
    day = joined()
    for visit, code in zip(("v1", "v2"), codes.split(" / "), strict=True):
        day.the("visits", visit)["tasks"] = [task(code)]
    day.joins.clear()
    day.join("v1+v2", "join", steps, 30)
    assert day.broken() == broken

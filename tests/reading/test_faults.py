"""Facts that cannot both be true are faults at the door, with the edges on the right side; kept documents are read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from solver.domain import InputFaults, Problem
from solver.formats import read_problem


def day(at: str = "", tolerance: int = 30, first: int = 0, past: str = "") -> dict[str, Any]:
    """One visit with a window from 09:00 to 10:00, a prescribed task after so many minutes of another, a past visit."""
    timed: dict[str, Any] = {"code": "parkinsons_medicine", "duration_minutes": 5}
    if at:
        timed["time_critical"] = {"at": f"2026-11-17T{at}", "tolerance_minutes": tolerance}
    before = [{"code": "meal", "duration_minutes": first}] if first else []
    window = {"start": "2026-11-17T09:00", "end": "2026-11-17T10:00"}
    return {
        "horizon": {"start": "2026-11-17T00:00"},
        "organisations": [{"id": "care", "name": "Madeup Care", "sector": "social"}],
        "places": [{"id": "home", "lat": 54.6, "lon": 2.2}],
        "clients": [{"id": "ann", "name": "Ann Pretend", "place": "home"}],
        "visits": [
            {"id": "v1", "client": "ann", "organisation": "care", "tasks": [*before, timed], "windows": [window]}
        ],
        "workers": [{"id": "w1", "name": "Wilf Sample", "organisation": "care", "home": "home"}],
        "shifts": [{"id": "s1", "worker": "w1", "start": "2026-11-17T08:00", "end": "2026-11-17T14:00"}],
        "history": [{"client": "ann", "worker": "w1", "start": past}] if past else [],
    }


def read(document: dict[str, Any], kept: bool = False) -> Problem:
    return read_problem(json.dumps(document).encode(), kept=kept)


def where(document: dict[str, Any]) -> list[str]:
    try:
        read(document)
    except InputFaults as error:
        return [fault.where for fault in error.faults]
    return []


@pytest.mark.parametrize(
    ("at", "first", "met"),
    [
        ("08:30", 0, True),  # the window opens just in time
        ("08:29", 0, False),
        ("10:30", 0, True),
        ("10:31", 0, False),
        ("10:50", 20, True),  # the task is reached after 20 minutes
        ("10:51", 20, False),
    ],
)
def test_a_prescribed_moment_lies_inside_an_agreed_window(at: str, first: int, met: bool) -> None:
    expected = [] if met else [f"visits[0].tasks[{int(first > 0)}].time_critical.at"]
    assert where(day(at, first=first)) == expected


@pytest.mark.parametrize(("past", "fine"), [("2026-11-16T23:59", True), ("2026-11-17T00:00", False)])
def test_a_past_visit_starts_before_the_horizon(past: str, fine: bool) -> None:
    assert where(day(past=past)) == ([] if fine else ["history[0].start"])


def test_what_was_taken_in_before_stays_readable() -> None:
    document = day("12:00", past="2026-11-17T09:00")
    assert where(document) == ["history[0].start", "visits[0].tasks[0].time_critical.at"]
    assert read(document, kept=True).history[0].start == 9 * 3600


def test_they_are_told_with_all_other_faults() -> None:
    document = day("12:00")
    document["visits"][0]["client"] = "nobody"
    assert where(document) == ["visits[0].client", "visits[0].tasks[0].time_critical.at"]


@pytest.mark.parametrize(
    "held",
    [
        {"suspensions": [{"id": "x", "what": "task", "of": "meal", "starts": 10, "reason": "ill", "by": "Pat Sample"}]},
        {"agreements": [{"id": "a", "between": ["care", "trust"]}]},
        {
            "clients": [
                {
                    "id": "ann",
                    "name": "Ann Pretend",
                    "place": "home",
                    "consents": [{"kind": "sharing", "given": False, "recorded": "2026-11-01"}],
                }
            ]
        },
    ],
    ids=["suspension", "agreement", "consent"],
)
def test_a_day_of_real_care_has_no_clock_of_the_literature(tmp_path: Path, held: dict[str, Any]) -> None:
    """On another clock no rule about people would be asked, so a refusal would count for nothing."""
    document = day()
    document["horizon"] |= {"ticks_per_minute": 61}
    document["organisations"].append({"id": "trust", "name": "Madeup Trust", "sector": "health"})
    document["visits"][0]["windows"] = [{"start": 540, "end": 600}]
    document["shifts"][0] |= {"start": 480, "end": 840}
    document |= {"history": []} | held
    path = tmp_path / "day.json"
    path.write_text(json.dumps({"onevisit": "problem", "version": "2", **document}))
    with pytest.raises(InputFaults) as caught:
        read_problem(path)
    assert [fault.where for fault in caught.value.faults] == ["horizon.ticks_per_minute"]


# what a day of real care says, with nothing that any authority was ever asked about; and where each is told
REAL: dict[str, tuple[dict[str, Any], str]] = {
    "a task that the catalogue knows": ({"task": {"code": "wash_and_dress"}}, "wash_and_dress"),
    "a worker under 18": ({"worker": {"under_18": True}}, "workers.under_18"),
    "a shift of a kind": ({"shift": {"kind": "live_in"}}, "shifts.kind"),
    "a client's NHS number": ({"client": {"nhs_number": "9990000018"}}, "clients.nhs_number"),
    "a risk-flagged address": ({"client": {"lone_working": "pair"}}, "clients.lone_working"),
    "an order": ({"task": {"order": "A"}}, "visits.tasks.order"),
    "two organisations": ({"organisation": "care"}, "organisation care"),
    "an instance": ({}, ""),
}


@pytest.mark.parametrize("case", REAL)
@pytest.mark.parametrize("clock", [1000, 1, 61])
def test_a_problem_of_the_literature_is_a_kind_of_its_own(tmp_path: Path, case: str, clock: int) -> None:
    """Not by ticks, and not by times in numbers, does a day of care come to be one."""
    changes, told = REAL[case]
    name = changes.get("organisation", "uhhc")
    code = {"code": "s1", "duration_minutes": 15, "competencies": ["s1"]} | changes.get("task", {})
    document = {
        "onevisit": "problem",
        "version": "2",
        "horizon": {"start": "2000-01-01T00:00", "ticks_per_minute": clock},
        "organisations": [{"id": name, "name": "Published", "sector": "social"}],
        "travel": {"matrices": [{"mode": "car", "places": ["d"], "durations_minutes": [[0]]}]},
        "places": [{"id": "d"}],
        "competencies": [{"id": "s1"}],
        "clients": [{"id": "p1", "name": "Patient p1", "place": "d"} | changes.get("client", {})],
        "visits": [
            {
                "id": "p1/s1",
                "client": "p1",
                "organisation": name,
                "windows": [{"start": 540, "end": 600}],
                "tasks": [code],
            }
        ],
        "workers": [
            {
                "id": "c1",
                "name": "Caregiver c1",
                "organisation": name,
                "home": "d",
                "competencies": [{"competency": "s1"}],
            }
            | changes.get("worker", {})
        ],
        "shifts": [{"id": "c1", "worker": "c1", "start": 480, "end": 840} | changes.get("shift", {})],
    }
    path = tmp_path / "day.json"
    path.write_text(json.dumps(document))
    if not told:
        assert read_problem(path).horizon.abstract
        return
    with pytest.raises(InputFaults) as caught:
        read_problem(path)
    assert [fault.where for fault in caught.value.faults] == ["horizon.ticks_per_minute"]
    assert told in str(caught.value.faults[0])


@pytest.mark.parametrize(("began", "good"), [("2026-11-16T22:00", True), ("2026-11-17T00:00", False)])
def test_the_last_shift_before_began_before(tmp_path: Path, began: str, good: bool) -> None:
    """One that ends in the horizon is a night's; one that begins there is today's: no rest would be asked after it."""
    document = day() | {
        "workers_before": [{"worker": "w1", "began": began, "until": "2026-11-17T06:00"}],
        "history": [],
    }
    path = tmp_path / "day.json"
    path.write_text(json.dumps({"onevisit": "problem", "version": "2", **document}))
    if good:
        assert read_problem(path).workers_before
        return
    with pytest.raises(InputFaults) as caught:
        read_problem(path)
    assert [fault.where for fault in caught.value.faults] == ["workers_before[0].began"]


@pytest.mark.parametrize(("minutes", "good"), [(61, True), (60, False), (5, False)])
def test_a_task_with_a_time_of_its_own_is_reached_before_the_visit_is_over(minutes: int, good: bool) -> None:
    """A wash of an hour, then a medicine at nine, in a visit said to take five minutes: the carer would be gone."""
    document = day("09:00")
    (visit,) = document["visits"]
    wash = {"code": "wash_and_dress", "duration_minutes": 60}
    visit["tasks"] = [wash, *visit["tasks"]]
    visit["windows"] = [{"start": "2026-11-17T08:00", "end": "2026-11-17T09:00"}]
    visit["length_minutes"] = minutes
    assert where(document) == ([] if good else ["visits[0].length_minutes"])

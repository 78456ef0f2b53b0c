"""Rounds as iCalendar files, read back by the library."""

from __future__ import annotations

from datetime import UTC
from pathlib import Path
from typing import Any

import pytest
import typer
from icalendar import Calendar
from typer.testing import CliRunner

import solver.cli
from fixtures import generate
from fixtures.every_join import joined_day, joined_roster
from solver.domain import InputFaults
from solver.formats import write_problem, write_roster
from solver.formats.calendar import calendar_text
from solver.solving import solve


def events(text: str) -> list[Any]:
    calendar = Calendar.from_ical(text)
    assert calendar["version"] == "2.0"
    return list(calendar.walk("VEVENT"))


def test_every_stop_is_an_event_in_utc() -> None:
    problem, roster = joined_day(), joined_roster()
    found = events(calendar_text(problem, roster, "nurse"))
    stops = next(one.stops for one in roster.rounds if one.shift == "s-nurse")
    assert [event["dtstart"].dt for event in found] == [
        problem.horizon.moment(stop.start or 0).astimezone(UTC) for stop in stops
    ]
    assert all(event["dtstart"].dt.utcoffset().total_seconds() == 0 for event in found)
    assert [(event["dtend"].dt - event["dtstart"].dt).total_seconds() / 60 for event in found] == [
        40,
        25,
        40,
        20,
        45,
        30,
    ]
    assert [str(event["summary"]) for event in found] == [
        "Ben Testclient",
        "Ada Testclient",
        "Cyd Testclient and Dai Testclient",
        "Break",
        "Eve Testclient",
        "Fay Testclient",
    ]
    assert str(found[0]["location"]) == "south door"


def test_joint_visits_and_partners_are_told() -> None:
    nurse = {
        str(e["summary"]): str(e["description"]) for e in events(calendar_text(joined_day(), joined_roster(), "nurse"))
    }
    assert "Two workers: with Wilf Testworker carer" in nurse["Eve Testclient"]
    assert "Joint visit for E-care (Sample Council (invented)) + E-nurse" in nurse["Eve Testclient"]
    assert "What remains of A-care" in nurse["Ada Testclient"]
    carer = {
        str(e["summary"]): str(e["description"]) for e in events(calendar_text(joined_day(), joined_roster(), "carer"))
    }
    assert "Two workers: with Wilf Testworker nurse" in carer["Eve Testclient"]
    assert carer["Hal Testclient"].startswith("wash_and_dress, meal; 30 min")


def test_uids_are_distinct_and_stay_when_the_times_change() -> None:
    problem, roster = joined_day(), joined_roster()
    text = calendar_text(problem, roster, "carer")
    assert text == calendar_text(problem, roster, "carer")
    uids = [
        str(event["uid"]) for worker in ("carer", "nurse") for event in events(calendar_text(problem, roster, worker))
    ]
    assert len(uids) == len(set(uids))
    later = roster.model_dump()
    later["rounds"][0]["stops"][-1]["start"] += 600
    moved = events(calendar_text(problem, type(roster).model_validate(later), "carer"))
    assert [str(event["uid"]) for event in moved] == [str(event["uid"]) for event in events(text)]
    assert moved[-1]["dtstart"].dt != events(text)[-1]["dtstart"].dt


def test_initials_tell_no_name_and_no_address() -> None:
    text = calendar_text(joined_day(), joined_roster(), "nurse", initials=True)
    assert "Testclient" not in text
    assert "door" not in text
    assert str(events(text)[2]["summary"]) == "C.T. and D.T."


def test_the_order_of_a_task_is_told_and_not_where_others_may_read_it() -> None:
    problem = joined_day()
    ordered = tuple(
        one.model_copy(
            update={"tasks": tuple(task.model_copy(update={"order": f"{task.code} as 7"}) for task in one.tasks)}
        )
        for one in problem.visits
    )
    ordered_day = problem.model_copy(update={"visits": ordered})
    text = calendar_text(ordered_day, joined_roster(), "carer")
    told = {str(event["summary"]): str(event["description"]) for event in events(text)}
    assert told["Hal Testclient"].startswith("wash_and_dress (wash_and_dress as 7), meal (meal as 7); 30 min")
    assert "as 7" not in calendar_text(ordered_day, joined_roster(), "carer", initials=True)


def test_summer_time_is_told_in_utc() -> None:
    problem = joined_day()
    horizon = problem.horizon.model_copy(update={"start": problem.horizon.start.replace(month=7, hour=23, day=4)})
    summer = problem.model_copy(update={"horizon": horizon})
    first = events(calendar_text(summer, joined_roster(), "carer"))[0]["dtstart"].dt
    assert first == horizon.moment(8 * 3600).astimezone(UTC)
    assert (first.hour, horizon.moment(8 * 3600).hour) == (7, 8)


def test_unknown_workers_are_refused_and_idle_ones_have_an_empty_calendar() -> None:
    with pytest.raises(InputFaults):
        calendar_text(joined_day(), joined_roster(), "nobody")
    assert events(calendar_text(joined_day(), joined_roster(), "second")) == []
    written = calendar_text(joined_day(), joined_roster(), "nurse").encode()
    assert all(len(line) <= 75 for line in written.split(b"\r\n"))


@pytest.mark.kernel
def test_plot_writes_one_file_a_worker(tmp_path: Path) -> None:
    problem = generate("hamlet", 1)
    roster = solve(problem, iterations=2000, explain=False).roster
    write_problem(problem, tmp_path / "day.json")
    write_roster(roster, tmp_path / "roster.json", problem)
    app = typer.Typer(pretty_exceptions_enable=False)
    solver.cli.register(app)
    words = [str(tmp_path / name) for name in ("day.json", "roster.json")]
    done = CliRunner().invoke(app, ["plot", *words, "--ics", str(tmp_path / "ics"), "--initials"])
    assert done.exit_code == 0, done.output
    busy = {problem.shift[one.shift].worker for one in roster.rounds if one.stops}
    assert {path.stem for path in (tmp_path / "ics").iterdir()} == busy
    total = sum(len(events(path.read_text("utf-8"))) for path in (tmp_path / "ics").iterdir())
    assert total == sum(len(one.stops) for one in roster.rounds)
    assert not (tmp_path / "roster.html").exists()

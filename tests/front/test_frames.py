"""pandas frames in and out: a problem as frames and back, three wide frames, a roster as rows."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
import pytest

import onevisit
from fixtures import generate, play
from solver.formats.columns import SHEET


def clients(**more: Any) -> pd.DataFrame:
    told = {"id": ["C1", "C2"], "name": ["Ada Sample", "Bo Pretend"], "lat": [54.60, 54.61], "lon": [-5.9, -5.91]}
    return pd.DataFrame({**told, **more})


def visits(**more: Any) -> pd.DataFrame:
    told = {
        "id": ["V1", "V1", "V2"],
        "client": ["C1", "C1", "C2"],
        "start": pd.to_datetime(pd.Series(["2027-03-01 08:00", None, "2027-03-01 08:30"])),
        "end": pd.to_datetime(pd.Series(["2027-03-01 09:00", None, "2027-03-01 10:00"])),
        "code": ["wash_and_dress", "breakfast", "breakfast"],
        "duration_minutes": [30, 10, 20],
    }
    return pd.DataFrame({**told, **more})


def staff(**more: Any) -> pd.DataFrame:
    told = {
        "id": ["W1", "W1"],
        "name": ["Cy Madeup", None],
        "start": [datetime(2027, 3, 1, 7), datetime(2027, 3, 2, 7)],
        "end": ["2027-03-01 15:00", "2027-03-03 00:00"],
        "competencies": [["personal_care", "meals"], None],
        "lat": [54.6, None],
        "lon": [-5.92, None],
    }
    return pd.DataFrame({**told, **more})


@pytest.mark.parametrize("day", [generate("hamlet", 1), play("home-care-30", 1)], ids=["hamlet", "home-care-30"])
def test_a_problem_comes_back_from_its_frames(day: onevisit.Problem) -> None:
    frames: dict[str, Any] = onevisit.Problem.of(day).frames()
    assert set(frames) <= set(SHEET)
    assert onevisit.from_frames(**frames).digest == day.digest


def test_frames_have_the_columns_of_the_sheets() -> None:
    frames = onevisit.Problem.of(generate("hamlet", 1)).frames()
    assert tuple(frames["visits"].columns) == SHEET["visits"].names
    assert frames["shifts"]["start"].dt.hour.between(0, 23).all()
    assert len(frames["visit_tasks"]) >= len(frames["visits"])


def test_three_frames_are_a_day() -> None:
    day = onevisit.from_frames(clients(), visits(), staff(), name="our day")
    assert day.horizon.date(0) == date(2027, 3, 1)
    assert day.horizon.days == 2  # what ends at midnight is of the day before
    first = day.visit["V1"]
    assert [task.code for task in first.tasks] == ["wash_and_dress", "breakfast"]
    assert first.windows == (onevisit.Window(start=8 * 3600, end=9 * 3600),)
    assert day.place[day.place_of(first)].lat == 54.60
    assert [shift.id for shift in day.shifts] == ["W1-1", "W1-2"]
    assert {held.competency for held in day.workers[0].competencies} == {"personal_care", "meals"}
    assert [one.sector for one in day.organisations] == ["social"]
    assert day.version == "2"


def test_a_window_more_is_no_task_more() -> None:
    more = visits(code=["wash_and_dress", None, "breakfast"], duration_minutes=[30, None, 20])
    more.loc[1, ["start", "end"]] = [pd.Timestamp("2027-03-01 12:00"), pd.Timestamp("2027-03-01 13:00")]
    first = onevisit.from_frames(clients(), more, staff()).visit["V1"]
    assert len(first.windows) == 2
    assert len(first.tasks) == 1


def test_times_with_an_offset_are_the_moments_they_say() -> None:
    summer = visits(start=pd.to_datetime(["2027-07-01T07:00Z"] * 3), end=pd.to_datetime(["2027-07-01T08:00Z"] * 3))
    shifts = staff(
        start=[datetime(2027, 7, 1, 7, tzinfo=ZoneInfo("Europe/London")), None], end=["2027-07-01 15:00", None]
    )
    day = onevisit.from_frames(clients(), summer, shifts)
    assert day.horizon.label(day.visit["V1"].windows[0].start) == "08:00"
    assert day.horizon.label(day.shifts[0].start) == "07:00"


def faults(**frames: Any) -> set[str]:
    given = {"clients": clients(), "visits": visits(), "staff": staff()} | frames
    with pytest.raises(onevisit.InputFaults) as found:
        onevisit.from_frames(**given)
    return {f"{fault.file}: {fault.where}" for fault in found.value.faults}


def test_every_fault_is_told_with_its_frame_and_row() -> None:
    wrong = visits(client=["C1", "C1", "C9"], duration_minutes=[30, "long", 20])
    told = faults(visits=wrong, clients=clients(stabel=[True, True]))
    assert told == {
        "frame clients: column stabel",
        "frame visits: row 3, column client",
        "frame visits: row 2, column duration_minutes",
    }


def test_rows_of_one_visit_may_not_contradict_each_other() -> None:
    assert faults(visits=visits(priority=[2, 5, 2])) == {"frame visits: row 2, column priority"}
    assert faults(staff=staff(lat=[54.6, 54.7], lon=[-5.92, -5.92])) == {"frame staff: row 2, column home"}


def test_organisations_named_want_their_sector() -> None:
    named: dict[str, Any] = {"visits": visits(organisation="council"), "staff": staff(organisation="council")}
    assert faults(**named) == {": organisations"}
    day = onevisit.from_frames(clients(), **named, organisations={"council": "social"})
    assert day.visits[0].organisation == "council"


def test_an_unknown_frame_is_refused() -> None:
    with pytest.raises(onevisit.InputFaults, match="want delegations"):
        onevisit.from_frames(clients(), visits(), staff(), delegation=clients())


@pytest.mark.kernel
def test_a_roster_is_a_row_a_stop() -> None:
    day = onevisit.from_frames(clients(), visits(), staff())
    result = onevisit.solve(day, iterations=2_000)
    alone = result.roster.frame()
    assert list(alone.columns) == ["shift", "stop", "visit", "start", "minutes"]
    assert set(alone["visit"].dropna()) == {"V1", "V2"}
    local = result.roster.frame(day.horizon)
    assert ((local["start"] - pd.Timestamp("2027-03-01", tz="Europe/London")) == alone["start"]).all()
    told = result.frame()
    assert len(told) == len(alone)
    served = told[told["visit"] == "V1"].iloc[0]
    assert (served["clients"], served["worker"]) == ("C1", "W1")
    assert served["end"] - served["start"] == pd.Timedelta(minutes=40)
    assert str(served["start"].tz) == "Europe/London"


def test_an_empty_roster_is_an_empty_frame() -> None:
    day = onevisit.from_frames(clients(), visits(), staff())
    assert onevisit.Roster().frame(day.horizon).empty
    by_hand = onevisit.Roster(rounds=(onevisit.Round(shift="W1-1", stops=(onevisit.Stop(visit="V1"),)),))
    assert by_hand.frame()["start"].isna().all()

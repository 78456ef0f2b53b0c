"""The day before on the command line: ``--before PROBLEM ROSTER`` of solve, check, explain and convert."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from .days import YESTERDAY, Plain, at, day, shift, task, visit, worker
from .doors import by_hand, run, written


def evening() -> tuple[Plain, Plain]:
    """Wes gives Ada her medicine at 18:00 and 22:00 of yesterday, and is back home at 22:25: a duty from 17:50 on."""
    call = visit("yesterday", task("medication", 15), "21:00", "23:00", organisation="care", day=YESTERDAY)
    first = visit("before", task("medication", 15), "18:00", "18:30", organisation="care", day=YESTERDAY)
    shifts = [shift("wes", "17:00", "23:00", day=YESTERDAY)]
    problem = day([first, call], [worker("wes", "care")], shifts, start=YESTERDAY, version="2", name="Yesterday")
    return problem, by_hand({"WES": [("before", at("18:00", YESTERDAY)), ("yesterday", at("22:00", YESTERDAY))]})


def today(hour: str = "07:00", **lists: Any) -> Plain:
    call = visit("v1", task("medication", 15), hour, "11:00", organisation="care", windows_hard=True)
    return day([call], [worker("wes", "care")], [shift("wes", "00:00", "12:00")], version="2", **lists)


def files(folder: Path, document: Plain) -> tuple[Path, Path, Path]:
    problem, roster = evening()
    return written(folder, "today", document), written(folder, "yesterday", problem), written(folder, "done", roster)


def test_solve_keeps_the_rest_after_last_night(folder: Path) -> None:
    now, problem, roster = files(folder, today())
    target = folder / "roster.json"
    done = run("solve", now, "--before", problem, roster, "-o", target, "--iterations", 500)
    assert done.exit_code == 0, done.output
    (round_,) = json.loads(target.read_text("utf-8"))["rounds"]
    assert round_["stops"][0]["start"] >= "2027-03-01T09:35"  # 22:25, eleven hours and ten minutes of way
    told = " ".join(done.output.split())
    assert "in the roster of Yesterday, Sun 28 Feb: the last shift of 1 of 1 worker" in told
    assert "Judged without" not in told
    alone = run("solve", now, "--iterations", 500)
    assert "Judged without: rest after last night's shifts (1 worker)" in " ".join(alone.output.split())


def test_check_judges_by_it_and_says_so_in_json(folder: Path) -> None:
    now, problem, roster = files(folder, today())
    made = written(folder, "made", by_hand({"WES": [("v1", "08:00")]}))
    assert run("check", now, made, "--json").exit_code == 0
    done = run("check", now, made, "--before", problem, roster, "--json")
    assert done.exit_code == 1
    judged = json.loads(done.stdout)
    assert [one["rule"] for one in judged["breaches"]] == ["daily_rest"]
    assert judged["problem_notes"][0].startswith("Before this day, as planned in the roster of Yesterday")


def test_a_link_may_name_a_visit_that_only_the_day_before_knows(folder: Path) -> None:
    gap = {"id": "L1", "kind": "gap", "first": "yesterday", "second": "v1", "min_gap_minutes": 240}
    now, problem, roster = files(folder, today("00:30", links=[gap]))
    assert run("solve", now, "--iterations", 100).exit_code == 2
    made = written(folder, "made", by_hand({"WES": [("v1", "01:59")]}))
    found = json.loads(run("check", now, made, "--before", problem, roster, "--json").stdout)["breaches"]
    assert {one["rule"] for one in found} == {"dose_spacing"}  # before seven it is all one duty of less than 13 hours


def test_convert_writes_it_into_the_day(folder: Path) -> None:
    now, problem, roster = files(folder, today())
    target = folder / "with.json"
    done = run("convert", now, "-o", target, "--before", problem, roster)
    assert done.exit_code == 0
    assert "Before this day, as planned in the roster of Yesterday" in done.output
    document = json.loads(target.read_text("utf-8"))
    assert document["workers_before"] == [
        {"worker": "wes", "until": "2027-02-28T22:25:00+00:00", "began": "2027-02-28T17:50:00+00:00"}
    ]
    (dose,) = document["tasks_before"]
    assert (dose["task"], dose["visit"], dose["start"]) == ("medication", "yesterday", "2027-02-28T22:00:00+00:00")
    again = folder / "again"
    assert run("convert", target, "-o", again).exit_code == 0
    assert run("convert", again, "-o", folder / "back.json", "--before", problem, roster).exit_code == 0
    assert json.loads((folder / "back.json").read_text("utf-8")) == document


def test_another_day_than_the_one_before_is_a_fault(folder: Path) -> None:
    now, problem, roster = files(folder, today())
    done = run("solve", problem, "--before", now, roster)
    assert done.exit_code == 2  # the roster is not of that day
    done = run("solve", problem, "--before", now, written(folder, "made", by_hand({"WES": [("v1", "08:00")]})))
    assert done.exit_code == 2
    assert "want a day that begins before this one does" in " ".join(done.output.split())

"""onevisit suspend: what it writes into the day, and what it says of rosters made before."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

import solver.cli
from solver.formats import read_any, write_any

from ..safety.doors import by_hand
from .test_suspensions import HOURS, plain_day

SAID = ["--reason", "dose in doubt", "--by", "Lea Example"]
STOP = ["--delegation", "cal-ada-insulin", "--from", "2027-03-01T10:00", *SAID]


def run(command: str, *words: object) -> Result:
    app = typer.Typer(pretty_exceptions_enable=False)
    solver.cli.register(app)
    return CliRunner().invoke(app, [command, *(str(word) for word in words)], catch_exceptions=False)


@pytest.fixture
def day(tmp_path: Path) -> Path:
    (tmp_path / "day.json").write_text(json.dumps(plain_day()))
    return tmp_path / "day.json"


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    (tmp_path / "roster.json").write_text(json.dumps(by_hand({"CAL": list(HOURS.items())})))
    return tmp_path / "roster.json"


def flat(done: Result) -> str:
    return " ".join(done.output.split())


def test_the_day_is_written_and_every_visit_named(day: Path, roster: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.json"
    other.write_text(json.dumps(by_hand({"NAN": list(HOURS.items())[:2]}, unserved=["meal", "late"])))
    target = tmp_path / "new.json"
    done = run("suspend", day, *STOP, "--roster", roster, "--roster", other, "-o", target)
    assert done.exit_code == 0, done.output
    said = flat(done)
    assert "stop-1: Delegation cal-ada-insulin (Ada Pretend's insulin by Cal Sample) is stopped from 1 March" in said
    assert "roster.json: 1 visit rests on it" in said
    assert "11:00 to 11:15 Ada Pretend, by Cal Sample (visit dose, shift CAL): to come" in said
    assert "other.json: no visit rests on it" in said
    assert "take them off with --roster-out, with --again to have others make them: nothing else moves" in said
    (stop,) = read_any(target).suspensions
    assert (stop.what, stop.of, stop.reason, stop.by) == (
        "delegation",
        "cal-ada-insulin",
        "dose in doubt",
        "Lea Example",
    )
    assert run("check", target, roster).exit_code == 1
    assert run("check", target, other).exit_code == 0


def test_no_roster_made_afterwards_rests_on_it(day: Path, roster: Path, tmp_path: Path) -> None:
    target, made = tmp_path / "new.json", tmp_path / "made.json"
    run("suspend", day, *STOP, "-o", target)
    done = run("solve", target, "-o", made, "--start", roster, "--iterations", 2000)
    assert done.exit_code == 0, done.output
    where = {stop.get("visit"): one["shift"] for one in json.loads(made.read_text())["rounds"] for stop in one["stops"]}
    assert where["dose"] == "NAN"
    assert run("check", target, made).exit_code == 0


def test_the_roster_without_them_is_written(day: Path, roster: Path, tmp_path: Path) -> None:
    target, out = tmp_path / "new.json", tmp_path / "out.json"
    done = run("suspend", day, *STOP, "--roster", roster, "-o", target, "--roster-out", out)
    assert done.exit_code == 0, done.output
    assert "Taken off: dose." in flat(done)
    assert "1 of those visits has nobody now" in flat(done)
    (left,) = json.loads(out.read_text())["unserved"]
    assert left["visit"] == "dose"
    assert "suspended" in left["reason"].casefold()
    assert run("check", target, out).exit_code == 0
    told = json.loads(run("suspend", day, *STOP, "--roster", roster, "--roster-out", out, "--again", "--json").stdout)
    assert (told["taken_off"], told["served_again"]) == (["dose"], ["dose"])
    assert [one["visit"] for one in told["rosters"][0]["visits"]] == ["dose"]
    assert told["suspension"]["starts"] == "2027-03-01T10:00:00+00:00"


def test_again_is_not_advised_to_whom_has_said_it(day: Path, roster: Path, tmp_path: Path) -> None:
    plain = json.loads(day.read_text())
    plain["shifts"] = [shift for shift in plain["shifts"] if shift["id"] == "CAL"]
    day.write_text(json.dumps(plain))
    target, out = tmp_path / "new.json", tmp_path / "out.json"
    done = run("suspend", day, *STOP, "--roster", roster, "-o", target, "--roster-out", out, "--again")
    assert done.exit_code == 0, done.output
    assert "1 of those visits has nobody now, for no other was found (dose): arrange for them" in flat(done)
    assert "--again" not in flat(done)


def test_without_an_output_it_says_that_nothing_counts_yet(day: Path) -> None:
    before = day.read_bytes()
    done = run("suspend", day, *STOP)
    assert done.exit_code == 0
    assert "Nothing was written" in done.output
    assert day.read_bytes() == before


def test_it_is_ended_and_stays_in_the_list(day: Path, tmp_path: Path) -> None:
    target = tmp_path / "new.json"
    stay = ["--client", "ada", "--from", "2027-03-01T10:00", "--to", "2027-03-03T10:00"]
    assert run("suspend", day, *stay, *SAID, "-o", target).exit_code == 0
    done = run("suspend", target, "--end", "stop-1", "--from", "2027-03-01T12:00", "--by", "Nora Example", "-o", target)
    assert done.exit_code == 0, done.output
    assert "until 1 March 2027 12:00 (dose in doubt; ended by Nora Example)" in flat(done)
    (stop,) = read_any(target).suspensions
    assert (stop.by, stop.ended_by) == ("Lea Example", "Nora Example")
    assert run("suspend", target, "--end", "stop-2", "--by", "Nora Example").exit_code == 2


def test_from_now_on_where_nothing_is_said(day: Path, tmp_path: Path) -> None:
    target = tmp_path / "new.json"
    earliest = datetime.now().astimezone().replace(microsecond=0)
    assert run("suspend", day, "--task", "Insulin", *SAID, "-o", target).exit_code == 0
    problem = read_any(target)
    (stop,) = problem.suspensions
    assert stop.of == "insulin"
    assert stop.ends is None
    assert earliest <= problem.horizon.moment(stop.starts) <= datetime.now().astimezone()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--delegation", "cal-ada-insuln", *SAID], ["cal-ada-insulin (Ada Pretend's"]),
        (["--client", "ada", "--worker", "cal", *SAID], ["want one of --client"]),
        (SAID, ["want one of --client"]),
        (["--client", "adda", "--from", "2027-03-01T10:00"], ["ada (Ada Pretend)", "want a reason", "want the name"]),
        (["--end", "stop-1", "--to", "2027-03-01T10:00", "--by", "Lea Example"], ["want no --to with --end"]),
        (["--client", "ada", *SAID, "--roster-out", "x.json"], ["want one --roster"]),
        (["--client", "ada", "--from", "2027-03-28T01:30", *SAID], ["clock change skips this hour"]),
    ],
)
def test_wrong_input_is_told_whole_and_nothing_is_written(
    words: list[str], told: list[str], day: Path, tmp_path: Path
) -> None:
    target = tmp_path / "new.json"
    done = run("suspend", day, *words, "-o", target)
    assert done.exit_code == 2
    for words_ in told:
        assert words_ in flat(done)
    assert not target.exists()


@pytest.mark.parametrize("form", ["folder", "day.xlsx", "day.zip"])
def test_a_day_in_tables_keeps_it(form: str, day: Path, roster: Path, tmp_path: Path) -> None:
    write_any(read_any(day), tmp_path / form)
    target = tmp_path / f"new-{form}"
    done = run("suspend", tmp_path / form, *STOP, "--roster", roster, "-o", target)
    assert done.exit_code == 0, done.output
    assert "1 visit rests on it" in flat(done)
    ended: list[Any] = ["--end", "stop-1", "--from", "2027-03-01T12:00", "--by", "Nora Example", "-o", target]
    assert run("suspend", target, *ended).exit_code == 0
    (stop,) = read_any(target).suspensions
    assert (stop.of, stop.reason, stop.ended_by) == ("cal-ada-insulin", "dose in doubt", "Nora Example")
    assert read_any(target).horizon.label(stop.starts) == "10:00"


def test_a_time_of_day_is_one_of_that_day(day: Path, roster: Path, tmp_path: Path) -> None:
    target = tmp_path / "new.json"
    done = run(
        "suspend", day, "--delegation", "cal-ada-insulin", "--from", "10:00", *SAID, "--roster", roster, "-o", target
    )
    assert done.exit_code == 0, done.output
    problem = read_any(target)
    (stop,) = problem.suspensions
    assert f"{problem.horizon.moment(stop.starts):%Y-%m-%d %H:%M}" == "2027-03-01 10:00"


def test_a_stop_that_begins_when_the_day_is_over_is_told(day: Path, tmp_path: Path) -> None:
    late = ["--delegation", "cal-ada-insulin", "--from", "2027-03-09T10:00", *SAID, "-o", tmp_path / "new.json"]
    assert "after this day has ended: nothing of this day rests on it" in flat(run("suspend", day, *late))
    assert "after this day has ended" not in flat(run("suspend", day, *STOP, "-o", tmp_path / "new.json"))


def test_yesterdays_roster_is_none_of_this_day(day: Path, roster: Path) -> None:
    """Shifts and visits have the same ids every morning: nobody would be rung."""
    roster.write_text(roster.read_text().replace("2027-03-01", "2027-02-28"))
    commands: list[list[Any]] = [["suspend", day, *STOP, "--roster", roster], ["safety", day, roster]]
    for words in commands:
        done = run(*words)
        assert done.exit_code == 2
        assert "this one is of another" in flat(done)


def test_a_visit_that_has_begun_is_named_as_still_there(day: Path, roster: Path, tmp_path: Path) -> None:
    begun = ["--delegation", "cal-ada-insulin", "--from", "11:05", *SAID, "--roster", roster]
    out = ["-o", tmp_path / "new.json", "--roster-out", tmp_path / "without.json"]
    assert "It still has dose, begun before" in flat(run("suspend", day, *begun, *out))
    assert "It still has" not in flat(run("suspend", day, *STOP, "--roster", roster, *out))

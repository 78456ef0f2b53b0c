"""``onevisit batch`` from outside: files, report, faulty input, a solver that dies, a run that is taken up again."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import typer

from fixtures import generate
from service.cli.nightly import _next
from solver import read_problem, read_roster, write_problem
from solver.check import check

from .. import processes
from ..waiting import patience, until

_BATCH = [sys.executable, "-c", "from solver.cli import main; main()", "batch"]


def started(source: Path, out: Path, *options: str) -> subprocess.Popen[str]:
    command = [*_BATCH, str(source), "-o", str(out), "--solvers", "1", *options]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def ran(source: Path, out: Path, *options: str) -> tuple[int, str, str]:
    process = started(source, out, *options)
    told, wrong = process.communicate(timeout=patience())
    return process.returncode, told, wrong


def report(out: Path) -> dict[str, Any]:
    return json.loads((out / "report.json").read_text("utf-8"))


def team(out: Path, name: str) -> dict[str, Any]:
    return next(row for row in report(out)["teams"] if row["team"] == name)


def solvers_of(process: subprocess.Popen[str]) -> list[int]:
    """Solver processes of a command, as the system knows them."""
    return [one for one in processes.children(process.pid) if "spawn_main" in processes.command(one)]


def until_there_are(process: subprocess.Popen[str], rosters: list[Path]) -> None:
    def there() -> bool:
        assert process.poll() is None, "it has ended"
        return all(path.exists() for path in rosters)

    until(there)


@pytest.fixture(scope="module")
def region(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("region")
    write_problem(generate("hamlet", 1), folder / "north.json")
    write_problem(generate("hamlet", 2), folder / "south.json")
    return folder


@pytest.fixture(scope="module")
def finished(region: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, int, str]:
    """A night of two teams and a file that is none."""
    (region / "west.json").write_text('{"onevisit": "problem", "visits": [{"id": 3}]}')
    (region / "notes.txt").write_text("not a problem")
    out = tmp_path_factory.mktemp("out")
    code, told, _ = ran(region, out, "--cpu", "5")
    (region / "west.json").unlink()
    return out, code, told


@pytest.mark.slow
def test_every_roster_is_accepted_by_the_checker(finished: tuple[Path, int, str]) -> None:
    out, _, _ = finished
    for name in ("north", "south"):
        problem = read_problem(out / name / "problem.json")
        judged = check(problem, read_roster(out / name / "roster.json", problem))
        assert judged.feasible
        assert judged.score.total == pytest.approx(1000 * team(out, name)["cost"])
        assert team(out, name)["served"] == judged.figures.served > 0


@pytest.mark.slow
def test_every_team_has_its_files_and_they_are_of_the_same_roster(finished: tuple[Path, int, str]) -> None:
    out, _, _ = finished
    for name in ("north", "south"):
        assert (out / name / "roster.xlsx").read_bytes()[:2] == b"PK"
        pounds = f"{team(out, name)['cost'] / 100:,.2f}"
        assert pounds in (out / name / "roster.html").read_text("utf-8")
    assert not list(out.rglob("*.part"))


@pytest.mark.slow
def test_a_faulty_file_is_told_with_all_its_faults_and_stops_nobody(finished: tuple[Path, int, str]) -> None:
    out, code, told = finished
    assert code == 2
    assert len(team(out, "west")["faults"]) > 3
    assert team(out, "west")["needs"] == [f"file could not be read: {len(team(out, 'west')['faults'])} faults"]
    assert "visits[0].id" in told
    assert "Not looked at: notes.txt." in told
    assert not (out / "west").exists()


@pytest.mark.slow
def test_the_report_is_one_table_in_three_forms(finished: tuple[Path, int, str]) -> None:
    out, _, told = finished
    assert (out / "report.txt").read_text("utf-8") in told
    page = (out / "report.html").read_text("utf-8")
    for name in ("north", "south", "west"):
        assert f"\n{name} " in told
        assert name in page
    assert '<a href="north/roster.html">' in page
    assert "http" not in page


@pytest.mark.slow
def test_an_audited_roster_says_what_needs_a_human(finished: tuple[Path, int, str]) -> None:
    out, _, _ = finished
    for name in ("north", "south"):
        row = team(out, name)
        assert row["audited"]
        waiting = sum(row["joins"].values())
        assert any("for the" in need for need in row["needs"]) == (waiting > 0)


@pytest.mark.slow
def test_the_same_command_goes_on_from_what_is_there(region: Path, finished: tuple[Path, int, str]) -> None:
    out, _, _ = finished
    before = {name: team(out, name) for name in ("north", "south")}
    noted = {name: json.loads((out / name / "roster.json").read_text())["night"]["slices"] for name in before}
    code, _, _ = ran(region, out, "--cpu", "3")
    assert code == 0
    for name, row in before.items():
        after = json.loads((out / name / "roster.json").read_text())["night"]["slices"]
        assert after[: len(noted[name])] == noted[name]
        assert len(after) >= len(noted[name])
        assert team(out, name)["cost"] <= row["cost"]


@pytest.mark.slow
def test_a_killed_night_leaves_no_solver_behind_and_is_taken_up(region: Path, tmp_path: Path) -> None:
    process = started(region, tmp_path, "--cpu", "60")
    rosters = [tmp_path / name / "roster.json" for name in ("north", "south")]
    until_there_are(process, rosters)
    solvers = solvers_of(process)
    assert solvers
    process.kill()
    process.communicate()
    until(lambda: not any(map(processes.alive, solvers)))
    costs = [json.loads(path.read_text())["night"]["cost"] for path in rosters]  # whole at every moment
    code, _, _ = ran(region, tmp_path, "--cpu", "2")
    assert code == 0
    assert all(json.loads(path.read_text())["night"]["cost"] <= cost for path, cost in zip(rosters, costs, strict=True))


@pytest.mark.slow
def test_a_solver_that_dies_is_told_and_the_best_is_kept(region: Path, tmp_path: Path) -> None:
    process = started(region, tmp_path, "--minutes", "10")
    until_there_are(process, [tmp_path / name / "roster.json" for name in ("north", "south")])
    (solver,) = solvers_of(process)
    os.kill(solver, signal.SIGKILL)
    until(lambda: {*solvers_of(process)} - {solver})  # another in its place: its death was noticed
    process.send_signal(signal.SIGINT)  # close with what there is
    told, _ = process.communicate(timeout=patience())
    assert process.returncode == 0
    failed = [row for row in report(tmp_path)["teams"] if row["failures"]]
    assert len(failed) == 1
    assert failed[0]["failures"] == ["the solver died (signal 9)"]
    assert "the solver failed once, the best roster was kept" in " ".join(told.split())
    for name in ("north", "south"):
        assert team(tmp_path, name)["served"] > 0
        assert (tmp_path / name / "roster.html").exists()


def test_a_folder_without_a_problem_is_wrong_input(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    code, _, wrong = ran(tmp_path / "in", tmp_path / "out", "--minutes", "1")
    assert code == 2
    assert "want a problem for each team in it" in " ".join(wrong.split())


def test_two_ends_are_refused(tmp_path: Path) -> None:
    code, _, wrong = ran(tmp_path, tmp_path / "out", "--minutes", "1", "--deadline", "06:00")
    assert code == 2
    assert "want one of" in wrong


@pytest.mark.parametrize(
    ("now", "deadline", "hours"),
    [
        ("2026-11-26T01:00+00:00", "06:00", 5),
        ("2026-11-26T06:00+00:00", "06:00", 24),
        ("2026-07-01T01:00+01:00", "06:00", 5),
        ("2026-03-28T22:00+00:00", "06:00", 7),  # the clock goes forward
        ("2026-10-24T22:00+01:00", "06:00", 9),  # and back
    ],
)
def test_the_deadline_is_the_next_time_the_wall_clock_shows_it(now: str, deadline: str, hours: float) -> None:
    moment = datetime.fromisoformat(now)
    end = _next(deadline, "Europe/London", moment)
    assert (end.timestamp() - moment.timestamp()) / 3600 == hours
    assert end.astimezone(ZoneInfo("Europe/London")).strftime("%H:%M") == deadline


@pytest.mark.parametrize(("deadline", "zone"), [("25:00", None), ("six", None), ("06:00", "Europe/Nowhere")])
def test_a_deadline_that_is_no_time_is_refused(deadline: str, zone: str | None) -> None:
    with pytest.raises(typer.BadParameter):
        _next(deadline, zone, datetime.fromisoformat("2026-11-26T01:00+00:00"))

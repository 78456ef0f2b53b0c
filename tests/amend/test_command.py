"""onevisit amend: what it says, what it writes, and when it does not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

import solver.cli
from fixtures.every_join import joined_day, joined_roster
from solver.formats import read_any, read_roster, write_problem, write_roster

SAFE = {"change": "move", "visit": "H-care", "shift": "s-second"}
UNSAFE = {"change": "move", "visit": "F-nurse", "shift": "s-second"}


def run(*words: str | Path) -> Result:
    app = typer.Typer(pretty_exceptions_enable=False)
    solver.cli.register(app)
    return CliRunner().invoke(app, ["amend", *(str(word) for word in words)], catch_exceptions=False)


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    write_problem(joined_day(), tmp_path / "day.json")
    write_roster(joined_roster(), tmp_path / "roster.json", joined_day())
    return tmp_path / "day.json", tmp_path / "roster.json"


def one(change: dict[str, Any]) -> list[str]:
    return ["--change", json.dumps(change)]


def test_a_safe_change_is_told_and_written(files: tuple[Path, Path], tmp_path: Path) -> None:
    done = run(*files, *one(SAFE), "-o", tmp_path / "new.json")
    assert done.exit_code == 0, done.output
    assert "moved from Wilf Testworker carer to Wilf Testworker second" in " ".join(done.output.split())
    assert "It saves" in done.output
    roster = read_roster(tmp_path / "new.json", joined_day())
    assert any(shift.shift == "s-second" for shift in roster.rounds)


def test_a_newly_broken_rule_is_not_written_unless_it_is_wanted(files: tuple[Path, Path], tmp_path: Path) -> None:
    target = tmp_path / "new.json"
    done = run(*files, *one(UNSAFE), "-o", target)
    assert done.exit_code == 1
    assert "authority_" in done.output
    assert "Nothing was written" in done.output
    assert not target.exists()
    done = run(*files, *one(UNSAFE), "-o", target, "--even-so")
    assert done.exit_code == 0
    assert target.exists()


def test_several_changes_and_a_file_of_them(files: tuple[Path, Path], tmp_path: Path) -> None:
    (tmp_path / "changes.json").write_text(json.dumps([{"change": "pin", "visit": "F-nurse"}]))
    day = tmp_path / "day2.json"
    done = run(*files, *one(SAFE), "--changes", tmp_path / "changes.json", "--day-out", day, "--json")
    assert done.exit_code == 0, done.output
    told = json.loads(done.output)
    assert (told["safe"], told["written"], told["broken"]) == (True, True, [])
    assert [pin.visit for pin in read_any(day).pins] == ["F-nurse"]
    again = run(*files, "--changes", tmp_path / "changes.json")
    assert "--day-out keeps it" in again.output


def test_wrong_input_is_told_whole_and_nothing_is_written(files: tuple[Path, Path], tmp_path: Path) -> None:
    target = tmp_path / "new.json"
    done = run(*files, *one({"change": "move", "visit": "x", "shift": "y"}), *one(SAFE), "-o", target)
    assert done.exit_code == 2
    assert "changes[0].visit" in done.output
    assert "changes[0].shift" in done.output
    assert run(*files, "-o", target).exit_code == 2
    assert run(*files, "--change", "{", "-o", target).exit_code == 2
    (tmp_path / "broken.json").write_text('{"changes": 5}')
    assert "want a list of changes" in run(*files, "--changes", tmp_path / "broken.json").output
    assert not target.exists()

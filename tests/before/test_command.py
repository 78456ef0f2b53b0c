"""--before wants two files, and says so whichever of them is missing or in the other's place."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ..amend.test_suspend_command import run
from ..amend.test_suspensions import HOURS, plain_day
from ..safety.doors import by_hand

COMMANDS = [("solve", ()), ("check", ("roster",)), ("explain", ("roster",)), ("safety", ()), ("convert", ())]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "day.json").write_text(json.dumps(plain_day()))
    (tmp_path / "roster.json").write_text(json.dumps(by_hand({"CAL": list(HOURS.items())})))
    monkeypatch.setenv("COLUMNS", "200")
    return tmp_path


@pytest.mark.parametrize(("command", "more"), COMMANDS)
@pytest.mark.parametrize("last", [(), ("-o", "new.json"), ("--json",)])
def test_one_file_alone(command: str, more: tuple[str, ...], last: tuple[str, ...], folder: Path) -> None:
    files = [folder / f"{name}.json" for name in ("day", *more)]
    done = run(command, *files, "--before", folder / "day.json", *last)
    assert done.exit_code == 2
    said = " ".join(done.output.split())
    assert "want two files, the problem of the day just before and then its roster" in said
    assert "there is only" in said
    assert "unexpected" not in said


def test_no_file_at_all(folder: Path) -> None:
    done = run("solve", folder / "day.json", "--before")
    assert done.exit_code == 2
    assert "want two files" in done.output
    assert "there is only" not in done.output


def test_the_roster_in_the_place_of_the_problem(folder: Path) -> None:
    done = run(
        "check", folder / "day.json", folder / "roster.json", "--before", folder / "roster.json", folder / "day.json"
    )
    assert done.exit_code == 2
    assert "1 thing is wrong with the input" in done.output
    assert "The first of these is a roster" in " ".join(done.output.split())

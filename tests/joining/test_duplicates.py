"""``onevisit duplicates --json``: dates that machines read, the same day in words on the terminal."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from solver.cli import application
from solver.formats import write_problem

pytestmark = pytest.mark.kernel


def told(day: Any, tmp_path: Path, *words: str) -> str:
    path = tmp_path / "day.json"
    write_problem(day.problem(clients=(day.client(consents=()),)), path)
    found = CliRunner().invoke(application(), [words[0], str(path), *words[1:]])
    assert found.exit_code == 0, found.output
    return found.stdout


def test_days_are_dates_for_machines_and_words_for_people(day: Any, tmp_path: Path) -> None:
    (meeting,) = json.loads(told(day, tmp_path, "duplicates", "--json"))["meetings"]
    assert (meeting["visits"], meeting["day"]) == (["n", "c"], "2027-03-01")
    assert "Mon 01.03.2027: n, c." in told(day, tmp_path, "duplicates")


def test_refusals_of_a_roster_have_dates_too(day: Any, tmp_path: Path) -> None:
    (refusal,) = json.loads(told(day, tmp_path, "solve", "--iterations", "200", "--json"))["refusals"]
    assert refusal["day"] == "2027-03-01"

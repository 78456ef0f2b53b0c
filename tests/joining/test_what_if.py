"""``onevisit solve --what-if N``: one suggested change supposed, and the day solved with it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from fixtures import play
from solver.cli import application
from solver.formats import write_problem


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("what-if") / "day.json"
    write_problem(play("blended-insulin", 1), path)
    return path


def told(day: Path, *words: str) -> dict:
    found = CliRunner().invoke(application(), ["solve", str(day), "--iterations", "60000", "--json", *words])
    assert found.exit_code == 0, found.output
    return json.loads(found.stdout)


def test_the_change_supposed_is_no_longer_suggested_and_its_visits_are_no_longer_refused(day: Path) -> None:
    before = told(day)
    first = before["changes"][0]
    after = told(day, "--what-if", "1")
    assert first["sentence"] not in [one["sentence"] for one in after["changes"]]
    refused_before = {tuple(one["visits"]) for one in before["refusals"]}
    refused_after = {tuple(one["visits"]) for one in after["refusals"]}
    for visits in map(tuple, first["joins"]):
        assert visits in refused_before
        assert visits not in refused_after
    assert after["provenance"]["problem"] != before["provenance"]["problem"]


def test_a_number_nobody_suggested_is_wrong_input(day: Path) -> None:
    found = CliRunner().invoke(application(), ["solve", str(day), "--what-if", "999"])
    assert found.exit_code == 2
    assert "want a number from 1 to" in found.output

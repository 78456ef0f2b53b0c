"""``onevisit repair``: offers told, and one of them written as it was told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from fixtures import generate
from solver import Problem, Roster
from solver.check import check
from solver.cli import application
from solver.cli.offering import Take
from solver.domain import Unserved
from solver.explain import repair_roster
from solver.formats import read_roster, write_any, write_roster
from solver.offers import KINDS

pytestmark = pytest.mark.kernel

MOVES = ["--moves", "2000"]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Problem, Path, Path]:
    """An invented day, and a roster of it from which the visits of one round were taken off."""
    folder = tmp_path_factory.mktemp("repair")
    problem = generate("hamlet", 1)
    empty = Roster(unserved=tuple(Unserved(visit=visit.id) for visit in problem.visits))
    whole = repair_roster(problem, empty).roster
    gone = {stop.visit for stop in whole.rounds[0].stops if stop.visit}
    rounds = tuple(
        one.model_copy(update={"stops": tuple(stop for stop in one.stops if stop.visit not in gone)})
        for one in whole.rounds
    )
    out = tuple(Unserved(visit=visit) for visit in sorted(gone))
    roster = Roster(rounds=tuple(one for one in rounds if one.stops), unserved=(*whole.unserved, *out))
    day, path = folder / "day.json", folder / "roster.json"
    write_any(problem, day)
    write_roster(roster, path, problem)
    return problem, day, path


def test_offers_are_told_and_the_one_taken_is_the_one_told(files: tuple[Problem, Path, Path], tmp_path: Path) -> None:
    problem, day, roster = files
    told = CliRunner().invoke(application(), ["repair", str(day), str(roster), "--json", *MOVES])
    assert told.exit_code == 0, told.output
    first = json.loads(told.stdout)[0]
    assert first["offer"] == "keep"
    assert first["placed"]
    assert (first["moved"], first["off"]) == ([], [])
    out = tmp_path / "repaired.json"
    taken = CliRunner().invoke(
        application(), ["repair", str(day), str(roster), "--take", "keep", "-o", str(out), "--json", *MOVES]
    )
    assert taken.exit_code == 0, taken.output
    assert json.loads(taken.stdout)["placed"] == first["placed"]
    written = read_roster(out, problem)
    assert {one.visit for one in written.unserved} == set(first["left"])
    assert check(problem, written).feasible


def test_an_offer_is_taken_into_a_file_or_not_at_all(files: tuple[Problem, Path, Path]) -> None:
    _, day, roster = files
    assert CliRunner().invoke(application(), ["repair", str(day), str(roster), "--take", "keep"]).exit_code == 2


def test_every_kind_of_offer_may_be_taken() -> None:
    assert [one.value for one in Take] == list(KINDS)

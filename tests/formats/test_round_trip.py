"""Any problem comes back from a document, CSV files and a workbook as it was, to the last digit."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings

from fixtures import generate
from solver.domain import Join, Problem, Roster, Round, Step, Stop, Unserved
from solver.formats import (
    convert,
    json_bytes,
    problem_document,
    problem_schema,
    read_any,
    read_problem,
    read_roster,
    read_tables,
    roster_document,
    roster_made_for,
    roster_schema,
    write_any,
    write_problem,
    write_roster,
    write_tables,
)

from .any_problem import problems


@pytest.mark.slow
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(problems())
def test_any_problem_comes_back(problem: Problem) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_problem(problem, folder / "day.json")
        back = read_problem(folder / "day.json")
        assert back == problem
        assert back.digest == problem.digest
        jsonschema.validate(problem_document(problem), problem_schema())
        for target in ("tables", "day.zip", "day.xlsx"):
            write_any(problem, folder / target)
            assert read_tables(folder / target) == problem, target
            if problem.version == "2":  # an older one is brought up to date, see test_carry_over.py
                convert(folder / target, folder / "again.json")
                assert (folder / "again.json").read_bytes() == (folder / "day.json").read_bytes(), target


def test_a_generated_team_comes_back(tmp_path: Path) -> None:
    team = generate("team", seed=3)
    for target in ("day.json", "tables", "day.xlsx"):
        if target == "day.json":
            write_problem(team, tmp_path / target)
        else:
            write_tables(team, tmp_path / target)
        assert read_any(tmp_path / target).digest == team.digest


def test_equal_days_give_equal_files(tmp_path: Path) -> None:
    team = generate("hamlet", seed=3)
    for name in ("one", "two"):
        write_tables(team, tmp_path / f"{name}.xlsx")
        write_tables(team, tmp_path / f"{name}.zip")
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()


def test_a_folder_loses_the_sheets_the_new_day_has_not(tmp_path: Path) -> None:
    team = generate("hamlet", seed=3)
    write_tables(team, tmp_path / "day")
    (tmp_path / "day" / "notes.txt").write_text("mine")
    write_tables(team.replace(history=()), tmp_path / "day")
    assert not (tmp_path / "day" / "history.csv").exists()
    assert (tmp_path / "day" / "notes.txt").read_text() == "mine"
    assert read_tables(tmp_path / "day").history == ()


@pytest.mark.parametrize("unit", [60, 1000])
def test_a_roster_comes_back(unit: int, good: dict[str, Any], tmp_path: Path) -> None:
    if unit == 1000:
        good["horizon"]["ticks_per_minute"] = 1000
        for thing in (*(visit["windows"][0] for visit in good["visits"]), *good["shifts"]):
            thing.update(start=480.125, end=900)
    problem = read_problem(json.dumps(good).encode(), kept=unit != 60)  # the clock alone is of another kind
    start = 8 * 60 * unit + 7
    stops = (Stop(visit="v1", start=start), Stop(duration=20 * unit, start=start + 40 * unit), Stop(visit="v2"))
    roster = Roster(
        rounds=(Round(shift="s1", stops=stops),),
        unserved=(Unserved(visit="v3", verdict="CAPACITY", reason="no time left"),),
    )
    write_roster(roster, tmp_path / "roster.json", problem, {"score": {"total": 12.5}, "check": []})
    assert read_roster(tmp_path / "roster.json", problem) == roster
    assert roster_made_for(tmp_path / "roster.json") == problem.digest
    jsonschema.validate(json.loads((tmp_path / "roster.json").read_bytes()), roster_schema())
    again = json_bytes(roster_document(roster, problem, {"score": {"total": 12.5}, "check": []}))
    assert again == (tmp_path / "roster.json").read_bytes()


@pytest.mark.parametrize("unit", [60, 1000])
def test_joins_come_back(unit: int, good: dict[str, Any], tmp_path: Path) -> None:
    if unit == 1000:
        good["horizon"]["ticks_per_minute"] = 1000
        for thing in (*(visit["windows"][0] for visit in good["visits"]), *good["shifts"]):
            thing.update(start=480.125, end=900)
    good["visits"][0]["tasks"].append({"code": "meal", "duration_minutes": 10})
    problem = read_problem(json.dumps(good).encode(), kept=unit != 60)  # the clock alone is of another kind
    twice = Join(
        id="v1+v2",
        outcome="drop_duplicate",
        visits=("v1", "v2"),
        steps=(Step(visit="v1", task=0), Step(visit="v2", task=0, done_by=0), Step(visit="v1", task=1)),
        duration=40 * unit,
        signed_by="Nora Mockup, nurse lead",
    )
    some_stay = Join(
        id="v1+v2",
        outcome="absorb",
        visits=("v1", "v2"),
        duration=50 * unit,
        steps=(Step(visit="v2", task=0), Step(visit="v1", task=1)),
    )
    for join, stops in ((twice, ["v1+v2"]), (some_stay, ["v1+v2", "v1+v2 (what remains)"])):
        round_ = Round(shift="s1", stops=tuple(Stop(visit=name, start=9 * 60 * unit) for name in stops))
        roster = Roster(rounds=(round_,), unserved=(Unserved(visit="v3"),), joins=(join,))
        write_roster(roster, tmp_path / "roster.json", problem)
        assert read_roster(tmp_path / "roster.json", problem) == roster
        document = json.loads((tmp_path / "roster.json").read_bytes())
        assert document["joins"][0]["duration_minutes"] == join.duration / unit
        jsonschema.validate(document, roster_schema())
        document["joins"][0]["outcome"] = "merge"
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(document, roster_schema())


def test_words_in_cells_may_be_written_as_people_do(good: dict[str, Any], tmp_path: Path) -> None:
    good["agreements"] = [{"id": "a", "between": ["care", "trust"], "pre_agreed": ["join", "drop_duplicate"]}]
    decided = {"id": "j1", "visits": ["v1", "v2"], "approved": False, "by": "Nora Mockup", "role": "nurse lead"}
    good["join_decisions"] = [{**decided, "on": "2026-02-27", "reason": "wants her nurse alone"}]
    problem = read_problem(json.dumps(good).encode())
    write_tables(problem, tmp_path / "day")
    for file, old, new in (
        ("agreements", "join; drop_duplicate", "Join;Drop_Duplicate"),
        ("join_decisions", "nurse lead", "Nurse Lead"),
    ):
        path = tmp_path / "day" / f"{file}.csv"
        text = path.read_text("utf-8-sig")
        assert old in text
        path.write_text(text.replace(old, new))
    assert read_tables(tmp_path / "day") == problem


def test_schemas_are_schemas(good: dict[str, Any]) -> None:
    for schema in (problem_schema(), roster_schema()):
        jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(good, problem_schema())
    good["visits"][0]["priority"] = "high"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(good, problem_schema())
    travel = problem_schema()["$defs"]["Travel"]["properties"]
    assert (travel["parking_minutes"]["default"], travel["door_minutes"]["default"]) == (2, 1)

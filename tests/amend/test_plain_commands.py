"""onevisit absent, cancel, late and add: what amend does, in one plain line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from fixtures.every_join import joined_day, joined_roster
from solver.domain import Problem
from solver.formats import read_any, write_problem, write_roster

from .test_command import run_any


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    write_problem(joined_day(), tmp_path / "day.json")
    write_roster(joined_roster(), tmp_path / "roster.json", joined_day())
    return tmp_path / "day.json", tmp_path / "roster.json"


def changed(tmp_path: Path) -> Problem:
    """The day as written beside the new roster."""
    return read_any(tmp_path / "new.day.json")


def test_somebody_is_absent_by_name_however_it_is_typed(files: tuple[Path, Path], tmp_path: Path) -> None:
    worker = joined_day().workers[0]
    typed = f" {worker.name.upper()}  "
    done = run_any("absent", *files, typed, "-o", tmp_path / "new.json", "--even-so")
    assert done.exit_code == 0, done.output
    gone = {shift.id for shift in joined_day().shifts if shift.worker == worker.id}
    assert gone
    assert {shift.id for shift in joined_day().shifts} - {shift.id for shift in changed(tmp_path).shifts} == gone
    by_id = run_any("absent", *files, worker.id, "--even-so", "--json")
    by_name = run_any("absent", *files, worker.name, "--even-so", "--json")
    assert json.loads(by_id.stdout) == json.loads(by_name.stdout)


def test_absent_for_a_part_takes_the_shifts_it_touches(files: tuple[Path, Path], tmp_path: Path) -> None:
    problem = joined_day()
    shift = problem.shifts[0]
    later = shift.model_copy(update={"id": "evening", "start": shift.end + 3600, "end": shift.end + 7200})
    two = problem.replace(shifts=(*problem.shifts, later))
    write_problem(two, files[0])
    write_roster(joined_roster(), files[1], two)
    label = problem.horizon.label
    words = ("absent", *files, shift.worker, "-o", tmp_path / "new.json", "--even-so")
    done = run_any(*words, "--from", label(later.start), "--to", label(later.end))
    assert done.exit_code == 0, done.output
    assert {one.id for one in two.shifts} - {one.id for one in changed(tmp_path).shifts} == {"evening"}
    done = run_any(*words, "--from", label(later.end), "--to", label(later.end + 600))
    assert done.exit_code == 2
    assert "want a time that touches one of their shifts" in " ".join(done.output.split())
    assert label(later.start) in done.output


def test_a_name_that_two_have_wants_an_id_and_one_that_nobody_has_the_nearest(files: tuple[Path, Path]) -> None:
    problem = joined_day()
    one, two = problem.workers[:2]
    same = problem.replace(workers=(one, two.model_copy(update={"name": one.name}), *problem.workers[2:]))
    write_problem(same, files[0])
    write_roster(joined_roster(), files[1], same)
    done = run_any("absent", *files, one.name)
    assert done.exit_code == 2
    assert f"want one of these ids: {', '.join(sorted((one.id, two.id)))}" in " ".join(done.output.split())
    done = run_any("absent", *files, one.id + "x")
    assert done.exit_code == 2
    assert one.id in done.output


def test_a_visit_is_cancelled_by_id_and_a_reason_is_wanted(files: tuple[Path, Path], tmp_path: Path) -> None:
    visit = joined_day().visits[0].id
    done = run_any("cancel", *files, visit)
    assert done.exit_code == 2
    assert "--by NAME, --reason TEXT" in " ".join(done.output.split())
    words = ("--by", "Lea Example", "--reason", "away")
    done = run_any("cancel", *files, visit, *words, "-o", tmp_path / "new.json", "--even-so")
    assert done.exit_code == 0, done.output
    after = changed(tmp_path)
    assert visit not in after.visit
    assert [one.id for one in after.cancelled_visits] == [visit]


def test_a_client_with_several_visits_is_asked_which(files: tuple[Path, Path]) -> None:
    problem = joined_day()
    several = [client for client in problem.clients if sum(client.id in visit.clients for visit in problem.visits) > 1]
    client = several[0]
    done = run_any("cancel", *files, client.name, "--by", "Lea Example", "--reason", "away")
    assert done.exit_code == 2
    ids = sorted(visit.id for visit in problem.visits if client.id in visit.clients)
    assert f"want one of these ids: {', '.join(ids)}" in " ".join(done.output.split())


def test_lateness_is_accepted_and_a_visit_added_as_amend_does(files: tuple[Path, Path], tmp_path: Path) -> None:
    problem = joined_day()
    visit = problem.visits[0]
    until = problem.horizon.label(visit.windows[0].end + 600)
    said = ("--by", "Lea Example", "--reason", "car", "--role", "nurse lead", "--json", "--even-so")
    plain = run_any("late", *files, visit.id, "--until", until, *said)
    amended = run_any("amend", *files, "--late", visit.id, "--until", until, *said)
    assert (plain.exit_code, plain.output) == (amended.exit_code, amended.output)
    begin, end = (problem.horizon.moment(tick).isoformat() for tick in (36_000, 39_600))
    more = {
        "id": "more",
        "client": visit.clients[0],
        "organisation": visit.organisation,
        "tasks": [{"code": "wash_and_dress", "duration_minutes": 20}],
        "windows": [{"start": begin, "end": end}],
    }
    (tmp_path / "visit.json").write_text(json.dumps(more))
    plain = run_any("add", *files, tmp_path / "visit.json", "--json", "--even-so")
    amended = run_any("amend", *files, "--add", tmp_path / "visit.json", "--json", "--even-so")
    assert (plain.exit_code, plain.output) == (amended.exit_code, amended.output)
    assert plain.exit_code == 0, plain.output

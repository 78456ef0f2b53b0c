"""A roster from a workbook: the one that solve writes, and a table of visit, carer and start that people make."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from typer.testing import CliRunner, Result

import onevisit
from solver.cli import application
from solver.domain import Fault, InputFaults, Problem, Unserved
from solver.formats import read_any, read_problem, read_roster

from .flat_day import fill_template, flat_day, make_table


def run(*words: object) -> Result:
    return CliRunner().invoke(application(), [str(word) for word in words], catch_exceptions=False)


@pytest.fixture
def day(good: dict[str, Any]) -> Problem:
    """Two clients, three visits, one worker; and a second shift that evening."""
    evening = {"id": "s2", "worker": "w1", "start": "2026-03-02T20:00+00:00", "end": "2026-03-03T06:00+00:00"}
    good["shifts"].append(evening)
    return read_problem(json.dumps(good).encode())


@pytest.fixture
def table(tmp_path: Path) -> Callable[[Sequence[Sequence[Any]]], Path]:
    """Writes rows as the first sheet of a workbook."""

    def write(rows: Sequence[Sequence[Any]]) -> Path:
        book = openpyxl.Workbook()
        for row in rows:
            book.worksheets[0].append(list(row))
        book.save(tmp_path / "roster.xlsx")
        return tmp_path / "roster.xlsx"

    return write


Table = Callable[[Sequence[Sequence[Any]]], Path]


def faults_of(path: Path, day: Problem) -> list[Fault]:
    with pytest.raises(InputFaults) as caught:
        read_roster(path, day)
    return list(caught.value.faults)


def test_visit_carer_and_start(day: Problem, table: Table) -> None:
    """Names, times alone, a title above, the break, a night, and a total below."""
    rows = [["Monday's rota"], ["Visit", "Client", "Carer", "Start", "End"]]
    rows += [["v2", "", "edwina placeholder", "12:00", ""], ["", "Basil Testperson", "w1", "9.10am", ""]]
    rows += [["", "break", "w1", "10:30", "10:50"], ["v1", "", "w1", "02/03/2026 23:30", ""], ["Total", "", "", "", ""]]
    notes: list[str] = []
    roster = read_roster(table(rows), day, notes)
    first, second = roster.rounds
    assert [(stop.visit, stop.start, stop.duration) for stop in first.stops] == [
        ("v3", 33000, None),
        (None, 37800, 1200),
        ("v2", 43200, None),
    ]
    assert (second.shift, second.stops[0].start) == ("s2", 84600)
    assert roster.unserved == ()
    assert notes[0].endswith("roster.xlsx, sheet Sheet: 3 stops on 2 shifts, 0 visits not on it.")
    assert "total at the foot" in notes[1]


def test_what_no_row_names_is_not_served(day: Problem, table: Table) -> None:
    roster = read_roster(table([["visit", "shift", "start"], ["v1", "s1", "8:15"]]), day)
    assert roster.unserved == (Unserved(visit="v2"), Unserved(visit="v3"))


@pytest.mark.parametrize(
    ("row", "where", "wanted"),
    [
        (["v9", "w1", "8:00"], "row 2, column visit", "want the id of a visit of this day, or its client's name"),
        (["Avril Testpersn", "w1", "8:00"], "row 2, column visit", "the nearest is c1 (Avril Testperson)"),
        (["Avril Testperson", "w1", "11:00"], "row 2, column visit", "want the id of the visit that is meant: v1, v2"),
        (["v1", "Edwina", "8:00"], "row 2, column carer", "want one of the staff"),
        (["v1", "", "8:00"], "row 2, column carer", "want the name or the id of one of the staff"),
        (["v1", "w1", ""], "row 2, column start", "want a time: this person has several shifts"),
        (["v1", "w1", "18:00"], "row 2, column start", "want a time within one of the shifts s1, s2"),
        (["v1", "w1", "teatime"], "row 2, column start", "want a time"),
        (["", "w1", "8:00"], "row 2, column client", "want the visit"),
    ],
)
def test_a_slip_is_told_at_its_cell(row: list[str], where: str, wanted: str, day: Problem, table: Table) -> None:
    (fault,) = faults_of(table([["visit", "carer", "start"], row]), day)
    assert fault.where == where
    assert wanted in fault.expected


@pytest.mark.parametrize(("start", "shift"), [("11:59", "s1"), ("12:00", "s2"), ("14:00", "s2")])
def test_a_start_where_one_shift_ends_and_the_next_begins_is_of_the_next(
    start: str, shift: str, good: dict[str, Any], table: Table
) -> None:
    good["shifts"][0]["end"] = "2026-03-02T12:00+00:00"
    good["shifts"].append(
        {"id": "s2", "worker": "w1", "start": "2026-03-02T12:00+00:00", "end": "2026-03-02T14:00+00:00"}
    )
    day = read_problem(json.dumps(good).encode())
    roster = read_roster(table([["visit", "carer", "start"], ["v1", "w1", start]]), day)
    assert [one.shift for one in roster.rounds] == [shift]


def test_a_time_on_several_days_is_that_of_the_visit_or_is_asked_about(good: dict[str, Any], table: Table) -> None:
    good["horizon"]["days"] = 3
    for number in (3, 4):
        shift = {"start": f"2026-03-0{number}T07:00+00:00", "end": f"2026-03-0{number}T15:00+00:00"}
        good["shifts"].append({"id": f"s{number}", "worker": "w1", **shift})
    (window,) = good["visits"][1]["windows"]
    good["visits"][1]["windows"] = [{key: value.replace("03-02", "03-04") for key, value in window.items()}]
    day = read_problem(json.dumps(good).encode())
    roster = read_roster(table([["visit", "carer", "start"], ["v2", "w1", "10:00"]]), day)
    assert [one.shift for one in roster.rounds] == ["s4"]
    (fault,) = faults_of(table([["client", "carer", "start"], ["Basil Testperson", "w1", "10:00"]]), day)
    assert "want the day too, in a column day" in fault.expected


def test_a_workbook_without_a_roster_says_what_is_wanted(day: Problem, table: Table) -> None:
    (fault,) = faults_of(table([["visit", "start"], ["v1", "8:00"]]), day)
    assert "want a sheet with the columns visit, carer and start" in fault.expected


@pytest.mark.kernel
def test_what_solve_writes_is_read_by_check_solve_and_explain(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONEVISIT_POSTCODES", str(make_table(tmp_path)))
    day, made, book = (tmp_path / name for name in ("day.xlsx", "roster.json", "roster.xlsx"))
    fill_template(day, flat_day())
    assert run("solve", day, "--iterations", 2000, "-o", made, "--xlsx", book).exit_code == 0
    problem = read_any(day)
    roster = onevisit.read(str(made), problem)
    with pytest.warns(UserWarning, match="Roster read from"):
        assert onevisit.read(str(book), problem) == roster
    told = run("check", day, book)
    assert told.exit_code == 0
    assert "The checker finds no hard breach." in told.output
    assert "sheet Rounds: 11 stops on 4 shifts, 0 visits not on it." in " ".join(told.output.split())
    assert run("solve", day, "--iterations", 0, "--start", book).exit_code == 0
    assert run("explain", day, book, "--visit", "ada_sample-0800").exit_code == 0
    assert "Every visit is served." in run("explain", day, book).output
    assert "Nothing changed." in run("explain", day, made, "--against", book).output
    assert run("safety", day, book).exit_code == 0
    other = flat_day()
    other["visits"].pop(0)
    day.unlink()
    fill_template(day, other)
    told = run("check", day, book)
    assert "No longer in the day, and dropped from the roster: visit ada_sample-0800." in " ".join(told.output.split())

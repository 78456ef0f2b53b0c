"""Rows that a sheet says are off are left out where that is plain, and asked about where not; never passed over."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from fixtures import generate
from solver.domain import Problem
from solver.formats import read_any, write_tables
from solver.formats.left_out import find_off, sounds_like_safety

from .flat_day import Flat, flat_day
from .test_far_days import write as write

Write = Callable[[Flat], Path]


def told_of(path: Path) -> tuple[Problem, list[str]]:
    notes: list[str] = []
    return read_any(path, notes), notes


def with_cell(sheet: str, row: int, column: str, said: Any) -> Flat:
    day = flat_day()
    day[sheet][row][column] = said
    return day


@pytest.mark.parametrize("said", ["Cancelled", "CANCELLED by daughter", "Cancelled - in hospital", "on hold", "RIP"])
def test_a_visit_that_is_off_is_left_out_with_its_row(said: str, write: Write) -> None:
    problem, notes = told_of(write(with_cell("visits", 0, "Status", said)))
    assert "ada_sample" not in {visit.client for visit in problem.visits}
    assert f"visits: left out, for Status says {said}: row 2 (Ada Sample)." in notes


@pytest.mark.parametrize("said", ["LTS", "long-term sick", "Off sick", "A/L", "maternity leave", "left"])
def test_staff_who_are_off_have_no_shift_and_are_told(said: str, write: Write) -> None:
    problem, notes = told_of(write(with_cell("staff", 1, "Status", said)))
    assert "quin_example" not in {shift.worker for shift in problem.shifts}
    assert "quin_example" in problem.worker  # whoever must not be sent is known by name
    assert f"staff: left out, for Status says {said}: row 3 (Quin Example)." in notes


@pytest.mark.parametrize("said", ["In hospital", "Deceased", "respite"])
def test_a_client_who_is_off_has_no_visits_and_each_is_told(said: str, write: Write) -> None:
    problem, notes = told_of(write(with_cell("clients", 1, "Client status", said)))
    assert "bo_pretend" not in {visit.client for visit in problem.visits}
    (note,) = [one for one in notes if one.startswith("visits: left out")]
    assert "row 3 (Bo Pretend), row 10 (Bo Pretend)" in note


@pytest.mark.parametrize("said", ["Active", "confirmed", "Live", "", "not cancelled"])
def test_what_stands_stands_without_a_word(said: str, write: Write) -> None:
    before, told = told_of(write(flat_day()))
    after, notes = told_of(write(with_cell("visits", 0, "Status", said)))
    assert (after, notes) == (before, told)


@pytest.mark.parametrize("said", ["off sick until 9/3", "was cancelled", "amber", "cancelled?"])
def test_a_status_that_nobody_can_be_sure_of_is_asked_about(said: str, write: Write) -> None:
    for sheet in ("visits", "staff"):
        before, _ = told_of(write(flat_day()))
        after, notes = told_of(write(with_cell(sheet, 0, "Status", said)))
        assert after == before
        (note,) = [one for one in notes if "no status or date that is read" in one]
        assert note.startswith(f"Please look: {sheet} row 2 says {said!r} under Status")


@pytest.mark.parametrize(
    ("sheet", "column", "said", "kept"),
    [
        ("clients", "End date", "01/03/2027", False),
        ("clients", "End date", "02/03/2027", True),
        ("clients", "End date", "ongoing", True),
        ("clients", "Service end date", "28 Feb 2027", False),
        ("clients", "Start date", "03/03/2027", False),
        ("clients", "Start date", "14/06/2019", True),
        ("visits", "End date", "01/03/2027", False),
        ("staff", "Leaving date", "01/03/2027", False),
        ("staff", "Leaving date", "02/03/2027", True),
    ],
)
def test_the_first_and_the_last_day_count(sheet: str, column: str, said: str, kept: bool, write: Write) -> None:
    problem, notes = told_of(write(with_cell(sheet, 0, column, said)))
    there = "pat_example" in {shift.worker for shift in problem.shifts}
    there = there if sheet == "staff" else "ada_sample" in {visit.client for visit in problem.visits}
    assert there is kept
    assert any("row 2" in note and "left out, for 2 March 2027 is" in note for note in notes) is not kept


@pytest.mark.parametrize(("sheet", "said"), [("visits", "CANCELLED by daughter"), ("staff", "Off sick till Tuesday")])
def test_a_note_that_a_row_is_off_is_asked_about(sheet: str, said: str, write: Write) -> None:
    before, _ = told_of(write(flat_day()))
    after, notes = told_of(write(with_cell(sheet, 0, "Notes", said)))
    assert after == before
    assert any(
        note.startswith(f"Please look: not used, though it says that a row may be off: {sheet}: column Notes, row 2 (")
        for note in notes
    )


def test_a_harmless_note_is_not_used_and_no_more(write: Write) -> None:
    _, notes = told_of(write(with_cell("visits", 0, "Notes", "likes a chat")))
    assert "Not used: visits: column Notes." in notes


@pytest.mark.parametrize(
    "column", ["No. of carers", "Carers required", "Number of carers", "carers needed", "No of staff"]
)
def test_how_many_come_is_read_by_other_names(column: str, write: Write) -> None:
    day = with_cell("visits", 0, column, 2)
    told: list[str] = []
    read_any(write(day), told)
    beside = f"may say which rows are off, how many come or how often: visits: column {column}."
    assert any(beside in one for one in told)  # there is a column carers too
    del day["visits"][8]["carers"]
    assert read_any(write(day)).visits[0].workers == 2


@pytest.mark.parametrize("column", ["Status", "Cancelled", "End date", "No. handed"])
def test_the_full_form_says_loudly_what_it_does_not_read(column: str, tmp_path: Path) -> None:
    path = tmp_path / "full.xlsx"
    write_tables(generate("hamlet", 1), path)
    before, _ = told_of(path)
    book = openpyxl.load_workbook(path)
    sheet = book["visits"]
    at = sheet.max_column + 1
    sheet.cell(1, at, column)
    sheet.cell(3, at, "Cancelled")
    book.save(path)
    after, notes = told_of(path)
    assert after == before
    assert any(note.startswith("Please look: not used") and f"visits: column {column}" in note for note in notes)


@pytest.mark.parametrize("column", ["DNS", "Do not send", "Barred carers"])
def test_whom_never_to_send_is_read_by_other_names(column: str, write: Write) -> None:
    problem, _ = told_of(write(with_cell("clients", 0, column, "Ray Example")))
    assert problem.clients[0].refused_workers == ("ray_example",)


@pytest.mark.parametrize("name", ["DNS", "DNAR", "DNACPR", "ReSPECT"])
def test_letters_of_safety_sound_like_it(name: str) -> None:
    assert sounds_like_safety(name)
    assert not sounds_like_safety("Domains")


def test_words_that_say_a_row_is_off() -> None:
    cells = {2: "Cancelled 1/3", 3: "LTS", 4: "likes cancer charity shop", 5: "", 6: 7, 7: "on hold pls"}
    assert find_off(cells) == ["row 2 (cancel)", "row 3 (lts)", "row 7 (on hold)"]


def test_two_rows_of_one_client_at_once_are_asked_about(write: Write) -> None:
    day = flat_day()
    day["visits"].append({**day["visits"][8], "carers": 1, "tasks": "transfer with a hoist"})
    _, notes = told_of(write(day))
    (note,) = [one for one in notes if "two rows of one client at one time" in one]
    assert "row 10 (2 carers) and row 12 (1 carers)" in note
    day["visits"][-1]["from"] = "12:30"
    _, notes = told_of(write(day))
    assert not any("at one time" in note for note in notes)

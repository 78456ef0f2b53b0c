"""What people really write in the cells of a spreadsheet: each is read rightly, or told in one clear line."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from solver.domain import InputFaults
from solver.formats import read_any, read_problem, write_tables
from solver.formats.cells import Setting, read_cell
from solver.formats.columns import SHEET
from solver.formats.left_out import sounds_like_safety
from solver.formats.safety_columns import SAFETY
from solver.formats.words import known_word

DAY = date(2026, 4, 3)
READ: list[tuple[Any, str, Any]] = [
    ("03/04/2026", "date", "2026-04-03"),
    ("3/4/26", "date", "2026-04-03"),
    ("03.04.2026", "date", "2026-04-03"),
    ("3-4-2026", "date", "2026-04-03"),
    ("3 April 2026", "date", "2026-04-03"),
    ("3rd Apr 2026", "date", "2026-04-03"),
    ("Fri 3 Apr 2026", "date", "2026-04-03"),
    ("Friday, 03/04/2026", "date", "2026-04-03"),
    ("3-Apr-26", "date", "2026-04-03"),
    ("2026/04/03", "date", "2026-04-03"),
    ("2026-04-03", "date", "2026-04-03"),
    (datetime(2026, 4, 3), "date", "2026-04-03"),
    ("03/04/2026 00:00:00", "date", "2026-04-03"),
    ("03/04/2026 07:30", "moment", "2026-04-03T07:30:00"),
    ("03/04/2026, 7.30pm", "moment", "2026-04-03T19:30:00"),
    ("3 April 2026 at 7:30 am", "moment", "2026-04-03T07:30:00"),
    ("03/04/2026 24:00", "moment", "2026-04-04T00:00:00"),
    ("7:00", "instant", "2026-04-03T07:00:00"),
    ("07.30", "instant", "2026-04-03T07:30:00"),
    ("7.30pm", "instant", "2026-04-03T19:30:00"),
    ("7pm", "instant", "2026-04-03T19:00:00"),
    ("0730", "instant", "2026-04-03T07:30:00"),
    ("07:30 hrs", "instant", "2026-04-03T07:30:00"),
    ("12am", "instant", "2026-04-03T00:00:00"),
    ("12.15 p.m.", "instant", "2026-04-03T12:15:00"),
    ("noon", "instant", "2026-04-03T12:00:00"),
    ("24:00", "instant", "2026-04-04T00:00:00"),
    (time(7, 30), "instant", "2026-04-03T07:30:00"),
    (timedelta(hours=7, minutes=30), "instant", "2026-04-03T07:30:00"),
    (datetime(1899, 12, 31, 0, 0), "instant", "2026-04-04T00:00:00"),
    ("7.30pm", "clock", "19:30"),
    ("30 mins", "minutes", 30),
    ("30m", "minutes", 30),
    ("30 minutes", "minutes", 30),
    ("30'", "minutes", 30),
    ("0:30", "minutes", 30),
    ("1 hr", "minutes", 60),
    ("1h 15", "minutes", 75),
    ("1 hour and 30 mins", "minutes", 90),
    ("1.5 hours", "minutes", 90),
    ("half an hour", "minutes", 30),
    (time(0, 45), "minutes", 45),
    ("Y", "yesno", True),
    ("Yes.", "yesno", True),
    ("TRUE", "yesno", True),
    ("\u2713", "yesno", True),
    ("N", "yesno", False),
    ("no ", "yesno", False),
    ("9,500", "whole", 9500),
]
REFUSED: list[tuple[Any, str, str]] = [
    ("04/13/2026", "date", "want the day first, then the month: 13/04/2026"),
    ("30/02/2026", "date", "want a day that there is"),
    ("Mon 3 April 2026", "date", "3 April 2026 is a Friday"),
    ("03/04/2026 teatime", "moment", "which is no time of day"),
    ("30:00", "minutes", "more than a day"),
    ("a while", "minutes", "want a number of minutes such as 30, or 30 mins, or 0:30"),
    ("x", "yesno", "an x is a yes to some and a no to others"),
    ("not known", "yesno", "leave the cell empty where it is not known"),
    ("sometimes", "yesno", "want yes or no"),
    (7.3, "instant", "want a date and time"),
    (7.3, "moment", "or a time such as 7:30 with a colon; Excel makes a number of 7.30"),
]
WORDS = [
    ("sex", "F", "female"),
    ("worker_sex", "M", "male"),
    ("mode", "Drives", "car"),
    ("mode", "on foot", "walk"),
    ("days", "Monday; Tues", "mon; tue"),
    ("kind", "Double-handed", "double_handed"),
]


@pytest.mark.parametrize(("cell", "kind", "right"), READ)
def test_is_read(cell: Any, kind: Any, right: Any) -> None:
    assert read_cell(cell, kind, Setting(day=DAY)) == right


@pytest.mark.parametrize(("cell", "kind", "told"), REFUSED)
def test_is_told(cell: Any, kind: Any, told: str) -> None:
    with pytest.raises(ValueError, match="want") as caught:
        read_cell(cell, kind, Setting(day=DAY))
    assert told in str(caught.value)


@pytest.mark.parametrize(("column", "said", "right"), WORDS)
def test_is_a_known_word(column: str, said: str, right: str) -> None:
    assert " ".join(str(known_word(column, said)).split()) == right


@pytest.mark.parametrize(
    "name",
    ["Allergies", "Risk notes", "DO NOT SEND", "Key safe", "Infection?", "DNR", "MRSA", "Female carers", "Carer sex"],
)
def test_sounds_like_safety(name: str) -> None:
    assert sounds_like_safety(name)
    assert not sounds_like_safety("Notes")
    assert not sounds_like_safety("Gender")  # of the client, as Sex is; that of carers is told
    assert sounds_like_safety("Gender of carer")


@pytest.fixture
def book(good: dict[str, Any], write_json: Callable[[Any], Path], tmp_path: Path) -> tuple[Any, Path]:
    """The good day as a workbook to change, and where to save it."""
    path = tmp_path / "day.xlsx"
    write_tables(read_problem(write_json(good)), path)
    return openpyxl.load_workbook(path), path


def test_a_workbook_as_people_keep_it_is_the_same_day(book: tuple[Any, Path]) -> None:
    """Times alone, a night, names for ids, letters in two parts, other sheet names, an empty Sheet1, a hidden row."""
    sheets, path = book
    before = read_any(path)
    sheets["problem"]["D2"] = "02/03/2026"
    sheets["clients"]["B2"] = "Zoe\u0301 Testperson"
    sheets["visits"]["B2"] = "zo\u00e9  testperson"
    sheets["visit_windows"]["B2"], sheets["visit_windows"]["C2"] = "8:00", time(9)
    sheets["shifts"]["C2"], sheets["shifts"]["D2"] = "7am", "2pm"
    sheets["visit_windows"].row_dimensions[3].hidden = True
    sheets["visit_windows"].title = "Visit Windows"
    sheets.create_sheet("Sheet1")
    for number, title in enumerate(("Notes", "Allergies"), sheets["clients"].max_column + 1):
        sheets["clients"].cell(1, number, title)
        sheets["clients"].cell(2, number, "peanuts")
    sheets.save(path)
    notes: list[str] = []
    read = read_any(path, notes)
    assert (read.visits, read.shifts, read.horizon) == (before.visits, before.shifts, before.horizon)
    assert notes[0].startswith("Not used, though it sounds like safety: clients: column Allergies.")
    assert notes[1] == "Not used: clients: column Notes."
    assert "Visit Windows: hidden rows are read too: 3." in notes
    assert "Dates are read day first: 02/03/2026 is 2 March 2026." in notes
    assert "Times without a date are read as of 2 March 2026." in notes


def test_a_night_ends_on_the_next_day(book: tuple[Any, Path]) -> None:
    sheets, path = book
    sheets["shifts"]["C2"], sheets["shifts"]["D2"] = "22:00", "07:00"
    sheets.save(path)
    (shift,) = read_any(path).shifts
    assert (shift.start, shift.end) == (22 * 3600, 31 * 3600)


def test_times_of_the_next_day_are_told_with_their_rows(book: tuple[Any, Path]) -> None:
    """A slip of pm for am must not widen a window by half a day unsaid, least of all one that a nurse set."""
    sheets, path = book
    windows, tasks = sheets["visit_windows"], sheets["visit_tasks"]
    columns = {cell.value: cell.column for cell in tasks[1]}
    windows["B2"], windows["C2"] = "8.30am", "9.00am"
    for name, cell in (("start", "7.30pm"), ("end", "8.15"), ("set_by", "Nora Example")):
        tasks.cell(3, columns[f"clinical_window_{name}"], cell)
    sheets.save(path)
    assert _next_day(path) == "visit_tasks row 3"
    windows["B2"] = "8.30pm"
    sheets.save(path)
    assert _next_day(path) == "visit_windows row 2; visit_tasks row 3"


def _next_day(path: Path) -> str:
    """The rows that are told to reach into the next day."""
    notes: list[str] = []
    read_any(path, notes)
    (told,) = (note for note in notes if "are read as of the next day: " in note)
    return told.partition("next day: ")[2].partition(". Right for a night")[0]


@pytest.mark.parametrize("name", ["Allergies", "Alerts"])
def test_a_column_that_may_be_one_of_safety_says_the_way_out(book: tuple[Any, Path], name: str) -> None:
    """Refused where a safety column lacks, with what to do; moved to another sheet it is told and left out."""
    sheets, path = book
    clients = sheets["clients"]
    columns = {cell.value: cell.column for cell in clients[1]}
    clients.cell(1, columns["lone_working"], name)
    sheets.save(path)
    with pytest.raises(InputFaults) as caught:
        read_any(path)
    (fault,) = caught.value.faults
    assert "It sounds like safety: call it lone_working, if that is what it says." in fault.expected
    assert "Else move it to another sheet: nothing reads it, so tell whoever goes" in fault.expected
    clients.delete_cols(columns["lone_working"])
    sheets.create_sheet(name).append(["client", name])
    sheets.save(path)
    notes: list[str] = []
    read_any(path, notes)
    assert notes[0].startswith(f"Not used, though it sounds like safety: sheet {name}.")


def test_merged_cells_count_for_each_row(book: tuple[Any, Path]) -> None:
    sheets, path = book
    before = read_any(path)
    sheets["visits"].merge_cells("B2:B3")
    sheets.save(path)
    notes: list[str] = []
    assert read_any(path, notes).visits == before.visits
    assert any("merged cells count for each of their rows" in note for note in notes)


def test_windows_text_with_semicolons_is_read(book: tuple[Any, Path], tmp_path: Path) -> None:
    _, path = book
    write_tables(read_any(path), tmp_path / "day")
    file = tmp_path / "day" / "clients.csv"
    text = file.read_text("utf-8-sig").replace(",", ";").replace("Avril", "Zo\u00eb")
    file.write_bytes(text.encode("cp1252"))
    notes: list[str] = []
    assert read_any(tmp_path / "day", notes).clients[0].name == "Zo\u00eb Testperson"
    assert notes[0].startswith("clients.csv: read as Windows text")


def test_one_mistake_in_two_hundred_rows_is_one_line(book: tuple[Any, Path]) -> None:
    sheets, path = book
    history = sheets.create_sheet("history")
    for row, cells in enumerate([("client", "worker", "start"), *(("c1", "w1", f"{n % 9}ish") for n in range(200))], 1):
        for column, cell in enumerate(cells, 1):
            history.cell(row, column, cell)
    sheets.save(path)
    with pytest.raises(InputFaults) as caught:
        read_any(path)
    (fault,) = caught.value.faults
    assert fault.where == "rows 2 to 201, column start"
    assert fault.value == "0ish, and 8 more"


def test_two_of_one_name_are_not_guessed(book: tuple[Any, Path]) -> None:
    sheets, path = book
    sheets["clients"]["B3"] = sheets["clients"]["B2"].value
    sheets["visits"]["B2"] = "Avril Testperson"
    sheets.save(path)
    with pytest.raises(InputFaults) as caught:
        read_any(path)
    (fault,) = caught.value.faults
    assert fault.expected == "want the id of one of the clients, for 2 are called so: c1, c2"


def test_a_total_at_the_foot_is_left_out_and_told(book: tuple[Any, Path]) -> None:
    sheets, path = book
    before = read_any(path)
    sheets["shifts"].append(["Total", "", "", 7])
    sheets.save(path)
    notes: list[str] = []
    assert read_any(path, notes) == before
    assert "Left out as a total at the foot: shifts row 3." in notes


def test_the_nearest_has_its_name_and_an_unknown_priority_its_numbers(book: tuple[Any, Path]) -> None:
    sheets, path = book
    columns = {cell.value: cell.column for cell in sheets["visits"][1]}
    sheets["visits"].cell(2, columns["client"], "Avril Testpersn")
    sheets["visits"].cell(3, columns["priority"], "P1")
    sheets.save(path)
    with pytest.raises(InputFaults) as caught:
        read_any(path)
    told = {fault.where: fault.expected for fault in caught.value.faults}
    assert told["row 2, column client"].endswith(", the nearest is c1 (Avril Testperson)")
    assert told["row 3, column priority"] == "want a priority from 1 (routine) to 5 (critical)"


def test_many_missing_safety_columns_are_counted_in_one_line(book: tuple[Any, Path]) -> None:
    sheets, path = book
    for name in ("workers", "visits"):
        required = {column.name for column in SHEET[name].columns if column.required}
        for cell in reversed(list(sheets[name][1])):
            if cell.value not in required:
                sheets[name].delete_cols(cell.column)
    sheets.save(path)
    notes: list[str] = []
    read_any(path, notes)
    (told,) = (note for note in notes if note.startswith("Safety columns are missing"))
    counts = {sheet: len(SAFETY["1"][sheet]) for sheet in ("visits", "workers")}
    assert f"{sum(counts.values())} in all ({counts['visits']} of visits, {counts['workers']} of workers)" in told

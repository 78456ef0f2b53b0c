"""Broken CSV folders and workbooks: file or sheet, row as a spreadsheet numbers it, column. All faults at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from solver.domain import InputFaults
from solver.formats import read_any, read_problem, write_tables

from .exactly import exactly

Doc = dict[str, Any]


@pytest.fixture
def folder(good: Doc, write_json: Callable[[Any], Path], tmp_path: Path) -> Path:
    write_tables(read_problem(write_json(good)), tmp_path / "day")
    return tmp_path / "day"


def _swap(file: str, old: str, new: str, encoding: str = "utf-8-sig") -> Callable[[Path], None]:
    def spoil(folder: Path) -> None:
        path = folder / file
        text = path.read_text(encoding="utf-8-sig")
        assert old in text
        path.write_bytes(text.replace(old, new).encode(encoding))

    return spoil


# name -> (how the folder is spoilt, [(file, where, value, wanted)] exactly)
TABLES: dict[str, tuple[Callable[[Path], object], list[tuple[str, str, str, str]]]] = {
    "unknown client": (
        _swap("visits.csv", "v2,c1", "v2,c9"),
        [("visits.csv", "row 3, column client", "'c9'", "one of the clients")],
    ),
    "word for a number": (
        _swap("visit_tasks.csv", "v1,wash,30", "v1,wash,as needed"),
        [("visit_tasks.csv", "row 2, column duration_minutes", "'as needed'", "want a number of minutes such as 30")],
    ),
    "hours and minutes beyond a day": (
        _swap("visit_tasks.csv", "v1,wash,30", "v1,wash,30:00"),
        [("visit_tasks.csv", "row 2, column duration_minutes", "'30:00'", "want minutes such as 30")],
    ),
    "decimal comma": (
        _swap("places.csv", "54.0,", '"54,0",'),
        [("places.csv", "row 2, column lat", "'54,0'", "such as 54.0")],
    ),
    "maybe": (
        _swap("visits.csv", "v3,c2,care,no", "v3,c2,care,maybe"),
        [("visits.csv", "row 4, column windows_hard", "'maybe'", "want yes or no")],
    ),
    "month first": (
        _swap("shifts.csv", "2026-03-02 07:00", "03/22/2026 07:00"),
        [("shifts.csv", "row 2, column start", "'03/22/2026 07:00'", "want the day first, then the month: 22/03/2026")],
    ),
    "Excel's number for a time": (
        _swap("shifts.csv", "2026-03-02 07:00", "46083.2916666667"),
        [("shifts.csv", "row 2, column start", "46083.29", "Excel's number for 2026-03-02 07:00")],
    ),
    "NHS number Excel rounded": (
        _swap("clients.csv", "9990001006", "9.99E+09"),
        [("clients.csv", "row 2, column nhs_number", "'9.99E+09'", "Excel has rounded")],
    ),
    "window ends before it starts": (
        _swap("visit_windows.csv", "2026-03-02 09:00", "2026-03-02 07:00"),
        [("visit_windows.csv", "row 2", "v1, 2026-03-02 08:00, 2026-03-02 07:00", "want an end")],
    ),
    "window of nobody": (
        _swap("visit_windows.csv", "v1,2026-03-02 08:00", "v9,2026-03-02 08:00"),
        [
            ("visit_windows.csv", "row 2, column visit", "'v9'", "one of the visits"),
            ("visits.csv", "row 2, column id", "'v1'", "at least one row in visit_windows for this visit"),
        ],
    ),
    "id used twice": (
        _swap("visits.csv", "v3,c2", "v1,c2"),
        [
            ("visits.csv", "row 4, column id", "'v1'", "row 2 of visits has it too"),
            ("visit_windows.csv", "row 4, column visit", "'v3'", "one of the visits"),
            ("visit_tasks.csv", "row 4, column visit", "'v3'", "one of the visits"),
        ],
    ),
    "empty id": (
        _swap("shifts.csv", "s1,w1", ",w1"),
        [("shifts.csv", "row 2, column id", "nothing", "may not be empty")],
    ),
    "unknown column": (
        _swap("clients.csv", "worker_sex", "wrker_sex"),
        [("clients.csv", "row 1, column 6", "'wrker_sex'", "nearest is worker_sex: id, name, place, nhs_number")],
    ),
    "a safety column under another name": (
        _swap("clients.csv", "worker_sex", "carer_gender"),
        [("clients.csv", "row 1, column 6", "'carer_gender'", "id, name, place, nhs_number")],
    ),
    "missing column": (
        _swap("visits.csv", "organisation", "length_of_stay"),
        [
            ("visits.csv", "row 1, column 3", "'length_of_stay'", "want one of the known columns"),
            ("visits.csv", "row 1", "nothing", "want a column organisation"),
        ],
    ),
    "missing file": (
        lambda folder: (folder / "shifts.csv").unlink(),
        [("", "sheet shifts", "nothing", "want a sheet shifts with columns id, worker, start, end")],
    ),
    "unknown file": (
        lambda folder: (folder / "vists.csv").write_text("id\nv1\n"),
        [("vists.csv", "sheet", "'vists'", "problem, organisations")],
    ),
    "bytes that are no text": (
        _swap("clients.csv", "Avril", "Avr\x81l", "latin-1"),
        [("clients.csv", "line 2, column 7 (byte 106)", "byte 0x81", "want UTF-8")],
    ),
    "empty file": (
        lambda folder: (folder / "visits.csv").write_text(""),
        [("visits.csv", "file", "an empty file", "something")],
    ),
    "quote that never closes": (
        _swap("clients.csv", "Avril", '"Avril'),
        [("clients.csv", "row 2", "end of data", "quotes closed")],
    ),
    "comma without quotes": (
        _swap(
            "clients.csv", "Avril Testperson,p1,9990001006,,,,,none,no", "Testperson, Avril,p1,9990001006,,,,,none,no"
        ),
        [
            ("clients.csv", "row 2", "'no'", "want values only under a column name"),
            ("clients.csv", "row 2, column nhs_number", "'p1'", "want ten digits"),
            ("clients.csv", "row 2, column stable", "'none'", "want yes or no"),
        ],
    ),
    "hour the clock change skips": (
        lambda folder: _on(folder, "2026-03-29"),
        [("visit_windows.csv", "row 2, column start", "'2026-03-29 01:30'", "clock change skips this hour")],
    ),
}


def _joins(folder: Path) -> None:
    """Decisions and an agreement as somebody might type them."""
    (folder / "join_decisions.csv").write_text(
        "id,visits,approved,by,role,on,reason\n"
        "j1,v1; v9,yes,Nora Mockup,nurse lead,2026-02-27,\n"
        "j2,v1,yes,Nora Mockup,matron,2026-02-30,\n"
        "j3,v1; v2,perhaps,,nurse lead,31/02/2026,\n"
        "j3,v1; v2,no,Nora Mockup,scheduler,2026-02-27,\n"
    )
    (folder / "agreements.csv").write_text("id,organisation,other_organisation,pre_agreed\na,care,trust,join; merge\n")


TABLES["joins as somebody might type them"] = (
    _joins,
    [
        ("join_decisions.csv", "row 2, column visits", "'v9'", "one of the visits"),
        ("join_decisions.csv", "row 3, column visits", "'v1'", "want at least 2 in this list"),
        ("join_decisions.csv", "row 3, column role", "'matron'", "want 'nurse lead', 'scheduler' or 'team lead'"),
        ("join_decisions.csv", "row 3, column on", "'2026-02-30'", "want a date such as 2026-03-02"),
        ("join_decisions.csv", "row 4, column approved", "'perhaps'", "want yes or no"),
        ("join_decisions.csv", "row 4, column on", "'31/02/2026'", "want a day that there is"),
        ("join_decisions.csv", "row 4, column by", "nothing", "want at least one character"),
        ("join_decisions.csv", "row 5, column id", "'j3'", "row 4 of join_decisions has it too"),
        ("agreements.csv", "row 2, column pre_agreed", "'merge'", "want 'join', 'delegate', 'absorb'"),
    ],
)


def _on(folder: Path, date: str) -> None:
    for path in folder.iterdir():
        path.write_text(path.read_text(encoding="utf-8-sig").replace("2026-03-02", date))
    _swap("visit_windows.csv", f"v1,{date} 08:00", f"v1,{date} 01:30")(folder)


@pytest.mark.parametrize("name", TABLES)
def test_tables(name: str, folder: Path) -> None:
    spoil, expected = TABLES[name]
    spoil(folder)
    with pytest.raises(InputFaults) as caught:
        read_any(folder)
    named = [(str(folder / file), where, value, wanted) for file, where, value, wanted in expected]
    exactly(caught.value, named)


@pytest.fixture
def workbook(folder: Path, tmp_path: Path) -> Callable[[Callable[[Any], object]], Path]:
    """Changes the good day's workbook by a function and gives its path."""
    path = tmp_path / "day.xlsx"
    write_tables(read_any(folder), path)

    def change(spoil: Callable[[Any], object]) -> Path:
        book = openpyxl.load_workbook(path)
        spoil(book)
        book.save(path)
        return path

    return change


def test_workbook_with_real_excel_cells(workbook: Callable[[Callable[[Any], object]], Path]) -> None:
    """Dates, times and numbers as Excel makes them are understood."""

    def type_in(book: Any) -> None:
        book["clients"]["D2"] = 9990001006
        book["shifts"]["C2"] = datetime(2026, 3, 2, 6, 45)
        book["visit_tasks"]["C2"] = datetime(2026, 3, 2, 0, 25).time()
        book["visits"]["D2"] = True

    problem = read_any(workbook(type_in))
    assert problem.clients[0].nhs_number == "9990001006"
    assert problem.shifts[0].start == 6 * 3600 + 45 * 60
    assert problem.visits[0].tasks[0].duration == 25 * 60
    assert problem.visits[0].windows_hard


def test_workbook_faults_all_at_once(workbook: Callable[[Callable[[Any], object]], Path]) -> None:
    def spoil(book: Any) -> None:
        sheet = book["shifts"]
        sheet["C2"] = 46083.25
        sheet["C2"].number_format = "0.00"
        book["clients"]["D2"] = 9990001090
        book["problem"]["E2"] = 2
        book["visit_windows"]["B3"] = datetime(2026, 3, 2, 8, 0).time()
        book["visits"]["F4"] = 2.5
        book["visits"].append(["v4", "c9", "care"])

    path = workbook(spoil)
    with pytest.raises(InputFaults) as caught:
        read_any(path)
    found = {(fault.file.removeprefix(f"{path}, "), fault.where): str(fault) for fault in caught.value.faults}
    assert set(found) == {
        ("sheet shifts", "row 2, column start"),
        ("sheet clients", "row 2, column nhs_number"),
        ("sheet visit_windows", "row 3, column start"),
        ("sheet visits", "row 4, column priority"),
        ("sheet visits", "row 5, column id"),
    }
    assert "Excel's number for 2026-03-02 06:00" in found["sheet shifts", "row 2, column start"]
    assert "time without its date" in found["sheet visit_windows", "row 3, column start"]

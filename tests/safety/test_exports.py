"""Records that open in a spreadsheet: no cell becomes a formula, and nothing else changes."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import openpyxl
import pytest

from .days import Plain, changed, client, day, put, shift, task, told, visit, worker
from .doors import MOVES, run, written

RISKY = ("=", "+", "-", "@", "\t", "\r", "\n")


def office(**names: str) -> Plain:
    """One visit, one worker; client, worker, organisation and address as given."""
    told_ = {"client": "Ada Pretend", "worker": "Wes Sample", "organisation": "Madeup Care", "address": "1 Door Street"}
    told_ |= names
    document = day(
        [visit("v1", task("care", 20), "08:00", "12:00", organisation="care")],
        [worker("wes", "care", name=told_["worker"])],
        [shift("wes")],
        clients=[client(name=told_["client"])],
    )
    document["organisations"][0]["name"] = told_["organisation"]
    places = [{"id": "base"}, {"id": "door", "address": told_["address"]}]
    return changed(document, put(places=places))


def recorded(folder: Path, document: Plain, *words: object) -> Path:
    """The folder of records of a solved day."""
    source = written(folder, "day", document)
    roster, target = source.with_name(f"{source.stem}-roster.json"), source.with_name(f"{source.stem}-records")
    solved = run("solve", source, "-o", roster, "--joins", "off", "--iterations", MOVES)
    assert solved.exit_code == 0, solved.output
    done = run("records", source, roster, "-o", target, *words)
    assert done.exit_code == 0, done.output
    return target


def cells(target: Path) -> list[str]:
    """Every cell of every CSV file in a folder."""
    found = []
    for file in sorted(target.rglob("*.csv")):
        with file.open(encoding="utf-8-sig", newline="") as text:
            found += [cell for row in csv.reader(text) for cell in row]
    assert found
    return found


# fmt: off
FORMULAS = [
    '=HYPERLINK("http://x.example","Ann")', "=1+1", "+44 (0) @Ann", "-1+1", "@SUM(A1:A9)", "=cmd|' /C calc'!A0",
    "\t=1+1", "-Ann", '="a"',
]
PLAIN = [
    "Ada O'Pretend-Example", "A + B Pretend", "Ada (née Sample) = Ann", "1 Door Street, Flat 2", "'Ada'",
    "ada@example.invalid", "50% Sample",
]
# fmt: on


@pytest.mark.parametrize("formula", FORMULAS)
def test_no_name_becomes_a_formula(folder: Path, formula: str) -> None:
    names = dict.fromkeys(("client", "worker", "address"), formula)
    found = cells(recorded(folder, office(**names)))
    assert [cell for cell in found if cell.startswith(RISKY)] == []
    # It is all still there to be read.
    assert sum(formula.strip() in cell for cell in found) >= 3


@pytest.mark.parametrize("name", PLAIN)
def test_ordinary_names_stay_as_they_are(folder: Path, name: str) -> None:
    found = cells(recorded(folder, office(client=name, worker=name, address=name)))
    assert found.count(name) >= 3


def test_numbers_and_times_stay_numbers_and_times(folder: Path) -> None:
    found = cells(recorded(folder, office()))
    assert "20" in found
    assert any(cell.startswith("2027-03-01") for cell in found)


def test_ids_become_no_formulas_either(folder: Path) -> None:
    """Ids come from other systems."""
    odd = "=2+3"
    document = changed(
        office(),
        told("visits", "v1", id=odd, tasks=[task("+care", 20)]),
        told("workers", "wes", id="@wes"),
        told("shifts", "WES", worker="@wes"),
    )
    found = cells(recorded(folder, document))
    assert [cell for cell in found if cell.startswith(RISKY)] == []
    assert any(odd in cell for cell in found)


def test_reasons_become_no_formulas_either(folder: Path) -> None:
    """A visit left out tells why, beginning with a name."""
    document = changed(office(client="=1+1"), told("visits", "v1", tasks=[task("care", 600)]))
    found = cells(recorded(folder, document))
    assert [cell for cell in found if cell.startswith(RISKY)] == []


def test_a_workbook_of_records_holds_text_and_no_formulas(folder: Path) -> None:
    target = recorded(folder, office(client="=1+1", worker="@SUM(A1)", address="+44"), "--xlsx")
    (book,) = target.rglob("*.xlsx")
    for sheet in openpyxl.load_workbook(book).worksheets:
        assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


def test_a_rota_as_workbook_holds_no_formulas(folder: Path) -> None:
    source = written(folder, "day", office(client="=1+1", worker="@SUM(A1)"))
    book = folder / "rota.xlsx"
    assert run("solve", source, "--xlsx", book, "--joins", "off", "--iterations", MOVES, "--quiet").exit_code == 0
    sheets = openpyxl.load_workbook(book).worksheets
    values = [cell for sheet in sheets for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert any("1+1" in str(cell.value) for cell in values)
    assert [cell for cell in values if cell.data_type == "f" and "1+1" in str(cell.value)] == []


@pytest.mark.parametrize("formula", FORMULAS[:5])
def test_a_problem_as_tables_comes_back_exactly(folder: Path, formula: str) -> None:
    """Those are for machines: what is written is what is read."""
    source = written(folder, "day", office(client=formula, worker=formula))
    assert run("convert", source, "-o", folder / "tables").exit_code == 0
    assert run("convert", folder / "tables", "-o", folder / "back.json").exit_code == 0
    back = json.loads((folder / "back.json").read_text("utf-8"))
    assert back["clients"][0]["name"] == formula
    assert back["workers"][0]["name"] == formula

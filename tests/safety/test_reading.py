"""What is odd about a document and no fault is told first; what a table holds beside ours is left out and told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from solver.formats import read_any

from .days import Change, Plain, both, changed, client, day, named, put, shift, task, told, visit, worker
from .doors import run, solve, written


def plain(**lists: Any) -> Plain:
    """One visit of Ada's by Wes or Dot."""
    call = visit("only", task("companionship", 30), "09:00", "10:00", organisation="care")
    return day([call], [worker("wes", "care"), worker("dot", "care")], [shift("wes"), shift("dot")]) | lists


def located(lat: float, lon: float, more: int = 2) -> Change:
    """Ada's door at these coordinates; the base and a few other places in one town."""
    town = [{"id": f"p{n}", "lat": 54.97 + n / 100, "lon": -1.61} for n in range(more)]
    door, base = {"id": "door", "lat": lat, "lon": lon}, {"id": "base", "lat": 54.98, "lon": -1.62}
    return put(places=[door, base, *town], travel={})


ODD: dict[str, tuple[Change, str]] = {
    "preferred and refused": (
        put(clients=[client(preferred_workers=["wes"], refused_workers=["wes"])]),
        "Ada Pretend both prefers and refuses Wes Sample: the refusal counts.",
    ),
    "preferred by the visit, refused by the client": (
        both(put(clients=[client(refused_workers=["wes"])]), told("visits", "only", preferred_workers=["wes"])),
        "Visit only prefers Wes Sample, whom Ada Pretend refuses: the refusal counts.",
    ),
    "preferred and unwilling": (
        both(put(clients=[client(preferred_workers=["wes"])]), told("workers", "wes", refused_clients=["ada"])),
        "Ada Pretend prefers Wes Sample, who refuses them: the refusal counts.",
    ),
    "latitude and longitude swapped": (located(-1.61, 54.98), "are latitude and longitude swapped?"),
    "a postcode of elsewhere": (
        both(located(50.46, -3.53), told("places", "door", postcode="TQ1 1AA", accuracy="postcode")),
        "is its postcode TQ1 1AA right?",
    ),
    "in the Atlantic": (located(0, 0), "1 place is at latitude 0, longitude 0, in the Atlantic: door."),
    "seconds for minutes": (
        lambda one: one["travel"]["matrices"][0].update(durations_minutes=[[0, 600], [600, 0]]),
        "The shortest journey of the car matrix takes 10.0 h: are these seconds?",
    ),
}


@pytest.mark.parametrize("case", named(ODD))
def test_what_is_likely_a_slip_is_told_before_the_figures(folder: Path, case: tuple[Change, str]) -> None:
    change, words = case
    said = " ".join(solve(folder, changed(plain(), change)).output.split())
    assert words in said
    assert said.index(words) < said.index("Served")


@pytest.mark.parametrize(
    "change", named({"a wish": put(clients=[client(preferred_workers=["wes"])]), "a town": located(54.99, -1.6)})
)
def test_what_is_in_order_is_told_nothing_of(folder: Path, change: Change) -> None:
    made = solve(folder, changed(plain(), change))
    assert made.whole()
    assert "refusal counts" not in made.output
    assert "latitude" not in made.output


def workbook(folder: Path, document: Plain) -> Path:
    """The same day as a workbook, as ``convert`` writes it."""
    target = folder / "day.xlsx"
    assert run("convert", written(folder, "day", document), "-o", target).exit_code == 0
    return target


def rewritten(source: Path, **sheets: Any) -> Path:
    """A workbook with other sheets or cells: a list of rows, or a function of the rows there."""
    from solver.formats.sheets import read_workbook

    grids = {name: grid.rows for name, grid in read_workbook(source).items()}
    for name, change in sheets.items():
        grids[name] = change(grids[name]) if callable(change) else change
    target = source.with_name("rewritten.xlsx")
    book = xlsxwriter.Workbook(target, {"default_date_format": "yyyy-mm-dd hh:mm"})
    for name, rows in grids.items():
        sheet = book.add_worksheet(name)
        for line, row in enumerate(rows):
            for number, value in enumerate(row):
                if isinstance(value, str) and value.startswith("="):
                    sheet.write_formula(line, number, value, value="")
                elif value != "":
                    sheet.write(line, number, value)
    book.close()
    return target


def cell(column: str, value: Any) -> Any:
    """Another value in the first row of a column."""

    def change(rows: list[list[Any]]) -> list[list[Any]]:
        rows[1][rows[0].index(column)] = value
        return rows

    return change


def with_column(name: str) -> Any:
    return lambda rows: [[*rows[0], name], *([*row, "blue"] for row in rows[1:])]


def test_a_formula_without_a_value_is_named(folder: Path) -> None:
    source = rewritten(workbook(folder, plain()), visit_tasks=cell("duration_minutes", "=15+15"))
    done = run("convert", source, "-o", folder / "out.json")
    said = " ".join(done.output.split())
    assert done.exit_code == 2
    assert "row 2, column duration_minutes found =15+15" in said
    assert "the cell holds a formula without one: open the file in Excel and save it" in said
    whole = rewritten(workbook(folder, plain()), visit_tasks=cell("duration_minutes", 30))
    assert run("convert", whole, "-o", folder / "out.json").exit_code == 0


BESIDE: dict[str, tuple[dict[str, Any], str]] = {
    "a sheet of notes": ({"Notes": [["call", "Ada"], ["on", "Monday"]]}, "sheet Notes"),
    "a column of colours": ({"shifts": with_column("Colour")}, "shifts: column Colour"),
}


@pytest.mark.parametrize("case", named(BESIDE))
def test_what_the_document_has_no_place_for_is_left_out_and_told(
    folder: Path, case: tuple[dict[str, Any], str]
) -> None:
    sheets, words = case
    document = plain(version="2")
    source = rewritten(workbook(folder, document), **sheets)
    done = run("convert", source, "-o", folder / "out.json")
    assert done.exit_code == 0, done.output
    assert f"Not used: {words}." in " ".join(done.output.split())
    assert read_any(folder / "out.json") == read_any(workbook(folder, document))


LIKELY_OURS: dict[str, dict[str, Any]] = {
    "a sheet that is nearly one of ours": {"pinz": [["visit"], ["only"]]},
    "a column that is nearly one of ours": {
        "clients": lambda rows: [
            ["refused_worker" if name == "refused_workers" else name for name in rows[0]],
            *rows[1:],
        ]
    },
    "a column that safety may rest on": {
        "clients": lambda rows: [["carer_gender" if name == "worker_sex" else name for name in rows[0]], *rows[1:]]
    },
}


@pytest.mark.parametrize("sheets", named(LIKELY_OURS))
def test_what_is_likely_ours_by_another_name_is_refused(folder: Path, sheets: dict[str, Any]) -> None:
    done = run("convert", rewritten(workbook(folder, plain()), **sheets), "-o", folder / "out.json")
    assert done.exit_code == 2
    assert "want one of the known" in done.output

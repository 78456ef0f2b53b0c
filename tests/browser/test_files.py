"""A day from a file, as it is dropped on the start page: a workbook, a zip of CSV tables; faults beside their cells."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from fixtures import generate
from solver.formats import write_tables


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The same day as a workbook and as a zip of CSV files."""
    folder = tmp_path_factory.mktemp("tables")
    paths = {ending: folder / f"hamlet.{ending}" for ending in ("xlsx", "zip")}
    for path in paths.values():
        write_tables(generate("hamlet", 2), path)
    return paths


def _rows(page: Any) -> Any:
    return [
        tuple(row.locator("td").all_inner_texts()) for row in page.locator("#faults tbody tr").all()
    ]  # where, there is, what is wanted


@pytest.mark.parametrize("ending", ["xlsx", "zip"])
def test_tables_are_taken_and_can_be_solved(come: Callable[..., Any], tables: dict[str, Path], ending: str) -> None:
    page = come()
    page.set_input_files("#file", tables[ending])
    page.wait_for_selector("text=No faults found")
    assert f"{len(generate('hamlet', 2).visits)} visits" in page.inner_text("#chosen")
    page.select_option("#joins", "off")
    page.click("#go")
    page.wait_for_url("**/ui/rosters/*")
    page.wait_for_selector("svg.curve")
    page.click("#stop")
    page.wait_for_selector("body.day-page[data-ready]")
    assert page.locator(".mark[data-shift]").count() >= 10


def _in_the_workbook(source: Path, target: Path) -> None:
    book = openpyxl.load_workbook(source)
    sheet = book["visits"]
    names = [cell.value for cell in sheet[1]]
    sheet.cell(3, names.index("priority") + 1).value = 9
    sheet.cell(5, names.index("client") + 1).value = "nobody at all"
    book["workers"].cell(2, [cell.value for cell in book["workers"][1]].index("mode") + 1).value = "balloon"
    book.save(target)


def _in_the_zip(source: Path, target: Path) -> None:
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            lines = old.read(name).decode("utf-8-sig").splitlines()
            kind = Path(name).stem
            head = lines[0].split(",")
            if kind == "visits":
                for line, column, value in ((2, "priority", "9"), (4, "client", "nobody at all")):
                    cells = lines[line].split(",")
                    cells[head.index(column)] = value
                    lines[line] = ",".join(cells)
            if kind == "workers":
                cells = lines[1].split(",")
                cells[head.index("mode")] = "balloon"
                lines[1] = ",".join(cells)
            new.writestr(name, "\n".join(lines))


@pytest.mark.parametrize(("ending", "spoil"), [("xlsx", _in_the_workbook), ("zip", _in_the_zip)])
def test_faults_stand_beside_the_cells_they_concern(
    come: Callable[..., Any], tables: dict[str, Path], tmp_path: Path, ending: str, spoil: Callable[[Path, Path], None]
) -> None:
    path = tmp_path / f"wrong.{ending}"
    spoil(tables[ending], path)
    page = come()
    page.set_input_files("#file", path)
    page.wait_for_selector("#faults table")
    assert page.inner_text("#faults h3") == f"wrong.{ending}: 3 faults, nothing was kept"
    told = {value: (where, wanted) for where, value, wanted in _rows(page)}
    assert set(told) == {"9", "nobody at all", "balloon"}
    for value, sheet, row, column in (
        ("9", "visits", "row 3", "priority"),
        ("nobody at all", "visits", "row 5", "client"),
        ("balloon", "workers", "row 2", "mode"),
    ):
        where, wanted = told[value]
        beside = f"sheet {sheet}" if ending == "xlsx" else f"{sheet}.csv"
        assert where == f"{beside}, {row}, column {column}"
        assert wanted.startswith("want"), wanted
    assert "car" in told["balloon"][1], "what would be right is named"
    assert page.locator("#go").is_disabled()


def test_what_is_no_table_at_all_is_told_in_words(come: Callable[..., Any], tmp_path: Path) -> None:
    page = come()
    for name, words in (("day.xlsx", "workbook"), ("day.zip", "zip"), ("day.docx", "want .xlsx, .zip or .json")):
        path = tmp_path / name
        path.write_bytes(b"this is neither")
        page.set_input_files("#file", path)
        page.wait_for_selector(f"#faults >> text={name}")
        assert words in page.inner_text("#faults")
        assert page.locator("#go").is_disabled()


def test_a_file_dropped_on_the_page_is_taken(come: Callable[..., Any], tables: dict[str, Path]) -> None:
    page = come()
    data = list(tables["zip"].read_bytes())
    page.evaluate(
        """data => {
        const held = new DataTransfer();
        held.items.add(new File([new Uint8Array(data)], "dropped.zip"));
        document.getElementById("drop").dispatchEvent(new DragEvent("drop", { dataTransfer: held, bubbles: true }));
    }""",
        data,
    )
    page.wait_for_selector("text=No faults found")

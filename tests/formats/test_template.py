"""The workbook to fill in: what a person sees in it, and that whatever stays in it as it was is no part of a day."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner, Result

from fixtures import generate
from solver.cli import application
from solver.domain import InputFaults, Problem
from solver.formats import read_any
from solver.formats.columns import SHEET, SHEETS
from solver.formats.flat.said import read_tasks
from solver.formats.flat.shape import FLAT
from solver.formats.tables import table_grids
from solver.formats.template import Form, template_bytes


def write(path: Path, form: Form = "flat") -> Path:
    path.write_bytes(template_bytes(form, path.name))
    return path


def run(*words: object) -> Result:
    return CliRunner().invoke(application(), [str(word) for word in words], catch_exceptions=False)


@pytest.mark.parametrize("form", ["flat", "full"])
def test_every_column_has_a_note_and_its_grey_example(form: Form, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(write(tmp_path / "day.xlsx", form))
    wanted = (
        {name: [column.name for column in sheet.columns if column.template] for name, sheet in FLAT.items()}
        if form == "flat"
        else {sheet.name: list(sheet.names) for sheet in SHEETS}
    )
    assert book.sheetnames == ["Read me", *wanted]
    for name, columns in wanted.items():
        sheet = book[name]
        assert [cell.value for cell in sheet[1]] == columns
        assert all(cell.comment is not None and len(cell.comment.text) > 10 for cell in sheet[1])
        assert str(sheet["A2"].value).startswith("Example: ")
        assert {cell.font.color.rgb for cell in sheet[2] if cell.value is not None} == {"FF7A7A7A"}


def test_a_list_to_choose_from_where_values_are_a_list(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(write(tmp_path / "day.xlsx"))
    lists = {
        sheet[f"{str(rule.sqref)[0]}1"].value: (rule.formula1, bool(rule.showErrorMessage))
        for sheet in book
        for rule in sheet.data_validations.dataValidation
    }
    assert lists["travels by"] == ('"car,walk,bicycle,transit,motorcycle"', True)
    assert lists["whose"] == ('"care,nursing"', False)  # the name of an organisation may stand there too
    assert lists["client"] == ("clients!$A$3:$A$1000", False)
    first, last = (int(part) for part in lists["tasks"][0].removeprefix("'Read me'!$A$").split(":$A$"))
    words = [book["Read me"].cell(row, 1).value for row in range(first, last + 1)]
    for word in words:
        (task,) = read_tasks(word)
        assert task.entries, word
    assert "washing and dressing" in words


@pytest.mark.parametrize("form", ["flat", "full"])
def test_a_template_that_nobody_filled_in_is_no_day(form: Form, tmp_path: Path) -> None:
    with pytest.raises(InputFaults) as caught:
        read_any(write(tmp_path / "day.xlsx", form))
    (fault,) = caught.value.faults
    assert fault.where in ("sheet problem", "sheet visits")


def test_the_full_form_filled_in_is_the_day(tmp_path: Path) -> None:
    day = generate("hamlet", 1)
    notes: list[str] = []
    assert read_any(fill_full(tmp_path / "day.xlsx", day), notes) == day
    example = next(note for note in notes if note.startswith("Example row left out: "))
    assert set(example.removesuffix(".").partition(": ")[2].split(", ")) == {sheet.name for sheet in SHEETS}


def fill_full(path: Path, day: Problem) -> Path:
    """The full form with a day typed below its examples."""
    book = openpyxl.load_workbook(write(path, "full"))
    for name, (_, *rows) in table_grids(day).items():
        for number, row in enumerate(rows, 3):
            for column, value in enumerate(row[: len(SHEET[name].columns)], 1):
                book[name].cell(number, column, value)
    book.save(path)
    return path


def test_a_sheet_as_the_template_has_it_says_nothing(tmp_path: Path) -> None:
    """An empty sheet says that there is none; one that nobody has touched says nothing of the kind."""
    path = fill_full(tmp_path / "day.xlsx", generate("hamlet", 1).replace(suspensions=()))
    told = _unknown_sheets(path)
    assert "suspensions" in told
    book = openpyxl.load_workbook(path)
    book["suspensions"].delete_rows(2)
    book.save(path)
    assert _unknown_sheets(path) == told - {"suspensions"}


def _unknown_sheets(path: Path) -> set[str]:
    notes: list[str] = []
    read_any(path, notes)
    told = [note for note in notes if note.startswith("Safety sheets are missing")]
    return set(told[0].removesuffix(".").rpartition(": ")[2].split(", ")) if told else set()


def test_a_day_that_is_there_is_never_written_over(tmp_path: Path) -> None:
    path = tmp_path / "my-day.xlsx"
    assert run("template", path).exit_code == 0
    before = path.read_bytes()
    done = run("template", path, "--form", "full")
    assert done.exit_code == 2
    assert "it may be a day that you have filled in" in " ".join(done.output.split())
    assert path.read_bytes() == before
    assert run("template", tmp_path / "day.csv").exit_code == 2

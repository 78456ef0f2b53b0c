"""Rows that a scheduler crosses out are no rows, whatever table they stand in; what is crossed out in part is asked."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from fixtures import generate
from solver.domain import Problem
from solver.formats import read_any, write_tables

from .flat_day import fill_template, flat_day, make_table

GUS = "Gus Invented"


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The flat day typed into the template; rows begin at 3."""
    monkeypatch.setenv("ONEVISIT_POSTCODES", str(make_table(tmp_path)))
    path = tmp_path / "my-day.xlsx"
    fill_template(path, flat_day())
    return path


def cross_out(path: Path, sheet: str, row: int, columns: Sequence[str] = ()) -> None:
    """Strike through the filled cells of a row; of these columns only, where some are given."""
    book = openpyxl.load_workbook(path)
    for head, cell in zip(book[sheet][1], book[sheet][row], strict=True):
        if cell.value is not None and (not columns or head.value in columns):
            cell.font = Font(strike=True)
    book.save(path)


def told_of(path: Path) -> tuple[Problem, list[str]]:
    notes: list[str] = []
    return read_any(path, notes), notes


def test_a_crossed_out_visit_is_left_out_and_told_with_its_row(book: Path) -> None:
    before, notes = told_of(book)
    assert not any("crossed" in note for note in notes)
    cross_out(book, "visits", 5)
    after, notes = told_of(book)
    assert len(after.visits) == len(before.visits) - 1
    name = next(one.name for one in before.clients if one.id not in {visit.client for visit in after.visits})
    assert f"visits: left out, for the whole row is crossed out: row 5 ({name})." in notes


def test_a_cell_of_a_row_that_is_crossed_out_is_read_and_asked_about(book: Path) -> None:
    before, _ = told_of(book)
    cross_out(book, "visits", 5, ["to", "minutes"])
    after, notes = told_of(book)
    assert after == before
    (said,) = [note for note in notes if "crossed" in note]
    assert said.startswith("Please look: visits: crossed out in part, and read as if it were not: D5, E5.")


def test_words_of_a_cell_that_are_crossed_out_are_asked_about(book: Path) -> None:
    workbook = openpyxl.load_workbook(book)
    text = CellRichText([TextBlock(InlineFont(strike=True), "insulin; "), TextBlock(InlineFont(), "lunch")])
    workbook["visits"]["F5"] = text
    workbook.save(book)
    _, notes = told_of(book)
    assert any("crossed out in part" in note and "F5" in note for note in notes)


def test_a_line_that_is_crossed_out_nowhere_but_in_the_format_is_nothing(book: Path) -> None:
    """strike with the value 0, as some programs write it, and blank cells that are crossed out."""
    before, _ = told_of(book)
    workbook = openpyxl.load_workbook(book)
    for cell in workbook["visits"][5]:
        cell.font = Font(strike=cell.value is None)
    workbook.save(book)
    after, notes = told_of(book)
    assert after == before
    assert not any("crossed" in note for note in notes)


def test_visits_of_a_client_who_is_crossed_out_are_left_out_and_told(book: Path) -> None:
    cross_out(book, "clients", 3)
    day, notes = told_of(book)
    assert "Ada Sample" not in {one.name for one in day.clients}
    assert any("visits: left out, for clients row 3 is crossed out: row 3 (Ada Sample)." in note for note in notes)


def test_a_carer_who_is_crossed_out_has_no_shift_and_may_still_be_named(book: Path) -> None:
    workbook = openpyxl.load_workbook(book)
    heads = {cell.value: cell.column for cell in workbook["clients"][1]}
    workbook["clients"].cell(3, heads["never send"], "Quin Example")
    workbook.save(book)
    cross_out(book, "staff", 4)
    day, notes = told_of(book)
    assert "Quin Example" not in {one.name for one in day.workers}
    assert "staff: left out, for the whole row is crossed out: row 4 (Quin Example)." in notes


def test_a_crossed_out_row_of_the_full_form_is_left_out_and_told(tmp_path: Path) -> None:
    path = tmp_path / "full.xlsx"
    problem = generate("hamlet", 1)
    write_tables(problem, path)
    before, _ = told_of(path)
    book = openpyxl.load_workbook(path)
    row = book["competencies"].max_row + 1
    book["competencies"].cell(row, 1, "no_longer_taught").font = Font(strike=True)
    book.save(path)
    after, notes = told_of(path)
    assert [one.id for one in after.competencies] == [one.id for one in before.competencies]
    assert f"competencies: left out, for the whole row is crossed out: row {row} (no_longer_taught)." in notes

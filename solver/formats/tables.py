"""A problem as tables: a folder (or zip) of CSV files, or one workbook, both from the one column table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import zip_longest
from pathlib import Path
from typing import Any

from ..domain import Fault, InputFaults, Problem
from ..rules import list_loosened
from .assemble import Fill
from .cells import blank, json_text, write_cell
from .columns import MATRICES, PACK, PROBLEM, SHEET, SHEETS
from .flat import is_flat, read_flat
from .headings import columns_meant, row_of_headings, sheet_meant
from .left_out import find_off, holds_safety, refuse_column, refuse_sheet, tell_unused
from .passed_over import PassedOver, is_read_me
from .rows import Row, problem_from_rows
from .safety_columns import missing_safety, safety_sheets
from .sheet import Sheet
from .sheets import WORKBOOKS, Grid, read_grids, write_folder, write_workbook, write_zip

# Written for whoever opens the file, and read by nobody: what the problem's own rule values ask less than the built-in.
_TOLD = {PROBLEM.name: "loosened"}


def read_tables(source: str | Path, notes: list[str] | None = None, fill: Fill | None = None) -> Problem:
    """The problem in a folder or zip of CSV files, or in a workbook.

    notes: gains what is to be told first: what is unknown because sheets or columns that safety rests on are missing.
    Sheets and columns that the document has no place for are left out, and told; see ``left_out``. fill: see
    ``assemble``. Raises InputFaults with every fault at once: file or sheet, row as a spreadsheet numbers it,
    column, value seen and what would be right.
    """
    grids = {name: grid for name, grid in read_grids(source).items() if not is_read_me(name)}
    if is_flat(grids):
        return read_flat(grids, notes, fill)
    tables = _Tables()
    for name, grid in grids.items():
        tables.take(name, grid, grids)
    for sheet in SHEETS:
        if sheet.required and sheet.name not in tables.rows:
            collection = "horizon" if sheet is PROBLEM else sheet.collection
            wanted = f"want a sheet {sheet.name} with columns {', '.join(_required(sheet))}"
            tables.faults.append((collection, Fault(f"sheet {sheet.name}", None, wanted, str(source))))
        elif sheet is PROBLEM and not tables.rows[sheet.name] and not tables.faults:
            wanted = "want one row, which says when the day starts and how many days there are"
            tables.faults.append(("horizon", Fault("sheet problem", None, wanted, str(source))))
    told: list[str] = tell_unused(tables.beside, tables.off)
    told += [note for grid in grids.values() for note in grid.notes]
    other = [f"{name} as {ours}" for ours, name in tables.read.items() if name.strip().lower() != ours]
    if other:
        told.append(f"Sheets are read under other names: {', '.join(other)}.")
    told += tables.passed_over.tell()
    problem = problem_from_rows(tables.rows, tables.faults, fill=fill, notes=told)
    if notes is not None:
        notes += told
    if notes is not None and not problem.horizon.abstract:
        notes += missing_safety(tables.there, problem.version)
    return problem


class _Tables:
    """Sheets as they are read one by one. there: by sheet of ours its columns; read: the name that it has in the file.

    faults: each with the collection that it leaves unusable. beside: sheets and columns that nothing reads, and whether
    a cell there reads like safety.
    """

    def __init__(self) -> None:
        self.there: dict[str, list[str]] = {}
        self.faults: list[tuple[str, Fault]] = []
        self.rows: dict[str, list[Row]] = {}
        self.beside: dict[str, bool] = {}
        self.off: dict[str, list[str]] = {}  # by the same names, rows that a cell there says are off
        self.read: dict[str, str] = {}
        self.passed_over = PassedOver()

    def take(self, name: str, grid: Grid, grids: Mapping[str, Grid]) -> None:
        """Read a sheet of the file. grids: all of them."""
        sheet = sheet_meant(name)
        if sheet is None:
            if not any(not blank(cell) for row in grid.rows for cell in row):
                return  # Sheet1, as Excel makes it
            if wanted := refuse_sheet(name, grids):
                self.faults.append(("", Fault("sheet", name, wanted, grid.file)))
            else:
                self.beside[f"sheet {name}"] = holds_safety(cell for row in grid.rows for cell in row)
        elif sheet.name in self.read:
            wanted = f"want one sheet of {sheet.name}; {self.read[sheet.name]} is another"
            self.faults.append(("", Fault("sheet", name, wanted, grid.file)))
        else:
            self.read[sheet.name] = name
            self.there[sheet.name] = _names(sheet, grid)
            self.rows[sheet.name] = list(_rows(sheet, grid, self.faults, self, self.passed_over))
            if not self.rows[sheet.name] and self.passed_over.has_example(sheet.name):
                del self.there[sheet.name]  # as the template has it: nobody has said that there is none


def _names(sheet: Sheet, grid: Grid) -> list[str]:
    """The names of its columns, as they are compared."""
    return columns_meant(sheet, grid.rows[row_of_headings(sheet, grid.rows)]) if grid.rows else []


def _required(sheet: Sheet) -> list[str]:
    return [column.name for column in sheet.columns if column.required]


def _rows(
    sheet: Sheet, grid: Grid, faults: list[tuple[str, Fault]], tables: _Tables, passed_over: PassedOver
) -> Iterator[Row]:
    if not grid.rows or all(blank(cell) for row in grid.rows for cell in row):
        faults.append(("", Fault("row 1", None, f"want column names: {', '.join(sheet.names)}", grid.file)))
        return
    names = _names(sheet, grid)
    top = row_of_headings(sheet, grid.rows)
    for number, name in enumerate(names, 1):
        if name and name not in sheet.names and name != _TOLD.get(sheet.name):
            if wanted := refuse_column(sheet, name, names):
                faults.append(
                    ("", Fault(f"row {top + 1}, column {number}", grid.rows[top][number - 1], wanted, grid.file))
                )
            else:
                below = {
                    line: row[number - 1]
                    for line, row in enumerate(grid.rows[top + 1 :], top + 2)
                    if len(row) >= number
                }
                column = f"{sheet.name}: column {str(grid.rows[top][number - 1]).strip()}"
                tables.beside[column], tables.off[column] = holds_safety(below.values()), find_off(below)
        elif name and names.index(name) < number - 1:
            faults.append(("", Fault(f"row {top + 1}, column {number}", name, "want each column once", grid.file)))
    missing = [name for name in _required(sheet) if name not in names]
    for name in missing:
        wanted = f"want a column {name}; this sheet has {', '.join(name for name in names if name)}"
        faults.append(("", Fault(f"row {top + 1}", None, wanted, grid.file)))
    if missing:
        # Every row would be faulty for the same reason; what names these objects cannot be judged either.
        faults.append(("horizon" if sheet is PROBLEM else sheet.collection, faults.pop()[1]))
        return
    below = dict(enumerate(grid.rows[top + 1 :], top + 2))
    for number, cells in passed_over.keep_rows(sheet.name, below, grid.rows[top]).items():
        for cell, name in zip_longest(cells, names[: len(cells)], fillvalue=""):
            if not name and not blank(cell):
                wanted = "want values only under a column name (text with commas needs quotes)"
                faults.append(("", Fault(f"row {number}", cell, wanted, grid.file)))
        yield Row({name: cell for name, cell in zip(names, cells, strict=False) if name}, grid.file, number)


def write_tables(problem: Problem, target: str | Path) -> None:
    """Write a problem as a workbook (.xlsx), a zip of CSV files (.zip) or a folder of CSV files (anything else)."""
    path = Path(target)
    grids = table_grids(problem)
    if path.suffix.lower() in WORKBOOKS:
        text = {
            sheet.name: {c.name for c in sheet.columns if c.kind in ("id", "nhs", "ids", "choices", "clock")}
            for sheet in SHEETS
        }
        write_workbook(grids, path, text)
    elif path.suffix.lower() == ".zip":
        write_zip(grids, path)
    else:
        write_folder(grids, path, list(SHEET))


def table_grids(problem: Problem) -> dict[str, list[list[Any]]]:
    """By sheet, the column names and then the rows, as Python values.

    Optional sheets without rows are left out, but for those that safety rests on: an empty one says that there is none.
    """
    kept = safety_sheets(problem.version) if not problem.horizon.abstract else frozenset()
    plain = problem.model_dump(mode="json", by_alias=True, context={"horizon": problem.horizon})
    grids: dict[str, list[list[Any]]] = {}
    for sheet in SHEETS:
        rows = [
            [write_cell(item[column.name], column.kind, problem.horizon) for column in sheet.columns]
            for item in _items(sheet, plain)
        ]
        if rows or sheet.required or sheet.name in kept:
            grids[sheet.name] = [list(sheet.names), *rows]
    if loosened := _loosened(problem):
        head, row = grids[PROBLEM.name]
        head.append(_TOLD[PROBLEM.name])
        row.append("; ".join(loosened))
    return grids


def _loosened(problem: Problem) -> list[str]:
    """Nothing where the problem's own rule values are wrong: they are written as they stand."""
    try:
        return list_loosened(problem)
    except InputFaults:
        return []


def _items(sheet: Sheet, plain: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The rows of a sheet as values of the document by column name."""
    if sheet is MATRICES:
        yield from _pairs(plain["travel"]["matrices"])
    elif sheet is PACK:
        for rule, settings in plain["pack"].items():
            for setting, value in settings.items():
                yield {"rule": rule, "setting": setting, "value": json_text(value)}
            if not settings:
                yield {"rule": rule, "setting": None, "value": None}
    elif sheet is PROBLEM:
        yield _flat(sheet, plain)
    else:
        for item in plain.get(sheet.collection, ()):
            if not sheet.owner:
                yield _flat(sheet, item)
            else:
                for inner in item.get(sheet.field, ()):
                    yield {sheet.owner: item["id"], **_flat(sheet, inner)}


def _flat(sheet: Sheet, item: Mapping[str, Any]) -> dict[str, Any]:
    found = {}
    for column in sheet.columns:
        if column.path:
            value: Any = item
            for step in column.path:
                if value is not None:  # what is left out where there is none (a worker's team) is an empty cell
                    value = value.get(step) if isinstance(value, Mapping) else value[step]
            found[column.name] = value
    return found


def _pairs(matrices: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for matrix in matrices:
        for number, start in enumerate(matrix["places"]):
            for position, end in enumerate(matrix["places"]):
                yield {
                    "mode": matrix["mode"],
                    "from": start,
                    "to": end,
                    "minutes": matrix["durations_minutes"][number][position],
                    "metres": matrix["metres"][number][position] if matrix["metres"] is not None else None,
                }

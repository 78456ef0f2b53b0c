"""Which sheets of a file are those of the flat form, and their rows as they are to be read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import Any

from ...domain import Fault
from ..cells import blank
from ..formulas import Formula
from ..headings import heading, sheet_meant
from ..left_out import find_off, holds_safety
from ..passed_over import PassedOver
from ..sheets import Grid
from ..typed import is_nothing
from .shape import FLAT, STANDING, VISITS
from .sheet import FlatName, FlatSheet
from .two_names import join_names, says_nothing

_ONLY_HERE = frozenset({"from", "to", "minutes", "tasks"})  # columns that visits of the full form have not
_BY_END = frozenset({"to", "minutes"})  # columns of visits that one of their ends may stand for
_NEAR = 0.8  # as difflib measures it: postcde and post code are near, note is not


@dataclass(frozen=True, slots=True)
class FlatRow:
    """A row of a flat sheet. cells: by the key of the column, those that are not blank. labels: what the file calls
    each column.
    """

    cells: Mapping[str, Any]
    number: int
    file: str
    labels: Mapping[str, str]

    def fault(self, key: str, expected: str) -> Fault:
        column = self.labels.get(key, key.replace("_", " "))
        return Fault(f"row {self.number}, column {column}", self.cells.get(key), expected, self.file)


@dataclass(slots=True)
class FlatFile:
    """The rows of each flat sheet that there is, and what was found on the way. crossed: rows that were left out, for
    they are crossed out. beside: "clients: column Notes" of
    what nothing reads, and whether a cell there reads like safety. off: by the same names rows that
    a cell there says are off.
    """

    rows: dict[FlatName, list[FlatRow]] = field(default_factory=dict)
    crossed: dict[FlatName, list[FlatRow]] = field(default_factory=dict)
    keys: dict[FlatName, set[str]] = field(default_factory=dict)
    files: dict[FlatName, str] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    beside: dict[str, bool] = field(default_factory=dict)
    off: dict[str, list[str]] = field(default_factory=dict)
    passed_over: PassedOver = field(default_factory=PassedOver)


def flat_sheet(name: str) -> FlatSheet | None:
    """The flat sheet that a name means; None where it is none of them."""
    said = heading(name)
    return next((one for one in FLAT.values() if said in (one.name, *one.also) or said + "s" == one.name), None)


def is_flat(grids: Mapping[str, Grid], exactly: bool = False) -> bool:
    """Whether these sheets are of the flat form: visits with their times and tasks, and no sheet problem.

    exactly: other names of its columns do not make it one, as where another form has columns of these names.
    """
    if any((sheet := sheet_meant(name)) is not None and sheet.name == "problem" for name in grids):
        return False
    for name, grid in grids.items():
        if flat_sheet(name) is VISITS and grid.rows:
            heads = grid.rows[VISITS.row_of_headings(grid.rows)]
            names = [heading(cell) for cell in heads] if exactly else VISITS.meant(heads)
            if len(_ONLY_HERE & set(names)) > 1:
                return True
    return False


def open_flat(grids: Mapping[str, Grid], first: int = 1) -> FlatFile:
    """The rows of the flat sheets among these. first: the number that the first line of a sheet has."""
    found = FlatFile()
    for name, grid in grids.items():
        if all(blank(cell) for row in grid.rows for cell in row):
            continue
        sheet = flat_sheet(name)
        if sheet is None:
            found.beside[f"sheet {name}"] = holds_safety(cell for row in grid.rows for cell in row)
        elif sheet.name in found.rows:
            wanted = f"want one sheet of {sheet.name}; {found.files[sheet.name]} is another"
            found.faults.append(Fault("sheet", name, wanted, grid.file))
        else:
            _open_sheet(found, sheet, grid, first)
    for sheet in FLAT.values():
        if sheet.name not in found.rows and sheet.name != "clients":
            wanted = f"want a sheet {sheet.name} (or {sheet.name}.csv) with the columns {_names(sheet)}"
            found.faults.append(Fault(f"sheet {sheet.name}", None, wanted))
    return found


def _names(sheet: FlatSheet) -> str:
    return ", ".join(column.name for column in sheet.columns if column.required)


def _open_sheet(found: FlatFile, sheet: FlatSheet, grid: Grid, first: int) -> None:
    top = sheet.row_of_headings(grid.rows)
    said = [str(cell).strip() for cell in grid.rows[top]]
    crossed = join_names(sheet, [grid.rows[top], *grid.crossed.values()], 0)[1:]
    grid = replace(grid, rows=join_names(sheet, grid.rows, top), crossed=dict(zip(grid.crossed, crossed, strict=True)))
    names = sheet.meant(grid.rows[top])
    found.rows[sheet.name], found.files[sheet.name] = [], grid.file
    found.keys[sheet.name] = set(names) & set(sheet.keys)
    below = dict(enumerate(grid.rows[top + 1 :], top + 1 + first))
    for fault in _heading_faults(found, sheet, names, said, below):
        found.faults.append(Fault(f"row {top + first}, {fault.where}", fault.value, fault.expected, grid.file))
    labels = {name: words for name, words in zip(names, said, strict=True) if name in sheet.keys}
    found.crossed[sheet.name] = [
        FlatRow(_cells(sheet, names, row), line + first, grid.file, labels)
        for line, row in grid.crossed.items()
        if line > top
    ]
    for number, row in found.passed_over.keep_rows(sheet.name, below, grid.rows[top]).items():
        cells = _cells(sheet, names, row)
        for name in [name for name, cell in cells.items() if isinstance(cell, Formula)]:
            wanted = "want a value; the cell holds a formula without one: open the file in Excel and save it"
            found.faults.append(Fault(f"row {number}, column {labels[name]}", None, wanted, grid.file))
        if cells:
            found.rows[sheet.name].append(FlatRow(cells, number, grid.file, labels))


def _cells(sheet: FlatSheet, names: Sequence[str], row: Sequence[Any]) -> dict[str, Any]:
    """What a row says, by the keys of our columns."""
    return {
        name: cell
        for name, cell in zip(names, row, strict=False)
        if name in sheet.keys and not _says_none(cell) and not says_nothing(name, cell)
    }


def _says_none(cell: Any) -> bool:
    """Whether a cell is empty, or says no more than that: a dash, n/a."""
    return blank(cell) or (isinstance(cell, str) and is_nothing(cell))


def _heading_faults(
    found: FlatFile, sheet: FlatSheet, names: Sequence[str], said: Sequence[str], below: Mapping[int, Sequence[Any]]
) -> Iterator[Fault]:
    """Columns that lack, stand twice, or are nearly one that lacks; the others that nothing reads are noted.

    below: the rows under the names, by their numbers.
    """
    lacking = [key for key in sheet.keys if key not in names]
    renamed = [key for key in lacking if key not in STANDING]
    for number, (name, words) in enumerate(zip(names, said, strict=True), 1):
        if not name:
            continue
        if name in sheet.keys:
            if names.index(name) < number - 1:
                yield Fault(f"column {number}", words, "want each column once")
        elif near := get_close_matches(name, renamed, 1, _NEAR):
            wanted = f"want {sheet.column(near[0]).name}, if that is meant; else another name for this column"
            yield Fault(f"column {number}", words, wanted)
        else:
            cells = {line: row[number - 1] for line, row in below.items() if len(row) >= number}
            told = f"{sheet.name}: column {words}"
            found.beside[told], found.off[told] = holds_safety(cells.values()), find_off(cells)
    for column in sheet.columns:
        if column.required and column.key in lacking and not ("end" in names and column.key in _BY_END):
            there = ", ".join(words for words in said if words)
            yield Fault("column names", None, f"want a column {column.name}; this sheet has {there}")

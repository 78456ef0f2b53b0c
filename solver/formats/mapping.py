"""Foreign exports into a problem by a mapping file, without code: other column names, date forms, units and words."""

from __future__ import annotations

import fnmatch
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from ..domain import Fault, Horizon, InputFaults, Problem
from .assemble import Fill
from .cells import Refusal, blank
from .columns import SHEET
from .document import problem_document
from .foreign import our_cell, sources
from .jsontext import decode, read_bytes
from .recipe import EACH, Recipe, Table
from .rows import Row, problem_from_rows
from .safety_columns import missing_safety
from .sheets import WORKBOOKS, Grid, read_csv, read_grids, read_workbook
from .wording import path_text, schema_faults

_TRACED = ("clients", "workers", "visits", "shifts")  # what a row of "unknown = skip" may name in vain
_GONE = {("tasks_before", "visit")}  # columns that name what is none of the day's, and rightly


def read_mapped(
    mapping: str | Path,
    exports: Sequence[str | Path],
    into: Problem | None = None,
    notes: list[str] | None = None,
    fill: Fill | None = None,
) -> Problem:
    """The problem that export files give through a mapping file. into: the day they are added to.

    exports: CSV files, workbooks, folders or zips of CSV files. notes: gains a sentence for every kind of row that the
    mapping told us to leave out, and for what is unknown because the mapping fills no column for it. fill: see
    ``assemble``. Raises InputFaults with every fault at once: the foreign file, its row and column, the value there and
    what would be right.
    """
    recipe, name = read_recipe(mapping)
    work = _Mapping(recipe, name, into, notes if notes is not None else [])
    return work.problem(exports, fill)


def read_recipe(mapping: str | Path) -> tuple[Recipe, str]:
    """A mapping file, and its name. Raises InputFaults; an unknown name comes with the list of the known ones."""
    data, name = read_bytes(mapping)
    try:
        plain = tomllib.loads(decode(data, name))
    except tomllib.TOMLDecodeError as error:
        raise InputFaults([Fault("file", str(error), "want valid TOML", name)]) from None
    try:
        return Recipe.model_validate(plain, by_alias=True), name
    except ValidationError as error:
        found = schema_faults(error.errors(include_url=False), (), Recipe)
        raise InputFaults(
            [Fault(path_text(path), fault.value, fault.expected, name) for path, fault in found]
        ) from None


class _Mapping:
    def __init__(self, recipe: Recipe, name: str, into: Problem | None, notes: list[str]):
        self.recipe = recipe
        self.name = name
        self.notes = notes
        self.base: dict[str, Any] = problem_document(into) if into else {}
        self.faults: list[tuple[str, Fault]] = []
        self.rows: dict[str, list[Row]] = {}
        self.index: dict[tuple[str, str], dict[str, str]] = {}
        self.clock = into.horizon if into else self._horizon()

    def _horizon(self) -> Horizon | None:
        """The horizon the mapping says, if it is a good one; if it is not, that is reported with the rest."""
        said = {key: self.recipe.problem[key] for key in ("start", "days", "timezone") if key in self.recipe.problem}
        try:
            return Horizon(**{**said, "start": _instant(said.get("start"))})
        except ValidationError:
            return None

    def problem(self, exports: Sequence[str | Path], fill: Fill | None) -> Problem:
        self._constants()
        grids = self._grids(exports)
        for table in self.recipe.table:
            found = {key: grid for key, grid in grids.items() if _matches(key, table)}
            if not found:
                seen = ", ".join(sorted({sheet for _, sheet in grids})) or "no file"
                wanted = f"want a file or sheet {table.source}, which the mapping reads"
                self.faults.append((_spoilt(table), Fault("exports", seen, wanted, self.name)))
            for grid in found.values():
                self.notes += [note for note in grid.notes if note not in self.notes]
                self._table(table, grid)
        problem = problem_from_rows(self.rows, self.faults, self.base, "the day added to", fill)
        if not self.base:  # a day added to has told for itself what it leaves unknown
            self.notes += missing_safety(self._told(), problem.version)
        return problem

    def _told(self) -> dict[str, set[str]]:
        """The columns of our sheets that the mapping fills."""
        told: dict[str, set[str]] = {sheet: set() for sheet in self.recipe.constant}
        for sheet, rows in self.recipe.constant.items():
            told[sheet].update(column for row in rows for column in row)
        for table in self.recipe.table:
            told.setdefault(table.into, set()).update(table.columns)
        return told

    def _constants(self) -> None:
        if self.recipe.problem and not self.base:
            values = {**self.recipe.problem, "start": _instant(self.recipe.problem.get("start"))}
            labels = {column: f"problem.{column}" for column in SHEET["problem"].names}
            self.rows["problem"] = [Row(values, self.name, 0, labels=labels)]
        elif not self.base:
            wanted = "want [problem] with start and days, or a day to add to"
            self.faults.append(("horizon", Fault("problem", None, wanted, self.name)))
        for sheet, rows in self.recipe.constant.items():
            for number, row in enumerate(rows):
                labels = {column: f"constant.{sheet}[{number}].{column}" for column in SHEET[sheet].names}
                values = {
                    column: "; ".join(value) if isinstance(value, list) else value for column, value in row.items()
                }
                self.rows.setdefault(sheet, []).append(Row(values, self.name, 0, labels=labels))

    def _grids(self, exports: Sequence[str | Path]) -> dict[tuple[Path, str], Grid]:
        """Every sheet of every export file. A CSV file is read again where its table says how it is written."""
        grids: dict[tuple[Path, str], Grid] = {}
        faults: list[Fault] = []
        for path in _files(exports):
            try:
                if path.is_file() and path.suffix.lower() not in (*WORKBOOKS, ".zip"):
                    grids[path, path.stem] = Grid(str(path), [])
                    told = [table for table in self.recipe.table if _matches((path, path.stem), table)]
                    for table in told[:1]:
                        grids[path, path.stem] = read_csv(path, table.delimiter, table.encoding)
                    continue
                found = read_workbook(path) if path.suffix.lower() in WORKBOOKS else read_grids(path)
                grids.update({(path, sheet): grid for sheet, grid in found.items()})
            except InputFaults as error:
                faults.extend(error.faults)
        if faults:
            raise InputFaults(faults)
        return grids

    def _table(self, table: Table, grid: Grid) -> None:
        """The rows one foreign table gives, checked column by column first."""
        head = grid.rows[table.header_row - 1] if len(grid.rows) >= table.header_row else []
        names = [str(cell).strip() for cell in head]
        needed = {name: f"columns.{ours}" for ours, cell in table.columns.items() for name in sources(cell)}
        needed |= dict.fromkeys(table.only, "only") | dict.fromkeys(table.skip, "skip")
        if table.each:
            needed[table.each.column] = "each"
        missing = [name for name in needed if name not in names and not (name == EACH and table.each)]
        for name in missing:
            wanted = f"want a column {name!r} ({needed[name]} in {self.name}); there are {', '.join(names)}"
            self.faults.append((_spoilt(table), Fault(f"row {table.header_row}", None, wanted, grid.file)))
        if missing:
            return
        self.index.clear()
        labels = {ours: " and ".join(sources(cell)) for ours, cell in table.columns.items()}
        known = _ids(self.base.get(table.into, [])) if table.known == "keep" else set()
        once: dict[Any, Row] = {}
        left_out = 0
        for number, cells in enumerate(grid.rows[table.header_row :], table.header_row + 1):
            if all(blank(cell) for cell in cells):
                continue
            whole = dict(zip(names, [*cells, *[""] * (len(names) - len(cells))], strict=False))
            if not _wanted(table, whole):
                continue
            for foreign in _parts(table, whole):
                row, vain = self._row(table, foreign, grid.file, number, labels)
                if table.unknown == "skip" and (vain or self._names_nobody(table, row)):
                    left_out += 1
                elif str(row.values.get("id")) not in known and not self._told_before(table, row, once):
                    self.rows.setdefault(table.into, []).append(row)
        if left_out:
            self.notes.append(f"{grid.file}: {left_out} row(s) left out, which name someone or something unknown")

    def _row(
        self, table: Table, foreign: Mapping[str, Any], file: str, number: int, labels: Mapping[str, str]
    ) -> tuple[Row, bool]:
        """Our row, and whether a lookup was in vain. A cell that cannot be read stands as the fault it is."""
        sheet = SHEET[table.into]
        values: dict[str, Any] = {}
        seen = {ours: _seen(foreign, sources(cell)) for ours, cell in table.columns.items() if sources(cell)}
        row = Row(values, file, number, seen, labels)
        vain = False
        for ours, cell in table.columns.items():
            try:
                values[ours] = our_cell(cell, sheet.column(ours).kind, foreign, self.clock, self._lookup)
            except LookupError as error:
                vain = True
                if table.unknown == "report":
                    values[ours] = Refusal(str(error))
            except ValueError as error:
                values[ours] = Refusal(str(error))
        for ours, cell in table.columns.items():
            if cell.after is not None:
                values[ours] = _next_day(values[ours], values.get(cell.after))
        return row, vain

    def _lookup(self, collection: str, field: str, value: Any) -> str | None:
        return self._found(collection, field).get(value)

    def _found(self, collection: str, field: str) -> dict[str, str]:
        """Ids by the value of a field, of all objects known before the table in hand."""
        if (collection, field) not in self.index:
            there: dict[str, str] = {}
            for row in self.rows.get(collection, []):
                there[str(row.values.get(field)).replace(" ", "")] = str(row.values.get("id"))
            there |= {str(item.get(field)): str(item["id"]) for item in self.base.get(collection, [])}
            self.index[collection, field] = there
        return self.index[collection, field]

    def _names_nobody(self, table: Table, row: Row) -> bool:
        for name in _TRACED:
            singular = name[:-1]
            value = row.values.get(singular)
            named = singular in SHEET[table.into].names and (table.into, singular) not in _GONE
            told = named and not blank(value) and not isinstance(value, Refusal)
            if told and str(value).strip() not in self._found(name, "id"):
                return True
        return False

    def _told_before(self, table: Table, row: Row, once: dict[Any, Row]) -> bool:
        """True for an object already told by an earlier row; what they say must be the same."""
        if not table.told_by:
            return False
        first = once.setdefault(tuple(str(row.values.get(name)) for name in table.told_by), row)
        if first is row:
            return False
        for ours, value in row.values.items():
            if value != first.values.get(ours):
                same = " and ".join(table.told_by)
                wanted = f"want what row {first.number} says of the same {same}: {first.seen.get(ours)}"
                self.faults.append(("", row.fault(ours, wanted)))
        return True


def _files(exports: Sequence[str | Path]) -> Iterator[Path]:
    """The files named, and the tables in the folders named."""
    for export in exports:
        path = Path(export)
        if path.is_dir():
            yield from sorted(file for file in path.iterdir() if file.suffix.lower() in (".csv", *WORKBOOKS))
        else:
            yield path


def _matches(key: tuple[Path, str], table: Table) -> bool:
    return fnmatch.fnmatch(key[1].casefold(), table.source.casefold())


def _spoilt(table: Table) -> str:
    return SHEET[table.into].collection


def _ids(items: Sequence[Mapping[str, Any]]) -> set[str]:
    return {str(item["id"]) for item in items if "id" in item}


def _wanted(table: Table, row: Mapping[str, Any]) -> bool:
    def one_of(column: str, words: list[str]) -> bool:
        return str(row[column]).strip().casefold() in {word.casefold() for word in words}

    return all(one_of(column, words) for column, words in table.only.items()) and not any(
        one_of(column, words) for column, words in table.skip.items()
    )


def _parts(table: Table, row: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    if table.each is None:
        yield row
        return
    for part in str(row[table.each.column]).split(table.each.split):
        if part.strip():
            yield {**row, EACH: part.strip()}


def _seen(foreign: Mapping[str, Any], columns: Sequence[str]) -> Any:
    if len(columns) == 1:
        return foreign[columns[0]]
    return " ".join(str(foreign[column]) for column in columns)


def _instant(value: Any) -> Any:
    """A date in the mapping means its midnight."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return datetime(value.year, value.month, value.day)
    if isinstance(value, str) and len(value) == 10:
        return f"{value}T00:00"
    return value


def _next_day(value: Any, before: Any) -> Any:
    if isinstance(value, datetime) and isinstance(before, datetime) and value <= before:
        return value + timedelta(days=1)
    return value

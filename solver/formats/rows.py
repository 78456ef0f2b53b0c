"""Rows of named cells to a Problem: every fault is led back to the row and column it came from."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from solver.rules.vocabulary.wording import list_some

from ..domain import COLLECTIONS, Fault, InputFaults, Problem
from .assemble import Fill, assemble
from .called import Called, put_ids
from .cells import Setting, blank, clock_alone, empty, read_cell
from .columns import MATRICES, OBJECTS, PACK, PROBLEM
from .gather import gather, list_rows
from .read_words import ReadWords
from .sheet import Column, Sheet
from .wording import Path
from .words import known_word

_NAMED = re.compile(r"\b([a-z_]+)\[(\d+)\]")
_WANT_ID = re.compile(r"want the id of one of the ([a-z_]+)(?! or)")
# Sheets of the day itself: a time without its date is of that day. What was before, or is stopped, wants a date.
_OF_THE_DAY = frozenset({"visit_windows", "visit_late_accepted", "visit_tasks", "shifts", "pins"})


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a sheet. values: by column name, as its cells hold them. seen: what to show where that is something
    else than the values. labels: column names as the file has them, where they differ.
    """

    values: Mapping[str, Any]
    file: str
    number: int
    seen: Mapping[str, Any] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)

    def place(self, column: str = "") -> str:
        if not self.number:
            return self.labels.get(column, column) or "the mapping"
        return f"row {self.number}, column {self.labels.get(column, column)}" if column else f"row {self.number}"

    def fault(self, column: str, expected: str, value: Any = None) -> Fault:
        seen = self.seen.get(column, self.values.get(column)) if value is None else value
        return Fault(self.place(column), None if blank(seen) else seen, expected, self.file)


def problem_from_rows(
    rows: Mapping[str, Sequence[Row]],
    earlier: Iterable[tuple[str, Fault]] = (),
    base: Mapping[str, Any] | None = None,
    base_file: str = "",
    fill: Fill | None = None,
    notes: list[str] | None = None,
) -> Problem:
    """The problem that rows by sheet describe. Raises InputFaults with all faults at once, equal ones as one.

    earlier: faults already found, each with the collection it leaves unusable ("" for none). base: the document of a
    problem the rows are added to. fill: see ``assemble``. notes: gains how dates and times were read, once.
    """
    reading = _Reading(base or {}, base_file)
    try:
        problem = reading.problem(rows, earlier, fill)
    except InputFaults as error:
        raise InputFaults(gather(error.faults)) from None
    if notes is not None:
        notes += [sentence for sentence in reading.setting.told.values() if sentence]
        notes += tell_next_day(reading.next_day)
        notes += reading.words.tell()
    return problem


class _Reading:
    def __init__(self, base: Mapping[str, Any], base_file: str):
        self.plain: dict[str, Any] = {key: value for key, value in base.items() if key != "onevisit"}
        self.plain.setdefault("version", "1")  # of a table that does not say: from before it had to
        for name in COLLECTIONS:
            if name in self.plain:
                self.plain[name] = [dict(item) for item in self.plain[name]]
        self.base_file = base_file
        self.faults: dict[Path, Fault] = {}
        self.rows: dict[Path, tuple[Sheet, Row]] = {}  # the row of the object at a path
        self.cells: dict[Path, tuple[Row, str]] = {}  # the cell at a path that no sheet of objects has
        self.lines: dict[Path, list[list[Row]]] = {}  # the rows of a matrix, by pair of places
        horizon = self.plain.get("horizon", {})
        self.next_day: dict[str, list[int]] = {}  # by sheet the rows of which a time was put on the day after
        self.words = ReadWords()
        self.setting = Setting(abstract=bool(horizon.get("ticks_per_minute", 60) != 60))
        self.called = Called(self.plain)

    def problem(
        self, rows: Mapping[str, Sequence[Row]], earlier: Iterable[tuple[str, Fault]], fill: Fill | None
    ) -> Problem:
        for number, (collection, fault) in enumerate(earlier):
            spoilt = bool(collection) and (collection,) not in self.faults
            self.faults[(collection,) if spoilt else ("", number)] = fault
        self._once(rows.get(PROBLEM.name, ()))
        self._set_day()
        for sheet in OBJECTS:
            if not sheet.owner:
                self._objects(sheet, rows.get(sheet.name, ()))
        for sheet in OBJECTS:
            if sheet.owner:
                self._inner(sheet, rows.get(sheet.name, ()))
        self._matrices(rows.get(MATRICES.name, ()))
        self._pack(rows.get(PACK.name, ()))
        put_ids(self.plain)
        return assemble(self.plain, self.locate, self.faults, fill=fill)

    def _say(self, fault: Fault) -> None:
        self.faults["", len(self.faults), "row"] = fault

    def _once(self, rows: Sequence[Row]) -> None:
        for row in rows[1:]:
            self._say(row.fault("", "want one row in this sheet", "another row"))
        for row in rows[:1]:
            clock = row.values.get("ticks_per_minute")
            self.setting.abstract = not blank(clock) and clock not in (60, "60")
            self._fill(self.plain, PROBLEM, row, ())
            for root in ("horizon", "travel", "name", "version", "carried_over"):
                self.rows[root,] = (PROBLEM, row)

    def _set_day(self) -> None:
        """Of which date a time is that stands alone: of the day, where the table tells of one."""
        horizon = self.plain.get("horizon", {})
        days = horizon.get("days", 1)
        try:
            start = datetime.fromisoformat(str(horizon.get("start")))
        except ValueError:
            return
        self.setting.days = days if isinstance(days, int) else 1
        if self.setting.days == 1:
            self.setting.day = start.date()

    def _objects(self, sheet: Sheet, rows: Sequence[Row]) -> None:
        if not rows and (not sheet.required or (sheet.collection,) in self.faults):
            return
        items = self.plain.setdefault(sheet.collection, [])
        inner = [other.field for other in OBJECTS if other.owner and other.collection == sheet.collection]
        first: dict[Any, Row] = {}
        for row in rows:
            path = (sheet.collection, len(items))
            item: dict[str, Any] = {name: [] for name in inner}
            self.rows[path] = (sheet, row)
            self._fill(item, sheet, row, path)
            items.append(item)
            name = item.get("id")
            if name is not None and first.setdefault(name, row) is not row:
                # Its rows in other sheets went to the first of that name; what it lacks is no second fault.
                twice = row.fault("id", f"want an id used once; row {first[name].number} of {sheet.name} has it too")
                self.faults.update({(*path, field): twice for field in ("id", *inner)})

    def _inner(self, sheet: Sheet, rows: Sequence[Row]) -> None:
        items = self.plain.get(sheet.collection, [])
        index: dict[str, int] = {}
        for number, item in enumerate(items):
            if isinstance(item.get("id"), str):
                index.setdefault(item["id"], number)
        for row in rows:
            owner = row.values.get(sheet.owner)
            if blank(owner):
                self._say(row.fault(sheet.owner, f"want the id of one of the {sheet.collection}; this cell is empty"))
                continue
            try:
                said = read_cell(owner, "id")
            except ValueError as error:
                self._say(row.fault(sheet.owner, str(error)))
                continue
            owner = said if said in index else self.called.find(sheet.collection, said)
            if owner not in index:
                if (sheet.collection,) not in self.faults:
                    wanted = f"want the id of one of the {sheet.collection}{self.called.hint(sheet.collection, said)}"
                    self._say(row.fault(sheet.owner, wanted))
                continue
            inside = items[index[owner]].setdefault(sheet.field, [])
            path = (sheet.collection, index[owner], sheet.field, len(inside))
            self.rows[path] = (sheet, row)
            item = {}
            self._fill(item, sheet, row, path)
            inside.append(item)

    def _fill(self, item: dict[str, Any], sheet: Sheet, row: Row, root: Path) -> None:
        """Put the cells of a row where they belong in its object."""
        first: datetime | None = None  # of the times without a date in this row
        for column in sheet.columns:
            if not column.path:
                continue
            value = row.values.get(column.name)
            if empty(value, column.kind) and not (column.kind == "text" and value):
                if column.kind == "text" and column.required:
                    value = ""  # a name may be empty; where it may not, the schema says so
                elif column.required:
                    self.faults[(*root, *column.path)] = row.fault(column.name, self._empty(column))
                    continue
                else:
                    continue
            else:
                alone = column.kind == "instant" and clock_alone(value) is not None
                said = value
                try:
                    value = self._read(value, sheet, column)
                except ValueError as error:
                    self.faults[(*root, *column.path)] = row.fault(column.name, str(error))
                    continue
                self.words.note(column.name, said, value, row.number, row.labels.get(column.name, ""))
                if alone and not self.setting.abstract:
                    first, moved = _after(first, value)
                    if moved != value:
                        self.next_day.setdefault(sheet.name, []).append(row.number)
                    value = moved
            _put(item, column.path, value)

    def _read(self, value: Any, sheet: Sheet, column: Column) -> Any:
        """A cell's value for the document, times without a date of the day where the sheet is of the day."""
        if column.kind in ("choice", "choices") or column.name == "priority":
            value = known_word(column.name, value)
        if column.name == "priority" and isinstance(value, str) and not value.strip().isdigit():
            raise ValueError("want a priority from 1 (routine) to 5 (critical)")
        of_the_day = sheet.name in _OF_THE_DAY
        setting = self.setting if of_the_day else replace(self.setting, day=None, days=1)
        return read_cell(value, column.kind, setting)

    def _empty(self, column: Column) -> str:
        return f"want {column.name}, which may not be empty"

    def _matrices(self, rows: Sequence[Row]) -> None:
        if not rows:
            return
        modes: dict[str, dict[tuple[str, str], tuple[Row, dict[str, Any]]]] = {}
        for row in rows:
            item: dict[str, Any] = {}
            before = len(self.faults)
            self._fill(item, MATRICES, row, ("travel", "matrices", row.file, row.number))
            if len(self.faults) > before:
                continue
            pairs = modes.setdefault(item["mode"], {})
            pair = (item["from"], item["to"])
            if pair in pairs:
                self._say(row.fault("to", f"want each pair of places once; row {pairs[pair][0].number} has it too"))
            pairs[pair] = (row, item)
        if any(path[:2] == ("travel", "matrices") for path in self.faults):
            return
        travel = self.plain.setdefault("travel", {})
        matrices = travel.setdefault("matrices", [])
        for mode, pairs in modes.items():
            root: Path = ("travel", "matrices", len(matrices))
            opening: dict[str, Row] = {}
            closing: dict[str, Row] = {}
            for (start, end), (row, _) in pairs.items():
                opening.setdefault(start, row)
                closing.setdefault(end, row)
            places = list(opening)
            first = opening[places[0]]
            self.cells[root] = (first, "")
            self.cells[(*root, "mode")] = (first, "mode")
            for end, row in closing.items():
                if end not in opening:
                    self._say(row.fault("to", f"want rows from {end} as well as rows to it ({mode})"))
            lines: list[list[Row]] = []
            self.lines[root] = lines
            matrix: dict[str, Any] = {"mode": mode, "places": places, "durations_minutes": [], "metres": []}
            for number, start in enumerate(places):
                row = opening[start]
                self.cells[(*root, "places", number)] = (row, "from")
                if missing := [end for end in places if (start, end) not in pairs]:
                    self._say(row.fault("from", f"want rows from {start} to {list_some(missing, 3)} ({mode})"))
                    continue
                line = [pairs[start, end] for end in places]
                lines.append([cell_row for cell_row, _ in line])
                matrix["durations_minutes"].append([item.get("minutes") for _, item in line])
                matrix["metres"].append([item.get("metres") for _, item in line])
            self._metres(matrix, pairs.values())
            matrices.append(matrix)

    def _metres(self, matrix: dict[str, Any], cells: Iterable[tuple[Row, dict[str, Any]]]) -> None:
        ways = [(row, item) for row, item in cells if "minutes" in item]  # of no way there is no length
        without = [row for row, item in ways if "metres" not in item]
        if len(without) == len(ways):
            del matrix["metres"]
        else:
            for row in without:
                self._say(row.fault("metres", "want metres in every row of a mode, or in none"))

    def _pack(self, rows: Sequence[Row]) -> None:
        if not rows:
            return
        pack = self.plain.setdefault("pack", {})
        for row in rows:
            item: dict[str, Any] = {}
            before = len(self.faults)
            self._fill(item, PACK, row, ("", "pack", row.number))
            if len(self.faults) > before:
                continue
            rule = pack.setdefault(item["rule"], {})
            self.cells["pack", item["rule"]] = (row, "rule")
            if "setting" in item:
                if "value" not in item:
                    self._say(row.fault("value", "want a value for this setting"))
                    continue
                if item["setting"] in rule:
                    self._say(row.fault("setting", "want each setting of a rule once"))
                rule[item["setting"]] = item["value"]
                self.cells["pack", item["rule"], item["setting"]] = (row, "value")
            elif "value" in item:
                self._say(row.fault("setting", "want the name of the setting that has this value"))

    def locate(self, path: Path, fault: Fault) -> Fault:
        """A fault of the document as a fault of the row and column behind it."""
        fault = replace(fault, expected=_NAMED.sub(self._row_words, fault.expected))
        if (named := _WANT_ID.fullmatch(fault.expected)) and isinstance(fault.value, str):
            fault = replace(fault, expected=fault.expected + self.called.hint(named[1], fault.value))
        match path:
            case (*root, "durations_minutes" | "metres" as measure, int(start), int(end)) if tuple(root) in self.lines:
                column = "minutes" if measure == "durations_minutes" else "metres"
                return self.lines[tuple(root)][start][end].fault(column, fault.expected)
        for length in range(len(path), 0, -1):
            if path[:length] in self.cells:
                row, column = self.cells[path[:length]]
                return row.fault(column, fault.expected, fault.value)
            if path[:length] in self.rows:
                return self._in_row(*self.rows[path[:length]], path[:length], path, fault)
        return replace(fault, file=self.base_file)

    def _in_row(self, sheet: Sheet, row: Row, root: Path, path: Path, fault: Fault) -> Fault:
        rest = path if sheet is PROBLEM else path[len(root) :]
        for other in OBJECTS:
            if other.owner and other.collection == root[0] and rest == (other.field,):
                wanted = f"want at least one row in {other.name} for this {other.owner}"
                return row.fault("id", wanted)
        for column in sheet.columns:
            if column.path and (column.path[: len(rest)] == rest or rest[: len(column.path)] == column.path) and rest:
                inside = len(rest) > len(column.path)
                return row.fault(column.name, fault.expected, fault.value if inside else None)
        return row.fault("", fault.expected, _shown(row))

    def _row_words(self, match: re.Match[str]) -> str:
        sheet_row = self.rows.get((match[1], int(match[2])))
        return f"row {sheet_row[1].number} of {sheet_row[0].name}" if sheet_row else match[0]


def tell_next_day(rows_by_sheet: Mapping[str, Sequence[int]]) -> list[str]:
    """A sentence on the rows whose times reach into the next day: a night, or a slip that widens a window."""
    if not rows_by_sheet:
        return []
    told = [
        f"{name} row{'' if len(set(rows)) == 1 else 's'} {list_rows(sorted(set(rows)))}"
        for name, rows in rows_by_sheet.items()
    ]
    return [
        f"Times before the first of their row are read as of the next day: {'; '.join(told)}. Right for a "
        "night; a slip such as 8.30pm for 8.30am makes a window half a day too wide."
    ]


def _after(first: datetime | None, value: str) -> tuple[datetime, str]:
    """A time of the day, of the next day where it is before the first of its row: a night from 22:00 to 07:00."""
    when = datetime.fromisoformat(value)
    if first is not None and when < first:
        when += timedelta(days=1)
    return first or when, when.isoformat()


def _shown(row: Row) -> str:
    values = (row.seen.get(name, value) for name, value in row.values.items())
    return ", ".join(str(value) for value in values if not blank(value))


def _put(item: dict[str, Any], path: Path, value: Any) -> None:
    """Set a value inside an object; a number in the path is a position in a list."""
    holder: Any = item
    for step, following in itertools.pairwise(path):
        holder = holder.setdefault(step, []) if isinstance(following, int) else holder.setdefault(step, {})
    last = path[-1]
    if isinstance(last, int):
        holder.extend([None] * (last + 1 - len(holder)))
    holder[last] = value

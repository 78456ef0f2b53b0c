"""From pandas frames to a Problem, by the column table that workbooks and CSV files are read by.

Three wide frames are cut into the sheets of a workbook by the names of their columns: clients with their addresses,
visits with their windows and tasks, staff with their shifts. Then the reader of tables does the rest.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from solver.domain import Fault, InputFaults
from solver.formats.cells import blank, read_cell
from solver.formats.columns import SHEET
from solver.formats.flat import is_flat, read_flat
from solver.formats.rows import Row, problem_from_rows
from solver.formats.sheets import Grid

from .day import Problem

if TYPE_CHECKING:
    from pandas import DataFrame

Rows = dict[str, list[Row]]
_PLACE = ("lat", "lon", "address", "postcode")  # columns of the sheet places that may stand beside a person
_TOLD = {"problem": ("loosened",)}  # written for people, and read by nobody
OWN = "own"  # the organisation where frames name none


def from_frames(
    clients: DataFrame | None = None,
    visits: DataFrame | None = None,
    staff: DataFrame | None = None,
    *,
    name: str = "",
    start: date | datetime | str | None = None,
    days: int | None = None,
    timezone: str = "Europe/London",
    organisations: DataFrame | Mapping[str, str] | None = None,
    **sheets: DataFrame,
) -> Problem:
    """A problem from pandas frames. Columns are those of docs/reference/input.md; an unknown one is a fault.

    clients: a row a client, with the columns of the sheet ``clients``; with ``lat`` and ``lon`` (``address``,
    ``postcode``) beside them each client's home becomes a place. visits: a row a task, with the columns of ``visits``,
    ``visit_windows`` (``start``, ``end``) and ``visit_tasks`` (``code``, ``duration_minutes``); rows of one id are one
    visit, and a row without a code is another window of it. staff: a row a shift, with the columns of ``workers`` and
    ``shifts`` (``start``, ``end``; ``shift`` is its id), ``competencies``, and ``lat`` and ``lon`` of the home.

    start, days, timezone: the horizon; unless said from the midnight before the first window or shift, for as many days
    as there are windows and shifts. organisations: a frame, or each id with its sector, "health" or "social"; where
    visits and staff name none, all is of one organisation of the sector "social". sheets: any other sheet by its name,
    such as ``delegations`` or ``links``; ``from_frames(**problem.frames())`` is the problem again.

    The three frames may as well be those of the flat form (``onevisit template``): visits with client, day, from, to,
    minutes and tasks, staff with name, postcode, from, to and can do, clients with name and postcode, or none. Then ids
    are made of names, one organisation of care and one of nursing is made where nobody names any, and what is to be
    told first comes as warnings.

    Raises InputFaults with every fault at once: frame, row (from 1), column, what was found and what would be right.
    """
    flat = _flat_grids({"clients": clients, "visits": visits, "staff": staff})
    if is_flat(flat, exactly=True):
        if organisations is not None or sheets or days is not None:
            beside = [*(["organisations"] if organisations is not None else []), *sheets, *(["days"] if days else [])]
            wanted = "want no more than clients, visits, staff, name, start and timezone beside frames of the flat form"
            raise InputFaults([Fault("from_frames", ", ".join(beside), wanted)])
        notes: list[str] = []
        begins = None if start is None else _day_of(start)
        problem = read_flat(flat, notes, start=begins, name=name, timezone=timezone, first=0)
        for note in notes:
            warnings.warn(note, stacklevel=2)
        return Problem.of(problem)
    reading = _Reading()
    if clients is not None:
        reading.take_clients(clients)
    if visits is not None:
        reading.take_visits(visits)
    if staff is not None:
        reading.take_staff(staff)
    if isinstance(organisations, Mapping):
        for number, (one, sector) in enumerate(organisations.items(), 1):
            reading.add("organisations", {"id": one, "name": one, "sector": sector}, "organisations", number)
    elif organisations is not None:
        reading.take_sheet("organisations", organisations)
    for sheet, frame in sheets.items():
        reading.take_sheet(sheet, frame)
    reading.add_own_organisation()
    reading.add_horizon({"name": name, "timezone": timezone, "version": "2"}, start, days, timezone)
    return Problem.of(problem_from_rows(reading.rows, reading.faults))


def _flat_grids(frames: Mapping[str, DataFrame | None]) -> dict[str, Grid]:
    """Frames as sheets of cells, their columns as the first line."""
    return {
        name: Grid(
            f"frame {name}",
            [list(frame.columns), *([_as_cell(value) for value in row] for row in frame.itertuples(index=False))],
        )
        for name, frame in frames.items()
        if frame is not None
    }


class _Reading:
    def __init__(self) -> None:
        self.rows: Rows = {}
        self.faults: list[tuple[str, Fault]] = []

    def add(self, sheet: str, values: Mapping[str, Any], file: str, number: int) -> None:
        self.rows.setdefault(sheet, []).append(Row(dict(values), f"frame {file}", number))

    def take_sheet(self, name: str, frame: DataFrame) -> None:
        """A frame whose rows are those of a sheet."""
        if name not in SHEET:
            near = get_close_matches(name, SHEET, 1)
            wanted = f"want {near[0]}" if near else f"want one of {', '.join(SHEET)}"
            self.faults.append(("", Fault("frame", name, wanted)))
            return
        for number, cells in self._cells(name, frame, (*SHEET[name].names, *_TOLD.get(name, ()))):
            self.add(name, cells, name, number)

    def take_clients(self, frame: DataFrame) -> None:
        for number, cells in self._cells("clients", frame, (*SHEET["clients"].names, *_PLACE)):
            self._settle(cells, "place", "home of client", "clients", number)
            self.add("clients", cells, "clients", number)

    def take_visits(self, frame: DataFrame) -> None:
        whole, windows, tasks = (SHEET[name].names for name in ("visits", "visit_windows", "visit_tasks"))
        needed = [column.name for column in SHEET["visit_tasks"].columns[1:] if column.required]
        rows_by_id: dict[str, tuple[int, dict[str, Any]]] = {}
        spans: set[tuple[str, str, str]] = set()
        for number, cells in self._cells("visits", frame, (*whole, *windows[1:], *tasks[1:])):
            key = self._add_once(rows_by_id, cells, whole, "visits", number)
            own = {"visit": cells.get("id")}
            span = (key, str(cells.get("start")), str(cells.get("end")))
            if not (blank(cells.get("start")) and blank(cells.get("end"))) and span not in spans:
                spans.add(span)
                self.add("visit_windows", own | _pick(cells, windows), "visits", number)
            if any(not blank(cells.get(name)) for name in needed):
                self.add("visit_tasks", own | _pick(cells, tasks), "visits", number)

    def take_staff(self, frame: DataFrame) -> None:
        whole = SHEET["workers"].names
        duty = tuple(name for name in SHEET["shifts"].names if name not in ("id", "worker", "mode"))
        rows_by_id: dict[str, tuple[int, dict[str, Any]]] = {}
        count: dict[str, int] = {}
        held: set[tuple[str, str]] = set()
        beside = ("competencies", *_PLACE)
        for number, cells in self._cells("staff", frame, (*whole, *beside, "shift", *duty)):
            key = _key(cells.get("id"))
            self._settle(cells, "home", "home of worker", "staff", number)
            self._add_once(rows_by_id, cells, whole, "workers", number, "staff")
            for one in self._list(cells.get("competencies"), number):
                if (key, one) not in held:
                    held.add((key, one))
                    self.add("worker_competencies", {"worker": cells.get("id"), "competency": one}, "staff", number)
            if any(not blank(cells.get(name)) for name in ("shift", "start", "end")):
                count[key] = count.get(key, 0) + 1
                made = cells.get("shift")
                made = f"{key}-{count[key]}" if blank(made) else made
                said = {"id": made, "worker": cells.get("id"), **_pick(cells, duty)}
                self.add("shifts", said, "staff", number)
        known = {_key(row.values.get("id")) for row in self.rows.get("competencies", ())}
        for one in dict.fromkeys(one for _, one in sorted(held)):
            if one not in known:
                self.add("competencies", {"id": one}, "staff", 0)

    def add_own_organisation(self) -> None:
        """Whose visits and staff these are, where nobody says so: one organisation for all."""
        people = [row for sheet in ("visits", "workers") for row in self.rows.get(sheet, ())]
        named = dict.fromkeys(_key(row.values.get("organisation")) for row in people)
        named.pop("", None)
        if "organisations" in self.rows:
            return
        if named:
            wanted = f"want organisations={{{', '.join(f'{one!r}: ...' for one in named)}}}, each health or social"
            self.faults.append(("organisations", Fault("organisations", None, wanted)))
            return
        self.add("organisations", {"id": OWN, "name": OWN, "sector": "social"}, "organisations", 0)
        for sheet in ("visits", "workers"):
            self.rows[sheet] = [
                Row({**row.values, "organisation": OWN}, row.file, row.number) for row in self.rows.get(sheet, ())
            ]

    def add_horizon(
        self, said: Mapping[str, Any], start: date | datetime | str | None, days: int | None, timezone: str
    ) -> None:
        """The sheet ``problem``, unless a frame of it was given."""
        if "problem" in self.rows:
            return
        moments = list(self._moments(timezone))
        if start is None and moments:
            start = min(moments).date()
        if days is None and moments and start is not None:
            begin = _day_of(start)
            last = max(moments)
            final = (last - timedelta(seconds=1)).date()  # what ends at midnight is of the day before
            days = None if begin is None else max(1, (final - begin).days + 1)
        self.add("problem", {**said, "start": _as_cell(start), "days": days}, "problem", 1)

    def _moments(self, timezone: str) -> Iterator[datetime]:
        """The local ends of windows and shifts, as far as they can be read; the reader tells of the others."""
        for sheet in ("visit_windows", "shifts"):
            for row in self.rows.get(sheet, ()):
                for name in ("start", "end"):
                    try:
                        when = datetime.fromisoformat(read_cell(row.values.get(name), "moment"))
                        yield when if when.tzinfo is None else when.astimezone(ZoneInfo(timezone)).replace(tzinfo=None)
                    except (ValueError, TypeError, KeyError, OSError):
                        continue

    def _cells(self, name: str, frame: DataFrame, known: Sequence[str]) -> Iterator[tuple[int, dict[str, Any]]]:
        """Each row with its number from 1. A column that nobody knows is a fault, so that no slip goes unseen."""
        names = [str(column).strip().lower().replace(" ", "_") for column in frame.columns]
        for position, column in enumerate(names):
            if column not in known:
                near = get_close_matches(column, known, 1)
                wanted = f"want {near[0]}" if near else f"want one of {', '.join(dict.fromkeys(known))}, or drop it"
                self.faults.append(("", Fault(f"column {column}", column, wanted, f"frame {name}")))
            elif column in names[:position]:
                self.faults.append(("", Fault(f"column {column}", column, "want each column once", f"frame {name}")))
        for number, values in enumerate(frame.itertuples(index=False, name=None), 1):
            yield (
                number,
                {column: _as_cell(value) for column, value in zip(names, values, strict=True) if column in known},
            )

    def _settle(self, cells: dict[str, Any], field: str, called: str, file: str, number: int) -> None:
        """Make a place of the coordinates or the address beside a person, once; ``field`` then names it."""
        if all(blank(cells.get(name)) for name in _PLACE):
            return
        if blank(cells.get(field)):
            cells[field] = f"{called} {_key(cells.get('id'))}"
        place = {"id": cells[field], **_pick(cells, _PLACE)}
        before = next((row for row in self.rows.get("places", ()) if row.values["id"] == place["id"]), None)
        if before is None:
            self.add("places", place, file, number)
        elif {**before.values} != place:
            wanted = f"want the coordinates and address that row {before.number} of {before.file} gives this place"
            self.faults.append(("", Fault(f"row {number}, column {field}", place["id"], wanted, f"frame {file}")))

    def _add_once(
        self,
        rows_by_id: dict[str, tuple[int, dict[str, Any]]],
        cells: Mapping[str, Any],
        names: Sequence[str],
        sheet: str,
        number: int,
        file: str = "",
    ) -> str:
        """Add what rows of one id share once; a later row may leave it empty, and may not say otherwise.

        rows_by_id: the number and the cells of the first row of each id so far. names: the columns that are shared.
        Returns the id.
        """
        file = file or sheet
        key, own = _key(cells.get("id")), _pick(cells, names)
        if key not in rows_by_id or not key:
            rows_by_id[key] = (number, own)
            self.add(sheet, own, file, number)
            return key
        before, known = rows_by_id[key]
        for name, value in own.items():
            if not blank(value) and value != known.get(name):
                wanted = f"want what row {before} says of {key} here, or nothing"
                self.faults.append(("", Fault(f"row {number}, column {name}", value, wanted, f"frame {file}")))
        return key

    def _list(self, value: Any, number: int) -> list[str]:
        if blank(value):
            return []
        try:
            return list(read_cell(value, "ids"))
        except ValueError as error:
            self.faults.append(("", Fault(f"row {number}, column competencies", value, str(error), "frame staff")))
            return []


def _pick(cells: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    return {name: cells[name] for name in names if name in cells}


def _key(value: Any) -> str:
    """An id as it is compared before the reader has judged it."""
    if blank(value):
        return ""
    try:
        return str(read_cell(value, "id"))
    except ValueError:
        return str(value)


def _day_of(start: date | datetime | str) -> date | None:
    try:
        return datetime.fromisoformat(read_cell(start, "moment")).date()
    except (ValueError, TypeError):
        return None


def _as_cell(value: Any) -> Any:
    """A value of a frame as a cell of a workbook holds it; None where there is none."""
    if isinstance(value, list | tuple | set | frozenset):
        return "; ".join(map(str, sorted(value) if isinstance(value, set | frozenset) else value))
    if hasattr(value, "to_pydatetime"):
        return None if value != value else value.to_pydatetime()
    if hasattr(value, "to_pytimedelta"):
        return None if value != value else value.to_pytimedelta()
    if hasattr(value, "item"):  # a number of numpy's
        value = value.item()
    if value is None or type(value).__name__ in ("NaTType", "NAType"):
        return None
    return None if isinstance(value, float) and math.isnan(value) else value

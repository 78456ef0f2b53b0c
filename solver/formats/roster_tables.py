"""A roster from a table: the sheet Rounds of a workbook that ``solve --xlsx`` wrote, or visit, carer and start by hand.

The days of a table are those of the problem; a time without a date is of the shift that it falls in. A visit may be
named by its id, or by its client where the time tells which of the client's visits it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from solver.rules.vocabulary.wording import list_some

from ..domain import Fault, InputFaults, Problem, Roster, Round, Shift, Stop, Unserved, Visit
from ..domain.shown import fold_order
from .called import Called
from .cells import Setting, blank, clock_alone, read_cell
from .gather import gather
from .headings import heading
from .other_version import adopt_roster
from .passed_over import PassedOver
from .sheets import WORKBOOKS, Grid, read_grids
from .typed import at_clock

_COLUMNS: dict[str, tuple[str, ...]] = {
    "visit": ("visit", "visit_id", "call", "visit_ref"),
    "client": ("client", "client_name", "service_user", "patient"),
    "worker": ("worker", "carer", "staff", "member_of_staff", "carer_name", "worker_name", "nurse", "name"),
    "shift": ("shift", "shift_id"),
    "start": ("start", "starts", "time", "start_time", "begins", "from"),
    "end": ("end", "ends", "end_time", "to"),
    "day": ("day", "date"),
}
_WANTED = "want a sheet with the columns visit, carer and start, or the sheet Rounds that --xlsx writes"
_ROUNDS = "rounds"
_LISTED = 4


def is_roster_table(source: str | Path) -> bool:
    """Whether a roster is to be read as a table, by the name of its file."""
    return Path(source).suffix.lower() in (*WORKBOOKS, ".csv")


def read_roster_table(source: str | Path, problem: Problem, notes: list[str] | None = None) -> Roster:
    """The roster in a table, for a problem that has its visits and staff. Visits that no row names are left out.

    notes: gains what was read, and what is to be told; where it is given, a sheet Rounds of another version of the day
    is taken as far as it is one of this day. Raises InputFaults with every fault at once, by row and column.
    """
    grids = read_grids(source)
    name, grid, top, columns = _find_sheet(grids, str(source))
    passed_over = PassedOver()
    rows = passed_over.keep_rows(name, dict(enumerate(grid.rows[top + 1 :], top + 2)))
    written = heading(name) == _ROUNDS and {"visit", "shift"} <= set(columns)
    reading = _Reading(problem, grid.file, columns, adopts=written and notes is not None)
    for number, row in rows.items():
        reading.take(number, {key: row[at] for key, at in columns.items() if at < len(row) and not blank(row[at])})
    if reading.faults:
        raise InputFaults(gather(reading.faults))
    rounds = reading.rounds()
    made = {stop.visit for round_ in rounds for stop in round_.stops}
    told: list[str] = []
    if any(stop.visit not in problem.visit for round_ in rounds for stop in round_.stops if stop.visit) or any(
        round_.shift not in problem.shift for round_ in rounds
    ):
        roster, told = adopt_roster(problem, rounds, (), (), grid.file)
        told.append("A workbook holds no joint visits: of a roster with joins give the JSON document.")
    else:
        left = tuple(Unserved(visit=one) for one in problem.visit if one not in made)
        roster = Roster(rounds=rounds, unserved=left)
    if notes is not None:
        stops = sum(stop.visit is not None for round_ in roster.rounds for stop in round_.stops)
        said = f"Roster read from {grid.file}: {stops} stops on {len(roster.rounds)} shifts"
        many = len(roster.unserved)
        notes.append(f"{said}, {many} visit{'' if many == 1 else 's'} not on it.")
        notes += [*told, *passed_over.tell(), *grid.notes]
    return roster


def _find_sheet(grids: Mapping[str, Grid], file: str) -> tuple[str, Grid, int, dict[str, int]]:
    """The sheet with the roster, the row of its headings, and where its columns are. Raises InputFaults."""
    ordered = sorted(grids.items(), key=lambda item: heading(item[0]) != _ROUNDS)
    for name, grid in ordered:
        for top, row in enumerate(grid.rows[:12]):
            said = [heading(cell) for cell in row]
            columns = {}
            for key, names in _COLUMNS.items():
                if (found := next((said.index(one) for one in names if one in said), None)) is not None:
                    columns[key] = found
            if {"visit", "client"} & set(columns) and {"worker", "shift"} & set(columns) and "start" in columns:
                return name, grid, top, columns
    raise InputFaults([Fault("sheets", ", ".join(grids), _WANTED, file)])


@dataclass(frozen=True, slots=True)
class _Row:
    """A stop of a table. start: ticks; None where no row says."""

    shift: str
    stop: Stop


class _Reading:
    """adopts: whether visits and shifts that the day has not are kept, to be told as those of another version."""

    def __init__(self, problem: Problem, file: str, columns: Mapping[str, int], adopts: bool):
        self.problem, self.file, self.columns, self.adopts = problem, file, columns, adopts
        self.faults: list[Fault] = []
        self.stops: list[_Row] = []
        named = {kind: [{"id": one.id, "name": one.name} for one in getattr(problem, kind)] for kind in _NAMED}
        self.called = Called({**named, "visits": [{"id": one.id} for one in problem.visits]})

    def take(self, number: int, cells: Mapping[str, Any]) -> None:
        """Read a row: its stop, or what is wrong with it."""
        shifts = self._shifts(number, cells)
        if not shifts:
            return
        found = self._moment(number, cells, "start", shifts)
        if found is None:
            return
        shift, start = found
        if "visit" not in cells and fold_order(str(cells.get("client", ""))) in ("break", "lunch"):
            end = self._moment(number, cells, "end", [shift]) if "end" in cells else None
            length = None if end is None or end[1] is None or start is None else max(0, end[1] - start)
            self.stops.append(_Row(shift.id, Stop(start=start, duration=length)))
        elif (visit := self._visit(number, cells, start)) is not None:
            self.stops.append(_Row(shift.id, Stop(visit=visit, start=start)))

    def rounds(self) -> tuple[Round, ...]:
        """The stops by shift, in the order of their starts; in that of the rows where one has none."""
        by_shift: dict[str, list[Stop]] = {}
        for row in self.stops:
            by_shift.setdefault(row.shift, []).append(row.stop)
        for stops in by_shift.values():
            if all(stop.start is not None for stop in stops):
                stops.sort(key=lambda stop: stop.start or 0)
        return tuple(Round(shift=shift, stops=tuple(stops)) for shift, stops in by_shift.items())

    def _say(self, number: int, key: str, value: Any, wanted: str) -> None:
        self.faults.append(Fault(f"row {number}, column {key}", value, wanted, self.file))

    def _shifts(self, number: int, cells: Mapping[str, Any]) -> list[Shift]:
        """The shifts that a row may be of: the one it names, or all of its worker."""
        if "shift" in cells:
            said = str(cells["shift"]).strip()
            if said in self.problem.shift:
                return [self.problem.shift[said]]
            if self.adopts:
                return [Shift(id=said, worker=said, start=0, end=self.problem.horizon.end)]
            if "worker" not in cells:
                self._say(number, "shift", said, "want the id of one of the shifts")
                return []
        if "worker" not in cells:
            self._say(number, "carer", None, "want the name or the id of one of the staff")
            return []
        said = str(cells["worker"]).strip()
        worker = self.called.find("workers", said)
        if worker is None:
            self._say(number, "carer", said, f"want one of the staff{self.called.hint('workers', said)}")
            return []
        shifts = [one for one in self.problem.shifts if one.worker == worker]
        if not shifts:
            self._say(number, "carer", said, "want somebody who has a shift on this day")
        return shifts

    def _moment(
        self, number: int, cells: Mapping[str, Any], key: str, shifts: Sequence[Shift]
    ) -> tuple[Shift, int | None] | None:
        """The shift and the ticks of a time; where there is none, that of the only shift. None: a fault."""
        value = cells.get(key)
        if value is None:
            if len(shifts) == 1:
                return shifts[0], None
            self._say(number, key, None, "want a time: this person has several shifts")
            return None
        try:
            moments = self._moments(value, cells.get("day"), shifts)
        except ValueError as error:
            self._say(number, key, value, str(error))
            return None
        fits = [(shift, at) for shift in shifts for at in moments if shift.start <= at < shift.end]
        fits = fits or [(shift, at) for shift in shifts for at in moments if at == shift.end]
        if len({at for _, at in fits}) > 1 and (days := self._days_of(cells)):
            fits = [fit for fit in fits if self.problem.horizon.date(fit[1]) in days] or fits
        if len({at for _, at in fits}) > 1:
            self._say(number, key, value, "want the day too, in a column day: this time is in shifts of several days")
            return None
        if fits:
            return fits[0]
        if len(shifts) > 1:
            self._say(
                number, key, value, f"want a time within one of the shifts {list_some([s.id for s in shifts], 4)}"
            )
            return None
        return shifts[0], moments[0]

    def _days_of(self, cells: Mapping[str, Any]) -> set[date]:
        """The dates of the windows of the visit that a row names by its id; none where it names none."""
        visit = self.problem.visit.get(str(cells.get("visit", "")).strip())
        return set() if visit is None else {self.problem.horizon.date(one.start) for one in visit.windows}

    def _moments(self, value: Any, day: Any, shifts: Sequence[Shift]) -> list[int]:
        """The ticks that a cell may mean: one, or where it has no date those of each day that the shifts touch."""
        horizon = self.problem.horizon
        if horizon.abstract:
            return [round(float(value) * horizon.ticks_per_minute)]
        clock = clock_alone(value)
        if clock is None:
            return [self._ticks(_iso(read_cell(value, "moment"), "want a time such as 08:30, or with its date"))]
        if day is not None:
            days = [_iso(read_cell(day, "date", Setting()), "want the day as a date, such as 02/03/2027").date()]
        else:
            ends = [horizon.date(at) for shift in shifts for at in (shift.start, shift.end)]
            days = list(dict.fromkeys(ends))
        return [self._ticks(at_clock(one, clock)) for one in days]

    def _ticks(self, when: datetime) -> int:
        return self.problem.horizon.ticks((when + timedelta(milliseconds=500)).replace(microsecond=0))

    def _visit(self, number: int, cells: Mapping[str, Any], start: int | None) -> str | None:
        """The visit that a row names, by its id, or by its client and the time; None: a fault."""
        said = str(cells.get("visit", cells.get("client", ""))).strip()
        key = "visit" if "visit" in cells else "client"
        if not said:
            self._say(number, key, None, "want the visit: its id, or its client's name")
            return None
        if "visit" in cells and (found := self.called.find("visits", said)) is not None:
            return found
        if self.adopts:
            return said
        client = self.called.find("clients", said)
        if client is None:
            hint = self.called.hint("visits", said) or self.called.hint("clients", said)
            wanted = f"want the id of a visit of this day, or its client's name{hint}; joint visits stand in JSON alone"
            self._say(number, key, said, wanted)
            return None
        visits = [one for one in self.problem.visits if one.client == client]
        fits = visits if len(visits) == 1 else [one for one in visits if start is not None and _is_open(one, start)]
        if len(fits) != 1:
            ids = list_some([one.id for one in visits], _LISTED) or "none on this day"
            self._say(number, key, said, f"want the id of the visit that is meant: {ids}")
            return None
        return fits[0].id


_NAMED = ("workers", "clients")


def _iso(said: str, wanted: str) -> datetime:
    """ISO text as a date and time. Raises ValueError with what is wanted."""
    try:
        return datetime.fromisoformat(said)
    except ValueError:
        raise ValueError(wanted) from None


def _is_open(visit: Visit, start: int) -> bool:
    return any(one.start <= start <= one.end for one in visit.windows)

"""Dates and times of the flat form: a day in a column of its own, and times of that day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from solver.rules.vocabulary.wording import list_some

from ...domain import Fault
from ..cells import Setting, clock_alone, read_cell
from ..typed import show_day
from .clock_words import want_time
from .day_words import read_day_words
from .far_days import Dated, find_far_days
from .found import FlatRow
from .said import split_list

_WANT_TIME = "want a time such as 08:00 or 7.30pm"


@dataclass(slots=True)
class Days:
    """The days of a table, and what was found of how its dates and times are written.

    setting: how dates were read, to be told once. next_day: by sheet the rows with a time on the morning after.
    """

    setting: Setting = field(default_factory=Setting)
    next_day: dict[str, list[int]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    _known: list[date] = field(default_factory=list)
    _worded: dict[str, list[date]] = field(default_factory=dict)
    _instead: dict[date, date] = field(default_factory=dict)  # by a day that is refused, one that is not

    def of_visits(self, rows: Sequence[FlatRow], shifts: Sequence[FlatRow], start: date | None) -> list[list[date]]:
        """The days of each row; an empty cell is the one day that the sheet tells of, else start; none: a fault.

        shifts: rows of staff, whose whole dates tell too which days words such as Tuesday may mean.
        """
        cells = [row.cells.get("day") for row in (*rows, *shifts)]
        dates = [day for cell in cells for part in _parts(cell) if (day := self._whole_date(part)) is not None]
        self._known = sorted({*dates, *([start] if start is not None and not dates else [])})
        before = len(self.faults)
        read = [self._days(row, row.cells.get("day")) for row in rows]
        told = sorted({day for days in read for day in days})
        empty = [number for number, row in enumerate(rows) if "day" not in row.cells and not _has_date(row)]
        alone = told[0] if len(told) == 1 else start if not told else None
        for number in empty:
            if alone is not None:
                read[number] = [alone]
            elif len(self.faults) == before:  # else the rows that say a day are to be mended first
                many = f"; this sheet tells of {len(told)} days" if told else ", in the first row at least"
                self.faults.append(rows[number].fault("day", f"want the date of the visit such as 02/03/2027{many}"))
                before += 1
        if empty and told and alone is not None:
            self.notes.append(f"Visits without a day are read as of {show_day(alone)}.")
        found = [[_date_in(row)] if not days else [*days] for days, row in zip(read, rows, strict=True)]
        return [[day for day in days if day is not None] for days in found]

    def look_for_slips(
        self, visits: Sequence[FlatRow], days: Sequence[Sequence[date]], shifts: Sequence[FlatRow]
    ) -> list[list[date]]:
        """Note days that are far from the others of visits and shifts. days: those of the visits; gives them without
        what is refused, in place of which another day of the table stands: what else is wrong is told with it.
        """
        dated = [Dated("visits", row, day) for row, some in zip(visits, days, strict=True) for day in some]
        dated += [Dated("staff", row, day) for row in shifts for day in self.of_shift(row, ())]
        found = find_far_days(dated)
        self.faults += found.faults
        self.notes += found.told
        self._instead = found.instead
        return [[self._instead.get(day, day) for day in some] for some in days]

    def of_shift(self, row: FlatRow, days: Sequence[date]) -> list[date]:
        """The days of a row of staff: those it says, or all days of the visits."""
        said = row.cells.get("day")
        if said is None:
            return [found] if (found := _date_in(row)) is not None else list(days)
        return [self._instead.get(day, day) for day in self._days(row, said, days)]

    def span(self, row: FlatRow, day: date, sheet: str, keys: tuple[str, str]) -> tuple[datetime, datetime] | None:
        """The times in two columns of a row; the second is of the next morning where it is before the first. None: a
        fault, which is noted.
        """
        ends: list[datetime] = []
        for key in keys:
            value = row.cells.get(key)
            if value is None:
                self.faults.append(row.fault(key, f"want a time such as {'08:00' if not ends else '09:00'}"))
                continue
            when, wrong = self._moment(value, day)
            if when is not None and key == keys[0] and when.date() != day:
                wrong = f"want a time of {show_day(day)}, which is the day of this row"
            if when is None or wrong:
                self.faults.append(row.fault(key, wrong))
                continue
            if ends and when < ends[0] and clock_alone(value) is not None:
                when += timedelta(days=1)
                self.next_day.setdefault(sheet, []).append(row.number)
            elif ends and when < ends[0]:
                self.faults.append(row.fault(key, f"want a time that is not before {ends[0]:%H:%M}"))
                continue
            ends.append(when)
        return (ends[0], ends[1]) if len(ends) == 2 else None

    def _moment(self, value: Any, day: date) -> tuple[datetime | None, str]:
        """A time of a day, or what would be right."""
        try:
            said = read_cell(value, "moment", Setting(day=day, told=self.setting.told))
        except ValueError as error:
            plain = str(error).replace("a date and time such as 2026-03-02 08:30, or ", "")
            return None, want_time(value, plain if "a date and time" not in plain else _WANT_TIME)
        try:
            return datetime.fromisoformat(said), ""
        except ValueError:
            return None, want_time(value, _WANT_TIME)

    def _days(self, row: FlatRow, value: Any, of_visits: Sequence[date] = ()) -> list[date]:
        """The days that a cell says: whole dates, or words that the days of the table tell. of_visits: those it has.
        "Tuesday" of two Tuesdays is both, and told.
        """
        if value is None:
            return []
        try:
            words = read_day_words(value, of_visits or self._known) if isinstance(value, str) else None
        except ValueError as error:
            return self._fault(row, str(error))
        if words is not None:
            self._worded.setdefault(str(value).strip(), words)
            return words
        found: list[date] = []
        for part in _parts(value):
            try:
                found.append(date.fromisoformat(read_cell(part, "date", self.setting)))
            except ValueError as error:
                wanted = str(error).replace("2026-03-02", "02/03/2027")
                return self._fault(row, wanted if wanted.startswith("want") else "want a date such as 02/03/2027")
        return found

    def _whole_date(self, value: Any) -> date | None:
        try:
            return date.fromisoformat(read_cell(value, "date", Setting())) if value is not None else None
        except ValueError:
            return None

    def _fault(self, row: FlatRow, wanted: str) -> list[date]:
        fault = row.fault("day", wanted)
        if fault not in self.faults:
            self.faults.append(fault)
        return []

    def tell(self) -> Iterator[str]:
        """How words were read as days, and what else is to be told of them."""
        yield from self.notes
        if self._worded:
            told = (f"{said} is {list_some([show_day(day) for day in days], 3)}" for said, days in self._worded.items())
            yield f"Days without a whole date are read as days of this table: {list_some([*told], 4, '; ')}."


def _parts(value: Any) -> list[Any]:
    return list(split_list(value)) if isinstance(value, str) else [value]


def _date_in(row: FlatRow) -> date | None:
    """The date that stands in the cell from, where it has one."""
    value = row.cells.get("from")
    if value is None or clock_alone(value) is not None:
        return None
    try:
        return datetime.fromisoformat(read_cell(value, "moment")).date()
    except ValueError:
        return None


def _has_date(row: FlatRow) -> bool:
    return _date_in(row) is not None

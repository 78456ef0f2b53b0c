"""The flat form into a Problem: clients, visits and staff become the sheets of the full form, read as those are.

What the form has no column for is unknown and told first, as with every table.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from solver.rules.vocabulary.wording import list_some

from ...domain import Fault, InputFaults, Problem
from ..assemble import Fill
from ..gather import gather
from ..left_out import tell_unused
from ..rows import Row, problem_from_rows, tell_next_day
from ..safety_columns import missing_safety
from ..sheets import Grid
from ..typed import show_day
from .days import Days
from .found import FlatFile, FlatRow, open_flat
from .people import People, list_ids, text_of
from .said import SaidNeeds, read_needs, read_tasks
from .staff import Staff
from .visits import Client, Visits
from .whose import Organisations

_KEPT = ("postcode", "lat", "lon", "address", "phone", "needs")
_OF_CLIENTS = ("carers_must_be", "never_send", "usual_carers", "lone_working", "nhs_number")
# Which of our columns a column of the form fills, by sheet: what is not filled is unknown, and told.
_FILLS: dict[str, dict[str, tuple[str, ...]]] = {
    "clients": {
        **{"carers_must_be": ("worker_sex",), "never_send": ("refused_workers",), "lone_working": ("lone_working",)}
    },
    "visits": {"carers": ("workers",), "priority": ("priority",)},
    "visit_tasks": {
        **{"must_start_from": ("clinical_window_start", "clinical_window_end", "clinical_window_set_by")},
        **{"tasks": ("owner", "competencies")},
    },
    "workers": {
        **{"sex": ("sex",), "registered_nurse": ("registered_nurse",), "can_do": ("registered_nurse",)},
        **{"never_goes_to": ("refused_clients",)},
    },
    "worker_competencies": {"can_do": ()},
    "shifts": {"from": ()},
}
_STRANGE = 6  # needs that nothing reads, told in full


def read_flat(
    grids: Mapping[str, Grid],
    notes: list[str] | None = None,
    fill: Fill | None = None,
    *,
    start: date | None = None,
    name: str = "",
    timezone: str = "Europe/London",
    first: int = 1,
) -> Problem:
    """The problem in three sheets, or in visits and staff with the clients named in the visits.

    notes: gains what is to be told first. fill: see ``assemble``. start: the day of visits that say none. name: of the
    problem; else its first day. first: the number of a sheet's first line. Raises InputFaults with every fault at once.
    """
    file = open_flat(grids, first)
    if file.faults:
        raise InputFaults(gather(file.faults))
    reading = _Reading(file, start)
    rows = reading.rows()
    if reading.faults:
        raise InputFaults(gather(reading.faults))
    reading.add_horizon(rows, name, timezone)
    told = list(reading.tell())
    problem = problem_from_rows(rows, fill=fill, notes=told)
    if notes is not None:
        notes += tell_unused(file.beside)
        notes += [note for grid in grids.values() for note in grid.notes]
        notes += told
        notes += missing_safety(_columns_filled(file), problem.version)
    return problem


class _Reading:
    """What is made of the rows of a file. faults: all that is wrong with them."""

    def __init__(self, file: FlatFile, start: date | None):
        self.file, self.start = file, start
        self.days, self.organisations = Days(), Organisations()
        self.clients = People("client")
        self.needs: dict[str, SaidNeeds] = {}
        self.faults: list[Fault] = []
        self.moments: list[datetime] = []
        self.told: list[str] = []

    def rows(self) -> dict[str, list[Row]]:
        """The rows of our sheets, without the problem's own."""
        rows: dict[str, list[Row]] = {}
        staff = Staff(self.file.rows["staff"])
        staff.name_employers(self.organisations)  # before visits of nobody's are given to who is there
        self._read_clients(staff)
        days = self.days.of_visits(self.file.rows["visits"], self.start)
        known = sorted({day for day in days if day is not None})
        visits = Visits(rows, self.days, self.organisations, len(known) > 1)
        for row, day in zip(self.file.rows["visits"], days, strict=True):
            client = self._client_of(row)
            if client is not None and day is not None:
                visits.add(row, Client(client, self.needs[client]), day)
        rows["clients"] = list(self._client_rows(staff.people))
        rows |= staff.rows(self.clients, self.organisations)
        shifts, moments = staff.shifts(self.days, known)
        rows["shifts"] = shifts
        rows["places"] = [*self.clients.places(), *staff.people.places()]
        rows["organisations"] = [
            Row({"id": one, "name": self.organisations.names[one], "sector": sector}, self.file.files["visits"], 1)
            for one, sector in self.organisations.sectors.items()
        ]
        asked = self._asked(rows.get("visit_tasks", ()))
        held = [name for names in staff.held.values() for name in names]
        rows["competencies"] = [
            Row({"id": one}, self.file.files["staff"], 1) for one in dict.fromkeys((*sorted(asked), *held))
        ]
        parts = (self.clients, staff.people, staff, visits, self.days)
        self.faults = [fault for part in parts for fault in part.faults] + self.faults
        self.moments = [*visits.moments, *moments]
        self.told = [*self._strange(), *visits.tell(), *staff.tell(asked), *self.organisations.tell()]
        return rows

    def add_horizon(self, rows: dict[str, list[Row]], name: str, timezone: str) -> None:
        """The row of the sheet problem: from the first day to the last that a window or a shift touches."""
        day = min(self.moments).date() if self.moments else self.start
        if day is None:
            wanted = "want a visit, or the shift of somebody, in these sheets"
            raise InputFaults([Fault("sheet visits", "no row", wanted, self.file.files["visits"])])
        last = (max(self.moments) - timedelta(seconds=1)).date() if self.moments else day
        values = {"name": name or show_day(day), "version": "2", "start": day, "days": (last - day).days + 1}
        rows["problem"] = [Row({**values, "timezone": timezone}, self.file.files["visits"], 1)]

    def tell(self) -> Iterable[str]:
        """Sentences on how the form was read, the gravest first."""
        yield from self.told
        yield from self.days.notes
        yield from (sentence for key, sentence in self.days.setting.told.items() if sentence and key == "dates")
        yield from tell_next_day(self.days.next_day)
        yield from self.file.passed_over.tell()

    def _read_clients(self, staff: Staff) -> None:
        held = frozenset(name for names in staff.held.values() for name in names)
        if "clients" in self.file.rows:
            for row in self.file.rows["clients"]:
                self.clients.add(row, "name", False, (*_KEPT, *_OF_CLIENTS))
            for row in self.file.rows["visits"]:
                if (one := self.clients.find(text_of(row.cells.get("client")))) is not None:
                    self.clients.take(one, row, (*_KEPT, *_OF_CLIENTS))
        else:
            for row in self.file.rows["visits"]:
                self.clients.add(row, "client", True, (*_KEPT, *_OF_CLIENTS))
        for one, cells in self.clients.cells.items():
            self.needs[one] = read_needs(str(cells.get("needs", "")), held)

    def _client_of(self, row: FlatRow) -> str | None:
        if "clients" not in self.file.rows and "client" not in row.cells:
            return None  # a fault already
        said = self.clients.name_in(row, "client")
        found = None if said is None else self.clients.find(said)
        if said is not None and found is None:
            there = "stands in the sheet clients" if "clients" in self.file.rows else "is one client's alone"
            wanted = f"want a name that {there}{self.clients.hint(said)}"
            self.faults.append(row.fault("client", wanted))
        return found

    def _client_rows(self, staff: People) -> Iterable[Row]:
        for one, row in self.clients.first.items():
            cells, needs = self.clients.cells[one], self.needs[one]
            lists = {}
            for key, column in (("never_send", "refused_workers"), ("usual_carers", "preferred_workers")):
                ids, faults = list_ids(row, key, cells.get(key), staff)
                self.faults += faults
                lists[column] = "; ".join(ids)
            sex = cells.get("carers_must_be")
            if sex is None:
                sex = needs.sex or None
            values: dict[str, Any] = {
                **{
                    "id": one,
                    "name": self.clients.names[one],
                    "place": self.clients.place_of(one),
                    "worker_sex": sex,
                    **lists,
                },
                **{key: cells[key] for key in ("lone_working", "nhs_number") if key in cells},
            }
            ours = {"id": "name", "place": "postcode", "worker_sex": "carers_must_be"}
            labels = {name: row.labels.get(ours.get(name, name), ours.get(name, name)) for name in values}
            yield Row(values, row.file, row.number, labels=labels)

    def _asked(self, tasks: Iterable[Row]) -> frozenset[str]:
        """The competencies that these tasks ask for."""
        found = {name for needs in self.needs.values() for name in needs.abilities}
        for code in {str(row.values["code"]) for row in tasks}:
            found |= {name for task in read_tasks(code) for name in task.competencies}
        return frozenset(found)

    def _strange(self) -> list[str]:
        said = [f"{self.clients.names[one]}: {part}" for one, needs in self.needs.items() for part in needs.strange]
        if not said:
            return []
        return [
            f"In needs, and no roster takes account of it: {list_some(said, _STRANGE, '; ')}. Nobody of the staff has "
            "it in can do, and it is no task: tell whoever goes."
        ]


def _columns_filled(file: FlatFile) -> dict[str, set[str]]:
    """The columns of our sheets that the form's own columns fill."""
    told: dict[str, set[str]] = {}
    keys = set().union(*file.keys.values())
    for sheet, fills in _FILLS.items():
        told[sheet] = {ours for key, columns in fills.items() if key in keys for ours in columns}
    return told

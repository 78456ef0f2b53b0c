"""The flat form into a Problem: clients, visits and staff become the sheets of the full form, read as those are.

What the form has no column for is unknown and told first, as with every table.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from solver.rules.vocabulary.wording import list_some

from ...domain import Fault, InputFaults, Problem
from ...domain.shown import fold_order
from ..assemble import Fill
from ..gather import gather
from ..headings import heading
from ..left_out import tell_unused
from ..rows import Row, problem_from_rows, tell_next_day
from ..safety_columns import missing_safety
from ..sheets import Grid
from ..typed import plain_text, show_day
from .days import Days
from .found import FlatFile, FlatRow, open_flat
from .people import People, list_ids, text_of
from .said import SaidNeeds, read_needs, read_tasks
from .staff import Staff
from .standing import Standing
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
_NO, _RISK = frozenset({"no", "n", "none", "ok", "fine", "no risk", "not needed"}), ("risk", "flag", "alert", "concern")
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
    reading.add_horizon(rows, name, timezone)
    told = list(reading.tell())
    problem = problem_from_rows(rows, reading.earlier(rows), fill=fill, notes=told)
    if notes is not None:
        notes += tell_unused(file.beside, file.off)
        notes += [note for grid in grids.values() for note in grid.notes]
        notes += told
        notes += missing_safety(_columns_filled(file), problem.version)
    return problem


class _Reading:
    """What is made of the rows of a file. faults: all that is wrong with them."""

    def __init__(self, file: FlatFile, start: date | None):
        self.file, self.start = file, start
        self.days, self.organisations = Days(), Organisations()
        self.standing = Standing(self.days.setting)
        self.clients_out: dict[str, str] = {}  # by id, why no visit is theirs
        self.clients = People("client")
        self.needs: dict[str, SaidNeeds] = {}
        self.faults: list[Fault] = []
        self.moments: list[datetime] = []
        self.told: list[str] = []
        self.lone: list[str] = []  # clients of whom lone working says no, by their rows

    def rows(self) -> dict[str, list[Row]]:
        """The rows of our sheets, without the problem's own."""
        rows: dict[str, list[Row]] = {}
        staff = Staff(self.file.rows["staff"], self.file.crossed["staff"], self.standing)
        table = self._read_clients(staff)
        named = [row.cells.get("works_for") for row in self.file.rows["staff"]]
        named += [row.cells.get("whose") for row in self.file.rows["visits"]]
        self.organisations.name_all(str(cell) for cell in named if cell is not None)
        on_shift = [row for row, _ in staff.who]
        days = self.days.of_visits(table, on_shift, self.start)
        days = self.days.look_for_slips(table, days, on_shift)
        known = sorted({day for some in days for day in some})
        visits = Visits(rows, self.days, self.organisations, len(known) > 1)
        for row, some in zip(table, days, strict=True):
            client = self._client_of(row)
            if client is not None:
                for day in (one for one in some if self._is_within(row, client, one)):
                    visits.add(row, Client(client, self.needs[client]), day)
        rows["clients"] = list(self._client_rows(staff.people))
        rows |= staff.rows(self.clients, self.organisations)
        shifts, moments = staff.shifts(self.days, known)
        rows["shifts"] = shifts
        rows["places"] = [*self.clients.places(), *staff.people.places()]
        rows["organisations"] = [
            Row(
                {
                    **{"id": one, "name": self.organisations.names[one], "sector": sector},
                    **({"kind": "agency"} if one in self.organisations.agencies else {}),
                },
                self.file.files["visits"],
                1,
            )
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
        self.told = [*self.standing.tell(), *self._tell_lone(), *self._strange(), *visits.tell()]
        self.told += [*staff.tell(asked), *self.organisations.tell()]
        return rows

    def add_horizon(self, rows: dict[str, list[Row]], name: str, timezone: str) -> None:
        """The row of the sheet problem: from the first day to the last that a window or a shift touches."""
        day = min(self.moments).date() if self.moments else self.start
        if day is None and self.faults:
            raise InputFaults(gather(self.faults))  # nothing that could be read tells the day
        if day is None:
            wanted = "want a visit, or the shift of somebody, in these sheets"
            raise InputFaults([Fault("sheet visits", "no row", wanted, self.file.files["visits"])])
        last = (max(self.moments) - timedelta(seconds=1)).date() if self.moments else day
        values = {"name": name or show_day(day), "version": "2", "start": day, "days": (last - day).days + 1}
        rows["problem"] = [Row({**values, "timezone": timezone}, self.file.files["visits"], 1)]

    def earlier(self, rows: Mapping[str, list[Row]]) -> list[tuple[str, Fault]]:
        """The faults found so far, each with the list that it leaves without a row: what else is wrong is told too."""
        empty = next((sheet for sheet in ("visits", "clients", "workers", "shifts") if not rows.get(sheet)), "")
        return [(empty if number == 0 else "", fault) for number, fault in enumerate(self.faults)]

    def tell(self) -> Iterable[str]:
        """Sentences on how the form was read, the gravest first."""
        yield from self.told
        yield from self.days.tell()
        yield from (sentence for key, sentence in self.days.setting.told.items() if sentence and key == "dates")
        yield from tell_next_day(self.days.next_day)
        yield from self.file.passed_over.tell()

    def _read_clients(self, staff: Staff) -> list[FlatRow]:
        """Read who the clients are; gives the rows of visits that stand."""
        held = frozenset(name for names in staff.held.values() for name in names)
        if "clients" in self.file.rows:
            for row in self.file.rows["clients"]:
                one = self.clients.add(row, "name", False, (*_KEPT, *_OF_CLIENTS, "start_date", "end_date"))
                if one is not None and (why := self.standing.why_out(row, "clients")):
                    self.clients_out[one] = f"{row.labels['name']} of clients row {row.number}: {why}"
            self.clients.leave(self.file.crossed["clients"], "clients")
        table = [row for row in self.file.rows["visits"] if self._stands(row)]
        for row in table:
            if "clients" not in self.file.rows:
                self.clients.add(row, "client", True, (*_KEPT, *_OF_CLIENTS))
            elif (one := self.clients.find(text_of(row.cells.get("client")))) is not None:
                self.clients.take(one, row, (*_KEPT, *_OF_CLIENTS))
        for one, cells in self.clients.cells.items():
            self.needs[one] = read_needs(str(cells.get("needs", "")), held)

        return table

    def _stands(self, row: FlatRow) -> bool:
        """Whether a row of visits is one of the day, by its status and its client's. If not, that is noted."""
        said = text_of(row.cells.get("client"))
        one = self.clients.find(said)
        why = self.standing.why_out(row, "visits") or self.clients_out.get(one or "", "")
        why = why or self.clients.gone.get(fold_order(said), "")
        if why:
            self.standing.leave_out(row, "visits", why, said)
        return not why

    def _is_within(self, row: FlatRow, client: str, day: date) -> bool:
        """Whether a visit's day is within the dates of its row, and of its client."""
        name = self.clients.names[client]
        both = (row.cells, self.clients.cells[client])
        return all(self.standing.days(row, cells, "visits", name, [day]) for cells in both)

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
                sex = needs.sex_said or None
            values: dict[str, Any] = {
                **{
                    "id": one,
                    "name": self.clients.names[one],
                    "place": self.clients.place_of(one),
                    "worker_sex": sex,
                    **lists,
                },
                **{key: cells[key] for key in ("nhs_number",) if key in cells},
                **({"lone_working": alone} if (alone := self._lone_working(row, one)) is not None else {}),
            }
            ours = {"id": "name", "place": "postcode", "worker_sex": "carers_must_be"}
            labels = {name: row.labels.get(ours.get(name, name), ours.get(name, name)) for name in values}
            yield Row(values, row.file, row.number, labels=labels)

    def _lone_working(self, row: FlatRow, one: str) -> Any:
        """What the cell says; None: nothing, or no. What a no denies is asked, unless the heading tells that."""
        cell = self.clients.cells[one].get("lone_working")
        if cell is None or plain_text(str(cell)).strip(".") not in _NO:
            return cell
        if not any(word in heading(row.labels.get("lone_working", "")) for word in _RISK):
            self.lone.append(f"row {row.number} ({self.clients.names[one]})")
        return None

    def _tell_lone(self) -> Iterable[str]:
        if self.lone:
            yield (
                f"Please look: lone working says no: {list_some(self.lone, _STRANGE)}. Read as no risk, so that one "
                "may go alone at any hour: write pair where nobody may."
            )

    def _asked(self, tasks: Iterable[Row]) -> frozenset[str]:
        """The competencies that these tasks ask for."""
        found = {name for needs in self.needs.values() for name in needs.abilities}
        for row in tasks:
            found |= {name for task in read_tasks(str(row.values["code"])) for name in task.competencies}
            found |= {name for name in str(row.values.get("competencies") or "").split("; ") if name}
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

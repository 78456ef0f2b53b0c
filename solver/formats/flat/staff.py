"""Staff of the flat form: a row each becomes a worker, what they can do, and their shifts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from solver.rules.vocabulary.wording import list_some

from ...domain import Fault
from ...domain.shown import fold_order
from ..cells import read_cell
from ..rows import Row
from .days import Days
from .found import FlatRow
from .people import People, list_ids
from .said import NURSE, known_abilities, read_ability, split_list
from .whose import Organisations

KEPT = ("postcode", "lat", "lon", "address", "phone", "travels_by", "can_do", "registered_nurse", "works_for", "sex")
_LISTED = 8


class Staff:
    """The staff of a table. held: by worker the competencies they hold; nurses: ids of registered nurses."""

    def __init__(self, table: Sequence[FlatRow]):
        self.people = People("member of staff")
        self.who: list[tuple[FlatRow, str]] = []
        self.held: dict[str, tuple[str, ...]] = {}
        self.nurses: set[str] = set()
        self._spelling: dict[str, str] = {}  # a competency as it is first written, by its folded words
        self.faults: list[Fault] = []
        for row in table:
            one = self.people.add(row, "name", True, (*KEPT, "never_goes_to"))
            if one is not None:
                self.who.append((row, one))
        for one in self.people.first:
            self._read_abilities(one)

    def rows(self, clients: People, organisations: Organisations) -> dict[str, list[Row]]:
        """The rows of workers and worker_competencies."""
        workers, held = [], []
        for one, row in self.people.first.items():
            cells = self.people.cells[one]
            refused, faults = list_ids(row, "never_goes_to", cells.get("never_goes_to"), clients)
            self.faults += faults
            home = self.people.place_of(one) if self.people.has_place(one) else None
            values: dict[str, Any] = {
                **{"id": one, "name": self.people.names[one], "home": home},
                **{"organisation": self._employer(one, row, organisations), "refused_clients": "; ".join(refused)},
                **{"mode": cells.get("travels_by"), "sex": cells.get("sex")},
                **{"registered_nurse": "yes" if one in self.nurses else None},
            }
            ours = {"id": "name", "home": "postcode", "organisation": "works_for", "mode": "travels_by"}
            labels = {name: row.labels.get(ours.get(name, name), ours.get(name, name)) for name in values}
            workers.append(Row(values, row.file, row.number, labels=labels))
            named = {"competency": row.labels.get("can_do", "can do")}
            for ability in self.held[one]:
                said = {"worker": one, "competency": ability}
                held.append(Row(said, row.file, row.number, labels=named))
        return {"workers": workers, "worker_competencies": held}

    def shifts(self, days: Days, of_visits: Sequence[date]) -> tuple[list[Row], list[datetime]]:
        """The rows of shifts, and the moments in them."""
        found: list[Row] = []
        moments: list[datetime] = []
        many = len(of_visits) > 1
        taken: dict[str, int] = {}
        for row, one in self.who:
            for day in days.of_shift(row, of_visits):
                span = days.span(row, day, "staff", ("from", "to"))
                if span is None:
                    break
                name = f"{one}-{span[0]:%m%d}" if many else one
                taken[name] = taken.get(name, 0) + 1
                name = name if taken[name] == 1 else f"{name}-{taken[name]}"
                start, end = (when.isoformat() for when in span)
                labels = {"start": row.labels.get("from", "from"), "end": row.labels.get("to", "to")}
                values = {"id": name, "worker": one, "start": start, "end": end}
                found.append(Row(values, row.file, row.number, row.cells, labels))
                moments += span
        return found, moments

    def tell(self, asked: frozenset[str]) -> list[str]:
        """What to know of the staff. asked: the competencies that tasks and clients ask for."""
        names = self.people.names
        told = []
        if self.nurses:
            told.append(f"Read as registered nurses: {', '.join(sorted(names[one] for one in self.nurses))}.")
        if idle := [names[one] for one, held in self.held.items() if not held]:
            told.append(
                f"Nothing stands in can do for {list_some(idle, _LISTED)}: no task that asks for anything is theirs."
            )
        known = asked | known_abilities()
        if strange := dict.fromkeys(name for held in self.held.values() for name in held if name not in known):
            told.append(f"In can do, and no task asks for it: {list_some(list(strange), _LISTED)}.")
        return told

    def _read_abilities(self, one: str) -> None:
        row, cells = self.people.first[one], self.people.cells[one]
        found: list[str] = []
        for part in split_list(str(cells["can_do"])) if "can_do" in cells else ():
            if " ".join(part.split()).casefold() in NURSE:
                self.nurses.add(one)
            else:
                found += read_ability(part)
        spelled = (self._spelling.setdefault(fold_order(name), name) for name in found)
        self.held[one] = tuple(dict.fromkeys(spelled))
        if "registered_nurse" in cells:
            try:
                nurse = read_cell(cells["registered_nurse"], "yesno")
            except ValueError as error:
                self.faults.append(row.fault("registered_nurse", str(error)))
                return
            if not nurse and one in self.nurses:
                self.faults.append(row.fault("registered_nurse", "want yes, or no nurse in can do: they say both"))
            if nurse:
                self.nurses.add(one)

    def name_employers(self, organisations: Organisations) -> None:
        """Make known whom staff are said to work for."""
        for cells in self.people.cells.values():
            if "works_for" in cells:
                organisations.find(str(cells["works_for"]))

    def _employer(self, one: str, row: FlatRow, organisations: Organisations) -> str | None:
        cells = self.people.cells[one]
        if "works_for" in cells:
            return organisations.find(str(cells["works_for"]))
        nurse = one in self.nurses
        found = organisations.only("health" if nurse else "social")
        if found is None:
            named = organisations.named("health" if nurse else "social")
            self.faults.append(row.fault("works_for", f"want whom they work for: {named}"))
        return found

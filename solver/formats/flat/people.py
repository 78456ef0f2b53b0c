"""Who the clients and the staff of the flat form are: ids made of names, the same for the same name, and places."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any, Literal

from ...domain import Fault
from ...domain.postcode import tidy_postcode
from ...domain.shown import fold_order
from ..cells import read_cell
from ..rows import Row
from .found import FlatRow

_WHERE = ("postcode", "lat", "lon", "address", "phone")


class People:
    """The people of one kind, in the order in which they are first named.

    what: how one of them is called. wanted: keys of columns in which rows of one person must not differ.
    """

    def __init__(self, what: Literal["client", "member of staff"]):
        self.what = what
        self.first: dict[str, FlatRow] = {}  # by id, the first row that tells of them
        self.names: dict[str, str] = {}
        self.cells: dict[str, dict[str, Any]] = {}  # by id, what their rows say of them
        self.faults: list[Fault] = []
        self._ids: dict[str, list[str]] = {}  # by folded name or id

    def add(self, row: FlatRow, key: str, again: bool, keys: tuple[str, ...]) -> str | None:
        """The id of whom a row tells of; None: a fault, which is noted.

        key: the column of the name. again: whether a second row of a name is the same person. keys: what is kept of
        the row; where it is the same person, what both say must agree.
        """
        name = self.name_in(row, key)
        if name is None:
            return None
        own = self.name_in(row, "id") if "id" in row.cells and key == "name" else None
        one = own or make_id(name)
        known = self.first.get(one)
        if known is None:
            self.first[one], self.names[one] = row, name
            self.cells[one] = {field: row.cells[field] for field in keys if field in row.cells}
            for text in {fold_order(one), fold_order(name)}:
                self._ids.setdefault(text, []).append(one)
            return one
        if not again:
            told = "an id used once" if own else "names that tell people apart (a middle name, or a column id)"
            self.faults.append(row.fault("id" if own else key, f"want {told}; row {known.number} has this one too"))
            return None
        spelled = self._ids.setdefault(fold_order(name), [])  # "Pat OBrien" after "Pat O'Brien"
        if one not in spelled:
            spelled.append(one)
        self.take(one, row, keys)
        return one

    def take(self, one: str, row: FlatRow, keys: tuple[str, ...]) -> None:
        """Take what another row says of somebody; what both say must agree."""
        known = self.first[one]
        for field in keys:
            if field in row.cells and not _same(
                field, row.cells[field], self.cells[one].setdefault(field, row.cells[field])
            ):
                where = f"row {known.number}" if known.file == row.file else f"row {known.number} of {known.file}"
                wanted = (
                    f"want what {where} says of {self.names[one]}, or nothing; if they are two people, give them names "
                    "that tell them apart"
                )
                self.faults.append(row.fault(field, wanted))

    def find(self, said: str) -> str | None:
        """Whom a name or an id means; None: nobody, or several."""
        found = self._ids.get(fold_order(said), [])
        return found[0] if len(found) == 1 else None

    def hint(self, said: str) -> str:
        """The nearest name to one that nobody has, to stand behind "want ..."; and who have it where several do."""
        found = self._ids.get(fold_order(said), [])
        if len(found) > 1:
            return f"; {len(found)} are called so: want the id of one"
        near = get_close_matches(fold_order(said), self._ids, 1, 0.7)
        if not near:
            return ""
        one = self._ids[near[0]][0]
        return f"; the nearest is {self.names[one]} (row {self.first[one].number})"

    def place_of(self, one: str) -> str:
        """The id of the place of somebody: a client and one of the staff may have the same name."""
        return f"{one}-{'home' if self.what == 'client' else 'base'}"

    def has_place(self, one: str) -> bool:
        """Whether somebody's rows say where that is, or begin to."""
        return bool({"postcode", "lat", "lon"} & set(self.cells[one]))

    def places(self) -> Iterator[Row]:
        """A row of the sheet places for each. Where nobody says where a client is, that is a fault; of staff it is not:
        they start at their first visit.
        """
        for one, row in self.first.items():
            cells = self.cells[one]
            if self.what != "client" and not self.has_place(one):
                continue
            if "postcode" not in cells and not {"lat", "lon"} <= set(cells):
                self.faults.append(row.fault("postcode", f"want a postcode, or lat and lon, of {self.names[one]}"))
                continue
            values: dict[str, Any] = {
                "id": self.place_of(one),
                **{key: cells[key] for key in _WHERE[:3] if key in cells},
            }
            told = [str(cells["address"]).strip()] if "address" in cells else []
            if "phone" in cells:
                told.append(f"phone {_phone(cells['phone'])}")
            yield Row({**values, "address": ", ".join(told)}, row.file, row.number, labels=row.labels)

    def name_in(self, row: FlatRow, key: str) -> str | None:
        """The name or id in a cell; None: a fault, which is noted."""
        if key not in row.cells:
            self.faults.append(row.fault(key, f"want the name of a {self.what}"))
            return None
        return text_of(row.cells[key])


def text_of(value: Any) -> str:
    """A name or an id as a cell holds it, also as a number; blanks around and between its words apart."""
    try:
        return " ".join(str(read_cell(value, "id")).split())
    except ValueError:
        return "" if value is None else str(value)


def make_id(name: str) -> str:
    """An id of a name, always the same: small letters and figures with _ between; the name itself where it has none."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    words = "".join(sign if sign.isalnum() else " " for sign in plain.replace("'", "").casefold()).split()
    return "_".join(words) or unicodedata.normalize("NFC", name)


def list_ids(row: FlatRow, key: str, value: Any, people: People) -> tuple[list[str], list[Fault]]:
    """The ids of those whom a cell names, and a fault for each name that nobody has. row, key: where it stands."""
    found, faults = [], []
    try:
        said = read_cell(value, "ids") if value is not None else []
    except ValueError as error:
        return [], [row.fault(key, str(error))]
    for part in (
        one.strip() for text in said for one in ([text] if people.find(text) else text.split(",")) if one.strip()
    ):
        one = people.find(part)
        if one is None:
            faults.append(row.fault(key, f"want names of a {people.what}, and {part!r} is none{people.hint(part)}"))
        else:
            found.append(one)
    return found, faults


def _same(field: str, value: Any, other: Any) -> bool:
    if field == "postcode" and isinstance(value, str) and isinstance(other, str):
        return tidy_postcode(value) == tidy_postcode(other)
    return fold_order(str(value)) == fold_order(str(other))


def _phone(value: Any) -> str:
    """A telephone number as it is dialled: Excel takes the first 0 from one that it holds as a number."""
    if isinstance(value, int | float) and float(value).is_integer():
        return f"0{int(value)}"
    return " ".join(str(value).split())

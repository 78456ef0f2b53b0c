"""Whose visits and staff are, in the flat form: care or nursing, or organisations by their names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from ...domain.care import Sector
from ...domain.shown import fold_order
from ..words import known_word
from .people import make_id

CARE, NURSING, AGENCY = "care", "nursing", "agency"  # where nobody names an organisation
_PLAIN: dict[str, Sector] = {
    CARE: "social",
    "carers": "social",
    NURSING: "health",
    "nurses": "health",
    "nurse": "health",
}
# Words for a kind of staff, a kind of contract or who pays: no organisation is called so.
_NO_NAME: dict[str, Sector | None] = {
    **dict.fromkeys(("dn", "dns", "dn team", "district nurse", "district nurses", "district nursing"), "health"),
    **dict.fromkeys(("district nursing team", "community nurse", "community nurses", "community nursing"), "health"),
    **dict.fromkeys(
        ("private", "self funded", "self-funded", "self funder", "direct payment", "social services"), "social"
    ),
    **dict.fromkeys(("asc", "adult social care", "la", "la funded", "dp", "spot", "block"), "social"),
    **dict.fromkeys(("chc", "continuing healthcare", "continuing care", "fnc", "jointly funded", "joint funded"), None),
    **dict.fromkeys(("bank", "bank staff", "relief", "casual", "zero hours", "zero hour", "permanent", "perm"), None),
    **dict.fromkeys(("full time", "part time", "employed", "own", "own staff", "in house", "in-house", "us"), None),
    **dict.fromkeys(("temp", "temporary", "contract", "internal", "self", "staff", "tbc", "?"), None),
}
_HEALTH = ("nurs", "nhs", "trust", "district", "health board", "hospital")  # in a name: a health organisation, likely
_AGENCIES = ("agency", "recruitment", "staffing")  # in a name: an agency, likely


class Organisations:
    """The organisations that cells name, by sector. agencies: ids of those whose staff others engage."""

    def __init__(self) -> None:
        self.sectors: dict[str, Sector] = {}  # by id
        self.names: dict[str, str] = {}
        self.agencies: set[str] = set()
        self._guessed: dict[str, Sector] = {}
        self._no_names: dict[str, str] = {}  # words that are no organisation's, and what they were read as
        self._blank: dict[str, Counter[str]] = {}  # by organisation how many rows say none, by what they are

    def name_all(self, cells: Iterable[str]) -> None:
        """Make known the organisations that cells name, before rows that name none are given to one."""
        for said in cells:
            if fold_order(said) not in _NO_NAME and not _is_agency(said):
                self.find(said)

    def find(self, said: str, nurse: bool = False) -> str | None:
        """The id of the organisation that a cell names; None: it names none, so that it is like an empty one.

        nurse: whether a nurse is said to work for it.
        """
        text = " ".join(said.split())
        if _is_agency(text):
            return self._agency(text, nurse)
        if fold_order(text) in _NO_NAME:
            sector = _NO_NAME[fold_order(text)] or ("health" if nurse else "social")
            found = self.only(sector)
            if found is not None:
                self._no_names[text] = self.names[found]
            return found
        word = known_word("sector", text)
        plain = _PLAIN.get(fold_order(text)) or (word if word in ("health", "social") else None)
        if plain is not None:
            return self._add(CARE if plain == "social" else NURSING, CARE if plain == "social" else NURSING, plain)
        guess: Sector = "health" if any(part in fold_order(text) for part in _HEALTH) else "social"
        self._guessed.setdefault(text, guess)
        return self._add(make_id(text), text, guess)

    def only(self, sector: Sector, what: str = "") -> str | None:
        """The organisation of a sector where nobody says which; None where several are named. No agency is one.

        what: which rows say none, to be told.
        """
        there = [one for one, of in self.sectors.items() if of == sector and one not in self.agencies]
        if len(there) > 1:
            return None
        name = CARE if sector == "social" else NURSING
        found = there[0] if there else self._add(name, name, sector)
        if what and found != name:
            self._blank.setdefault(found, Counter())[what] += 1
        return found

    def named(self, sector: Sector) -> str:
        """The names of a sector's organisations, to choose from."""
        there = (one for one, of in self.sectors.items() if of == sector and one not in self.agencies)
        return " or ".join(self.names[one] for one in there)

    def tell(self) -> Iterator[str]:
        """How names were taken for care or nursing, which nobody has said, and whose the rows are that name nobody."""
        for sector, words in (("health", "nursing (health)"), ("social", "care (social)")):
            if names := [name for name, guessed in self._guessed.items() if guessed == sector]:
                yield f"Read as organisations of {words}, by their names: {_listed(names)}."
        if self.agencies:
            yield (
                f"Read as an agency, whose staff act for whoever's visits they make: "
                f"{_listed(self.names[one] for one in self.agencies)}."
            )
        if self._no_names:
            told = (f"{said} (read as {name})" for said, name in self._no_names.items())
            yield f"Not read as the name of an organisation: {_listed(told)}."
        for one, rows in self._blank.items():
            many = " and ".join(f"{count} {what}" for what, count in rows.items())
            yield f"Read as of {self.names[one]}, for they name nobody and nobody else is named: {many}."

    def _agency(self, text: str, nurse: bool) -> str:
        sector: Sector = "health" if nurse or any(part in fold_order(text) for part in _HEALTH) else "social"
        name = f"{text} ({NURSING})" if sector == "health" and fold_order(text) == AGENCY else text
        one = self._add(make_id(name), name, sector)
        self.agencies.add(one)
        return one

    def _add(self, one: str, name: str, sector: Sector) -> str:
        self.sectors.setdefault(one, sector)
        self.names.setdefault(one, name)
        return one


def _is_agency(said: str) -> bool:
    return any(part in fold_order(said) for part in _AGENCIES)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names))

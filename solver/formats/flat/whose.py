"""Whose visits and staff are, in the flat form: care or nursing, or organisations by their names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ...domain.care import Sector
from ...domain.shown import fold_order
from ..words import known_word
from .people import make_id

CARE, NURSING = "care", "nursing"  # where nobody names an organisation
_PLAIN: dict[str, Sector] = {
    CARE: "social",
    "carers": "social",
    NURSING: "health",
    "nurses": "health",
    "nurse": "health",
}
_HEALTH = ("nurs", "nhs", "trust", "district", "health board", "hospital")  # in a name: a health organisation, likely


class Organisations:
    """The organisations that cells name, by sector."""

    def __init__(self) -> None:
        self.sectors: dict[str, Sector] = {}  # by id
        self.names: dict[str, str] = {}
        self._guessed: dict[str, Sector] = {}

    def find(self, said: str) -> str:
        """The id of the organisation that a cell names."""
        text = " ".join(said.split())
        word = known_word("sector", text)
        sector = _PLAIN.get(fold_order(text)) or (word if word in ("health", "social") else None)
        if sector is not None:
            return self._add(CARE if sector == "social" else NURSING, CARE if sector == "social" else NURSING, sector)
        sector = "health" if any(part in fold_order(text) for part in _HEALTH) else "social"
        self._guessed.setdefault(text, sector)
        return self._add(make_id(text), text, sector)

    def only(self, sector: Sector) -> str | None:
        """The organisation of a sector where nobody says which; None where several are named."""
        there = [one for one, of in self.sectors.items() if of == sector]
        if len(there) > 1:
            return None
        name = CARE if sector == "social" else NURSING
        return there[0] if there else self._add(name, name, sector)

    def named(self, sector: Sector) -> str:
        """The names of a sector's organisations, to choose from."""
        return " or ".join(self.names[one] for one, of in self.sectors.items() if of == sector)

    def tell(self) -> Iterator[str]:
        """How names were taken for care or nursing, which nobody has said."""
        for sector, words in (("health", "nursing (health)"), ("social", "care (social)")):
            if names := [name for name, guessed in self._guessed.items() if guessed == sector]:
                yield f"Read as organisations of {words}, by their names: {_listed(names)}."

    def _add(self, one: str, name: str, sector: Sector) -> str:
        self.sectors.setdefault(one, sector)
        self.names.setdefault(one, name)
        return one


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names))

"""Rows and sheets that a reader of tables passes over: examples, totals at the foot, the template's sheet Read me."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .cells import blank

EXAMPLE = "Example:"  # how the first cell of an example row begins
READ_ME = "Read me"  # the template's first sheet
_TOTALS = frozenset(("total", "totals", "grand total", "sum", "subtotal", "sub total", "total hours", "total visits"))


class PassedOver:
    """What was passed over while tables were read, by sheet, to be told once."""

    def __init__(self) -> None:
        self._examples: list[str] = []
        self._totals: list[str] = []
        self._names: list[str] = []

    def keep_rows(self, sheet: str, rows: Mapping[int, list[Any]], names: Sequence[Any] = ()) -> dict[int, list[Any]]:
        """The rows of a sheet that are to be read, by their numbers: those that are not blank, and none of these.

        names: the row of column names, which stands again half-way where pages were put together.
        """
        full = {number: row for number, row in rows.items() if not all(blank(cell) for cell in row)}
        totals = _totals_at_foot(full)
        kept = {}
        for number, row in full.items():
            if number in totals:
                self._totals.append(f"{sheet} row {number}")
            elif list(row) == list(names):
                self._names.append(f"{sheet} row {number}")
            elif not _is_example(row):
                kept[number] = row
            elif sheet not in self._examples:
                self._examples.append(sheet)
        return kept

    def has_example(self, sheet: str) -> bool:
        """Whether the template's example still stands in a sheet."""
        return sheet in self._examples

    def tell(self) -> list[str]:
        """Sentences, none where nothing was passed over."""
        told = []
        if self._examples:
            told.append(f"Example row left out: {', '.join(self._examples)}.")
        if self._totals:
            told.append(f"Left out as a total at the foot: {', '.join(self._totals)}.")
        if self._names:
            told.append(f"Left out as the column names again: {', '.join(self._names)}.")
        return told


def is_read_me(name: str) -> bool:
    """Whether a sheet is the template's own words to people."""
    return " ".join(name.replace("_", " ").split()).casefold() == READ_ME.casefold()


def _is_example(cells: Sequence[Any]) -> bool:
    """Whether a row is the template's example: what stands first in it begins so. Written over, it is like others."""
    first = next((cell for cell in cells if not blank(cell)), None)
    return isinstance(first, str) and first.strip().casefold().startswith(EXAMPLE.casefold())


def _totals_at_foot(rows: Mapping[int, Sequence[Any]]) -> set[int]:
    """The numbers of the last rows that hold a total, by what their first words say. rows: those that are not blank."""
    found: set[int] = set()
    for number in sorted(rows, reverse=True):
        words = next((cell for cell in rows[number] if not blank(cell)), None)
        if not isinstance(words, str) or " ".join(words.rstrip(" :").split()).casefold() not in _TOTALS:
            break
        found.add(number)
    return found

"""Rows about visits, found by the visits that are served."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Generic, TypeVar

Row = TypeVar("Row")


class ByVisit(Generic[Row]):
    """Rows in the order given, each about one visit, a pair, or several.

    A roster is asked about over and over with one visit on it, where there are thousands of rows: only those are looked
    at that name a visit which is served. visits: the ids of the visits of a row.
    """

    def __init__(self, rows: Iterable[Row], visits: Callable[[Row], Iterable[str]]):
        self._rows = tuple(rows)
        self._visits = tuple(frozenset(visits(row)) for row in self._rows)
        self._naming: dict[str, list[int]] = defaultdict(list)
        for number, named in enumerate(self._visits):
            for visit in named:
                self._naming[visit].append(number)

    def __iter__(self) -> Iterator[Row]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    def with_any(self, served: Collection[str]) -> list[Row]:
        """The rows of which a visit is served, in their own order, whatever the order of served."""
        return [self._rows[number] for number in self._naming_any(served)]

    def with_all(self, served: Collection[str]) -> list[Row]:
        """The rows of which every visit is served, in their own order, whatever the order of served."""
        return [self._rows[number] for number in self._naming_any(served) if self._visits[number].issubset(served)]

    def _naming_any(self, served: Collection[str]) -> list[int]:
        return sorted({number for visit in served for number in self._naming.get(visit, ())})

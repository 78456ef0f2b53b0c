"""Pairs of visits, and those of them that are both served."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

Pair = TypeVar("Pair")


class Pairs(list[Pair]):
    """Pairs in the order given, found by their visits too.

    A roster is asked about over and over with one visit on it, out of thousands of pairs: only those are looked at that
    begin with a visit that is served. ends: the ids of the two visits of a pair; not to be changed once made.
    """

    def __init__(self, pairs: Iterable[Pair], ends: Callable[[Pair], tuple[str, str]]):
        super().__init__(pairs)
        self._by_first: dict[str, list[tuple[int, str]]] = defaultdict(list)
        for number, pair in enumerate(self):
            first, second = ends(pair)
            self._by_first[first].append((number, second))

    def both_among(self, served: Mapping[str, Any]) -> list[Pair]:
        """The pairs of which both visits are served, in their order."""
        numbers = [number for visit in served for number, second in self._by_first.get(visit, ()) if second in served]
        return [self[number] for number in sorted(numbers)]

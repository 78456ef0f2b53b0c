"""Journeys worked out pair by pair, for problems with too many places to hold every pair.

A roster of 10,000 visits asks for some 12,000 of the 40 million ways between its places. A table here looks like the
array it stands for: ``table[here, there]`` is one journey, remembered; ``np.asarray(table)`` is all of it, which is
what a part of the problem, with few places, wants.
"""

from __future__ import annotations

from typing import Any, Literal

import numpy as np

from ..domain import Mode, Problem
from .estimate import Estimate, Ground, Numbers
from .source import Journeys, Table

MANY_PLACES = 3_000  # from here on; 3,000 places in four modes would fill 290 MB
_REMEMBERED = 2_000_000  # pairs a table keeps at most

Kind = Literal["ticks", "metres"]


class PairTable:
    """One mode's ticks or metres between places, by the estimate."""

    def __init__(self, estimate: Estimate, ground: Ground, mode: Mode, kind: Kind):
        self.estimate, self.ground, self.mode, self.kind = estimate, ground, mode, kind
        self._known: dict[tuple[int, int], int] = {}

    @property
    def shape(self) -> tuple[int, int]:
        return len(self.ground.lat), len(self.ground.lat)

    def __getitem__(self, pair: tuple[int, int]) -> int:
        found = self._known.get(pair)
        if found is None:
            if not 0 <= min(pair) <= max(pair) < len(self.ground.lat):
                raise IndexError(pair)
            found = int(self._between(np.array(pair[:1]), np.array(pair[1:]))[0])
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            self._known[pair] = found
        return found

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Table:
        numbers = np.arange(len(self.ground.lat))
        rows = [self._between(numbers[top : top + 512, None], numbers[None, :]) for top in range(0, len(numbers), 512)]
        whole = np.concatenate(rows) if rows else np.zeros((0, 0), np.int32)
        return whole if dtype is None else whole.astype(dtype)

    def astype(self, dtype: Any) -> Table:
        return np.asarray(self).astype(dtype)

    def __getstate__(self) -> tuple[Any, ...]:
        return self.estimate, self.ground, self.mode, self.kind

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        self.__init__(*state)  # type: ignore[misc]

    def among(self, numbers: Numbers) -> PairTable:
        """The same between some of the places, in the order of the numbers."""
        return PairTable(self.estimate, self.ground.among(numbers), self.mode, self.kind)

    def _between(self, here: Numbers, there: Numbers) -> Table:
        ticks, metres = self.estimate.between(self.ground, self.mode, here, there)
        return ticks if self.kind == "ticks" else metres


def journeys_by_pair(problem: Problem, modes: list[Mode]) -> Journeys:
    """The estimate's journeys in these modes, none of them worked out yet. Raises InputFaults as the estimate does."""
    estimate = Estimate(problem.travel, problem.horizon.ticks_per_minute)
    grounds = {mode: Ground.of(problem.places, mode) for mode in modes}
    if problem.roams:
        grounds = {mode: ground.with_anywhere() for mode, ground in grounds.items()}

    def tables(kind: Kind) -> dict[str, Any]:  # they stand for arrays without being any
        return {mode: PairTable(estimate, grounds[mode], mode, kind) for mode in modes}

    error = "; ".join(dict.fromkeys(estimate.error(mode) for mode in modes)) or "no journeys"
    return Journeys(tables("ticks"), tables("metres"), error)


def among(journeys: Journeys, numbers: Numbers, modes: set[str]) -> Journeys:
    """The journeys between some of the places in some of the modes, in the order of the numbers."""

    def part(tables: dict[str, Any]) -> dict[str, Any]:
        return {
            mode: table.among(numbers) if isinstance(table, PairTable) else table[np.ix_(numbers, numbers)]
            for mode, table in tables.items()
            if mode in modes
        }

    return Journeys(part(journeys.seconds), part(journeys.metres), journeys.error)

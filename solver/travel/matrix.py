"""Given matrices in the order of the problem's places; pairs they leave out fall back to the estimate."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ..domain import Fault, InputFaults, Matrix, Mode, Place
from .estimate import Estimate
from .source import NO_WAY, Legs, Table

_MOST = 2**31 - 1


class GivenMatrix:
    """Matrices a user gave, one a mode, over an estimate for the pairs they do not hold.

    Rows go from, columns to; asymmetry and broken triangles are kept as given. Metres a matrix leaves out are estimated
    where both places have coordinates and are 0 elsewhere.
    """

    def __init__(self, matrices: Sequence[Matrix], estimate: Estimate):
        self.matrices = tuple(matrices)
        self.estimate = estimate

    def legs(self, places: Sequence[Place], mode: Mode) -> Legs:
        """Ticks and metres, int32 (P, P). Raises InputFaults naming every place that a journey cannot reach."""
        given = next((matrix for matrix in self.matrices if matrix.mode == mode), None)
        if given is None:
            return self.estimate.legs(places, mode)
        _fits(given)
        number = {place.id: index for index, place in enumerate(places)}
        size = len(places)
        ticks, metres = np.full((size, size), -1, np.int32), np.full((size, size), -1, np.int32)
        inside = [index for index, place in enumerate(given.places) if place in number]
        here = np.array([number[given.places[index]] for index in inside], dtype=np.intp)
        there = np.ix_(inside, inside)
        ticks[np.ix_(here, here)] = _numbers(given.durations, NO_WAY, len(given.places))[there]
        if given.metres is not None:
            metres[np.ix_(here, here)] = _numbers(given.metres, 0, len(given.places))[there]
        np.fill_diagonal(ticks, np.maximum(np.diagonal(ticks), 0))
        np.fill_diagonal(metres, np.maximum(np.diagonal(metres), 0))
        error = f"{mode} times from the given matrix"
        if (ticks < 0).any() or (metres < 0).any():
            located = [index for index, place in enumerate(places) if place.lat is not None and place.lon is not None]
            known = np.ix_(located, located)
            rest = self.estimate.legs([places[index] for index in located], mode)
            if (ticks < 0).any():
                error += f", other pairs {rest.error}"
            ticks[known] = np.where(ticks[known] < 0, rest.ticks, ticks[known])
            metres[known] = np.where(metres[known] < 0, rest.metres, metres[known])
        self._reachable(ticks, places, mode)
        if (metres < 0).any():
            error += "; distances not given, mileage counts 0 there"
            np.maximum(metres, 0, out=metres)
        return Legs(ticks, metres, error)

    @staticmethod
    def _reachable(ticks: Table, places: Sequence[Place], mode: Mode) -> None:
        missing = ticks < 0
        if not missing.any():
            return
        worst = [index for index in map(int, np.flatnonzero(missing.any(axis=1))) if places[index].lat is None]
        faults = []
        for index in worst:
            other = places[int(np.flatnonzero(missing[index])[0])].id
            wanted = f"want coordinates, or a {mode} matrix that also holds {other}"
            faults.append(Fault(f"places[{index}]", places[index].id, wanted))
        raise InputFaults(faults)


def _numbers(rows: Sequence[Sequence[int | None]], for_none: int, size: int) -> NDArray[np.int64]:
    """Rows as an array (size, size), with a number for what is left out."""
    known = [[for_none if value is None else value for value in row] for row in rows]
    return np.array(known, dtype=np.int64).reshape(size, -1)


def _fits(matrix: Matrix) -> None:
    """Raises InputFaults for a journey beyond what an int32 table holds (68 years in seconds)."""
    faults = [
        Fault(f"travel.matrices.{name}[{row}]", most, f"want numbers up to {_MOST}")
        for name, rows in (("durations_minutes", matrix.durations), ("metres", matrix.metres or ()))
        for row, values in enumerate(rows)
        if (most := max((value for value in values if value is not None), default=0)) > _MOST
    ]
    if faults:
        raise InputFaults(faults)

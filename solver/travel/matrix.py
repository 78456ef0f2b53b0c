"""Given matrices in the order of the problem's places; pairs they leave out fall back to the estimate."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..domain import Fault, InputFaults, Matrix, Mode, Place
from .estimate import Estimate
from .source import Legs, Table


class GivenMatrix:
    """Matrices a user gave, over an estimate for the pairs they do not hold.

    Rows go from, columns to; asymmetry and broken triangles are kept as given. Metres a matrix leaves out are estimated
    where both places have coordinates and are 0 elsewhere.
    """

    def __init__(self, matrices: Sequence[Matrix], estimate: Estimate):
        self.matrices = tuple(matrices)
        self.estimate = estimate

    def legs(self, places: Sequence[Place], mode: Mode) -> Legs:
        """Ticks and metres, int32 (P, P). Raises InputFaults naming every place that a journey cannot reach."""
        given = [matrix for matrix in self.matrices if matrix.mode == mode]
        if not given:
            return self.estimate.legs(places, mode)
        number = {place.id: index for index, place in enumerate(places)}
        size = len(places)
        ticks, metres = np.full((size, size), -1, np.int32), np.full((size, size), -1, np.int32)
        for matrix in given:  # a later matrix speaks last
            inside = [index for index, place in enumerate(matrix.places) if place in number]
            here = np.array([number[matrix.places[index]] for index in inside], dtype=np.intp)
            ticks[np.ix_(here, here)] = np.array(matrix.durations, dtype=np.int64).reshape(len(matrix.places), -1)[
                np.ix_(inside, inside)
            ]
            if matrix.metres is not None:
                metres[np.ix_(here, here)] = np.array(matrix.metres, dtype=np.int64)[np.ix_(inside, inside)]
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

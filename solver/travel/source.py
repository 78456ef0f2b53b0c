"""What a travel source is, and what it answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from ..domain import Mode, Place

Table = NDArray[np.int32]
# Ticks of a journey that cannot be made: beyond every horizon, and twice as much still fits into 32 bits. No round that
# makes one is back in time, so nothing else asks whether there is a way.
NO_WAY = 5 * 10**8


@dataclass(frozen=True, slots=True)
class Journeys:
    """How far every place is from every other, in the order of ``problem.place_number``.

    seconds: for each mode an int32 array (P, P) of durations in TICKS, from row to column (a tick is a second, or
    1/1000 minute on a literature clock); NO_WAY where there is none. metres: likewise, road metres for mileage. error:
    where the figures come from and how far off they may be, one plain sentence. Arrays are read-only; the triangle
    inequality is not promised.
    """

    seconds: dict[str, Table]
    metres: dict[str, Table]
    error: str


@dataclass(frozen=True, slots=True)
class Legs:
    """One mode of a source: int32 arrays (P, P) of ticks and metres, and their error in words."""

    ticks: Table
    metres: Table
    error: str

    def with_anywhere(self) -> Legs:
        """With a last place more, ANYWHERE: no way leads there or from there, so that both take nothing."""
        return Legs(np.pad(self.ticks, (0, 1)), np.pad(self.metres, (0, 1)), self.error)


class Source(Protocol):
    """Anything that knows journeys: the estimate here, a given matrix, later a road network."""

    def legs(self, places: Sequence[Place], mode: Mode) -> Legs:
        """Journeys between all places in one mode. Raises InputFaults naming every place that cannot be reached."""
        ...

"""How hot the search is at each moment, and what it spends its work on: the constants that benchmarks settled.

Geometric cooling from changes worth many ways between neighbours to a fraction of one. Small problems are cooled
several times, from hot again; the best roster is kept. A visit that is dear to leave out is first sought a place for.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from .arrays import Arrays

HOT, COLD = 20.0, 0.1  # first and last temperature, in costs of a way between near neighbours
IDLE_SHARE = 0.12  # of what lifting the largest idle time by a visit costs: part of the first temperature
SOFT = 5.0  # how far the largest idle time is softened, in temperatures: see soft.py
UNHURRIED = 32_000  # moves a unit; a search that makes fewer starts less hot
CYCLE = 25_000  # moves a unit; a search that makes more is cooled several times,
CYCLES = 8  # at most so often
RUINS, RUINS_SETTLING = 0.3, 0.5  # share of the work that ruins and recreates; the same while settling
RUINS_SMALL = 40.0  # the share in small problems, times their units: they freeze where no light move leads out
SETTLING = 0.05  # share of the search that may go by, cold, until no dear visit is left out
DEAR = 5.0  # temperatures that leaving a visit out must cost to be called dear


class Heat(NamedTuple):
    """What a slice of search needs to know, in the order the kernel takes it."""

    hot: float
    cold: float
    ruins: float
    soft: float
    dear: float


@dataclass
class Cooling:
    """The cooling of one search. way: cost of a way between near neighbours, or of anything of the size of a change.

    span: which part of a longer cooling this search makes, as shares of the whole; see split.py.
    """

    arrays: Arrays
    way: float
    cycles: int | None = None  # how often to cool down, once that is known
    settling: bool = True
    span: tuple[float, float] = (0.0, 1.0)
    ruining: bool = True  # these three are switched off only to measure them: see without.py
    annealing: bool = True
    softening: bool = True

    def heat(self, share: float, ahead: float, moves: float, dearest_absent: int) -> Heat:
        """For the slice that takes the search from ``share`` to ``ahead`` of its limit.

        moves: how many it will make in all, as far as known. dearest_absent: what the dearest visit out just now costs.
        """
        first, last = self.span
        share, ahead, moves = first + share * (last - first), first + ahead * (last - first), moves / (last - first)
        each = moves / max(1, len(self.arrays.units))
        if self.cycles is None and share > 0.02:
            self.cycles = int(min(CYCLES, max(1, each / CYCLE)))
        cold = COLD * self.way
        hot = max(2 * cold, HOT * min(1.0, each / UNHURRIED) * (self.way + IDLE_SHARE * self.arrays.idle_step))
        cycles = self.cycles or 1
        cycle = min(cycles - 1, int(share * cycles))
        now = hot * (cold / hot) ** (share * cycles - cycle)
        then = hot * (cold / hot) ** min(1.0, ahead * cycles - cycle)
        self.settling = self.settling and share < SETTLING and dearest_absent > DEAR * now
        if self.settling or not self.annealing:
            now = then = cold
        small = RUINS_SMALL / max(1, len(self.arrays.units))
        ruins = RUINS_SETTLING if self.settling else min(RUINS_SETTLING, max(RUINS, small))
        return Heat(now, then, ruins if self.ruining else 0.0, SOFT if self.softening else 0.0, DEAR * now)

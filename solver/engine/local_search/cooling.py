"""How hot the search is at each moment, and what it spends its work on: the constants that benchmarks settled.

Geometric cooling from changes worth many ways between neighbours to a fraction of one. Problems that are small for
their time are begun anew several times, and then the best of these rosters is heated a little, and cooled, again and
again: where one cooling ends is luck there, most of all where a largest figure of all rounds is priced. All others gain
more by one cooling as slow as can be.
A visit that is dear to leave out is first sought a place for.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import NamedTuple

from ..encode.arrays import Arrays
from ..kernel.layout import PRICE_MAX_IDLE, PRICE_MAX_LATE, PRICE_MAX_WAIT

HOT, COLD = 4.0, 0.07  # first and last temperature, in costs of a way between near neighbours
IDLE_SHARE = 0.6  # of what lifting the largest idle time by a visit costs: part of the first temperature
SOFT = 5.0  # how far the largest idle time is softened, in temperatures: see smoothed_max.py
NEAR = 0.6  # share of the way down, in powers, at which a search begins that is to stay near the roster it is given
UNHURRIED = 16_000  # moves a unit; a search that makes fewer starts less hot
STARTS = 4  # begun anew at most so often: the more units, the slower a cooling pays, so each start must have so many
START = 200  # moves a unit, times the units, where a largest figure is priced,
START_PLAIN = 6  # and so many, times the units twice, where none is;
STARTING = 0.5  # for this share of the search; then, twice as often,
REHEAT = 0.7  # the best roster is made so hot again, as a share of the way up from cold in powers
FROZEN = 0.004, 0.01  # shares of all moves and of ruins kept below which the first start, once at least half the way
# down in powers, is over, and no later one cools further
LOOK = 20_000  # moves between looks at these shares
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


class Tally(NamedTuple):
    """Moves made and kept so far, and how many of these were ruins."""

    made: int
    kept: int
    ruins: int
    ruins_kept: int


NOTHING_YET = Tally(0, 0, 0, 0)


class Leg(NamedTuple):
    """One cooling of several: from this share of the search on, from so far up. again: of the best roster so far."""

    begin: float
    height: float
    again: bool


ONE = (Leg(0.0, 1.0, False),)


def sooner(legs: tuple[Leg, ...], share: float) -> tuple[Leg, ...]:
    """The coolings when the first is over at ``share`` already: the others take all that is left, each its part."""
    planned = legs[1].begin
    stretch = (1 - share) / (1 - planned)
    return (legs[0], *(leg._replace(begin=share + (leg.begin - planned) * stretch) for leg in legs[1:]))


def legs_of(moves: float, units: int, largest: bool) -> tuple[Leg, ...]:
    """The coolings of a search of ``moves`` moves a unit. largest: whether a largest figure is priced."""
    each = START * max(1, units) if largest else START_PLAIN * max(1, units) ** 2
    starts = min(STARTS, int(moves / each))
    if starts < 2:
        return ONE
    late = 2 * starts
    return (
        *(Leg(STARTING * number / starts, 1.0, False) for number in range(starts)),
        *(Leg(STARTING + (1 - STARTING) * number / late, REHEAT, True) for number in range(late)),
    )


@dataclass
class Cooling:
    """The cooling of one search. way: cost of a way between near neighbours, or of anything of the size of a change.

    span: which part of a longer cooling this search makes, as shares of the whole; see run.py.
    """

    arrays: Arrays
    way: float
    legs: tuple[Leg, ...] | None = None  # once it is known how many
    leg: int = 0  # the present one
    floor: float = 0.0  # the temperature at which the first start froze
    now: float = 0.0  # the present temperature,
    middle: float = 0.0  # and what is half the way down
    seen: Tally = NOTHING_YET  # at the last look at how many moves are kept
    back: bool = False  # whether this slice begins a leg that goes on from the best roster
    settling: bool = True
    span: tuple[float, float] = (0.0, 1.0)
    ruining: bool = True  # these three are switched off only to measure them: see ablation.py
    annealing: bool = True
    softening: bool = True

    def heat(self, share: float, ahead: float, moves: float, dearest_absent: int) -> Heat:
        """For the slice that takes the search from ``share`` to ``ahead`` of its limit.

        moves: how many it will make in all, as far as known. dearest_absent: what the dearest visit out just now costs.
        """
        first, last = self.span
        share, ahead, moves = first + share * (last - first), first + ahead * (last - first), moves / (last - first)
        each = moves / max(1, len(self.arrays.units))
        if self.legs is None and share > 0.02:
            price = self.arrays.data.price
            largest = bool(price[[PRICE_MAX_LATE, PRICE_MAX_WAIT, PRICE_MAX_IDLE]].any())
            self.legs = legs_of(each, len(self.arrays.units), largest)
        cold = max(COLD * self.way, self.floor)
        hot = max(2 * cold, HOT * min(1.0, each / UNHURRIED) * (self.way + IDLE_SHARE * self.arrays.idle_step))
        legs = self.legs or ONE
        leg = bisect_right(legs, share, key=lambda leg: leg.begin) - 1
        self.leg, self.back = leg, leg > self.leg and legs[leg].again
        begin, end = legs[leg].begin, legs[leg + 1].begin if leg + 1 < len(legs) else 1.0
        top = cold * (hot / cold) ** legs[leg].height
        now = top * (cold / top) ** ((share - begin) / (end - begin))
        then = top * (cold / top) ** min(1.0, (ahead - begin) / (end - begin))
        self.settling = self.settling and share - first < SETTLING and dearest_absent > DEAR * now
        if self.settling or not self.annealing:
            now = then = cold
        small = RUINS_SMALL / max(1, len(self.arrays.units))
        ruins = RUINS_SETTLING if self.settling else min(RUINS_SETTLING, max(RUINS, small))
        self.now, self.middle = now, (hot * cold) ** 0.5
        return Heat(now, then, ruins if self.ruining else 0.0, SOFT if self.softening else 0.0, DEAR * now)

    def watch(self, share: float, tally: Tally) -> None:
        """Told after each slice where it began and what came of all moves so far.

        Where hardly any is kept, cooling further only takes time from the next start.
        """
        made, kept, ruins, held = (now - then for now, then in zip(tally, self.seen, strict=True))
        if made < LOOK:
            return
        self.seen = tally
        frozen = kept < FROZEN[0] * made and held < FROZEN[1] * ruins and self.now < self.middle
        if frozen and self.leg == 0 and self.legs is not None and len(self.legs) > 1 and not self.settling:
            self.legs, self.floor = sooner(self.legs, share), self.now

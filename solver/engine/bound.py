"""What no roster can cost less than, from the terms alone: column generation over the rounds of single shifts.

Dantzig-Wolfe: a linear programme mixes rounds (master.py), its prices of visits ask each shift for a cheaper round
(pricing.py), until there is none. At any prices whatever, all visits paid for less what the shifts' best rounds then
gain is a bound (Lagrange); so there is one from the first prices on, and the time limit only says how good it is.
Rows over three visits (subsetrow.py) cut off mixtures of rounds that share visits two by two.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from solver.domain import Problem, Roster
from solver.rules.terms import Term
from solver.travel import Journeys

from . import outlook, pricing
from .lanes import Relaxed, relax
from .master import Column, Master, Worth
from .pricing import FAR, Labels, Lane, Prices, room_for
from .subsetrow import violated

_ROOM = 200_000  # labels at most for one shift's rounds
_SLOTS = 120  # moments that completions are known for
_SMOOTH = 0.7  # how far prices stay with those of the best bound
_COLUMNS = 12  # rounds of a shift that enter at once
_ASKED = 1.5  # what leaving a visit out costs at first, in costs of a visit on average
_LOOK = 0.4  # share of the time left that quick rounds may take before the next thorough look
_NOTHING = 0.5  # cost units that are not worth looking for
_TOLERANCE = 1e-6


@dataclass(frozen=True, slots=True)
class Bound:
    """No roster costs less than ``value`` cost units; relaxed: what the bound does not ask for, in words.

    rounds: how many were priced; seconds: how long it took; converged: more time would not have raised it.
    """

    value: int
    relaxed: tuple[str, ...]
    rounds: int
    seconds: float
    converged: bool


def bound(
    problem: Problem,
    terms: Sequence[Term],
    travel: Journeys,
    seconds: float,
    start: Roster | None = None,
    cost: int | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Bound:
    """The best bound within ``seconds``, the first prices apart.

    start: a roster whose rounds to begin with; cost: what a known roster costs: no need to look further than that.
    Raises TypeError for an unknown kind of term, ValueError for one below zero that would have to be left out.
    """
    began = time.monotonic()
    relaxed = relax(problem, terms, travel)
    generation = Generation(relaxed, cost, cancelled)
    generation.take_in(problem, start or Roster())  # also loads the compiled kernel
    converged = generation.run(seconds)
    value = math.ceil(generation.best - _TOLERANCE * max(1.0, abs(generation.best) * 1e-3))
    if cost is not None:
        value = min(value, cost)  # what is left above it is the rounding of the last unit
    return Bound(value, relaxed.words, len(generation.master.columns), time.monotonic() - began, converged)


class Generation:
    """Columns, rows and prices until the clock stops it. best: the bound so far, in cost units."""

    def __init__(self, relaxed: Relaxed, cost: int | None = None, cancelled: Callable[[], bool] | None = None):
        self.relaxed, self.cost, self.cancelled = relaxed, cost, cancelled
        self.until = np.inf
        self.master = Master(relaxed)
        self.labels: dict[int, Labels] = {}
        self.arcs = [np.ones((len(lane.visit) + 1,) * 2, np.bool_) for lane in relaxed.lanes]
        self.steps = [_step(lane) for lane in relaxed.lanes]
        self.best = self.peak = -np.inf
        self.centre: Worth | None = None

    def take_in(self, problem: Problem, roster: Roster) -> None:
        """Begin with the rounds of a roster, as far as the lanes can do them."""
        lane_of = {shift: number for number, shifts in enumerate(self.relaxed.shifts) for shift in shifts}
        nothing = self.master.nothing()
        rounds: list[Column] = []
        for round_ in roster.rounds:
            number = lane_of[problem.shift_number[round_.shift]]
            lane = self.relaxed.lanes[number]
            place = {int(v): j for j, v in enumerate(lane.visit)}
            visits = [problem.visit_number[stop.visit] for stop in round_.stops if stop.visit is not None]
            if not visits or any(v not in place for v in visits):
                continue
            line = [place[v] for v in visits]
            arcs = np.zeros_like(self.arcs[number])
            for here, there in zip([-1, *line], [*line, -1], strict=True):
                arcs[here, there] = True
            rounds += self._priced(number, nothing, FAR, True, arcs)[1]
        self.master.add(rounds)
        if rounds:
            cost = sum(column.cost for column in rounds)
            self.master.ask(_ASKED * max(1.0, cost / sum(len(column.visits) for column in rounds)))

    def run(self, seconds: float) -> bool:
        """Until nothing more is to be gained (True) or the seconds are over.

        Most of the time goes into rounds found quickly, which bound nothing; so a share of what is left of it is kept
        for a thorough look.
        """
        began = time.monotonic()
        self.until = began + seconds
        look = began + _LOOK * seconds
        while True:
            worth = self.master.solve()
            if self._proven():
                return True
            if time.monotonic() < look and (self._quick(worth) or self.master.ask_more()):
                continue
            gained = self._thorough(worth)
            look = time.monotonic() + _LOOK * (self.until - time.monotonic())
            if self._late():
                return False
            if not gained and not self.master.ask_more() and not self._cut():
                return True

    def _proven(self) -> bool:
        return self.cost is not None and self.best > self.cost - 1 + _TOLERANCE

    def _late(self) -> bool:
        return time.monotonic() > self.until or (self.cancelled is not None and self.cancelled())

    def _quick(self, worth: Worth) -> bool:
        """Rounds found without care for who has been where: quick, and enough most of the time."""
        at = worth if self.centre is None else worth.towards(self.centre, _SMOOTH)
        for prices in (at, worth) if at is not worth else (worth,):
            new: list[Column] = []
            least = []
            for lane in range(len(self.relaxed.lanes)):
                if self._late():
                    break
                each, columns = self._priced(lane, prices, self._below(lane, prices), False)
                least.append(each)
                new += self._improving(worth, columns)
            else:
                self._centred(prices, self._lagrange(prices, least))
            if self.master.add(new):
                return True
        return False

    def _thorough(self, worth: Worth) -> bool:
        """The best round of every lane, and the bound at these prices; whether a round was gained.

        Lanes that the time does not suffice for are only looked at from outside.
        """
        at = worth if self.centre is None else worth.towards(self.centre, _SMOOTH)
        for prices in (at, worth) if at is not worth else (worth,):
            new: list[Column] = []
            least = []
            for lane in range(len(self.relaxed.lanes)):
                if self._late():
                    least.append(self._outline(lane, prices))
                    continue
                each, columns = self._priced(lane, prices, self._below(lane, prices), True)
                least.append(each)
                new += self._improving(worth, columns)
            self._bounded(prices, least)
            if self._proven() or self.master.value - self.best < _NOTHING:
                return False
            if self.master.add(new) or self._late():
                return True
        return False

    def _lagrange(self, worth: Worth, least: Sequence[float]) -> float:
        """The bound at these prices, given what each lane's rounds cost at least."""
        relaxed = self.relaxed
        value = relaxed.constant + float(relaxed.hands @ worth.visit) + float(worth.row.sum())
        for shifts, idle, cost in zip(relaxed.shifts, relaxed.idle, least, strict=True):
            value += len(shifts) * min(idle, cost)
        for meeting, parts in zip(relaxed.meetings, worth.face, strict=True):
            value += min(0.0, meeting.price - float(parts.sum()))
        for load, price in zip(relaxed.loads, worth.load, strict=True):
            value += load.target * price  # the price lies within -load.price and load.price
        for visits, cost in relaxed.bundles:
            value += min(0.0, cost - sum(relaxed.hands[v] * worth.visit[v] for v in visits))
        return value

    def _centred(self, worth: Worth, value: float) -> None:
        """Let the prices of the best (estimated) bound be those that others stay near to."""
        if value > self.peak:
            self.peak, self.centre = value, worth

    def _bounded(self, worth: Worth, least: Sequence[float]) -> None:
        """Take the bound that the lanes' least costs give at these prices."""
        value = self._lagrange(worth, least)
        self.peak = min(self.peak, value) if worth is self.centre else self.peak
        self._centred(worth, value)
        self.best = max(self.best, value)

    def _below(self, lane: int, worth: Worth) -> float:
        return float(min(self.relaxed.idle[lane], worth.lane[lane])) - _TOLERANCE

    def _improving(self, worth: Worth, columns: Sequence[Column]) -> list[Column]:
        """Those that cost less than they are worth."""
        good = []
        for column in columns:
            paid = worth.lane[column.lane] + sum(worth.visit[v] for v in column.visits)
            paid -= self._shared(worth, column)
            for value, triple in zip(worth.row, self.master.rows, strict=True):
                paid += value * (sum(v in triple for v in column.visits) // 2) if value < 0 else 0.0
            if column.cost < paid - 1e-3:
                good.append((column.cost - paid, column))
        return [column for _, column in sorted(good, key=lambda pair: pair[0])[:_COLUMNS]]

    def _cut(self) -> bool:
        """Add the rows that the mixture breaks most; whether there are any."""
        if self._proven():
            return False
        rows = violated(self.master.columns, self.master.shares(), self.relaxed.hands, set(self.master.rows))
        self.master.add_rows(rows)
        return bool(rows)

    def _prices(self, number: int, worth: Worth) -> Prices:
        """Prices as a lane sees them; of subset rows it heeds those 64 that cost most."""
        lane = self.relaxed.lanes[number]
        row, toll, last = np.zeros(len(lane.visit), np.uint64), np.zeros(64), np.full(64, -FAR)
        place = {int(v): j for j, v in enumerate(lane.visit)}
        bit = 0
        for index in np.argsort(worth.row, kind="stable"):
            if worth.row[index] >= -1e-9 or bit >= 64:
                break
            here = [place[v] for v in self.master.rows[index] if v in place]
            if not here:  # one is enough: a round may come again
                continue
            toll[bit] = -worth.row[index]
            last[bit] = max(lane.span[lane.first[j + 1] - 1, pricing.CLOSE] for j in here)
            for j in here:
                row[j] |= np.uint64(1) << np.uint64(bit)
            bit += 1
        paid = worth.visit[lane.visit]
        for load, price in zip(self.relaxed.loads, worth.load, strict=True):
            if number in load.lanes:
                paid = paid + price * lane.length
        face = lane.face_cost.copy()
        for meeting, parts in zip(self.relaxed.meetings, worth.face, strict=True):
            if number in meeting.lanes:
                at = meeting.lanes.index(number)
                if meeting.bit[at] >= 0:
                    face[meeting.bit[at]] += parts[at]
                else:
                    for v in meeting.visits[at]:
                        paid[place[v]] -= parts[at]
        return Prices(paid, face, row, toll, last)

    def _shared(self, worth: Worth, column: Column) -> float:
        """What a round pays at these prices for what several shifts of its worker share."""
        cost = 0.0
        for meeting, parts in zip(self.relaxed.meetings, worth.face, strict=True):
            for lane, visits, part in zip(meeting.lanes, meeting.visits, parts, strict=False):
                if lane == column.lane and not visits.isdisjoint(column.visits):
                    cost += part
        for load, price in zip(self.relaxed.loads, worth.load, strict=True):
            if column.lane in load.lanes:
                cost -= price * self.relaxed.length[list(column.visits)].sum()
        return cost

    def _priced(
        self, number: int, worth: Worth, below: float, exact: bool, arcs: NDArray[np.bool_] | None = None
    ) -> tuple[float, list[Column]]:
        """The least cost of a lane's rounds at these prices (if exact, with all arcs), and rounds below a limit."""
        lane = self.relaxed.lanes[number]
        if not len(lane.visit):
            return FAR, []
        prices = self._prices(number, worth)
        words = lane.near.shape[1]
        if words not in self.labels:
            self.labels[words] = room_for(_ROOM, words)
        labels = self.labels[words]
        step, slots = self.steps[number]
        least = outlook.completions(lane, prices, step, slots)
        all_arcs = self.arcs[number] if arcs is None else arcs
        best, _, found, last = pricing.cheapest(lane, prices, labels, least, step, all_arcs, below, exact)
        columns = []
        for j in np.argsort(found, kind="stable"):
            if found[j] >= below:
                break
            line, label = [], int(last[j])
            while label >= 0:
                line.append(int(labels.link[label, pricing.NODE]))
                label = int(labels.link[label, pricing.PARENT])
            visits = tuple(int(lane.visit[m]) for m in reversed(line))
            cost = float(found[j]) + float(worth.visit[list(visits)].sum())
            cost -= self._shared(worth, Column(number, visits, 0.0))
            for bit in range(64):
                if prices.toll[bit]:
                    times = sum(int(prices.row[m]) >> bit & 1 for m in line) // 2
                    cost -= prices.toll[bit] * times
            columns.append(Column(number, visits, cost))
        return float(best), columns

    def _outline(self, number: int, worth: Worth) -> float:
        """Less than any round of a lane costs at these prices."""
        lane = self.relaxed.lanes[number]
        if not len(lane.visit):
            return FAR
        prices = self._prices(number, worth)
        step, slots = self.steps[number]
        if step <= 0:
            return -FAR
        least = outlook.completions(lane, prices, step, slots)
        return float(outlook.outset(lane, prices, least, step))


def _step(lane: Lane) -> tuple[float, int]:
    """Ticks between the moments that completions are known for, and how many; 0 where visits take no time."""
    span = lane.figure[pricing.LATEST] - lane.figure[pricing.EARLIEST]
    if not len(lane.visit) or span < 0:
        return 0.0, 2
    shortest = float(np.floor((lane.away + lane.length[None, :]).min()))
    step = min(shortest, max(1.0, np.ceil(span / _SLOTS)))
    slots = int(span // step) + 2 if step > 0 else 0
    return (step, slots) if 0 < slots < 20 * _SLOTS else (0.0, _SLOTS)

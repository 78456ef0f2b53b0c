"""The loop of column generation: rounds, prices, rows, and in the end whole rosters, until the clock stops it."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from solver.domain import Problem, Roster

from .labels import FAR
from .lanes import Relaxed
from .master import Column, Master, Worth
from .pool import Pool, Put
from .rounds import Rounds
from .subsetrow import violated

_GROUPS = 4  # times that prices are made anew while each lane is looked at once
_SMOOTH = 0.5  # how far prices stay with the last ones, or with those of the best bound
_COLUMNS = 12  # rounds of a shift that enter at once
_ASKED = 1.5  # what leaving a visit out costs at first, in costs of a visit on average
_LOOK = 0.6  # share of the time left that quick rounds may take before the next thorough look
_SLOW = 0.002  # share by which a look has to lower the mixture's cost to be followed by another at once
_NOTHING = 0.5  # cost units that are not worth looking for
_AHEAD = 0.015  # share of the bound by which the first rosters to be put together may be above it
_FURTHER = 1.7  # times that, when there are none
_NEAR = 0.2  # share of that by which the mixture may be above the bound when rounds are listed
_FEW_LABELS = 20_000  # of a lane's thorough look: with more its rounds are not worth listing
_POOLED = 300  # rounds of the pool that enter at once
_WHOLE = 4000  # rounds of which whole rosters are put together while rows still help
_GROWN = 1.15  # times the rounds of last time, before whole ones are put together again
_TRY, _TRY_MOST = 0.1, 5.0  # share of the time left, and seconds, that may take
_ROUNDING = 1e-3  # of sums of prices
_TOLERANCE = 1e-6


class Generation:
    """Columns, rows and prices. best: the bound so far, in cost units; it holds for what costs less than ``cost``.

    cost: of the known roster, or of whole rounds put together since, ``found``, which what is left out may make cheaper
    than any roster: then the least of the two is the bound.
    """

    def __init__(
        self,
        relaxed: Relaxed,
        cost: int | None = None,
        cancelled: Callable[[], bool] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ):
        self.relaxed, self.cost, self.cancelled, self.clock = relaxed, cost, cancelled, clock
        self.until = np.inf
        self.master = Master(relaxed)
        self.rounds = Rounds(relaxed)
        self.best = -np.inf
        self.peak = -np.inf  # the best of the bounds that prices gave
        self.centre: Worth | None = None  # the prices of that
        self.least: list[float] = []  # of each lane's rounds at these
        self.drift: Worth | None = None  # prices of the last quick look
        self.found: tuple[Column, ...] | None = None
        self.tried = 0  # rounds when whole ones were last put together
        self.ahead = _AHEAD  # share of the bound by which rosters may be above it whose rounds are listed next
        self.listed = -np.inf  # the peak when rounds were last too many to list

    def take_in(self, problem: Problem, roster: Roster) -> None:
        """Begin with the rounds of a roster, as far as the lanes can do them."""
        lane_of = {shift: number for number, shifts in enumerate(self.relaxed.shifts) for shift in shifts}
        nothing = self.master.nothing()
        taken: list[Column] = []
        for round_ in roster.rounds:
            number = lane_of[problem.shift_number[round_.shift]]
            place = self.rounds.place[number]
            visits = [problem.visit_number[stop.visit] for stop in round_.stops if stop.visit is not None]
            if not visits or any(v not in place for v in visits):
                continue
            line = [place[v] for v in visits]
            arcs = np.zeros_like(self.rounds.arcs[number])
            for here, there in zip([-1, *line], [*line, -1], strict=True):
                arcs[here, there] = True
            taken += self.rounds.cheap(number, nothing, (), FAR, True, arcs)[1]
        self.master.add(taken)
        if taken:
            cost = sum(column.cost for column in taken)
            self.master.ask(_ASKED * max(1.0, cost / sum(len(column.visits) for column in taken)))
            self.drift = self._shared_out(nothing, taken)

    def _shared_out(self, nothing: Worth, taken: Sequence[Column]) -> Worth:
        """Prices at which each of these rounds costs what its visits are worth, by their length."""
        worth = nothing.visit.copy()
        for column in taken:
            visits, idle = list(column.visits), self.relaxed.idle[column.lane]
            length = self.relaxed.length[visits] + 1.0
            worth[visits] += max(0.0, column.cost - idle) * length / length.sum()
        return replace(nothing, visit=worth / self.relaxed.hands, lane=np.array(self.relaxed.idle, float))

    def run(self, seconds: float) -> bool:
        """Until nothing more is to be gained (True) or the seconds are over.

        Most of the time goes into rounds found quickly, which bound nothing; so a share of what is left of it is kept
        for a thorough look.
        """
        began = self.clock()
        self.until = began + seconds
        look = began + _LOOK * seconds
        while True:
            if self._proven():
                return True
            before = self.master.value
            gained = self.clock() < look and self._sweep(_SMOOTH)
            worth = self.master.solve()
            if gained and before - self.master.value > _SLOW * abs(before):
                continue  # else it may be what visits left out cost that has to change
            if self.master.ask_more():
                continue
            if gained:
                continue
            self._whole()
            gained = self._thorough(worth)
            look = self.clock() + _LOOK * (self.until - self.clock())
            if self._late():
                return False
            if self._near() and self._whole_rosters():
                return True
            if not gained and not self._cut(self.master):
                return True

    def _proven(self) -> bool:
        return self.cost is not None and self.best > self.cost - 1 + _TOLERANCE

    def _late(self) -> bool:
        return self.clock() > self.until or (self.cancelled is not None and self.cancelled())

    def _sweep(self, smooth: float) -> bool:
        """Rounds of every lane found without care for who has been where: quick, and enough most of the time.

        Prices are made anew after every few lanes; whether any round was gained.
        """
        gained, lanes = 0, len(self.relaxed.lanes)
        few = max(1, -(-lanes // _GROUPS))
        for first in range(0, lanes, few):
            worth = self.master.solve()
            at = worth if self.drift is None else worth.towards(self.drift, smooth)
            self.drift = at
            new: list[Column] = []
            for lane in range(first, min(lanes, first + few)):
                if self._late():
                    break
                found = self.rounds.cheap(lane, at, self.master.rows, self._below(lane, at), False)[1]
                new += self._improving(worth, found)
            gained += self.master.add(new)
        if not gained and smooth and not self._late():
            return self._sweep(0.0)
        return gained > 0

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
                    least.append(self.rounds.outline(lane, prices, self.master.rows))
                    continue
                each, columns = self.rounds.cheap(lane, prices, self.master.rows, self._below(lane, prices), True)
                least.append(each)
                new += self._improving(worth, columns)
            self._bounded(prices, least)
            if self._proven() or self.master.value - self.peak < _NOTHING:
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

    def _bounded(self, worth: Worth, least: Sequence[float]) -> None:
        """Take the bound that the lanes' least costs give at these prices."""
        value = self._lagrange(worth, least)
        if value > self.peak:
            self.peak, self.centre, self.least = value, worth, list(least)
        self.best = max(self.best, value)

    def _below(self, lane: int, worth: Worth) -> float:
        return float(min(self.relaxed.idle[lane], worth.lane[lane])) - _TOLERANCE

    def _improving(self, worth: Worth, columns: Sequence[Column]) -> list[Column]:
        """Those that cost less than they are worth."""
        good = []
        for column in columns:
            paid = worth.lane[column.lane] + float(worth.visit[list(column.visits)].sum())
            paid -= self.rounds.shared(worth, column)
            for at in np.flatnonzero(worth.row < 0):
                paid += worth.row[at] * (sum(v in self.master.rows[at] for v in column.visits) // 2)
            if column.cost < paid - 1e-3:
                good.append((column.cost - paid, column))
        return [column for _, column in sorted(good, key=lambda pair: pair[0])[:_COLUMNS]]

    def _cut(self, master: Master) -> bool:
        """Add the rows that the mixture breaks most; whether there are any."""
        rows = violated(master.columns, master.shares(), self.relaxed.hands, set(master.rows))
        master.add_rows(rows)
        return bool(rows)

    def _whole(self) -> None:
        """Put whole rosters together out of the rounds there are: nothing need be asked above a cheaper one."""
        if len(self.master.columns) < _GROWN * self.tried or self._late():
            return
        self.tried = len(self.master.columns)
        once = [column for column in self.master.columns if len(set(column.visits)) == len(column.visits)]
        limit = self.cost if self.cost is not None else math.ceil(self.master.value) * 2
        self._take(Pool(self.relaxed, once).put_together(limit, min(_TRY * (self.until - self.clock()), _TRY_MOST)))

    def _take(self, put: Put) -> None:
        if put.rounds is not None and (self.cost is None or put.cost < self.cost):
            self.cost, self.found = put.cost, put.rounds

    def _near(self) -> bool:
        """Whether it is time to list rounds: little is to be gained by prices, and each lane has but few."""
        if self.centre is None or self.peak <= max(0.0, self.listed) or self.rounds.labels.max() > _FEW_LABELS:
            return False
        return self.master.value - self.peak < _NEAR * self.ahead * self.peak

    def _whole_rosters(self) -> bool:
        """Put rosters together out of all rounds that could be of use below a limit, and raise that; True when done.

        At the prices of the peak a roster costs the peak and all that its rounds are above the least of their lane; so
        no round of one below the limit may be further above it than the limit is above the peak. Where there is none,
        the limit is a bound.
        """
        while not self._late():
            limit = self.peak * (1 + self.ahead)
            if self.cost is not None:
                limit = min(limit, float(self.cost))
            pool = self._listing(limit - self.peak)
            if pool is None:
                self.ahead *= 0.5
                self.listed = self.peak * (1 + 0.2 * self.ahead)
                return False
            if not self._put_together(pool, limit):
                return False
            if self._proven():
                return True
            self.ahead *= _FURTHER
        return False

    def _listing(self, gap: float) -> Pool | None:
        """Rounds at most so far above the least of their lane at the peak's prices; None when there are too many."""
        assert self.centre is not None
        columns: list[Column] = []
        for lane in np.argsort(-self.rounds.labels, kind="stable").tolist():
            below = gap + min(self.relaxed.idle[lane], self.least[lane]) + _ROUNDING
            found = None if self._late() else self.rounds.every(lane, self.centre, self.master.rows, below)
            if found is None:
                return None
            columns += found
        return Pool(self.relaxed, columns)

    def _put_together(self, pool: Pool, limit: float) -> bool:
        """Rows and prices over the listed rounds alone, then whole rosters of them; True when that was finished.

        Bounds hold for rosters below the limit: min(bound, limit) for all.
        """
        master = Master(self.relaxed)
        master.add_rows(self.master.rows)
        while not self._late():
            pool.pair(master.rows)
            worth = master.solve()
            reduced = pool.reduced(worth)
            least = pool.least(reduced)
            value = self._lagrange(worth, least.tolist())
            self.best = max(self.best, min(value, limit))
            if value >= limit - _TOLERANCE:
                return True
            above = reduced - np.minimum(np.array(self.relaxed.idle), least)[pool.lane]
            wanted = above < limit - value + _ROUNDING
            pool.thin(wanted)
            reduced = reduced[wanted] - worth.lane[pool.lane]
            order = np.argsort(reduced, kind="stable")[:_POOLED]
            if master.add([pool.columns[number] for number in order[reduced[order] < -1e-3]]) or master.ask_more():
                continue
            if len(pool.columns) <= _WHOLE or not self._cut(master):
                break
        put = pool.put_together(math.ceil(limit), self.until - self.clock())
        self._take(put)
        self.best = max(self.best, min(put.least, limit))
        return put.finished

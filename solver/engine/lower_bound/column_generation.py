"""The loop of column generation: rounds, prices, rows, and in the end whole rosters, until the clock stops it."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from solver.domain import Problem, Roster

from .column_pool import Pool, Put
from .labels import FAR
from .master import Column, Duals, Master, NoPricesError
from .pricing_lanes import Rounds
from .relaxation import Relaxation
from .subset_row_cuts import violated

_SMOOTH = 0.8  # how far prices stay with those of the best bound at first; then between these two,
_SMOOTH_LEAST, _SMOOTH_MOST = 0.2, 0.9  # less after a better bound, more after a worse one
_TURN = 0.9
_COLUMNS = 8  # rounds of a shift that enter at once
_ASKED = 1.5  # what leaving a visit out costs at first, in costs of a visit on average
_CLIMB = 0.3  # share of the time that prices may take before there is a mixture
_STRIDE, _FAILED = 0.01, 3  # share of the known cost that a step should win, and how many that do not end it
_QUICK = 0.5  # share of the time left that quick looks may take before the next thorough one
_HOPE = 0.998  # of the mixture's cost: when a quick look's bound, were it one, is beyond that, it is time to make sure
_SWEEPS = 6  # quick looks at most after new rows
_CLOSE = 0.002  # share of the bound by which the mixture may be above it when rows are sought
_NOTHING = 0.5  # cost units that are not worth looking for
_AHEAD = 0.015  # share of the bound by which the first rosters to be put together may be above it
_FURTHER = 1.7  # times that, when there are none
_NEAR = 0.35  # share of that by which the mixture may be above the bound when rounds are listed
_POOLED = 300  # rounds of the pool that enter at once
_WHOLE = 4000  # rounds of which whole rosters are put together while rows still help
_GROWN = 1.15  # times the rounds of last time, before whole ones are put together again
_TRY, _TRY_MOST = 0.1, 5.0  # share of the time left, and seconds, that may take
_ROUNDING = 1e-3  # of sums of prices
_TOLERANCE = 1e-6


class ColumnGeneration:
    """Columns, rows and prices. best: the bound so far, in cost units; it holds for what costs less than ``cost``.

    cost: of the known roster, or of whole rounds put together since, ``found``, which what is left out may make cheaper
    than any roster: then the least of the two is the bound.
    """

    def __init__(
        self,
        relaxed: Relaxation,
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
        self.best_duals: Duals | None = None  # the prices of that
        self.least: list[float] = []  # of each lane's rounds at these
        self.heuristic_bound = -np.inf  # the best of what would be bounds if quick looks missed nothing
        self.heuristic_duals: Duals | None = None  # the prices of that
        self.unsure = True  # whether the best of quick looks was not looked at thoroughly yet
        self.smooth = _SMOOTH
        self.dear = np.full(len(relaxed.hands), FAR)  # what leaving a visit out costs each of its workers at most
        for visits, price in relaxed.bundles:
            self.dear[list(visits)] = price / relaxed.hands[list(visits)].min()
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
            self.heuristic_duals = self._shared_out(nothing, taken)

    def _shared_out(self, nothing: Duals, taken: Sequence[Column]) -> Duals:
        """Prices at which each of these rounds costs what its visits are worth, by their length."""
        worth = nothing.visit.copy()
        for column in taken:
            visits, idle = list(column.visits), self.relaxed.idle[column.lane]
            length = self.relaxed.length[visits] + 1.0
            worth[visits] += max(0.0, column.cost - idle) * length / length.sum()
        return replace(nothing, visit=worth / self.relaxed.hands, lane=np.array(self.relaxed.idle, float))

    def run(self, seconds: float) -> bool:
        """Until nothing more is to be gained (True) or the seconds are over.

        Also ends (False) where no more prices are to be had in floating point: bounds found until then hold.
        """
        self.until = self.clock() + seconds
        try:
            return self._converge()
        except NoPricesError:
            if self.best == -np.inf:  # not even the first: what lanes cost at least at no prices
                nothing = self.master.nothing()
                least = [self.rounds.outline(lane, nothing, ()) for lane in range(len(self.relaxed.lanes))]
                self.best = self._lagrange(nothing, least)
            return False

    def _converge(self) -> bool:
        """As run().

        Quick looks bound nothing: they only bring prices near to where thorough ones are worth their time.
        """
        self._ascend()
        self._look(True)
        fresh = True  # whether there are new rows
        tried = np.inf  # how far the mixture was off when there were none to add
        while not self._proven():
            if fresh:
                self._quickly(_SWEEPS if self.master.rows else None)
                self._whole()
            gained = self._look(True)
            if self._proven():
                return True
            if self._late():
                return False
            if self._near() and self._whole_rosters():
                return True
            apart = self.master.value - self.peak
            done = apart < _NOTHING or (not gained and self.smooth <= 0)
            fresh = (done or apart < min(_CLOSE * abs(self.peak), tried / 2)) and self._tighten()
            if done and not fresh:
                return True
            if fresh:
                tried = np.inf
            elif apart < _CLOSE * abs(self.peak):
                tried = min(tried, apart)
        return True

    def _proven(self) -> bool:
        return self.cost is not None and self.best > self.cost - 1 + _TOLERANCE

    def _late(self) -> bool:
        return self.clock() > self.until or (self.cancelled is not None and self.cancelled())

    def _priced(self) -> Duals:
        """The prices of the mixture, with what leaving visits out costs raised as far as it has to be."""
        worth = self.master.solve()
        while self.master.ask_more():
            worth = self.master.solve()
        return worth

    def _quickly(self, sweeps: int | None) -> None:
        """Quick looks, as many as are told or until they find no more, or the time for them is over."""
        stop = self.clock() + _QUICK * (self.until - self.clock())
        self.smooth = _SMOOTH
        if self.best_duals is not None:
            self.heuristic_bound, self.heuristic_duals, self.smooth = -np.inf, self.best_duals, 0.5
        while self.clock() < stop and sweeps != 0 and not self._late():
            gained = self._look(False)
            if self.heuristic_bound > _HOPE * self.master.value or (not gained and self.smooth <= 0):
                break
            sweeps = None if sweeps is None else sweeps - 1
        self.smooth, self.unsure = 0.5, sweeps is None

    def _ascend(self) -> None:
        """Prices before there is a mixture: up where too few rounds want a visit, down where too many.

        Each step is as long as the distance from the known cost would have it (Polyak 1969). It ends where prices of a
        mixture do better.
        """
        if self.cost is None or self.heuristic_duals is None:
            return
        stop = self.clock() + _CLIMB * (self.until - self.clock())
        at, relaxed, failed = self.heuristic_duals, self.relaxed, 0
        while failed < _FAILED and self.clock() < stop and not self._late():
            wanted, least = np.zeros(len(relaxed.hands)), []
            for lane in range(len(relaxed.lanes)):
                each, columns = self.rounds.cheap(lane, at, (), relaxed.idle[lane] - _TOLERANCE, False)
                least.append(each)
                if columns:
                    np.add.at(wanted, list(columns[0].visits), float(len(relaxed.shifts[lane])))
                    self.master.add(columns[:_COLUMNS])
            value = self._lagrange(at, least)
            failed = 0 if value > self.heuristic_bound + _STRIDE * abs(self.cost) else failed + 1
            if value > self.heuristic_bound:
                self.heuristic_bound, self.heuristic_duals = value, at
            too_few = relaxed.hands - wanted
            step = (self.cost - value) / max(1.0, float(too_few @ too_few))
            at = replace(at, visit=np.minimum(at.visit + step * too_few, self.dear))

    def _look(self, thorough: bool) -> bool:
        """Rounds of every lane at prices near to those of the best bound (Wentges 1997); whether any was gained.

        Thorough: the best round of each, and so a bound, first of all where quick looks ended; lanes that the time does
        not suffice for are only looked at from outside. Quick: without care for who has been where.
        """
        worth = self._priced()
        first = thorough and self.unsure and self.heuristic_duals is not None
        centre = self.best_duals if thorough and self.best_duals is not None and not first else self.heuristic_duals
        at = worth if centre is None else worth.towards(centre, 1.0 if first else self.smooth)
        self.unsure = self.unsure and not thorough
        least: list[float] = []
        new: list[Column] = []
        for lane in range(len(self.relaxed.lanes)):
            if self._late():
                least.append(self.rounds.outline(lane, at, self.master.rows) if thorough else -FAR)
                continue
            each, columns = self.rounds.cheap(lane, at, self.master.rows, self._below(lane, at), thorough)
            least.append(each)
            new += self._improving(worth, columns)
        value, best = self._lagrange(at, least), self.peak if thorough else self.heuristic_bound
        if thorough:
            self._bounded(at, value, least)
        elif value > best:
            self.heuristic_bound, self.heuristic_duals = value, at
        gained = self.master.add(new) > 0
        if not gained:
            self.smooth = self.smooth / 2 if self.smooth > 0.1 and at is not worth else 0.0
        elif value > best:
            self.smooth = max(_SMOOTH_LEAST, self.smooth * _TURN)
        else:
            self.smooth = min(_SMOOTH_MOST, 1 - (1 - self.smooth) * _TURN)
        return gained

    def _lagrange(self, worth: Duals, least: Sequence[float]) -> float:
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

    def _bounded(self, worth: Duals, value: float, least: Sequence[float]) -> None:
        """Take the bound that the lanes' least costs give at these prices."""
        if value > self.peak:
            self.peak, self.best_duals, self.least = value, worth, list(least)
        self.best = max(self.best, value)

    def _below(self, lane: int, worth: Duals) -> float:
        return float(min(self.relaxed.idle[lane], worth.lane[lane])) - _TOLERANCE

    def _improving(self, worth: Duals, columns: Sequence[Column]) -> list[Column]:
        """Those that cost less than they are worth."""
        good = []
        for column in columns:
            paid = worth.lane[column.lane] + float(worth.visit[list(column.visits)].sum())
            paid -= self.rounds.shared(worth, column)
            for at, times in self.master.times(column.visits).items():
                paid += worth.row[at] * times
            if column.cost < paid - 1e-3:
                good.append((column.cost - paid, column))
        return [column for _, column in sorted(good, key=lambda pair: pair[0])[:_COLUMNS]]

    def _tighten(self) -> bool:
        """Take from the mixture the rounds that call again where others share visits two by two; whether any do."""
        self._priced()
        shares = self.master.shares()
        cut = self._cut(self.master, shares)
        if not self.rounds.remember(self.master.columns, shares):
            return cut
        self.master.forbid([at for at, column in enumerate(self.master.columns) if not self.rounds.allowed(column)])
        return True

    def _cut(self, master: Master, shares: NDArray[np.float64]) -> bool:
        """Add the rows that the mixture breaks most; whether there are any."""
        rows = violated(master.columns, shares, self.relaxed.hands, set(master.rows))
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
        """Whether it is time to list rounds: little is to be gained by prices."""
        if self.best_duals is None or self.peak <= max(0.0, self.listed):
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
        assert self.best_duals is not None
        columns: list[Column] = []
        for lane in np.argsort(-self.rounds.labels, kind="stable").tolist():
            below = gap + min(self.relaxed.idle[lane], self.least[lane]) + _ROUNDING
            found = None if self._late() else self.rounds.every(lane, self.best_duals, self.master.rows, below)
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
            if len(pool.columns) <= _WHOLE or not self._cut(master, master.shares()):
                break
        put = pool.put_together(math.ceil(limit), self.until - self.clock())
        self._take(put)
        self.best = max(self.best, min(put.least, limit))
        return put.finished

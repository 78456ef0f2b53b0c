"""Rounds of one lane at the master's prices: from prices to what a lane sees of them, and from labels to columns."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from . import completion_bounds, labelling
from .labels import (
    CLOSE,
    EARLIEST,
    EVERY,
    EXACT,
    FAR,
    LATEST,
    NODE,
    OPEN,
    PARENT,
    QUICK,
    Labels,
    Prices,
    PricingNetwork,
    room_for,
)
from .master import Column, Duals
from .relaxation import Relaxation

Arcs = NDArray[np.bool_]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Triple = tuple[int, int, int]
_ROOM = 200_000  # labels at most for one shift's rounds
_TOLERANCE = 1e-6
_FOUND = 20  # rounds of one look at most
_SLOTS = 128  # moments that completions are known for in a first thorough look; then between these two,
_SLOTS_LEAST, _SLOTS_MOST = 32, 1024  # and no more than so many in all for the visits of a lane:
_MOMENTS = 60_000
_PATIENCE = 4  # labels for each of these with which a look goes on before it is begun anew with more moments
_MANY, _FEW = 0.5, 0.05  # labels for each moment of a visit that are worth twice, or half, as many moments


class Rounds:
    """What all lanes can do, and the room to find it in. labels: how many each lane's last thorough look took."""

    def __init__(self, relaxed: Relaxation):
        self.relaxed = relaxed
        self.room: dict[int, Labels] = {}
        self.arcs = [_arcs(lane) for lane in relaxed.lanes]
        self.slots = [_SLOTS for _ in relaxed.lanes]
        self.labels = np.zeros(len(relaxed.lanes), np.int64)
        self.near = [lane.near.copy() for lane in relaxed.lanes]
        self.place = [{int(v): j for j, v in enumerate(lane.visit)} for lane in relaxed.lanes]
        self.loads = [
            [at for at, load in enumerate(relaxed.loads) if number in load.lanes]
            for number in range(len(relaxed.lanes))
        ]
        self.meetings: list[list[tuple[int, int]]] = [[] for _ in relaxed.lanes]
        for at, meeting in enumerate(relaxed.meetings):
            for which, number in enumerate(meeting.lanes):
                self.meetings[number].append((at, which))

    def prices(self, number: int, worth: Duals, rows: Sequence[Triple]) -> Prices:
        """Prices as a lane sees them; of subset rows it heeds those 64 that cost most."""
        lane, place = self.relaxed.lanes[number], self.place[number]
        row, toll, last = np.zeros(len(lane.visit), np.uint64), np.zeros(64), np.full(64, -FAR)
        bit = 0
        for index in np.argsort(worth.row, kind="stable"):
            if worth.row[index] >= -1e-9 or bit >= 64:
                break
            here = [place[v] for v in rows[index] if v in place]
            if not here:  # one is enough: a round may come again
                continue
            toll[bit] = -worth.row[index]
            last[bit] = max(lane.span[lane.first[j + 1] - 1, CLOSE] for j in here)
            for j in here:
                row[j] |= np.uint64(1) << np.uint64(bit)
            bit += 1
        paid = worth.visit[lane.visit]
        for at in self.loads[number]:
            paid = paid + worth.load[at] * lane.length
        face = lane.face_cost.copy()
        for at, which in self.meetings[number]:
            meeting, part = self.relaxed.meetings[at], worth.face[at, which]
            if meeting.bit[which] >= 0:
                face[meeting.bit[which]] += part
            else:
                for v in meeting.visits[which]:
                    paid[place[v]] -= part
        return Prices(paid, face, row, toll, last)

    def shared(self, worth: Duals, column: Column) -> float:
        """What a round pays at these prices for what several shifts of its worker share."""
        cost = 0.0
        for at, which in self.meetings[column.lane]:
            part = worth.face[at, which]
            if part and not self.relaxed.meetings[at].visits[which].isdisjoint(column.visits):
                cost += part
        for at in self.loads[column.lane]:
            cost -= worth.load[at] * self.relaxed.length[list(column.visits)].sum()
        return cost

    def cheap(
        self, number: int, worth: Duals, rows: Sequence[Triple], below: float, exact: bool, arcs: Arcs | None = None
    ) -> tuple[float, list[Column]]:
        """The least cost of a lane's rounds at these prices (if exact, with all arcs), and rounds below a limit."""
        lane = self.relaxed.lanes[number]
        if not len(lane.visit):
            return FAR, []
        prices, labels = self.prices(number, worth, rows), self._room(lane)
        lane = lane._replace(near=self.near[number])
        ways = self.arcs[number] if arcs is None else arcs
        ahead = completion_bounds.completions(lane, prices, ways, 0.0, _SLOTS)
        _, _, _, found, last = labelling.label_network(lane, prices, labels, ahead, ways, below, QUICK, _ROOM)
        best = min(below, float(found.min()))
        columns = self._taken(number, worth, prices, labels, found, last, below)
        while exact:
            step, slots = _step(lane, self.slots[number])
            room = len(lane.visit) * slots * _PATIENCE if self.slots[number] < self._finest(number) else _ROOM
            ahead = completion_bounds.completions(lane, prices, ways, step, slots)
            least, count, sufficed, found, last = labelling.label_network(
                lane, prices, labels, ahead, ways, best, EXACT, min(room, _ROOM)
            )
            self.labels[number] = count
            self._refine(number, count / (len(lane.visit) * slots))
            if sufficed or room >= _ROOM or step <= 1:
                return float(least), columns + self._taken(number, worth, prices, labels, found, last, below)
        return best, columns

    def _taken(
        self, number: int, worth: Duals, prices: Prices, labels: Labels, found: Floats, last: Ints, below: float
    ) -> list[Column]:
        """The best of the rounds found, from the cheapest on."""
        order = np.argsort(found, kind="stable")[:_FOUND].tolist()
        lines = [(_line(labels, int(last[j]), len(found)), float(found[j])) for j in order if found[j] < below]
        return [self._column(number, worth, prices, line, cost) for line, cost in lines]

    def _finest(self, number: int) -> int:
        """How many moments a lane's completions are known for at most."""
        return max(_SLOTS_LEAST, min(_SLOTS_MOST, _MOMENTS // len(self.relaxed.lanes[number].visit)))

    def _refine(self, number: int, labels: float) -> None:
        """More moments where a look has taken many labels for each of them, fewer where few."""
        if labels > _MANY:
            self.slots[number] = min(self._finest(number), (4 if labels > 4 * _MANY else 2) * self.slots[number])
        elif labels < _FEW:
            self.slots[number] = max(_SLOTS_LEAST, self.slots[number] // 2)

    def _column(self, number: int, worth: Duals, prices: Prices, line: Sequence[int], found: float) -> Column:
        """A round of the lane's visits ``line`` that costs ``found`` at these prices."""
        visits = tuple(int(self.relaxed.lanes[number].visit[m]) for m in line)
        cost = found + float(worth.visit[list(visits)].sum())
        cost -= self.shared(worth, Column(number, visits, 0.0))
        for bit in range(64):
            if not prices.toll[bit]:
                break
            cost -= prices.toll[bit] * (sum(int(prices.row[m]) >> bit & 1 for m in line) // 2)
        return Column(number, visits, cost)

    def remember(self, columns: Sequence[Column], shares: NDArray[np.float64]) -> bool:
        """Let all lanes remember visits on the way round to where these rounds call again (Roberti, Mingozzi 2014)."""
        grown = False
        for at in np.flatnonzero(shares > _TOLERANCE).tolist():
            for begin, end in _circles(columns[at].visits):
                again, between = columns[at].visits[begin], columns[at].visits[begin + 1 : end]
                for place, near in zip(self.place, self.near, strict=True):
                    if (j := place.get(again)) is not None:
                        for v in between:
                            if v in place:
                                near[place[v], j >> 6] |= np.uint64(1) << np.uint64(j & 63)
                                grown = True
        return grown

    def allowed(self, column: Column) -> bool:
        """Whether a round calls again only where that has been forgotten on the way."""
        place, near = self.place[column.lane], self.near[column.lane]
        for begin, end in _circles(column.visits):
            j = place[column.visits[begin]]
            if all(int(near[place[v], j >> 6]) >> (j & 63) & 1 for v in column.visits[begin + 1 : end]):
                return False
        return True

    def every(self, number: int, worth: Duals, rows: Sequence[Triple], below: float) -> list[Column] | None:
        """The cheapest round over each set of visits that costs less than ``below``; None when there are too many."""
        lane = self.relaxed.lanes[number]
        n, words = lane.near.shape
        if not n:
            return []
        prices, labels = self.prices(number, worth, rows), self._room(lane)
        step, slots = _step(lane, max(_SLOTS, self.slots[number]))
        if step <= 0:
            return None
        ahead = completion_bounds.completions(lane, prices, self.arcs[number], step, slots)
        near = np.zeros((n, words), np.uint64)
        for j in range(n):
            near[:, j >> 6] |= np.uint64(1) << np.uint64(j & 63)
        all_near, arcs = lane._replace(near=near), self.arcs[number]
        _, count, sufficed, _, _ = labelling.label_network(all_near, prices, labels, ahead, arcs, below, EVERY, _ROOM)
        if not sufficed:
            return None
        cost = labels.home[:count]
        best: dict[bytes, tuple[float, int]] = {}
        for label in np.flatnonzero(cost < below):
            key = labels.been[label].tobytes()
            if key not in best or cost[label] < best[key][0]:
                best[key] = float(cost[label]), int(label)
        return [self._column(number, worth, prices, _line(labels, label, n), found) for found, label in best.values()]

    def outline(self, number: int, worth: Duals, rows: Sequence[Triple]) -> float:
        """Less than any round of a lane costs at these prices."""
        lane = self.relaxed.lanes[number]
        if not len(lane.visit):
            return FAR
        step, slots = _step(lane, _SLOTS_LEAST)
        if step <= 0:
            return -FAR
        prices = self.prices(number, worth, rows)
        ahead = completion_bounds.completions(lane, prices, self.arcs[number], step, slots)
        return float(completion_bounds.outset(lane, prices, ahead))

    def _room(self, lane: PricingNetwork) -> Labels:
        words = lane.near.shape[1]
        if words not in self.room:
            self.room[words] = room_for(_ROOM, words)
        return self.room[words]


def _line(labels: Labels, label: int, start: int) -> list[int]:
    """The lane's visits on the way from the start to a label, in order."""
    line = []
    while (j := int(labels.link[label, NODE])) != start:
        line.append(j)
        label = int(labels.link[label, PARENT])
    return line[::-1]


def _circles(visits: Sequence[int]) -> list[tuple[int, int]]:
    """Where a round calls, and next calls again, at the same visit."""
    seen: dict[int, int] = {}
    circles = []
    for at, v in enumerate(visits):
        if v in seen:
            circles.append((seen[v], at))
        seen[v] = at
    return circles


def _arcs(lane: PricingNetwork) -> Arcs:
    """Which visit may follow which at all: (n + 1, n + 1); the last row: may begin; the last column: may end."""
    n = len(lane.visit)
    arcs = np.ones((n + 1, n + 1), np.bool_)
    if n:
        opens = lane.span[lane.first[:-1], OPEN]
        close = lane.span[lane.first[1:] - 1, CLOSE]
        ready = lane.figure[EARLIEST] + lane.out
        arcs[:n, :n] = (np.maximum(opens, ready) + lane.length)[:, None] + lane.away <= close[None, :]
        arcs[n, :n] = ready <= close
    np.fill_diagonal(arcs, False)
    return arcs


def _step(lane: PricingNetwork, most: int) -> tuple[float, int]:
    """Ticks between the moments that completions are known for, and how many; 0 where visits take no time."""
    span = lane.figure[LATEST] - lane.figure[EARLIEST]
    if not len(lane.visit) or span < 0:
        return 0.0, 2
    shortest = float(np.floor(lane.length.min()))
    step = min(shortest, max(1.0, np.ceil(span / most)))
    slots = int(span // step) + 2 if step > 0 else 0
    return (step, slots) if 0 < slots < 20 * most else (0.0, most)

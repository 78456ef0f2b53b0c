"""What a round of one shift can still cost from any visit and moment on, at least: it spares pricing.py most ways.

A round that goes on from a visit at a moment pays for the waiting ahead of it; a label may be at its visit at any of
many moments. So two figures are kept of each visit and moment: what the way on costs from just then, waiting paid
(``paid``), and the least it costs from then or any later moment (``free``). Between two moments of the grid the first
falls by the price of waiting at most, because one could wait; the second never falls. Each is kept twice, for the best
next visit and for the best other one: a round that comes from the first must take the second.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from .labels import (
    BEFORE,
    BREAK_EARLIEST,
    BREAK_LATEST,
    BREAK_LENGTH,
    CLOSE,
    DUE,
    EARLIEST,
    FAR,
    LATEST,
    LEVELS,
    LOW,
    OPEN,
    OVER_AFTER,
    OVER_PRICE,
)
from .pricing import successors


class Ahead(NamedTuple):
    """Least costs after visit j, done at EARLIEST + b * step; last index but two 1 where a break is still owed."""

    step: float  # ticks; no longer than any visit with its way; 0: nothing is known
    paid: NDArray[np.float64]  # (2, 2, n, slots) of the best way on, and of the best with another next visit
    free: NDArray[np.float64]  # (2, 2, n, slots)
    paid_next: NDArray[np.int64]  # (2, n, slots) the best next visit, -1: home
    free_next: NDArray[np.int64]  # (2, n, slots)
    over: NDArray[np.float64]  # (LEVELS, 2, n, slots) the least within the next 1, 2, 4, ... slots
    part: NDArray[np.float64]  # (n,) the share of a new face's price in a visit's cost
    credit: NDArray[np.float64]  # (64,) how much of a face's price may be counted too often once it is met


@njit(cache=True, nogil=True, inline="always")
def placed(best, value, visit):
    """The best value, its visit, and the best with another visit, after one more."""
    if value < best[0]:
        return value, visit, best[2] if visit == best[1] else best[0]
    if value < best[2] and visit != best[1]:
        return best[0], best[1], value
    return best


@njit(cache=True, nogil=True, inline="always")
def on_from(paid, free, paid_next, free_next, owed, m, slot, rest, j):
    """What the way on from m costs that does not go to j next, with and without waiting paid."""
    without = free[np.int64(free_next[owed, m, slot] == j), owed, m, slot]
    return max(paid[np.int64(paid_next[owed, m, slot] == j), owed, m, slot] - rest, without), without


@njit(cache=True, nogil=True)
def completions(lane, prices, arcs, step, slots):
    """What is ahead at these prices. Visits are hardly remembered, a new face is paid in equal parts by its visits."""
    n = lane.length.shape[0]
    figure = lane.figure
    paid, free = np.full((2, 2, n, slots), -FAR), np.full((2, 2, n, slots), -FAR)
    paid_next, free_next = np.full((2, n, slots), -1, np.int64), np.full((2, n, slots), -1, np.int64)
    part = np.zeros(n)
    credit = np.zeros(64)
    times = np.zeros(64)
    for j in range(n):
        if lane.face[j] >= 0:
            times[lane.face[j]] += 1
    for j in range(n):
        bit = lane.face[j]
        if bit >= 0:
            part[j] = prices.face[bit] / times[bit]
            credit[bit] = prices.face[bit] - part[j]
    over = np.full((LEVELS, 2, n, slots), -FAR)
    ahead = Ahead(step, paid, free, paid_next, free_next, over, part, credit)
    if step <= 0:
        return ahead
    cost = lane.cost - prices.visit + part
    breaks = lane.stance[BEFORE] > 0
    low, opens, close, length = figure[LOW], figure[BREAK_EARLIEST], figure[BREAK_LATEST], figure[BREAK_LENGTH]
    after, count = successors(arcs)
    soon, late_at = np.zeros(n, np.int64), np.zeros(n, np.int64)  # nobody asks for moments outside these
    for j in range(n):
        soon[j] = int((lane.span[lane.first[j], OPEN] + lane.length[j] - figure[EARLIEST]) / step)
        late_at[j] = int((lane.span[lane.first[j + 1] - 1, CLOSE] + lane.length[j] - figure[EARLIEST]) / step)
    for b in range(slots - 1, -1, -1):
        now = figure[EARLIEST] + b * step
        for j in range(n):
            if b < soon[j] or b > late_at[j]:
                continue
            back = now + lane.home[j]
            done_now = FAR
            if back <= figure[LATEST]:
                done_now = lane.home_cost[j] + max(0.0, back - figure[OVER_AFTER]) * figure[OVER_PRICE]
            one = one_free = (done_now, -1, FAR)
            two = two_free = (FAR, -1, FAR)
            for place in range(count[j]):
                m = after[j, place]
                arrival = now + lane.away[j, m]
                way = lane.way[j, m] + cost[m]
                for number in range(lane.first[m], lane.first[m + 1]):
                    if arrival > lane.span[number, CLOSE]:
                        continue
                    start = max(arrival, lane.span[number, OPEN])
                    late = way + max(0.0, start - lane.span[number, DUE]) * lane.late[m]
                    done = start + lane.length[m] - figure[EARLIEST]
                    slot = int(done / step)
                    if slot < slots:
                        rest = (done - slot * step) * low
                        wait = late + (start - arrival) * low
                        on, on_free = on_from(paid, free, paid_next, free_next, 0, m, slot, rest, j)
                        one, one_free = placed(one, wait + on, m), placed(one_free, late + on_free, m)
                        if breaks:
                            on, on_free = on_from(paid, free, paid_next, free_next, 1, m, slot, rest, j)
                            two, two_free = placed(two, wait + on, m), placed(two_free, late + on_free, m)
                    if not breaks or arrival > close:
                        continue
                    ready = max(arrival, opens) + length
                    if ready > lane.span[number, CLOSE]:
                        continue
                    start = max(ready, lane.span[number, OPEN])
                    late = way + max(0.0, start - lane.span[number, DUE]) * lane.late[m]
                    done = start + lane.length[m] - figure[EARLIEST]
                    slot = int(done / step)
                    if slot < slots:
                        rest = (done - slot * step) * low
                        wait = late + (start - arrival - length) * low
                        on, on_free = on_from(paid, free, paid_next, free_next, 0, m, slot, rest, j)
                        two, two_free = placed(two, wait + on, m), placed(two_free, late + on_free, m)
            paid[0, 0, j, b], paid_next[0, j, b], paid[1, 0, j, b] = one
            paid[0, 1, j, b], paid_next[1, j, b], paid[1, 1, j, b] = two
            free[0, 0, j, b], free_next[0, j, b], free[1, 0, j, b] = one_free
            free[0, 1, j, b], free_next[1, j, b], free[1, 1, j, b] = two_free
    for owed in range(1 + breaks):
        for j in range(n):
            first, end = max(0, soon[j]), min(slots, late_at[j] + 1)
            for b in range(first, end):
                over[0, owed, j, b] = max(free[0, owed, j, b], paid[0, owed, j, b] - step * low)
            for level in range(1, LEVELS):
                reach = 1 << (level - 1)
                for b in range(first, end):
                    there = over[level - 1, owed, j, b + reach] if b + reach < end else FAR
                    over[level, owed, j, b] = min(over[level - 1, owed, j, b], there)
    return ahead


@njit(cache=True, nogil=True)
def outset(lane, prices, ahead):
    """Less than any round costs: the best first visit, and what completions() knows from there."""
    figure, best = lane.figure, FAR
    slots = ahead.free.shape[3]
    for j in range(lane.length.shape[0]):
        arrival = figure[EARLIEST] + lane.out[j]
        for number in range(lane.first[j], lane.first[j + 1]):
            if arrival <= lane.span[number, CLOSE]:
                start = max(arrival, lane.span[number, OPEN])
                late = max(0.0, start - lane.span[number, DUE]) * lane.late[j]
                slot = int((start + lane.length[j] - figure[EARLIEST]) / ahead.step)
                if slot < slots:
                    cost = lane.out_cost[j] + lane.cost[j] - prices.visit[j] + ahead.part[j] + late
                    best = min(best, cost + min(ahead.free[0, 0, j, slot], ahead.free[0, 1, j, slot]))
    return best

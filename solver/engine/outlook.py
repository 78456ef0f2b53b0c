"""What a round of one shift can still cost from any visit and moment on, at least: it spares pricing.py most ways."""

from __future__ import annotations

import numpy as np
from numba import njit

from .pricing import CLOSE, DUE, EARLIEST, FAR, LATEST, OPEN, OVER_AFTER, OVER_PRICE


@njit(cache=True, nogil=True)
def completions(lane, prices, step, slots):
    """The least a round can still cost after visit j when it is done at EARLIEST + b * step, (n, slots), at most.

    Waiting is free here, breaks are not owed and visits are not remembered. ``step``: no longer than any visit with
    its way; 0: nothing is known, and all is -FAR.
    """
    n = lane.length.shape[0]
    figure = lane.figure
    least = np.full((n, slots), -FAR)
    if step <= 0:
        return least
    for b in range(slots - 1, -1, -1):
        now = figure[EARLIEST] + b * step
        for j in range(n):
            back = now + lane.home[j]
            best = FAR
            if back <= figure[LATEST]:
                best = lane.home_cost[j] + max(0.0, back - figure[OVER_AFTER]) * figure[OVER_PRICE]
            for m in range(n):
                if m == j:
                    continue
                arrival = now + lane.away[j, m]
                if arrival > lane.span[lane.first[m + 1] - 1, CLOSE]:
                    continue
                paid = lane.way[j, m] + lane.cost[m] - prices.visit[m]
                for number in range(lane.first[m], lane.first[m + 1]):
                    if arrival <= lane.span[number, CLOSE]:
                        start = max(arrival, lane.span[number, OPEN])
                        late = max(0.0, start - lane.span[number, DUE]) * lane.late[m]
                        slot = int((start + lane.length[m] - figure[EARLIEST]) / step)
                        if slot < slots:
                            best = min(best, paid + late + least[m, slot])
            least[j, b] = best
    return least


@njit(cache=True, nogil=True)
def outset(lane, prices, least, step):
    """Less than any round costs: the best first visit, and what completions() knows from there."""
    figure, best = lane.figure, FAR
    for j in range(lane.length.shape[0]):
        arrival = figure[EARLIEST] + lane.out[j]
        for number in range(lane.first[j], lane.first[j + 1]):
            if arrival <= lane.span[number, CLOSE]:
                start = max(arrival, lane.span[number, OPEN])
                late = max(0.0, start - lane.span[number, DUE]) * lane.late[j]
                slot = int((start + lane.length[j] - figure[EARLIEST]) / step)
                if slot < least.shape[1]:
                    best = min(best, lane.out_cost[j] + lane.cost[j] - prices.visit[j] + late + least[j, slot])
    return best

"""All rounds of one shift that cost less than a limit at given prices: what a whole roster can be put together from.

The labels are pricing.py's, but every visit is remembered, and only ways over the same visits are compared.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from .labels import (
    BEFORE,
    BREAK_EARLIEST,
    BREAK_LENGTH,
    CLOSE,
    COST,
    CREDIT,
    DEAD,
    DONE,
    DUE,
    EARLIEST,
    FAR,
    NEXT,
    NODE,
    OPEN,
    STANCE,
)
from .pricing import begin, better, follow, still, successors, whole

_HASH = 1 << 16


@njit(cache=True, nogil=True)
def place_of(labels, label):
    """Where labels over the same visits, at the same one and with the same break, are looked for."""
    key = np.uint64(labels.link[label, NODE] * 4 + labels.link[label, STANCE])
    for word in range(labels.been.shape[1]):
        key = (key ^ labels.been[label, word]) * np.uint64(0x9E3779B97F4A7C15)
        key ^= key >> np.uint64(29)
    return int(key & np.uint64(_HASH - 1))


@njit(cache=True, nogil=True)
def alike(labels, one, two):
    """Whether two labels stand at the same visit over the same visits and with the same break."""
    if labels.link[one, NODE] != labels.link[two, NODE] or labels.link[one, STANCE] != labels.link[two, STANCE]:
        return False
    return (labels.been[one] == labels.been[two]).all()


@njit(cache=True, nogil=True)
def enter(lane, prices, labels, new, head):
    """Keep a label unless one over the same visits is as good. True when it is kept."""
    link = labels.link
    place = place_of(labels, new)
    other = head[place]
    while other >= 0:
        if not link[other, DEAD] and alike(labels, other, new):
            if labels.time[other, DONE] <= labels.time[new, DONE] and better(lane, prices, labels, other, new):
                return False
            if labels.time[new, DONE] <= labels.time[other, DONE] and better(lane, prices, labels, new, other):
                link[other, DEAD] = 1
        other = link[other, NEXT]
    link[new, NEXT] = head[place]
    link[new, DEAD] = 0
    head[place] = new
    return True


@njit(cache=True, nogil=True)
def every(lane, prices, labels, ahead, arcs, below):
    """Labels from which the round that goes home costs less than ``below``, that cost, and whether the room sufficed.

    lane.near must hold every visit for each. Of rounds over the same visits only the cheapest need be there.
    """
    link = labels.link
    n, room, slots = lane.length.shape[0], link.shape[0], ahead.free.shape[3]
    head = np.full(_HASH, -1, np.int64)
    after, ways = successors(arcs)
    cost = np.full(room, FAR)
    count = 0
    for j in range(n):
        for number in range(lane.first[j], lane.first[j + 1]):
            for stance in range(4):
                if (
                    arcs[n, j]
                    and lane.stance[stance]
                    and begin(lane, prices, ahead, labels, count, j, number, stance)
                    and still(lane, ahead, labels, count, below) < below
                ):
                    count += enter(lane, prices, labels, count, head)
                if count + 4 >= room:
                    return cost[:0], False
    old = -1
    while old + 1 < count:
        old += 1
        if link[old, DEAD]:
            continue
        j = link[old, NODE]
        if arcs[j, n]:
            cost[old] = whole(lane, labels, old)
        owed = int(link[old, STANCE] == BEFORE)
        for place in range(ways[j]):
            m = after[j, place]
            if (labels.been[old, m >> 6] >> np.uint64(m & 63)) & np.uint64(1):
                continue
            paid = labels.time[old, COST] - labels.time[old, CREDIT] + lane.way[j, m] + lane.cost[m] - prices.visit[m]
            if lane.face[m] >= 0 and not (labels.bits[old, 0] >> np.uint64(lane.face[m])) & np.uint64(1):
                paid += ahead.part[m]
            for rest in range(1 + owed):
                arrival = labels.time[old, DONE] + lane.away[j, m]
                if rest:
                    arrival = max(arrival, lane.figure[BREAK_EARLIEST]) + lane.figure[BREAK_LENGTH]
                for number in range(lane.first[m], lane.first[m + 1]):
                    if arrival > lane.span[number, CLOSE]:
                        continue
                    start = max(arrival, lane.span[number, OPEN])  # a glance first: most ways on lead nowhere
                    then = int((start + lane.length[m] - lane.figure[EARLIEST]) / ahead.step)
                    late = max(0.0, start - lane.span[number, DUE]) * lane.late[m]
                    if then >= slots or paid + late + ahead.free[0, owed - rest, m, then] >= below:
                        continue
                    if not follow(lane, prices, ahead, labels, old, count, m, number, rest):
                        continue
                    if still(lane, ahead, labels, count, below) < below:
                        count += enter(lane, prices, labels, count, head)
                        if count >= room:
                            return cost[:0], False
    return cost[:count], True

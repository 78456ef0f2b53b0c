"""What a round of one shift can still cost from any visit and moment on, at least: it spares labelling.py most ways.

A round that goes on from a visit at a moment pays for the waiting ahead of it; a label may be at its visit at any of
many moments. So two figures are kept of each visit and moment: what the way on costs from just then, waiting paid
(``paid``), and the least it costs from then or any later moment (``free``). Between two moments of the grid the first
falls by the price of waiting at most, because one could wait; the second never falls. Each is kept twice, for the best
next visit and for the best other one: a round that comes from the first must take the second.

The same figures of an arrival at a visit do not ask where one comes from: they are made once for each moment, and all
ways to the visit look them up.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from .labelling import legs, successors
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
    LOW,
    OPEN,
    OVER_AFTER,
    OVER_PRICE,
)

# Columns of what is kept of a visit and a moment: the best, its next visit (-1: home), the best with another
_PAID, _PAID_NEXT, _PAID_ELSE, _FREE, _FREE_NEXT, _FREE_ELSE = range(6)


class CompletionBounds(NamedTuple):
    """Least costs by moments EARLIEST + b * step; where a second index is 1 a break is still owed."""

    step: float  # ticks; no longer than any visit; 0: nothing is known
    entry: NDArray[np.float64]  # (2, n, slots) on arrival at a visit then or later, without its own cost
    over: NDArray[np.float64]  # (levels, 2, n, slots) with a visit done within the next 1, 2, 4, ... slots
    far: NDArray[np.int64]  # (slots + 1,) the level for so many slots
    part: NDArray[np.float64]  # (n,) the share of a new face's price in a visit's cost
    credit: NDArray[np.float64]  # (64,) how much of a face's price may be counted too often once it is met


@njit(cache=True, nogil=True, inline="always")
def placed(best, next_visit, other, value, visit, value_else):
    """The best, its next visit and the best with another, given one more best, its next visit and best with another."""
    if visit == next_visit:
        return min(best, value), visit, min(other, value_else)
    if value < best:
        return value, visit, min(best, value_else)
    return best, next_visit, min(other, value)


@njit(cache=True, nogil=True)
def shares(lane, prices):
    """Each new face's price in equal parts on its visits, and how much of it is then counted too often at most."""
    n = lane.length.shape[0]
    part, credit, times = np.zeros(n), np.zeros(64), np.zeros(64)
    for j in range(n):
        if lane.face[j] >= 0:
            times[lane.face[j]] += 1
    for j in range(n):
        bit = lane.face[j]
        if bit >= 0:
            part[j] = prices.face[bit] / times[bit]
            credit[bit] = prices.face[bit] - part[j]
    return part, credit


@njit(cache=True, nogil=True)
def arrive(lane, known, step, m, slot, owed, into):
    """Fill in what is known of an arrival at visit m at a moment, from what is known of having it done later."""
    figure, span = lane.figure, lane.span
    low, now, slots = figure[LOW], figure[EARLIEST] + slot * step, known.shape[2]
    one, one_next, one_else = FAR, -1.0, FAR
    any_, any_next, any_else = FAR, -1.0, FAR
    for rest in range(1 + owed):
        ready = now
        if rest:
            if now > figure[BREAK_LATEST]:
                break
            ready = max(now, figure[BREAK_EARLIEST]) + figure[BREAK_LENGTH]
        for number in range(lane.first[m], lane.first[m + 1]):
            if ready > span[number, CLOSE]:
                continue
            start = max(ready, span[number, OPEN])
            late = max(0.0, start - span[number, DUE]) * lane.late[m]
            done = start + lane.length[m] - figure[EARLIEST]
            then = int(done / step)
            if then >= slots:
                continue
            wait = late + (start - now - (figure[BREAK_LENGTH] if rest else 0.0)) * low
            less = (done - then * step) * low
            after = known[owed - rest, m, then]
            least = after[_FREE]
            one, one_next, one_else = placed(
                one,
                one_next,
                one_else,
                wait + max(after[_PAID] - less, least),
                after[_PAID_NEXT],
                wait + max(after[_PAID_ELSE] - less, least),
            )
            any_, any_next, any_else = placed(
                any_, any_next, any_else, late + least, after[_FREE_NEXT], late + after[_FREE_ELSE]
            )
    into[_PAID], into[_PAID_NEXT], into[_PAID_ELSE] = one, one_next, one_else
    into[_FREE], into[_FREE_NEXT], into[_FREE_ELSE] = any_, any_next, any_else


@njit(cache=True, nogil=True)
def levels_of(slots):
    """(slots + 1,) for each number of slots the greatest power of 2 not above it, as its exponent."""
    level = np.zeros(slots + 1, np.int64)
    for many in range(2, slots + 1):
        level[many] = level[many >> 1] + 1
    return level


@njit(cache=True, nogil=True)
def moments_asked(lane, step):
    """(n,) the first and the last slot in which each visit may be done: nobody asks for others."""
    n, earliest = lane.length.shape[0], lane.figure[EARLIEST]
    first, last = np.zeros(n, np.int64), np.zeros(n, np.int64)
    for j in range(n):
        first[j] = int((lane.span[lane.first[j], OPEN] + lane.length[j] - earliest) / step)
        last[j] = int((lane.span[lane.first[j + 1] - 1, CLOSE] + lane.length[j] - earliest) / step)
    return first, last


@njit(cache=True, nogil=True)
def hops_of(away, step, low):
    """(n, n) whole slots of each way between visits, and what waiting over the rest of it would cost."""
    n = away.shape[1]
    hop, less = np.zeros((n, n), np.int64), np.zeros((n, n))
    for j in range(n):
        for m in range(n):
            hop[j, m] = int(away[j, m] / step)
            less[j, m] = (away[j, m] - hop[j, m] * step) * low
    return hop, less


@njit(cache=True, nogil=True)
def cost_home(lane, j, now):
    """What going home from visit j at a moment costs; FAR when it is too late."""
    figure, back = lane.figure, now + lane.home[j]
    if back > figure[LATEST]:
        return FAR
    return lane.home_cost[j] + max(0.0, back - figure[OVER_AFTER]) * figure[OVER_PRICE]


@njit(cache=True, nogil=True)
def leave(j, slot, follow, hop, less, cost, reached, home, into):
    """Fill in what is known of having visit j done in a slot, from what is known of arrivals elsewhere later.

    follow: the visits that may be next. reached: (n, slots, 6) arrivals. home: cost of the end, FAR where it must not.
    """
    one, one_next, one_else = home, -1, FAR
    any_, any_next, any_else = home, -1, FAR
    for m in follow:
        at = slot + hop[j, m]
        if at >= reached.shape[1]:
            continue
        free = cost[j, m] + reached[m, at, _FREE_ELSE if reached[m, at, _FREE_NEXT] == j else _FREE]
        paid = cost[j, m] + reached[m, at, _PAID_ELSE if reached[m, at, _PAID_NEXT] == j else _PAID]
        paid = max(paid - less[j, m], free)
        one_else = min(one_else, max(one, paid))
        one_next = m if paid < one else one_next
        one = min(one, paid)
        any_else = min(any_else, max(any_, free))
        any_next = m if free < any_ else any_next
        any_ = min(any_, free)
    into[_PAID], into[_PAID_NEXT], into[_PAID_ELSE] = one, one_next, one_else
    into[_FREE], into[_FREE_NEXT], into[_FREE_ELSE] = any_, any_next, any_else


@njit(cache=True, nogil=True)
def widen(over, breaks, soon, late_at):
    """Fill in the levels of ``over`` above the first: each from two spans of the one below, half as long."""
    levels, _, n, slots = over.shape
    for owed in range(1 + breaks):
        for j in range(n):
            first, end = max(0, soon[j]), min(slots, late_at[j] + 1)
            for level in range(1, levels):
                reach = 1 << (level - 1)
                for b in range(first, end):
                    there = over[level - 1, owed, j, b + reach] if b + reach < end else FAR
                    over[level, owed, j, b] = min(over[level - 1, owed, j, b], there)


@njit(cache=True, nogil=True)
def completions(lane, prices, arcs, step, slots):
    """What is ahead at these prices. Visits are hardly remembered, a new face is paid in equal parts by its visits."""
    n, figure = lane.length.shape[0], lane.figure
    part, credit = shares(lane, prices)
    far = levels_of(slots)
    over = np.full((far[slots] + 1, 2, n, slots), -FAR)
    entry = np.full((2, n, slots), -FAR)
    if step <= 0:
        return CompletionBounds(step, entry, over, far, part, credit)
    breaks = int(lane.stance[BEFORE] > 0)
    after, count = successors(arcs)
    away, cost = legs(lane, prices, part)
    hop, less = hops_of(away, step, figure[LOW])
    soon, late_at = moments_asked(lane, step)
    known = np.full((2, n, slots, 6), FAR)  # of having a visit done
    known[:, :, :, _PAID_NEXT] = known[:, :, :, _FREE_NEXT] = -1.0
    reached = known.copy()  # of an arrival
    for b in range(slots - 1, -1, -1):
        for m in range(n):
            for owed in range(1 + breaks):
                arrive(lane, known, step, m, b, owed, reached[owed, m, b])
                entry[owed, m, b] = reached[owed, m, b, _FREE]
        for j in range(n):
            if b < soon[j] or b > late_at[j]:
                continue
            home = cost_home(lane, j, figure[EARLIEST] + b * step)
            for owed in range(1 + breaks):
                there, end = known[owed, j, b], FAR if owed else home
                leave(j, b, after[j, : count[j]], hop, less, cost, reached[owed], end, there)
                over[0, owed, j, b] = max(there[_FREE], there[_PAID] - step * figure[LOW])
    widen(over, breaks, soon, late_at)
    return CompletionBounds(step, entry, over, far, part, credit)


@njit(cache=True, nogil=True)
def outset(lane, prices, ahead):
    """Less than any round costs: the best first visit, and what completions() knows of the arrival there."""
    best = FAR
    for m in range(lane.length.shape[0]):
        slot = int(lane.out[m] / ahead.step)
        if slot < ahead.entry.shape[2]:
            cost = lane.out_cost[m] + lane.cost[m] - prices.visit[m] + ahead.part[m]
            owed = ahead.entry[1, m, slot] if lane.stance[BEFORE] > 0 else FAR
            best = min(best, cost + min(ahead.entry[0, m, slot], owed))
    return best

"""The inner loop: propose, price, keep or undo, remember the best. In numba, without the lock, a slice at a time."""

from __future__ import annotations

import numpy as np
from numba import njit

from .insertion import draw
from .kernel import load, mark, meet, miss, price_extremes, price_worker, undo
from .layout import ABSENT, BAD, BASE, BEST, OWED, PRICE_MAX_IDLE, RETIME, SOFT_SUM, SOFT_TAU, SOFT_TOP, TOTAL, WORK
from .moves import DROP, HOLD, RELOCATE, RUIN, TOGETHER, make, recreate
from .soft import soften

_AT_LEAST = 8  # work of a light move that is refused at once, in stops walked


@njit(cache=True, nogil=True)
def hold_lines(data, state, line, size, hold):
    """Load a roster as it is, no tied unit before its hold; returns its cost or BAD."""
    return load(data, state, line, size, hold)


@njit(cache=True, nogil=True)
def begin(data, state, line, size, hold):
    """Load a roster (empty lines for none), insert what is missing greedily, and take the result as the best so far."""
    cost = hold_lines(data, state, line, size, hold)
    if cost >= BAD:
        return cost
    cost = recreate(data, state, 0.0, state.absent.shape[0], True)
    mark(data, state)
    remember(data, state)
    return cost


@njit(cache=True, nogil=True)
def remember(data, state):
    """Keep a copy of the present roster as the best."""
    state.total[BEST] = state.total[TOTAL]
    for k in range(state.size.shape[0]):
        state.best_size[k] = state.size[k]
        for i in range(state.size[k]):
            state.best_line[k, i] = state.line[k, i]
    state.best_hold[:] = state.hold
    state.best_time[:] = state.time
    state.best_route[:] = state.route


@njit(cache=True, nogil=True)
def recall(data, state):
    """Go back to the best roster, times and breaks as they were found.

    Not by measuring again: where breaks and ties meet, more than one set of times can stand for the same lines.
    """
    total = state.total
    state.at[:] = -1
    state.met[:] = 0
    state.absent_at[:] = -1
    total[ABSENT] = 0
    for k in range(state.size.shape[0]):
        state.size[k] = state.best_size[k]
        for i in range(state.size[k]):
            unit = state.best_line[k, i]
            state.line[k, i] = unit
            state.at[unit] = k
            meet(data, state, unit, k, 1)
    state.hold[:] = state.best_hold
    state.time[:] = state.best_time
    state.route[:] = state.best_route
    for bundle in range(data.bundle.shape[0]):
        if state.at[data.member[data.bundle[bundle, 0]]] < 0:
            miss(data, state, bundle)
    for worker in range(state.worker_cost.shape[0]):
        state.worker_cost[worker] = price_worker(data, state, worker)
    total[TOTAL] = total[BEST]
    total[BASE] = total[BEST] - price_extremes(data, state)
    mark(data, state)
    return total[TOTAL]


@njit(cache=True, nogil=True)
def slice_of_search(data, state, moves, hot, cold, ruins, soft):
    """Make ``moves`` moves while ``hot`` cools to ``cold``, a share ``ruins`` of the work in ruin and recreate.

    Work, not moves: one ruin takes as long as a hundred to a thousand light moves, by size and ties.
    soft: by how much of the temperature the largest idle time is softened, see soft.py.
    """
    cooling = (cold / hot) ** (1.0 / max(1, moves))
    temperature, total = hot, state.total
    state.soft[SOFT_TAU] = max(1.0, soft * hot / max(1, data.price[PRICE_MAX_IDLE]))
    beyond = soften(data, state)
    top, weights = state.soft[SOFT_TOP], state.soft[SOFT_SUM]
    kinds = np.arange(RELOCATE, HOLD + 1)
    several = TOGETHER - RELOCATE
    if data.link.shape[0] > 0:
        several = add_kind(kinds, several, TOGETHER)
        if data.price[RETIME]:
            several = add_kind(kinds, several, HOLD)
    if cheapest_bundle(data) < 5.0 * hot:
        several = add_kind(kinds, several, DROP)
    for _ in range(moves):
        temperature *= cooling
        kind = RUIN
        if total[OWED] <= 0:
            kind = kinds[int(draw(state) * several)]
        mark(data, state)
        before = total[TOTAL]
        budget = -temperature * np.log(draw(state) + 1e-300)
        total[WORK] = _AT_LEAST
        cost = make(data, state, kind, budget)
        total[OWED] += int(1000 * ruins) * total[WORK]
        if kind == RUIN:
            total[OWED] -= 1000 * total[WORK]
        state.tally[kind, 0] += 1
        beyond_now = soften(data, state) if cost < BAD else 0.0
        if cost >= BAD or cost - before + beyond_now - beyond >= budget:
            undo(data, state)
            state.soft[SOFT_TOP], state.soft[SOFT_SUM] = top, weights
            continue
        beyond, top, weights = beyond_now, state.soft[SOFT_TOP], state.soft[SOFT_SUM]
        state.tally[kind, 1] += 1
        if cost < total[BEST]:
            state.tally[kind, 2] += 1
            remember(data, state)
    return total[BEST]


@njit(cache=True, nogil=True)
def add_kind(kinds, several, kind):
    """Enter a kind of move behind the first ``several``; returns how many there are now."""
    kinds[several] = kind
    return several + 1


@njit(cache=True, nogil=True)
def cheapest_bundle(data):
    """The least that leaving something unserved costs."""
    least = BAD
    for bundle in range(data.bundle.shape[0]):
        least = min(least, data.bundle[bundle, 2])
    return least

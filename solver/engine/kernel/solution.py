"""Whole rosters in and out of the state: load one from lines, remember the best, go back to it."""

from __future__ import annotations

from numba import njit

from .continuity import meet
from .gap_costs import recall_wishes
from .insert_remove import place
from .layout import ABSENT, BASE, BEST, FREE, NEVER, OLD_IDLE, OLD_LATE, OLD_WAIT, ONE, SOUGHT, TOTAL, TOUCHED
from .propagate import carry
from .unassigned import block, enlist, serve
from .undo import mark
from .worker_costs import price_extremes, price_worker
from .worklist import push


@njit(cache=True, nogil=True)
def fill(array, value):
    """One value everywhere. A loop: numba takes half a second to compile each assignment to a slice."""
    for i in range(array.size):
        array.flat[i] = value


@njit(cache=True, nogil=True)
def copy(array, source):
    """All values of an array of the same shape; a loop as in fill()."""
    for i in range(array.size):
        array.flat[i] = source.flat[i]


@njit(cache=True, nogil=True)
def load(data, state, line, size, hold, pause, order):
    """Replace the whole roster by the given lines; everything not in them is unserved. Returns its cost or BAD.

    A bundle that is only partly in the lines counts as served, and of two in conflict both cannot be: the caller sees
    to it that there are none. order: which of two visits goes first that may not overlap, UNDECIDED: as it turns out.
    """
    total = state.total
    best = total[BEST]
    fill(total, 0)
    total[BEST] = best
    fill(state.at, -1)
    fill(state.met, 0)
    fill(state.is_touched, 0)
    fill(state.queued, 0)
    fill(state.route, 0)
    fill(state.worker_cost, 0)
    fill(state.absent_at, -1)
    fill(state.blocked, 0)
    fill(state.is_changed, 0)
    fill(state.time, NEVER)
    fill(state.seen, 0)
    fill(state.is_turned, 0)
    fill(state.is_repriced, 0)
    fill(state.wish_cost, 0)
    fill(state.paid, 0)
    for pair in range(order.shape[0]):
        state.order[pair] = order[pair]
    total[SOUGHT] = -1
    for unit in range(state.hold.shape[0]):
        state.hold[unit] = hold[unit]
    for bundle in range(data.bundle.shape[0]):
        enlist(state, bundle)
        if not data.conflict_of[bundle].is_joint:
            total[BASE] += data.bundle[bundle].cost
    for k in range(size.shape[0]):
        state.pause[k] = pause[k]
        state.size[k] = 0
        state.is_touched[k] = 1  # nothing to keep copies for
    for worker in range(state.worker_cost.shape[0]):
        state.worker_cost[worker] = price_worker(data, state, worker)
        total[BASE] += state.worker_cost[worker]
    for k in range(size.shape[0]):
        for i in range(size[k]):
            place(data, state, k, i, line[k, i])
            bundle = data.unit[line[k, i]].bundle
            if state.absent_at[bundle] >= 0:
                serve(data, state, bundle)
        push(state, k)
        state.touched[k] = k
    total[TOUCHED] = size.shape[0]
    cost = carry(data, state, ONE, 60 + 40 * state.queue.shape[0])
    fill(state.pause, FREE)
    mark(data, state)
    return cost


@njit(cache=True, nogil=True)
def remember(data, state):
    """Keep a copy of the present roster as the best."""
    state.total[BEST] = state.total[TOTAL]
    for k in range(state.size.shape[0]):
        state.best_size[k] = state.size[k]
        for i in range(state.size[k]):
            state.best_line[k, i] = state.line[k, i]
    copy(state.best_hold, state.hold)
    copy(state.best_time, state.time)
    copy(state.best_order, state.order)
    copy(state.best_route, state.route)


@njit(cache=True, nogil=True)
def recall(data, state):
    """Go back to the best roster, times and breaks as they were found.

    Not by measuring again: where breaks and ties meet, more than one set of times can stand for the same lines.
    """
    total = state.total
    fill(state.at, -1)
    fill(state.met, 0)
    fill(state.absent_at, -1)
    fill(state.blocked, 0)
    total[ABSENT] = 0
    for k in range(state.size.shape[0]):
        state.size[k] = state.best_size[k]
        for i in range(state.size[k]):
            unit = state.best_line[k, i]
            state.line[k, i] = unit
            state.at[unit] = k
            meet(data, state, unit, k, 1)
    copy(state.hold, state.best_hold)
    copy(state.time, state.best_time)
    copy(state.order, state.best_order)
    copy(state.route, state.best_route)
    recall_wishes(data, state)
    for bundle in range(data.bundle.shape[0]):
        if state.at[data.member[data.bundle[bundle].first]] < 0:
            enlist(state, bundle)
    for bundle in range(data.bundle.shape[0]):
        if state.at[data.member[data.bundle[bundle].first]] >= 0:
            block(data, state, bundle, ONE)
    for worker in range(state.worker_cost.shape[0]):
        state.worker_cost[worker] = price_worker(data, state, worker)
    total[TOTAL] = total[BEST]
    total[OLD_LATE], total[OLD_WAIT], total[OLD_IDLE] = -1, -1, -1
    total[BASE] = total[BEST] - price_extremes(data, state)
    mark(data, state)
    return total[TOTAL]

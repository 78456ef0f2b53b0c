"""Whole rosters in and out of the state: load one from lines, remember the best, go back to it."""

from __future__ import annotations

from numba import njit

from .continuity import count_visit
from .gap_costs import recall_wishes
from .insert_remove import insert
from .layout import ABSENT, BASE, BEST, FREE, NEVER, OLD_IDLE, OLD_LATE, OLD_WAIT, ONE, SOUGHT, TOTAL, TOUCHED
from .propagate import propagate
from .unassigned import assign, block, list_open
from .undo import checkpoint
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
    total = state.scalars
    best = total[BEST]
    fill(total, 0)
    total[BEST] = best
    fill(state.route_of, -1)
    fill(state.visits_between, 0)
    fill(state.is_touched, 0)
    fill(state.queued, 0)
    fill(state.route, 0)
    fill(state.worker_cost, 0)
    fill(state.unassigned_at, -1)
    fill(state.conflicts, 0)
    fill(state.is_changed, 0)
    fill(state.time, NEVER)
    fill(state.scan_stamp, 0)
    fill(state.is_turned, 0)
    fill(state.is_repriced, 0)
    fill(state.wish_cost, 0)
    fill(state.paid, 0)
    for pair in range(order.shape[0]):
        state.order[pair] = order[pair]
    total[SOUGHT] = -1
    for unit in range(state.not_before.shape[0]):
        state.not_before[unit] = hold[unit]
    for bundle in range(data.bundle.shape[0]):
        list_open(state, bundle)
        if not data.conflict_of[bundle].is_joint:
            total[BASE] += data.bundle[bundle].cost
    for k in range(size.shape[0]):
        state.break_position[k] = pause[k]
        state.route_size[k] = 0
        state.is_touched[k] = 1  # nothing to keep copies for
    for worker in range(state.worker_cost.shape[0]):
        state.worker_cost[worker] = price_worker(data, state, worker)
        total[BASE] += state.worker_cost[worker]
    for k in range(size.shape[0]):
        for i in range(size[k]):
            insert(data, state, k, i, line[k, i])
            bundle = data.unit[line[k, i]].bundle
            if state.unassigned_at[bundle] >= 0:
                assign(data, state, bundle)
        push(state, k)
        state.touched[k] = k
    total[TOUCHED] = size.shape[0]
    cost = propagate(data, state, ONE, 60 + 40 * state.queue.shape[0])
    fill(state.break_position, FREE)
    checkpoint(data, state)
    return cost


@njit(cache=True, nogil=True)
def save_best(data, state):
    """Keep a copy of the present roster as the best."""
    state.scalars[BEST] = state.scalars[TOTAL]
    for k in range(state.route_size.shape[0]):
        state.best_route_size[k] = state.route_size[k]
        for i in range(state.route_size[k]):
            state.best_route_units[k, i] = state.route_units[k, i]
    copy(state.best_not_before, state.not_before)
    copy(state.best_time, state.time)
    copy(state.best_order, state.order)
    copy(state.best_route, state.route)


@njit(cache=True, nogil=True)
def restore_best(data, state):
    """Go back to the best roster, times and breaks as they were found.

    Not by measuring again: where breaks and ties meet, more than one set of times can stand for the same lines.
    """
    total = state.scalars
    fill(state.route_of, -1)
    fill(state.visits_between, 0)
    fill(state.unassigned_at, -1)
    fill(state.conflicts, 0)
    total[ABSENT] = 0
    for k in range(state.route_size.shape[0]):
        state.route_size[k] = state.best_route_size[k]
        for i in range(state.route_size[k]):
            unit = state.best_route_units[k, i]
            state.route_units[k, i] = unit
            state.route_of[unit] = k
            count_visit(data, state, unit, k, 1)
    copy(state.not_before, state.best_not_before)
    copy(state.time, state.best_time)
    copy(state.order, state.best_order)
    copy(state.route, state.best_route)
    recall_wishes(data, state)
    for bundle in range(data.bundle.shape[0]):
        if state.route_of[data.member[data.bundle[bundle].first]] < 0:
            list_open(state, bundle)
    for bundle in range(data.bundle.shape[0]):
        if state.route_of[data.member[data.bundle[bundle].first]] >= 0:
            block(data, state, bundle, ONE)
    for worker in range(state.worker_cost.shape[0]):
        state.worker_cost[worker] = price_worker(data, state, worker)
    total[TOTAL] = total[BEST]
    total[OLD_LATE], total[OLD_WAIT], total[OLD_IDLE] = -1, -1, -1
    total[BASE] = total[BEST] - price_extremes(data, state)
    checkpoint(data, state)
    return total[TOTAL]

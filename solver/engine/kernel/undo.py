"""What was touched since the last mark, and the way back. Numba.

Every change that is made is made for real and priced exactly; what turns out worse is undone from copies of the touched
routes.
"""

from __future__ import annotations

from numba import njit

from .continuity import count_visit
from .gap_costs import mark_wishes, undo_wishes
from .layout import (
    ABSENT,
    BASE,
    CHANGED,
    MOST_IDLE,
    MOST_LATE,
    MOST_WAIT,
    OLD_ABSENT,
    OLD_BASE,
    OLD_IDLE,
    OLD_LATE,
    OLD_TOTAL,
    OLD_WAIT,
    QUEUED,
    TIME_COLUMNS,
    TOTAL,
    TOUCHED,
)
from .visit_order import mark_orders, undo_orders
from .worker_costs import price_worker
from .worklist import pop


@njit(cache=True, nogil=True)
def checkpoint(data, state):
    """Forget what was touched: from here on, rollback() leads back to this moment."""
    total = state.scalars
    for i in range(total[TOUCHED]):
        state.is_touched[state.touched[i]] = 0
    total[TOUCHED] = 0
    total[OLD_BASE], total[OLD_TOTAL], total[OLD_ABSENT] = total[BASE], total[TOTAL], total[ABSENT]
    total[OLD_LATE], total[OLD_WAIT], total[OLD_IDLE] = total[MOST_LATE], total[MOST_WAIT], total[MOST_IDLE]
    for i in range(total[ABSENT]):
        state.old_unassigned[i] = state.unassigned[i]
    for i in range(total[CHANGED]):
        state.is_changed[state.changed[i]] = 0
    total[CHANGED] = 0
    mark_orders(state)
    mark_wishes(state)


@njit(cache=True, nogil=True)
def save_route(state, k):
    """Keep a copy of a route before its first change."""
    if state.is_touched[k]:
        return
    state.is_touched[k] = 1
    state.touched[state.scalars[TOUCHED]] = k
    state.scalars[TOUCHED] += 1
    size = state.route_size[k]
    state.old_route_size[k] = size
    for i in range(size):
        unit = state.route_units[k, i]
        state.old_route_units[k, i] = unit
        state.old_not_before[unit] = state.not_before[unit]
        for column in range(TIME_COLUMNS):
            state.old_time[unit, column] = state.time[unit, column]
    for column in range(state.route.shape[1]):
        state.old_route[k, column] = state.route[k, column]


@njit(cache=True, nogil=True)
def rollback(data, state):
    """Back to the last checkpoint()."""
    total = state.scalars
    while total[QUEUED] > 0:
        pop(state)
    for i in range(total[TOUCHED]):
        k = state.touched[i]
        for position in range(state.route_size[k]):
            state.route_of[state.route_units[k, position]] = -1
            count_visit(data, state, state.route_units[k, position], k, -1)
    for i in range(total[TOUCHED]):
        k = state.touched[i]
        state.is_touched[k] = 0
        state.route_size[k] = state.old_route_size[k]
        for position in range(state.route_size[k]):
            unit = state.old_route_units[k, position]
            state.route_units[k, position] = unit
            state.route_of[unit] = k
            state.not_before[unit] = state.old_not_before[unit]
            count_visit(data, state, unit, k, 1)
            for column in range(TIME_COLUMNS):
                state.time[unit, column] = state.old_time[unit, column]
        for column in range(state.route.shape[1]):
            state.route[k, column] = state.old_route[k, column]
    undo_orders(state)
    undo_wishes(data, state)
    for i in range(total[TOUCHED]):
        worker = data.shift[state.touched[i]].worker
        state.worker_cost[worker] = price_worker(data, state, worker)
    total[TOUCHED] = 0
    total[MOST_LATE], total[MOST_WAIT], total[MOST_IDLE] = total[OLD_LATE], total[OLD_WAIT], total[OLD_IDLE]
    for i in range(total[ABSENT]):
        state.unassigned_at[state.unassigned[i]] = -1
    total[BASE], total[TOTAL], total[ABSENT] = total[OLD_BASE], total[OLD_TOTAL], total[OLD_ABSENT]
    for i in range(total[ABSENT]):
        state.unassigned[i] = state.old_unassigned[i]
        state.unassigned_at[state.unassigned[i]] = i
    for i in range(total[CHANGED]):
        bundle = state.changed[i]
        state.conflicts[bundle], state.is_changed[bundle] = state.old_conflicts[bundle], 0
    total[CHANGED] = 0

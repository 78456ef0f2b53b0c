"""What was touched since the last mark, and the way back. Numba.

Every change that is made is made for real and priced exactly; what turns out worse is undone from copies of the touched
routes.
"""

from __future__ import annotations

from numba import njit

from .continuity import meet
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
def mark(data, state):
    """Forget what was touched: from here on, undo() leads back to this moment."""
    total = state.total
    for i in range(total[TOUCHED]):
        state.is_touched[state.touched[i]] = 0
    total[TOUCHED] = 0
    total[OLD_BASE], total[OLD_TOTAL], total[OLD_ABSENT] = total[BASE], total[TOTAL], total[ABSENT]
    total[OLD_LATE], total[OLD_WAIT], total[OLD_IDLE] = total[MOST_LATE], total[MOST_WAIT], total[MOST_IDLE]
    for i in range(total[ABSENT]):
        state.old_absent[i] = state.absent[i]
    for i in range(total[CHANGED]):
        state.is_changed[state.changed[i]] = 0
    total[CHANGED] = 0
    mark_orders(state)
    mark_wishes(state)


@njit(cache=True, nogil=True)
def touch(state, k):
    """Keep a copy of a route before its first change."""
    if state.is_touched[k]:
        return
    state.is_touched[k] = 1
    state.touched[state.total[TOUCHED]] = k
    state.total[TOUCHED] += 1
    size = state.size[k]
    state.old_size[k] = size
    for i in range(size):
        unit = state.line[k, i]
        state.old_line[k, i] = unit
        state.old_hold[unit] = state.hold[unit]
        for column in range(TIME_COLUMNS):
            state.old_time[unit, column] = state.time[unit, column]
    for column in range(state.route.shape[1]):
        state.old_route[k, column] = state.route[k, column]


@njit(cache=True, nogil=True)
def undo(data, state):
    """Back to the last mark()."""
    total = state.total
    while total[QUEUED] > 0:
        pop(state)
    for i in range(total[TOUCHED]):
        k = state.touched[i]
        for position in range(state.size[k]):
            state.at[state.line[k, position]] = -1
            meet(data, state, state.line[k, position], k, -1)
    for i in range(total[TOUCHED]):
        k = state.touched[i]
        state.is_touched[k] = 0
        state.size[k] = state.old_size[k]
        for position in range(state.size[k]):
            unit = state.old_line[k, position]
            state.line[k, position] = unit
            state.at[unit] = k
            state.hold[unit] = state.old_hold[unit]
            meet(data, state, unit, k, 1)
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
        state.absent_at[state.absent[i]] = -1
    total[BASE], total[TOTAL], total[ABSENT] = total[OLD_BASE], total[OLD_TOTAL], total[OLD_ABSENT]
    for i in range(total[ABSENT]):
        state.absent[i] = state.old_absent[i]
        state.absent_at[state.absent[i]] = i
    for i in range(total[CHANGED]):
        bundle = state.changed[i]
        state.blocked[bundle], state.is_changed[bundle] = state.old_blocked[bundle], 0
    total[CHANGED] = 0

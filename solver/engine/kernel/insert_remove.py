"""A unit put into a route or taken out, for real; finish() of propagate.py then prices the roster exactly. Numba."""

from __future__ import annotations

from numba import njit

from .continuity import meet
from .gap_costs import pay_wishes
from .layout import BASE, BOUND, EARLIEST, HAS_APARTS, HAS_WISHES, NEVER, READY, START
from .overlaps import loosen_orders, settle_orders
from .propagate import bound_of, wake, wake_wishes
from .unassigned import miss
from .undo import touch
from .worklist import push


@njit(cache=True, nogil=True)
def place(data, state, k, position, unit):
    """Put a unit into a route. The caller ends with finish()."""
    touch(state, k)
    for i in range(state.size[k], position, -1):
        state.line[k, i] = state.line[k, i - 1]
    state.line[k, position] = unit
    state.size[k] += 1
    state.at[unit] = k
    state.total[BASE] += data.assign[data.unit[unit].visit, k] + meet(data, state, unit, k, 1)
    state.time[unit, EARLIEST] = NEVER
    state.time[unit, READY] = NEVER
    if data.unit[unit].more & HAS_WISHES:
        state.time[unit, START] = NEVER  # so that whoever waits for it hears of its start
    if data.unit[unit].links > 0:
        if data.unit[unit].more & HAS_APARTS:
            settle_orders(data, state, unit)
        state.time[unit, BOUND] = bound_of(data, state, unit)
    push(state, k)


@njit(cache=True, nogil=True)
def take(data, state, k, position):
    """Take a unit out of a route. The caller ends with finish()."""
    touch(state, k)
    unit = state.line[k, position]
    state.size[k] -= 1
    for i in range(position, state.size[k]):
        state.line[k, i] = state.line[k, i + 1]
    state.at[unit] = -1
    state.hold[unit] = NEVER
    state.total[BASE] -= data.assign[data.unit[unit].visit, k]
    state.total[BASE] += meet(data, state, unit, k, -1)
    if data.unit[unit].links > 0:
        wake(data, state, unit, NEVER)
        if data.unit[unit].more & HAS_APARTS:
            loosen_orders(data, state, unit)
    if data.unit[unit].more & HAS_WISHES:
        pay_wishes(data, state, unit)
        wake_wishes(data, state, unit, k, state.time[unit, START], state.time[unit, EARLIEST], NEVER, NEVER)
    push(state, k)


@njit(cache=True, nogil=True)
def position_of(state, unit):
    """Where in its route a unit stands."""
    k = state.at[unit]
    position = 0
    while state.line[k, position] != unit:
        position += 1
    return position


@njit(cache=True, nogil=True)
def remove_bundle(data, state, bundle):
    """Take every unit of a served bundle out of its route."""
    for i in range(data.bundle[bundle].first, data.bundle[bundle].first + data.bundle[bundle].count):
        unit = data.member[i]
        take(data, state, state.at[unit], position_of(state, unit))
    miss(data, state, bundle)

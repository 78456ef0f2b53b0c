"""A unit put into a route or taken out, for real; propagate_all() then prices the roster exactly. Numba."""

from __future__ import annotations

from numba import njit

from .continuity import count_visit
from .gap_costs import pay_wishes
from .layout import BASE, BOUND, EARLIEST, HAS_APARTS, HAS_WISHES, NEVER, READY, START
from .overlaps import loosen_orders, settle_orders
from .propagate import notify_partners, tie_bound, wake_wishes
from .unassigned import unassign
from .undo import save_route
from .worklist import push


@njit(cache=True, nogil=True)
def insert(data, state, k, position, unit):
    """Put a unit into a route. The caller ends with propagate_all()."""
    save_route(state, k)
    for i in range(state.route_size[k], position, -1):
        state.route_units[k, i] = state.route_units[k, i - 1]
    state.route_units[k, position] = unit
    state.route_size[k] += 1
    state.route_of[unit] = k
    state.scalars[BASE] += data.assign[data.unit[unit].visit, k] + count_visit(data, state, unit, k, 1)
    state.time[unit, EARLIEST] = NEVER
    state.time[unit, READY] = NEVER
    if data.unit[unit].more & HAS_WISHES:
        state.time[unit, START] = NEVER  # so that whoever waits for it hears of its start
    if data.unit[unit].links > 0:
        if data.unit[unit].more & HAS_APARTS:
            settle_orders(data, state, unit)
        state.time[unit, BOUND] = tie_bound(data, state, unit)
    push(state, k)


@njit(cache=True, nogil=True)
def remove(data, state, k, position):
    """Take a unit out of a route. The caller ends with propagate_all()."""
    save_route(state, k)
    unit = state.route_units[k, position]
    state.route_size[k] -= 1
    for i in range(position, state.route_size[k]):
        state.route_units[k, i] = state.route_units[k, i + 1]
    state.route_of[unit] = -1
    state.not_before[unit] = NEVER
    state.scalars[BASE] -= data.assign[data.unit[unit].visit, k]
    state.scalars[BASE] += count_visit(data, state, unit, k, -1)
    if data.unit[unit].links > 0:
        notify_partners(data, state, unit, NEVER)
        if data.unit[unit].more & HAS_APARTS:
            loosen_orders(data, state, unit)
    if data.unit[unit].more & HAS_WISHES:
        pay_wishes(data, state, unit)
        wake_wishes(data, state, unit, k, state.time[unit, START], state.time[unit, EARLIEST], NEVER, NEVER)
    push(state, k)


@njit(cache=True, nogil=True)
def position_of(state, unit):
    """Where in its route a unit stands."""
    k = state.route_of[unit]
    position = 0
    while state.route_units[k, position] != unit:
        position += 1
    return position


@njit(cache=True, nogil=True)
def remove_bundle(data, state, bundle):
    """Take every unit of a served bundle out of its route."""
    for i in range(data.bundle[bundle].first, data.bundle[bundle].first + data.bundle[bundle].count):
        unit = data.member[i]
        remove(data, state, state.route_of[unit], position_of(state, unit))
    unassign(data, state, bundle)

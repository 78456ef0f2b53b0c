"""A round in another order: a stop elsewhere, two that change places, the stops between them turned round, a string.

Where a largest idle time is priced, the lengths of ways within rounds even it out, and all of these are tried.
Elsewhere a round seldom has another order worth its while to which no stop moved by itself leads (decision 49).
"""

from __future__ import annotations

import numpy as np
from numba import njit

from .gap_costs import wishes_paid
from .insert_remove import insert, remove
from .layout import ANY, BAD, NONE, PRICE_MAX_IDLE, PRICE_SPREAD, A, B
from .move_bounds import cost_of_two_routes, greatest_saving, journeys, within_windows
from .move_kinds import CROSS_EXCHANGE, EXCHANGE, MOVES, OFF_ORDER, RELOCATE, TWO_OPT_STAR
from .propagate import propagate_all
from .segments import waiting_lower_bound

MOVED, SWAPPED, TURNED, STRING = range(4)
# What each light move between two rounds is within one
ORDERS = {RELOCATE: MOVED, EXCHANGE: SWAPPED, TWO_OPT_STAR: TURNED, CROSS_EXCHANGE: STRING}
NO_ORDER = -1
ORDER_OF = np.array([ORDERS.get(kind, NO_ORDER) for kind in range(MOVES)])


@njit(cache=True, nogil=True)
def shifted(state, k, stands, position):
    """Route k's stops from where one stands to where it is wanted, with it there, in scratch[B]: first, how many."""
    low, high = min(stands, position), max(stands, position - 1)
    for i in range(low, high + 1):
        state.scratch[B, i - low] = state.route_units[k, i]
    member = state.route_units[k, stands]
    if position > stands:
        for i in range(high - low):
            state.scratch[B, i] = state.scratch[B, i + 1]
        state.scratch[B, high - low] = member
    else:
        for i in range(high - low, 0, -1):
            state.scratch[B, i] = state.scratch[B, i - 1]
        state.scratch[B, 0] = member
    return low, high - low + 1


@njit(cache=True, nogil=True)
def reordered(state, k, how, stands, other):
    """Route k's stops from one to another in a new order in scratch[B]: the first, how many; none where it has no such.

    SWAPPED: the two in each other's place. TURNED: from the last to the first. STRING: the one and the next beyond
    the other.
    """
    low, high = min(stands, other), max(stands, other)
    if how == STRING and stands > other:
        high += 1
    span = high - low + 1
    if high >= state.route_size[k] or (how == STRING and span < 3):
        return low, 0
    turn = 2 if stands < other else span - 2
    for i in range(span):
        at = i
        if how == TURNED:
            at = span - 1 - i
        elif how == STRING:
            at = (i + turn) % span
        elif i == 0 or i == span - 1:
            at = span - 1 - i
        state.scratch[B, i] = state.route_units[k, low + at]
    return low, span


@njit(cache=True, nogil=True, inline="always")
def new_order(data, state, k, how, stands, other):
    """The stops of route k that a move within it is about, in their new order in scratch[B]: the first, how many.

    None where the move is not tried: it leads to no other order, is switched off, or windows forbid it at a glance.
    """
    if how == MOVED:
        return shifted(state, k, stands, other + 1 if stands < other else other)
    if data.price[PRICE_MAX_IDLE] == 0 or state.disabled[OFF_ORDER]:
        return stands, NONE
    later = data.unit[state.route_units[k, max(stands, other)]]
    sooner = data.unit[state.route_units[k, min(stands, other)]]
    if later.open + later.duration > sooner.close:
        return stands, NONE
    return reordered(state, k, how, stands, other)


@njit(cache=True, nogil=True, inline="always")
def put_in_order(data, state, k, how, stands, other, low, span):
    """Give k[low:low+span] the order in scratch[B], for real. Returns the new cost of the roster, or BAD."""
    if how == MOVED:  # the others keep what they are held at
        unit = state.route_units[k, stands]
        remove(data, state, k, stands)
        insert(data, state, k, other, unit)
        return propagate_all(data, state)
    for _ in range(span):
        remove(data, state, k, low)
    for i in range(span):
        insert(data, state, k, low + i, state.scratch[B, i])
    return propagate_all(data, state)


@njit(cache=True, nogil=True)
def reorder(data, state, k, how, stands, other, budget):
    """Route k with one stop where another stands, or in an order of reordered(). Returns the new cost, or BAD."""
    low, span = new_order(data, state, k, how, stands, other)
    if span == 0:
        return BAD
    for i in range(span):
        state.scratch[A, i] = state.route_units[k, low + i]
    budget += wishes_paid(state, A, span)
    least = journeys(data, state, k, low, span, B) - greatest_saving(data, state, k)
    least -= journeys(data, state, k, low, span, A)
    if data.price[PRICE_MAX_IDLE] == 0 and data.price[PRICE_SPREAD] == 0:
        if least > budget:
            return BAD
        if least + waiting_lower_bound(data, state, k, low, span, B, span, ANY) > budget:
            return BAD
    if not within_windows(data, state, k, low, span, B, span):
        return BAD
    if cost_of_two_routes(data, state, k, low, span, B, span, k, NONE, NONE, A, NONE, 0.0, budget) > budget:
        return BAD
    return put_in_order(data, state, k, how, stands, other, low, span)

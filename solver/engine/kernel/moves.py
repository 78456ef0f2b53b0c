"""The moves of the search. Each changes the state and returns its new cost, or BAD; the loop keeps or undoes it."""

from __future__ import annotations

from numba import njit

from .alternatives import switch
from .gap_costs import wishes_paid
from .insert_remove import insert, position_of, remove, remove_bundle
from .insertion import AT_ANY_LOSS, BLINK, SERVED, insert_bundle
from .insertion_bound import can_assign
from .intra_route import NO_ORDER, ORDER_OF, reorder
from .layout import ANY, BAD, COST, NONE, ONE, PRICE_MAX_IDLE, PRICE_SPREAD, WISHED, A, B
from .move_bounds import (
    arc_change,
    continuity_change,
    cost_of_two_routes,
    greatest_saving,
    inside,
    load_change,
    travel_alike,
    within_windows,
)
from .move_bundle import together
from .move_kinds import (
    CROSS_EXCHANGE,
    EXCHANGE,
    IS_LIGHT,
    MOVE_BUNDLE,
    RELOCATE,
    RUIN,
    SWAP_ROUTES,
    TWO_OPT_STAR,
    UNASSIGN,
)
from .pick import pick_near, stop_within
from .propagate import propagate_after_removal, propagate_all
from .random import draw, pick
from .ruin_recreate import ruin_and_recreate
from .segments import waiting_lower_bound
from .smoothed_max import idle_floor, smoothed_delta
from .unassigned import assign, unassign


@njit(cache=True, nogil=True)
def ticks_of(data, state, k, begin, count):
    """Time at the doors of k[begin:begin+count]."""
    ticks = NONE
    for i in range(begin, begin + count):
        ticks += data.unit[state.route_units[k, i]].duration
    return ticks


@njit(cache=True, nogil=True, inline="always")
def list_allowed(data, state, k, begin, count, units, target):
    """k[begin:begin+count] in scratch[units]; False where the worker of shift ``target`` may not serve one of them."""
    for i in range(count):
        state.scratch[units, i] = state.route_units[k, begin + i]
        if not data.allowed[data.unit[state.scratch[units, i]].visit, target]:
            return False
    return True


@njit(cache=True, nogil=True, inline="always")
def bound_exchange(data, state, k, begin, count, target, start, width, ticks):
    """The least that an exchange of scratch[A, :count] for scratch[B, :width] can change the cost of both routes.

    Their journeys, less all that they could save beside; continuity and load are apart. ticks: time at the doors that
    goes from route k to the other. Returns it for both, and for the second route by itself, idle time apart.
    """
    change, busy = arc_change(data, state, k, begin, count, B, width)
    other_change, other_busy = arc_change(data, state, target, start, width, A, count)
    if (count > 1 or width > 1) and not travel_alike(data, k, target):
        for units, stops, sign in ((A, count, 1), (B, width, -1)):
            cost, ticks_inside = inside(data, state, target, units, stops)
            other_change += sign * cost
            other_busy += sign * ticks_inside
            cost, ticks_inside = inside(data, state, k, units, stops)
            change -= sign * cost
            busy -= sign * ticks_inside
    other_least = float(other_change) - greatest_saving(data, state, target)
    if count == 0 and width == state.route_size[target]:
        other_least -= data.shift[target].use_price
    least = float(change) - greatest_saving(data, state, k) + other_least
    if width == 0 and count == state.route_size[k]:
        least -= data.shift[k].use_price
    if data.price[PRICE_MAX_IDLE] > 0:
        low, other_low = idle_floor(data, state, k, busy - ticks), idle_floor(data, state, target, other_busy + ticks)
        least += smoothed_delta(data, state, k, low, target, other_low)
    return least, other_least


@njit(cache=True, nogil=True, inline="always")
def staff_change(data, state, k, count, target, width, ticks):
    """Change in the cost of assignments, new faces and load when scratch[A, :count] is given for scratch[B, :width].

    ticks: time at the doors that goes from route k to the other.
    """
    change = continuity_change(data, state, A, count, k, target) + continuity_change(data, state, B, width, target, k)
    here, there = data.shift[k].worker, data.shift[target].worker
    if here != there:
        change += load_change(data, state, here, -ticks) + load_change(data, state, there, ticks)
    return change


@njit(cache=True, nogil=True, inline="always")
def exchange_spans(data, state, k, begin, count, target, start, width):
    """Exchange scratch[A, :count] of route k for scratch[B, :width] of another, for real. The new cost, or BAD."""
    for _ in range(count):
        remove(data, state, k, begin)
    for _ in range(width):
        remove(data, state, target, start)
    for i in range(count):
        if not can_assign(data, state, state.scratch[A, i], target):
            return BAD
        insert(data, state, target, start + i, state.scratch[A, i])
    for i in range(width):
        if not can_assign(data, state, state.scratch[B, i], k):
            return BAD
        insert(data, state, k, begin + i, state.scratch[B, i])
    return propagate_all(data, state)


@njit(cache=True, nogil=True)
def cross_exchange(data, state, k, begin, count, target, start, width, budget):
    """Exchange k[begin:begin+count] with target[start:start+width] of another route; either may be empty.

    Not tried when the journeys alone cost more than ``budget`` beyond all that both routes could save.
    """
    room = state.route_units.shape[1] - 2
    if state.route_size[k] - count + width > room or state.route_size[target] - width + count > room:
        return BAD
    ticks = ticks_of(data, state, k, begin, count) - ticks_of(data, state, target, start, width)
    if ticks > 0:  # k is the route that gets more to do: it fails more often, and is looked at first
        k, begin, count, target, start, width = target, start, width, k, begin, count
        ticks = -ticks
    if not list_allowed(data, state, k, begin, count, A, target):
        return BAD
    if not list_allowed(data, state, target, start, width, B, k):
        return BAD
    least, other_least = bound_exchange(data, state, k, begin, count, target, start, width, ticks)
    beyond = staff_change(data, state, k, count, target, width, ticks)
    if data.price[PRICE_SPREAD] == 0 and least + beyond > budget + state.scalars[WISHED]:
        return BAD
    budget += wishes_paid(state, A, count) + wishes_paid(state, B, width)
    if data.price[PRICE_SPREAD] == 0:
        if least + beyond > budget:
            return BAD
        tail = begin + count == state.route_size[k] and start + width == state.route_size[target]
        other_waits = waiting_lower_bound(data, state, target, start, width, A, count, k if tail else ANY)
        waits = waiting_lower_bound(data, state, k, begin, count, B, width, target if tail else ANY)
        other_least += other_waits
        if least + waits + other_waits + beyond > budget:
            return BAD
    if not within_windows(data, state, k, begin, count, B, width) or not within_windows(
        data, state, target, start, width, A, count
    ):
        return BAD
    most = budget - beyond
    others = (target, start, width, A, count, other_least)
    if cost_of_two_routes(data, state, k, begin, count, B, width, *others, most) > most:
        return BAD
    return exchange_spans(data, state, k, begin, count, target, start, width)


@njit(cache=True, nogil=True)
def enter(data, state, kind, unit, other, budget):
    """An absent unit beside a served one; EXCHANGE: in the place of it, which then is absent instead."""
    bundle, leaver = data.unit[unit].bundle, data.unit[other].bundle
    if state.conflicts[bundle] > 0:
        return switch(data, state, unit, other, budget)
    if data.bundle[bundle].count > 1:
        if (
            kind == CROSS_EXCHANGE
            and draw(state) < 0.1
            and insert_bundle(data, state, bundle, BLINK, AT_ANY_LOSS, ANY, ANY) == SERVED
        ):
            return propagate_all(data, state)
        return BAD
    k, position = state.route_of[other], position_of(state, other)
    if kind != RELOCATE and (kind != EXCHANGE or data.bundle[leaver].count > 1):
        return BAD
    if not can_assign(data, state, unit, k) or state.route_size[k] + 2 >= state.route_units.shape[1]:
        return BAD
    state.scratch[A, 0], state.scratch[B, 0] = unit, other
    beyond = float(continuity_change(data, state, A, ONE, ANY, k)) - data.bundle[bundle].cost
    ticks, out = data.unit[unit].duration, 0
    if kind == EXCHANGE:
        out = 1
        beyond += float(continuity_change(data, state, B, ONE, k, ANY)) + data.bundle[leaver].cost
        ticks -= data.unit[other].duration
        budget += wishes_paid(state, B, ONE)
    else:
        position += pick(state, 2)
    beyond += load_change(data, state, data.shift[k].worker, ticks)
    most = budget - beyond
    if cost_of_two_routes(data, state, k, position, out, A, ONE, k, NONE, NONE, B, NONE, 0.0, most) > most:
        return BAD
    if out > 0:
        remove(data, state, k, position)
        unassign(data, state, leaver)
    assign(data, state, bundle)
    insert(data, state, k, position, unit)
    return propagate_all(data, state)


@njit(cache=True, nogil=True, inline="always")
def drop(data, state, budget):
    """Leave a visit unserved whose price is not beyond what its rounds cost."""
    unit = pick(state, state.route_of.shape[0])
    bundle = data.unit[unit].bundle
    if state.route_of[unit] < 0:
        return BAD
    saved = 0
    for i in range(data.bundle[bundle].first, data.bundle[bundle].first + data.bundle[bundle].count):
        state.scratch[A, 0] = data.member[i]
        saved += state.route[state.route_of[data.member[i]], COST] + wishes_paid(state, A, ONE)
    if data.price[PRICE_MAX_IDLE] == 0 and data.bundle[bundle].cost > budget + saved:
        return BAD
    remove_bundle(data, state, bundle)
    return propagate_after_removal(data, state)


@njit(cache=True, nogil=True)
def local_move(data, state, kind, budget):
    """A unit and a near neighbour of it. RELOCATE: beside the neighbour. Otherwise, of different routes: EXCHANGE the
    two; TAILS: what follows the one and what begins with the other (2-opt*); SEGMENT: short strings (or-opt, cross).
    Of one route the same kinds are other orders of it, as intra_route.py has them.
    """
    unit, other = pick_near(data, state)
    if unit < 0:
        return BAD
    k, target = state.route_of[unit], state.route_of[other]
    if k < 0:
        if data.unit[unit].routes > 0 and draw(state) < 0.5:
            other = stop_within(data, state, unit)
            if other == unit:
                return BAD
        return enter(data, state, kind, unit, other, budget)
    begin, start = position_of(state, unit), position_of(state, other)
    count, width = 1, 1
    if k == target:
        how = ORDER_OF[kind]
        return BAD if how == NO_ORDER else reorder(data, state, k, how, begin, start, budget)
    if kind == RELOCATE:
        width = 0
        start += pick(state, 2)
    elif kind == TWO_OPT_STAR:
        begin += 1
        count, width = state.route_size[k] - begin, state.route_size[target] - start
    elif kind == CROSS_EXCHANGE:
        count = min(2 + pick(state, 2), state.route_size[k] - begin)
        width = pick(state, 3)
        if width == 0:
            start += pick(state, 2)
        width = min(width, state.route_size[target] - start)
    elif kind != EXCHANGE:
        return BAD
    return cross_exchange(data, state, k, begin, count, target, start, width, budget)


@njit(cache=True, nogil=True)
def swap_rounds(data, state, budget):
    """Two shifts exchange all they do, or one takes over from another: who lives nearer, or knows whom they meet."""
    unit = pick(state, state.route_of.shape[0])
    k, row = state.route_of[unit], data.unit[unit]
    if k < 0 or row.routes == 0:
        return BAD
    target = data.route[row.first_route + pick(state, row.routes)]
    if target == k:
        return BAD
    return cross_exchange(data, state, k, NONE, state.route_size[k], target, NONE, state.route_size[target], budget)


@njit(cache=True, nogil=True, inline="always")
def make(data, state, kind, budget):
    """One move of a kind; returns the new total cost or BAD. budget: the rise in cost that would still be accepted."""
    if kind == RUIN:
        return ruin_and_recreate(data, state)
    if kind == SWAP_ROUTES:
        return swap_rounds(data, state, budget)
    if kind == MOVE_BUNDLE:
        return together(data, state, budget)
    if kind == UNASSIGN:
        return drop(data, state, budget)
    if IS_LIGHT[kind]:
        return local_move(data, state, kind, budget)
    return BAD

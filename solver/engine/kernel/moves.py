"""The moves of the search. Each changes the state and returns its new cost, or BAD; the loop keeps or undoes it."""

from __future__ import annotations

from numba import njit

from .alternatives import switch
from .gap_costs import wishes_paid
from .insert_remove import place, position_of, remove_bundle, take
from .insertion import AT_ANY_LOSS, BLINK, SERVED, insert_bundle
from .insertion_bound import may_serve
from .intra_route import NO_ORDER, ORDER_OF, reorder
from .layout import ANY, BAD, COST, NONE, ONE, PRICE_MAX_IDLE, PRICE_SPREAD, WISHED, A, B
from .move_bounds import alone, could_save, detour, fits, inside, load_change, meetings, travel_alike
from .move_bundle import together
from .move_kinds import DROP, EXCHANGE, IS_LIGHT, RELOCATE, ROUNDS, RUIN, SEGMENT, TAILS, TOGETHER
from .pick import pick_near, stop_within
from .propagate import finish, settle_down
from .random import draw, pick
from .ruin_recreate import ruin_and_recreate
from .segments import least_wait
from .smoothed_max import idle_floor, soft_change
from .unassigned import miss, serve


@njit(cache=True, nogil=True)
def ticks_of(data, state, k, begin, count):
    """Time at the doors of line[k][begin:begin+count]."""
    ticks = NONE
    for i in range(begin, begin + count):
        ticks += data.unit[state.line[k, i]].duration
    return ticks


@njit(cache=True, nogil=True)
def swap_spans(data, state, k, begin, count, target, start, width, budget):
    """Exchange line[k][begin:begin+count] with line[target][start:start+width] of another route; either may be empty.

    Not tried when the journeys alone cost more than ``budget`` beyond all that both routes could save.
    """
    room = state.line.shape[1] - 2
    if state.size[k] - count + width > room or state.size[target] - width + count > room:
        return BAD
    ticks = ticks_of(data, state, k, begin, count) - ticks_of(data, state, target, start, width)
    if ticks > 0:  # k is the route that gets more to do: it fails more often, and is looked at first
        k, begin, count, target, start, width = target, start, width, k, begin, count
        ticks = -ticks
    for i in range(count):
        state.list[A, i] = state.line[k, begin + i]
        if not data.allowed[data.unit[state.list[A, i]].visit, target]:
            return BAD
    for i in range(width):
        state.list[B, i] = state.line[target, start + i]
        if not data.allowed[data.unit[state.list[B, i]].visit, k]:
            return BAD
    change, busy = detour(data, state, k, begin, count, B, width)
    other_change, other_busy = detour(data, state, target, start, width, A, count)
    if (count > 1 or width > 1) and not travel_alike(data, k, target):
        for units, stops, sign in ((A, count, 1), (B, width, -1)):
            cost, ticks_inside = inside(data, state, target, units, stops)
            other_change += sign * cost
            other_busy += sign * ticks_inside
            cost, ticks_inside = inside(data, state, k, units, stops)
            change -= sign * cost
            busy -= sign * ticks_inside
    other_least = float(other_change) - could_save(data, state, target)
    if count == 0 and width == state.size[target]:
        other_least -= data.shift[target].use_price
    least = float(change) - could_save(data, state, k) + other_least
    if width == 0 and count == state.size[k]:
        least -= data.shift[k].use_price
    beyond = meetings(data, state, A, count, k, target)
    beyond += meetings(data, state, B, width, target, k)
    here, there = data.shift[k].worker, data.shift[target].worker
    if here != there:
        beyond += load_change(data, state, here, -ticks) + load_change(data, state, there, ticks)
    if data.price[PRICE_MAX_IDLE] > 0:
        low, other_low = idle_floor(data, state, k, busy - ticks), idle_floor(data, state, target, other_busy + ticks)
        least += soft_change(data, state, k, low, target, other_low)
    if data.price[PRICE_SPREAD] == 0 and least + beyond > budget + state.total[WISHED]:
        return BAD
    budget += wishes_paid(state, A, count) + wishes_paid(state, B, width)
    if data.price[PRICE_SPREAD] == 0:
        if least + beyond > budget:
            return BAD
        tail = begin + count == state.size[k] and start + width == state.size[target]
        other_waits = least_wait(data, state, target, start, width, A, count, k if tail else ANY)
        waits = least_wait(data, state, k, begin, count, B, width, target if tail else ANY)
        other_least += other_waits
        if least + waits + other_waits + beyond > budget:
            return BAD
    if not fits(data, state, k, begin, count, B, width) or not fits(data, state, target, start, width, A, count):
        return BAD
    most = budget - beyond
    others = (target, start, width, A, count, other_least)
    cost = alone(data, state, k, begin, count, B, width, *others, most)
    if cost > most:
        return BAD
    for _ in range(count):
        take(data, state, k, begin)
    for _ in range(width):
        take(data, state, target, start)
    for i in range(count):
        if not may_serve(data, state, state.list[A, i], target):
            return BAD
        place(data, state, target, start + i, state.list[A, i])
    for i in range(width):
        if not may_serve(data, state, state.list[B, i], k):
            return BAD
        place(data, state, k, begin + i, state.list[B, i])
    return finish(data, state)


@njit(cache=True, nogil=True)
def enter(data, state, kind, unit, other, budget):
    """An absent unit beside a served one; EXCHANGE: in the place of it, which then is absent instead."""
    bundle, leaver = data.unit[unit].bundle, data.unit[other].bundle
    if state.blocked[bundle] > 0:
        return switch(data, state, unit, other, budget)
    if data.bundle[bundle].count > 1:
        if (
            kind == SEGMENT
            and draw(state) < 0.1
            and insert_bundle(data, state, bundle, BLINK, AT_ANY_LOSS, ANY, ANY) == SERVED
        ):
            return finish(data, state)
        return BAD
    k, position = state.at[other], position_of(state, other)
    if kind != RELOCATE and (kind != EXCHANGE or data.bundle[leaver].count > 1):
        return BAD
    if not may_serve(data, state, unit, k) or state.size[k] + 2 >= state.line.shape[1]:
        return BAD
    state.list[A, 0], state.list[B, 0] = unit, other
    beyond = float(meetings(data, state, A, ONE, ANY, k)) - data.bundle[bundle].cost
    ticks, out = data.unit[unit].duration, 0
    if kind == EXCHANGE:
        out = 1
        beyond += float(meetings(data, state, B, ONE, k, ANY)) + data.bundle[leaver].cost
        ticks -= data.unit[other].duration
        budget += wishes_paid(state, B, ONE)
    else:
        position += pick(state, 2)
    beyond += load_change(data, state, data.shift[k].worker, ticks)
    most = budget - beyond
    if alone(data, state, k, position, out, A, ONE, k, NONE, NONE, B, NONE, 0.0, most) > most:
        return BAD
    if out > 0:
        take(data, state, k, position)
        miss(data, state, leaver)
    serve(data, state, bundle)
    place(data, state, k, position, unit)
    return finish(data, state)


@njit(cache=True, nogil=True, inline="always")
def drop(data, state, budget):
    """Leave a visit unserved whose price is not beyond what its rounds cost."""
    unit = pick(state, state.at.shape[0])
    bundle = data.unit[unit].bundle
    if state.at[unit] < 0:
        return BAD
    saved = 0
    for i in range(data.bundle[bundle].first, data.bundle[bundle].first + data.bundle[bundle].count):
        state.list[A, 0] = data.member[i]
        saved += state.route[state.at[data.member[i]], COST] + wishes_paid(state, A, ONE)
    if data.price[PRICE_MAX_IDLE] == 0 and data.bundle[bundle].cost > budget + saved:
        return BAD
    remove_bundle(data, state, bundle)
    return settle_down(data, state)


@njit(cache=True, nogil=True)
def light_move(data, state, kind, budget):
    """A unit and a near neighbour of it. RELOCATE: beside the neighbour. Otherwise, of different routes: EXCHANGE the
    two; TAILS: what follows the one and what begins with the other (2-opt*); SEGMENT: short strings (or-opt, cross).
    Of one route the same kinds are other orders of it, as intra_route.py has them.
    """
    unit, other = pick_near(data, state)
    if unit < 0:
        return BAD
    k, target = state.at[unit], state.at[other]
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
    elif kind == TAILS:
        begin += 1
        count, width = state.size[k] - begin, state.size[target] - start
    elif kind == SEGMENT:
        count = min(2 + pick(state, 2), state.size[k] - begin)
        width = pick(state, 3)
        if width == 0:
            start += pick(state, 2)
        width = min(width, state.size[target] - start)
    elif kind != EXCHANGE:
        return BAD
    return swap_spans(data, state, k, begin, count, target, start, width, budget)


@njit(cache=True, nogil=True)
def swap_rounds(data, state, budget):
    """Two shifts exchange all they do, or one takes over from another: who lives nearer, or knows whom they meet."""
    unit = pick(state, state.at.shape[0])
    k, row = state.at[unit], data.unit[unit]
    if k < 0 or row.routes == 0:
        return BAD
    target = data.route[row.first_route + pick(state, row.routes)]
    if target == k:
        return BAD
    return swap_spans(data, state, k, NONE, state.size[k], target, NONE, state.size[target], budget)


@njit(cache=True, nogil=True, inline="always")
def make(data, state, kind, budget):
    """One move of a kind; returns the new total cost or BAD. budget: the rise in cost that would still be accepted."""
    if kind == RUIN:
        return ruin_and_recreate(data, state)
    if kind == ROUNDS:
        return swap_rounds(data, state, budget)
    if kind == TOGETHER:
        return together(data, state, budget)
    if kind == DROP:
        return drop(data, state, budget)
    if IS_LIGHT[kind]:
        return light_move(data, state, kind, budget)
    return BAD

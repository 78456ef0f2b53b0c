"""Costs of how two visits lie to each other in time, too soon after one another or both at once, and of how one lies to
the clock, before or after what was promised. Numba.

They are priced from the starts as they are, whenever a round was measured that has one of the two. A stop waits for
such a wish where that costs nothing (postpone.py).
"""

from __future__ import annotations

from numba import njit

from .layout import (
    BASE,
    HAS_WISHES,
    LATEST,
    NEVER,
    OVERLAPS,
    REPRICED,
    START,
    TOO_EARLY,
    TOO_LATE,
    W_EARLIEST,
    W_LIMIT,
    WISHED,
    WISHES,
)
from .visit_order import of_unit


@njit(cache=True, nogil=True)
def price_wish(data, wish, start, second):
    """Cost of one wish when its visits start so."""
    row = data.wish[wish]
    if row.kind == TOO_EARLY:
        return max(0, row.wanted - start) * row.price
    if row.kind == TOO_LATE:
        return max(0, start - row.wanted) * row.price
    if row.kind == OVERLAPS:
        ends = min(start + row.first_length, second + row.second_length)
        return max(0, ends - max(start, second)) * row.price
    return max(0, row.wanted - (second - start)) * row.price


@njit(cache=True, nogil=True)
def price_now(data, state, wish):
    """Cost of one wish as things stand; none unless both visits are served and have their times."""
    first, second = data.wish[wish].first, data.wish[wish].second
    start, then = state.time[first, START], state.time[second, START]
    if state.route_of[first] < 0 or state.route_of[second] < 0 or start == NEVER or then == NEVER:
        return 0
    return price_wish(data, wish, start, then)


@njit(cache=True, nogil=True)
def pay_wishes(data, state, unit):
    """Price the wishes of a unit anew, after it moved, came or went; what they cost at the last mark is kept."""
    begin, end = of_unit(data, unit, WISHES)
    for i in range(begin, end):
        wish = data.wish_of[i].wish
        cost, before = price_now(data, state, wish), state.wish_cost[wish]
        if cost == before:
            continue
        if not state.is_repriced[wish]:
            state.is_repriced[wish], state.old_wish_cost[wish] = 1, before
            state.repriced[state.scalars[REPRICED]] = wish
            state.scalars[REPRICED] += 1
        state.scalars[BASE] += cost - before
        enter_cost(data, state, wish, cost)


@njit(cache=True, nogil=True)
def enter_cost(data, state, wish, cost):
    """What a wish costs now; the cost of the roster is put right elsewhere."""
    change = cost - state.wish_cost[wish]
    state.wish_cost[wish] = cost
    state.scalars[WISHED] += change
    state.paid[data.wish[wish].first] += change
    state.paid[data.wish[wish].second] += change


@njit(cache=True, nogil=True)
def mark_wishes(state):
    """Forget what was repriced: from here on, undo_wishes() leads back to this moment."""
    for i in range(state.scalars[REPRICED]):
        state.is_repriced[state.repriced[i]] = 0
    state.scalars[REPRICED] = 0


@njit(cache=True, nogil=True)
def undo_wishes(data, state):
    """All wishes cost what they did at the last mark."""
    for i in range(state.scalars[REPRICED]):
        wish = state.repriced[i]
        state.is_repriced[wish] = 0
        enter_cost(data, state, wish, state.old_wish_cost[wish])
    state.scalars[REPRICED] = 0


@njit(cache=True, nogil=True)
def recall_wishes(data, state):
    """What all wishes cost by the times as they are."""
    for wish in range(data.wish.shape[0]):
        enter_cost(data, state, wish, price_now(data, state, wish))


@njit(cache=True, nogil=True)
def wishes_paid(state, units, count):
    """What scratch[units, :count] pay for wishes now: what moving them can save by these, if nothing else moves."""
    cost = 0
    if state.scalars[WISHED] > 0:
        for i in range(count):
            cost += state.paid[state.scratch[units, i]]
    return cost


@njit(cache=True, nogil=True)
def free_start(data, state, unit):
    """Until when a served unit could begin at no cost as far as its window and the end of its shift tell."""
    row = data.unit[unit]
    if row.intervals > 1 or row.peers > 0:
        return state.time[unit, START]
    until = min(row.due if row.late > 0 else row.close, row.promised, state.time[unit, LATEST])
    return max(state.time[unit, START], until)


@njit(cache=True, nogil=True)
def wishes_at(data, state, unit, start, limit):
    """What a unit's wishes cost at least when it starts from ``start`` to ``limit`` and its partners only wait."""
    cost = 0
    begin, end = of_unit(data, unit, WISHES)
    for i in range(begin, end):
        wish, other = data.wish_of[i].wish, data.wish_of[i].other
        if data.wish[wish].kind >= TOO_EARLY:
            best = limit if data.wish[wish].kind == TOO_EARLY else start
            cost += price_wish(data, wish, best, best)
            continue
        if state.route_of[other] < 0:
            continue
        is_first = data.wish[wish].first == unit
        begun, until = state.time[other, START], free_start(data, state, other)
        if data.wish[wish].kind == OVERLAPS:
            if is_first:
                least = min(price_wish(data, wish, start, until), price_wish(data, wish, limit, begun))
                cost += min(least, price_wish(data, wish, start, begun))
            else:
                least = min(price_wish(data, wish, until, start), price_wish(data, wish, begun, limit))
                cost += min(least, price_wish(data, wish, begun, start))
        elif is_first:
            cost += price_wish(data, wish, start, until)
        else:
            cost += price_wish(data, wish, begun, limit)
    return cost


@njit(cache=True, nogil=True)
def wishes_tried(data, state, units, width, begin):
    """What scratch[units, :width] pay for wishes at least where state.trial_route has them, from stop ``begin`` on.

    Behind price_route(). What it does to the wishes of other stops of the route shows only when the move is made.
    """
    cost = 0
    for i in range(width):
        unit = state.scratch[units, i]
        if data.unit[unit].more & HAS_WISHES:
            earliest = state.trial_schedule[begin + i, W_EARLIEST]
            cost += wishes_at(data, state, unit, earliest, max(earliest, state.trial_schedule[begin + i, W_LIMIT]))
    return cost

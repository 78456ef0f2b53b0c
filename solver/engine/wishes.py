"""Costs of how two visits lie to each other in time: too soon after one another, or both at once. Numba.

They are priced from the starts as they are, whenever a round was measured that has one of the two. A stop waits for
such a wish where that costs nothing (postpone.py).
"""

from __future__ import annotations

from numba import njit

from .layout import (BASE, NEVER, START, WISHES, WI_FIRST, WI_LENGTH, WI_OVERLAPS, WI_PRICE, WI_SECOND, WI_SECOND_LENGTH, WI_WANTED, W_EARLIEST, W_LIMIT,)
from .orders import of_unit


@njit(cache=True, nogil=True)
def price_wish(data, wish, start, second):
    """Cost of one wish when its visits start so."""
    row = data.wish[wish]
    if row[WI_OVERLAPS]:
        ends = min(start + row[WI_LENGTH], second + row[WI_SECOND_LENGTH])
        return max(0, ends - max(start, second)) * row[WI_PRICE]
    return max(0, row[WI_WANTED] - (second - start)) * row[WI_PRICE]


@njit(cache=True, nogil=True)
def price_now(data, state, wish):
    """Cost of one wish as things stand; none unless both visits are served and have their times."""
    first, second = data.wish[wish, WI_FIRST], data.wish[wish, WI_SECOND]
    start, then = state.time[first, START], state.time[second, START]
    if state.at[first] < 0 or state.at[second] < 0 or start == NEVER or then == NEVER:
        return 0
    return price_wish(data, wish, start, then)


@njit(cache=True, nogil=True)
def pay_wishes(data, state, unit):
    """Price the wishes of a unit anew, after it moved, came or went."""
    begin, end = of_unit(data, unit, WISHES)
    for i in range(begin, end):
        wish = data.wish_of[i]
        cost = price_now(data, state, wish)
        state.total[BASE] += cost - state.wish_cost[wish]
        state.wish_cost[wish] = cost


@njit(cache=True, nogil=True)
def forget_wishes(data, state, unit):
    """pay_wishes() of a unit that goes, where the total is known otherwise."""
    begin, end = of_unit(data, unit, WISHES)
    for i in range(begin, end):
        state.wish_cost[data.wish_of[i]] = 0


@njit(cache=True, nogil=True)
def recall_wishes(data, state, unit):
    """pay_wishes() where the total is known otherwise."""
    begin, end = of_unit(data, unit, WISHES)
    for i in range(begin, end):
        state.wish_cost[data.wish_of[i]] = price_now(data, state, data.wish_of[i])


@njit(cache=True, nogil=True)
def wishes_paid(data, state, k):
    """What the stops of a route pay for wishes, for one of which both visits are in it twice."""
    cost = 0
    if data.wish.shape[0] > 0:
        for i in range(state.size[k]):
            unit = state.line[k, i]
            begin, end = of_unit(data, unit, WISHES)
            for number in range(begin, end):
                cost += state.wish_cost[data.wish_of[number]]
    return cost


@njit(cache=True, nogil=True)
def free_start(data, state, unit):
    """Until when a served unit could begin at no cost as far as its own window tells, or when it does."""
    row = data.unit[unit]
    if row.intervals > 1 or row.peers > 0:
        return state.time[unit, START]
    return max(state.time[unit, START], row.due if row.late > 0 else row.close)


@njit(cache=True, nogil=True)
def wishes_at(data, state, unit, start, limit):
    """What a unit's wishes cost at least when it starts from ``start`` to ``limit`` and its partners only wait."""
    cost = 0
    begin, end = of_unit(data, unit, WISHES)
    for i in range(begin, end):
        wish = data.wish_of[i]
        first, second = data.wish[wish, WI_FIRST], data.wish[wish, WI_SECOND]
        other = second if first == unit else first
        if state.at[other] < 0:
            continue
        begun, until = state.time[other, START], free_start(data, state, other)
        if data.wish[wish, WI_OVERLAPS]:
            if first == unit:
                least = min(price_wish(data, wish, start, until), price_wish(data, wish, limit, begun))
                cost += min(least, price_wish(data, wish, start, begun))
            else:
                least = min(price_wish(data, wish, until, start), price_wish(data, wish, begun, limit))
                cost += min(least, price_wish(data, wish, begun, start))
        elif first == unit:
            cost += price_wish(data, wish, start, until)
        else:
            cost += price_wish(data, wish, begun, limit)
    return cost


@njit(cache=True, nogil=True)
def wishes_change(data, state, stops, k):
    """What route k pays for wishes as state.try_line[:stops], as price_route() left it, less what it pays now; at least.

    A wish of which both visits are in it counts twice.
    """
    cost = -wishes_paid(data, state, k)
    for i in range(stops):
        if data.unit[state.try_line[i]].more >= 0:
            earliest = state.walk[i, W_EARLIEST]
            cost += wishes_at(data, state, state.try_line[i], earliest, max(earliest, state.walk[i, W_LIMIT]))
    return cost


@njit(cache=True, nogil=True)
def wishes_of(data, state, units, count):
    """What units[:count] pay for wishes now: what moving them can save at most."""
    cost = 0
    if data.wish.shape[0] > 0:
        for i in range(count):
            begin, end = of_unit(data, state.list[units, i], WISHES)
            for number in range(begin, end):
                cost += state.wish_cost[data.wish_of[number]]
    return cost

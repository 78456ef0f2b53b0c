"""Visits that must not overlap: whose turn is first when one of them is put into a round beside the other. Numba.

Where nothing overlaps as things stand, that says it; where something does, the order that delays less, and now and then
the other. In one round the places of the two say it, and nothing else need hold between them when neither has to keep
away for longer than it lasts.
"""

from __future__ import annotations

from numba import njit

from .layout import APARTS, BOUND, BY_ROUND, EARLIEST, FIRST_FIRST, LATEST, NEVER, RETIME, SECOND_FIRST, UNDECIDED
from .propagate import tie_bound
from .random import pick
from .schedule import LOST, earliest_start
from .undo import save_route
from .visit_order import of_unit, turn
from .worklist import push

_OTHERWISE = 4  # of so many choices between two orders one is made the other way round


@njit(cache=True, nogil=True)
def is_first(data, pair, unit):
    """Whether a unit belongs to the first of the two visits."""
    return 0 <= unit - data.apart[pair].first < data.apart[pair].first_units


@njit(cache=True, nogil=True)
def lengths(data, pair, first):
    """How long the other may not begin after the start of the first (or second) visit, and the other way round."""
    one, other = data.apart[pair].first_length, data.apart[pair].second_length
    return (one, other) if first else (other, one)


@njit(cache=True, nogil=True)
def served_unit(data, state, pair, first, k):
    """A unit of the first (or second) visit that is on a round, on route k if any is there; -1 when none is."""
    begin, count = data.apart[pair].second, data.apart[pair].second_units
    if first:
        begin, count = data.apart[pair].first, data.apart[pair].first_units
    found = -1
    for unit in range(begin, begin + count):
        if state.route_of[unit] >= 0 and (found < 0 or state.route_of[unit] == k):
            found = unit
    return found


@njit(cache=True, nogil=True)
def reach(data, state, unit):
    """When a unit starts as things stand. Of one that was just put into its round: reckoned from the stops before."""
    if state.time[unit, EARLIEST] > NEVER:
        return state.time[unit, EARLIEST]
    k = state.route_of[unit]
    shift, position = data.shift[k], 0
    while state.route_units[k, position] != unit:
        position += 1
    begin = position
    while begin > 0 and state.time[state.route_units[k, begin - 1], EARLIEST] == NEVER:
        begin -= 1
    clock, place = shift.earliest, shift.from_place
    if begin > 0:
        before = state.route_units[k, begin - 1]
        clock, place = state.time[before, EARLIEST] + data.unit[before].duration, data.unit[before].place
    for i in range(begin, position + 1):
        here = state.route_units[k, i]
        row = data.unit[here]
        clock += data.ticks[shift.mode, place, row.place]
        if row.links > 0:
            clock = max(clock, tie_bound(data, state, here))
        start = earliest_start(data, here, clock)
        clock = (clock if start == LOST else start) + (row.duration if i < position else 0)
        place = row.place
    return clock


@njit(cache=True, nogil=True)
def last_of(data, state, unit):
    """Until when a unit can start at all, as far as its windows and its round tell."""
    row = data.unit[unit]
    last = row.close if row.intervals == 1 else data.interval[row.first_interval + row.intervals - 1].close
    if state.route_of[unit] >= 0 and state.time[unit, EARLIEST] > NEVER:
        last = min(last, state.time[unit, LATEST])
    return last


@njit(cache=True, nogil=True)
def goes_ahead(data, state, unit, start, mine, partner, begun, theirs):
    """Whether a unit that could start at ``start`` goes before a partner that starts at ``begun``; if it may choose.

    mine, theirs: how long the other may not begin after either. Before, where that delays the partner less than the
    unit would be otherwise.
    """
    push, wait = start + mine - begun, begun + theirs - start
    if push <= 0 or wait <= 0:
        return push <= 0, False
    may_push, may_wait = start + mine <= last_of(data, state, partner), begun + theirs <= last_of(data, state, unit)
    if may_push != may_wait:
        return may_push, False
    return push < wait, True


@njit(cache=True, nogil=True)
def decide(data, state, pair, unit, partner):
    """The order of a unit and a partner, both on rounds."""
    first, k = is_first(data, pair, unit), state.route_of[unit]
    mine, theirs = lengths(data, pair, first)
    if state.route_of[partner] == k:
        if data.apart[pair].by_round:
            return BY_ROUND
        position = 0
        while state.route_units[k, position] != unit and state.route_units[k, position] != partner:
            position += 1
        ahead = state.route_units[k, position] == unit
    else:
        start, begun = reach(data, state, unit), reach(data, state, partner)
        ahead, free = goes_ahead(data, state, unit, start, mine, partner, begun, theirs)
        if free and pick(state, _OTHERWISE) == 0:
            ahead = not ahead
    return FIRST_FIRST if ahead == first else SECOND_FIRST


@njit(cache=True, nogil=True)
def settle_orders(data, state, unit):
    """Decide the orders of a unit that was just put into its round."""
    begin, end = of_unit(data, unit, APARTS)
    for i in range(begin, end):
        pair = data.apart_of[i]
        if state.order[pair] != UNDECIDED:  # another worker of the visit is there already
            continue
        partner = served_unit(data, state, pair, not is_first(data, pair, unit), state.route_of[unit])
        if partner >= 0:
            turn(state, pair, decide(data, state, pair, unit, partner))
            if data.apart[pair].is_chained:
                rebound(data, state, pair, unit)


@njit(cache=True, nogil=True)
def loosen_orders(data, state, unit):
    """Give up the orders of a unit that was just taken out, unless another worker of its visit stays."""
    begin, end = of_unit(data, unit, APARTS)
    for i in range(begin, end):
        pair = data.apart_of[i]
        if state.order[pair] == UNDECIDED:
            continue
        first = is_first(data, pair, unit)
        stays = served_unit(data, state, pair, first, -1)
        if stays < 0:
            turn(state, pair, UNDECIDED)
            if data.apart[pair].is_chained:
                rebound(data, state, pair, unit)
        elif state.order[pair] == BY_ROUND:  # that round may hold the two no longer
            partner = served_unit(data, state, pair, not first, -1)
            ahead = reach(data, state, stays) <= reach(data, state, partner)
            turn(state, pair, FIRST_FIRST if ahead == first else SECOND_FIRST)
            rebound(data, state, pair, unit)


@njit(cache=True, nogil=True)
def rebound(data, state, pair, unit):
    """Give all that the order of a pair binds, but for one unit, new bounds, and queue their routes."""
    for i in range(data.apart[pair].first_bound, data.apart[pair].first_bound + data.apart[pair].bound):
        other = data.apart_unit[i]
        k = state.route_of[other]
        if k < 0 or other == unit:
            continue
        bound = tie_bound(data, state, other)
        if bound != state.time[other, BOUND] or data.price[RETIME]:
            save_route(state, k)
            state.time[other, BOUND] = bound
            push(state, k)


@njit(cache=True, nogil=True)
def clear_of(data, state, unit, k, start):
    """The earliest start of an absent unit on route k, from ``start`` on, at which all that it goes after are over."""
    moved = True
    while moved:
        moved = False
        begin, end = of_unit(data, unit, APARTS)
        for i in range(begin, end):
            pair = data.apart_of[i]
            first = is_first(data, pair, unit)
            partner = served_unit(data, state, pair, not first, k)
            if partner < 0 or state.route_of[partner] == k:
                continue
            mine, theirs = lengths(data, pair, first)
            begun = reach(data, state, partner)
            if start >= begun + theirs:
                continue
            ahead, _ = goes_ahead(data, state, unit, start, mine, partner, begun, theirs)
            if not ahead:
                start, moved = begun + theirs, True
    return start

"""The least that an absent unit can cost at a place: what a scan may pass over without pricing a route."""

from __future__ import annotations

import numpy as np
from numba import njit

from .layout import (
    BAD,
    BEHIND_LAST,
    BREAK_AT,
    EARLIEST,
    HAS_APARTS,
    IDLE,
    LATE,
    LONGEST_WAIT,
    METRES,
    NONE,
    PRICE_MAX_IDLE,
    PRICE_MAX_LATE,
    PRICE_MAX_WAIT,
    WAIT,
)
from .overlaps import clear_of
from .schedule import LOST, arrive_behind, earliest_start, leave_before
from .smoothed_max import smoothed_delta

# Columns of a table of extremes, a row each for lateness and waiting: the largest, whose route that is, the next
TOP, TOP_ROUTE, NEXT = range(3)
EXTREME_COLUMNS = 3


@njit(cache=True, nogil=True)
def can_assign(data, state, unit, k):
    """Whether shift k's worker is allowed the unit, and agrees with the workers of its peers."""
    row = data.unit[unit]
    if not data.allowed[row.visit, k]:
        return False
    worker = data.shift[k].worker
    for number in range(row.first_peer, row.first_peer + row.peers):
        other = state.route_of[data.peer[number].unit]
        if other >= 0 and (data.shift[other].worker == worker) != (data.peer[number].is_same == 1):
            return False
    return True


@njit(cache=True, nogil=True)
def extremes(data, state, tops):
    """The largest and second largest lateness and wait, and who holds the first: tops (2, EXTREME_COLUMNS)."""
    for which, column in enumerate((LATE, LONGEST_WAIT)):
        tops[which, TOP], tops[which, TOP_ROUTE], tops[which, NEXT] = 0, -1, 0
        for k in range(state.route_size.shape[0]):
            value = state.route[k, column]
            if value > tops[which, TOP]:
                tops[which, NEXT] = tops[which, TOP]
                tops[which, TOP], tops[which, TOP_ROUTE] = value, k
            elif value > tops[which, NEXT]:
                tops[which, NEXT] = value


@njit(cache=True, nogil=True)
def extreme_change(data, tops, k, out):
    """Change of the largest lateness and wait, priced, when route k gets the figures in ``out``."""
    price = data.price
    change = 0
    for which, column, cost in ((0, LATE, price[PRICE_MAX_LATE]), (1, LONGEST_WAIT, price[PRICE_MAX_WAIT])):
        if cost > 0:
            rest = tops[which, NEXT] if tops[which, TOP_ROUTE] == k else tops[which, TOP]
            change += (max(rest, out[column]) - tops[which, TOP]) * cost
    return change


@njit(cache=True, nogil=True)
def pushed(data, state, k, position, place, clock, budget):
    """Cost of the lateness behind ``position`` when ``place`` is left at ``clock``; BAD beyond the budget.

    Follows the delay stop by stop until nothing moves. state.trial_figures[LATE] rises to the largest lateness met.
    Breaks and waiting apart this is exact; with them no roster pays less.
    """
    mode, cost = data.shift[k].mode, 0
    for i in range(position, state.route_size[k]):
        unit = state.route_units[k, i]
        row = data.unit[unit]
        ahead = clock + data.ticks[mode, place, row.place]
        before = state.time[unit, EARLIEST]
        if ahead <= before or ahead <= state.time[unit, BEHIND_LAST]:  # from here on nobody is late for it
            return cost
        start = earliest_start(data, unit, ahead)
        if start == LOST:
            return BAD
        if row.intervals == 1 and start > row.due:  # several intervals: lateness may fall when the next one is reached
            cost += (start - max(row.due, before)) * row.late
            state.trial_figures[LATE] = max(state.trial_figures[LATE], start - row.due)
        if cost >= budget:
            return BAD
        clock, place = start + row.duration, row.place
    return cost


@njit(cache=True, nogil=True)
def start_at(data, state, unit, k, position, bound):
    """When an absent unit that may not overlap others would start at a position; LOST when it cannot."""
    clock, before = leave_before(data, state, k, position)
    start = earliest_start(
        data, unit, max(clock + data.ticks[data.shift[k].mode, before, data.unit[unit].place], bound)
    )
    return start if start == LOST else earliest_start(data, unit, clear_of(data, state, unit, k, start))


@njit(cache=True, nogil=True, inline="always")
def detour_cost(data, state, k, position, places, journeys):
    """What the journeys of route k cost more when it calls at one more place.

    places: the one it comes from, the new one, the one it goes on to. journeys: the ticks to the new place, from there,
    and of the journey that both replace (none in an empty route).
    """
    shift, (before, place, after), (ticks_in, ticks_out, skipped) = data.shift[k], places, journeys
    first, last = position == 0, position == state.route_size[k]
    price_in = shift.home_tick_price if first else shift.tick_price
    price_out = shift.home_tick_price if last else shift.tick_price
    price_over = price_in if last else price_out  # as between stops, at home too: no less while home ways are no dearer
    cost = ticks_in * price_in + ticks_out * price_out - skipped * price_over
    if data.price[METRES]:
        cost += data.metres[shift.mode, before, place] * (shift.home_metre_price if first else shift.metre_price)
        cost += data.metres[shift.mode, place, after] * (shift.home_metre_price if last else shift.metre_price)
        if not (first and last):
            metre_over = shift.home_metre_price if first or last else shift.metre_price
            cost -= data.metres[shift.mode, before, after] * metre_over
    return cost


@njit(cache=True, nogil=True)
def bound_at(data, state, unit, k, position, bound, around, budget):
    """Least cost of an absent unit at a position, BAD when impossible or beyond the budget; its start; its ready time.

    A start LOST: no later position can be either. Without waits, breaks and overtime (PLAIN) the bound is the cost.
    Ready: the earliest start, its partners apart. state.trial_figures[LATE] becomes the largest lateness met.
    """
    row, shift, size = data.unit[unit], data.shift[k], state.route_size[k]
    clock, before = leave_before(data, state, k, position)
    journey_in = np.int64(data.ticks[shift.mode, before, row.place])
    ready = max(clock + journey_in, row.open)
    start = earliest_start(data, unit, max(clock + journey_in, bound))
    if start == LOST:
        return BAD, LOST, ready
    if row.more & HAS_APARTS:
        start = earliest_start(data, unit, clear_of(data, state, unit, k, start))
        if start == LOST:
            return BAD, ready, ready
    last, after = arrive_behind(data, state, k, position)
    journey_out = np.int64(data.ticks[shift.mode, row.place, after])
    if start + row.duration + journey_out > last:
        return BAD, start, ready
    skipped = np.int64(data.ticks[shift.mode, before, after]) if size > 0 else NONE
    places, journeys = (before, row.place, after), (journey_in, journey_out, skipped)
    low = around + detour_cost(data, state, k, position, places, journeys)
    if row.intervals == 1 and start > row.due:
        low += (start - row.due) * row.late
    filled = row.duration + max(0, journey_in + journey_out - skipped)
    if state.route[k, BREAK_AT] < 0:  # the round may come to owe a break, which stands in place of waits
        filled += max(0, shift.break_duration)
    low -= min(state.route[k, WAIT], filled) * shift.wait_price
    if data.price[PRICE_MAX_IDLE] > 0:
        low += int(smoothed_delta(data, state, k, max(0, state.route[k, IDLE] - filled), k, NONE))
    if low >= budget:
        return BAD, start, ready
    state.trial_figures[LATE] = max(0, start - row.due)
    low += pushed(data, state, k, position, row.place, start + row.duration, budget - low)
    return min(low, BAD), start, ready

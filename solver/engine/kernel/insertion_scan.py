"""A scan of all routes for an absent unit: where it would cost least. Nothing is put in."""

from __future__ import annotations

import numpy as np
from numba import njit

from .breaks import price_route
from .gap_costs import wishes_at
from .insertion_bound import EXTREME_COLUMNS, bound_at, can_assign, extreme_change, extremes, start_at
from .layout import (
    ANY,
    AT_ALL,
    BAD,
    BOUND,
    COST,
    EXTREMES,
    HAS_APARTS,
    HAS_WISHES,
    IDLE,
    LATE,
    LATEST,
    NONE,
    PLAIN,
    PRICE_MAX_LATE,
    PRICE_MAX_WAIT,
    SEEN,
    W_EARLIEST,
    W_LIMIT,
    W_READY,
    WORK,
)
from .move_bounds import entry, line_with
from .move_kinds import OFF_NEARBY
from .propagate import tie_bound
from .random import draw
from .schedule import LOST, price_of_number
from .smoothed_max import smoothed_delta, smoothed_excess

KEEP = np.int64(3)  # places remembered by a scan, of different routes
MANY = 40  # routes from which a scan keeps to those with near neighbours,
FAR = 6.0  # except so often that it looks at so many more a scan, on average
# Columns of a table of ways to put a unit in: route and position, what that costs, when it then starts and is ready.
# State.candidates has the first three, with a bound for the cost
WAY_ROUTE, WAY_POSITION, WAY_COST, WAY_START, WAY_READY = range(5)
WAY_COLUMNS = 5


@njit(cache=True, nogil=True)
def keep_found(found, count, keep, k, position, cost, start, ready):
    """Enter a way into the ``keep`` cheapest, one a route; returns how many there are."""
    slot = count
    for i in range(count):
        if found[i, WAY_ROUTE] == k:
            slot = i
    if slot < count:
        if cost >= found[slot, WAY_COST]:
            return count
    elif count < keep:
        count += 1
    elif cost < found[count - 1, WAY_COST]:
        slot = count - 1
    else:
        return count
    while slot > 0 and found[slot - 1, WAY_COST] > cost:
        for column in range(WAY_COLUMNS):
            found[slot, column] = found[slot - 1, column]
        slot -= 1
    found[slot, WAY_ROUTE], found[slot, WAY_POSITION], found[slot, WAY_COST] = k, position, cost
    found[slot, WAY_START], found[slot, WAY_READY] = start, ready
    return count


@njit(cache=True, nogil=True)
def price_by_bounds(data, state, unit, found, keep, slots, tops, bound):
    """Price the best place of each route in state.candidates, then its next best, until no bound is under ``found``."""
    slot, lows, count = state.candidates, state.insertion_bounds, NONE
    tied, more = data.unit[unit].links > 0, data.unit[unit].more
    while slots > 0:
        first = 0
        for i in range(1, slots):
            if slot[i, WAY_COST] < slot[first, WAY_COST]:
                first = i
        k, position, low = slot[first, WAY_ROUTE], slot[first, WAY_POSITION], slot[first, WAY_COST]
        if low >= (found[count - 1, WAY_COST] if count == keep else BAD):
            break
        size = state.route_size[k]
        around = entry(data, state, unit, k) - state.route[k, COST]
        most = found[count - 1, WAY_COST] - around if count == keep and not data.price[EXTREMES] else AT_ALL
        if more & HAS_APARTS:
            start = start_at(data, state, unit, k, position, bound)
            state.time[unit, BOUND] = bound if start == LOST else start
        cost = price_route(data, state, line_with(state, unit, k, position), k, tied, most)
        if cost < BAD:
            cost += around
            if more & HAS_WISHES:
                earliest, limit = state.trial_schedule[position, W_EARLIEST], state.trial_schedule[position, W_LIMIT]
                cost += wishes_at(data, state, unit, earliest, max(earliest, limit))
            cost += extreme_change(data, tops, k, state.trial_figures)
            cost += int(smoothed_delta(data, state, k, state.trial_figures[IDLE], k, NONE))
            start, ready = state.trial_schedule[position, W_EARLIEST], state.trial_schedule[position, W_READY]
            count = keep_found(found, count, keep, k, position, cost, start, ready)
        lows[k, position] = BAD
        low = BAD
        for other in range(size + 1):
            if lows[k, other] < low:
                low, position = lows[k, other], other
        slot[first, WAY_POSITION], slot[first, WAY_COST] = position, low
        if low >= min(cost, BAD):
            slots -= 1
            for column in range(3):
                slot[first, column] = slot[slots, column]
    return count


@njit(cache=True, nogil=True)
def stamp_near(data, state, unit):
    """Stamp the routes in which a unit has near neighbours."""
    state.scalars[SEEN] += 1
    for step in range(data.near.shape[1]):
        k = state.route_of[data.near[unit, step]]
        if k >= 0:
            state.scan_stamp[k] = state.scalars[SEEN]


@njit(cache=True, nogil=True, inline="always")
def scans_nearby(data, state, unit, blink, only):
    """Whether a scan keeps to routes with near neighbours of the unit, as most do where routes are many."""
    routes = data.unit[unit].routes
    return blink > 0 and only < 0 and routes > MANY and not state.disabled[OFF_NEARBY] and routes * draw(state) > FAR


@njit(cache=True, nogil=True, inline="always")
def is_passed_over(data, state, unit, k, nearby, blink):
    """Whether a scan does not look at route k: far away, full, overlooked at random, or of a worker who may not."""
    size = state.route_size[k]
    if nearby and size > 0 and state.scan_stamp[k] != state.scalars[SEEN]:
        return True
    if size + 2 >= state.route_units.shape[1] or (blink > 0 and draw(state) < blink):
        return True
    return data.unit[unit].peers > 0 and not can_assign(data, state, unit, k)


@njit(cache=True, nogil=True, inline="always")
def bound_places(data, state, unit, k, bound, least, tops, hunting):
    """Bounds of all places of route k for an absent unit, in state.insertion_bounds; where PLAIN, their costs.

    bound: before which the unit's ties let it not start. least: the position must cost less. tops: as extremes() has
    them, where they have a price (hunting). Returns the best position (-1: none), its bound, start and ready time.
    """
    row, size, lows, plain = data.unit[unit], state.route_size[k], state.insertion_bounds, data.price[PLAIN]
    served = max(row.open, bound) + row.duration  # at the earliest
    state.scalars[WORK] += size + 1
    around = entry(data, state, unit, k)
    if size == 0:
        around += data.shift[k].use_price - state.route[k, COST]
    around += price_of_number(data, k, size + 1) - price_of_number(data, k, size)
    best, best_position, best_start, best_ready = least, ANY, NONE, NONE
    for position in range(size + 1):
        if position < size and state.time[state.route_units[k, position], LATEST] < served:  # no way needs to be seen
            lows[k, position] = BAD
            continue
        low, start, ready = bound_at(data, state, unit, k, position, bound, around, best if plain else BAD)
        if start == LOST:
            for later in range(position, size + 1):
                lows[k, later] = BAD
            break
        if plain and hunting and low < BAD:
            state.trial_figures[LATE] = max(state.route[k, LATE], state.trial_figures[LATE])
            low += extreme_change(data, tops, k, state.trial_figures)
        lows[k, position] = low
        if low < best:
            best, best_position, best_start, best_ready = low, position, start, ready
    return best_position, best, best_start, best_ready


@njit(cache=True, nogil=True)
def best_insertions(data, state, unit, found, keep, blink, only):
    """The cheapest place in each route for an absent unit; the ``keep`` best go to ``found``.

    found: rows of route, position, cost, earliest start, ready time. Exact for the route itself and the extremes; what
    tied stops do to other routes shows only when the unit is placed. Every place is bounded from below, then priced
    exactly in the order of the bounds until no bound is under what was found.
    blink: share of routes overlooked; above zero, and where routes are many, mostly only those with near neighbours are
    looked at, and empty ones. only: the one route to look at, -1 for all. Returns how many were found.
    """
    row, plain = data.unit[unit], data.price[PLAIN]
    bound = tie_bound(data, state, unit) if row.links > 0 else -LOST
    state.time[unit, BOUND] = bound
    hunting = data.price[PRICE_MAX_LATE] > 0 or data.price[PRICE_MAX_WAIT] > 0
    tops = np.zeros((2, EXTREME_COLUMNS), np.int64)
    if hunting:
        extremes(data, state, tops)
    smoothed_excess(data, state)
    nearby = scans_nearby(data, state, unit, blink, only)
    if nearby:
        stamp_near(data, state, unit)
    count, slots, slot = NONE, NONE, state.candidates
    for number in range(row.first_route, row.first_route + row.routes):
        k = data.route[number]
        if (only >= 0 and k != only) or is_passed_over(data, state, unit, k, nearby, blink):
            continue
        least = found[count - 1, WAY_COST] if plain and count == keep else BAD
        position, cost, start, ready = bound_places(data, state, unit, k, bound, least, tops, hunting)
        if position < 0:
            continue
        if plain:
            count = keep_found(found, count, keep, k, position, cost, start, ready)
        else:
            slot[slots, WAY_ROUTE], slot[slots, WAY_POSITION], slot[slots, WAY_COST] = k, position, cost
            slots += 1
    if not plain:
        count = price_by_bounds(data, state, unit, found, keep, slots, tops, bound)
        state.time[unit, BOUND] = bound
    return count

"""Insertion: where a unit would cost least, and how a whole bundle (a visit's pair, linked visits) goes back in."""

from __future__ import annotations

import numpy as np
from numba import njit

from .breaks import price_route
from .gap_costs import wishes_at
from .insert_remove import insert, position_of, remove
from .insertion_bound import EXTREME_COLUMNS, bound_at, can_assign, extreme_change, extremes, start_at
from .layout import (
    ANY,
    AT_ALL,
    BAD,
    BASE,
    BOUND,
    COST,
    EARLIEST,
    EXTREMES,
    HAS_APARTS,
    HAS_WISHES,
    IDLE,
    LATE,
    LATEST,
    LIMITS,
    NO,
    NONE,
    ONE,
    PLAIN,
    PRICE_MAX_LATE,
    PRICE_MAX_WAIT,
    READY,
    SEEN,
    TOTAL,
    TWO,
    W_EARLIEST,
    W_LIMIT,
    W_READY,
    WORK,
    C,
)
from .move_bounds import entry, line_with, within_windows
from .move_kinds import OFF_NEARBY
from .propagate import propagate_after_removal, propagate_all, tie_bound
from .random import draw, pick
from .schedule import LOST, price_of_number
from .smoothed_max import smoothed_delta, smoothed_excess
from .unassigned import assign, unassign

AT_ANY_LOSS = np.int64(BAD)  # serve it, whatever that costs
KEEP = np.int64(3)  # places remembered by a scan, of different routes
BROKEN, ABSENT_STILL, SERVED = -1, 0, 1  # what came of an insertion; BROKEN: only rollback() leads back
MANY = 40  # routes from which a scan keeps to those with near neighbours,
FAR = 6.0  # except so often that it looks at so many more a scan, on average
# Columns of a table of ways to put a unit in: route and position, what that costs, when it then starts and is ready.
# State.candidates has the first three, with a bound for the cost
WAY_ROUTE, WAY_POSITION, WAY_COST, WAY_START, WAY_READY = range(5)
WAY_COLUMNS = 5
# Columns of a plan for two units that stand or fall together
FIRST_ROUTE, FIRST_POSITION, SECOND_ROUTE, SECOND_POSITION, BOTH_COST = range(5)
PAIR_COLUMNS = 5
BLINK = 0.01  # share of routes overlooked at random (Christiaens & Vanden Berghe 2020)


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


@njit(cache=True, nogil=True)
def best_insertions(data, state, unit, found, keep, blink, only):
    """The cheapest place in each route for an absent unit; the ``keep`` best go to ``found``.

    found: rows of route, position, cost, earliest start, ready time. Exact for the route itself and the extremes; what
    tied stops do to other routes shows only when the unit is placed. Every place is bounded from below, then priced
    exactly in the order of the bounds until no bound is under what was found.
    blink: share of routes overlooked; above zero, and where routes are many, mostly only those with near neighbours are
    looked at, and empty ones. only: the one route to look at, -1 for all. Returns how many were found.
    """
    row = data.unit[unit]
    bound = tie_bound(data, state, unit) if row.links > 0 else -LOST
    state.time[unit, BOUND] = bound
    served = max(row.open, bound) + row.duration  # at the earliest
    plain = data.price[PLAIN]
    hunting = data.price[PRICE_MAX_LATE] > 0 or data.price[PRICE_MAX_WAIT] > 0
    tops = np.zeros((2, EXTREME_COLUMNS), np.int64)
    if hunting:
        extremes(data, state, tops)
    smoothed_excess(data, state)
    nearby = (
        blink > 0
        and only < 0
        and row.routes > MANY
        and not state.disabled[OFF_NEARBY]
        and row.routes * draw(state) > FAR
    )
    if nearby:
        stamp_near(data, state, unit)
    count, slots = NONE, NONE
    slot, lows = state.candidates, state.insertion_bounds
    for number in range(row.first_route, row.first_route + row.routes):
        k = data.route[number]
        if only >= 0 and k != only:
            continue
        size = state.route_size[k]
        if nearby and size > 0 and state.scan_stamp[k] != state.scalars[SEEN]:
            continue
        if size + 2 >= state.route_units.shape[1] or (blink > 0 and draw(state) < blink):
            continue
        if row.peers > 0 and not can_assign(data, state, unit, k):
            continue
        state.scalars[WORK] += size + 1
        around = entry(data, state, unit, k)
        if size == 0:
            around += data.shift[k].use_price - state.route[k, COST]
        around += price_of_number(data, k, size + 1) - price_of_number(data, k, size)
        best, best_position, best_start = found[count - 1, WAY_COST] if plain and count == keep else BAD, ANY, NONE
        best_ready = NONE
        for position in range(size + 1):
            if (
                position < size and state.time[state.route_units[k, position], LATEST] < served
            ):  # needs no way to be seen
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
        if best_position < 0:
            continue
        if plain:
            count = keep_found(found, count, keep, k, best_position, best, best_start, best_ready)
        else:
            slot[slots, WAY_ROUTE], slot[slots, WAY_POSITION], slot[slots, WAY_COST] = k, best_position, best
            slots += 1
    if not plain:
        count = price_by_bounds(data, state, unit, found, keep, slots, tops, bound)
        state.time[unit, BOUND] = bound
    return count


@njit(cache=True, nogil=True)
def retract(data, state, unit):
    """Take a unit out again and settle the roster. False when it does not settle: ties that chase one another."""
    remove(data, state, state.route_of[unit], position_of(state, unit))
    return propagate_after_removal(data, state) < BAD


@njit(cache=True, nogil=True)
def insert_one(data, state, unit, found, blink, only):
    """Put one unit at its cheapest place that holds. Returns SERVED, ABSENT_STILL or BROKEN.

    Where routes are not overlooked at random it is also tried elsewhere when it pushes tied stops that cost more.
    """
    sure = data.unit[unit].links == 0 and data.price[LIMITS] == 0  # then what a scan finds cannot fail
    count = best_insertions(data, state, unit, found, ONE if sure and blink > 0 else KEEP, blink, only)
    without = state.scalars[BASE]
    for choice in range(count):
        insert(data, state, found[choice, WAY_ROUTE], found[choice, WAY_POSITION], unit)
        total = propagate_all(data, state)
        if total < BAD:
            if sure and blink == 0 and data.price[EXTREMES] == 0 and total > without + found[choice, WAY_COST]:
                return reinsert_best(data, state, unit, found, count, without, total)
            return SERVED
        if not retract(data, state, unit):
            return BROKEN
    return ABSENT_STILL


@njit(cache=True, nogil=True)
def reinsert_best(data, state, unit, found, count, without, least):
    """Put a placed unit where the roster is cheapest, of all places of the routes found: it costs ``least`` now.

    What tied stops do to other routes shows only so. without: what the roster cost before it came. Returns as
    insert_one() does.
    """
    best_k, best = state.route_of[unit], position_of(state, unit)
    if not retract(data, state, unit):
        return BROKEN
    for choice in range(count):
        k = found[choice, WAY_ROUTE]
        if without + found[choice, WAY_COST] >= least:
            break
        for position in range(state.route_size[k] + 1):
            state.scratch[C, 0] = unit
            if not within_windows(data, state, k, position, NONE, C, ONE):
                continue
            insert(data, state, k, position, unit)
            total = propagate_all(data, state)
            if total < least:
                least, best_k, best = total, k, position
            if not retract(data, state, unit):
                return BROKEN
    insert(data, state, best_k, best, unit)
    return SERVED if propagate_all(data, state) < BAD else BROKEN


@njit(cache=True, nogil=True)
def place_tentatively(state, unit, way):
    """Let partners and peers see a unit where a scan found it, without placing it."""
    state.route_of[unit] = way[WAY_ROUTE]
    state.time[unit, EARLIEST] = way[WAY_START]
    state.time[unit, READY] = way[WAY_READY]


@njit(cache=True, nogil=True, inline="always")
def insert_pair(data, state, first, second, found, blink, only):
    """Put two units that stand or fall together where both cost least together. Returns as insert_one() does.

    For each good place of the first, the second is sought under the bound this leaves it; when the second then makes
    the first wait, the first's route is priced again.
    """
    ways = np.zeros((KEEP, WAY_COLUMNS), np.int64)
    plan = np.zeros((2, PAIR_COLUMNS), np.int64)
    plan[0, BOTH_COST], plan[1, BOTH_COST] = BAD, BAD
    count = best_insertions(data, state, first, ways, KEEP, blink, only)
    for way in range(count):
        if ways[way, WAY_COST] >= plan[1, BOTH_COST]:
            break
        k, position = ways[way, WAY_ROUTE], ways[way, WAY_POSITION]
        place_tentatively(state, first, ways[way])
        seconds = best_insertions(data, state, second, found, TWO, blink, ANY)
        for choice in range(seconds):
            cost = ways[way, WAY_COST] + found[choice, WAY_COST]
            if cost >= plan[1, BOTH_COST]:
                break
            place_tentatively(state, second, found[choice])
            bound = tie_bound(data, state, first)
            state.route_of[second] = -1
            if bound > ways[way, WAY_START]:
                state.time[first, BOUND] = bound
                delayed = price_route(data, state, line_with(state, first, k, position), k, NO, AT_ALL)
                if delayed >= BAD:
                    continue
                cost += delayed - state.route[k, COST] + entry(data, state, first, k) - ways[way, WAY_COST]
            if cost < plan[1, BOTH_COST]:
                row = 1
                if cost < plan[0, BOTH_COST]:
                    for column in range(PAIR_COLUMNS):
                        plan[1, column] = plan[0, column]
                    row = 0
                plan[row, FIRST_ROUTE], plan[row, FIRST_POSITION] = k, position
                plan[row, SECOND_ROUTE] = found[choice, WAY_ROUTE]
                plan[row, SECOND_POSITION] = found[choice, WAY_POSITION]
                plan[row, BOTH_COST] = cost
        state.route_of[first] = -1
    for row in range(2):
        if plan[row, BOTH_COST] >= BAD:
            return ABSENT_STILL
        insert(data, state, plan[row, FIRST_ROUTE], plan[row, FIRST_POSITION], first)
        held = propagate_all(data, state) < BAD
        if held:
            k, position = plan[row, SECOND_ROUTE], plan[row, SECOND_POSITION]
            behind = k == plan[row, FIRST_ROUTE] and position > plan[row, FIRST_POSITION]
            insert(data, state, k, position + (1 if behind else 0), second)
            if propagate_all(data, state) < BAD:
                return SERVED
            if not retract(data, state, second):
                return BROKEN
        if not retract(data, state, first):
            return BROKEN
    return ABSENT_STILL


@njit(cache=True, nogil=True)
def insert_bundle(data, state, bundle, blink, loss, unit, only):
    """Serve an absent bundle where it costs least, unless leaving it unserved is cheaper. Returns as insert_one() does.

    loss: what serving it may cost beyond leaving it unserved; two visits may pay for a round that one does not.
    unit, only: a unit of it and the route that it must go to; -1 and -1 when any will do.
    """
    first, count = data.bundle[bundle].first, data.bundle[bundle].count
    before = state.scalars[TOTAL]
    found = np.zeros((KEEP, WAY_COLUMNS), np.int64)
    assign(data, state, bundle)
    if count == 1:
        done = insert_one(data, state, data.member[first], found, blink, only)
    elif count == 2 and (only >= 0 or data.unit[data.member[first]].peers > 0 or draw(state) < 0.5):
        turn = pick(state, 2) if only < 0 else np.int64(unit != data.member[first])
        done = insert_pair(data, state, data.member[first + turn], data.member[first + 1 - turn], found, blink, only)
    else:  # one after the other, each seeing those before it in its own round too
        done = SERVED
        for i in range(first, first + count):
            done = insert_one(data, state, data.member[i], found, blink, only if data.member[i] == unit else ANY)
            if done != SERVED:
                break
    if done == BROKEN or (done == SERVED and state.scalars[TOTAL] <= before + loss):
        return done
    for i in range(first, first + count):
        if state.route_of[data.member[i]] >= 0 and not retract(data, state, data.member[i]):
            return BROKEN
    unassign(data, state, bundle)
    return ABSENT_STILL if propagate_after_removal(data, state) < BAD else BROKEN

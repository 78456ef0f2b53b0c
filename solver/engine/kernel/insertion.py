"""Insertion: how a unit, a pair or a whole bundle (a visit's units, linked visits) goes in where it costs least."""

from __future__ import annotations

import numpy as np
from numba import njit

from .breaks import price_route
from .insert_remove import insert, position_of, remove
from .insertion_scan import KEEP, WAY_COLUMNS, WAY_COST, WAY_POSITION, WAY_READY, WAY_ROUTE, WAY_START, best_insertions
from .layout import ANY, AT_ALL, BAD, BASE, BOUND, COST, EARLIEST, EXTREMES, LIMITS, NO, NONE, ONE, READY, TOTAL, TWO, C
from .move_bounds import entry, line_with, within_windows
from .propagate import propagate_after_removal, propagate_all, tie_bound
from .random import draw, pick
from .unassigned import assign, unassign

AT_ANY_LOSS = np.int64(BAD)  # serve it, whatever that costs
BROKEN, ABSENT_STILL, SERVED = -1, 0, 1  # what came of an insertion; BROKEN: only rollback() leads back
# Columns of a plan for two units that stand or fall together
FIRST_ROUTE, FIRST_POSITION, SECOND_ROUTE, SECOND_POSITION, BOTH_COST = range(5)
PAIR_COLUMNS = 5
BLINK = 0.01  # share of routes overlooked at random (Christiaens & Vanden Berghe 2020)


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
def cost_of_both(data, state, first, second, way, other_way):
    """Cost of two units, each at a way in that a scan found; BAD where the first cannot wait for the second."""
    cost = way[WAY_COST] + other_way[WAY_COST]
    place_tentatively(state, second, other_way)
    bound = tie_bound(data, state, first)
    state.route_of[second] = -1
    if bound <= way[WAY_START]:
        return cost
    k, position = way[WAY_ROUTE], way[WAY_POSITION]
    state.time[first, BOUND] = bound
    delayed = price_route(data, state, line_with(state, first, k, position), k, NO, AT_ALL)
    if delayed >= BAD:
        return BAD
    return cost + delayed - state.route[k, COST] + entry(data, state, first, k) - way[WAY_COST]


@njit(cache=True, nogil=True, inline="always")
def keep_pair(plan, way, other_way, cost):
    """Enter two ways into the two cheapest of a plan, of which they are one."""
    row = 1
    if cost < plan[0, BOTH_COST]:
        for column in range(PAIR_COLUMNS):
            plan[1, column] = plan[0, column]
        row = 0
    plan[row, FIRST_ROUTE], plan[row, FIRST_POSITION] = way[WAY_ROUTE], way[WAY_POSITION]
    plan[row, SECOND_ROUTE], plan[row, SECOND_POSITION] = other_way[WAY_ROUTE], other_way[WAY_POSITION]
    plan[row, BOTH_COST] = cost


@njit(cache=True, nogil=True, inline="always")
def plan_pair(data, state, first, second, found, blink, only, plan):
    """The two cheapest ways to put in two units that stand or fall together, as rows of ``plan``; cost BAD for none.

    For each good place of the first, the second is sought under the bound this leaves it; when the second then makes
    the first wait, the first's route is priced again.
    """
    ways = np.zeros((KEEP, WAY_COLUMNS), np.int64)
    plan[0, BOTH_COST], plan[1, BOTH_COST] = BAD, BAD
    count = best_insertions(data, state, first, ways, KEEP, blink, only)
    for number in range(count):
        way = ways[number]
        if way[WAY_COST] >= plan[1, BOTH_COST]:
            break
        place_tentatively(state, first, way)
        seconds = best_insertions(data, state, second, found, TWO, blink, ANY)
        for choice in range(seconds):
            if way[WAY_COST] + found[choice, WAY_COST] >= plan[1, BOTH_COST]:
                break
            cost = cost_of_both(data, state, first, second, way, found[choice])
            if cost < plan[1, BOTH_COST]:
                keep_pair(plan, way, found[choice], cost)
        state.route_of[first] = -1


@njit(cache=True, nogil=True, inline="always")
def insert_as_planned(data, state, first, second, way):
    """Put two units in as a row of plan_pair() says, or leave both out where that does not hold. As insert_one()."""
    insert(data, state, way[FIRST_ROUTE], way[FIRST_POSITION], first)
    if propagate_all(data, state) < BAD:
        k, position = way[SECOND_ROUTE], way[SECOND_POSITION]
        behind = k == way[FIRST_ROUTE] and position > way[FIRST_POSITION]
        insert(data, state, k, position + (1 if behind else 0), second)
        if propagate_all(data, state) < BAD:
            return SERVED
        if not retract(data, state, second):
            return BROKEN
    return ABSENT_STILL if retract(data, state, first) else BROKEN


@njit(cache=True, nogil=True, inline="always")
def insert_pair(data, state, first, second, found, blink, only):
    """Put two units that stand or fall together where both cost least together. Returns as insert_one() does."""
    plan = np.zeros((2, PAIR_COLUMNS), np.int64)
    plan_pair(data, state, first, second, found, blink, only, plan)
    for row in range(2):
        if plan[row, BOTH_COST] >= BAD:
            return ABSENT_STILL
        done = insert_as_planned(data, state, first, second, plan[row])
        if done != ABSENT_STILL:
            return done
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

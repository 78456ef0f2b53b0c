"""Insertion: where a unit would cost least, and how a whole bundle (a visit's pair, linked visits) goes back in."""

from __future__ import annotations

import numpy as np
from numba import njit

from .kernel import bound_of, finish, miss, place, position_of, serve, settle_down, take
from .layout import (
    BAD,
    BOUND,
    CONTACT,
    COST,
    EARLIEST,
    IDLE,
    LATE,
    LATEST,
    LIMITS,
    LONGEST_WAIT,
    METRES,
    PLAIN,
    PRICE_FACE,
    PRICE_MAX_IDLE,
    PRICE_MAX_LATE,
    PRICE_MAX_WAIT,
    READY,
    TOTAL,
    WAIT,
    WORK,
)
from .soft import soft_change, soften
from .walk import LOST, W_EARLIEST, W_READY, fit, price_route

KEEP = 3  # places remembered by a scan, of different routes
BROKEN, ABSENT_STILL, SERVED = -1, 0, 1  # what came of an insertion; BROKEN: only undo() leads back
BLINK = 0.01  # share of routes overlooked at random (Christiaens & Vanden Berghe 2020)


@njit(cache=True, nogil=True)
def draw(state):
    """A random number in [0, 1): xorshift64*."""
    x = state.random[0]
    x ^= x >> np.uint64(12)
    x ^= x << np.uint64(25)
    x ^= x >> np.uint64(27)
    state.random[0] = x
    return float((x * np.uint64(2685821657736338717)) >> np.uint64(11)) * (1.0 / 9007199254740992.0)


@njit(cache=True, nogil=True)
def pick(state, count):
    """A random whole number below count."""
    return int(draw(state) * count)


@njit(cache=True, nogil=True)
def may_serve(data, state, unit, k):
    """Whether shift k's worker is allowed the unit, and agrees with the workers of its peers."""
    row = data.unit[unit]
    if not data.allowed[row.visit, k]:
        return False
    worker = data.shift[k].worker
    for number in range(row.first_peer, row.first_peer + row.peers):
        other = state.at[data.peer[number, 0]]
        if other >= 0 and (data.shift[other].worker == worker) != (data.peer[number, 1] == 1):
            return False
    return True


@njit(cache=True, nogil=True)
def extremes(data, state, tops):
    """The largest and second largest lateness and wait, and who holds the first: tops[2, 3]."""
    tops[:] = 0
    tops[:, 1] = -1
    for which, column in enumerate((LATE, LONGEST_WAIT)):
        for k in range(state.size.shape[0]):
            value = state.route[k, column]
            if value > tops[which, 0]:
                tops[which, 2] = tops[which, 0]
                tops[which, 0], tops[which, 1] = value, k
            elif value > tops[which, 2]:
                tops[which, 2] = value


@njit(cache=True, nogil=True)
def extreme_change(data, tops, k, out):
    """Change of the largest lateness and wait, priced, when route k gets the figures in ``out``."""
    price = data.price
    change = 0
    for which, column, cost in (
        (0, LATE, price[PRICE_MAX_LATE]),
        (1, LONGEST_WAIT, price[PRICE_MAX_WAIT]),
    ):
        if cost > 0:
            rest = tops[which, 2] if tops[which, 1] == k else tops[which, 0]
            change += (max(rest, out[column]) - tops[which, 0]) * cost
    return change


@njit(cache=True, nogil=True)
def meeting_cost(data, state, unit, k):
    """What it costs beyond the route: the assignment, a new face, the worker's load."""
    row, worker = data.unit[unit], data.shift[k].worker
    cost = data.assign[row.visit, k]
    if data.price[PRICE_FACE] > 0 and state.met[row.client, worker] == 0 and not data.familiar[row.client, worker]:
        cost += data.price[PRICE_FACE]
    if data.worker[worker, 3] > 0:
        contact = 0
        for i in range(data.worker[worker, 0], data.worker[worker, 0] + data.worker[worker, 1]):
            contact += state.route[data.worker_shift[i], CONTACT]
        target = data.worker[worker, 2]
        cost += (abs(contact + row.duration - target) - abs(contact - target)) * data.worker[worker, 3]
    return cost


@njit(cache=True, nogil=True)
def try_place(data, state, unit, k, position):
    """The line of route k with the unit at a position, in state.try_line."""
    for i in range(position):
        state.try_line[i] = state.line[k, i]
    state.try_line[position] = unit
    for i in range(position, state.size[k]):
        state.try_line[i + 1] = state.line[k, i]


@njit(cache=True, nogil=True)
def pushed(data, state, k, position, place, clock, budget, latest):
    """Cost of the lateness behind ``position`` when ``place`` is left at ``clock``; BAD beyond the budget.

    Follows the delay stop by stop until nothing moves. latest[0] becomes the largest lateness met. Breaks and waiting
    apart this is exact; with them no roster pays less.
    """
    mode, cost = data.shift[k].mode, 0
    for i in range(position, state.size[k]):
        unit = state.line[k, i]
        row = data.unit[unit]
        ahead = clock + data.ticks[mode, place, row.place]
        before = state.time[unit, EARLIEST]
        if ahead <= before:
            return cost
        start = fit(data, unit, ahead)
        if start == LOST:
            return BAD
        if row.intervals == 1 and start > row.due:  # several intervals: lateness may fall when the next one is reached
            cost += (start - max(row.due, before)) * row.late
            latest[0] = max(latest[0], start - row.due)
        if cost >= budget:
            return BAD
        clock, place = start + row.duration, row.place
    return cost


@njit(cache=True, nogil=True)
def bound_at(data, state, unit, k, position, bound, around, budget, latest):
    """Least cost of an absent unit at a position, BAD when impossible or beyond the budget; and its start.

    A start LOST: no later position can be either. Without waits, breaks and overtime (PLAIN) the bound is the cost.
    latest[0] becomes the largest lateness met.
    """
    row, shift, size = data.unit[unit], data.shift[k], state.size[k]
    mode = shift.mode
    if position == 0:
        clock, before = shift.earliest, shift.from_place
        price_in, metre_in = shift.home_tick_price, shift.home_metre_price
    else:
        left = state.line[k, position - 1]
        clock, before = state.time[left, EARLIEST] + data.unit[left].duration, data.unit[left].place
        price_in, metre_in = shift.tick_price, shift.metre_price
    journey_in = np.int64(data.ticks[mode, before, row.place])
    start = fit(data, unit, max(clock + journey_in, bound))
    if start == LOST:
        return BAD, LOST
    if position == size:
        after = shift.to_place
        price_out, metre_out = shift.home_tick_price, shift.home_metre_price
        last = shift.latest
    else:
        right = state.line[k, position]
        after = data.unit[right].place
        price_out, metre_out = shift.tick_price, shift.metre_price
        last = state.time[right, LATEST]
    journey_out = np.int64(data.ticks[mode, row.place, after])
    if start + row.duration + journey_out > last:
        return BAD, start
    skipped = np.int64(data.ticks[mode, before, after])
    price_over = price_in if position == size else price_out
    if size == 0:
        skipped = 0
    low = around + journey_in * price_in + journey_out * price_out - skipped * price_over
    if data.price[METRES]:
        low += data.metres[mode, before, row.place] * metre_in
        low += data.metres[mode, row.place, after] * metre_out
        if size > 0:
            metre_over = shift.home_metre_price if position == 0 or position == size else shift.metre_price
            low -= data.metres[mode, before, after] * metre_over
    if row.intervals == 1 and start > row.due:
        low += (start - row.due) * row.late
    filled = row.duration + max(0, journey_in + journey_out - skipped)
    low -= min(state.route[k, WAIT], filled) * shift.wait_price
    if data.price[PRICE_MAX_IDLE] > 0:
        low += int(soft_change(data, state, k, max(0, state.route[k, IDLE] - filled), k, 0))
    if low >= budget:
        return BAD, start
    latest[0] = max(0, start - row.due)
    low += pushed(data, state, k, position, row.place, start + row.duration, budget - low, latest)
    return min(low, BAD), start


@njit(cache=True, nogil=True)
def keep_found(found, count, keep, k, position, cost, start, ready):
    """Enter a way into the ``keep`` cheapest, one a route; returns how many there are."""
    slot = count
    for i in range(count):
        if found[i, 0] == k:
            slot = i
    if slot < count:
        if cost >= found[slot, 2]:
            return count
    elif count < keep:
        count += 1
    elif cost < found[count - 1, 2]:
        slot = count - 1
    else:
        return count
    while slot > 0 and found[slot - 1, 2] > cost:
        for column in range(5):
            found[slot, column] = found[slot - 1, column]
        slot -= 1
    found[slot, 0], found[slot, 1], found[slot, 2] = k, position, cost
    found[slot, 3], found[slot, 4] = start, ready
    return count


@njit(cache=True, nogil=True)
def scan(data, state, unit, found, keep, blink):
    """The cheapest place in each route for an absent unit; the ``keep`` best go to ``found``.

    found: rows of route, position, cost, earliest start, ready time. Exact for the route itself and the extremes; what
    tied stops do to other routes shows only when the unit is placed. Every place is bounded from below, then priced
    exactly in the order of the bounds until no bound is under what was found.
    Returns how many were found.
    """
    row = data.unit[unit]
    bound = bound_of(data, state, unit) if row.links > 0 else -LOST
    state.time[unit, BOUND] = bound
    plain = data.price[PLAIN]
    hunting = data.price[PRICE_MAX_LATE] > 0 or data.price[PRICE_MAX_WAIT] > 0
    tops = np.zeros((2, 3), np.int64)
    latest = np.zeros(1, np.int64)
    if hunting:
        extremes(data, state, tops)
    soften(data, state)
    count, slots = 0, 0
    slot, lows = state.slot, state.lows
    for number in range(row.first_route, row.first_route + row.routes):
        k = data.route[number]
        size = state.size[k]
        if size + 2 >= state.line.shape[1] or (blink > 0 and draw(state) < blink):
            continue
        if row.peers > 0 and not may_serve(data, state, unit, k):
            continue
        state.total[WORK] += size + 1
        around = meeting_cost(data, state, unit, k)
        if size == 0:
            around += data.shift[k].use_price - state.route[k, COST]
        best, best_position, best_start = found[count - 1, 2] if plain and count == keep else BAD, -1, 0
        for position in range(size + 1):
            low, start = bound_at(data, state, unit, k, position, bound, around, best if plain else BAD, latest)
            if start == LOST:
                for later in range(position, size + 1):
                    lows[k, later] = BAD
                break
            if plain and hunting and low < BAD:
                state.out[LATE] = max(state.route[k, LATE], latest[0])
                low += extreme_change(data, tops, k, state.out)
            lows[k, position] = low
            if low < best:
                best, best_position, best_start = low, position, start
        if best_position < 0:
            continue
        if plain:
            count = keep_found(
                found, count, keep, k, best_position, best, best_start, ready_at(data, state, unit, k, best_position)
            )
        else:
            slot[slots, 0], slot[slots, 1], slot[slots, 2] = k, best_position, best
            slots += 1
    while slots > 0:
        first = 0
        for i in range(1, slots):
            if slot[i, 2] < slot[first, 2]:
                first = i
        k, position, low = slot[first, 0], slot[first, 1], slot[first, 2]
        if low >= (found[count - 1, 2] if count == keep else BAD):
            break
        size = state.size[k]
        try_place(data, state, unit, k, position)
        cost = price_route(data, state, size + 1, k)
        if cost < BAD:
            cost += meeting_cost(data, state, unit, k) - state.route[k, COST]
            if hunting:
                cost += extreme_change(data, tops, k, state.out)
            cost += int(soft_change(data, state, k, state.out[IDLE], k, 0))
            start, ready = state.walk[position, W_EARLIEST], state.walk[position, W_READY]
            count = keep_found(found, count, keep, k, position, cost, start, ready)
        lows[k, position] = BAD
        low = BAD
        for other in range(size + 1):
            if lows[k, other] < low:
                low, position = lows[k, other], other
        slot[first, 1], slot[first, 2] = position, low
        if low >= min(cost, BAD):
            slots -= 1
            for column in range(3):
                slot[first, column] = slot[slots, column]
    return count


@njit(cache=True, nogil=True)
def ready_at(data, state, unit, k, position):
    """The earliest start of a unit at a position, its partners apart."""
    shift = data.shift[k]
    clock, before = shift.earliest, shift.from_place
    if position > 0:
        left = state.line[k, position - 1]
        clock, before = state.time[left, EARLIEST] + data.unit[left].duration, data.unit[left].place
    return max(clock + data.ticks[shift.mode, before, data.unit[unit].place], data.unit[unit].open)


@njit(cache=True, nogil=True)
def retract(data, state, unit):
    """Take a unit out again and settle the roster. False when it does not settle: ties that chase one another."""
    take(data, state, state.at[unit], position_of(state, unit))
    return settle_down(data, state) < BAD


@njit(cache=True, nogil=True, inline="always")
def insert_one(data, state, unit, found, blink):
    """Put one unit at its cheapest place that holds. Returns SERVED, ABSENT_STILL or BROKEN."""
    sure = data.unit[unit].links == 0 and data.price[LIMITS] == 0  # then what a scan finds cannot fail
    count = scan(data, state, unit, found, 1 if sure else KEEP, blink)
    for choice in range(count):
        place(data, state, found[choice, 0], found[choice, 1], unit)
        if finish(data, state) < BAD:
            return SERVED
        if not retract(data, state, unit):
            return BROKEN
    return ABSENT_STILL


@njit(cache=True, nogil=True, inline="always")
def pretend(state, unit, way):
    """Let partners and peers see a unit where a scan found it, without placing it."""
    state.at[unit] = way[0]
    state.time[unit, EARLIEST] = way[3]
    state.time[unit, READY] = way[4]


@njit(cache=True, nogil=True, inline="always")
def insert_pair(data, state, first, second, found, blink):
    """Put two units that stand or fall together where both cost least together. Returns as insert_one() does.

    For each good place of the first, the second is sought under the bound this leaves it; when the second then makes
    the first wait, the first's route is priced again.
    """
    ways = np.zeros((KEEP, 5), np.int64)
    plan = np.zeros((2, 5), np.int64)
    plan[:, 4] = BAD
    count = scan(data, state, first, ways, KEEP, blink)
    for way in range(count):
        if ways[way, 2] >= plan[1, 4]:
            break
        k, position = ways[way, 0], ways[way, 1]
        pretend(state, first, ways[way])
        seconds = scan(data, state, second, found, 2, blink)
        for choice in range(seconds):
            cost = ways[way, 2] + found[choice, 2]
            if cost >= plan[1, 4]:
                break
            pretend(state, second, found[choice])
            bound = bound_of(data, state, first)
            state.at[second] = -1
            if bound > ways[way, 3]:
                state.time[first, BOUND] = bound
                try_place(data, state, first, k, position)
                delayed = price_route(data, state, state.size[k] + 1, k)
                if delayed >= BAD:
                    continue
                cost += delayed - state.route[k, COST] + meeting_cost(data, state, first, k) - ways[way, 2]
            if cost < plan[1, 4]:
                row = 1
                if cost < plan[0, 4]:
                    plan[1] = plan[0]
                    row = 0
                plan[row, 0], plan[row, 1] = k, position
                plan[row, 2], plan[row, 3], plan[row, 4] = found[choice, 0], found[choice, 1], cost
        state.at[first] = -1
    for row in range(2):
        if plan[row, 4] >= BAD:
            return ABSENT_STILL
        place(data, state, plan[row, 0], plan[row, 1], first)
        held = finish(data, state) < BAD
        if held:
            behind = plan[row, 0] == plan[row, 2] and plan[row, 3] > plan[row, 1]
            place(data, state, plan[row, 2], plan[row, 3] + (1 if behind else 0), second)
            if finish(data, state) < BAD:
                return SERVED
            if not retract(data, state, second):
                return BROKEN
        if not retract(data, state, first):
            return BROKEN
    return ABSENT_STILL


@njit(cache=True, nogil=True, inline="always")
def insert_bundle(data, state, bundle, blink, loss):
    """Serve an absent bundle where it costs least, unless leaving it unserved is cheaper. Returns as insert_one() does.

    loss: what serving it may cost beyond leaving it unserved; two visits may pay for a round that one does not.
    """
    first, count = data.bundle[bundle, 0], data.bundle[bundle, 1]
    before = state.total[TOTAL]
    found = np.zeros((KEEP, 5), np.int64)
    serve(data, state, bundle)
    if count == 1:
        done = insert_one(data, state, data.member[first], found, blink)
    elif count == 2 and (data.unit[data.member[first]].peers > 0 or draw(state) < 0.5):
        turn = pick(state, 2)
        done = insert_pair(data, state, data.member[first + turn], data.member[first + 1 - turn], found, blink)
    else:  # one after the other, each seeing those before it in its own round too
        done = SERVED
        for i in range(first, first + count):
            done = insert_one(data, state, data.member[i], found, blink)
            if done != SERVED:
                break
    if done == BROKEN or (done == SERVED and state.total[TOTAL] <= before + loss):
        return done
    for i in range(first, first + count):
        if state.at[data.member[i]] >= 0 and not retract(data, state, data.member[i]):
            return BROKEN
    miss(data, state, bundle)
    return ABSENT_STILL if settle_down(data, state) < BAD else BROKEN

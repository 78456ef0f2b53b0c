"""The exact evaluator of one route: start times, break and cost of a line of units on a shift. Numbers only.

Forward, every stop starts as early as its intervals and its ties allow. Then the first stop is begun as late as no
stop becomes later than it must, so that waiting inside the round becomes time before it. The break is tried everywhere.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from .layout import (
    ANY,
    BACK,
    BAD,
    BEFORE,
    BOUND,
    BREAK_AT,
    BREAK_START,
    CONTACT,
    COST,
    EARLIEST,
    FOREVER,
    IDLE,
    LATE,
    LEAVE,
    LOAD,
    LONGEST_WAIT,
    METRES,
    NEVER,
    NONE,
    PENALTY,
    PRICE_MAX_LATE,
    RETIME,
    RIGID,
    WAIT,
    WORK,
    WORKED,
)

LOST = 2**50  # a start that no interval allows
# Columns of State.walk
W_EARLIEST, W_START, W_READY, W_ARRIVAL, W_DUE, W_LIMIT, W_FREE = range(7)


@njit(cache=True, nogil=True)
def fit(data, unit, when):
    """Earliest start at or after ``when`` that the unit's intervals allow, LOST when there is none."""
    row = data.unit[unit]
    if when <= row.close:
        return max(when, row.open)
    for number in range(row.first_interval + 1, row.first_interval + row.intervals):
        if when <= data.interval[number, 2]:
            return max(when, data.interval[number, 0])
    return LOST


@njit(cache=True, nogil=True)
def fit_tied(data, state, unit, when):
    """As fit(), among starts that rigid partners of other bundles can keep too (its own shares its intervals)."""
    row = data.unit[unit]
    start = fit(data, unit, when)
    number = row.first_link
    while start < LOST and number < row.first_link + row.links:
        partner, ticks = data.link[number, 0], data.link[number, 2]
        number += 1
        if data.link[number - 1, 1] == RIGID and state.at[partner] >= 0 and data.unit[partner].bundle != row.bundle:
            kept = fit(data, partner, start - ticks)
            if kept == LOST:
                return LOST
            if kept > start - ticks:
                start = fit(data, unit, kept + ticks)
                number = row.first_link
    return start


@njit(cache=True, nogil=True)
def interval_of(data, unit, start, wait_price, free):
    """The interval a unit starts in (its row number). ``free``: may wait for a later one where that is cheaper."""
    row = data.unit[unit]
    number = row.first_interval
    last = number + row.intervals - 1
    while number < last and start > data.interval[number, 2]:
        number += 1
    if free and number < last:
        arrived, least = start, BAD
        for later in range(number, last + 1):
            start = max(arrived, data.interval[later, 0])
            cost = (start - arrived) * wait_price + max(0, start - data.interval[later, 1]) * row.late
            if cost < least:
                least, number = cost, later
    return number


@njit(cache=True, nogil=True)
def tied_limit(data, state, unit, start, close):
    """The latest a tied unit may start when its partners start as early as they can."""
    row = data.unit[unit]
    limit = close
    for number in range(row.first_link, row.first_link + row.links):
        partner = data.link[number, 0]
        if state.at[partner] >= 0:
            kind = data.link[number, 1]
            if kind == RIGID:
                return start
            earliest = state.time[partner, EARLIEST]
            if kind == BEFORE:
                limit = min(limit, earliest - data.link[number, 2])
            elif data.link[number, 3] < FOREVER:
                limit = min(limit, earliest + data.link[number, 3])
    return max(start, limit)


@njit(cache=True, nogil=True)
def walk(data, state, stops, k, taken):
    """Cost of state.try_line[:stops] on shift k with the break before stop ``taken`` (-1: none), or BAD.

    Fills state.walk and state.out.
    """
    state.total[WORK] += stops
    shift = data.shift[k]
    mode, line, rows = shift.mode, state.try_line, state.walk
    units, ticks, metres, time = data.unit, data.ticks, data.metres, state.time  # one look into each box
    weigh, lateness_counts = data.price[METRES], data.price[PRICE_MAX_LATE] > 0
    clock, place = shift.earliest, shift.from_place
    tick_price, metre_price = shift.home_tick_price, shift.home_metre_price
    cost = shift.use_price
    penalty = 0
    travel = 0
    contact = 0
    paused = NEVER
    for i in range(stops):
        unit = units[line[i]]
        journey = np.int64(ticks[mode, place, unit.place])
        cost += journey * tick_price
        if weigh:
            cost += metres[mode, place, unit.place] * metre_price
        travel += journey
        clock += journey
        rows[i, W_ARRIVAL] = clock
        if taken < 0:
            rows[i, W_FREE] = clock
        elif i == taken:
            paused = max(clock, shift.break_earliest)
            if paused > shift.break_latest:
                return BAD
            clock = paused + shift.break_duration
        start = max(clock, unit.open)
        due = unit.due
        close = unit.close
        # Of a tied visit's units the one that pays lateness chooses; the others follow.
        chooses = unit.links == 0 or unit.late > 0
        if start > close or (unit.intervals > 1 and start > due):
            number = interval_of(data, line[i], start, shift.wait_price, chooses)
            start = max(start, data.interval[number, 0])
            due, close = data.interval[number, 1], data.interval[number, 2]
            if start > close:
                return BAD
        if unit.links > 0:
            rows[i, W_READY] = start
            tied = fit_tied(data, state, line[i], max(start, time[line[i], BOUND]))
            if tied > start:
                if tied == LOST:
                    return BAD
                start = tied
                if unit.intervals > 1:
                    number = interval_of(data, line[i], start, shift.wait_price, chooses)
                    if start < data.interval[number, 0]:
                        tied = fit_tied(data, state, line[i], data.interval[number, 0])
                        if tied < LOST:
                            start = tied
                        number = interval_of(data, line[i], start, NONE, np.bool_(False))
                    due, close = data.interval[number, 1], data.interval[number, 2]
            limit = tied_limit(data, state, line[i], start, close)
        else:
            limit = close
        late = start - due
        if late > 0:
            penalty += late * unit.late
            if unit.late > 0 or lateness_counts:
                limit = start
        elif limit > due and (unit.late > 0 or lateness_counts):
            limit = due
        rows[i, W_EARLIEST] = start
        rows[i, W_START] = start
        rows[i, W_DUE] = due
        rows[i, W_LIMIT] = limit
        clock = start + unit.duration
        contact += unit.duration
        place = unit.place
        tick_price, metre_price = shift.tick_price, shift.metre_price
    journey = np.int64(ticks[mode, place, shift.to_place])
    if taken != stops:  # the way to a break at the end place is one between stops
        tick_price, metre_price = shift.home_tick_price, shift.home_metre_price
    cost += journey * tick_price
    if weigh:
        cost += metres[mode, place, shift.to_place] * metre_price
    travel += journey
    back = clock + journey
    if taken == stops:
        paused = max(back, shift.break_earliest)
        if paused > shift.break_latest:
            return BAD
        back = paused + shift.break_duration
    if back > shift.latest:
        return BAD
    if data.price[RETIME]:
        paused = delay(data, state, stops, k, taken, paused, journey)
    return settle(data, state, stops, k, taken, paused, cost, penalty, travel, contact, back)


@njit(cache=True, nogil=True, inline="always")
def delay(data, state, stops, k, taken, paused, journey_home):
    """Begin the first stop as late as costs nothing; the last one, and all that is late, stay. Returns the break."""
    shift, rows, line = data.shift[k], state.walk, state.try_line
    last = rows[stops - 1, W_EARLIEST]
    if taken == stops:
        last = min(rows[stops - 1, W_LIMIT], paused - journey_home - data.unit[line[stops - 1]].duration)
        last = max(last, rows[stops - 1, W_EARLIEST])
    late = last
    for i in range(stops - 1, 0, -1):
        if i == taken:
            late = min(shift.break_latest, late - shift.break_duration)
        before = data.unit[line[i - 1]].duration
        journey = rows[i, W_ARRIVAL] - rows[i - 1, W_EARLIEST] - before
        late = min(rows[i - 1, W_LIMIT], late - journey - before)
    if late <= rows[0, W_EARLIEST] and taken != 0:
        return paused
    clock = max(late, rows[0, W_EARLIEST])
    rows[0, W_START] = clock
    if taken == 0:
        paused = max(paused, min(shift.break_latest, clock - shift.break_duration))
    for i in range(1, stops):
        before = data.unit[line[i - 1]].duration
        journey = rows[i, W_ARRIVAL] - rows[i - 1, W_EARLIEST] - before
        clock += before + journey
        rows[i, W_ARRIVAL] = clock
        if i == taken:
            paused = max(clock, paused)
            clock = paused + shift.break_duration
        clock = max(clock, rows[i, W_EARLIEST])
        rows[i, W_START] = clock
    return paused


@njit(cache=True, nogil=True, inline="always")
def settle(data, state, stops, k, taken, paused, cost, penalty, travel, contact, back):
    """Waits, lateness, overtime and idle time of a walked route; returns its whole cost."""
    shift, rows, out, line = data.shift[k], state.walk, state.out, state.try_line
    wait = 0
    longest = 0
    latest = 0
    for i in range(stops):
        start = rows[i, W_START]
        if start - rows[i, W_DUE] > latest:
            latest = start - rows[i, W_DUE]
        if i == taken:
            after = start - paused - shift.break_duration
            pause = paused - rows[i, W_ARRIVAL] if i > 0 else 0
            wait += pause + after
            longest = max(longest, pause, after)
        elif i > 0:
            pause = start - rows[i, W_ARRIVAL]
            wait += pause
            longest = max(longest, pause)
    if taken == stops:
        home = data.ticks[shift.mode, data.unit[line[stops - 1]].place, shift.to_place]
        pause = paused - rows[stops - 1, W_START] - data.unit[line[stops - 1]].duration - home
        wait += pause
        longest = max(longest, pause)
    first_way = data.ticks[shift.mode, shift.from_place, data.unit[line[0]].place]
    leave = (paused if taken == 0 else rows[0, W_START]) - first_way
    penalty += wait * shift.wait_price + max(0, back - shift.overtime_after) * shift.overtime_price
    cost += penalty
    out[COST] = cost
    out[LEAVE] = leave
    out[BACK] = back
    out[LATE] = latest
    out[LONGEST_WAIT] = longest
    out[IDLE] = leave - shift.idle_start + wait + max(0, shift.idle_end - back)
    out[WORKED] = back - leave - (shift.break_duration if taken >= 0 else 0)
    out[LOAD] = contact + travel
    out[CONTACT] = contact
    out[BREAK_AT] = taken
    out[BREAK_START] = paused
    out[WAIT] = wait
    out[PENALTY] = penalty
    return cost


@njit(cache=True, nogil=True)
def price_route(data, state, stops, k):
    """Cost of state.try_line[:stops] on shift k with the best place for the break, or BAD. Leaves its times behind."""
    shift, out = data.shift[k], state.out
    if stops == 0:
        for figure in range(out.shape[0]):
            out[figure] = 0
        out[BREAK_AT] = -1
        out[IDLE] = shift.idle_end - shift.idle_start
        if shift.break_duration >= 0 and shift.break_threshold < 0 and shift.break_missed > 0:
            out[COST] = shift.break_missed
        return out[COST]
    cost = walk(data, state, stops, k, ANY)
    if shift.break_duration < 0 or cost >= BAD:
        return cost
    best, chosen, walked = BAD, ANY, ANY
    if out[BACK] - out[LEAVE] <= shift.break_threshold:  # none is owed, but one may stand in place of a wait
        if out[WAIT] * shift.wait_price <= 0:
            return cost
        best = cost
    elif shift.break_missed >= 0:
        best = cost + shift.break_missed
    first, last = (0, stops) if shift.break_at_ends else (1, stops - 1)
    for taken in range(first, last + 1):
        if taken < stops and state.walk[taken, W_FREE] > shift.break_latest:
            break
        if taken < min(last, stops - 1) and state.walk[taken + 1, W_FREE] <= shift.break_earliest:
            continue  # one stop later the break begins no later, and this stop is not held up
        cost = walk(data, state, stops, k, taken)
        walked = taken
        if cost < best:
            best, chosen = cost, taken
    if best >= BAD:
        return BAD
    if walked != chosen:
        walk(data, state, stops, k, chosen)
    if chosen < 0:
        out[COST] = best
    return best

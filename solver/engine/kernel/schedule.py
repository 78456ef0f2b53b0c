"""The exact evaluator of one route: start times and cost of a line of units on a shift, with a break or without.

Forward, every stop starts as early as its intervals and its ties allow. Then the first stop is begun as late as no
stop becomes later than it must, so that waiting inside the round becomes time before it. What a round costs shows
after the way forward already (breaks.py); when each stop then starts, and the figures of the round, ``settle`` says.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from .layout import (
    AFTER,
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
    LATEST,
    LEAVE,
    LOAD,
    LONGEST_WAIT,
    METRES,
    NO,
    NONE,
    PENALTY,
    PRICE_MAX_LATE,
    RETIME,
    RIGID,
    RIGID_BEYOND,
    SOONEST,
    W_ARRIVAL,
    W_DUE,
    W_EARLIEST,
    W_LEAD,
    W_LIMIT,
    W_OWED,
    W_READY,
    W_SLACK,
    W_SLACK_BEHIND,
    W_START,
    W_WAY,
    WAIT,
    WORK,
    WORKED,
)
from .postpone import postpone
from .visit_order import holds

LOST = 2**50  # a start that no interval allows


@njit(cache=True, nogil=True)
def earliest_start(data, unit, when):
    """Earliest start at or after ``when`` that the unit's intervals allow, LOST when there is none."""
    row = data.unit[unit]
    if when <= row.close:
        return max(when, row.open)
    for number in range(row.first_interval + 1, row.first_interval + row.intervals):
        if when <= data.interval[number].close:
            return max(when, data.interval[number].open)
    return LOST


@njit(cache=True, nogil=True, inline="always")
def leave_before(data, state, k, position):
    """When shift k can leave for a place in its route, no break taken, and where from."""
    if position == 0:
        return data.shift[k].earliest, data.shift[k].from_place
    left = state.route_units[k, position - 1]
    return state.time[left, SOONEST] + data.unit[left].duration, data.unit[left].place


@njit(cache=True, nogil=True, inline="always")
def arrive_behind(data, state, k, position):
    """When shift k must be, at the latest, where its route goes on to from a place, and where that is."""
    if position == state.route_size[k]:
        return data.shift[k].latest, data.shift[k].to_place
    right = state.route_units[k, position]
    return state.time[right, LATEST], data.unit[right].place


@njit(cache=True, nogil=True)
def earliest_tied_start(data, state, unit, when):
    """As earliest_start(), among starts that rigid partners of other bundles can keep too (those of its own share)."""
    row = data.unit[unit]
    start = earliest_start(data, unit, when)
    if not row.more & RIGID_BEYOND:
        return start
    number = row.first_link
    while start < LOST and number < row.first_link + row.links:
        partner, ticks = data.link[number].partner, data.link[number].least
        number += 1
        if (
            data.link[number - 1].kind == RIGID
            and state.route_of[partner] >= 0
            and data.unit[partner].bundle != row.bundle
        ):
            kept = earliest_start(data, partner, start - ticks)
            if kept == LOST:
                return LOST
            if kept > start - ticks:
                start = earliest_start(data, unit, kept + ticks)
                number = row.first_link
    return start


@njit(cache=True, nogil=True)
def interval_of(data, unit, start, wait_price, free):
    """The interval a unit starts in (its row number). ``free``: may wait for a later one where that is cheaper."""
    row = data.unit[unit]
    number = row.first_interval
    last = number + row.intervals - 1
    while number < last and start > data.interval[number].close:
        number += 1
    if free and number < last:
        arrived, least = start, BAD
        for later in range(number, last + 1):
            start = max(arrived, data.interval[later].open)
            cost = (start - arrived) * wait_price + max(0, start - data.interval[later].due) * row.late
            if cost < least:
                least, number = cost, later
    return number


@njit(cache=True, nogil=True)
def tied_limit(data, state, unit, start, close):
    """The latest a tied unit may start when its partners start as early as they can."""
    row = data.unit[unit]
    limit = close
    for number in range(row.first_link, row.first_link + row.links):
        partner, kind = data.link[number].partner, data.link[number].kind
        if kind == AFTER and data.link[number].most >= FOREVER:
            continue
        if state.route_of[partner] >= 0 and holds(data, state, number):
            if kind == RIGID:
                return start
            earliest = state.time[partner, EARLIEST]
            if kind == BEFORE:
                limit = min(limit, earliest - data.link[number].least)
            elif data.link[number].most < FOREVER:
                limit = min(limit, earliest + data.link[number].most)
    return max(start, limit)


@njit(cache=True, nogil=True)
def schedule_stop(data, state, number, clock, wait_price):
    """When a unit starts that is reached at ``clock``: start (LOST: never), due, last start at no cost, ready."""
    unit = data.unit[number]
    start, due, close = max(clock, unit.open), unit.due, unit.close
    # Of a tied visit's units the one that pays lateness chooses; the others follow.
    chooses = unit.links == 0 or unit.late > 0
    if start > close or (unit.intervals > 1 and start > due):
        interval = interval_of(data, number, start, wait_price, chooses)
        start = max(start, data.interval[interval].open)
        due, close = data.interval[interval].due, data.interval[interval].close
        if start > close:
            return LOST, due, close, start
    ready, limit = start, close
    if unit.links > 0:
        tied = earliest_tied_start(data, state, number, max(start, state.time[number, BOUND]))
        if tied > start:
            if tied == LOST:
                return LOST, due, close, ready
            start = tied
            if unit.intervals > 1:
                interval = interval_of(data, number, start, wait_price, chooses)
                if start < data.interval[interval].open:
                    tied = earliest_tied_start(data, state, number, data.interval[interval].open)
                    if tied < LOST:
                        start = tied
                    interval = interval_of(data, number, start, NONE, NO)
                due, close = data.interval[interval].due, data.interval[interval].close
        limit = tied_limit(data, state, number, start, close)
    if unit.late > 0 or data.price[PRICE_MAX_LATE] > 0:
        limit = start if start > due else min(limit, due)
    limit = max(start, min(limit, unit.promised))
    return start, due, limit, ready


@njit(cache=True, nogil=True)
def price_of_number(data, k, stops):
    """What a route of so many visits costs because they are more than the shift wants."""
    shift = data.shift[k]
    return max(0, stops - shift.most_visits) * shift.visit_price


@njit(cache=True, nogil=True)
def forward_pass(data, state, stops, k):
    """All starts of state.trial_route[:stops] on shift k as early as can be, without a break.

    Returns cost of use, of the number of visits and of journeys (BAD: impossible), cost of lateness, ticks of journeys
    and of contact, and when the worker is back.
    """
    state.scalars[WORK] += stops
    shift = data.shift[k]
    mode, line, rows = shift.mode, state.trial_route, state.trial_schedule
    units, ticks, metres = data.unit, data.ticks, data.metres  # one look into each box
    weigh = data.price[METRES]
    clock, place = shift.earliest, shift.from_place
    tick_price, metre_price = shift.home_tick_price, shift.home_metre_price
    cost = shift.use_price + price_of_number(data, k, stops)
    late_cost, travel, contact, lead = 0, 0, 0, 0
    slack = FOREVER
    for i in range(stops):
        unit = units[line[i]]
        journey = np.int64(ticks[mode, place, unit.place])
        cost += journey * tick_price
        if weigh:
            cost += metres[mode, place, unit.place] * metre_price
        travel += journey
        clock += journey
        if i > 0:
            lead += journey
        rows[i, W_WAY], rows[i, W_ARRIVAL], rows[i, W_LEAD] = journey, clock, lead
        start, due, limit, ready = schedule_stop(data, state, line[i], clock, shift.wait_price)
        if start == LOST:
            return BAD, late_cost, travel, contact, clock
        late_cost += max(0, start - due) * unit.late
        slack = min(slack, limit - lead)
        rows[i, W_EARLIEST], rows[i, W_READY], rows[i, W_DUE], rows[i, W_LIMIT] = start, ready, due, limit
        rows[i, W_SLACK], rows[i, W_OWED] = slack, late_cost
        clock = start + unit.duration
        lead += unit.duration
        contact += unit.duration
        place = unit.place
        tick_price, metre_price = shift.tick_price, shift.metre_price
    journey = np.int64(ticks[mode, place, shift.to_place])
    cost += journey * shift.home_tick_price
    if weigh:
        cost += metres[mode, place, shift.to_place] * shift.home_metre_price
    travel += journey
    back = clock + journey
    return cost if back <= shift.latest else BAD, late_cost, travel, contact, back


@njit(cache=True, nogil=True)
def forward_after_break(data, state, stops, k, taken, back):
    """Behind forward_pass(): the break before stop ``taken``, and the starts from there on where they are later for it.

    back: as forward_pass() gave it. Returns cost of lateness, when the worker is back and when the break begins.
    """
    shift, line, rows = data.shift[k], state.trial_route, state.trial_schedule
    last = stops - 1
    if taken == stops:
        paused = max(back, shift.break_earliest)
        return rows[last, W_OWED], paused + shift.break_duration, paused
    paused = max(rows[taken, W_ARRIVAL], shift.break_earliest)
    late_cost = rows[taken - 1, W_OWED] if taken > 0 else 0
    clock = paused + shift.break_duration
    ahead, before = clock - rows[taken, W_LEAD], rows[last, W_EARLIEST]
    if ahead <= rows[taken, W_SLACK_BEHIND] and ahead <= rows[last, W_LIMIT] - rows[last, W_LEAD]:
        for i in range(taken, stops):  # nothing is later than it must: the delay is passed on until a wait swallows it
            start = ahead + rows[i, W_LEAD]
            if i > taken:
                rows[i, W_ARRIVAL] = start
            if start <= rows[i, W_EARLIEST]:
                return rows[last, W_OWED], back, paused
            rows[i, W_EARLIEST], rows[i, W_READY] = start, max(start, rows[i, W_READY])
        return rows[last, W_OWED], back + ahead + rows[last, W_LEAD] - before, paused
    for i in range(taken, stops):
        state.scalars[WORK] += 1
        if i > taken:
            clock += rows[i, W_WAY]
            rows[i, W_ARRIVAL] = clock
        before, owed = rows[i, W_EARLIEST], rows[i, W_OWED]
        start, due, limit, ready = schedule_stop(data, state, line[i], clock, shift.wait_price)
        rows[i, W_EARLIEST], rows[i, W_READY], rows[i, W_DUE], rows[i, W_LIMIT] = start, ready, due, limit
        late_cost += max(0, start - due) * data.unit[line[i]].late
        if start == before:
            return late_cost + rows[last, W_OWED] - owed, back, paused
        clock = start + data.unit[line[i]].duration
    return late_cost, clock + np.int64(data.ticks[shift.mode, data.unit[line[last]].place, shift.to_place]), paused


@njit(cache=True, nogil=True)
def overtime(data, k, back):
    """What it costs that a worker is back so late."""
    shift = data.shift[k]
    return max(0, back - shift.overtime_after) * shift.overtime_price


@njit(cache=True, nogil=True)
def first_start(data, state, stops):
    """When the first stop starts after forward_pass() without a break: as late as costs nothing."""
    rows, last = state.trial_schedule, stops - 1
    if not data.price[RETIME] or last == 0:
        return rows[0, W_EARLIEST]
    return max(rows[0, W_EARLIEST], min(rows[last - 1, W_SLACK], rows[last, W_EARLIEST] - rows[last, W_LEAD]))


@njit(cache=True, nogil=True)
def delay_departure(data, state, stops, k, taken, paused):
    """Begin the first stop as late as costs nothing; the last one, and all that is late, stay.

    Writes the starts behind forward_pass(), and returns when the break begins.
    """
    shift, rows, line = data.shift[k], state.trial_schedule, state.trial_route
    for i in range(stops):
        rows[i, W_START] = rows[i, W_EARLIEST]
    if not data.price[RETIME]:
        return paused
    late = rows[stops - 1, W_EARLIEST]
    if taken == stops:
        home = data.ticks[shift.mode, data.unit[line[stops - 1]].place, shift.to_place]
        late = max(late, min(rows[stops - 1, W_LIMIT], paused - home - data.unit[line[stops - 1]].duration))
    for i in range(stops - 1, 0, -1):
        if i == taken:
            late = min(shift.break_latest, late - shift.break_duration)
        late = min(rows[i - 1, W_LIMIT], late - rows[i, W_WAY] - data.unit[line[i - 1]].duration)
    if late <= rows[0, W_EARLIEST] and taken != 0:
        return paused
    clock = max(late, rows[0, W_EARLIEST])
    rows[0, W_START] = clock
    if taken == 0:
        paused = max(paused, min(shift.break_latest, clock - shift.break_duration))
    for i in range(1, stops):
        clock += data.unit[line[i - 1]].duration + rows[i, W_WAY]
        rows[i, W_ARRIVAL] = clock
        if i == taken:
            paused = max(clock, paused)
            clock = paused + shift.break_duration
        clock = max(clock, rows[i, W_EARLIEST])
        rows[i, W_START] = clock
    return paused


@njit(cache=True, nogil=True)
def finish_schedule(data, state, stops, k, taken, paused, cost, late_cost, travel, contact, back):
    """Starts, waits, lateness, overtime and idle time behind forward_pass(); returns the whole cost of the route.

    Fills the rest of state.trial_schedule, and state.trial_figures.
    """
    paused = delay_departure(data, state, stops, k, taken, paused)
    if data.wish.shape[0] > 0:
        paused, back = postpone(data, state, stops, k, taken, paused, back)
    shift, rows, out, line = data.shift[k], state.trial_schedule, state.trial_figures, state.trial_route
    wait = 0
    longest = 0
    latest = 0
    for i in range(stops):
        start = rows[i, W_START]
        latest = max(latest, start - rows[i, W_DUE])
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
    leave = (paused if taken == 0 else rows[0, W_START]) - rows[0, W_WAY]
    penalty = late_cost + wait * shift.wait_price + overtime(data, k, back)
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
    out[PENALTY] = penalty + price_of_number(data, k, stops)
    return cost

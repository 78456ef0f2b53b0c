"""Stops that begin later than they could, for a visit wants to be longer after another: as far as it costs nothing.

Once the times of a round are known, each stop may still be put off until the stops behind it would have to follow to
where they cost something. Ties are kept as they are without it: those who lean on a stop lean on its earliest start.
"""

from __future__ import annotations

from numba import njit

from .layout import (
    EARLIEST,
    FOR_CLOCK,
    FOREVER,
    LATER_WAITS,
    MAY_WAIT,
    NEVER,
    NEVER_WAITS,
    PRICE_MAX_IDLE,
    PRICE_MAX_WAIT,
    RETIME,
    START,
    W_ARRIVAL,
    W_EARLIEST,
    W_LEAD,
    W_LIMIT,
    W_PUT_OFF,
    W_START,
    W_WAY,
    WISHES,
)
from .visit_order import of_unit


@njit(cache=True, nogil=True)
def start_of(data, state, stops, k, unit, column, timed):
    """When a served unit starts: by state.trial_schedule when it is one of state.trial_route[:stops], route k tried."""
    if state.route_of[unit] == k:
        for i in range(stops):
            if state.trial_route[i] == unit:
                return state.trial_schedule[i, column]
    return state.time[unit, timed]


@njit(cache=True, nogil=True)
def wanted_start(data, state, stops, k, i):
    """The start from which on stop i's wishes cost nothing, as far as it is for this stop to wait; NEVER for none."""
    unit, wanted = state.trial_route[i], NEVER
    begin, end = of_unit(data, unit, WISHES)
    for number in range(begin, end):
        waits, other = data.wish_of[number].waits, data.wish_of[number].other
        if waits == FOR_CLOCK:
            wanted = max(wanted, data.wish_of[number].wanted)
            continue
        if waits == NEVER_WAITS or state.route_of[other] < 0:
            continue
        if waits == LATER_WAITS:
            mine, theirs = (
                state.trial_schedule[i, W_EARLIEST],
                start_of(data, state, stops, k, other, W_EARLIEST, EARLIEST),
            )
            if theirs > mine or (theirs == mine and other > unit):
                continue
        wanted = max(wanted, start_of(data, state, stops, k, other, W_START, START) + data.wish_of[number].wanted)
    return wanted


@njit(cache=True, nogil=True)
def is_wanted_later(data, state, stops, k):
    """Whether a wish wants any of state.trial_route[:stops] to begin later than it does in state.trial_schedule."""
    for i in range(stops):
        may_wait = data.unit[state.trial_route[i]].more & MAY_WAIT
        if may_wait and wanted_start(data, state, stops, k, i) > state.trial_schedule[i, W_START]:
            return True
    return False


@njit(cache=True, nogil=True)
def last_put_off(data, state, stops, k, taken, back):
    """Until when the last stop can be put off at no cost: nobody works or is paid longer for it.

    Where waiting costs, as far as the first stop can be put off as long.
    """
    shift, rows, price, last = data.shift[k], state.trial_schedule, data.price, stops - 1
    late = rows[last, W_START]
    if taken == 0 or taken == stops or price[PRICE_MAX_WAIT] > 0 or price[PRICE_MAX_IDLE] > 0:
        return late
    if data.rest_of[k].count > 0 or data.duty_of[k].count > 0:
        return late
    end = shift.latest if shift.overtime_price == 0 else max(back, min(shift.latest, shift.overtime_after))
    most = min(rows[last, W_LIMIT], end - back + rows[last, W_EARLIEST])
    if price[RETIME]:
        slack, held = (
            FOREVER,
            0,
        )  # until when the first stop can be put off, so that all stops up to the last can follow
        for i in range(last):
            if i == taken:
                slack, held = min(slack, shift.break_latest - rows[i, W_LEAD]), shift.break_duration
            slack = min(slack, rows[i, W_LIMIT] - rows[i, W_LEAD] - held)
        if last == taken:
            slack, held = min(slack, shift.break_latest - rows[last, W_LEAD]), shift.break_duration
        most = min(most, slack + rows[last, W_LEAD] + held)
    return max(late, most)


@njit(cache=True, nogil=True)
def put_off(data, state, stops, k, taken, late):
    """Until when each stop can be put off when the last one can until ``late``, in state.trial_schedule."""
    shift, rows, line = data.shift[k], state.trial_schedule, state.trial_route
    rows[stops - 1, W_PUT_OFF] = late
    for i in range(stops - 1, 0, -1):
        if i == taken:
            late = min(shift.break_latest, late - shift.break_duration)
        late = min(rows[i - 1, W_LIMIT], late - rows[i, W_WAY] - data.unit[line[i - 1]].duration)
        rows[i - 1, W_PUT_OFF] = late


@njit(cache=True, nogil=True)
def begin_later(data, state, stops, k, taken, paused, clock):
    """Start the first stop at ``clock`` and each stop behind it no sooner than now, later where that is wanted.

    No later than put_off() says. Returns when the break begins.
    """
    shift, rows, line = data.shift[k], state.trial_schedule, state.trial_route
    for i in range(stops):
        if i > 0:
            clock += data.unit[line[i - 1]].duration + rows[i, W_WAY]
            rows[i, W_ARRIVAL] = clock
            if i == taken:
                paused = max(clock, paused)
                clock = paused + shift.break_duration
        clock = max(clock, rows[i, W_START])
        if data.unit[line[i]].more & MAY_WAIT:
            clock = max(clock, min(rows[i, W_PUT_OFF], wanted_start(data, state, stops, k, i)))
        rows[i, W_START] = clock
    return paused


@njit(cache=True, nogil=True)
def postpone(data, state, stops, k, taken, paused, back):
    """Put stops off for their wishes, behind delay_departure(); returns when the break begins, and the round ends."""
    if not is_wanted_later(data, state, stops, k):
        return paused, back
    rows, last = state.trial_schedule, stops - 1
    before = rows[last, W_START]
    put_off(data, state, stops, k, taken, last_put_off(data, state, stops, k, taken, back))
    paused = begin_later(data, state, stops, k, taken, paused, rows[0, W_START])
    if rows[last, W_START] == before:
        return paused, back
    if data.price[RETIME]:  # no more waiting in the round than before: the first stop follows
        put_off(data, state, stops, k, taken, rows[last, W_START])
        paused = begin_later(data, state, stops, k, taken, paused, max(rows[0, W_START], rows[0, W_PUT_OFF]))
    return paused, back + rows[last, W_START] - rows[last, W_EARLIEST]

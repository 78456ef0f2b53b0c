"""Stops that begin later than they could, for a visit wants to be longer after another: as far as it costs nothing.

Once the times of a round are known, each stop may still be put off until the stops behind it would have to follow to
where they cost something. Ties are kept as they are without it: those who lean on a stop lean on its earliest start.
"""

from __future__ import annotations

from numba import njit

from .layout import (EARLIEST, NEVER, PRICE_MAX_IDLE, PRICE_MAX_WAIT, RETIME, START, WISHES, WI_FIRST, WI_LENGTH, WI_OVERLAPS, WI_SECOND, WI_SECOND_LENGTH, WI_WANTED, W_ARRIVAL, W_EARLIEST, W_LIMIT, W_PUT_OFF, W_START, W_WAY,)
from .orders import of_unit


@njit(cache=True, nogil=True)
def start_of(data, state, stops, unit, column, timed):
    """When a served unit starts: in state.walk when it is one of state.try_line[:stops]."""
    for i in range(stops):
        if state.try_line[i] == unit:
            return state.walk[i, column]
    return state.time[unit, timed]


@njit(cache=True, nogil=True)
def wanted_start(data, state, stops, unit):
    """The start from which on a unit's wishes cost nothing, as far as it is for this unit to wait; NEVER for none.

    Of two that better not overlap the one waits that could begin later.
    """
    wanted = NEVER
    begin, end = of_unit(data, unit, WISHES)
    for i in range(begin, end):
        wish = data.wish_of[i]
        first, second = data.wish[wish, WI_FIRST], data.wish[wish, WI_SECOND]
        other = second if first == unit else first
        if state.at[other] < 0 or first == second:
            continue
        if not data.wish[wish, WI_OVERLAPS]:
            if second == unit:
                wanted = max(wanted, start_of(data, state, stops, first, W_START, START) + data.wish[wish, WI_WANTED])
            continue
        mine = start_of(data, state, stops, unit, W_EARLIEST, EARLIEST)
        theirs = start_of(data, state, stops, other, W_EARLIEST, EARLIEST)
        if theirs < mine or (theirs == mine and other < unit):
            lasts = data.wish[wish, WI_LENGTH if other == first else WI_SECOND_LENGTH]
            wanted = max(wanted, start_of(data, state, stops, other, W_START, START) + lasts)
    return wanted


@njit(cache=True, nogil=True)
def postpone(data, state, stops, k, taken, paused, back):
    """Put stops off for their wishes, behind delay(); returns when the break begins, and when the worker is back.

    The last stop is put off only where waiting and working longer cost nothing.
    """
    waits = False
    for i in range(stops):
        waits = waits or data.unit[state.try_line[i]].more >= 0
    if not waits:
        return paused, back
    shift, rows, line, last = data.shift[k], state.walk, state.try_line, stops - 1
    home = back - rows[last, W_EARLIEST]  # with the stop itself
    late = rows[last, W_START]
    idle = data.price[PRICE_MAX_WAIT] > 0 or data.price[PRICE_MAX_IDLE] > 0
    if taken < stops and not idle and not data.price[RETIME]:
        end = shift.latest if shift.overtime_price == 0 else max(back, min(shift.latest, shift.overtime_after))
        late = max(late, min(rows[last, W_LIMIT], end - home))
    rows[last, W_PUT_OFF] = late
    for i in range(last, 0, -1):
        if i == taken:
            late = min(shift.break_latest, late - shift.break_duration)
        late = min(rows[i - 1, W_LIMIT], late - rows[i, W_WAY] - data.unit[line[i - 1]].duration)
        rows[i - 1, W_PUT_OFF] = late
    clock = rows[0, W_START]
    for i in range(stops):
        if i > 0:
            clock += data.unit[line[i - 1]].duration + rows[i, W_WAY]
            rows[i, W_ARRIVAL] = clock
            if i == taken:
                paused = max(clock, paused)
                clock = paused + shift.break_duration
        clock = max(clock, rows[i, W_START])
        if data.unit[line[i]].more >= 0:
            clock = max(clock, min(rows[i, W_PUT_OFF], wanted_start(data, state, stops, line[i])))
        rows[i, W_START] = clock
    return paused, back if taken == stops else rows[last, W_START] + home

"""The waiting that a line of stops forces on whoever serves it: known from a few figures, before any clock is walked.

A stretch of stops is told by three figures: how long after its first start the last one is, when nobody waits (lead);
until when the first may start so that none is later than it must (last); and how soon the last can start at all (soon).
Two stretches one behind the other are a stretch again (Vidal, Crainic, Gendreau & Prins 2013, section 4.2), and each
route keeps the figures of all its beginnings and ends. Whatever the break, a round waits ``soon - last - lead`` but for
the break itself.
"""

from __future__ import annotations

from numba import njit

from .layout import BEHIND_LAST, BEHIND_SOON, FOREVER, LAST, LEAD, NEVER, SOONEST, W_LEAD


@njit(cache=True, nogil=True)
def last_start(data, unit, wait_price):
    """Until when a unit may start so that waiting for it saves nothing: until it is late, or can no more."""
    row = data.unit[unit]
    if row.intervals > 1:
        return data.interval[row.first_interval + row.intervals - 1].close
    return row.due if row.late >= wait_price and row.late > 0 else row.close


@njit(cache=True, nogil=True)
def update_segments(data, state, k):
    """Keep the figures of the beginnings and ends of route k, behind forward_pass()."""
    size, wait_price = state.route_size[k], data.shift[k].wait_price
    last = FOREVER
    for i in range(size):
        unit, lead = state.route_units[k, i], state.trial_schedule[i, W_LEAD]
        last = min(last, last_start(data, unit, wait_price) - lead)
        state.time[unit, LEAD], state.time[unit, LAST] = lead, last
    last, soon = FOREVER, NEVER
    whole = state.trial_schedule[size - 1, W_LEAD]
    for i in range(size - 1, -1, -1):
        unit, lead = state.route_units[k, i], state.trial_schedule[i, W_LEAD]
        last = min(last, last_start(data, unit, wait_price) - lead)
        soon = max(soon, data.unit[unit].open + whole - lead)
        state.time[unit, BEHIND_LAST], state.time[unit, BEHIND_SOON] = last + lead, soon


@njit(cache=True, nogil=True)
def waiting_lower_bound(data, state, k, begin, count, units, width, target):
    """What route k's waiting costs at least when units[:width] replace k[begin:begin+count].

    target: the route that ends with these units, -1 when none does.
    """
    size, shift, end = state.route_size[k], data.shift[k], begin + count
    mode, before, lead, last, soon = shift.mode, -1, 0, FOREVER, NEVER
    if begin > 0:
        before = state.route_units[k, begin - 1]
        lead, last, soon = state.time[before, LEAD], state.time[before, LAST], state.time[before, SOONEST]
    known = target >= 0 and width > 1 and data.shift[target].mode == mode
    for i in range(1 if known else width):
        unit = state.scratch[units, i]
        row, gap = data.unit[unit], 0
        if before >= 0:
            gap = data.unit[before].duration + data.ticks[mode, data.unit[before].place, row.place]
        lead += gap
        soon += gap
        if known:
            before = state.scratch[units, width - 1]
            last = min(last, state.time[unit, BEHIND_LAST] - lead)
            rest = state.time[before, LEAD] - state.time[unit, LEAD]
            lead += rest
            soon = max(soon + rest, state.time[unit, BEHIND_SOON])
        else:
            before = unit
            last = min(last, last_start(data, unit, shift.wait_price) - lead)
            soon = max(soon, row.open)
    if end < size:
        unit, gap = state.route_units[k, end], 0
        if before >= 0:
            gap = data.unit[before].duration + data.ticks[mode, data.unit[before].place, data.unit[unit].place]
        lead += gap
        last = min(last, state.time[unit, BEHIND_LAST] - lead)
        rest = state.time[state.route_units[k, size - 1], LEAD] - state.time[unit, LEAD]
        soon = max(soon + gap + rest, state.time[unit, BEHIND_SOON])
        lead += rest
    wait = soon - last - lead - max(0, shift.break_duration)
    return float(max(0, wait) * shift.wait_price)

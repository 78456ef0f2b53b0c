"""Duties in the kernel: several rounds of one worker that lie close together, and the break they owe together. Numba.

Only workers of whom DutyLimits terms speak are looked at here; everybody else pays for a comparison.
"""

from __future__ import annotations

from numba import njit

from .layout import BACK, BREAK_AT, CONTACT, LEAVE, NEVER, NO, NONE, OFF, OFFS, RELIEVED, WORKED
from .undo import save_route
from .worklist import push


@njit(cache=True, nogil=True, inline="always")
def off_work(data, state, stops):
    """Ticks of state.trial_route[:stops] that are no work, and whether one of the stops holds a break."""
    ticks, relieved = NONE, NO
    if not data.price[OFFS]:
        return ticks, relieved
    for i in range(stops):
        visit = data.unit[state.trial_route[i]].visit
        ticks += data.off[visit].ticks
        relieved = relieved or data.off[visit].holds_break > 0
    return ticks, relieved


@njit(cache=True, nogil=True)
def owes_break(data, state, k, leave, back, contact, off, relieved):
    """Whether the duty in which shift k's round lies owes a break that none of its other rounds has.

    leave, back, contact, off, relieved: of the round as it is tried, a break of its own apart.
    """
    row = data.duty[data.shift[k].duty]
    end, length, met, ours = row.until, NONE, NO, NO
    if end > NEVER:
        length = row.until - row.began
    for number in range(row.first, row.first + row.count):
        other = data.duty_shift[number].shift
        if other == k:
            begins, ends, ticks, rested, doors = leave, back, back - leave - off, relieved, contact - off
        elif state.route_size[other] > 0:
            begins, ends = state.route[other, LEAVE], state.route[other, BACK]
            ticks = state.route[other, WORKED] - state.route[other, OFF]
            rested = state.route[other, BREAK_AT] >= 0 or state.route[other, RELIEVED] > 0
            doors = state.route[other, CONTACT] - state.route[other, OFF]
        else:
            continue
        if data.duty_shift[number].asleep:
            ticks, rested = doors, True
        if end == NEVER or begins - end >= row.rest:
            if ours:
                break
            end, length, met = ends, ticks, rested
        else:
            met = met or rested or begins - end >= row.pause
            end, length = max(end, ends), length + ticks
        ours = ours or other == k
    return length > row.threshold and not met


@njit(cache=True, nogil=True)
def duty_kept(data, state, number):
    """Whether every duty of a DutyLimits term keeps its limits."""
    row = data.duty[number]
    end, begin, span, length, work, met, rounds = row.until, row.began, NONE, NONE, NONE, NO, NONE
    if end > NEVER:
        length = end - begin
    for place in range(row.first, row.first + row.count):
        k = data.duty_shift[place].shift
        if state.route_size[k] == 0:
            continue
        begins, ends, off = state.route[k, LEAVE], state.route[k, BACK], state.route[k, OFF]
        ticks, rested = state.route[k, WORKED] - off, state.route[k, BREAK_AT] >= 0 or state.route[k, RELIEVED] > 0
        if data.duty_shift[place].asleep:
            ticks, rested = state.route[k, CONTACT] - off, True
            off = ends - begins - ticks
        if end == NEVER or begins - end >= row.rest:
            if rounds > 0 and length > row.threshold and not met:
                return False
            begin, end, span, length, work, met = begins, ends, -off, ticks, ticks, rested
        else:
            met = met or rested or begins - end >= row.pause
            end, span = max(end, ends), span - off
            length, work = length + ticks, work + ticks
        rounds += 1
        if span + end - begin > row.span or work > row.work:
            return False
    return not (rounds > 0 and length > row.threshold and not met)


@njit(cache=True, nogil=True)
def duties_kept(data, state, k):
    """Whether the duties that shift k can be part of keep their limits."""
    for number in range(data.duty_of[k].first, data.duty_of[k].first + data.duty_of[k].count):
        if not duty_kept(data, state, data.duty_list[number]):
            return False
    return True


@njit(cache=True, nogil=True)
def same_duty(state, k):
    """Whether the figures in state.trial_figures leave to the other rounds of a duty what round k leaves them now."""
    route, out = state.route[k], state.trial_figures
    return (
        route[LEAVE] == out[LEAVE]
        and route[BACK] == out[BACK]
        and route[OFF] == out[OFF]
        and (route[BREAK_AT] >= 0) == (out[BREAK_AT] >= 0)
        and route[RELIEVED] == out[RELIEVED]
        and route[CONTACT] == out[CONTACT]
    )


@njit(cache=True, nogil=True)
def wake_duty(data, state, k):
    """After round k changed: queue the other rounds of its duty that now owe a break and have none, or the reverse."""
    row = data.duty[data.shift[k].duty]
    for place in range(row.first, row.first + row.count):
        other = data.duty_shift[place].shift
        if other == k or state.route_size[other] == 0 or state.queued[other]:
            continue
        route = state.route[other]
        has, own = route[BREAK_AT] >= 0, data.duty_shift[place].own_threshold
        if has and route[BACK] - route[LEAVE] - route[OFF] > own:
            continue
        owes = owes_break(
            data, state, other, route[LEAVE], route[BACK], route[CONTACT], route[OFF], route[RELIEVED] > 0
        )
        if has != owes:
            save_route(state, other)
            push(state, other)


@njit(cache=True, nogil=True)
def is_shared(data, state, k):
    """Whether another round of the same DutyLimits term has stops: it may take the break instead."""
    row = data.duty[data.shift[k].duty]
    for place in range(row.first, row.first + row.count):
        other = data.duty_shift[place].shift
        if other != k and state.route_size[other] > 0:
            return True
    return False

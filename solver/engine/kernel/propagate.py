"""A change carried through ties: routes are measured again until nothing moves any more. Numba.

A tied unit has a lower bound on its start from its partners, and a route whose ties moved gives theirs new ones. Bounds
only ever follow starts upwards to the earliest common solution.
"""

from __future__ import annotations

from numba import njit

from .breaks import price_route
from .duties import duties_kept, same_duty, wake_duty
from .gap_costs import pay_wishes
from .layout import (
    AFTER,
    ALWAYS_WAITS,
    AT_ALL,
    BAD,
    BASE,
    BEFORE,
    BOUND,
    CONTACT,
    COST,
    EARLIEST,
    FOREVER,
    HAS_WISHES,
    LATEST,
    LIMITS,
    NEVER,
    NEVER_WAITS,
    NONE,
    ONE,
    QUEUED,
    READY,
    RETIME,
    RIGID,
    SOONEST,
    START,
    TOTAL,
    TOUCHED,
    W_DUE,
    W_EARLIEST,
    W_LIMIT,
    W_READY,
    W_SOONEST,
    W_START,
    WISHES,
    WORKED,
    YES,
)
from .schedule import earliest_tied_start
from .segments import update_segments
from .undo import save_route
from .visit_order import holds, of_unit
from .worker_costs import price_extremes, price_worker, within_limits
from .worklist import pop, push


@njit(cache=True, nogil=True)
def tie_bound(data, state, unit):
    """The earliest start the partners of a unit, and its hold, leave to it."""
    bound = state.not_before[unit]
    row = data.unit[unit]
    for number in range(row.first_link, row.first_link + row.links):
        partner, kind = data.link[number].partner, data.link[number].kind
        if kind == BEFORE and data.link[number].most >= FOREVER:
            continue
        if state.route_of[partner] < 0 or not holds(data, state, number):
            continue
        if kind == RIGID:
            sure = max(state.time[partner, READY], state.not_before[partner])
            chooses = data.unit[partner].intervals > 1 and data.unit[partner].late > 0
            if chooses and state.time[partner, EARLIEST] > max(sure, state.time[partner, BOUND]):
                sure = state.time[partner, EARLIEST]  # later than it must: for a window it chose
            bound = max(bound, sure + data.link[number].least)
        elif kind == AFTER:
            bound = max(bound, state.time[partner, EARLIEST] + data.link[number].least)
        else:
            bound = max(bound, state.time[partner, EARLIEST] - data.link[number].most)
    return bound


@njit(cache=True, nogil=True)
def notify_partners(data, state, unit, before):
    """After a tied unit moved, came or went: give its partners their new bounds and queue the routes this moves.

    before: its earliest start until now, NEVER when it comes or goes.
    """
    row = data.unit[unit]
    for number in range(row.first_link, row.first_link + row.links):
        partner = data.link[number].partner
        k = state.route_of[partner]
        if k < 0 or not holds(data, state, number):
            continue
        bound, old = tie_bound(data, state, partner), state.time[partner, BOUND]
        if bound != old:
            save_route(state, k)
            state.time[partner, BOUND] = bound
        soonest = state.time[partner, SOONEST]
        bound_binds = bound != old and (bound > soonest or old >= soonest)  # wherever the break is
        if (
            (bound_binds and data.shift[k].break_duration >= 0)  # another place for the break may be better now
            or ((data.price[RETIME] or data.wish.shape[0] > 0) and delayed_otherwise(data, state, number, unit, before))
            or earliest_tied_start(data, state, partner, max(bound, state.time[partner, READY]))
            != state.time[partner, EARLIEST]
        ):
            save_route(state, k)
            push(state, k)


@njit(cache=True, nogil=True)
def delayed_otherwise(data, state, number, unit, before):
    """Whether the partner by a link may be delayed by more or less than when the unit was at ``before``."""
    kind, now = data.link[number].kind, state.time[unit, EARLIEST]
    if before == NEVER or now == NEVER:
        return True
    if kind == RIGID or now == before:  # beside a rigid partner nobody is delayed at all
        return False
    apart = -data.link[number].least if kind == AFTER else data.link[number].most
    if apart >= FOREVER:
        return False
    row = data.unit[data.link[number].partner]
    last = row.close if row.intervals == 1 else data.interval[row.first_interval + row.intervals - 1].close
    return min(now, before) + apart < last


@njit(cache=True, nogil=True)
def reschedule_route(data, state, k):
    """Time and price route k as it stands; wakes partners of tied units that moved. False when it cannot be kept."""
    size = state.route_size[k]
    for i in range(size):
        state.trial_route[i] = state.route_units[k, i]
    cost = price_route(data, state, size, k, YES, AT_ALL)
    if cost >= BAD:
        return False
    route, out = state.route, state.trial_figures
    state.scalars[BASE] += cost - route[k, COST]
    reckon = route[k, CONTACT] != out[CONTACT] or route[k, WORKED] != out[WORKED]
    shared = data.shift[k].duty >= 0 and not same_duty(state, k)
    for column in range(route.shape[1]):
        route[k, column] = out[column]
    if shared:
        wake_duty(data, state, k)
    if reckon:
        worker = data.shift[k].worker
        price = price_worker(data, state, worker)
        state.scalars[BASE] += price - state.worker_cost[worker]
        state.worker_cost[worker] = price
    if data.price[RETIME] and size > 0:
        update_segments(data, state, k)
    shift = data.shift[k]
    latest, ahead = shift.latest, shift.to_place
    for i in range(size - 1, -1, -1):
        unit = state.route_units[k, i]
        row = data.unit[unit]
        last = row.close if row.intervals == 1 else data.interval[row.first_interval + row.intervals - 1].close
        latest = min(last, latest - data.ticks[shift.mode, row.place, ahead] - row.duration)
        ahead = row.place
        state.time[unit, LATEST] = latest
        state.time[unit, SOONEST] = state.trial_schedule[i, W_SOONEST]
        old, before = state.time[unit, START], state.time[unit, EARLIEST]
        state.time[unit, START] = state.trial_schedule[i, W_START]
        if row.links > 0:
            earliest, ready = state.trial_schedule[i, W_EARLIEST], state.trial_schedule[i, W_READY]
            moved = before != earliest or state.time[unit, READY] != ready
            state.time[unit, EARLIEST], state.time[unit, READY] = earliest, ready
            state.trial_schedule[i, W_LIMIT], state.trial_schedule[i, W_DUE] = moved, before
        else:
            state.time[unit, EARLIEST] = state.trial_schedule[i, W_EARLIEST]
            state.trial_schedule[i, W_LIMIT] = False
        if row.more & HAS_WISHES and (state.time[unit, START] != old or state.time[unit, EARLIEST] != before):
            pay_wishes(data, state, unit)
            now = state.time[unit, START], state.time[unit, EARLIEST]
            wake_wishes(data, state, unit, k, old, before, *now)
    for i in range(size):  # only now: a partner may stand in this very route
        if state.trial_schedule[i, W_LIMIT]:
            notify_partners(data, state, state.route_units[k, i], state.trial_schedule[i, W_DUE])
    return True


@njit(cache=True, nogil=True)
def wake_wishes(data, state, unit, k, begun, soonest, start, earliest):
    """After a stop of route k moved, came or went: queue the routes of those that wait for it now, or waited before.

    begun, soonest: its start and its earliest start until now; start, earliest: from now on. NEVER where it comes or
    goes. A partner that could begin no sooner than it is wanted does not wait.
    """
    begin, end = of_unit(data, unit, WISHES)
    for i in range(begin, end):
        waits, other = data.wish_of[i].other_waits, data.wish_of[i].other
        there = state.route_of[other]
        if waits == NEVER_WAITS or there < 0 or there == k or state.queued[there]:
            continue
        ready = state.time[other, EARLIEST]
        if max(begun, start) + data.wish_of[i].other_wanted <= ready:
            continue
        if waits == ALWAYS_WAITS or NEVER < soonest <= ready or NEVER < earliest <= ready:
            save_route(state, there)
            push(state, there)


@njit(cache=True, nogil=True)
def ties_kept(data, state, k):
    """Whether every tie of route k's stops holds. Propagation alone cannot tell for ties that contradict each other."""
    for i in range(state.route_size[k]):
        unit = state.route_units[k, i]
        row = data.unit[unit]
        start = state.time[unit, START]
        for number in range(row.first_link, row.first_link + row.links):
            partner = data.link[number].partner
            if state.route_of[partner] < 0 or not holds(data, state, number):
                continue
            kind, lo, hi = data.link[number].kind, data.link[number].least, data.link[number].most
            apart = start - state.time[partner, START]
            if kind == BEFORE:
                apart = -apart
            if not lo <= apart <= hi:
                return False
    return True


@njit(cache=True, nogil=True)
def propagate_all(data, state):
    """Carry the change through all ties. Returns the new total cost, or BAD when the roster cannot be kept so.

    After BAD the routes that were not measured stay queued, for propagate_after_removal() or rollback().
    """
    return propagate(data, state, NONE, 60 + 4 * state.queue.shape[0])


@njit(cache=True, nogil=True, inline="always")
def propagate_after_removal(data, state):
    """As propagate_all(), after a removal: a route that cannot be kept waits for bounds still on their way down."""
    return propagate(data, state, ONE, 60 + 4 * state.queue.shape[0])


@njit(cache=True, nogil=True)
def propagate(data, state, patient, budget):
    """Measure what is queued until nothing moves; patient: until all that is left has failed in a row.

    budget: routes measured at most; ties that contradict each other push each other on without end.
    """
    failed = 0
    while state.scalars[QUEUED] > 0:
        budget -= 1
        k = pop(state)
        if budget >= 0 and reschedule_route(data, state, k):
            failed = 0
            continue
        push(state, k)
        failed += 1
        if budget < 0 or failed > patient * state.scalars[QUEUED]:
            return BAD
    for i in range(state.scalars[TOUCHED]):
        k = state.touched[i]
        if data.link.shape[0] > 0 and not ties_kept(data, state, k):
            return BAD
        if data.price[LIMITS] and not (within_limits(data, state, k) and duties_kept(data, state, k)):
            return BAD
    state.scalars[TOTAL] = state.scalars[BASE] + price_extremes(data, state)
    return state.scalars[TOTAL]

"""The price of a route with the best place for its break, in little more than one way forward.

A break moves only what stands behind it, and waiting is what is left of the time between the first start and the last.
So each place is priced from the rows of the round without a break, as far as the break is felt. A break is only taken
where one is owed, by the round or by the duty that it is part of (duties.py): never in place of a wait.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from .duties import is_shared, off_work, owes_break
from .layout import (
    ANY,
    AT_ALL,
    BAD,
    BREAK_AT,
    COST,
    EXTREMES,
    FOREVER,
    FREE,
    IDLE,
    NEVER,
    NONE,
    OFF,
    PENALTY,
    RELIEVED,
    RETIME,
    W_ARRIVAL,
    W_EARLIEST,
    W_LEAD,
    W_LIMIT,
    W_OWED,
    W_SLACK,
    W_SLACK_BEHIND,
    W_SOONEST,
    W_WAY,
    WORK,
)
from .schedule import LOST, finish_schedule, first_start, forward_after_break, forward_pass, overtime, schedule_stop


@njit(cache=True, nogil=True)
def price_route(data, state, stops, k, timed, most):
    """Cost of state.trial_route[:stops] on shift k with the best place for the break, or BAD.

    most: what costs more may be called BAD, which is sooner known.
    timed: leave the times behind in state.trial_schedule, and all figures in state.trial_figures, as is also done where
    a largest one has a price. Otherwise neither is there.
    """
    shift = data.shift[k]
    if stops == 0:
        return price_empty_route(data, state, k)
    ways, late_cost, travel, contact, back = forward_pass(data, state, stops, k)
    if ways >= BAD or (not shift.break_at_ends and ways + overtime(data, k, back) > most):
        return BAD
    rows, last = state.trial_schedule, stops - 1
    first = first_start(data, state, stops)
    wait = rows[last, W_EARLIEST] - first - rows[last, W_LEAD]
    cost, taken = ways + late_cost + wait * shift.wait_price + overtime(data, k, back), ANY
    if shift.break_duration >= 0:
        cost, taken = choose_break(data, state, stops, k, timed, first, ways, back, contact, cost, most)
    if cost >= BAD or cost > most:
        return BAD
    if timed or data.price[EXTREMES]:
        write_route(data, state, stops, k, taken, cost, ways, late_cost, travel, contact, back)
    return cost


@njit(cache=True, nogil=True, inline="always")
def price_empty_route(data, state, k):
    """Cost of shift k with nothing to do; its figures are in state.trial_figures then."""
    shift, out = data.shift[k], state.trial_figures
    for figure in range(out.shape[0]):
        out[figure] = 0
    out[BREAK_AT] = -1
    out[IDLE] = shift.idle_end - shift.idle_start
    if shift.break_duration >= 0 and shift.break_threshold < 0 and shift.break_missed > 0:
        out[COST] = shift.break_missed
    return out[COST]


@njit(cache=True, nogil=True, inline="always")
def choose_break(data, state, stops, k, timed, first, ways, back, contact, cost, most):
    """Cost of the route behind forward_pass() with the break that it owes, and before which stop that is: ANY for none.

    ways, back, contact: as forward_pass() gave them. first: when the first stop starts without a break. cost: of the
    route where no break is owed. timed, most: as price_route() has them.
    """
    shift = data.shift[k]
    leave = first - state.trial_schedule[0, W_WAY]
    off, relieved = off_work(data, state, stops)
    own = back - leave - off > shift.break_threshold and not relieved
    if not own and (shift.duty < 0 or not owes_break(data, state, k, leave, back, contact, off, relieved)):
        return cost, ANY
    without = cost
    if own:
        without = cost + shift.break_missed if shift.break_missed >= 0 else BAD
    elif not is_shared(data, state, k):
        without = BAD
    given = state.break_position[k] if timed else FREE
    if given >= 0:
        slacken(state, stops)
        return break_at(data, state, stops, k, given, ways, back, AT_ALL), given
    if given == FREE:
        slacken(state, stops)
        least, taken = best_break(data, state, stops, k, ways, back, min(without if own else BAD, most + 1))
        if taken >= 0:
            return least, taken
    return without, ANY


@njit(cache=True, nogil=True, inline="always")
def write_route(data, state, stops, k, taken, cost, ways, late_cost, travel, contact, back):
    """The times of a route in state.trial_schedule and its figures in state.trial_figures, once its break is chosen.

    taken: the stop before which its break is, ANY: none. cost: of the whole route. The other arguments are what
    forward_pass() gave.
    """
    rows, out = state.trial_schedule, state.trial_figures
    for i in range(stops):
        rows[i, W_SOONEST] = rows[i, W_EARLIEST]
    paused = np.int64(NEVER)
    if taken >= 0:
        late_cost, back, paused = forward_after_break(data, state, stops, k, taken, back)
    if taken == stops:
        ways += rest_at_end(data, state, stops, k)
    finish_schedule(data, state, stops, k, taken, paused, ways, late_cost, travel, contact, back)
    out[PENALTY] += cost - out[COST]  # what it costs to miss the break
    out[COST] = cost
    out[OFF], out[RELIEVED] = off_work(data, state, stops)


@njit(cache=True, nogil=True)
def slacken(state, stops):
    """Write W_SLACK_BEHIND behind forward_pass()."""
    rows, slack = state.trial_schedule, FOREVER
    rows[stops - 1, W_SLACK_BEHIND] = slack
    for i in range(stops - 2, -1, -1):
        slack = min(slack, rows[i, W_LIMIT] - rows[i, W_LEAD])
        rows[i, W_SLACK_BEHIND] = slack


@njit(cache=True, nogil=True)
def best_break(data, state, stops, k, ways, back, best):
    """The least cost with a break, if it is below ``best``, and before which stop: -1 when there is none."""
    shift, rows, chosen = data.shift[k], state.trial_schedule, ANY
    least = ways + overtime(data, k, back)  # a break makes nobody be back sooner
    first, last = (0, stops) if shift.break_at_ends else (1, stops - 1)
    likely = state.route[k, BREAK_AT]  # where it is now: the sooner a good place is known, the fewer others are walked
    if not 0 < likely < stops or rows[likely, W_ARRIVAL] > shift.break_latest:
        likely = ANY
    for turn in range(first if likely < 0 else first - 1, last + 1):
        taken = likely if turn < first else turn
        if turn >= first and taken == likely:
            continue
        if taken < stops and rows[taken, W_ARRIVAL] > shift.break_latest:
            break
        if taken < min(last, stops - 1) and rows[taken + 1, W_ARRIVAL] <= shift.break_earliest:
            continue  # one stop later the break begins no later, and this stop is not held up
        waits = NONE
        if 0 < taken < stops:
            waits = waits_at_least(state, stops, taken, shift)
            if least + waits + rows[taken - 1, W_OWED] >= best:
                continue
        cost = break_at(data, state, stops, k, taken, ways, back, best - (least - ways) - waits)
        if cost < best:
            best, chosen = cost, np.int64(taken)
            if best <= least and last < stops:
                break
    return best, chosen


@njit(cache=True, nogil=True)
def waits_at_least(state, stops, taken, shift):
    """What waiting costs at least with the break before stop ``taken``, as far as the stops before it tell.

    No break lets the last stop start sooner, or the first later than the stops before the break allow.
    """
    rows, last = state.trial_schedule, stops - 1
    wait = rows[last, W_EARLIEST] - slack_before(state, taken, shift) - rows[last, W_LEAD] - shift.break_duration
    return max(0, wait) * shift.wait_price


@njit(cache=True, nogil=True)
def slack_before(state, taken, shift):
    """The last first start that the stops before stop ``taken``, and a break there, allow at no cost."""
    return min(state.trial_schedule[taken - 1, W_SLACK], shift.break_latest - state.trial_schedule[taken, W_LEAD])


@njit(cache=True, nogil=True)
def break_at(data, state, stops, k, taken, ways, back, best):
    """Cost of the round that forward_pass() walked without a break when one is taken before stop ``taken``, or BAD.

    ways, back: as forward_pass() gave them. best: what costs as much without waiting and overtime may be called BAD.
    """
    if taken == stops:
        return with_last_break(data, state, stops, k, ways)
    return with_break(data, state, stops, k, taken, ways, back, best)


@njit(cache=True, nogil=True)
def with_break(data, state, stops, k, taken, ways, back, best):
    """break_at() before a stop."""
    shift, rows, last = data.shift[k], state.trial_schedule, stops - 1
    paused = max(rows[taken, W_ARRIVAL], shift.break_earliest)
    if paused > shift.break_latest:
        return BAD
    clock, held = paused + shift.break_duration, NONE  # held: by how much the break parts the first start from the last
    if taken > 0:
        held, ahead = shift.break_duration, clock - rows[taken, W_LEAD]
        if ahead <= rows[taken, W_SLACK_BEHIND] and ahead <= rows[last, W_LIMIT] - rows[last, W_LEAD]:
            return with_break_in_slack(data, state, stops, k, taken, ahead, ways, back)
    first, start, late_cost, slack = delay_stops(data, state, stops, k, taken, clock, held, best - ways)
    if start == LOST:
        return BAD
    back += start - rows[last, W_EARLIEST]
    if back > shift.latest:
        return BAD
    if data.price[RETIME]:
        first = max(first, min(slack, start - rows[last, W_LEAD] - held))
    wait = start - first - rows[last, W_LEAD] - held
    if taken == 0:
        if data.price[RETIME]:
            paused = max(paused, min(shift.break_latest, first - shift.break_duration))
        wait += first - paused - shift.break_duration
    return (
        ways
        + late_cost
        + wait * shift.wait_price
        + overtime(data, k, back)
        + unowed(data, state, stops, k, first, back)
    )


@njit(cache=True, nogil=True, inline="always")
def with_break_in_slack(data, state, stops, k, taken, ahead, ways, back):
    """with_break() where the slack of the stops behind the break takes it up: none is later than it must be.

    ahead: the end of the break, less work and journeys since the first start.
    """
    shift, rows, last = data.shift[k], state.trial_schedule, stops - 1
    start = max(rows[last, W_EARLIEST], ahead + rows[last, W_LEAD])
    back += start - rows[last, W_EARLIEST]
    if back > shift.latest:
        return BAD
    first = rows[0, W_EARLIEST]
    if data.price[RETIME]:
        slack = min(slack_before(state, taken, shift), rows[taken, W_SLACK_BEHIND] - shift.break_duration)
        first = max(first, min(slack, start - rows[last, W_LEAD] - shift.break_duration))
    wait = start - first - rows[last, W_LEAD] - shift.break_duration
    return ways + rows[last, W_OWED] + wait * shift.wait_price + overtime(data, k, back)


@njit(cache=True, nogil=True, inline="always")
def delay_stops(data, state, stops, k, taken, clock, held, most):
    """Follow the stops behind a break that ends at ``clock`` until one starts as it did without the break.

    held: ticks of the break that lie between the first start and the stops behind it. Returns the start of the first
    stop, before it is put off, and of the last (LOST: impossible, or lateness costs ``most``); what lateness costs; and
    the last first start that costs nothing.
    """
    shift, rows, line, last = data.shift[k], state.trial_schedule, state.trial_route, stops - 1
    first, start, late_cost, slack = rows[0, W_EARLIEST], LOST, 0, FOREVER
    if taken > 0:
        late_cost, slack = rows[taken - 1, W_OWED], slack_before(state, taken, shift)
    for i in range(taken, stops):
        state.scalars[WORK] += 1
        unit = data.unit[line[i]]
        start, due, limit, _ = schedule_stop(data, state, line[i], clock, shift.wait_price)
        if start == LOST:
            return first, LOST, late_cost, slack
        if i == 0:
            first = start
        if start == rows[i, W_EARLIEST]:  # from here on all is as without
            late_cost += rows[last, W_OWED] - (rows[i - 1, W_OWED] if i > 0 else 0)
            return first, rows[last, W_EARLIEST], late_cost, min(slack, rows[i, W_SLACK_BEHIND] - held)
        late_cost += max(0, start - due) * unit.late
        if late_cost >= most:
            return first, LOST, late_cost, slack
        if i < last:
            slack = min(slack, limit - rows[i, W_LEAD] - held)
            clock = start + unit.duration + rows[i + 1, W_WAY]
    return first, start, late_cost, slack


@njit(cache=True, nogil=True)
def unowed(data, state, stops, k, first, back):
    """What the break of a round from the first start until it is back costs because with it the round owes none.

    A break that moves a stop into a later window lets the first one start so much later that the round is shorter.
    """
    shift = data.shift[k]
    if shift.break_unowed == 0:
        return 0
    off, relieved = off_work(data, state, stops)
    owes = back - (first - state.trial_schedule[0, W_WAY]) - off > shift.break_threshold and not relieved
    return 0 if owes else shift.break_unowed


@njit(cache=True, nogil=True)
def rest_at_end(data, state, stops, k):
    """What the last way costs more, or (negative) less, when the break is at its end: it is one between stops then."""
    shift, place = data.shift[k], data.unit[state.trial_route[stops - 1]].place
    ticks = np.int64(data.ticks[shift.mode, place, shift.to_place])
    metres = data.metres[shift.mode, place, shift.to_place]
    return ticks * (shift.tick_price - shift.home_tick_price) + metres * (shift.metre_price - shift.home_metre_price)


@njit(cache=True, nogil=True)
def with_last_break(data, state, stops, k, ways):
    """break_at() behind the last stop, at the end place."""
    shift, rows, last = data.shift[k], state.trial_schedule, stops - 1
    unit = data.unit[state.trial_route[last]]
    home = np.int64(data.ticks[shift.mode, unit.place, shift.to_place])
    ways += rest_at_end(data, state, stops, k)
    left = rows[last, W_EARLIEST] + unit.duration
    paused = max(left + home, shift.break_earliest)
    back = paused + shift.break_duration
    if paused > shift.break_latest or back > shift.latest:
        return BAD
    first = rows[0, W_EARLIEST]
    if data.price[RETIME]:
        end = max(rows[last, W_EARLIEST], min(rows[last, W_LIMIT], paused - home - unit.duration))
        before = rows[last - 1, W_SLACK] if last > 0 else FOREVER
        first = max(first, min(before, end - rows[last, W_LEAD]))
    wait = paused - home - unit.duration - first - rows[last, W_LEAD]
    return ways + rows[last, W_OWED] + wait * shift.wait_price + overtime(data, k, back)

"""What a change would cost before it is made: its journeys, its routes by themselves, assignments, faces and load.

Cheap bounds first: most moves are refused here, and nothing has to be undone.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from .breaks import price_route
from .gap_costs import wishes_tried
from .layout import (
    ANY,
    AT_ALL,
    BAD,
    CONTACT,
    COST,
    HAS_OTHERS,
    IDLE,
    LATE,
    LONGEST_WAIT,
    MOST_LATE,
    MOST_WAIT,
    NO,
    NONE,
    ONE,
    OTHERS,
    PENALTY,
    PRICE_FACE,
    PRICE_MAX_IDLE,
    PRICE_MAX_LATE,
    PRICE_MAX_WAIT,
    PRICE_SPREAD,
    C,
)
from .schedule import LOST, arrive_behind, earliest_start, leave_before
from .smoothed_max import smoothed_delta
from .visit_order import of_unit


@njit(cache=True, nogil=True)
def way(data, k, before, after, home):
    """Cost of one journey on shift k, and its ticks."""
    shift = data.shift[k]
    ticks, metres = np.int64(data.ticks[shift.mode, before, after]), data.metres[shift.mode, before, after]
    if home:
        return ticks * shift.home_tick_price + metres * shift.home_metre_price, ticks
    return ticks * shift.tick_price + metres * shift.metre_price, ticks


@njit(cache=True, nogil=True)
def boundary_arcs(data, state, k, begin, count, units, width):
    """Cost and ticks of the ways into and out of k[begin:begin+count] when units[:width] stand there."""
    size, shift = state.route_size[k], data.shift[k]
    before = shift.from_place if begin == 0 else data.unit[state.route_units[k, begin - 1]].place
    after = shift.to_place if begin + count == size else data.unit[state.route_units[k, begin + count]].place
    if width == 0:
        if count == size:
            return np.int64(0), np.int64(0)
        return way(data, k, before, after, begin == 0 or begin + count == size)
    first, last = data.unit[state.scratch[units, 0]].place, data.unit[state.scratch[units, width - 1]].place
    cost_in, ticks_in = way(data, k, before, first, begin == 0)
    cost_out, ticks_out = way(data, k, last, after, begin + count == size)
    return cost_in + cost_out, ticks_in + ticks_out


@njit(cache=True, nogil=True)
def inside(data, state, k, units, width):
    """Cost and ticks of the ways between units[:width] on shift k."""
    cost, ticks = np.int64(0), np.int64(0)
    for i in range(1, width):
        places = data.unit[state.scratch[units, i - 1]].place, data.unit[state.scratch[units, i]].place
        more, longer = way(data, k, places[0], places[1], False)
        cost += more
        ticks += longer
    return cost, ticks


@njit(cache=True, nogil=True)
def travel_alike(data, k, target):
    """Whether a way between stops is as long and costs as much on either shift."""
    one, other = data.shift[k], data.shift[target]
    return one.mode == other.mode and one.tick_price == other.tick_price and one.metre_price == other.metre_price


@njit(cache=True, nogil=True)
def arc_change(data, state, k, begin, count, units, width):
    """Change of cost and ticks of the ways of route k when units[:width] replace k[begin:begin+count].

    Without the ways inside of what comes and goes.
    """
    if count > 0:
        state.scratch[C, 0], state.scratch[C, 1] = state.route_units[k, begin], state.route_units[k, begin + count - 1]
    cost, ticks = boundary_arcs(data, state, k, begin, count, units, width)
    old_cost, old_ticks = boundary_arcs(data, state, k, begin, count, C, 2 * min(count, 1))
    return cost - old_cost, ticks - old_ticks


@njit(cache=True, nogil=True)
def journeys(data, state, k, begin, count, units):
    """Cost of all ways from before k[begin:begin+count] to behind it, when units[:count] stand there."""
    size, shift = state.route_size[k], data.shift[k]
    cost, place = np.int64(0), shift.from_place if begin == 0 else data.unit[state.route_units[k, begin - 1]].place
    for i in range(count):
        ahead = data.unit[state.scratch[units, i]].place
        cost += way(data, k, place, ahead, begin + i == 0)[0]
        place = ahead
    after = shift.to_place if begin + count == size else data.unit[state.route_units[k, begin + count]].place
    return cost + way(data, k, place, after, begin + count == size)[0]


@njit(cache=True, nogil=True)
def splice(state, k, begin, count, units, width):
    """Line k with units[:width] in the place of k[begin:begin+count], in state.trial_route. Returns its length."""
    for i in range(begin):
        state.trial_route[i] = state.route_units[k, i]
    for i in range(width):
        state.trial_route[begin + i] = state.scratch[units, i]
    for i in range(begin + count, state.route_size[k]):
        state.trial_route[i - count + width] = state.route_units[k, i]
    return state.route_size[k] - count + width


@njit(cache=True, nogil=True)
def most_elsewhere(state, k, target, column, most):
    """The largest figure of all routes but two; ``most`` is the largest of all."""
    if state.route[k, column] < most and state.route[target, column] < most:
        return most
    largest = 0
    for other in range(state.route_size.shape[0]):
        if other != k and other != target:
            largest = max(largest, state.route[other, column])
    return largest


@njit(cache=True, nogil=True)
def greatest_saving(data, state, k):
    """The most that a change in route k can save beside its journeys, idle time apart."""
    return float(state.route[k, PENALTY]) + largest_late(data, state, k)


@njit(cache=True, nogil=True)
def largest_late(data, state, k):
    """The price of the largest lateness of all, where it is route k's."""
    if state.route[k, LATE] > 0 and state.route[k, LATE] == state.scalars[MOST_LATE]:
        return float(state.route[k, LATE]) * data.price[PRICE_MAX_LATE]
    return 0.0


@njit(cache=True, nogil=True)
def rise(data, state, k, begin, count, units, width, most):
    """By how much the cost of route k rises when units[:width] replace k[begin:begin+count]; BAD above ``most``.

    Of the largest figures only lateness may be priced for ``most`` to be heeded.
    """
    price, dearest = data.price, AT_ALL
    if price[PRICE_MAX_WAIT] == 0 and price[PRICE_MAX_IDLE] == 0:
        dearest = np.int64(min(float(BAD), max(0.0, state.route[k, COST] + most + largest_late(data, state, k))))
    stops = splice(state, k, begin, count, units, width)
    cost = price_route(data, state, stops, k, NO, dearest)
    if cost >= BAD:
        return float(BAD)
    change = float(cost - state.route[k, COST])
    return change + wishes_tried(data, state, units, width, begin) if data.wish.shape[0] > 0 else change


@njit(cache=True, nogil=True)
def within_windows(data, state, k, begin, count, units, width):
    """Whether units[:width] can stand in the place of k[begin:begin+count], as far as clocks alone can tell."""
    shift = data.shift[k]
    clock, place = leave_before(data, state, k, begin)
    for i in range(width):
        unit = data.unit[state.scratch[units, i]]
        start = earliest_start(data, state.scratch[units, i], clock + data.ticks[shift.mode, place, unit.place])
        if start == LOST:
            return False
        clock, place = start + unit.duration, unit.place
    last, after = arrive_behind(data, state, k, begin + count)
    return clock + data.ticks[shift.mode, place, after] <= last


@njit(cache=True, nogil=True)
def cost_of_two_routes(
    data, state, k, begin, count, units, width, target, start, span, others, other_width, other_least, most
):
    """What changing two routes would cost by themselves, before any tied stop elsewhere moves; BAD when one cannot be.

    units replace k[begin:begin+count], others replace target[start:start+span]. The same route twice with
    nothing to replace in the second stands for a change in one route. Cheap: most moves are refused here.
    other_least: the least that the change in the second can be. most: what costs more may be called BAD.
    """
    price = data.price
    if price[PRICE_SPREAD] > 0:
        return -float(BAD)  # what it does to the spread shows only when it is made
    change = rise(data, state, k, begin, count, units, width, most - other_least)
    if change >= BAD:
        return change
    late, wait = state.trial_figures[LATE], state.trial_figures[LONGEST_WAIT]
    idle, other_idle = state.trial_figures[IDLE], 0
    if target != k:
        other_change = rise(data, state, target, start, span, others, other_width, most - change)
        if other_change >= BAD:
            return other_change
        change += other_change
        late, wait = max(late, state.trial_figures[LATE]), max(wait, state.trial_figures[LONGEST_WAIT])
        other_idle = state.trial_figures[IDLE]
    if price[PRICE_MAX_LATE] > 0 or price[PRICE_MAX_WAIT] > 0:
        most_late, most_wait = state.scalars[MOST_LATE], state.scalars[MOST_WAIT]
        late = max(late, most_elsewhere(state, k, target, LATE, most_late))
        wait = max(wait, most_elsewhere(state, k, target, LONGEST_WAIT, most_wait))
        change += float(price[PRICE_MAX_LATE]) * (late - most_late) + float(price[PRICE_MAX_WAIT]) * (wait - most_wait)
    return change + smoothed_delta(data, state, k, idle, target, other_idle)


@njit(cache=True, nogil=True)
def meeting(data, state, unit, k, target):
    """Change in the cost of assignment and new faces when a unit goes from shift k (-1: none) to another (-1: none).

    Faces are exact for one visit to a client, and near enough for a string that meets a client twice.
    """
    row = data.unit[unit]
    change = 0
    if k >= 0:
        change -= data.assign[row.visit, k]
    if target >= 0:
        change += data.assign[row.visit, target]
    if data.price[PRICE_FACE] > 0:
        here = data.shift[k].worker if k >= 0 else -1
        there = data.shift[target].worker if target >= 0 else -1
        if here != there:
            change += face(data, state, row.client, here, there)
            if row.more & HAS_OTHERS:
                begin, end = of_unit(data, unit, OTHERS)
                for number in range(begin, end):
                    change += face(data, state, data.other[number], here, there)
    return change


@njit(cache=True, nogil=True)
def face(data, state, client, here, there):
    """Change in the cost of new faces when a client is met by another worker; -1: by none."""
    change = 0
    if there >= 0 and state.visits_between[client, there] == 0 and not data.familiar[client, there]:
        change += data.price[PRICE_FACE]
    if here >= 0 and state.visits_between[client, here] == 1 and not data.familiar[client, here]:
        change -= data.price[PRICE_FACE]
    return change


@njit(cache=True, nogil=True)
def continuity_change(data, state, units, count, k, target):
    """meeting() of units[:count]."""
    change = 0
    for i in range(count):
        change += meeting(data, state, state.scratch[units, i], k, target)
    return change


@njit(cache=True, nogil=True)
def load_change(data, state, worker, ticks):
    """Change in what a worker's load costs when so much contact time comes (or, negative, goes)."""
    price = data.worker[worker].price
    if price <= 0:
        return 0
    contact, target = 0, data.worker[worker].target
    for i in range(data.worker[worker].first, data.worker[worker].first + data.worker[worker].count):
        contact += state.route[data.worker_shift[i], CONTACT]
    return (abs(contact + ticks - target) - abs(contact - target)) * price


@njit(cache=True, nogil=True)
def entry(data, state, unit, k):
    """What serving an absent unit on shift k costs beyond the route: the assignment, a new face, the worker's load."""
    return meeting(data, state, unit, ANY, k) + load_change(data, state, data.shift[k].worker, data.unit[unit].duration)


@njit(cache=True, nogil=True)
def line_with(state, unit, k, position):
    """Line k with a unit at a position, in state.trial_route. Returns its length."""
    state.scratch[C, 0] = unit
    return splice(state, k, position, NONE, C, ONE)

"""What no single route decides: a worker's load and hours, rests between shifts, the maxima and the spread of load."""

from __future__ import annotations

from numba import njit

from .layout import (
    BACK,
    CONTACT,
    FOREVER,
    IDLE,
    LATE,
    LEAVE,
    LOAD,
    LONGEST_WAIT,
    MOST_IDLE,
    MOST_LATE,
    MOST_WAIT,
    OLD_IDLE,
    OLD_LATE,
    OLD_WAIT,
    PRICE_MAX_IDLE,
    PRICE_MAX_LATE,
    PRICE_MAX_WAIT,
    PRICE_SPREAD,
    SPREAD_UNIT,
    TOUCHED,
    WORKED,
)


@njit(cache=True, nogil=True)
def price_worker(data, state, worker):
    """Cost of a worker's load and hours over all shifts."""
    cost = 0
    first, count = data.worker[worker].first, data.worker[worker].count
    if data.worker[worker].price > 0:
        contact = 0
        for i in range(first, first + count):
            contact += state.route[data.worker_shift[i], CONTACT]
        cost += abs(contact - data.worker[worker].target) * data.worker[worker].price
    for number in range(data.hours_of[worker].first, data.hours_of[worker].first + data.hours_of[worker].count):
        row = data.hours_list[number]
        if data.hours[row].price > 0:
            cost += max(0, worked(data, state, row) - data.hours[row].beyond) * data.hours[row].price
    return cost


@njit(cache=True, nogil=True)
def worked(data, state, row):
    """Working time that an Hours term counts."""
    total = 0
    for i in range(data.hours[row].first, data.hours[row].first + data.hours[row].count):
        total += state.route[data.hours_shift[i], WORKED]
    return total


@njit(cache=True, nogil=True)
def within_limits(data, state, k):
    """Whether the rests and hours that shift k takes part in are kept."""
    for number in range(data.rest_of[k].first, data.rest_of[k].first + data.rest_of[k].count):
        row = data.rest_list[number]
        earlier, later = data.rest[row].earlier, data.rest[row].later
        both = state.route_size[earlier] > 0 and state.route_size[later] > 0
        if both and state.route[later, LEAVE] - state.route[earlier, BACK] < data.rest[row].gap:
            return False
    worker = data.shift[k].worker
    for number in range(data.hours_of[worker].first, data.hours_of[worker].first + data.hours_of[worker].count):
        row = data.hours_list[number]
        if data.hours[row].cap < FOREVER and worked(data, state, row) > data.hours[row].cap:
            return False
    return True


@njit(cache=True, nogil=True)
def largest(state, column, old):
    """The largest figure of all routes; ``old``: at the last mark, -1: unknown. Mostly the touched ones tell."""
    top, held = 0, False
    for i in range(state.scalars[TOUCHED]):
        k = state.touched[i]
        top = max(top, state.route[k, column])
        held = held or state.old_route[k, column] == old
    if old >= 0 and (top >= old or not held):
        return max(top, old)
    for k in range(state.route_size.shape[0]):
        top = max(top, state.route[k, column])
    return top


@njit(cache=True, nogil=True)
def price_extremes(data, state):
    """Cost of the largest lateness, wait and idle time, and of the spread of load."""
    cost, price, total = 0, data.price, state.scalars
    if price[PRICE_MAX_LATE] > 0:
        total[MOST_LATE] = largest(state, LATE, total[OLD_LATE])
        cost += total[MOST_LATE] * price[PRICE_MAX_LATE]
    if price[PRICE_MAX_WAIT] > 0:
        total[MOST_WAIT] = largest(state, LONGEST_WAIT, total[OLD_WAIT])
        cost += total[MOST_WAIT] * price[PRICE_MAX_WAIT]
    if price[PRICE_MAX_IDLE] > 0:
        total[MOST_IDLE] = largest(state, IDLE, total[OLD_IDLE])
        cost += total[MOST_IDLE] * price[PRICE_MAX_IDLE]
    if price[PRICE_SPREAD] > 0:
        cost += price_spread(data, state)
    return cost


@njit(cache=True, nogil=True)
def price_spread(data, state):
    """Workload balance: the sum of ceil(|load - mean| / unit) over workers with a shift."""
    workers, total = 0, 0
    for worker in range(data.worker.shape[0]):
        if data.worker[worker].count > 0:
            workers += 1
    for k in range(state.route_size.shape[0]):
        total += state.route[k, LOAD]
    parts = 0
    step = workers * data.price[SPREAD_UNIT]
    for worker in range(data.worker.shape[0]):
        if data.worker[worker].count > 0:
            load = 0
            for i in range(data.worker[worker].first, data.worker[worker].first + data.worker[worker].count):
                load += state.route[data.worker_shift[i], LOAD]
            parts += (abs(load * workers - total) + step - 1) // step
    return parts * data.price[PRICE_SPREAD]

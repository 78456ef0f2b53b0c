"""The largest idle time as the search feels it: softened, so that rounds at the top can still trade with each other.

A maximum is flat for all but its holder and a wall for those beside it: once most rounds are at the largest idle time,
no move that lifts one of them by a minute is ever taken. The search prices tau * log(sum(exp(idle / tau))) instead,
which lies between the maximum and tau * log(rounds) above it, and lets tau shrink as it cools. Costs that are reported,
and the choice of the best roster, use the maximum itself.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from .layout import BACK, IDLE, PRICE_MAX_IDLE, SOFT_SUM, SOFT_TAU, SOFT_TOP

_STEEPEST = 600.0  # exponents beyond this would overflow; no search takes such a move


@njit(cache=True, nogil=True)
def weight(state, idle):
    """exp((idle - top) / tau)."""
    return np.exp(min(_STEEPEST, (idle - state.soft[SOFT_TOP]) / state.soft[SOFT_TAU]))


@njit(cache=True, nogil=True)
def smoothed_excess(data, state):
    """Take the idle times as they are; returns what the search counts beyond the roster's cost: soft less hard."""
    price = data.price[PRICE_MAX_IDLE]
    if price == 0:
        return 0.0
    top = 0
    for k in range(state.route_size.shape[0]):
        top = max(top, state.route[k, IDLE])
    state.soft[SOFT_TOP] = top
    total = 0.0
    for k in range(state.route_size.shape[0]):
        total += weight(state, state.route[k, IDLE])
    state.soft[SOFT_SUM] = total
    return price * state.soft[SOFT_TAU] * np.log(max(total, 1.0))


@njit(cache=True, nogil=True)
def smoothed_delta(data, state, k, idle, target, other):
    """Change of the soft price when route k gets one idle time and route ``target`` (k again: none) another."""
    price = data.price[PRICE_MAX_IDLE]
    if price == 0:
        return 0.0
    before = state.soft[SOFT_SUM]
    after = before + weight(state, idle) - weight(state, state.route[k, IDLE])
    if target != k:
        after += weight(state, other) - weight(state, state.route[target, IDLE])
    return price * state.soft[SOFT_TAU] * np.log(max(after, 1e-9) / before)


@njit(cache=True, nogil=True)
def idle_floor(data, state, k, busy):
    """The least idle time of route k when it becomes busier by so many ticks of visits and ways."""
    idle = state.route[k, IDLE]
    if busy > 0:
        return max(0, idle - busy)
    if state.route[k, BACK] <= data.shift[k].idle_end:  # what is taken away is idle then; beyond, overtime may shrink
        return idle - busy
    return idle

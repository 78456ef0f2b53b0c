"""Which stops a move is about, as chance has it: near in way and time, or in the round of somebody who is fit."""

from __future__ import annotations

import numpy as np
from numba import njit

from .alternatives import SWITCH, blocker
from .layout import START
from .random import draw, pick


@njit(cache=True, nogil=True)
def pick_near(data, state):
    """A random unit and one of its near neighbours that is served, or (-1, -1). For an idle unit stands its blocker."""
    unit = pick(state, state.route_of.shape[0])
    if data.conflict.shape[0] > 0 and state.route_of[unit] < 0 and draw(state) >= SWITCH:
        unit = blocker(data, state, unit)
    width = data.near.shape[1]
    if width == 0:
        return -1, -1
    reach = min(width, 24)
    share = draw(state)
    other = data.near[unit, int(reach * share * np.sqrt(share))]
    if data.conflict.shape[0] > 0 and state.route_of[other] < 0:
        other = blocker(data, state, other)
    if state.route_of[other] < 0 or other == unit:
        return -1, -1
    return unit, other


@njit(cache=True, nogil=True)
def stop_within(data, state, unit):
    """A stop of some route that may serve a unit, about when that may start; the unit itself where there is none."""
    row = data.unit[unit]
    k = data.route[row.first_route + pick(state, row.routes)]
    if state.route_size[k] == 0:
        return unit
    when = row.open + draw(state) * max(0, min(row.close, row.due) - row.open)
    position = 0
    while position < state.route_size[k] - 1 and state.time[state.route_units[k, position], START] < when:
        position += 1
    return state.route_units[k, position]

"""The inner loop: propose, price, keep or undo, remember the best. In numba, without the lock, a slice at a time."""

from __future__ import annotations

import numpy as np
from numba import njit

from .insertion import draw
from .kernel import load, mark, undo
from .layout import BAD, BEST, RETIME, TOTAL
from .moves import HOLD, RELOCATE, RUIN, make, recreate


@njit(cache=True, nogil=True)
def hold_lines(data, state, line, size):
    """Load a roster as it is; returns its cost or BAD."""
    return load(data, state, line, size, state.hold.copy())


@njit(cache=True, nogil=True)
def begin(data, state, line, size):
    """Load a roster (empty lines for none), insert what is missing greedily, and take the result as the best so far."""
    cost = hold_lines(data, state, line, size)
    if cost >= BAD:
        return cost
    cost = recreate(data, state, 0.0, state.absent.shape[0])
    mark(data, state)
    remember(data, state)
    return cost


@njit(cache=True, nogil=True)
def remember(data, state):
    """Keep a copy of the present roster as the best."""
    state.total[BEST] = state.total[TOTAL]
    for k in range(state.size.shape[0]):
        state.best_size[k] = state.size[k]
        for i in range(state.size[k]):
            state.best_line[k, i] = state.line[k, i]
    state.best_hold[:] = state.hold


@njit(cache=True, nogil=True)
def recall(data, state):
    """Go back to the best roster."""
    return load(data, state, state.best_line, state.best_size, state.best_hold)


@njit(cache=True, nogil=True)
def slice_of_search(data, state, moves, hot, cold, ruins):
    """Make ``moves`` moves, a share ``ruins`` of them ruin and recreate, while ``hot`` cools to ``cold``."""
    cooling = (cold / hot) ** (1.0 / max(1, moves))
    temperature = hot
    light = HOLD + 1 if data.price[RETIME] and data.link.shape[0] > 0 else HOLD
    for _ in range(moves):
        temperature *= cooling
        kind = RUIN
        if draw(state) >= ruins:
            kind = RELOCATE + int(draw(state) * (light - RELOCATE))
        mark(data, state)
        before = state.total[TOTAL]
        cost = make(data, state, kind)
        state.count[kind, 0] += 1
        if cost >= BAD or cost - before >= -temperature * np.log(draw(state) + 1e-300):
            undo(data, state)
            continue
        state.count[kind, 1] += 1
        if cost < state.total[BEST]:
            state.count[kind, 2] += 1
            remember(data, state)
    return state.total[BEST]

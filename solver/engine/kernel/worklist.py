"""The routes that wait to be measured again, first come first served, each at most once. Numba."""

from __future__ import annotations

from numba import njit

from .layout import HEAD, QUEUED


@njit(cache=True, nogil=True)
def push(state, k):
    """Queue a route to be measured again."""
    if state.queued[k]:
        return
    state.queued[k] = 1
    places = state.queue.shape[0]
    state.queue[(state.scalars[HEAD] + state.scalars[QUEUED]) % places] = k
    state.scalars[QUEUED] += 1


@njit(cache=True, nogil=True)
def pop(state):
    k = state.queue[state.scalars[HEAD]]
    state.scalars[HEAD] = (state.scalars[HEAD] + 1) % state.queue.shape[0]
    state.scalars[QUEUED] -= 1
    state.queued[k] = 0
    return k

"""Random numbers of the search: one generator in the state, so that a seed makes the whole run again."""

from __future__ import annotations

import numpy as np
from numba import njit


@njit(cache=True, nogil=True)
def draw(state):
    """A random number in [0, 1): xorshift64*."""
    x = state.random[0]
    x ^= x >> np.uint64(12)
    x ^= x << np.uint64(25)
    x ^= x >> np.uint64(27)
    state.random[0] = x
    return float((x * np.uint64(2685821657736338717)) >> np.uint64(11)) * (1.0 / 9007199254740992.0)


@njit(cache=True, nogil=True)
def pick(state, count):
    """A random whole number below count."""
    return int(draw(state) * count)

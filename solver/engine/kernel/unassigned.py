"""Which bundles are served, and which of the others are open: not kept out by one that stands in their place."""

from __future__ import annotations

from numba import njit

from .layout import ABSENT, ANY, BASE, CHANGED, ONE


@njit(cache=True, nogil=True)
def miss(data, state, bundle):
    """Count a served bundle as unserved; what only it kept from being served is open again."""
    enlist(state, bundle)
    state.total[BASE] += data.bundle[bundle].cost
    if data.conflict_of[bundle].count > 0:
        block(data, state, bundle, ANY)


@njit(cache=True, nogil=True)
def serve(data, state, bundle):
    """Count an open bundle as served; while it is, none of those in conflict with it is open."""
    delist(state, bundle)
    state.total[BASE] -= data.bundle[bundle].cost
    if data.conflict_of[bundle].count > 0:
        block(data, state, bundle, ONE)


@njit(cache=True, nogil=True)
def block(data, state, bundle, step):
    """One served bundle more or less (step 1 or -1) keeps those in conflict with it from being served."""
    for i in range(data.conflict_of[bundle].first, data.conflict_of[bundle].first + data.conflict_of[bundle].count):
        other = data.conflict[i]
        if not state.is_changed[other]:
            state.is_changed[other], state.old_blocked[other] = 1, state.blocked[other]
            state.changed[state.total[CHANGED]] = other
            state.total[CHANGED] += 1
        state.blocked[other] += step
        if step < 0 and state.blocked[other] == 0:
            enlist(state, other)
        elif step > 0 and state.blocked[other] == 1:
            delist(state, other)


@njit(cache=True, nogil=True)
def enlist(state, bundle):
    """Enter a bundle among the open ones."""
    state.absent_at[bundle] = state.total[ABSENT]
    state.absent[state.total[ABSENT]] = bundle
    state.total[ABSENT] += 1


@njit(cache=True, nogil=True)
def delist(state, bundle):
    """Strike a bundle from the open ones."""
    hole = state.absent_at[bundle]
    state.total[ABSENT] -= 1
    last = state.absent[state.total[ABSENT]]
    state.absent[hole] = last
    state.absent_at[last] = hole
    state.absent_at[bundle] = -1

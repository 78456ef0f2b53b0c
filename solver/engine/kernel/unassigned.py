"""Which bundles are served, and which of the others are open: not kept out by one that stands in their place."""

from __future__ import annotations

from numba import njit

from .layout import ABSENT, ANY, BASE, CHANGED, ONE


@njit(cache=True, nogil=True)
def unassign(data, state, bundle):
    """Count a served bundle as unserved; what only it kept from being served is open again."""
    list_open(state, bundle)
    state.scalars[BASE] += data.bundle[bundle].cost
    if data.conflict_of[bundle].count > 0:
        block(data, state, bundle, ANY)


@njit(cache=True, nogil=True)
def assign(data, state, bundle):
    """Count an open bundle as served; while it is, none of those in conflict with it is open."""
    unlist_open(state, bundle)
    state.scalars[BASE] -= data.bundle[bundle].cost
    if data.conflict_of[bundle].count > 0:
        block(data, state, bundle, ONE)


@njit(cache=True, nogil=True)
def block(data, state, bundle, step):
    """One served bundle more or less (step 1 or -1) keeps those in conflict with it from being served."""
    for i in range(data.conflict_of[bundle].first, data.conflict_of[bundle].first + data.conflict_of[bundle].count):
        other = data.conflict[i]
        if not state.is_changed[other]:
            state.is_changed[other], state.old_conflicts[other] = 1, state.conflicts[other]
            state.changed[state.scalars[CHANGED]] = other
            state.scalars[CHANGED] += 1
        state.conflicts[other] += step
        if step < 0 and state.conflicts[other] == 0:
            list_open(state, other)
        elif step > 0 and state.conflicts[other] == 1:
            unlist_open(state, other)


@njit(cache=True, nogil=True)
def list_open(state, bundle):
    """Enter a bundle among the open ones."""
    state.unassigned_at[bundle] = state.scalars[ABSENT]
    state.unassigned[state.scalars[ABSENT]] = bundle
    state.scalars[ABSENT] += 1


@njit(cache=True, nogil=True)
def unlist_open(state, bundle):
    """Strike a bundle from the open ones."""
    hole = state.unassigned_at[bundle]
    state.scalars[ABSENT] -= 1
    last = state.unassigned[state.scalars[ABSENT]]
    state.unassigned[hole] = last
    state.unassigned_at[last] = hole
    state.unassigned_at[bundle] = -1

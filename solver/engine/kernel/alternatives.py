"""Joint visits and their parts, of which only one side is served: whose turn it is, and moves from one to the other.

A bundle in conflict with a served one is blocked, and its units are idle: a pick of one stands for the served one as
a rule, so that they take no moves from the others.
"""

from __future__ import annotations

from numba import njit

from .breaks import price_route
from .gap_costs import wishes_paid
from .insert_remove import insert, remove_bundle
from .insertion import AT_ANY_LOSS, BLINK, BROKEN, insert_bundle
from .insertion_bound import can_assign
from .layout import (
    ANY,
    AT_ALL,
    BAD,
    COST,
    NO,
    NONE,
    PRICE_MAX_IDLE,
    PRICE_MAX_LATE,
    PRICE_MAX_WAIT,
    PRICE_SPREAD,
    TOTAL,
    A,
    B,
)
from .move_bounds import load_change, meeting
from .propagate import propagate_after_removal, propagate_all
from .random import draw, pick
from .unassigned import assign

SWITCH = 0.2  # share of the picks of an idle unit that try to have it served in the place of what blocks it
_GROUP = 0.5  # share of removals that take out what else stands against one joint visit
_WHOLE = 0.1  # share of switches of several units at once that are made, for they are not priced beforehand


@njit(cache=True, nogil=True)
def is_served(data, state, bundle):
    """Whether a bundle is on the rounds."""
    return state.route_of[data.member[data.bundle[bundle].first]] >= 0


@njit(cache=True, nogil=True)
def blocker(data, state, unit):
    """A unit of a served bundle that keeps an idle one from being served; the unit itself when nothing does."""
    bundle = data.unit[unit].bundle
    if state.conflicts[bundle] == 0:
        return unit
    first, count = data.conflict_of[bundle].first, data.conflict_of[bundle].count
    begin = pick(state, count)
    for step in range(count):
        other = data.conflict[first + (begin + step) % count]
        if is_served(data, state, other):
            return data.member[data.bundle[other].first + pick(state, data.bundle[other].count)]
    return unit


@njit(cache=True, nogil=True)
def clear_way(data, state, bundle):
    """Take out all that keeps a bundle from being served."""
    for i in range(data.conflict_of[bundle].first, data.conflict_of[bundle].first + data.conflict_of[bundle].count):
        if is_served(data, state, data.conflict[i]):
            remove_bundle(data, state, data.conflict[i])


@njit(cache=True, nogil=True)
def ruin_bundle(data, state, bundle):
    """Take a bundle out; sometimes with the other parts of one joint visit, so that this one can take their place."""
    remove_bundle(data, state, bundle)
    count = data.conflict_of[bundle].count
    if count > 0 and not data.conflict_of[bundle].is_joint and draw(state) < _GROUP:
        clear_way(data, state, data.conflict[data.conflict_of[bundle].first + pick(state, count)])


@njit(cache=True, nogil=True)
def turn(data, state, bundle):
    """Which bundle to serve when it is one's turn: itself, -1 for none, or an open joint one in the place of a part.

    By the toss of a coin: else whatever comes first would win, for serving saves more than any round costs.
    """
    if state.unassigned_at[bundle] < 0:
        return -1
    first, count = data.conflict_of[bundle].first, data.conflict_of[bundle].count
    if count == 0 or draw(state) < 0.5:
        return bundle
    if data.conflict_of[bundle].is_joint:
        return -1  # its parts may come first
    joint = data.conflict[first + pick(state, count)]
    return joint if state.unassigned_at[joint] >= 0 else bundle


@njit(cache=True, nogil=True)
def leavers(data, state, bundle):
    """Units that must go before a bundle can be served, in list A, and their bundles, in list B: how many of each."""
    units, bundles = 0, 0
    for i in range(data.conflict_of[bundle].first, data.conflict_of[bundle].first + data.conflict_of[bundle].count):
        other = data.conflict[i]
        if is_served(data, state, other):
            state.scratch[B, bundles] = other
            bundles += 1
            for j in range(data.bundle[other].first, data.bundle[other].first + data.bundle[other].count):
                state.scratch[A, units] = data.member[j]
                units += 1
    return units, bundles


@njit(cache=True, nogil=True)
def line_without(state, k, count, unit, beside, behind):
    """Line k less the units of scratch[A, :count], in state.trial_route: its length, and where ``unit`` now stands.

    unit: entered before ``beside`` or behind it (1); none where ``beside`` is not on the line.
    """
    length, where = 0, -1
    for i in range(state.route_size[k]):
        here = state.route_units[k, i]
        if here == beside and not behind:
            state.trial_route[length], where = unit, length
            length += 1
        stays = True
        for j in range(count):
            stays = stays and state.scratch[A, j] != here
        if stays:
            state.trial_route[length] = here
            length += 1
        if here == beside and behind:
            state.trial_route[length], where = unit, length
            length += 1
    return length, where


@njit(cache=True, nogil=True)
def left_over(data, state, bundle, leaving):
    """Whether a part of a leaving joint bundle has to be served by itself once another bundle is served."""
    if data.conflict_of[bundle].is_joint or is_served(data, state, bundle):
        return False
    only = 0  # blocked by nothing but what is leaving
    for i in range(data.conflict_of[bundle].first, data.conflict_of[bundle].first + data.conflict_of[bundle].count):
        for j in range(leaving):
            only += state.scratch[B, j] == data.conflict[i]
    return only == state.conflicts[bundle]


@njit(cache=True, nogil=True)
def unserved_change(data, state, bundle, leaving):
    """Change in what is left unserved when a bundle enters for scratch[B, :leaving] and all else is served again."""
    change = -float(data.bundle[bundle].cost)
    for j in range(leaving):
        other = state.scratch[B, j]
        change += data.bundle[other].cost
        for i in range(data.conflict_of[other].first, data.conflict_of[other].first + data.conflict_of[other].count):
            part = data.conflict[i]
            if part != bundle and not excludes(data, bundle, part) and left_over(data, state, part, leaving):
                change -= data.bundle[part].cost
    return change


@njit(cache=True, nogil=True)
def excludes(data, bundle, other):
    """Whether two bundles are in conflict."""
    for i in range(data.conflict_of[bundle].first, data.conflict_of[bundle].first + data.conflict_of[bundle].count):
        if data.conflict[i] == other:
            return True
    return False


@njit(cache=True, nogil=True)
def rounds_alone(data, state, unit, beside, behind, count):
    """Cost of the rounds when scratch[A, :count] leave and a unit enters: each round by itself, BAD when one cannot be.

    Of wishes it says only what those that leave pay no more.
    """
    target = state.route_of[beside]
    length, _ = line_without(state, target, count, unit, beside, behind)
    change = float(price_route(data, state, length, target, NO, AT_ALL)) - state.route[target, COST]
    if change >= BAD / 2:
        return float(BAD)
    change -= wishes_paid(state, A, count)
    for i in range(count):
        k = state.route_of[state.scratch[A, i]]
        again = k == target
        for j in range(i):
            again = again or state.route_of[state.scratch[A, j]] == k
        if again:
            continue
        length, _ = line_without(state, k, count, unit, ANY, NONE)
        less = float(price_route(data, state, length, k, NO, AT_ALL)) - state.route[k, COST]
        if less >= BAD / 2:
            return float(BAD)
        change += less
    return change


@njit(cache=True, nogil=True)
def switch(data, state, unit, beside, budget):
    """Serve an idle unit beside a served one in the place of all that blocks it; parts left over where they cost least.

    Not made when the rounds by themselves cost more than ``budget``.
    """
    bundle, k = data.unit[unit].bundle, state.route_of[beside]
    if data.bundle[bundle].count > 1:
        return switch_whole(data, state, bundle) if draw(state) < _WHOLE else BAD
    if not data.allowed[data.unit[unit].visit, k] or state.route_size[k] + 2 >= state.route_units.shape[1]:
        return BAD
    count, leaving = leavers(data, state, bundle)
    behind = pick(state, 2)
    extremes = data.price[PRICE_MAX_LATE] + data.price[PRICE_MAX_WAIT] + data.price[PRICE_MAX_IDLE]
    if extremes + data.price[PRICE_SPREAD] == 0:
        beyond = unserved_change(data, state, bundle, leaving) + meeting(data, state, unit, ANY, k)
        beyond += load_change(data, state, data.shift[k].worker, data.unit[unit].duration)
        for i in range(count):
            beyond += meeting(data, state, state.scratch[A, i], state.route_of[state.scratch[A, i]], ANY)
            worker = data.shift[state.route_of[state.scratch[A, i]]].worker
            beyond += load_change(data, state, worker, -data.unit[state.scratch[A, i]].duration)
        if rounds_alone(data, state, unit, beside, behind, count) + beyond > budget:
            return BAD
    _, where = line_without(state, k, count, unit, beside, behind)
    for i in range(leaving):
        remove_bundle(data, state, state.scratch[B, i])
    if not can_assign(data, state, unit, k):
        return BAD
    assign(data, state, bundle)
    insert(data, state, k, where, unit)
    return fill_up(data, state, leaving)


@njit(cache=True, nogil=True, inline="always")
def switch_whole(data, state, bundle):
    """switch() of a bundle of several units, wherever it costs least."""
    _, leaving = leavers(data, state, bundle)
    for i in range(leaving):
        remove_bundle(data, state, state.scratch[B, i])
    if propagate_after_removal(data, state) >= BAD:
        return BAD
    if insert_bundle(data, state, bundle, BLINK, AT_ANY_LOSS, ANY, ANY) == BROKEN:
        return BAD
    return fill_up(data, state, leaving)


@njit(cache=True, nogil=True)
def fill_up(data, state, leaving):
    """Serve what scratch[B, :leaving] have left over, those parts that are open now."""
    if propagate_all(data, state) >= BAD:
        return BAD
    for j in range(leaving):
        first, count = data.conflict_of[state.scratch[B, j]].first, data.conflict_of[state.scratch[B, j]].count
        for i in range(first, first + count):
            part = data.conflict[i]
            is_open = not data.conflict_of[part].is_joint and state.unassigned_at[part] >= 0
            if is_open and insert_bundle(data, state, part, BLINK, NONE, ANY, ANY) == BROKEN:
                return BAD
    return state.scalars[TOTAL]

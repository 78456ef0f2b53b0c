"""Ruin and recreate: take visits out around a seed, put what is absent back in, one of several orders."""

from __future__ import annotations

import numpy as np
from numba import njit

from .alternatives import clear_way, ruin_bundle, turn
from .insert_remove import position_of, remove_bundle
from .insertion import AT_ANY_LOSS, BLINK, BROKEN, SERVED, insert_bundle
from .layout import ABSENT, ANY, BAD, DEAR, IDLE, LATE, NONE, PRICE_MAX_IDLE, PRICE_MAX_LATE, SOUGHT, TOTAL, A, B
from .move_kinds import OFF_SOUGHT
from .pick import stop_within
from .propagate import propagate_after_removal
from .random import draw, pick
from .undo import checkpoint, rollback

_STRING = 10  # longest string of stops taken from one route
GENEROUS = 0.1  # share of recreations that serve visits at a loss, half of them at random
GIVING, GIVEN = 0.8, 5.0  # share of ruins that give the idlest round a visit: at most, and shared by the rounds
SOUGHT_DEAR, SOUGHT_CHEAP = 800.0, 86.0  # how much rather a ruin is around an absent visit, by its price, than another
_RUINED = 10.0  # stops taken on average
_MOST = np.int64(40)  # bundles put back at most
_AT_ONCE = np.bool_(False)  # not careful, see recreate()
_IN_TIME = 0.4  # of the orders in recreate(): by when visits may begin at the earliest


@njit(cache=True, nogil=True)
def route_with_largest(state, column):
    """The route with the largest figure of a column, the first of several."""
    first = 0
    for k in range(state.route_size.shape[0]):
        if state.route[k, column] > state.route[first, column]:
            first = k
    return first


@njit(cache=True, nogil=True)
def seed_unit(data, state):
    """A unit to ruin around: any, one beside an absent visit, or one of the route that holds an extreme."""
    units = state.route_of.shape[0]
    chance = draw(state)
    state.scalars[SOUGHT] = -1
    if state.scalars[ABSENT] > 0 and not state.disabled[OFF_SOUGHT]:
        bundle = state.unassigned[pick(state, state.scalars[ABSENT])]
        sought = (SOUGHT_DEAR if data.bundle[bundle].cost >= state.scalars[DEAR] else SOUGHT_CHEAP) * state.scalars[
            ABSENT
        ]
        if chance * (sought + units) < sought:
            state.scalars[SOUGHT] = bundle
            return data.member[data.bundle[bundle].first]
    if chance > 0.85 and (data.price[PRICE_MAX_LATE] > 0 or data.price[PRICE_MAX_IDLE] > 0):
        column = IDLE
        if data.price[PRICE_MAX_LATE] > 0 and (draw(state) < 0.5 or data.price[PRICE_MAX_IDLE] == 0):
            column = LATE
        k = route_with_largest(state, column)
        if state.route_size[k] > 0:
            return state.route_units[k, pick(state, state.route_size[k])]
    return pick(state, units)


@njit(cache=True, nogil=True, inline="always")
def ruin_string(data, state, unit, longest):
    """Take out a string of stops with a unit in it, half of the times with some stops inside left standing.

    longest: stops that it has at most. The two kinds are "string" and "split string" of SISR.
    """
    k = state.route_of[unit]
    size = state.route_size[k]
    length = int(draw(state) * min(float(size), longest) + 1.0)
    length = min(length, size)
    spared = 0
    if length > 1 and length < size and draw(state) < 0.5:
        spared = 1
        while length + spared < size and draw(state) < 0.01:
            spared += 1
    where = position_of(state, unit)
    span = length + spared
    lowest, highest = max(0, where - span + 1), min(where, size - span)
    begin = lowest + pick(state, highest - lowest + 1)
    keep_from = begin + (1 + pick(state, length - 1) if spared > 0 else span)
    count = 0
    for i in range(begin, begin + span):
        if not keep_from <= i < keep_from + spared:
            state.scratch[A, count] = state.route_units[k, i]
            count += 1
    for i in range(count):
        if state.route_of[state.scratch[A, i]] >= 0:
            ruin_bundle(data, state, data.unit[state.scratch[A, i]].bundle)


@njit(cache=True, nogil=True)
def ruin_strings(data, state, seed):
    """Strings of neighbouring routes around a seed (SISR, Christiaens & Vanden Berghe 2020).

    Around a visit that is left out, only of routes that may serve it: first near ones, then any, within its windows.
    """
    used, stops = 0, 0
    for k in range(state.route_size.shape[0]):
        if state.route_size[k] > 0:
            used += 1
            stops += state.route_size[k]
    if used == 0:
        return
    longest = min(float(_STRING), stops / used)
    most = 4.0 * _RUINED / (1.0 + longest) - 1.0
    strings = int(draw(state) * most + 1.0)
    done = 0
    width = data.near.shape[1]
    left_out = state.route_of[seed] < 0
    near = width if not left_out or draw(state) < 0.5 else 0
    row = data.unit[seed]
    for step in range(-1, near + (strings if left_out and row.routes > 0 else 0)):
        if done >= strings:
            break
        unit = stop_within(data, state, seed) if step >= near else seed if step < 0 else data.near[seed, step]
        k = state.route_of[unit]
        if k < 0 or state.queued[k]:  # a queued route was ruined already
            continue
        if left_out and not data.allowed[row.visit, k]:
            continue
        ruin_string(data, state, unit, longest)
        done += 1


@njit(cache=True, nogil=True)
def ruin_related(data, state, seed):
    """A seed and some of the visits nearest to it in way and time."""
    wanted = 2 + pick(state, int(1.6 * _RUINED))
    if state.route_of[seed] >= 0:
        ruin_bundle(data, state, data.unit[seed].bundle)
    for step in range(data.near.shape[1]):
        if wanted <= 1:
            break
        unit = data.near[seed, step]
        if state.route_of[unit] >= 0 and draw(state) < 0.7:
            ruin_bundle(data, state, data.unit[unit].bundle)
            wanted -= 1


@njit(cache=True, nogil=True)
def ruin_route(data, state, seed):
    """Everything one shift does, when that is not much."""
    k = state.route_of[seed]
    if k < 0:
        k = pick(state, state.route_size.shape[0])
    size = min(int(state.route_size[k]), 2 * _STRING)
    for i in range(size):
        state.scratch[A, i] = state.route_units[k, i]
    for i in range(size):
        if state.route_of[state.scratch[A, i]] >= 0:
            ruin_bundle(data, state, data.unit[state.scratch[A, i]].bundle)


@njit(cache=True, nogil=True)
def sort_by_key(state, count):
    """Put scratch[B, :count] in the order of key[:count] (Shell sort: numba's own takes seconds to compile)."""
    gap = count // 2
    while gap > 0:
        for i in range(gap, count):
            key, item, j = state.sort_key[i], state.scratch[B, i], i
            while j >= gap and state.sort_key[j - gap] > key:
                state.sort_key[j], state.scratch[B, j] = state.sort_key[j - gap], state.scratch[B, j - gap]
                j -= gap
            state.sort_key[j], state.scratch[B, j] = key, item
        gap //= 2


@njit(cache=True, nogil=True, inline="always")
def draw_from_earlier(state, count, most):
    """Of ``count`` absent bundles, more than ``most``, draw half of the last ``most`` anew from all before.

    The other half stays last: it has been left out just now.
    """
    for i in range(count - most // 2):
        j = i + pick(state, count - most // 2 - i)
        a, b = state.unassigned[i], state.unassigned[j]
        state.unassigned[i], state.unassigned[j] = b, a
        state.unassigned_at[b], state.unassigned_at[a] = i, j


@njit(cache=True, nogil=True, inline="always")
def rank(data, state, bundle, order):
    """Where a bundle comes in an order of insertion: the least first.

    order: from 0 to 1 for one of these: by chance, first opened, least room to start in, fewest shifts that may serve
    it, longest, first closed. From 0.6 on bundles of several units go before all others.
    """
    count = data.bundle[bundle].count
    unit = data.unit[data.member[data.bundle[bundle].first]]
    if order < 0.35:
        key = draw(state)
    elif order < 0.5:
        key = float(unit.open)
    elif order < 0.65:
        key = float(min(unit.close, unit.due) - unit.open)
    elif order < 0.8:
        key = float(unit.routes) / (1.0 + count) + draw(state)
    elif order < 0.9:
        key = -float(unit.duration) * count
    else:
        key = float(min(unit.close, unit.due))
    return key - (1e15 if count > 1 and order > 0.6 else 0.0)


@njit(cache=True, nogil=True, inline="always")
def insert_or_alternative(data, state, bundle, blink, loss, careful):
    """Put an absent bundle back, after an alternative to it when it is that one's turn. BROKEN: as insert_bundle()."""
    now = bundle if data.conflict.shape[0] == 0 else turn(data, state, bundle)
    while now >= 0:
        if careful:
            checkpoint(data, state)
        if insert_bundle(data, state, now, blink, loss, ANY, ANY) == BROKEN:
            if not careful:
                return BROKEN
            rollback(data, state)
        now = bundle if now != bundle and state.unassigned_at[bundle] >= 0 else ANY
    return SERVED


@njit(cache=True, nogil=True)
def recreate(data, state, blink, most, careful):
    """Put absent bundles back, in one of several orders; at most ``most`` of them, the latest to leave for certain.

    careful: an insertion that breaks the roster is undone by itself, after a checkpoint() of its own; else it ends all.
    It makes the first roster, in the order of time: a search of seconds ends up to 15 % dearer from other orders.
    """
    count = state.scalars[ABSENT]
    if count > most:
        draw_from_earlier(state, count, most)
    first = max(0, count - most)
    order = _IN_TIME if careful else draw(state)
    sought = state.scalars[SOUGHT] if draw(state) < 0.5 else -1
    for i in range(first, count):
        bundle = state.unassigned[i]
        key = rank(data, state, bundle, order)
        state.sort_key[i - first] = -2e15 if bundle == sought else key
        state.scratch[B, i - first] = bundle
    sort_by_key(state, count - first)
    generous = blink > 0 and draw(state) < GENEROUS
    for i in range(count - first):
        loss = AT_ANY_LOSS if generous and draw(state) < 0.5 else NONE
        if insert_or_alternative(data, state, state.scratch[B, i], blink, loss, careful) == BROKEN:
            return BAD
    return state.scalars[TOTAL]


@njit(cache=True, nogil=True)
def load_idlest_route(data, state):
    """A visit more for the round with the largest idle time, or another: whom this leaves idle is filled up anew.

    One by one these steps are never taken, for each of them lifts the maximum. Returns the bundle given, BAD for none.
    """
    units = state.route_of.shape[0]
    k = route_with_largest(state, IDLE)
    if draw(state) < 0.3:
        k = pick(state, state.route_size.shape[0])
    start, unit = pick(state, units), -1
    for step in range(units):
        other = (start + step) % units
        if state.route_of[other] != k and data.allowed[data.unit[other].visit, k]:
            unit = other
            break
    if unit < 0 or state.route_size[k] + 2 >= state.route_units.shape[1]:
        return BAD
    bundle = data.unit[unit].bundle
    if state.route_of[unit] >= 0:
        if draw(state) < 0.5:
            ruin_strings(data, state, unit)
        if state.route_of[unit] >= 0:
            remove_bundle(data, state, bundle)
        if propagate_after_removal(data, state) >= BAD:
            return BAD
    if state.conflicts[bundle] > 0:
        clear_way(data, state, bundle)
        if propagate_after_removal(data, state) >= BAD:
            return BAD
    done = insert_bundle(data, state, bundle, BLINK, AT_ANY_LOSS, unit, k)
    return BAD if done == BROKEN else done


@njit(cache=True, nogil=True, inline="always")
def ruin_and_recreate(data, state):
    if data.price[PRICE_MAX_IDLE] > 0 and draw(state) < min(GIVING, GIVEN / state.route_size.shape[0]):
        if load_idlest_route(data, state) == BAD:
            return BAD
        return recreate(data, state, BLINK, _MOST, _AT_ONCE)
    seed = seed_unit(data, state)
    kind = draw(state)
    if kind < 0.7:
        ruin_strings(data, state, seed)
    elif kind < 0.95:
        ruin_related(data, state, seed)
    else:
        ruin_route(data, state, seed)
    if propagate_after_removal(data, state) >= BAD:
        return BAD
    return recreate(data, state, BLINK, _MOST, _AT_ONCE)

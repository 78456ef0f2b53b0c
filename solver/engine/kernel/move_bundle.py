"""The move that takes a whole visit along: all units of a pair, or of linked visits, to the time of a neighbour.

It is planned first, and made only where the routes by themselves could be worth it: a made move is measured over and
over as the ties between its stops pull at each other, and eight in ten were for nothing.
"""

from __future__ import annotations

from numba import njit

from .gap_costs import wishes_paid
from .insert_remove import place, position_of, take
from .insertion_bound import may_serve
from .intra_route import shifted
from .layout import (
    ANY,
    BAD,
    BEFORE,
    BOUND,
    BOUND_NOW,
    COMES,
    FROM,
    LEAVES,
    NO,
    NONE,
    ONE,
    POSITION,
    PRICE_SPREAD,
    STANDS,
    START,
    TO,
    WHEN,
    YES,
    B,
)
from .move_bounds import could_save, detour, fits, largest_late, rise
from .pick import pick_near
from .propagate import finish
from .random import draw, pick
from .schedule import LOST
from .segments import least_wait
from .smoothed_max import idle_floor, soft_change
from .unassigned import serve
from .visit_order import holds


@njit(cache=True, nogil=True)
def place_at(state, k, when):
    """The position at which route k reaches a time."""
    position = 0
    while position < state.size[k] and state.time[state.line[k, position], START] < when:
        position += 1
    return position


@njit(cache=True, nogil=True)
def concerned(state, count, route):
    """How many members that move come to a route or leave it; one that moves within it counts once."""
    several = 0
    for i in range(count):
        several += state.plan[i, TO] >= 0 and (state.plan[i, TO] == route or state.plan[i, FROM] == route)
    return several


@njit(cache=True, nogil=True)
def beyond(data, state, k, begin, out, width, ways, budget, walking):
    """By how much more than is known a route's cost rises when list[B, :width] replaces ``out`` of its stops, at least.

    Known are its ways and all it could save; and, when walking, what it waits for at least, which is said otherwise.
    BAD where it cannot be, or above ``budget``.
    """
    if width > 0 and not walking and not fits(data, state, k, begin, out, B, width):
        return float(BAD)
    waits = least_wait(data, state, k, begin, out, B, width, ANY)
    if not walking:
        return waits
    known = float(ways) - could_save(data, state, k) + waits
    cost = rise(data, state, k, begin, out, B, width, budget + known)
    return cost if cost >= BAD else cost - largest_late(data, state, k) - known


@njit(cache=True, nogil=True)
def at_least(data, state, first, count, least, budget, walking):
    """What the plan costs at least, from what is known of it so far; above ``budget`` it may be any more.

    Looks at routes that one member comes to, leaves or moves within; others must be tried.
    walking: by walking these routes; else as far as clocks and windows tell.
    """
    for i in range(count):
        k, here, stands = state.plan[i, TO], state.plan[i, FROM], state.plan[i, STANDS]
        position, member = state.plan[i, POSITION], data.member[first + i]
        if k < 0 or least > budget:
            continue
        state.list[B, 0] = member
        comes, leaves = state.plan[i, COMES], state.plan[i, LEAVES]
        if here == k:
            if concerned(state, count, k) == 1:
                low, span = shifted(state, k, stands, position)
                least += beyond(data, state, k, low, span, span, comes + leaves, budget - least, walking)
            continue
        if concerned(state, count, k) == 1:
            least += beyond(data, state, k, position, NONE, ONE, comes, budget - least, walking)
        if here >= 0 and least <= budget and concerned(state, count, here) == 1:
            least += beyond(data, state, here, stands, ONE, NONE, leaves, budget - least, walking)
    return least


@njit(cache=True, nogil=True)
def hopeless(data, state, first, count, least, budget):
    """Whether the plan cannot be worth it; least: what it costs at least, as known so far.

    Walked without the ties between those that move, and those that stay may save all they can.
    """
    least = at_least(data, state, first, count, least, budget, NO)
    if least > budget:
        return True
    for i in range(count):
        member = data.member[first + i]
        if state.plan[i, TO] >= 0:
            state.plan[i, BOUND_NOW], state.time[member, BOUND] = state.time[member, BOUND], -LOST
            state.at[member] = -1
        elif state.plan[i, FROM] >= 0:
            least -= could_save(data, state, state.plan[i, FROM])
    least = at_least(data, state, first, count, least, budget, YES)
    for i in range(count):
        if state.plan[i, TO] >= 0:
            member = data.member[first + i]
            state.time[member, BOUND], state.at[member] = state.plan[i, BOUND_NOW], state.plan[i, FROM]
    return least > budget


@njit(cache=True, nogil=True)
def plan_for(data, state, unit, other):
    """Plan that the members of a unit's bundle come to the time of another unit; what that costs at least.

    Of its journeys, beyond all that the routes could save. BAD when it cannot be, or when nobody would move.
    """
    bundle = data.unit[unit].bundle
    first, count = data.bundle[bundle].first, data.bundle[bundle].count
    served = state.absent_at[bundle] < 0
    least = 0.0 if served else -float(data.bundle[bundle].cost)
    when = state.time[other, START] + pick(state, 2)
    moved = False
    for i in range(count):
        member = data.member[first + i]
        row, here = data.unit[member], state.at[member]
        k = here
        if member == unit:
            if not served or draw(state) < 0.5:
                k = state.at[other]
        elif (not served or draw(state) < 0.3) and row.routes > 0:
            k = data.route[row.first_route + pick(state, row.routes)]
        if k < 0 or not data.allowed[row.visit, k] or state.size[k] + 2 >= state.line.shape[1]:
            return float(BAD)
        ahead = when
        for number in range(row.first_link, row.first_link + row.links):
            if data.link[number].partner == unit and holds(data, state, number):
                ahead += -data.link[number].least if data.link[number].kind == BEFORE else data.link[number].least
        position = place_at(state, k, ahead)
        stands = position_of(state, member) if served else -1
        state.plan[i, TO], state.plan[i, FROM], state.plan[i, WHEN] = k, here, ahead
        state.plan[i, POSITION], state.plan[i, STANDS] = position, stands
        if k == here and stands <= position <= stands + 1:
            state.plan[i, TO] = -1
            continue
        moved = True
        state.list[B, 0] = member
        change, busy = detour(data, state, k, position, NONE, B, ONE)
        state.plan[i, COMES] = change
        busy += row.duration
        least += change - could_save(data, state, k)
        if served:
            change, freed = detour(data, state, here, stands, ONE, B, NONE)
            state.plan[i, LEAVES] = change
            freed -= row.duration
            least += change + data.assign[row.visit, k] - data.assign[row.visit, here]
            if k == here:
                busy += freed
            else:
                least -= could_save(data, state, here)
                least += soft_change(data, state, here, idle_floor(data, state, here, freed), here, NONE)
        least += soft_change(data, state, k, idle_floor(data, state, k, busy), k, NONE)
    return least if moved else float(BAD)


@njit(cache=True, nogil=True, inline="always")
def together(data, state, budget):
    """Move the units of a bundle to the time of a near neighbour of one of them: pairs cannot move singly.

    Placed in order of time, ties cannot wait for each other in turn. Not tried when its routes by themselves show that
    it costs more than ``budget``.
    """
    unit, other = pick_near(data, state)
    if unit < 0:
        return BAD
    bundle = data.unit[unit].bundle
    first, count = data.bundle[bundle].first, data.bundle[bundle].count
    if count == 1 or data.unit[other].bundle == bundle or state.blocked[bundle] > 0:
        return BAD
    least = plan_for(data, state, unit, other)
    if least >= BAD:
        return BAD
    for i in range(count):
        state.list[B, i] = data.member[first + i]
    budget += wishes_paid(state, B, count)
    if data.price[PRICE_SPREAD] == 0 and (least > budget or hopeless(data, state, first, count, least, budget)):
        return BAD
    if state.absent_at[bundle] < 0:
        for i in range(count):
            if state.plan[i, TO] >= 0:
                member = data.member[first + i]
                take(data, state, state.at[member], position_of(state, member))
    else:
        serve(data, state, bundle)
    for i in range(count):
        member, k = data.member[first + i], state.plan[i, TO]
        if k < 0:
            continue
        if not may_serve(data, state, member, k):
            return BAD
        place(data, state, k, place_at(state, k, state.plan[i, WHEN]), member)
    return finish(data, state)

"""The move that takes a whole visit along: all units of a pair, or of linked visits, to the time of a neighbour.

It is planned first, and made only where the routes by themselves could be worth it: a made move is measured over and
over as the ties between its stops pull at each other, and eight in ten were for nothing.
"""

from __future__ import annotations

from numba import njit

from .gap_costs import wishes_paid
from .insert_remove import insert, position_of, remove
from .insertion_bound import can_assign
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
from .move_bounds import arc_change, greatest_saving, largest_late, rise, within_windows
from .pick import pick_near
from .propagate import propagate_all
from .random import draw, pick
from .schedule import LOST
from .segments import waiting_lower_bound
from .smoothed_max import idle_floor, smoothed_delta
from .unassigned import assign
from .visit_order import holds


@njit(cache=True, nogil=True)
def place_at(state, k, when):
    """The position at which route k reaches a time."""
    position = 0
    while position < state.route_size[k] and state.time[state.route_units[k, position], START] < when:
        position += 1
    return position


@njit(cache=True, nogil=True)
def members_touching(state, count, route):
    """How many members that move come to a route or leave it; one that moves within it counts once."""
    several = 0
    for i in range(count):
        several += state.bundle_plan[i, TO] >= 0 and (
            state.bundle_plan[i, TO] == route or state.bundle_plan[i, FROM] == route
        )
    return several


@njit(cache=True, nogil=True)
def extra_cost_bound(data, state, k, begin, out, width, ways, budget, walking):
    """By how much more than is known a route's cost rises, at least, when scratch[B, :width] replaces ``out`` stops.

    Known are its ways and all it could save; and, when walking, what it waits for at least, which is said otherwise.
    BAD where it cannot be, or above ``budget``.
    """
    if width > 0 and not walking and not within_windows(data, state, k, begin, out, B, width):
        return float(BAD)
    waits = waiting_lower_bound(data, state, k, begin, out, B, width, ANY)
    if not walking:
        return waits
    known = float(ways) - greatest_saving(data, state, k) + waits
    cost = rise(data, state, k, begin, out, B, width, budget + known)
    return cost if cost >= BAD else cost - largest_late(data, state, k) - known


@njit(cache=True, nogil=True)
def plan_lower_bound(data, state, first, count, least, budget, walking):
    """What the plan costs at least, from what is known of it so far; above ``budget`` it may be any more.

    Looks at routes that one member comes to, leaves or moves within; others must be tried.
    walking: by walking these routes; else as far as clocks and windows tell.
    """
    for i in range(count):
        k, here, stands = state.bundle_plan[i, TO], state.bundle_plan[i, FROM], state.bundle_plan[i, STANDS]
        position, member = state.bundle_plan[i, POSITION], data.member[first + i]
        if k < 0 or least > budget:
            continue
        state.scratch[B, 0] = member
        comes, leaves = state.bundle_plan[i, COMES], state.bundle_plan[i, LEAVES]
        if here == k:
            if members_touching(state, count, k) == 1:
                low, span = shifted(state, k, stands, position)
                least += extra_cost_bound(data, state, k, low, span, span, comes + leaves, budget - least, walking)
            continue
        if members_touching(state, count, k) == 1:
            least += extra_cost_bound(data, state, k, position, NONE, ONE, comes, budget - least, walking)
        if here >= 0 and least <= budget and members_touching(state, count, here) == 1:
            least += extra_cost_bound(data, state, here, stands, ONE, NONE, leaves, budget - least, walking)
    return least


@njit(cache=True, nogil=True)
def bound_exceeds_budget(data, state, first, count, least, budget):
    """Whether the plan cannot be worth it; least: what it costs at least, as known so far.

    Walked without the ties between those that move, and those that stay may save all they can.
    """
    least = plan_lower_bound(data, state, first, count, least, budget, NO)
    if least > budget:
        return True
    for i in range(count):
        member = data.member[first + i]
        if state.bundle_plan[i, TO] >= 0:
            state.bundle_plan[i, BOUND_NOW], state.time[member, BOUND] = state.time[member, BOUND], -LOST
            state.route_of[member] = -1
        elif state.bundle_plan[i, FROM] >= 0:
            least -= greatest_saving(data, state, state.bundle_plan[i, FROM])
    least = plan_lower_bound(data, state, first, count, least, budget, YES)
    for i in range(count):
        if state.bundle_plan[i, TO] >= 0:
            member = data.member[first + i]
            state.time[member, BOUND], state.route_of[member] = (
                state.bundle_plan[i, BOUND_NOW],
                state.bundle_plan[i, FROM],
            )
    return least > budget


@njit(cache=True, nogil=True)
def plan_for(data, state, unit, other):
    """Plan that the members of a unit's bundle come to the time of another unit; what that costs at least.

    Of its journeys, beyond all that the routes could save. BAD when it cannot be, or when nobody would move.
    """
    bundle = data.unit[unit].bundle
    first, count = data.bundle[bundle].first, data.bundle[bundle].count
    served = state.unassigned_at[bundle] < 0
    least = 0.0 if served else -float(data.bundle[bundle].cost)
    when = state.time[other, START] + pick(state, 2)
    moved = False
    for i in range(count):
        member = data.member[first + i]
        row, here = data.unit[member], state.route_of[member]
        k = here
        if member == unit:
            if not served or draw(state) < 0.5:
                k = state.route_of[other]
        elif (not served or draw(state) < 0.3) and row.routes > 0:
            k = data.route[row.first_route + pick(state, row.routes)]
        if k < 0 or not data.allowed[row.visit, k] or state.route_size[k] + 2 >= state.route_units.shape[1]:
            return float(BAD)
        ahead = when
        for number in range(row.first_link, row.first_link + row.links):
            if data.link[number].partner == unit and holds(data, state, number):
                ahead += -data.link[number].least if data.link[number].kind == BEFORE else data.link[number].least
        position = place_at(state, k, ahead)
        stands = position_of(state, member) if served else -1
        state.bundle_plan[i, TO], state.bundle_plan[i, FROM], state.bundle_plan[i, WHEN] = k, here, ahead
        state.bundle_plan[i, POSITION], state.bundle_plan[i, STANDS] = position, stands
        if k == here and stands <= position <= stands + 1:
            state.bundle_plan[i, TO] = -1
            continue
        moved = True
        state.scratch[B, 0] = member
        change, busy = arc_change(data, state, k, position, NONE, B, ONE)
        state.bundle_plan[i, COMES] = change
        busy += row.duration
        least += change - greatest_saving(data, state, k)
        if served:
            change, freed = arc_change(data, state, here, stands, ONE, B, NONE)
            state.bundle_plan[i, LEAVES] = change
            freed -= row.duration
            least += change + data.assign[row.visit, k] - data.assign[row.visit, here]
            if k == here:
                busy += freed
            else:
                least -= greatest_saving(data, state, here)
                least += smoothed_delta(data, state, here, idle_floor(data, state, here, freed), here, NONE)
        least += smoothed_delta(data, state, k, idle_floor(data, state, k, busy), k, NONE)
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
    if count == 1 or data.unit[other].bundle == bundle or state.conflicts[bundle] > 0:
        return BAD
    least = plan_for(data, state, unit, other)
    if least >= BAD:
        return BAD
    for i in range(count):
        state.scratch[B, i] = data.member[first + i]
    budget += wishes_paid(state, B, count)
    if data.price[PRICE_SPREAD] == 0 and (
        least > budget or bound_exceeds_budget(data, state, first, count, least, budget)
    ):
        return BAD
    if state.unassigned_at[bundle] < 0:
        for i in range(count):
            if state.bundle_plan[i, TO] >= 0:
                member = data.member[first + i]
                remove(data, state, state.route_of[member], position_of(state, member))
    else:
        assign(data, state, bundle)
    for i in range(count):
        member, k = data.member[first + i], state.bundle_plan[i, TO]
        if k < 0:
            continue
        if not can_assign(data, state, member, k):
            return BAD
        insert(data, state, k, place_at(state, k, state.bundle_plan[i, WHEN]), member)
    return propagate_all(data, state)

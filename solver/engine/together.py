"""The move that takes a whole visit along: all units of a pair, or of linked visits, to the time of a neighbour."""

from __future__ import annotations

from numba import njit

from .absent import serve
from .chance import draw, pick
from .forecast import could_save, detour, fits
from .kernel import finish, place, position_of, take
from .layout import ANY, BAD, BEFORE, NONE, ONE, PRICE_SPREAD, START, A, B
from .least_cost import may_serve
from .picks import pick_near
from .soft import idle_floor, soft_change
from .stretch import least_wait


@njit(cache=True, nogil=True)
def place_at(state, k, when):
    """The position at which route k reaches a time."""
    position = 0
    while position < state.size[k] and state.time[state.line[k, position], START] < when:
        position += 1
    return position


@njit(cache=True, nogil=True)
def concerned(data, state, first, count, route):
    """How many members of a bundle that move, as list[A] says (-1: stays), come to a route or leave it."""
    several = 0
    for i in range(count):
        if state.list[A, i] >= 0:
            several += (state.list[A, i] == route) + (state.at[data.member[first + i]] == route)
    return several


@njit(cache=True, nogil=True)
def hopeless(data, state, first, count, budget):
    """Whether the members of a bundle cannot come to where together() wants them, or make their routes wait too long.

    budget: what that may cost. Looks at routes that one member comes to or leaves; others must be tried.
    """
    waits = 0.0
    for i in range(count):
        member, k = data.member[first + i], state.list[A, i]
        if k < 0:
            continue
        here = state.at[member]
        state.list[B, 0] = member
        if concerned(data, state, first, count, k) == 1:
            position = place_at(state, k, state.key[i])
            if not fits(data, state, k, position, NONE, B, ONE):
                return True
            waits += least_wait(data, state, k, position, NONE, B, ONE, ANY)
        if here >= 0 and concerned(data, state, first, count, here) == 1:
            stands = position_of(state, member)
            waits += least_wait(data, state, here, stands, ONE, B, NONE, ANY)
    return waits > budget


@njit(cache=True, nogil=True, inline="always")
def together(data, state, budget):
    """Move the units of a bundle to the time of a near neighbour of one of them: pairs cannot move singly.

    Placed in order of time, ties cannot wait for each other in turn. Not tried when the journeys and the waiting they
    force cost more than ``budget`` beyond all that the routes could save.
    """
    unit, other = pick_near(data, state)
    if unit < 0:
        return BAD
    bundle = data.unit[unit].bundle
    first, count = data.bundle[bundle, 0], data.bundle[bundle, 1]
    if count == 1 or data.unit[other].bundle == bundle:
        return BAD
    if state.blocked[bundle] > 0:
        return BAD
    served = state.absent_at[bundle] < 0
    least = 0.0 if served else -float(data.bundle[bundle, 2])
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
            return BAD
        ahead = when
        for number in range(row.first_link, row.first_link + row.links):
            if data.link[number, 0] == unit:
                ahead += -data.link[number, 2] if data.link[number, 1] == BEFORE else data.link[number, 2]
        state.list[A, i], state.key[i] = k, ahead
        position = place_at(state, k, ahead)
        stands = position_of(state, member) if served else -1
        if k == here and stands <= position <= stands + 1:
            state.list[A, i] = -1
            continue
        moved = True
        state.list[B, 0] = member
        change, busy = detour(data, state, k, position, NONE, B, ONE)
        busy += row.duration
        least += change - could_save(data, state, k)
        if served:
            change, freed = detour(data, state, here, stands, ONE, B, NONE)
            freed -= row.duration
            least += change + data.assign[row.visit, k] - data.assign[row.visit, here]
            if k == here:
                busy += freed
            else:
                least -= could_save(data, state, here)
                least += soft_change(data, state, here, idle_floor(data, state, here, freed), here, NONE)
        least += soft_change(data, state, k, idle_floor(data, state, k, busy), k, NONE)
    if not moved:
        return BAD
    if data.price[PRICE_SPREAD] == 0 and (least > budget or hopeless(data, state, first, count, budget - least)):
        return BAD
    if served:
        for i in range(count):
            if state.list[A, i] >= 0:
                member = data.member[first + i]
                take(data, state, state.at[member], position_of(state, member))
    else:
        serve(data, state, bundle)
    for i in range(count):
        member, k = data.member[first + i], state.list[A, i]
        if k < 0:
            continue
        if not may_serve(data, state, member, k):
            return BAD
        place(data, state, k, place_at(state, k, state.key[i]), member)
    return finish(data, state)

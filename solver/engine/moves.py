"""The moves of the search. Each changes the state and returns its new cost, or BAD; the loop keeps or undoes it."""

from __future__ import annotations

import numpy as np
from numba import njit

from .insertion import BLINK, BROKEN, SERVED, draw, insert_bundle, may_serve, pick
from .kernel import bound_of, finish, mark, miss, place, position_of, push, serve, settle_down, take, touch, undo, wake
from .layout import (
    ABSENT,
    BAD,
    BEFORE,
    BOUND,
    CONTACT,
    COST,
    EARLIEST,
    IDLE,
    LATE,
    LONGEST_WAIT,
    MOST_LATE,
    MOST_WAIT,
    NEVER,
    PENALTY,
    PRICE_FACE,
    PRICE_MAX_IDLE,
    PRICE_MAX_LATE,
    PRICE_MAX_WAIT,
    PRICE_SPREAD,
    START,
    TOTAL,
)
from .soft import idle_floor, soft_change
from .walk import price_route

RUIN, RELOCATE, EXCHANGE, TAILS, SEGMENT, TOGETHER, DROP, HOLD = range(8)
MOVES = 8
_STRING = 10  # longest string of stops taken from one route
GENEROUS = 0.1  # share of recreations that serve visits at a loss, half of them at random
_RUINED = 10.0  # stops taken on average


@njit(cache=True, nogil=True)
def remove_bundle(data, state, bundle):
    """Take every unit of a served bundle out of its route."""
    for i in range(data.bundle[bundle, 0], data.bundle[bundle, 0] + data.bundle[bundle, 1]):
        unit = data.member[i]
        take(data, state, state.at[unit], position_of(state, unit))
    miss(data, state, bundle)


@njit(cache=True, nogil=True, inline="always")
def seed_unit(data, state):
    """A unit to ruin around: any, one beside an absent visit, or one of the route that holds an extreme."""
    units = state.at.shape[0]
    chance = draw(state)
    if state.total[ABSENT] > 0 and chance < 0.3:
        bundle = state.absent[pick(state, state.total[ABSENT])]
        return data.member[data.bundle[bundle, 0]]
    if chance > 0.85 and (data.price[PRICE_MAX_LATE] > 0 or data.price[PRICE_MAX_IDLE] > 0):
        column = IDLE
        if data.price[PRICE_MAX_LATE] > 0 and (draw(state) < 0.5 or data.price[PRICE_MAX_IDLE] == 0):
            column = LATE
        holder = 0
        for k in range(state.size.shape[0]):
            if state.route[k, column] > state.route[holder, column]:
                holder = k
        if state.size[holder] > 0:
            return state.line[holder, pick(state, state.size[holder])]
    return pick(state, units)


@njit(cache=True, nogil=True, inline="always")
def ruin_strings(data, state, seed):
    """Strings of neighbouring routes around a seed (SISR, Christiaens & Vanden Berghe 2020)."""
    used, stops = 0, 0
    for k in range(state.size.shape[0]):
        if state.size[k] > 0:
            used += 1
            stops += state.size[k]
    if used == 0:
        return
    longest = min(float(_STRING), stops / used)
    most = 4.0 * _RUINED / (1.0 + longest) - 1.0
    strings = int(draw(state) * most + 1.0)
    done = 0
    width = data.near.shape[1]
    for step in range(-1, width):
        if done >= strings:
            break
        unit = seed if step < 0 else data.near[seed, step]
        k = state.at[unit]
        if k < 0 or state.queued[k]:  # a queued route was ruined already
            continue
        size = state.size[k]
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
            if keep_from <= i < keep_from + spared:
                continue
            state.list_a[count] = state.line[k, i]
            count += 1
        for i in range(count):
            if state.at[state.list_a[i]] >= 0:
                remove_bundle(data, state, data.unit[state.list_a[i]].bundle)
        done += 1


@njit(cache=True, nogil=True, inline="always")
def ruin_related(data, state, seed):
    """A seed and some of the visits nearest to it in way and time."""
    wanted = 2 + pick(state, int(1.6 * _RUINED))
    if state.at[seed] >= 0:
        remove_bundle(data, state, data.unit[seed].bundle)
    for step in range(data.near.shape[1]):
        if wanted <= 1:
            break
        unit = data.near[seed, step]
        if state.at[unit] >= 0 and draw(state) < 0.7:
            remove_bundle(data, state, data.unit[unit].bundle)
            wanted -= 1


@njit(cache=True, nogil=True, inline="always")
def ruin_route(data, state, seed):
    """Everything one shift does, when that is not much."""
    k = state.at[seed]
    if k < 0:
        k = pick(state, state.size.shape[0])
    size = min(int(state.size[k]), 2 * _STRING)
    for i in range(size):
        state.list_a[i] = state.line[k, i]
    for i in range(size):
        if state.at[state.list_a[i]] >= 0:
            remove_bundle(data, state, data.unit[state.list_a[i]].bundle)


@njit(cache=True, nogil=True)
def sort_by_key(state, count):
    """Put list_b[:count] in the order of key[:count] (Shell sort: numba's own takes seconds to compile)."""
    gap = count // 2
    while gap > 0:
        for i in range(gap, count):
            key, item, j = state.key[i], state.list_b[i], i
            while j >= gap and state.key[j - gap] > key:
                state.key[j], state.list_b[j] = state.key[j - gap], state.list_b[j - gap]
                j -= gap
            state.key[j], state.list_b[j] = key, item
        gap //= 2


@njit(cache=True, nogil=True)
def recreate(data, state, blink, most, careful):
    """Put absent bundles back, in one of several orders; at most ``most`` of them, the latest to leave for certain.

    careful: an insertion that breaks the roster is undone by itself, after a mark() of its own; otherwise it ends all.
    """
    count = state.total[ABSENT]
    if count > most:
        for i in range(count - most // 2):  # the tail left just now; draw the rest from all before
            j = i + pick(state, count - most // 2 - i)
            a, b = state.absent[i], state.absent[j]
            state.absent[i], state.absent[j] = b, a
            state.absent_at[b], state.absent_at[a] = i, j
    first = max(0, count - most)
    order = draw(state)
    for i in range(first, count):
        bundle = state.absent[i]
        unit = data.unit[data.member[data.bundle[bundle, 0]]]
        if order < 0.35:
            key = draw(state)
        elif order < 0.5:
            key = float(unit.open)
        elif order < 0.65:
            key = float(min(unit.close, unit.due) - unit.open)
        elif order < 0.8:
            key = float(unit.routes) / (1.0 + data.bundle[bundle, 1]) + draw(state)
        elif order < 0.9:
            key = -float(unit.duration) * data.bundle[bundle, 1]
        else:
            key = float(min(unit.close, unit.due))
        state.key[i - first] = key - (1e15 if data.bundle[bundle, 1] > 1 and order > 0.6 else 0.0)
        state.list_b[i - first] = bundle
    sort_by_key(state, count - first)
    generous = blink > 0 and draw(state) < GENEROUS
    for i in range(count - first):
        loss = BAD if generous and draw(state) < 0.5 else 0
        if careful:
            mark(data, state)
        if insert_bundle(data, state, state.list_b[i], blink, loss) == BROKEN:
            if not careful:
                return BAD
            undo(data, state)
    return state.total[TOTAL]


@njit(cache=True, nogil=True, inline="always")
def ruin_and_recreate(data, state):
    seed = seed_unit(data, state)
    kind = draw(state)
    if kind < 0.7:
        ruin_strings(data, state, seed)
    elif kind < 0.95:
        ruin_related(data, state, seed)
    else:
        ruin_route(data, state, seed)
    if settle_down(data, state) >= BAD:
        return BAD
    return recreate(data, state, BLINK, 40, False)


@njit(cache=True, nogil=True, inline="always")
def pick_near(data, state):
    """A random unit and one of its near neighbours that is served, or (-1, -1)."""
    unit = pick(state, state.at.shape[0])
    width = data.near.shape[1]
    if width == 0:
        return -1, -1
    reach = min(width, 24)
    other = data.near[unit, int(reach * draw(state) ** 1.5)]
    if state.at[other] < 0:
        return -1, -1
    return unit, other


@njit(cache=True, nogil=True)
def way(data, k, before, after, home):
    """Cost of one journey on shift k, and its ticks."""
    shift = data.shift[k]
    ticks, metres = np.int64(data.ticks[shift.mode, before, after]), data.metres[shift.mode, before, after]
    if home:
        return ticks * shift.home_tick_price + metres * shift.home_metre_price, ticks
    return ticks * shift.tick_price + metres * shift.metre_price, ticks


@njit(cache=True, nogil=True)
def beside(data, state, k, begin, count, units, width):
    """Cost and ticks of the ways into and out of line[k][begin:begin+count] when units[:width] stand there."""
    size, shift = state.size[k], data.shift[k]
    before = shift.from_place if begin == 0 else data.unit[state.line[k, begin - 1]].place
    after = shift.to_place if begin + count == size else data.unit[state.line[k, begin + count]].place
    if width == 0:
        if count == size:
            return np.int64(0), np.int64(0)
        return way(data, k, before, after, begin == 0 or begin + count == size)
    first, last = data.unit[units[0]].place, data.unit[units[width - 1]].place
    cost_in, ticks_in = way(data, k, before, first, begin == 0)
    cost_out, ticks_out = way(data, k, last, after, begin + count == size)
    return cost_in + cost_out, ticks_in + ticks_out


@njit(cache=True, nogil=True)
def detour(data, state, k, begin, count, units, width):
    """Change of cost and ticks of the ways of route k when units[:width] replace line[k][begin:begin+count]."""
    if count > 0:
        state.pair[0], state.pair[1] = state.line[k, begin], state.line[k, begin + count - 1]
    cost, ticks = beside(data, state, k, begin, count, units, width)
    old_cost, old_ticks = beside(data, state, k, begin, count, state.pair, 2 * min(count, 1))
    return cost - old_cost, ticks - old_ticks


@njit(cache=True, nogil=True)
def reline(state, k, begin, count, units, width):
    """Line k with units[:width] in the place of line[k][begin:begin+count], in state.try_line. Returns its length."""
    for i in range(begin):
        state.try_line[i] = state.line[k, i]
    for i in range(width):
        state.try_line[begin + i] = units[i]
    for i in range(begin + count, state.size[k]):
        state.try_line[i - count + width] = state.line[k, i]
    return state.size[k] - count + width


@njit(cache=True, nogil=True)
def most_elsewhere(state, k, target, column, most):
    """The largest figure of all routes but two; ``most`` is the largest of all."""
    if state.route[k, column] < most and state.route[target, column] < most:
        return most
    largest = 0
    for other in range(state.size.shape[0]):
        if other != k and other != target:
            largest = max(largest, state.route[other, column])
    return largest


@njit(cache=True, nogil=True)
def could_save(data, state, k):
    """The most that a change in route k can save beside its journeys, idle time apart."""
    saved = float(state.route[k, PENALTY])
    if state.route[k, LATE] > 0 and state.route[k, LATE] == state.total[MOST_LATE]:
        saved += float(state.route[k, LATE]) * data.price[PRICE_MAX_LATE]
    return saved


@njit(cache=True, nogil=True)
def alone(data, state, k, begin, count, units, width, target, start, span, others, other_width):
    """What changing two routes would cost by themselves, before any tied stop elsewhere moves; BAD when one cannot be.

    units replace line[k][begin:begin+count], others replace line[target][start:start+span]. The same route twice with
    nothing to replace in the second stands for a change in one route. Cheap: most moves are refused here.
    """
    price = data.price
    if price[PRICE_SPREAD] > 0:
        return -float(BAD)  # what it does to the spread shows only when it is made
    length = reline(state, k, begin, count, units, width)
    change = float(price_route(data, state, length, k)) - state.route[k, COST]
    if change >= BAD / 2:
        return float(BAD)
    late, wait = state.out[LATE], state.out[LONGEST_WAIT]
    idle, other_idle = state.out[IDLE], 0
    if target != k:
        length = reline(state, target, start, span, others, other_width)
        change += float(price_route(data, state, length, target)) - state.route[target, COST]
        if change >= BAD / 2:
            return float(BAD)
        late, wait = max(late, state.out[LATE]), max(wait, state.out[LONGEST_WAIT])
        other_idle = state.out[IDLE]
    if price[PRICE_MAX_LATE] > 0 or price[PRICE_MAX_WAIT] > 0:
        most_late, most_wait = state.total[MOST_LATE], state.total[MOST_WAIT]
        late = max(late, most_elsewhere(state, k, target, LATE, most_late))
        wait = max(wait, most_elsewhere(state, k, target, LONGEST_WAIT, most_wait))
        change += float(price[PRICE_MAX_LATE]) * (late - most_late) + float(price[PRICE_MAX_WAIT]) * (wait - most_wait)
    return change + soft_change(data, state, k, idle, target, other_idle)


@njit(cache=True, nogil=True)
def meetings(data, state, units, count, k, target):
    """Change in the cost of assignments and new faces when units go from shift k (-1: from none) to another (-1: none).

    Faces are exact for one visit to a client, and near enough for a string that meets a client twice.
    """
    change = 0
    here = data.shift[k].worker if k >= 0 else -1
    there = data.shift[target].worker if target >= 0 else -1
    for i in range(count):
        row = data.unit[units[i]]
        if target >= 0:
            change += data.assign[row.visit, target]
        if k >= 0:
            change -= data.assign[row.visit, k]
        if data.price[PRICE_FACE] > 0 and here != there:
            if there >= 0 and state.met[row.client, there] == 0 and not data.familiar[row.client, there]:
                change += data.price[PRICE_FACE]
            if here >= 0 and state.met[row.client, here] == 1 and not data.familiar[row.client, here]:
                change -= data.price[PRICE_FACE]
    return change


@njit(cache=True, nogil=True)
def load_change(data, state, worker, ticks):
    """Change in what a worker's load costs when so much contact time comes (or, negative, goes)."""
    price = data.worker[worker, 3]
    if price <= 0:
        return 0
    contact, target = 0, data.worker[worker, 2]
    for i in range(data.worker[worker, 0], data.worker[worker, 0] + data.worker[worker, 1]):
        contact += state.route[data.worker_shift[i], CONTACT]
    return (abs(contact + ticks - target) - abs(contact - target)) * price


@njit(cache=True, nogil=True)
def swap_spans(data, state, k, begin, count, target, start, width, budget):
    """Exchange line[k][begin:begin+count] with line[target][start:start+width] of another route; either may be empty.

    Not tried when the journeys alone cost more than ``budget`` beyond all that both routes could save.
    """
    room = state.line.shape[1] - 2
    if state.size[k] - count + width > room or state.size[target] - width + count > room:
        return BAD
    ticks = 0
    for i in range(count):
        unit = state.line[k, begin + i]
        state.list_a[i] = unit
        ticks += data.unit[unit].duration
        if not data.allowed[data.unit[unit].visit, target]:
            return BAD
    for i in range(width):
        unit = state.line[target, start + i]
        state.list_b[i] = unit
        ticks -= data.unit[unit].duration
        if not data.allowed[data.unit[unit].visit, k]:
            return BAD
    change, busy = detour(data, state, k, begin, count, state.list_b, width)
    other_change, other_busy = detour(data, state, target, start, width, state.list_a, count)
    least = change + other_change - could_save(data, state, k) - could_save(data, state, target)
    if width == 0 and count == state.size[k]:
        least -= data.shift[k].use_price
    beyond = meetings(data, state, state.list_a, count, k, target)
    beyond += meetings(data, state, state.list_b, width, target, k)
    here, there = data.shift[k].worker, data.shift[target].worker
    if here != there:
        beyond += load_change(data, state, here, -ticks) + load_change(data, state, there, ticks)
    if data.price[PRICE_MAX_IDLE] > 0:
        low, other_low = idle_floor(data, state, k, busy - ticks), idle_floor(data, state, target, other_busy + ticks)
        least += soft_change(data, state, k, low, target, other_low)
    if least + beyond > budget and data.price[PRICE_SPREAD] == 0:
        return BAD
    change = alone(data, state, k, begin, count, state.list_b, width, target, start, width, state.list_a, count)
    if change + beyond > budget:
        return BAD
    for _ in range(count):
        take(data, state, k, begin)
    for _ in range(width):
        take(data, state, target, start)
    for i in range(count):
        if not may_serve(data, state, state.list_a[i], target):
            return BAD
        place(data, state, target, start + i, state.list_a[i])
    for i in range(width):
        if not may_serve(data, state, state.list_b[i], k):
            return BAD
        place(data, state, k, begin + i, state.list_b[i])
    return finish(data, state)


@njit(cache=True, nogil=True)
def enter(data, state, kind, unit, other, budget):
    """An absent unit beside a served one; EXCHANGE: in the place of it, which then is absent instead."""
    bundle, leaver = data.unit[unit].bundle, data.unit[other].bundle
    if data.bundle[bundle, 1] > 1:
        if kind == SEGMENT and draw(state) < 0.1 and insert_bundle(data, state, bundle, BLINK, BAD) == SERVED:
            return finish(data, state)
        return BAD
    k, position = state.at[other], position_of(state, other)
    if kind > EXCHANGE or (kind == EXCHANGE and data.bundle[leaver, 1] > 1):
        return BAD
    if not may_serve(data, state, unit, k) or state.size[k] + 2 >= state.line.shape[1]:
        return BAD
    state.list_a[0], state.list_b[0] = unit, other
    beyond = float(meetings(data, state, state.list_a, 1, -1, k)) - data.bundle[bundle, 2]
    ticks, out = data.unit[unit].duration, 0
    if kind == EXCHANGE:
        out = 1
        beyond += float(meetings(data, state, state.list_b, 1, k, -1)) + data.bundle[leaver, 2]
        ticks -= data.unit[other].duration
    else:
        position += pick(state, 2)
    beyond += load_change(data, state, data.shift[k].worker, ticks)
    if alone(data, state, k, position, out, state.list_a, 1, k, 0, 0, state.list_b, 0) + beyond > budget:
        return BAD
    if out > 0:
        take(data, state, k, position)
        miss(data, state, leaver)
    serve(data, state, bundle)
    place(data, state, k, position, unit)
    return finish(data, state)


@njit(cache=True, nogil=True)
def drop(data, state, budget):
    """Leave a visit unserved whose price is not beyond what its rounds cost."""
    unit = pick(state, state.at.shape[0])
    bundle = data.unit[unit].bundle
    if state.at[unit] < 0:
        return BAD
    saved = 0
    for i in range(data.bundle[bundle, 0], data.bundle[bundle, 0] + data.bundle[bundle, 1]):
        saved += state.route[state.at[data.member[i]], COST]
    if data.price[PRICE_MAX_IDLE] == 0 and data.bundle[bundle, 2] > budget + saved:
        return BAD
    remove_bundle(data, state, bundle)
    return settle_down(data, state)


@njit(cache=True, nogil=True, inline="always")
def light_move(data, state, kind, budget):
    """A unit and a near neighbour of it. RELOCATE: beside the neighbour. Otherwise, of different routes: EXCHANGE the
    two; TAILS: what follows the one and what begins with the other (2-opt*); SEGMENT: short strings (or-opt, cross).
    """
    unit, other = pick_near(data, state)
    if unit < 0:
        return BAD
    k, target = state.at[unit], state.at[other]
    if k < 0:
        return enter(data, state, kind, unit, other, budget)
    begin, start = position_of(state, unit), position_of(state, other)
    count, width = 1, 1
    if k == target:
        if kind != RELOCATE:
            return BAD
        low, high = min(begin, start), max(begin, start)
        for i in range(low, high + 1):
            state.list_a[i - low] = state.line[k, i]
        if begin < start:  # the unit goes behind the other, everything between moves up
            for i in range(high - low):
                state.list_a[i] = state.list_a[i + 1]
            state.list_a[high - low] = unit
        else:
            for i in range(high - low, 0, -1):
                state.list_a[i] = state.list_a[i - 1]
            state.list_a[0] = unit
        span = high - low + 1
        if alone(data, state, k, low, span, state.list_a, span, k, 0, 0, state.list_b, 0) > budget:
            return BAD
        take(data, state, k, begin)
        place(data, state, k, start, unit)
        return finish(data, state)
    if kind == RELOCATE:
        width = 0
        start += pick(state, 2)
    elif kind == TAILS:
        begin += 1
        count, width = state.size[k] - begin, state.size[target] - start
    elif kind == SEGMENT:
        count = min(2 + pick(state, 2), state.size[k] - begin)
        width = pick(state, 3)
        if width == 0:
            start += pick(state, 2)
        width = min(width, state.size[target] - start)
    return swap_spans(data, state, k, begin, count, target, start, width, budget)


@njit(cache=True, nogil=True)
def place_at(state, k, when):
    """The position at which route k reaches a time."""
    position = 0
    while position < state.size[k] and state.time[state.line[k, position], START] < when:
        position += 1
    return position


@njit(cache=True, nogil=True)
def together(data, state, budget):
    """Move all units of a bundle to the time of a near neighbour of one of them: pairs cannot move singly.

    Placed in order of time, ties cannot wait for each other in turn. Not tried when the journeys alone cost more than
    ``budget`` beyond all that the routes could save.
    """
    unit, other = pick_near(data, state)
    if unit < 0:
        return BAD
    bundle = data.unit[unit].bundle
    first, count = data.bundle[bundle, 0], data.bundle[bundle, 1]
    if count == 1 or data.unit[other].bundle == bundle:
        return BAD
    served = state.absent_at[bundle] < 0
    least = 0.0 if served else -float(data.bundle[bundle, 2])
    when = state.time[other, START] + pick(state, 2)
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
        state.list_a[i], state.key[i] = k, ahead
        position = place_at(state, k, ahead)
        stands = position_of(state, member) if served else -1
        if k == here and stands <= position <= stands + 1:
            continue
        state.list_b[0] = member
        change, busy = detour(data, state, k, position, 0, state.list_b, 1)
        busy += row.duration
        least += change - could_save(data, state, k)
        if served:
            change, freed = detour(data, state, here, stands, 1, state.list_b, 0)
            freed -= row.duration
            least += change + data.assign[row.visit, k] - data.assign[row.visit, here]
            if k == here:
                busy += freed
            else:
                least -= could_save(data, state, here)
                least += soft_change(data, state, here, idle_floor(data, state, here, freed), here, 0)
        least += soft_change(data, state, k, idle_floor(data, state, k, busy), k, 0)
    if least > budget and data.price[PRICE_SPREAD] == 0:
        return BAD
    if served:
        remove_bundle(data, state, bundle)
    serve(data, state, bundle)
    for i in range(count):
        member, k = data.member[first + i], state.list_a[i]
        if not may_serve(data, state, member, k):
            return BAD
        place(data, state, k, place_at(state, k, state.key[i]), member)
    return finish(data, state)


@njit(cache=True, nogil=True, inline="always")
def hold(data, state):
    """Begin a tied unit later by choice (so that pairs meet when it suits both routes), or let it go again."""
    unit = pick(state, state.at.shape[0])
    if data.unit[unit].links == 0 or state.at[unit] < 0:
        return BAD
    k = state.at[unit]
    where = position_of(state, unit)
    touch(state, k)
    if state.hold[unit] > NEVER and draw(state) < 0.5:
        state.hold[unit] = NEVER
    else:
        room = 0
        end = state.time[unit, START] + data.unit[unit].duration
        if where + 1 < state.size[k]:
            after = state.line[k, where + 1]
            way = data.ticks[data.shift[k].mode, data.unit[unit].place, data.unit[after].place]
            room = state.time[after, START] - end - way
        if room <= 0:
            return BAD
        state.hold[unit] = state.time[unit, EARLIEST] + (room if draw(state) < 0.5 else 1 + pick(state, room))
    state.time[unit, BOUND] = bound_of(data, state, unit)
    push(state, k)
    wake(data, state, unit)
    return finish(data, state)


@njit(cache=True, nogil=True, inline="always")
def make(data, state, kind, budget):
    """One move of a kind; returns the new total cost or BAD. budget: the rise in cost that would still be accepted."""
    if kind == RUIN:
        return ruin_and_recreate(data, state)
    if kind == HOLD:
        return hold(data, state)
    if kind == TOGETHER:
        return together(data, state, budget)
    if kind == DROP:
        return drop(data, state, budget)
    return light_move(data, state, kind, budget)

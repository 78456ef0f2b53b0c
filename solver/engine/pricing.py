"""The cheapest rounds of one shift at given prices of visits: labelling, for the bound of bound.py. Numbers only.

A label is a way to a visit. What it costs depends on when the visit is finished: nothing is gained by finishing later
than ``done``, and until ``free`` nothing is lost (the whole round moves on, and waiting that had to be becomes time
before it); then every tick costs ``low`` (a visit becomes late whose lateness is cheaper than waiting), from ``firm``
on the price of waiting. So one label stands for all its times, and another is of no use when it costs as much at every
time at which it can be done (after Irnich 2008 and Ioachim et al. 1998, with waiting priced by the tick).

Rounds need not be elementary: a visit is forgotten on the way past visits that do not have it among their neighbours
(ng-routes, Baldacci, Mingozzi and Roberti 2011). Whatever is left out only makes rounds cheaper: the bound holds.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from .labels import (
    AFTER,
    BEFORE,
    BREAK_EARLIEST,
    BREAK_LATEST,
    BREAK_LENGTH,
    CLOSE,
    CONTACT,
    COST,
    CREDIT,
    DEAD,
    DONE,
    DUE,
    EARLIEST,
    FAIR_PRICE,
    FAIR_TARGET,
    FAR,
    FIRM,
    FREE,
    HARD,
    LATEST,
    LEVELS,
    LOW,
    MISSED,
    NEXT,
    NODE,
    OPEN,
    OVER_AFTER,
    OVER_PRICE,
    PARENT,
    QUEUE,
    SHORT,
    SKIPPED,
    STANCE,
    THRESHOLD,
    WAIT,
    WORK,
    at_time,
)


@njit(cache=True, nogil=True)
def stop_at(time, label, low, wait, opens, due, close, late):
    """Take a label, its times those of an arrival, to a start within an interval. False when it comes too late."""
    if time[label, DONE] < opens:
        time[label, COST] = at_time(time, label, opens, low, wait)
        time[label, DONE] = opens
        time[label, FREE] = max(time[label, FREE], opens)
        time[label, FIRM] = max(time[label, FIRM], opens)
    done, free = time[label, DONE], time[label, FREE]
    if done > close:
        return False
    if late > 0:
        late_now = done > due
        if late_now:
            time[label, COST] += late * (done - due)
        turn = max(done, due)  # from here on a later start is later by the tick
        if late >= wait:
            time[label, FREE] = min(free, turn)
            time[label, FIRM] = min(time[label, FIRM], turn)
        else:
            time[label, FREE] = min(free, turn)
            if low + late >= wait:
                time[label, FIRM] = min(time[label, FIRM], max(free, turn))
    time[label, FREE] = min(time[label, FREE], close)
    time[label, FIRM] = min(time[label, FIRM], close)
    time[label, HARD] = min(time[label, HARD], close)
    return True


@njit(cache=True, nogil=True)
def better(lane, prices, labels, one, two):
    """Whether whatever label two, done no sooner and at no less cost, can become, label one can become for no more."""
    time, figure = labels.time, lane.figure
    slack = time[two, COST] - time[one, COST]
    if labels.link[two, STANCE] == SHORT and figure[THRESHOLD] < FAR:  # the length still open must not be less
        if time[one, WORK] > time[two, WORK]:
            return False
        if time[one, HARD] - time[one, WORK] < time[two, HARD] - time[two, WORK]:
            return False
    for word in range(labels.been.shape[1]):
        if labels.been[one, word] & ~labels.been[two, word]:
            return False
    slack -= figure[FAIR_PRICE] * abs(time[one, CONTACT] - time[two, CONTACT])
    met = labels.bits[two, 0] & ~labels.bits[one, 0]
    odd = labels.bits[one, 1] & ~labels.bits[two, 1]
    for bit in range(64):
        if slack < 0 or not (met or odd):
            break
        if met & np.uint64(1):
            slack -= prices.face[bit]
        if odd & np.uint64(1):
            slack -= prices.toll[bit]
        met >>= np.uint64(1)
        odd >>= np.uint64(1)
    # both costs are convex in the time, so it is enough to look where the second one bends
    free, firm = time[two, FREE], time[two, FIRM]
    low, wait = figure[LOW], figure[WAIT]
    more = at_time(time, one, free, low, wait) - time[one, COST]
    if more > slack:
        return False
    more = at_time(time, one, firm, low, wait) - time[one, COST]
    return more - (at_time(time, two, firm, low, wait) - time[two, COST]) <= slack


@njit(cache=True, nogil=True)
def begin(lane, prices, ahead, labels, new, j, number, stance):
    """Make the label of a round that begins with visit j in interval ``number``. False when it cannot be."""
    time, figure = labels.time, lane.figure
    time[new, DONE] = figure[EARLIEST] + lane.out[j]
    time[new, COST] = lane.out_cost[j]
    if stance == SKIPPED:
        time[new, COST] += figure[MISSED]
    time[new, FREE] = time[new, FIRM] = time[new, HARD] = FAR
    time[new, WORK], time[new, CONTACT], time[new, CREDIT] = lane.out[j], 0.0, 0.0
    labels.link[new, STANCE], labels.link[new, PARENT] = stance, -1
    labels.been[new, :] = np.uint64(0)
    labels.bits[new, :] = np.uint64(0)
    return serve(lane, prices, ahead, labels, new, j, number)


@njit(cache=True, nogil=True)
def follow(lane, prices, ahead, labels, old, new, j, number, rest):
    """Make the label that goes on from ``old`` to visit j, with the break before it or not. False when it cannot."""
    time, figure = labels.time, lane.figure
    time[new, :] = time[old, :]
    away = lane.away[labels.link[old, NODE], j]
    time[new, DONE] += away
    time[new, FREE] += away
    time[new, FIRM] += away
    time[new, HARD] += away
    time[new, WORK] += away
    time[new, COST] += lane.way[labels.link[old, NODE], j]
    labels.link[new, STANCE], labels.link[new, PARENT] = labels.link[old, STANCE], old
    labels.been[new, :] = labels.been[old, :]
    labels.bits[new, :] = labels.bits[old, :]
    if rest:
        opens, close = figure[BREAK_EARLIEST], figure[BREAK_LATEST]
        if not stop_at(time, new, figure[LOW], figure[WAIT], opens, close, close, 0.0):
            return False
        move_on(time, new, figure[BREAK_LENGTH])
        labels.link[new, STANCE] = AFTER
    return serve(lane, prices, ahead, labels, new, j, number)


@njit(cache=True, nogil=True)
def move_on(time, label, ticks):
    """So many ticks later."""
    time[label, DONE] += ticks
    time[label, FREE] += ticks
    time[label, FIRM] += ticks
    time[label, HARD] += ticks


@njit(cache=True, nogil=True)
def serve(lane, prices, ahead, labels, new, j, number):
    """The visit itself: its start, its cost, what is remembered of it."""
    time, figure, span = labels.time, lane.figure, lane.span
    low, wait = figure[LOW], figure[WAIT]
    if not stop_at(time, new, low, wait, span[number, OPEN], span[number, DUE], span[number, CLOSE], lane.late[j]):
        return False
    move_on(time, new, lane.length[j])
    time[new, WORK] += lane.length[j]
    time[new, CONTACT] += lane.length[j]
    if labels.link[new, STANCE] == SHORT and time[new, WORK] > figure[THRESHOLD]:
        return False
    time[new, COST] += lane.cost[j] - prices.visit[j]
    done, bits = time[new, DONE], labels.bits
    bit = lane.face[j]
    if bit >= 0 and not (bits[new, 0] >> np.uint64(bit)) & np.uint64(1):
        time[new, COST] += prices.face[bit]
        time[new, CREDIT] += ahead.credit[bit]
        bits[new, 0] |= np.uint64(1) << np.uint64(bit)
    again = bits[new, 1] & prices.row[j]
    bits[new, 1] ^= prices.row[j]
    for bit in range(64):
        one = np.uint64(1) << np.uint64(bit)
        if again & one:
            time[new, COST] += prices.toll[bit]
        if bits[new, 0] & one and done > lane.face_last[bit]:
            bits[new, 0] ^= one
            time[new, CREDIT] -= ahead.credit[bit]
        if bits[new, 1] & one and done > prices.row_last[bit]:
            bits[new, 1] ^= one
        if not (bits[new, 0] | bits[new, 1] | again) >> np.uint64(bit):
            break
    for word in range(labels.been.shape[1]):
        labels.been[new, word] &= lane.near[j, word]
    labels.been[new, j >> 6] |= np.uint64(1) << np.uint64(j & 63)
    labels.link[new, NODE] = j
    return True


@njit(cache=True, nogil=True)
def still(lane, ahead, labels, label, enough):
    """What a round costs at least that goes on from a label; no closer look once that is less than ``enough``."""
    time, step = labels.time, ahead.step
    cost = time[label, COST] - time[label, CREDIT]
    if step <= 0:
        return -FAR
    j, owed = labels.link[label, NODE], int(labels.link[label, STANCE] == BEFORE)
    begin_at, end_at = time[label, DONE] - lane.figure[EARLIEST], time[label, FREE] - lane.figure[EARLIEST]
    slot, slots = int(begin_at / step), ahead.free.shape[3]
    if slot >= slots:
        return FAR
    stop = min(slots - 1, int(end_at / step))
    at, least = slot, FAR
    while at <= stop:  # a glance at as many slots at once as are known together
        level = 0
        while level + 1 < LEVELS and at + (2 << level) <= stop + 1:
            level += 1
        least = min(least, ahead.over[level, owed, j, at])
        at += 1 << level
    if cost + least >= enough:
        return cost + least
    least = FAR
    for at in range(slot, stop + 1):
        free_next, paid_next = ahead.free_next[owed, j, at], ahead.paid_next[owed, j, at]
        free = ahead.free[np.int64(known(labels, label, free_next)), owed, j, at]
        if free >= least:
            continue
        part = (min(end_at, (at + 1) * step) - at * step) * lane.figure[LOW]
        paid = ahead.paid[np.int64(known(labels, label, paid_next)), owed, j, at] - part
        least = min(least, max(free, paid))
        if cost + least < enough:
            break
    return cost + least


@njit(cache=True, nogil=True, inline="always")
def known(labels, label, visit):
    """Whether a label remembers a visit."""
    return visit >= 0 and (labels.been[label, visit >> 6] >> np.uint64(visit & 63)) & np.uint64(1) > 0


@njit(cache=True, nogil=True)
def whole(lane, labels, label):
    """Cost of the round that goes home after a label; FAR when it cannot."""
    time, figure = labels.time, lane.figure
    j, stance = labels.link[label, NODE], labels.link[label, STANCE]
    back = time[label, DONE] + lane.home[j]
    if stance == BEFORE or back > figure[LATEST]:
        return FAR
    if stance == SHORT:
        length = time[label, WORK] + lane.home[j] + max(0.0, time[label, DONE] - time[label, HARD])
        if length > figure[THRESHOLD]:
            return FAR
    cost = time[label, COST] + lane.home_cost[j] + max(0.0, back - figure[OVER_AFTER]) * figure[OVER_PRICE]
    return cost + figure[FAIR_PRICE] * abs(time[label, CONTACT] - figure[FAIR_TARGET])


@njit(cache=True, nogil=True)
def keep(lane, prices, labels, new, head, queue, slot, exact):
    """Enter a label unless another is as good; those it betters die. True when it is kept.

    Not exact: only costs and times are compared, which loses rounds but is quick.
    """
    link, time = labels.link, labels.time
    place = link[new, NODE] * 4 + link[new, STANCE]
    cost, done = time[new, COST], time[new, DONE]
    before, other = -1, head[place]
    while other >= 0:
        after = link[other, NEXT]
        sooner, later = time[other, DONE] <= done, done <= time[other, DONE]  # most pairs need no closer look
        if sooner and time[other, COST] <= cost and (not exact or better(lane, prices, labels, other, new)):
            return False
        if later and cost <= time[other, COST] and (not exact or better(lane, prices, labels, new, other)):
            link[other, DEAD] = 1
            if before < 0:
                head[place] = after
            else:
                link[before, NEXT] = after
        else:
            before = other
        other = after
    link[new, NEXT] = head[place]
    head[place] = new
    link[new, QUEUE] = queue[slot]
    queue[slot] = new
    link[new, DEAD] = 0
    return True


@njit(cache=True, nogil=True)
def successors(arcs):
    """(n, n) whom each visit may be followed by, from the left, and how many those are."""
    n = arcs.shape[0] - 1
    after, count = np.zeros((n, n), np.int64), np.zeros(n, np.int64)
    for j in range(n):
        for m in range(n):
            if arcs[j, m] and m != j:
                after[j, count[j]] = m
                count[j] += 1
    return after, count


@njit(cache=True, nogil=True)
def cheapest(lane, prices, labels, ahead, arcs, below, exact):
    """The cheapest rounds that cost less than ``below`` at these prices.

    ahead: as from outlook.completions(). arcs: (n + 1, n + 1), which visit may follow which;
    the last row says which may begin, the last column which may end. Returns a bound on the cost of every round
    (``below`` when that is less; only with ``exact`` and all arcs does it hold), whether the room for labels sufficed
    (the bound holds either way), and for each last visit its best round: cost and label, FAR and -1 for none.
    """
    n, figure, link = lane.length.shape[0], lane.figure, labels.link
    slots, step = ahead.free.shape[3], ahead.step
    width = step if step > 0 else max(1.0, (figure[LATEST] - figure[EARLIEST]) / (slots - 1))
    head = np.full(4 * n, -1, np.int64)
    queue = np.full(slots, -1, np.int64)
    found = np.full(n, FAR)
    last = np.full(n, -1, np.int64)
    room = link.shape[0]
    count = 0
    best = below
    after, ways = successors(arcs)
    for j in range(n):
        if not arcs[n, j]:
            continue
        for number in range(lane.first[j], lane.first[j + 1]):
            for stance in range(4):
                if (
                    lane.stance[stance]
                    and count < room
                    and begin(lane, prices, ahead, labels, count, j, number, stance)
                ):
                    slot = int((labels.time[count, DONE] - figure[EARLIEST]) / width)
                    if slot < slots and still(lane, ahead, labels, count, below) < below:
                        count += keep(lane, prices, labels, count, head, queue, slot, exact)
    slot = 0
    full = count >= room
    while slot < slots:
        old = queue[slot]
        if old < 0:
            slot += 1
            continue
        queue[slot] = link[old, QUEUE]
        if link[old, DEAD]:
            continue
        j, owed = link[old, NODE], int(link[old, STANCE] == BEFORE)
        if full:  # no room to go on from here: whatever comes of it costs at least this
            best = min(best, still(lane, ahead, labels, old, -FAR))
            continue
        if arcs[j, n]:
            cost = whole(lane, labels, old)
            best = min(best, cost)
            if cost < found[j]:
                found[j], last[j] = cost, old
        for place in range(ways[j]):
            m = after[j, place]
            if (labels.been[old, m >> 6] >> np.uint64(m & 63)) & np.uint64(1):
                continue
            arrival = labels.time[old, DONE] + lane.away[j, m]
            paid = labels.time[old, COST] - labels.time[old, CREDIT] + lane.way[j, m] + lane.cost[m] - prices.visit[m]
            if lane.face[m] >= 0 and not (labels.bits[old, 0] >> np.uint64(lane.face[m])) & np.uint64(1):
                paid += ahead.part[m]
            for rest in range(1 + owed):
                if rest:
                    arrival = max(arrival, figure[BREAK_EARLIEST]) + figure[BREAK_LENGTH]
                for number in range(lane.first[m], lane.first[m + 1]):
                    start = max(arrival, lane.span[number, OPEN])  # a glance first: most ways on lead nowhere
                    if start > lane.span[number, CLOSE]:
                        continue
                    then = int((start + lane.length[m] - figure[EARLIEST]) / width)
                    if then >= slots:
                        continue
                    late = max(0.0, start - lane.span[number, DUE]) * lane.late[m]
                    if paid + late + ahead.free[0, owed - rest, m, then] >= below:
                        continue
                    if count >= room:
                        full = True
                    elif (
                        follow(lane, prices, ahead, labels, old, count, m, number, rest)
                        and still(lane, ahead, labels, count, below) < below
                    ):
                        count += keep(lane, prices, labels, count, head, queue, then, exact)
        if full:
            best = min(best, still(lane, ahead, labels, old, -FAR))
    return best, count, found, last

"""The cheapest rounds of one shift at given prices of visits: labelling, for the bound of solve.py. Numbers only.

A label is a way to a visit. What it costs depends on when the visit is finished: nothing is gained by finishing later
than ``done``, and until ``free`` nothing is lost (the whole round moves on, and waiting that had to be becomes time
before it); then every tick costs ``low`` (a visit becomes late whose lateness is cheaper than waiting), from ``firm``
on the price of waiting. So one label stands for all its times, and another is of no use when it costs as much at every
time at which it can be done (after Irnich 2008 and Ioachim et al. 1998, with waiting priced by the tick).

Rounds need not be elementary: a visit is forgotten on the way past visits that do not have it among their neighbours
(ng-routes, Baldacci, Mingozzi and Roberti 2011). Whatever is left out only makes rounds cheaper: the bound holds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numba import njit
from numpy.typing import NDArray

from .dominance import enter_in_list, is_wanted, list_of
from .labels import (
    AFTER,
    BEFORE,
    BREAK_EARLIEST,
    BREAK_LATEST,
    BREAK_LENGTH,
    CLOSE,
    CONTACT,
    COST,
    COUNT,
    CREDIT,
    DEAD,
    DONE,
    DUE,
    EARLIEST,
    EFFORT,
    EVERY,
    FAIR_PRICE,
    FAIR_TARGET,
    FAR,
    FIRM,
    FREE,
    HARD,
    LATEST,
    LISTS,
    LOW,
    MET,
    MISSED,
    NODE,
    ODD,
    ONE,
    OPEN,
    OVER_AFTER,
    OVER_PRICE,
    PARENT,
    QUEUE,
    QUICK,
    SHORT,
    SKIPPED,
    STANCE,
    TALLIES,
    THRESHOLD,
    USED,
    WAIT,
    WORK,
    Labels,
    Look,
    Prices,
    PricingNetwork,
)

if TYPE_CHECKING:
    from .completion_bounds import CompletionBounds

_EFFORT = 60  # blocks of labels to look through, or pairs to look at closely, for each label there is room for
_NEAREST = 60  # visits that a quick look goes on to at most


@njit(cache=True, nogil=True)
def stop_at(done, cost, free, firm, hard, low, wait, opens, due, close, late):
    """From the times of an arrival to those of a start within an interval; too late where done is after close."""
    if done < opens:
        cost += low * max(0.0, min(opens, firm) - free) + wait * max(0.0, opens - firm)
        done, free, firm = opens, max(free, opens), max(firm, opens)
    if late > 0:
        cost += late * max(0.0, done - due)
        turn = max(done, due)  # from here on a later start is later by the tick
        if late >= wait:
            firm = min(firm, turn)
        elif low + late >= wait:
            firm = min(firm, max(free, turn))
        free = min(free, turn)
    return done, cost, min(free, close), min(firm, close), min(hard, close)


@njit(cache=True, nogil=True)
def begin(lane, labels):
    """Make the labels of rounds that have not begun, at node n: one for each stance. Returns their number."""
    count, n = 0, len(lane.length)
    for stance in (SHORT, BEFORE, SKIPPED):
        if lane.stance[stance]:
            labels.time[count, :] = 0.0
            labels.time[count, DONE] = lane.figure[EARLIEST]
            labels.time[count, FREE] = labels.time[count, FIRM] = labels.time[count, HARD] = FAR
            if stance == SKIPPED:
                labels.time[count, COST] = lane.figure[MISSED]
            labels.link[count, NODE], labels.link[count, STANCE], labels.link[count, PARENT] = n, stance, -1
            labels.been[count, :] = np.uint64(0)
            labels.bits[count, :] = np.uint64(0)
            count += 1
    return count


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
def successors(arcs):
    """(n + 1, n) whom each visit, last of all the start, may be followed by, from the left; how many those are."""
    n = arcs.shape[0] - 1
    after, count = np.zeros((n + 1, n), np.int64), np.zeros(n + 1, np.int64)
    for j in range(n + 1):
        for m in range(n):
            if arcs[j, m] and m != j:
                after[j, count[j]] = m
                count[j] += 1
    return after, count


@njit(cache=True, nogil=True)
def legs(lane, prices, part):
    """(n + 1, n) ticks from each visit, and in the last row from the start, to each; what that and the visit cost."""
    n = len(lane.length)
    away, cost = np.empty((n + 1, n)), np.empty((n + 1, n))
    for m in range(n):
        served = lane.cost[m] - prices.visit[m] + part[m]
        for j in range(n):
            away[j, m], cost[j, m] = lane.away[j, m], lane.way[j, m] + served
        away[n, m], cost[n, m] = lane.out[m], lane.out_cost[m] + served
    return away, cost


@njit(cache=True, nogil=True)
def open_bits(last, first, width, slots):
    """(slots,) the bits whose last start is not before each slot."""
    mask = np.zeros(slots, np.uint64)
    for bit in range(64):
        end = min(slots, int(max(-1.0, (last[bit] - first) / width)) + 1) if last[bit] >= first else 0
        for slot in range(end):
            mask[slot] |= ONE << np.uint64(bit)
    return mask


@njit(cache=True, nogil=True)
def ahead_of(over, far, owed, j, first, last):
    """The least that is known from j on within these slots."""
    level = far[last - first + 1]
    return min(over[level, owed, j, first], over[level, owed, j, last + 1 - (1 << level)])


@njit(cache=True, nogil=True)
def keep_nearest(arcs, cost):
    """Arcs without those from each visit that have so many better ways beside them, for a quick look."""
    n = cost.shape[1]
    if n <= _NEAREST:
        return arcs
    kept = arcs.copy()
    for j in range(n):
        kept[j, :n] &= cost[j] <= np.partition(cost[j], _NEAREST)[_NEAREST]
    return kept


@njit(cache=True, nogil=True)
def begin_look(lane, prices, labels, ahead, below, mode, room):
    """A look with the labels of rounds that have not begun, and no others."""
    n, slots, figure = len(lane.length), ahead.entry.shape[2], lane.figure
    width = ahead.step if ahead.step > 0 else max(1.0, (figure[LATEST] - figure[EARLIEST]) / (slots - 1))
    faces_open = open_bits(lane.face_last, figure[EARLIEST], width, slots)
    rows_open = open_bits(prices.row_last, figure[EARLIEST], width, slots)
    away, cost = legs(lane, prices, ahead.part)
    head, queue = np.full(LISTS if mode == EVERY else 4 * n, -1, np.int64), np.full(slots, -1, np.int64)
    tally = np.zeros(TALLIES, np.int64)
    tally[COUNT], tally[EFFORT] = begin(lane, labels), _EFFORT * room
    return Look(mode, below, room, width, faces_open, rows_open, away, cost, head, queue, tally)


@njit(cache=True, nogil=True, inline="always")
def enqueue(look, labels, label, slot):
    """Let a label wait for its turn, with those whose visit is done in the same slot."""
    labels.home[label] = FAR
    labels.link[label, DEAD], labels.link[label, QUEUE] = 0, look.queue[slot]
    look.queue[slot] = label


@njit(cache=True, nogil=True, inline="always")
def is_new_face(lane, labels, label, m):
    """Whether a way meets the client of visit m for the first time there, and pays for it."""
    return lane.face[m] >= 0 and not (labels.bits[label, MET] >> np.uint64(max(0, lane.face[m]))) & ONE


@njit(cache=True, nogil=True, inline="always")
def step_cost(lane, look, labels, ahead, label, m):
    """What going on from a label to visit m and serving it costs, with its share of a face that is not yet paid for."""
    paid = lane.face[m] >= 0 and not is_new_face(lane, labels, label, m)
    return look.cost[labels.link[label, NODE], m] - (ahead.part[m] if paid else 0.0)


@njit(cache=True, nogil=True, inline="always")
def least_beyond(lane, look, labels, ahead, label, m):
    """The least that a round costs which goes on from a label to visit m, at a glance; FAR where it must not."""
    time, link = labels.time, labels.link
    if (labels.been[label, m >> 6] >> np.uint64(m & 63)) & ONE:
        return FAR
    slot = int((time[label, DONE] + look.away[link[label, NODE], m] - lane.figure[EARLIEST]) / look.width)
    if slot >= ahead.entry.shape[2]:
        return FAR
    owed = int(link[label, STANCE] == BEFORE)
    base = time[label, COST] - time[label, CREDIT]
    return base + step_cost(lane, look, labels, ahead, label, m) + ahead.entry[owed, m, slot]


@njit(cache=True, nogil=True, inline="always")
def pay_bits(lane, prices, look, labels, ahead, old, m, slot, cost):
    """Pay for a new face and every second visit of a row at visit m, and forget those that no visit follows.

    cost: so far. slot: in which the visit is done. Returns cost, credit, the bits of faces met and of odd rows.
    """
    met, odd, credit = labels.bits[old, MET], labels.bits[old, ODD], labels.time[old, CREDIT]
    if is_new_face(lane, labels, old, m):
        bit = np.uint64(lane.face[m])
        met |= ONE << bit
        cost += prices.face[bit]
        credit += ahead.credit[bit]
    gone, met = met & ~look.faces_open[slot], met & look.faces_open[slot]
    again, odd = odd & prices.row[m], (odd ^ prices.row[m]) & look.rows_open[slot]
    number = 0
    while gone or again:
        if gone & ONE:
            credit -= ahead.credit[number]
        if again & ONE:
            cost += prices.toll[number]
        gone >>= ONE
        again >>= ONE
        number += 1
    return cost, credit, met, odd


@njit(cache=True, nogil=True, inline="always")
def make_label(lane, prices, look, labels, ahead, new, old, m, number, rest):
    """Make label ``new``: the way of label ``old``, then visit m in an interval of it, the row ``number`` of lane.span.

    rest: 1 with the break before the visit. Returns the slot in which the visit is done; -1 where that cannot be, or
    leads to no round that costs less than look.below.
    """
    time, link, figure, slots = labels.time, labels.link, lane.figure, len(look.queue)
    low, wait, ticks = figure[LOW], figure[WAIT], lane.length[m]
    leg, stance = look.away[link[old, NODE], m], link[old, STANCE]
    new_share = ahead.part[m] if is_new_face(lane, labels, old, m) else 0.0
    cost = time[old, COST] + step_cost(lane, look, labels, ahead, old, m) - new_share
    done, free, firm, hard = time[old, DONE] + leg, time[old, FREE] + leg, time[old, FIRM] + leg, time[old, HARD] + leg
    if rest:
        opens, close, pause = figure[BREAK_EARLIEST], figure[BREAK_LATEST], figure[BREAK_LENGTH]
        done, cost, free, firm, hard = stop_at(done, cost, free, firm, hard, low, wait, opens, close, close, 0.0)
        if done > close:
            return -1
        done, free, firm, hard = done + pause, free + pause, firm + pause, hard + pause
    opens, due, close = lane.span[number, OPEN], lane.span[number, DUE], lane.span[number, CLOSE]
    done, cost, free, firm, hard = stop_at(done, cost, free, firm, hard, low, wait, opens, due, close, lane.late[m])
    if done > close:
        return -1
    done, free, firm, hard = done + ticks, free + ticks, firm + ticks, hard + ticks
    work = time[old, WORK] + leg + ticks
    slot = int((done - figure[EARLIEST]) / look.width)
    if slot >= slots or (stance == SHORT and work > figure[THRESHOLD]):
        return -1
    cost, credit, met, odd = pay_bits(lane, prices, look, labels, ahead, old, m, slot, cost)
    last = min(slots - 1, int((free - figure[EARLIEST]) / look.width))
    owed = int(stance == BEFORE) - rest
    if cost - credit + ahead_of(ahead.over, ahead.far, owed, m, slot, last) >= look.below:
        return -1
    time[new, DONE], time[new, COST], time[new, FREE], time[new, FIRM] = done, cost, free, firm
    time[new, WORK], time[new, HARD], time[new, CREDIT] = work, hard, credit
    time[new, CONTACT] = time[old, CONTACT] + ticks
    link[new, NODE], link[new, PARENT], link[new, STANCE] = m, old, AFTER if rest else stance
    labels.bits[new, MET], labels.bits[new, ODD] = met, odd
    for word in range(labels.been.shape[1]):
        labels.been[new, word] = labels.been[old, word] & lane.near[m, word]
    labels.been[new, m >> 6] |= ONE << np.uint64(m & 63)
    return slot


@njit(cache=True, nogil=True, inline="always")
def extend_label(lane, prices, look, labels, ahead, old, m):
    """Go on from a label to visit m, in each of its intervals, with a break before or not. False: no more room."""
    tally, link = look.tally, labels.link
    may_rest = link[old, STANCE] == BEFORE and link[old, NODE] < len(lane.length)
    for rest in range(1 + int(may_rest)):
        for number in range(lane.first[m], lane.first[m + 1]):
            new = tally[COUNT]
            slot = make_label(lane, prices, look, labels, ahead, new, old, m, number, rest)
            if slot < 0:
                continue
            if new >= look.room or tally[USED] >= len(labels.blocks.size) or tally[EFFORT] < 0:
                return False
            key = list_of(look, labels, new)
            if is_wanted(lane, prices, look, labels, key, new):
                enter_in_list(look, labels, key, new)
                enqueue(look, labels, new, slot)
                tally[COUNT] += 1
    return True


@njit(cache=True, nogil=True, _nrt=False)
def grow_labels(lane, prices, look, labels, ahead, arcs, after, ways, found, last):
    """Go on from each label in the order of the slots, until none is left. Returns the bound; whether room sufficed.

    after, ways: as successors() has them. found, last: (n,) for each last visit the cost of its best round, and the
    label, FAR and -1 at first. The rest is as in label_network(), which makes all arrays: without numba's runtime
    (_nrt) none can be made here, and no references to them are counted. That took 70 times as long.
    """
    n, link, home = len(lane.length), labels.link, labels.home
    for root in range(look.tally[COUNT]):
        enqueue(look, labels, root, 0)
    best, slot, full = look.below, 0, False
    while slot < len(look.queue):
        old = look.queue[slot]
        if old < 0:
            slot += 1
            continue
        look.queue[slot] = link[old, QUEUE]
        if link[old, DEAD]:
            continue
        j = link[old, NODE]
        if j < n and arcs[j, n]:
            home[old] = whole(lane, labels, old)
            best = min(best, home[old])
            if home[old] < found[j]:
                found[j], last[j] = home[old], old
        for place in range(ways[j]):
            least = least_beyond(lane, look, labels, ahead, old, after[j, place])
            if least < look.below and (
                full or not extend_label(lane, prices, look, labels, ahead, old, after[j, place])
            ):
                full, best = True, min(best, least)  # no room to go on: whatever comes of it costs at least this
    return best, not full


def label_network(
    lane: PricingNetwork,
    prices: Prices,
    labels: Labels,
    ahead: CompletionBounds,
    arcs: NDArray[np.bool_],
    below: float,
    mode: int,
    room: int,
) -> tuple[float, int, bool, NDArray[np.float64], NDArray[np.int64]]:
    """The cheapest rounds that cost less than ``below`` at these prices; of each label what going home makes it cost.

    room: for how many labels. ahead: as from completions(). arcs: (n + 1, n + 1), which visit may follow which; the
    last row says which may begin, the last column which may end. With mode EVERY lane.near must hold every visit for
    each. Returns a bound on the cost of every round (``below`` when that is less; not with QUICK, nor where arcs are
    missing), how many labels there are, whether the room for them sufficed (the bound holds either way), and for each
    last visit its best round: cost and label, FAR and -1 for none.
    """
    n = len(lane.length)
    look = begin_look(lane, prices, labels, ahead, float(below), mode, room)
    after, ways = successors(keep_nearest(arcs, look.cost) if mode == QUICK else arcs)
    found, last = np.full(n, FAR), np.full(n, -1, np.int64)
    best, sufficed = grow_labels(lane, prices, look, labels, ahead, arcs, after, ways, found, last)
    return best, int(look.tally[COUNT]), sufficed, found, last

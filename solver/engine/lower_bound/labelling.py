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

import numpy as np
from numba import njit

from .labels import (
    AFTER,
    BEFORE,
    BLOCK,
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
    LISTS,
    LOW,
    MISSED,
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

# How carefully labels are compared: by cost and time alone, which loses rounds but is quick; with all that they
# remember; or only with those over the same visits, so that the cheapest round over each set of visits is found.
QUICK, EXACT, EVERY = range(3)
_EFFORT = 60  # blocks of labels to look through, or pairs to look at closely, for each label there is room for
_NEAREST = 60  # visits that a quick look goes on to at most
_ONE = np.uint64(1)


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
def better(time, link, bits, face, toll, figure, one, two):
    """Whether whatever label two can become, label one can become for no more.

    Label two is done no sooner, at no less cost, and remembers no less visits.
    """
    slack = time[two, COST] - time[one, COST]
    if link[two, STANCE] == SHORT and figure[THRESHOLD] < FAR:  # the length still open must not be less
        if time[one, WORK] > time[two, WORK]:
            return False
        if time[one, HARD] - time[one, WORK] < time[two, HARD] - time[two, WORK]:
            return False
    slack -= figure[FAIR_PRICE] * abs(time[one, CONTACT] - time[two, CONTACT])
    met = bits[two, 0] & ~bits[one, 0]
    odd = bits[one, 1] & ~bits[two, 1]
    bit = 0
    while (met or odd) and slack >= 0:
        if met & _ONE:
            slack -= face[bit]
        if odd & _ONE:
            slack -= toll[bit]
        met >>= _ONE
        odd >>= _ONE
        bit += 1
    if slack < 0:
        return False
    # both costs are convex in the time, so it is enough to look where the second one bends
    free, firm = time[two, FREE], time[two, FIRM]
    low, wait = figure[LOW], figure[WAIT]
    if at_time(time, one, free, low, wait) - time[one, COST] > slack:
        return False
    more = at_time(time, one, firm, low, wait) - time[one, COST]
    return more - (at_time(time, two, firm, low, wait) - time[two, COST]) <= slack


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
            mask[slot] |= _ONE << np.uint64(bit)
    return mask


@njit(cache=True, nogil=True)
def ahead_of(over, far, owed, j, first, last):
    """The least that is known from j on within these slots."""
    level = far[last - first + 1]
    return min(over[level, owed, j, first], over[level, owed, j, last + 1 - (1 << level)])


@njit(cache=True, nogil=True)
def label_network(lane, prices, labels, ahead, arcs, below, mode, room):
    """The cheapest rounds that cost less than ``below`` at these prices; of each label what going home makes it cost.

    room: for how many labels. ahead: as from outlook.completions(). arcs: (n + 1, n + 1), which visit may follow which;
    the last row says which may begin, the last column which may end. With mode EVERY lane.near must hold every visit
    for each. Returns a bound on the cost of every round (``below`` when that is less; not with QUICK, nor where arcs
    are missing), how many labels there are, whether the room for them sufficed (the bound holds either way), and for
    each last visit its best round: cost and label, FAR and -1 for none.
    """
    time, link, been, bits, home, blocks = labels
    their_done, their_cost, their_been, their_label, size, following = blocks
    length, near, row, face_of = lane.length, lane.near, prices.row, lane.face
    first, span, late = lane.first, lane.span, lane.late
    face, toll, figure, over, entry = prices.face, prices.toll, lane.figure, ahead.over, ahead.entry
    part, credit_of, far = ahead.part, ahead.credit, ahead.far
    n, words = length.shape[0], been.shape[1]
    slots = entry.shape[2]
    earliest, low, wait, threshold = figure[EARLIEST], figure[LOW], figure[WAIT], figure[THRESHOLD]
    width = ahead.step if ahead.step > 0 else max(1.0, (figure[LATEST] - earliest) / (slots - 1))
    faces_open = open_bits(lane.face_last, earliest, width, slots)
    rows_open = open_bits(prices.row_last, earliest, width, slots)
    head = np.full(LISTS if mode == EVERY else 4 * n, -1, np.int64)
    used, effort = 0, _EFFORT * room  # blocks, and how many more may be looked through
    queue = np.full(slots, -1, np.int64)
    found = np.full(n, FAR)
    last = np.full(n, -1, np.int64)
    best = below
    away, cost_of = legs(lane, prices, part)
    if mode == QUICK and n > _NEAREST:  # nor does it go where there are so many better ways
        arcs = arcs.copy()
        for j in range(n):
            arcs[j, :n] &= cost_of[j] <= np.partition(cost_of[j], _NEAREST)[_NEAREST]
    after, ways = successors(arcs)
    count = begin(lane, labels)
    for root in range(count):
        home[root] = FAR
        link[root, DEAD], link[root, QUEUE] = 0, queue[0]
        queue[0] = root
    slot, full = 0, False
    while slot < slots:
        old = queue[slot]
        if old < 0:
            slot += 1
            continue
        queue[slot] = link[old, QUEUE]
        if link[old, DEAD]:
            continue
        j, stance = link[old, NODE], link[old, STANCE]
        owed = int(stance == BEFORE)
        if j < n and arcs[j, n]:
            home[old] = whole(lane, labels, old)
            best = min(best, home[old])
            if home[old] < found[j]:
                found[j], last[j] = home[old], old
        base, done_before = time[old, COST] - time[old, CREDIT], time[old, DONE]
        for place in range(ways[j]):
            m = after[j, place]
            if (been[old, m >> 6] >> np.uint64(m & 63)) & _ONE:
                continue
            at = int((done_before + away[j, m] - earliest) / width)
            if at >= slots:
                continue
            bit = np.uint64(max(0, face_of[m]))
            new_face = face_of[m] >= 0 and not (bits[old, 0] >> bit) & _ONE
            known = part[m] if face_of[m] >= 0 and not new_face else 0.0
            paid = cost_of[j, m] - known
            if base + paid + entry[owed, m, at] >= below:  # a glance first: most ways on lead nowhere
                continue
            if full:  # no room to go on from here: whatever comes of it costs at least this
                best = min(best, base + paid + entry[owed, m, at])
                continue
            for rest in range(1 + (owed if j < n else 0)):
                for number in range(first[m], first[m + 1]):
                    leg = away[j, m]
                    done, cost = done_before + leg, time[old, COST] + paid - (part[m] if new_face else 0.0)
                    free, firm, hard = time[old, FREE] + leg, time[old, FIRM] + leg, time[old, HARD] + leg
                    if rest:
                        opens, close = figure[BREAK_EARLIEST], figure[BREAK_LATEST]
                        done, cost, free, firm, hard = stop_at(
                            done, cost, free, firm, hard, low, wait, opens, close, close, 0.0
                        )
                        if done > close:
                            continue
                        ticks = figure[BREAK_LENGTH]
                        done, free, firm, hard = done + ticks, free + ticks, firm + ticks, hard + ticks
                    close = span[number, CLOSE]
                    done, cost, free, firm, hard = stop_at(
                        done, cost, free, firm, hard, low, wait, span[number, OPEN], span[number, DUE], close, late[m]
                    )
                    if done > close:
                        continue
                    ticks = length[m]
                    done, free, firm, hard = done + ticks, free + ticks, firm + ticks, hard + ticks
                    work = time[old, WORK] + leg + ticks
                    if stance == SHORT and work > threshold:
                        continue
                    then = int((done - earliest) / width)
                    if then >= slots:
                        continue
                    met, odd, credit = bits[old, 0], bits[old, 1], time[old, CREDIT]
                    if new_face:
                        met |= _ONE << bit
                        cost += face[bit]
                        credit += credit_of[bit]
                    gone, met = met & ~faces_open[then], met & faces_open[then]
                    again, odd = odd & row[m], (odd ^ row[m]) & rows_open[then]
                    number_of = 0
                    while gone or again:
                        if gone & _ONE:
                            credit -= credit_of[number_of]
                        if again & _ONE:
                            cost += toll[number_of]
                        gone >>= _ONE
                        again >>= _ONE
                        number_of += 1
                    stop = min(slots - 1, int((free - earliest) / width))
                    if cost - credit + ahead_of(over, far, owed - rest, m, then, stop) >= below:
                        continue
                    if count >= room or used >= len(size) or effort < 0:
                        full = True
                        best = min(best, base + paid + entry[owed, m, at])
                        continue
                    new = count
                    time[new, DONE], time[new, COST], time[new, FREE], time[new, FIRM] = done, cost, free, firm
                    time[new, WORK], time[new, HARD], time[new, CREDIT] = work, hard, credit
                    time[new, CONTACT] = time[old, CONTACT] + ticks
                    link[new, NODE], link[new, PARENT] = m, old
                    link[new, STANCE] = AFTER if rest else stance
                    bits[new, 0], bits[new, 1] = met, odd
                    for word in range(words):
                        been[new, word] = been[old, word] & near[m, word]
                    been[new, m >> 6] |= _ONE << np.uint64(m & 63)
                    # only labels that no other betters are kept; those that it betters die
                    key = m * 4 + link[new, STANCE]
                    if mode == EVERY:
                        mixed = np.uint64(key)
                        for word in range(words):
                            mixed = (mixed ^ been[new, word]) * np.uint64(0x9E3779B97F4A7C15)
                            mixed ^= mixed >> np.uint64(29)
                        key = np.int64(mixed & np.uint64(LISTS - 1))
                    block, wanted = head[key], True
                    while block >= 0 and wanted:
                        effort -= 1
                        for at_place in range(size[block] - 1, -1, -1):
                            sooner = their_done[block, at_place] <= done and their_cost[block, at_place] <= cost
                            later = done <= their_done[block, at_place] and cost <= their_cost[block, at_place]
                            if not (sooner or later):
                                continue
                            if mode != QUICK:
                                for word in range(words):
                                    theirs, ours = their_been[block, at_place, word], been[new, word]
                                    sooner = sooner and not (theirs & ~ours)
                                    later = later and not (ours & ~theirs)
                                    if mode == EVERY and theirs != ours:
                                        sooner = later = False
                                if not (sooner or later):
                                    continue
                                other = their_label[block, at_place]
                                if mode == EVERY and (
                                    link[other, NODE] != m or link[other, STANCE] != link[new, STANCE]
                                ):
                                    continue
                                effort -= 1
                                if sooner:
                                    sooner = better(time, link, bits, face, toll, figure, other, new)
                                if later:
                                    later = better(time, link, bits, face, toll, figure, new, other)
                            if sooner:
                                wanted = False
                                break
                            if later:  # the list's last label, which has been looked at, takes its place
                                link[their_label[block, at_place], DEAD] = 1
                                if not size[head[key]]:
                                    head[key] = following[head[key]]
                                front = head[key]
                                size[front] -= 1
                                end = size[front]
                                their_done[block, at_place] = their_done[front, end]
                                their_cost[block, at_place] = their_cost[front, end]
                                their_label[block, at_place] = their_label[front, end]
                                for word in range(words):
                                    their_been[block, at_place, word] = their_been[front, end, word]
                        block = following[block]
                    if not wanted:
                        continue
                    front = head[key]
                    if front < 0 or size[front] == BLOCK:
                        front, used = used, used + 1
                        size[front], following[front] = 0, head[key]
                        head[key] = front
                    end = size[front]
                    their_done[front, end], their_cost[front, end], their_label[front, end] = done, cost, new
                    for word in range(words):
                        their_been[front, end, word] = been[new, word]
                    size[front] += 1
                    home[new] = FAR
                    link[new, QUEUE], link[new, DEAD] = queue[then], 0
                    queue[then] = new
                    count += 1
    return best, count, not full, found, last

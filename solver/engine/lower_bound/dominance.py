"""Which labels are of no use beside others: they are compared list by list, and only those that no other betters stay.

See labelling.py for what a label is. A list is blocks of labels side by side (Blocks of labels.py).
"""

from __future__ import annotations

import numpy as np
from numba import njit

from .labels import (
    BLOCK,
    CONTACT,
    COST,
    DEAD,
    DONE,
    EFFORT,
    EVERY,
    FAIR_PRICE,
    FAR,
    FIRM,
    FREE,
    HARD,
    LISTS,
    LOW,
    MET,
    NODE,
    ODD,
    ONE,
    QUICK,
    SHORT,
    STANCE,
    THRESHOLD,
    USED,
    WAIT,
    WORK,
    at_time,
)


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
    met = bits[two, MET] & ~bits[one, MET]
    odd = bits[one, ODD] & ~bits[two, ODD]
    bit = 0
    while (met or odd) and slack >= 0:
        if met & ONE:
            slack -= face[bit]
        if odd & ONE:
            slack -= toll[bit]
        met >>= ONE
        odd >>= ONE
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


@njit(cache=True, nogil=True, inline="always")
def list_of(look, labels, label):
    """In which list a label is compared: at its visit, with the break alike; with EVERY, over the same visits.

    These are told apart by a hash, which others may share (multiplicative hashing, Knuth 1998, section 6.4).
    """
    key = labels.link[label, NODE] * 4 + labels.link[label, STANCE]
    if look.mode == EVERY:
        mixed = np.uint64(key)
        for word in range(labels.been.shape[1]):
            mixed = (mixed ^ labels.been[label, word]) * np.uint64(0x9E3779B97F4A7C15)
            mixed ^= mixed >> np.uint64(29)
        key = np.int64(mixed & np.uint64(LISTS - 1))
    return key


@njit(cache=True, nogil=True, inline="always")
def compare(lane, prices, look, labels, block, place, new, done, cost):
    """Whether a label of a list betters a new one, and whether the new one betters it.

    done, cost: of the new one.
    """
    link, been, blocks, mode = labels.link, labels.been, labels.blocks, look.mode
    old_better = blocks.done[block, place] <= done and blocks.cost[block, place] <= cost
    new_better = done <= blocks.done[block, place] and cost <= blocks.cost[block, place]
    if mode == QUICK or not (old_better or new_better):
        return old_better, new_better
    for word in range(been.shape[1]):
        theirs, ours = blocks.been[block, place, word], been[new, word]
        old_better = old_better and not (theirs & ~ours)
        new_better = new_better and not (ours & ~theirs)
        if mode == EVERY and theirs != ours:
            old_better = new_better = False
    if not (old_better or new_better):
        return False, False
    old = blocks.label[block, place]
    if mode == EVERY and (link[old, NODE] != link[new, NODE] or link[old, STANCE] != link[new, STANCE]):
        return False, False
    look.tally[EFFORT] -= 1
    if old_better:
        old_better = better(labels.time, link, labels.bits, prices.face, prices.toll, lane.figure, old, new)
    if new_better:
        new_better = better(labels.time, link, labels.bits, prices.face, prices.toll, lane.figure, new, old)
    return old_better, new_better


@njit(cache=True, nogil=True, inline="always")
def drop_from_list(head, blocks, key, block, place):
    """Take a label out of its list: the last one of the first block takes its place."""
    if not blocks.size[head[key]]:
        head[key] = blocks.next[head[key]]
    front = head[key]
    blocks.size[front] -= 1
    end = blocks.size[front]
    blocks.done[block, place], blocks.cost[block, place] = blocks.done[front, end], blocks.cost[front, end]
    blocks.label[block, place] = blocks.label[front, end]
    for word in range(blocks.been.shape[2]):
        blocks.been[block, place, word] = blocks.been[front, end, word]


@njit(cache=True, nogil=True, inline="always")
def is_wanted(lane, prices, look, labels, key, new):
    """Whether no label of a list betters a new one. Those that the new one betters die and leave the list."""
    blocks, done, cost = labels.blocks, labels.time[new, DONE], labels.time[new, COST]
    block = look.head[key]
    while block >= 0:
        look.tally[EFFORT] -= 1
        for place in range(blocks.size[block] - 1, -1, -1):  # backwards: what comes in another's place was looked at
            old_better, new_better = compare(lane, prices, look, labels, block, place, new, done, cost)
            if old_better:
                return False
            if new_better:
                labels.link[blocks.label[block, place], DEAD] = 1
                drop_from_list(look.head, blocks, key, block, place)
        block = blocks.next[block]
    return True


@njit(cache=True, nogil=True, inline="always")
def enter_in_list(look, labels, key, new):
    """Put a label at the end of the first block of a list, or into a new block before it when that is full."""
    blocks, head, tally = labels.blocks, look.head, look.tally
    front = head[key]
    if front < 0 or blocks.size[front] == BLOCK:
        front = tally[USED]
        tally[USED] += 1
        blocks.size[front], blocks.next[front] = 0, head[key]
        head[key] = front
    end = blocks.size[front]
    blocks.done[front, end], blocks.cost[front, end] = labels.time[new, DONE], labels.time[new, COST]
    blocks.label[front, end] = new
    for word in range(labels.been.shape[1]):
        blocks.been[front, end, word] = labels.been[new, word]
    blocks.size[front] += 1

"""What labelling.py and completion_bounds.py work on: a shift's visits, their prices, and labels. Numbers only."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

BLOCK = 32  # labels of a block
LISTS = 4096  # lists at most
FAR = 1e15  # a time or a cost that is out of the question
# How carefully labels are compared: by cost and time alone, which loses rounds but is quick; with all that they
# remember; or only with those over the same visits, so that the cheapest round over each set of visits is found.
QUICK, EXACT, EVERY = range(3)
ONE = np.uint64(1)
# Columns of PricingNetwork.span: a row an interval
OPEN, DUE, CLOSE = range(3)
# PricingNetwork.figure
EARLIEST, LATEST, WAIT, LOW, OVER_AFTER, OVER_PRICE, FAIR_PRICE, FAIR_TARGET = range(8)
BREAK_LENGTH, BREAK_EARLIEST, BREAK_LATEST, THRESHOLD, MISSED, START = range(8, 14)
FIGURES = 14
# How a round stands with its break: short enough for none, before it, after it, missed at its price
SHORT, BEFORE, AFTER, SKIPPED = range(4)
# Columns of Labels.time
DONE, COST, FREE, FIRM, WORK, HARD, CONTACT, CREDIT = range(8)
# Columns of Labels.link
NODE, STANCE, PARENT, QUEUE, DEAD = range(5)
# Columns of Labels.bits: clients met, subset rows of which an odd number of visits was served
MET, ODD = range(2)
# Columns of Look.tally: labels so far, blocks of them in use, and how many more may be looked through
COUNT, USED, EFFORT = range(3)
TALLIES = 3


class PricingNetwork(NamedTuple):
    """What a shift can do: n visits it may serve, numbered from 0. Times in ticks, costs in cost units, as floats."""

    visit: NDArray[np.int64]  # (n,) as in problem.visits
    first: NDArray[np.int64]  # (n + 1,) first interval of each visit in span
    span: NDArray[np.float64]  # (., 3) open, due, close
    length: NDArray[np.float64]  # (n,)
    late: NDArray[np.float64]  # (n,) a tick late
    cost: NDArray[np.float64]  # (n,) of serving it
    away: NDArray[np.float64]  # (n, n) ticks of the way
    way: NDArray[np.float64]  # (n, n) its cost
    out: NDArray[np.float64]  # (n,) ticks from the start place
    out_cost: NDArray[np.float64]  # (n,) with the cost of using the shift
    home: NDArray[np.float64]  # (n,) ticks to the end place
    home_cost: NDArray[np.float64]  # (n,)
    near: NDArray[np.uint64]  # (n, words) whom a visit remembers, itself included
    face: NDArray[np.int64]  # (n,) bit of a client with several visits who would meet a new face, -1 for others
    face_cost: NDArray[np.float64]  # (64,)
    face_last: NDArray[np.float64]  # (64,) last start of any of the client's visits
    stance: NDArray[np.uint8]  # (4,) how a round may begin: SHORT, BEFORE, -, SKIPPED
    figure: NDArray[np.float64]  # (FIGURES,)


class Prices(NamedTuple):
    """What the master says: prices of the lane's visits, and of subset rows."""

    visit: NDArray[np.float64]  # (n,) paid for serving it
    face: NDArray[np.float64]  # (64,) cost of a client's bit
    row: NDArray[np.uint64]  # (n,) bits of the subset rows a visit is in
    toll: NDArray[np.float64]  # (64,) cost of every second visit of a row
    row_last: NDArray[np.float64]  # (64,) last start of any of the row's visits


class Blocks(NamedTuple):
    """Labels to be compared with each other, side by side: looking through them takes most of the time there is.

    A list is blocks that follow one another; only the first is not full.
    """

    done: NDArray[np.float64]  # (blocks, BLOCK)
    cost: NDArray[np.float64]  # (blocks, BLOCK)
    been: NDArray[np.uint64]  # (blocks, BLOCK, words)
    label: NDArray[np.int64]  # (blocks, BLOCK)
    size: NDArray[np.int64]  # (blocks,)
    next: NDArray[np.int64]  # (blocks,) -1: no more


class Labels(NamedTuple):
    """Room for labels, kept from call to call."""

    time: NDArray[np.float64]  # (room, 8)
    link: NDArray[np.int64]  # (room, 5)
    been: NDArray[np.uint64]  # (room, words)
    bits: NDArray[np.uint64]  # (room, 2) see MET
    home: NDArray[np.float64]  # (room,) what the round costs that goes home from here, FAR where none can
    blocks: Blocks


class Look(NamedTuple):
    """One look for rounds: what it is after, what it knows from its start, and how far it has come."""

    mode: int  # QUICK, EXACT or EVERY
    below: float  # no rounds that cost as much
    room: int  # labels at most
    width: float  # ticks of a slot; the first one begins at EARLIEST
    faces_open: NDArray[np.uint64]  # (slots,) bits of clients of whom a visit may start in a slot or later
    rows_open: NDArray[np.uint64]  # (slots,) the same of subset rows
    away: NDArray[np.float64]  # (n + 1, n) as legs() has them
    cost: NDArray[np.float64]  # (n + 1, n)
    head: NDArray[np.int64]  # (lists,) the first block of each list of labels, -1: none
    queue: NDArray[np.int64]  # (slots,) the last label whose visit is done in each slot; the others by QUEUE
    tally: NDArray[np.int64]  # (TALLIES,)


def room_for(labels: int, words: int) -> Labels:
    """So many labels without content, and one that is being made."""
    blocks = 2 * labels // BLOCK + 2 * LISTS
    labels += 1
    return Labels(
        np.zeros((labels, 8)),
        np.zeros((labels, 5), np.int64),
        np.zeros((labels, words), np.uint64),
        np.zeros((labels, 2), np.uint64),
        np.full(labels, FAR),
        Blocks(
            np.zeros((blocks, BLOCK)),
            np.zeros((blocks, BLOCK)),
            np.zeros((blocks, BLOCK, words), np.uint64),
            np.zeros((blocks, BLOCK), np.int64),
            np.zeros(blocks, np.int64),
            np.zeros(blocks, np.int64),
        ),
    )


@njit(cache=True, nogil=True, inline="always")
def at_time(time, label, when, low, wait):
    """What a label costs when its visit is finished at ``when``, not before it can be."""
    return (
        time[label, COST]
        + low * max(0.0, min(when, time[label, FIRM]) - time[label, FREE])
        + wait * max(0.0, when - time[label, FIRM])
    )

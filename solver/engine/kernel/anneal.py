"""The inner loop: propose, price, keep or undo, remember the best. In numba, without the lock, a slice at a time."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from .layout import (
    ACCEPTED,
    BAD,
    BEST,
    DEAR,
    IMPROVED,
    OWED,
    PRICE_MAX_IDLE,
    SOFT_SUM,
    SOFT_TAU,
    SOFT_TOP,
    TOTAL,
    TRIED,
    WORK,
)
from .move_kinds import IS_DRAWN, LEAVES_OUT, MOVES, NEEDS_TIES, RUIN, SWAP_ROUTES, TWO_OPT_STAR
from .moves import make
from .pointers import Box
from .random import draw
from .ruin_recreate import recreate
from .smoothed_max import smoothed_excess
from .solution import load, save_best
from .undo import checkpoint, rollback

Ints = NDArray[np.int64]
_WHOLE = 0.1  # share of exchanged tails that are whole rounds, of any two shifts: dearer to try, and few pairs suit
_ALL = 2**40  # bundles: however many are absent
_AT_LEAST = 8  # work of a light move that is refused at once, in stops walked


def begin(data: Box, state: Box, line: Ints, size: Ints, hold: Ints, pause: Ints, order: Ints) -> int:
    """Load a roster (empty lines for none), insert what is missing greedily, and take the result as the best so far.

    Not compiled itself: that would compile all it calls once more.
    """
    cost: int = load(data, state, line, size, hold, pause, order)
    if cost >= BAD:
        return cost
    cost = recreate(data, state, 0.0, _ALL, True)
    checkpoint(data, state)
    save_best(data, state)
    return cost


@njit(cache=True, nogil=True)
def slice_of_search(data, state, moves, hot, cold, ruins, soft, dear):
    """Make ``moves`` moves while ``hot`` cools to ``cold``, a share ``ruins`` of the work in ruin and recreate.

    Work, not moves: one ruin takes as long as a hundred to a thousand light moves, by size and ties.
    soft: by how much of the temperature the largest idle time is softened, see smoothed_max.py. dear: visits that cost
    as much or more are not left out by choice.
    """
    cooling = (cold / hot) ** (1.0 / max(1, moves))
    temperature, total = hot, state.scalars
    total[DEAR] = int(dear)
    state.soft[SOFT_TAU] = max(1.0, soft * hot / max(1, data.price[PRICE_MAX_IDLE]))
    beyond = smoothed_excess(data, state)
    top, weights = state.soft[SOFT_TOP], state.soft[SOFT_SUM]
    kinds, several = kinds_drawn(state, data.link.shape[0] > 0, cheapest_bundle(data) < dear)
    for _ in range(moves):
        temperature *= cooling
        kind = RUIN
        if total[OWED] <= 0:
            kind = kinds[int(draw(state) * several)]
            if kind == TWO_OPT_STAR and not state.disabled[SWAP_ROUTES] and draw(state) < _WHOLE:
                kind = SWAP_ROUTES
        checkpoint(data, state)
        before = total[TOTAL]
        budget = -temperature * np.log(draw(state) + 1e-300)
        total[WORK] = _AT_LEAST
        cost = make(data, state, kind, budget)
        total[OWED] += int(1000 * ruins) * total[WORK]
        if kind == RUIN:
            total[OWED] -= 1000 * total[WORK]
        state.move_counts[kind, TRIED] += 1
        beyond_now = smoothed_excess(data, state) if cost < BAD else 0.0
        if cost >= BAD or cost - before + beyond_now - beyond >= budget:
            rollback(data, state)
            state.soft[SOFT_TOP], state.soft[SOFT_SUM] = top, weights
            continue
        beyond, top, weights = beyond_now, state.soft[SOFT_TOP], state.soft[SOFT_SUM]
        state.move_counts[kind, ACCEPTED] += 1
        if cost < total[BEST]:
            state.move_counts[kind, IMPROVED] += 1
            save_best(data, state)
    return total[BEST]


@njit(cache=True, nogil=True, inline="always")
def kinds_drawn(state, tied, may_leave_out):
    """The kinds of moves that are drawn, in the order of their numbers, and how many these are.

    tied: whether any unit is tied to another. may_leave_out: whether leaving something out is not dear.
    """
    kinds, several = np.zeros(MOVES, np.int64), 0
    for kind in range(MOVES):
        fits = (tied or not NEEDS_TIES[kind]) and (may_leave_out or not LEAVES_OUT[kind])
        if IS_DRAWN[kind] and fits and not state.disabled[kind]:
            kinds[several] = kind
            several += 1
    return kinds, several


@njit(cache=True, nogil=True)
def cheapest_bundle(data):
    """The least that leaving something unserved costs."""
    least = BAD
    for bundle in range(data.bundle.shape[0]):
        least = min(least, data.bundle[bundle].cost)
    return least

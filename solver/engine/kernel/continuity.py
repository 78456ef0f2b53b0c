"""Who has met whom: each new face at a client's door is priced when a worker is given one of their visits. Numba."""

from __future__ import annotations

from numba import njit

from .layout import HAS_OTHERS, OTHERS, PRICE_FACE
from .visit_order import of_unit


@njit(cache=True, nogil=True)
def count_visit(data, state, unit, k, step):
    """Count a visit of shift k's worker to the unit's clients (step 1 or -1); returns the change in cost."""
    if data.price[PRICE_FACE] == 0:
        return 0
    row, worker = data.unit[unit], data.shift[k].worker
    change = meet_one(data, state, row.client, worker, step)
    if row.more & HAS_OTHERS:
        change += meet_others(data, state, unit, worker, step)
    return change


@njit(cache=True, nogil=True)
def meet_others(data, state, unit, worker, step):
    """count_visit() of the further clients of a household."""
    change = 0
    begin, end = of_unit(data, unit, OTHERS)
    for number in range(begin, end):
        change += meet_one(data, state, data.other[number], worker, step)
    return change


@njit(cache=True, nogil=True)
def meet_one(data, state, client, worker, step):
    """count_visit() of one client."""
    state.visits_between[client, worker] += step
    if data.familiar[client, worker] or state.visits_between[client, worker] != (1 if step > 0 else 0):
        return 0
    return step * data.price[PRICE_FACE]

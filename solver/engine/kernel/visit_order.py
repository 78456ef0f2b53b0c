"""Which of two visits that must not overlap goes first, as the search has it now, and the way back. Numba.

The order is decided when the later of the two is put into a round (overlaps.py). While it stands, the two are tied as
by a gap with a least and no most; while it does not, nothing holds between them.
"""

from __future__ import annotations

from numba import njit

from .layout import MORE_ROW, TURNED


@njit(cache=True, nogil=True)
def holds(data, state, number):
    """Whether a link holds now: always, or only in one order of two visits that must not overlap."""
    pair = data.link[number].pair
    return pair < 0 or state.order[pair] == data.link[number].order


@njit(cache=True, nogil=True)
def of_unit(data, unit, column):
    """Where in their list the further clients, pairs or wishes of a unit begin, and behind which they end."""
    more = data.unit[unit].more
    if not more >> (column >> 1) & 1:
        return 0, 0
    row = more >> MORE_ROW
    return data.more[row, column], data.more[row, column] + data.more[row, column + 1]


@njit(cache=True, nogil=True)
def turn(state, pair, order):
    """Give a pair an order; the one it had at the last mark is kept."""
    if not state.is_turned[pair]:
        state.is_turned[pair], state.old_order[pair] = 1, state.order[pair]
        state.turned[state.scalars[TURNED]] = pair
        state.scalars[TURNED] += 1
    state.order[pair] = order


@njit(cache=True, nogil=True)
def mark_orders(state):
    """Forget what was turned: from here on, undo_orders() leads back to this moment."""
    for i in range(state.scalars[TURNED]):
        state.is_turned[state.turned[i]] = 0
    state.scalars[TURNED] = 0


@njit(cache=True, nogil=True)
def undo_orders(state):
    """All orders as they were at the last mark."""
    for i in range(state.scalars[TURNED]):
        pair = state.turned[i]
        state.order[pair], state.is_turned[pair] = state.old_order[pair], 0
    state.scalars[TURNED] = 0

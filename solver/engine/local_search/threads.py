"""Where threads share what they found: they meet now and then, and those that are behind go on from the best roster.

Each thread has random numbers of its own, so that from one roster they part again at once. While it is hot there is
little to tell a good roster from a bad one, and the exchange does no harm; when it is cold all work on the best basin.
The first thread only gives: it does what it would do alone, so that more threads are never worse than one.
Meetings lie at fixed shares of the limit: with a number of moves as the limit, one seed gives one roster.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence

import numpy as np

from ..kernel.layout import BEST, TOTAL, State

MEETINGS = 12  # in a search, evenly; the last one a little before the end
_OWN = ("random", "move_counts", "disabled")  # what a thread keeps of its own
_BEST = tuple(name for name in State._fields if name.startswith("best_"))


class Meeting:
    """The threads of one search. The states are changed only while all threads wait."""

    def __init__(self, states: Sequence[State]) -> None:
        self.states = states
        self._all_here = threading.Barrier(len(states), action=self.exchange)

    def wait(self) -> bool:
        """Wait for the others; False where one of them has left for good."""
        try:
            self._all_here.wait()
        except threading.BrokenBarrierError:
            return False
        return True

    def leave(self) -> None:
        """Nobody waits for this thread any more."""
        self._all_here.abort()

    def exchange(self) -> None:
        """The worse half goes on from the rosters of the better half, the worst from the best; the first never does."""
        ranked = sorted(self.states, key=lambda state: int(state.scalars[TOTAL]))
        for giver, taker in zip(ranked[: len(ranked) // 2], reversed(ranked), strict=False):
            if taker is not self.states[0]:
                take_over(giver, taker)


def take_over(giver: State, taker: State) -> None:
    """Make the taker's roster the giver's; of the two best rosters it keeps the better one."""
    best = int(taker.scalars[BEST])
    keeps = best <= giver.scalars[BEST]
    for name in State._fields:
        if name not in _OWN and not (keeps and name in _BEST):
            np.copyto(getattr(taker, name), getattr(giver, name))
    if keeps:
        taker.scalars[BEST] = best

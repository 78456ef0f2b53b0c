"""One stage of a longer search: a piece of the problem goes on from the roster in hand and cools a little further.

The temperature belongs to the whole: a stage takes it over from the stage before, and hands on the roster it went on
with as well as the best it saw, so that many stages over ever other cuts cool like one search.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from solver.domain import Roster

from ..encode.arrays import build
from ..local_search.runner import Runner
from ..local_search.warmstart import seat
from .subproblem import Piece

_PAUSE = 0.2  # seconds between words


@dataclass(frozen=True)
class Words:
    """What a stage says while it runs: its best cost, the visits that roster leaves out, moves made, seconds taken."""

    cost: int
    unserved: int
    moves: int
    seconds: float


@dataclass(frozen=True)
class Staged:
    """best and hand: the best roster seen, and the one to go on with. kept: whether every held visit could stay.

    seconds: what the stage took of its clock, with getting ready.
    """

    best: Roster
    cost: int
    hand: Roster
    moves: int
    seconds: float
    kept: bool


@dataclass(frozen=True)
class Stage:
    """start: the piece's part of the roster in hand. seconds: with getting ready. span: shares of the whole cooling.

    clock: one of the time module, so that it can be sent.
    """

    piece: Piece
    start: Roster | None
    seconds: float
    moves: int | None
    seed: int
    span: tuple[float, float]
    clock: Callable[[], float] = time.monotonic

    def __call__(self, tell: Callable[[Words], None], stopped: Callable[[], bool]) -> Staged:
        began = self.clock()
        piece = self.piece
        arrays = build(piece.problem, piece.terms, piece.travel)
        seated = seat(arrays, self.start)
        left = max(0.0, self.seconds - (self.clock() - began))

        told = 0.0

        def report(runner: Runner) -> bool:
            nonlocal told
            if time.monotonic() - told > _PAUSE:
                told = time.monotonic()
                tell(Words(runner.cost, runner.unserved, runner.moves, self.clock() - began))
            return stopped()

        runner = Runner(arrays, self.seed, *seated, left, self.moves, self.clock, report, span=self.span)
        runner.run()
        if runner.failure is not None:
            raise runner.failure
        best, hand = arrays.roster(runner.state), runner.hand
        assert hand is not None
        kept = not any(entry.visit in piece.held for roster in (best, hand) for entry in roster.unserved)
        return Staged(best, runner.cost, hand, runner.moves, self.clock() - began, kept)

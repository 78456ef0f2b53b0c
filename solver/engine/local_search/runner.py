"""The one loop: start from a roster or none, search in slices while the temperature falls, keep the best.

Anytime: ``progress`` hears of every slice, ``cancelled`` is asked between slices. The same seed, threads and number of
moves give the same roster; a time limit does not. Threads have seeds of their own and meet now and then: threads.py.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from solver.domain import Problem, Roster
from solver.terms import Term
from solver.travel import Journeys

from ..encode.arrays import Arrays, build
from ..kernel import anneal
from ..kernel.layout import ABSENT, BAD, BEST, TOTAL, State
from ..kernel.move_kinds import RUIN
from ..kernel.pointers import box_data, box_state
from ..kernel.solution import restore_best
from .ablation import switch_off
from .cooling import NEAR, ONE, Cooling, Tally
from .threads import MEETINGS, Meeting
from .warmstart import seat

_SLICE = 0.05  # seconds between looks at the clock
_MOVES_A_SLICE = 200  # when the limit is a number of moves


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a search is: seconds since it began, share of its limit, best cost so far, moves made.

    unserved: visits that the roster in hand leaves out. best: builds the roster that costs ``cost``; only to be called
    while being told, and None where another thread holds it.
    """

    seconds: float
    share: float
    cost: int
    moves: int
    unserved: int
    best: Callable[[], Roster] | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found. trace: (seconds, cost) at every improvement seen between slices, first roster first."""

    roster: Roster
    cost: int
    moves: int
    seconds: float
    trace: tuple[tuple[float, int], ...]


@dataclass
class Runner:
    """One thread's search."""

    arrays: Arrays
    seed: int
    line: np.ndarray
    size: np.ndarray
    hold: np.ndarray
    pause: np.ndarray
    order: np.ndarray
    seconds: float
    moves_limit: int | None
    clock: Callable[[], float]
    report: Callable[[Runner], bool]  # told after each slice; True stops
    state: State = field(init=False)
    moves: int = 0
    elapsed: float = 0.0
    trace: list[tuple[float, int]] = field(default_factory=list)
    failure: BaseException | None = None
    met: int = 0  # how often the threads have met
    span: tuple[float, float] | None = None  # which part of a longer cooling this is; None: all of it
    meeting: Meeting | None = None  # with the other threads
    without: Collection[str] = ()  # parts of the search switched off, see ablation.py
    near: bool = False  # begin cool, so that what is found is near what was given
    hand: Roster | None = None  # at the end of such a part: the roster it went on with, not the best

    def __post_init__(self) -> None:
        self.state = self.arrays.state(self.seed)

    @property
    def cost(self) -> int:
        return int(self.state.scalars[BEST])

    @property
    def unserved(self) -> int:
        return len(self._missed())

    def best(self) -> Roster:
        """The best roster so far. Built on a copy, so that the search goes on where it stands."""
        twin = self.state._replace(**{name: array.copy() for name, array in self.state._asdict().items()})
        restore_best(box_data(self.arrays.data), box_state(twin))
        return self.arrays.roster(twin)

    @property
    def share(self) -> float:
        if self.moves_limit is not None:
            return 1.0 if self.moves >= self.moves_limit else self.moves / self.moves_limit
        return min(1.0, self.elapsed / self.seconds) if self.seconds > 0 else 1.0

    def run(self) -> None:
        try:
            self._run()
        except BaseException as failure:  # handed to the caller's thread
            self.failure = failure
        finally:
            if self.meeting is not None and self.met < MEETINGS - 1:
                self.meeting.leave()

    def _run(self) -> None:
        data, box = box_data(self.arrays.data), box_state(self.state)
        began = self.clock()
        if anneal.begin(data, box, self.line, self.size, self.hold, self.pause, self.order) >= BAD:
            raise RuntimeError("the engine cannot hold even the roster it was given")
        self._note(began)
        pace = 2000.0  # moves a second, until measured
        work = len(self.arrays.units) and len(self.arrays.data.shift)
        cooling = Cooling(self.arrays, self.arrays.near_way or self._mean_cost())
        if self.span is not None:
            cooling.span, cooling.legs, cooling.settling = self.span, ONE, self.span[0] == 0
        elif self.near:
            cooling.span, cooling.legs = (NEAR, 1.0), ONE
        switch_off(self.without, self.state, cooling)
        while not self.report(self) and self.share < 1.0 and work:
            here = self.share
            if self.moves_limit is not None:
                moves = min(_MOVES_A_SLICE, self.moves_limit - self.moves)
                ahead = (self.moves + moves) / max(1, self.moves_limit)
                expected = float(self.moves_limit)
            else:
                span = min(_SLICE, max(0.001, self.seconds - self.elapsed))
                moves = max(20, int(pace * span))
                ahead = min(1.0, (self.elapsed + moves / pace) / self.seconds)
                expected = self.moves + pace * (self.seconds - self.elapsed)
            heat = cooling.heat(here, ahead, expected, self._dearest_absent())
            if cooling.back:
                restore_best(data, box)
            before = self.clock()
            anneal.slice_of_search(data, box, moves, *heat)
            spent = max(1e-6, self.clock() - before)
            cooling.watch(here, self._tally())
            pace = 0.7 * pace + 0.3 * moves / spent
            self.moves += moves
            self._note(began)
            while self.meeting is not None and self.met < MEETINGS - 1 and self.share * MEETINGS >= self.met + 1:
                self.met += 1
                if not self.meeting.wait():
                    self.meeting = None
        if self.span is not None:
            self.hand = self.arrays.roster(self.state)
        restore_best(data, box)

    def _dearest_absent(self) -> int:
        """What the dearest visit that is left out just now costs; 0 when none is."""
        return int(self.arrays.data.bundle["cost"][self._missed()].max(initial=0))

    def _tally(self) -> Tally:
        tally = self.state.move_counts
        made, kept = tally[:, :2].sum(axis=0).tolist()
        return Tally(made, kept, *tally[RUIN, :2].tolist())

    def _missed(self) -> NDArray[np.int64]:
        """Commissioned bundles that are served neither by themselves nor by a joint visit."""
        absent: NDArray[np.int64] = self.state.unassigned[: self.state.scalars[ABSENT]]
        missed: NDArray[np.int64] = absent[self.arrays.data.conflict_of["is_joint"][absent] == 0]
        return missed

    def _note(self, began: float) -> None:
        self.elapsed = self.clock() - began
        if not self.trace or self.cost < self.trace[-1][1]:
            self.trace.append((self.elapsed, self.cost))

    def _mean_cost(self) -> float:
        """What the best roster so far costs a served unit, unserved visits apart: the scale of the temperature."""
        unserved = int(self.arrays.data.bundle["cost"][self._missed()].sum())
        served = max(1, int((self.state.route_of >= 0).sum()))
        return max(1.0, (min(self.cost, int(self.state.scalars[TOTAL])) - unserved) / served)


def search(
    problem: Problem,
    terms: Sequence[Term],
    travel: Journeys,
    *,
    seconds: float = 20.0,
    moves: int | None = None,
    seed: int = 0,
    threads: int = 1,
    start: Roster | None = None,
    near: bool = False,
    progress: Callable[[Progress], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
    clock: Callable[[], float] = time.monotonic,
    without: Collection[str] = (),
) -> Found:
    """The best roster found within a limit: ``moves`` when given, else ``seconds`` on ``clock`` a thread.

    near: begin cool, so that of two rosters as good the one nearer the start is found; what is out of the start and
    dear is first sought a place for. clock: ``time.thread_time`` budgets by CPU time, for fair benchmarks on shared
    machines. without: parts of the search to switch off, see ablation.py.
    """
    arrays = build(problem, terms, travel)
    seated = seat(arrays, start)
    lock = threading.Lock()
    best: list[int] = []

    def report(runner: Runner) -> bool:
        with lock:
            best[:] = [min([runner.cost, *best])]
            if progress is not None:
                hand = runner.best if runner.cost == best[0] else None
                progress(Progress(runner.elapsed, runner.share, best[0], runner.moves, runner.unserved, hand))
        return cancelled is not None and cancelled()

    count = max(1, min(threads, os.cpu_count() or 1)) if moves is None else max(1, threads)
    runners = [
        Runner(arrays, seed * 1000 + number, *seated, seconds, moves, clock, report, without=without, near=near)
        for number in range(count)
    ]
    if count > 1:
        meeting = Meeting([runner.state for runner in runners])
        for runner in runners:
            runner.meeting = meeting
    workers = [threading.Thread(target=runner.run, daemon=True) for runner in runners[1:]]
    for worker in workers:
        worker.start()
    runners[0].run()
    for worker in workers:
        worker.join()
    for runner in runners:
        if runner.failure is not None:
            raise runner.failure
    winner = min(runners, key=lambda runner: runner.cost)
    return Found(
        arrays.roster(winner.state),
        winner.cost,
        sum(runner.moves for runner in runners),
        max(runner.elapsed for runner in runners),
        tuple(winner.trace),
    )

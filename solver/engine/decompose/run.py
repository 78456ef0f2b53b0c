"""Large problems in parts: cut, search the parts side by side, cut elsewhere, until the time is over.

A short search by itself makes a whole roster soon. Then all stages together cool like one search: every round goes on
from the roster in hand at the temperature at which the round before ended. The first, in a cut between teams, lasts
until it has cooled; then every round is over another cut, so that what lay at a border lies inside a part the next
time. Costs of parts add up to the cost of the whole; rules of which that is not true forbid splitting
(``subproblem.undivided``).
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise

from solver import terms as t
from solver.domain import Problem, Roster, Round, Unserved
from solver.travel import Journeys

from ..crew import Crew, Single
from ..local_search.cooling import NEAR
from ..local_search.runner import Found, Progress
from .cut import Cutter
from .stage import Stage, Staged, Words
from .subproblem import Part, piece, undivided

LARGE = 1_500  # visits from which a problem is split unasked
_PART = 400  # visits of a part, about
_ROUNDS = (2, 24)  # at least and at most
_STAY = 0.6  # share of the search that the first round lasts: while it is hot, people drift over every new border
_A_ROUND = 1_500  # moves a visit for which another round is worth its cutting
_PACE = 400_000  # moves a second of one process, about
_SOON = 15.0, 0.1  # seconds for a first whole roster, and the share of the search that they are at most
_SOON_ROUNDS = 3  # a search of no more is over soon anyway
_SOON_PARTS = 2  # so many parts are one in it: the larger, the less needs help from over a border


def parts_for(problem: Problem, terms: Sequence[t.Term], wanted: int | None, processes: int) -> int:
    """How many parts to search a problem in; 1 where nobody asked for more and it is small, or cannot be split."""
    if undivided(terms) or len(problem.visits) < 2:
        return 1
    if wanted is not None:
        return max(1, min(wanted, len(problem.visits)))
    if len(problem.visits) < LARGE:
        return 1
    each = max(1, processes)
    return -(-len(problem.visits) // (_PART * each)) * each  # as many for every process


def processes_for(threads: int) -> int:
    """All processors, or more where more threads are wanted."""
    return max(threads, os.cpu_count() or 1)


def split_search(
    problem: Problem,
    terms: Sequence[t.Term],
    travel: Journeys,
    *,
    parts: int,
    processes: int,
    seconds: float = 20.0,
    moves: int | None = None,
    seed: int = 0,
    start: Roster | None = None,
    sound: bool = False,
    near: bool = False,
    progress: Callable[[Progress], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> Found:
    """As ``search``, in parts. ``seconds`` of each process; ``moves`` are shared out among parts and rounds.

    clock: one of the time module. ``process_time`` budgets by CPU time, for fair benchmarks on shared machines.

    sound: the start has all its times and keeps every hard rule. near: as for ``search``. Raises PartFailedError when a
    process fails.
    """
    began = time.monotonic()
    count = min(parts, processes)
    with Crew(count) if count > 1 else nullcontext(Single()) as crew:
        limits = (seconds, moves, seed, progress, cancelled or _never, clock)
        splitter = _Splitter(problem, terms, travel, parts, processes, *limits, crew, began)
        return splitter.run(start, sound, near)


def _never() -> bool:
    return False


@dataclass(frozen=True, slots=True)
class _Lap:
    """Where a round begins and ends, in shares of the limit, and where in the cooling."""

    begin: float
    end: float
    span: tuple[float, float]

    def cooler(self) -> _Lap:
        """The same lap of a search that begins cool."""
        begin, end = (NEAR + (1 - NEAR) * edge for edge in self.span)
        return _Lap(self.begin, self.end, (begin, end))


@dataclass
class _Splitter:
    """The loop and what it has in hand."""

    problem: Problem
    terms: Sequence[t.Term]
    travel: Journeys
    parts: int
    processes: int
    seconds: float
    moves: int | None
    seed: int
    progress: Callable[[Progress], None] | None
    cancelled: Callable[[], bool]
    clock: Callable[[], float]
    crew: Crew | Single
    began: float
    best: Roster | None = None
    cost: int = 0
    unserved: int = 0
    made: int = 0
    used: float = 0.0  # seconds of all processes, on the clock
    trace: list[tuple[float, int]] = field(default_factory=list)

    def run(self, start: Roster | None, sound: bool, near: bool = False) -> Found:
        cutter = Cutter(self.problem, self.terms, self.travel, self.parts)
        hand, hold = start, sound
        soon, laps = self._laps(start is None)
        if near:
            laps = [lap.cooler() for lap in laps]
        if soon is not None:
            large = Cutter(self.problem, self.terms, self.travel, max(1, self.parts // _SOON_PARTS))
            self._keep(self._round(self._cut(large, 0, None, False), len(laps), soon, None))
        for turn, lap in enumerate(laps):
            if self.best is not None and self.cancelled():
                break
            staged = self._round(self._cut(cutter, turn, hand, hold), turn, lap, hand)
            if not all(part.kept for part in staged):
                staged = self._round(self._cut(cutter, turn, hand, False), turn, lap, hand)
            self._keep(staged)
            hand, hold = self._joined([part.hand for part in staged]), True
        assert self.best is not None
        return Found(self.best, self.cost, self.made, self._elapsed(), tuple(self.trace))

    def _keep(self, staged: Sequence[Staged]) -> None:
        """The roster of a round, if it is the best."""
        cost = sum(part.cost for part in staged)
        if self.best is None or cost < self.cost:
            self.best, self.cost = self._joined([part.best for part in staged]), cost
            self.unserved = len(self.best.unserved)
            self._note(cost)

    def _elapsed(self) -> float:
        return time.monotonic() - self.began if self.clock is time.monotonic else self.used / self.processes

    def _laps(self, anew: bool) -> tuple[_Lap | None, list[_Lap]]:
        """One for a whole roster soon, which cools all the way by itself; then the long first one, and those after it.

        More for a longer search: other cuts against the time it takes to get the parts ready. anew: nobody has a
        roster yet, so that somebody may wait for one.
        """
        made = self.moves if self.moves is not None else self.seconds * self.processes * _PACE
        least, most = _ROUNDS
        rounds = int(min(most, max(least, made / len(self.problem.visits) / _A_ROUND))) if made else 1
        if rounds < 2:
            return None, [_Lap(0.0, 1.0, (0.0, 1.0))]
        late = max(1, round(rounds * (1 - _STAY)))
        edges = [0.0, *(_STAY + (1 - _STAY) * turn / late for turn in range(late)), 1.0]
        soon, longest = _SOON
        wanted = anew and self.moves is None and rounds > _SOON_ROUNDS
        ahead = min(soon / self.seconds, longest) if wanted else 0.0
        laps = [
            _Lap(ahead + begin * (1 - ahead), ahead + end * (1 - ahead), (begin, end)) for begin, end in pairwise(edges)
        ]
        return _Lap(0.0, ahead, (0.0, 1.0)) if ahead else None, laps

    def _cut(self, cutter: Cutter, turn: int, hand: Roster | None, hold: bool) -> list[Part]:
        """Another cut, the largest part first, so that no process waits long at the end."""
        cut = cutter.first() if hand is None else cutter.again(hand, turn, hold)
        return sorted(cut, key=lambda part: -len(part.visits))

    def _round(self, cut: Sequence[Part], turn: int, lap: _Lap, hand: Roster | None) -> list[Staged]:
        """A stage for each part of a cut."""
        heard: dict[int, Words] = {}
        now = (lap.end - lap.begin) / (1 - lap.begin)  # share of what is left
        left = max(0.0, self.seconds - self._elapsed()) * now
        visits = sum(len(part.visits) for part in cut)
        most = _most([len(part.visits) for part in cut], self.processes)
        before, used = self.made, self.used

        def stage(number: int, part: Part) -> Stage:
            share = len(part.visits) / max(1, visits)
            return Stage(
                piece(self.problem, self.terms, self.travel, part, hand or Roster()),
                None if hand is None else _rounds_of(self.problem, hand, part),
                seconds=left * len(part.visits) / max(1, most),
                moves=None if self.moves is None else round(self.moves * share * (lap.end - lap.begin)),
                seed=(self.seed * 1_000 + turn) * 1_000 + number,
                span=lap.span,
                clock=self.clock,
            )

        def listen(number: int, words: Words) -> None:
            heard[number] = words
            self.made = before + sum(said.moves for said in heard.values())
            self.used = used + sum(said.seconds for said in heard.values())
            self._tell(cut, heard)

        staged: list[Staged] = self.crew.work(
            [partial(stage, number, part) for number, part in enumerate(cut)], listen, self.cancelled
        )
        self.made = before + sum(part.moves for part in staged)
        self.used = used + sum(part.seconds for part in staged)
        return staged

    def _tell(self, cut: Sequence[Part], heard: dict[int, Words]) -> None:
        """The best whole roster known: of earlier rounds, or of this one once all its parts have one."""
        cost, unserved = sum(said.cost for said in heard.values()), sum(said.unserved for said in heard.values())
        if len(heard) == len(cut) and (self.best is None or cost < self.cost):
            self._note(cost)
        elif self.best is not None:
            cost, unserved = self.cost, self.unserved
        else:  # nobody has been to the parts that say nothing yet
            silent = [visit for number, part in enumerate(cut) if number not in heard for visit in part.visits]
            unserved += len(silent)
            cost += sum(int(term.cost[silent].sum()) for term in self.terms if isinstance(term, t.UnservedCost))
        if self.progress is not None:
            elapsed = self._elapsed()
            share = self.made / self.moves if self.moves else elapsed / max(self.seconds, 1e-9)
            best = self.best if self.best is not None and cost == self.cost else None
            whole = None if best is None else lambda: best
            self.progress(Progress(elapsed, min(1.0, share), cost, self.made, unserved, whole))

    def _note(self, cost: int) -> None:
        if not self.trace or cost < self.trace[-1][1]:
            self.trace.append((self._elapsed(), cost))

    def _joined(self, rosters: Sequence[Roster]) -> Roster:
        """The rosters of parts as one."""
        by_shift = {round_.shift: round_ for roster in rosters for round_ in roster.rounds}
        rounds = tuple(by_shift[shift.id] for shift in self.problem.shifts if shift.id in by_shift)
        placed = {stop.visit for round_ in rounds for stop in round_.stops}
        left = tuple(Unserved(visit=visit.id) for visit in self.problem.visits if visit.id not in placed)
        return Roster(rounds=rounds, unserved=left)


def _most(sizes: Sequence[int], processes: int) -> int:
    """What the process with the most to do has to do, when each takes the next size as soon as it is free."""
    busy = [0] * processes
    for size in sizes:
        busy[busy.index(min(busy))] += size
    return max(busy)


def _rounds_of(problem: Problem, hand: Roster, part: Part) -> Roster:
    """The rounds of a part's workers, with their breaks, without visits that are not the part's."""
    people = {problem.workers[number].id for number in part.workers}
    here = {None, *(problem.visits[number].id for number in part.visits)}
    rounds = [round_ for round_ in hand.rounds if problem.shift[round_.shift].worker in people]
    return Roster(
        rounds=tuple(
            Round(shift=round_.shift, stops=tuple(stop for stop in round_.stops if stop.visit in here))
            for round_ in rounds
        )
    )

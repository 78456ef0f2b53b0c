"""weekly_rest: a day of rest in seven, or two in fourteen, on top of the daily rest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from solver.domain import Horizon, Shift
from solver.terms import FOREVER, ShiftBounds, Term

from .vocabulary.rule import Breach, Case, Rule
from .vocabulary.timeline import Timeline
from .vocabulary.wording import at, length
from .vocabulary.worker_shifts import latest_back, shifts_by_worker

Span = tuple[int, int]
_WEEK = 7  # days
_IN_WORDS = {1: "seven", 2: "fourteen"}
_PINNED = 1000  # how many times dearer the time of a shift is that a scheduler pinned a visit to


class WeeklyRestRule(Rule):
    """Weeks and fortnights are counted from the horizon's first day; of one that it cuts short nothing is known.

    The terms ask for more than the rule: the engines have no word for "rest in one of these places", so the place is
    chosen beforehand, where it costs least shift time. Both speak only where the shifts' bounds leave rest in doubt.
    """

    id = "weekly_rest"
    scope = "worker"
    forbids, costs = True, False
    literature = False
    reason = "would have too little weekly rest"

    def breaches(self, case: Case, timeline: Timeline) -> Iterable[Breach]:
        problem = case.problem
        for owed in _owed(case):
            runs = (timeline.runs.get(shift.id) for shift in owed.shifts)
            short = owed.short((run.leave, run.back) for run in runs if run is not None)
            if short <= 0:
                continue
            worker, wanted = problem.worker[owed.shifts[0].worker], owed.rest * owed.weeks
            sentence = (
                f"{worker.name} has {length(problem, wanted - short)} of weekly rest in the {_IN_WORDS[owed.weeks]} "
                f"days from {at(problem, owed.edges[0])}; {length(problem, wanted)} are wanted"
                f"{' on top of the daily rest' if owed.daily else ''}."
            )
            shift = next(shift for shift in owed.shifts if shift.end > owed.edges[0])
            yield Breach(self.id, True, short, "ticks", 0, sentence, "", shift.id, worker.id)

    def lower(self, case: Case) -> Iterable[Term]:
        problem, bounds = case.problem, case.of("shift_bounds")
        turn = {worker.id: index for index, worker in enumerate(problem.workers)}
        pinned = {pin.shift for pin in problem.pins}
        earliest = np.full(len(problem.shifts), -FOREVER, dtype=np.int64)
        latest = np.full(len(problem.shifts), FOREVER, dtype=np.int64)
        for owed in _owed(case):
            work = [
                (shift.start, latest_back(bounds, shift), _PINNED if shift.id in pinned else 1) for shift in owed.shifts
            ]
            for start, end in _chosen(owed, work, turn[owed.shifts[0].worker]):
                for shift, (opens, closes, _) in zip(owed.shifts, work, strict=True):
                    index = problem.shift_number[shift.id]
                    if start - opens >= closes - end:
                        latest[index] = min(latest[index], start)
                    else:
                        earliest[index] = max(earliest[index], end)
        if (earliest > -FOREVER).any() or (latest < FOREVER).any():
            yield ShiftBounds(self.id, earliest, latest)


@dataclass(frozen=True, slots=True)
class _Owed:
    """``rest`` ticks once a week between the edges (or for both weeks at once), each time ``daily`` ticks beside it.

    shifts: all of one worker's. edges: the start of each week and the end of the last.
    """

    shifts: list[Shift]
    edges: tuple[int, ...]
    rest: int
    daily: int

    @property
    def weeks(self) -> int:
        return len(self.edges) - 1

    def short(self, work: Iterable[Span]) -> int:
        """Ticks of rest that are missing when somebody works so."""
        first, last = self.edges[0], self.edges[-1]
        free = [
            max(0, min(end - start - self.daily, min(end, last) - max(start, first))) for start, end in _between(work)
        ]
        free = [*sorted(free, reverse=True), 0]
        apart = sum(max(0, self.rest - ticks) for ticks in free[: self.weeks])
        return min(apart, max(0, self.rest * self.weeks - free[0]))


def _between(work: Iterable[Span]) -> Iterator[Span]:
    """The free time before, between and after; before the first and after the last, as much as anybody could want."""
    until = -FOREVER
    for start, end in sorted(work):
        if start > until:
            yield until, start
        until = max(until, end)
    yield until, FOREVER


def _owed(case: Case) -> Iterator[_Owed]:
    """Each worker's weeks and fortnights in which the hard bounds of their shifts leave room for too little rest."""
    problem = case.problem
    whole = problem.horizon.days // _WEEK
    if not whole:
        return
    bounds, edges = case.of("shift_bounds"), [_edge(problem.horizon, week) for week in range(whole + 1)]
    for worker, shifts in shifts_by_worker(case).items():
        young = worker in problem.young
        rest = case.ticks(case.for_age("minutes", worker))
        daily = 0 if young else case.of("daily_rest").ticks("minutes")
        stride = 2 if case.values["fortnight"] and not young else 1
        work = [(shift.start, latest_back(bounds, shift)) for shift in shifts]
        for week in range(0, whole, stride):
            owed = _Owed(shifts, tuple(edges[week : week + stride + 1]), rest, daily)
            if owed.short(work) > 0:
                yield owed


def _edge(horizon: Horizon, week: int) -> int:
    """The first tick of a week; the clock changes in some."""
    return horizon.model_copy(update={"days": week * _WEEK}).end


def _chosen(owed: _Owed, work: list[tuple[int, int, int]], turn: int) -> list[Span]:
    """Stretches to keep free so that nothing is missing: one a week, or one for both where that costs less.

    No two overlap: daily rest counts beside each.
    """
    cost, spans = 0, list[Span]()
    for opens, closes in zip(owed.edges, owed.edges[1:], strict=False):
        first = max([opens - owed.daily, *(end for _, end in spans)])
        more, span = _cheapest(work, first, closes - owed.rest, owed.rest + owed.daily, turn)
        cost, spans = cost + more, [*spans, span]
    if owed.weeks > 1:
        rest = owed.rest * owed.weeks
        once, span = _cheapest(work, owed.edges[0] - owed.daily, owed.edges[-1] - rest, rest + owed.daily, turn)
        if once < cost:
            return [span]
    return spans


def _cheapest(work: list[tuple[int, int, int]], first: int, last: int, size: int, turn: int) -> tuple[int, Span]:
    """The stretch starting in [first, last] that takes least from the work (start, end, weight), and how much it takes.

    Among equals that take from other shifts people take turns, so that not everybody is free on one day.
    """
    starts = {first, last} | {tick for span in work for edge in span[:2] for tick in (edge, edge - size)}
    ranked: dict[int, dict[tuple[bool, ...], int]] = {}
    for start in sorted(start for start in starts if first <= start <= last):
        taken = [max(0, min(end, start + size) - max(begin, start)) for begin, end, _ in work]
        cost = sum(ticks * weight for ticks, (_, _, weight) in zip(taken, work, strict=True))
        ranked.setdefault(cost, {}).setdefault(tuple(ticks > 0 for ticks in taken), start)
    least = min(ranked)
    equals = list(ranked[least].values())
    start = equals[turn % len(equals)]
    return least, (start, start + size)

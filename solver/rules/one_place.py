"""one_place: nobody is on two shifts at once, and between two of them lies the way from one to the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

import numpy as np

from solver.domain import ANYWHERE, Shift
from solver.terms import Rest, Term
from solver.travel import among

from .vocabulary.rule import Breach, Case, Rule
from .vocabulary.timeline import Run, Timeline
from .vocabulary.wording import at, length, who
from .vocabulary.worker_shifts import close_pairs


class OnePlaceRule(Rule):
    """Shifts of one worker that overlap on paper are worked one after the other, in order of their starts.

    The way is that from the end place of the one to the start place of the other, travelled as on the later one. Of
    somebody without a base it is that from the last visit to the first one; the terms take the longest that may be.
    """

    id = "one_place"
    scope = "worker"
    forbids, costs = True, False
    literature = True

    def breaches(self, case: Case, timeline: Timeline) -> Iterable[Breach]:
        problem = case.problem
        for earlier, later, _ in _pairs(case):
            one, two = timeline.runs.get(earlier.id), timeline.runs.get(later.id)
            if one is None or two is None:
                continue
            way = _between(case, one, two)
            if two.leave >= one.back + way:
                continue
            leaves = f"{who(problem, one)} leaves for shift {later.id} at {at(problem, two.leave)}"
            ended = f"{earlier.id} at {at(problem, one.back)}"
            if two.leave < one.back:
                sentence = f"{leaves} before being back from {ended}."
            else:
                sentence = f"{leaves}, and needs {length(problem, way)} to its start from where {ended} ended."
            place = ("", later.id, later.worker)
            yield Breach(self.id, True, one.back + way - two.leave, "ticks", 0, sentence, *place, about=earlier.id)

    def lower(self, case: Case) -> Iterable[Term]:
        number = case.problem.shift_number
        for earlier, later, way in _pairs(case):
            yield Rest(self.id, number[earlier.id], number[later.id], way)


def _between(case: Case, one: Run, two: Run) -> int:
    """Ticks of the way from where a round ends to where the next begins: the last or first stop of who has no base."""
    problem, number = case.problem, case.problem.place_number
    ends = problem.end_place(one.shift) or one.calls[-1].place
    starts = problem.start_place(two.shift) or two.calls[0].place
    return int(case.travel.seconds[problem.mode_of(two.shift)][number[ends], number[starts]]) if ends != starts else 0


def _pairs(case: Case) -> Iterator[tuple[Shift, Shift, int]]:
    """(earlier, later, ticks of the way between) where their bounds may leave less than that.

    The way of who has no base is the longest there may be: which visit is the last and which the first is not known.
    """
    problem, number = case.problem, case.problem.place_number

    def way(earlier: Shift, later: Shift) -> int:
        ends, starts, mode = problem.end_place(earlier), problem.start_place(later), problem.mode_of(later)
        if ANYWHERE in (ends, starts):
            return longest(ends, starts, mode)
        return int(case.travel.seconds[mode][number[ends], number[starts]]) if ends != starts else 0

    @cache
    def longest(ends: str, starts: str, mode: str) -> int:
        doors = sorted({number[problem.place_of(visit)] for visit in problem.visits})
        here, there = ([number[one]] if one != ANYWHERE else doors for one in (ends, starts))
        spots = np.array([*here, *there], np.int64)
        ways = np.asarray(among(case.travel, spots, {mode}).seconds[mode])
        return int(ways[: len(here), len(here) :].max(initial=0))

    return close_pairs(case, way)

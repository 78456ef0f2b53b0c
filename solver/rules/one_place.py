"""one_place: nobody is on two shifts at once, and between two of them lies the way from one to the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from solver.domain import Shift
from solver.terms import Rest, Term

from .vocabulary.rule import Breach, Case, Rule
from .vocabulary.timeline import Timeline
from .vocabulary.wording import at, length, who
from .vocabulary.worker_shifts import close_pairs


class OnePlaceRule(Rule):
    """Shifts of one worker that overlap on paper are worked one after the other, in order of their starts.

    The way is that from the end place of the one to the start place of the other, travelled as on the later one.
    """

    id = "one_place"
    scope = "worker"
    forbids, costs = True, False
    literature = True

    def breaches(self, case: Case, timeline: Timeline) -> Iterable[Breach]:
        problem = case.problem
        for earlier, later, way in _pairs(case):
            one, two = timeline.runs.get(earlier.id), timeline.runs.get(later.id)
            if one is None or two is None or two.leave >= one.back + way:
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


def _pairs(case: Case) -> Iterator[tuple[Shift, Shift, int]]:
    """(earlier, later, ticks of the way between) where their bounds may leave less than that."""
    problem, number = case.problem, case.problem.place_number

    def way(earlier: Shift, later: Shift) -> int:
        ends, starts = number[problem.end_place(earlier)], number[problem.start_place(later)]
        return int(case.travel.seconds[problem.mode_of(later)][ends, starts]) if ends != starts else 0

    return close_pairs(case, way)

"""daily_rest: eleven hours between working days, twelve under 18."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from solver.domain import Shift

from .rule import Breach, Case, Rule
from .same_person import close_pairs
from .terms import Rest, Term
from .timeline import Timeline
from .words import at, length, who


class DailyRestRule(Rule):
    """From being back to leaving again, between shifts that start on different local days."""

    id = "daily_rest"
    scope = "worker"
    forbids, costs = True, False
    literature = False

    def breaches(self, case: Case, timeline: Timeline) -> Iterable[Breach]:
        problem = case.problem
        for earlier, later, gap in _pairs(case):
            one, two = timeline.runs.get(earlier.id), timeline.runs.get(later.id)
            if one is None or two is None or two.leave - one.back >= gap:
                continue
            rest = two.leave - one.back
            sentence = (
                f"{who(problem, one)} is back at {at(problem, one.back)} from shift {earlier.id} and leaves at "
                f"{at(problem, two.leave)} for {later.id}: {length(problem, rest)} of rest; "
                f"{length(problem, gap)} are wanted."
            )
            place = ("", later.id, later.worker)
            yield Breach(self.id, True, gap - rest, "ticks", 0, sentence, *place, about=earlier.id)

    def lower(self, case: Case) -> Iterable[Term]:
        number = case.problem.shift_number
        for earlier, later, gap in _pairs(case):
            yield Rest(self.id, number[earlier.id], number[later.id], gap)


def _pairs(case: Case) -> Iterator[tuple[Shift, Shift, int]]:
    date = case.problem.horizon.date
    for earlier, later, gap in close_pairs(case, {False: case.ticks("minutes"), True: case.ticks("young_minutes")}):
        if date(earlier.start) != date(later.start):
            yield earlier, later, gap

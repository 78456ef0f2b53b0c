"""daily_rest: eleven hours between working days, twelve under 18."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from solver.domain import Shift, WorkerBefore

from .rule import Breach, Case, Rule
from .same_person import close_pairs, shifts_by_worker
from .terms import FOREVER, Rest, ShiftBounds, Term
from .timeline import Timeline
from .words import at, length, who


class DailyRestRule(Rule):
    """From being back to leaving again, between shifts that start on different local days.

    The last shift of before the horizon counts where workers_before tells of it.
    """

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
        for before, shift, gap in _first_shifts(case):
            run = timeline.runs.get(shift.id)
            if run is None or run.leave - before.until >= gap:
                continue
            rest = max(0, run.leave - before.until)
            sentence = (
                f"{who(problem, run)} is back at {_moment(case, before.until)} from the last shift before this roster "
                f"and leaves at {at(problem, run.leave)} for {shift.id}: {length(problem, rest)} of rest; "
                f"{length(problem, gap)} are wanted."
            )
            amount = gap - (run.leave - before.until)
            yield Breach(self.id, True, amount, "ticks", 0, sentence, "", shift.id, shift.worker, about="before")

    def lower(self, case: Case) -> Iterable[Term]:
        number = case.problem.shift_number
        for earlier, later, gap in _pairs(case):
            yield Rest(self.id, number[earlier.id], number[later.id], gap)
        earliest = np.full(len(case.problem.shifts), -FOREVER, dtype=np.int64)
        for before, shift, gap in _first_shifts(case):
            index = number[shift.id]
            earliest[index] = max(earliest[index], before.until + gap)
        if (earliest > -FOREVER).any():
            yield ShiftBounds(self.id, earliest, np.full(len(earliest), FOREVER, dtype=np.int64))


def _pairs(case: Case) -> Iterator[tuple[Shift, Shift, int]]:
    date = case.problem.horizon.date
    for earlier, later, gap in close_pairs(case, {False: case.ticks("minutes"), True: case.ticks("young_minutes")}):
        if date(earlier.start) != date(later.start):
            yield earlier, later, gap


def _first_shifts(case: Case) -> Iterator[tuple[WorkerBefore, Shift, int]]:
    """(last shift before the horizon, shift, gap) where the shift may begin less than the gap after it and on another
    local day than that one began. Where it is not known when it began, it began before the horizon.
    """
    problem = case.problem
    if not problem.workers_before:
        return
    date, shifts = problem.horizon.date, shifts_by_worker(case)
    for before in problem.workers_before:
        gap = case.ticks("young_minutes" if problem.worker[before.worker].under_18 else "minutes")
        began = date(min(-1, before.until) if before.began is None else before.began)
        for shift in shifts.get(before.worker, ()):
            if shift.start < before.until + gap and date(shift.start) != began:
                yield before, shift, gap


def _moment(case: Case, ticks: int) -> str:
    """ "Sun 28 Feb 23:30": a bare time of day would be understood as one of the horizon's first day."""
    horizon = case.problem.horizon
    return f"{horizon.moment(ticks):%a %d %b %H:%M}" if ticks < 0 else at(case.problem, ticks)

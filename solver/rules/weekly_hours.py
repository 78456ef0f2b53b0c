"""weekly_hours: working time in any seven days stays within the limit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from solver.domain import Shift
from solver.terms import Hours, Term

from .vocabulary.rule import Breach, Case, Rule
from .vocabulary.timeline import Timeline
from .vocabulary.wording import at, length
from .vocabulary.worker_shifts import latest_back, shifts_by_worker


class WeeklyHoursRule(Rule):
    """Every seven days from the start of some shift; a shift counts whole in the days in which it starts.

    What workers_before tells of the seven days before the horizon counts in those that begin before it and end in it,
    as far as it must lie in them: on each day that has gone by since, no more was worked than daily rest leaves.
    """

    id = "weekly_hours"
    scope = "worker"
    forbids, costs = True, False
    literature = False
    reason = "would work more in seven days than their limit allows"

    def breaches(self, case: Case, timeline: Timeline) -> Iterable[Breach]:
        problem = case.problem
        for shifts, cap in _weeks(case):
            worked = sum(timeline.runs[shift.id].worked for shift in shifts if shift.id in timeline.runs)
            if worked <= cap:
                continue
            worker = problem.worker[shifts[0].worker]
            sentence = (
                f"{worker.name} works {length(problem, worked)} in the seven days from {at(problem, shifts[0].start)}, "
                f"{length(problem, worked - cap)} over the limit of {length(problem, cap)}."
            )
            yield Breach(self.id, True, worked - cap, "ticks", 0, sentence, "", shifts[0].id, worker.id)
        for shifts, cap, before in _weeks_begun_before(case):
            since = sum(timeline.runs[shift.id].worked for shift in shifts if shift.id in timeline.runs)
            worked, over = before + since, since - max(0, cap - before)
            if over <= 0:
                continue
            worker = problem.worker[shifts[0].worker]
            sentence = (
                f"{worker.name} works {length(problem, worked)} or more in the seven days that end after shift "
                f"{shifts[-1].id}, at least {length(problem, before)} of it before this roster, "
                f"{length(problem, worked - cap)} over the limit of {length(problem, cap)}."
            )
            yield Breach(self.id, True, over, "ticks", 0, sentence, "", shifts[0].id, worker.id, about="before")

    def lower(self, case: Case) -> Iterable[Term]:
        for shifts, cap in _weeks(case):
            numbers = tuple(case.problem.shift_number[shift.id] for shift in shifts)
            yield Hours(self.id, numbers, cap, cap, 0)
        for shifts, cap, before in _weeks_begun_before(case):
            numbers = tuple(case.problem.shift_number[shift.id] for shift in shifts)
            left = max(0, cap - before)
            yield Hours(self.id, numbers, left, left, 0)


def _weeks(case: Case) -> Iterator[tuple[list[Shift], int]]:
    """Each largest set of one worker's shifts within seven days that could go over the cap."""
    week = 7 * 24 * 60 * case.problem.horizon.ticks_per_minute
    bounds = case.of("shift_bounds")
    for worker, shifts in shifts_by_worker(case).items():
        cap = _cap(case, worker)
        reached = 0
        for index, first in enumerate(shifts):
            inside = [shift for shift in shifts[index:] if shift.start < first.start + week]
            if index + len(inside) <= reached:
                continue  # all of them lie in an earlier week as well
            reached = index + len(inside)
            if sum(latest_back(bounds, shift) - shift.start for shift in inside) > cap:
                yield inside, cap


def _weeks_begun_before(case: Case) -> Iterator[tuple[list[Shift], int, int]]:
    """A worker's shifts of the first days, their cap, and what they have worked at least in the rest of those seven
    days; where that could go over the cap.
    """
    day = 24 * 60 * case.problem.horizon.ticks_per_minute
    rest = 0 if "daily_rest" in case.off else case.of("daily_rest").ticks("minutes")
    told = {one.worker: one.week for one in case.problem.workers_before if one.week is not None}
    bounds = case.of("shift_bounds")
    for worker, shifts in shifts_by_worker(case).items() if told else ():
        cap, reached = _cap(case, worker), 0
        for days in range(1, 7):
            before = told.get(worker, 0) - days * (day - rest)
            inside = [shift for shift in shifts if shift.start < days * day]
            if before <= 0:
                break
            if len(inside) > reached:
                reached = len(inside)
                if before + sum(latest_back(bounds, shift) - shift.start for shift in inside) > cap:
                    yield inside, cap, before


def _cap(case: Case, worker: str) -> int:
    limit = case.problem.worker[worker].limit
    cap = case.ticks("minutes") if limit is None else limit
    return min(cap, case.ticks("young_minutes")) if worker in case.problem.young else cap

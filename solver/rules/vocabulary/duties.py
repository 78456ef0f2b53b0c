"""A measured roster as the duties of each worker, and the shifts that could come to be one duty."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from solver.domain import Duty, Shift, Stretch, WorkerBefore, find_duties

from .nights import holds_break, only_care_is_work, ticks_asleep
from .rule import Case
from .timeline import Run, Timeline
from .worker_shifts import latest_back, shifts_by_worker


@dataclass(frozen=True, slots=True)
class Chain:
    """Shifts of one worker, in the order of their start, between which there may lie less than the daily rest.

    before: the last shift before the horizon, where the first of them may begin less than that after it. rest: ticks.
    """

    worker: str
    shifts: tuple[Shift, ...]
    before: WorkerBefore | None
    rest: int


def daily_rest(case: Case, worker: str) -> int:
    """Ticks of rest between the duties of a worker."""
    return case.of("daily_rest").ticks(case.for_age("minutes", worker))


def find_chains(case: Case) -> Iterator[Chain]:
    """All shifts, by worker, cut where their bounds leave the daily rest for certain."""
    bounds, before = case.of("shift_bounds"), {one.worker: one for one in case.problem.workers_before}
    for worker, shifts in shifts_by_worker(case).items():
        rest, last = daily_rest(case, worker), before.get(worker)
        chain: list[Shift] = []
        until = 0 if last is None else last.until
        for shift in shifts:
            if (chain or last is not None) and shift.start - until >= rest:
                if chain:
                    yield Chain(worker, tuple(chain), last, rest)
                chain, last, until = [], None, shift.start
            chain.append(shift)
            until = max(until, latest_back(bounds, shift))
        yield Chain(worker, tuple(chain), last, rest)


def duties_of(case: Case, timeline: Timeline) -> Iterator[tuple[str, Duty]]:
    """Every duty of every worker with a round in it; what was before the horizon stands at the head of the first."""
    before = {one.worker: one for one in case.problem.workers_before}
    for worker, shifts in shifts_by_worker(case).items():
        runs = [timeline.runs[shift.id] for shift in shifts if shift.id in timeline.runs]
        # As they were made: of two shifts at once (one_place) the later one's round may come first.
        stretches = sorted((stretch_of(case, run) for run in runs), key=lambda stretch: stretch.start)
        if worker in before:
            stretches.insert(0, _stretch_before(before[worker]))
        for duty in find_duties(stretches, daily_rest(case, worker)):
            if any(stretch.shift for stretch in duty.stretches):
                yield worker, duty


def stretch_of(case: Case, run: Run) -> Stretch:
    """A round as a stretch of a duty."""
    rule = case.of("break")
    visits = [call.visit for call in run.visits if call.visit is not None]
    breaks = sum(call.end - call.start for call in run.calls if call.visit is None)
    asleep = sum(ticks_asleep(rule, visit) for visit in visits)
    relieves = any(holds_break(rule, visit) for visit in visits)
    if only_care_is_work(case, run.shift):
        asleep, relieves = run.back - run.leave - (run.contact - asleep), True
    return Stretch(run.leave, run.back, run.shift.id, breaks, asleep, relieves)


def _stretch_before(last: WorkerBefore) -> Stretch:
    began = last.until if last.began is None else last.began
    return Stretch(min(began, last.until), last.until, unknown=last.began is None)

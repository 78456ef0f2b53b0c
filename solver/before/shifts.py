"""When each worker was back from their last shift, when that duty began, and their hours in the last seven days."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from solver.domain import Worker, WorkerBefore

from .past import Past

WEEK = 7 * 24 * 3600  # ticks


@dataclass(frozen=True, slots=True)
class _Stretch:
    """One round that was really made."""

    leave: int
    back: int
    worked: int


def find_last_shifts(
    workers: Collection[Worker], pasts: Sequence[Past], rest: Mapping[bool, int]
) -> dict[str, WorkerBefore]:
    """By worker, as far as the earlier rosters, or what those days say of the days before them, tell it.

    A shift without visits was not worked. A duty begins where the rest before it is ``rest[under 18]`` ticks or more.
    week: only where the earlier days hold the whole of the seven days and know the worker on each of them.
    """
    found = {}
    for worker in workers:
        stretches = _stretches(worker.id, pasts)
        week = _week(worker, stretches, pasts)
        if stretches:
            last = max(stretches, key=lambda one: one.back)
            began = _began(stretches, rest[worker.under_18])
            found[worker.id] = WorkerBefore(worker=worker.id, until=last.back, began=began, week=week)
        elif (carried := _carried(worker.id, pasts)) is not None:
            found[worker.id] = carried.model_copy(update={"week": week})
    return found


def _stretches(worker: str, pasts: Sequence[Past]) -> list[_Stretch]:
    """In order of leaving. Of an earlier horizon that holds days of the later one too, what set out before that one."""
    found = {
        (run.leave + past.offset, run.back + past.offset, run.worked)
        for past in pasts
        for run in past.timeline.runs.values()
        if run.shift.worker == worker and run.visits and (past.ends <= 0 or run.leave + past.offset < 0)
    }
    return [_Stretch(*one) for one in sorted(found)]


def _began(stretches: Sequence[_Stretch], rest: int) -> int:
    began = stretches[-1].leave
    for one in reversed(stretches[:-1]):
        if began - one.back >= rest:
            break
        began = one.leave
    return began


def _carried(worker: str, pasts: Sequence[Past]) -> WorkerBefore | None:
    """What those days said of the days before them, of somebody who did not work since."""
    known = [
        one.model_copy(
            update={
                "until": one.until + past.offset,
                "began": None if one.began is None else one.began + past.offset,
            }
        )
        for past in pasts
        for one in past.problem.workers_before
        if one.worker == worker
    ]
    return max(known, key=lambda one: one.until, default=None)


def _week(worker: Worker, stretches: Sequence[_Stretch], pasts: Sequence[Past]) -> int | None:
    within = [past for past in pasts if past.ends > -WEEK]
    reached = -WEEK
    for past in sorted(within, key=lambda past: past.starts):
        if past.starts <= reached:
            reached = max(reached, past.ends)
    if reached < 0 or any(worker.id not in past.problem.worker for past in within):
        return None
    return sum(one.worked for one in stretches if one.leave >= -WEEK)

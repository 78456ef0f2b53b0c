"""When each worker was back from their last shift, when that duty began, and their hours in the last seven days.

All moments are ticks (seconds) of the day that follows: what was before it is below 0.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from solver.domain import Worker, WorkerBefore

from .past import Past

WEEK = 7 * 24 * 3600  # ticks


@dataclass(frozen=True, slots=True)
class _Stretch:
    """One round that was made. leave, back: when they left home and were back; worked: ticks of work in between."""

    leave: int
    back: int
    worked: int


def find_last_shifts(
    workers: Collection[Worker], pasts: Sequence[Past], rest: Mapping[bool, int]
) -> dict[str, WorkerBefore]:
    """The last shift of each worker, by id. Workers of whom neither the earlier rosters nor the ``workers_before`` of
    those days tell are left out.

    rest: ticks of rest between two duties, by whether somebody is under 18; a duty begins where the rest before it was
    that long or longer. A shift without visits was not worked. week: ticks worked in the seven days before; None unless
    the earlier days hold all seven and know the worker on each.
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
    """The rounds that a worker made, in order of leaving home.

    Where an earlier horizon reaches into the day that follows, only what set out before that day.
    """
    found = {
        (run.leave + past.offset, max(run.leave, run.back) + past.offset, run.worked)
        for past in pasts
        for run in past.timeline.runs.values()
        if run.shift.worker == worker and run.visits and (past.ends <= 0 or run.leave + past.offset < 0)
    }
    return [_Stretch(*one) for one in sorted(found)]


def _began(stretches: Sequence[_Stretch], rest: int) -> int:
    """When the last duty began, as its first round left home. Rounds with less than ``rest`` ticks between them are of
    one duty.
    """
    began = stretches[-1].leave
    for one in reversed(stretches[:-1]):
        if began - one.back >= rest:
            break
        began = one.leave
    return began


def _carried(worker: str, pasts: Sequence[Past]) -> WorkerBefore | None:
    """What the earlier days themselves say of the days before them, for a worker who has not worked since."""
    known = [
        one.model_copy(
            update={"until": one.until + past.offset, "began": None if one.began is None else one.began + past.offset}
        )
        for past in pasts
        for one in past.problem.workers_before
        if one.worker == worker
    ]
    return max(known, key=lambda one: one.until, default=None)


def _week(worker: Worker, stretches: Sequence[_Stretch], pasts: Sequence[Past]) -> int | None:
    """Ticks worked in the last seven days; None where the earlier days do not hold all of them."""
    within = [past for past in pasts if past.ends > -WEEK]
    reached = -WEEK
    for past in sorted(within, key=lambda past: past.starts):
        if past.starts <= reached:
            reached = max(reached, past.ends)
    if reached < 0 or any(worker.id not in past.problem.worker for past in within):
        return None
    return sum(one.worked for one in stretches if one.leave >= -WEEK)

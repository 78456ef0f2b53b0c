"""What was done last for each client, task by task. Moments are ticks of the day that follows: before it below 0."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from solver.domain import Client, TaskBefore, fold, fold_order
from solver.rules.readings.carried import carried_by

from .past import Past

Kind = tuple[str, str, str]  # client, folded code, order
Source = tuple[int, bool]


def find_last_tasks(
    clients: Collection[Client], pasts: Sequence[Past], today: Collection[str], linked: Collection[str], until: int
) -> list[TaskBefore]:
    """For each of these clients the last time that each task code, and each order of it, was done; in order of start.


    today: ids of the visits of the day that follows. linked: ids of earlier visits from which a visit of today keeps a
    gap: all their tasks are told, also those that were not the last. until: the end of the day that follows, in ticks.

    start and end are those of the visit at which a task was done, for rules measure calls so. The parts of a joint
    visit are told as the commissioned visits that they are. A call that an earlier roster makes after its own last
    midnight counts if it is before ``until`` and none of the visits of today. Where an id was a visit of several days,
    it is that of the last one.
    """
    known = {client.id for client in clients}
    done = [pair for pair in _done(pasts, today, until) if pair[1].client in known]
    done.sort(key=lambda pair: (pair[1].start, pair[1].end or pair[1].start))
    lately = {one.visit: source for source, one in done}  # ids come again every day in some exports
    last: dict[Kind, TaskBefore] = {}
    kept: list[TaskBefore] = []
    for source, one in done:
        if one.visit is not None and source != lately[one.visit]:
            one = one.model_copy(update={"visit": None})
        last[kind_of(one)] = one
        if one.visit is not None and one.visit in linked:
            kept.append(one)
    every = dict.fromkeys([*last.values(), *kept])
    return sorted(every, key=lambda one: (one.start, one.client, one.task))


def kind_of(one: TaskBefore) -> Kind:
    """What makes two tasks the same: client, code in any spelling, and order."""
    return one.client, fold(one.task), fold_order(one.order)


def _done(pasts: Sequence[Past], today: Collection[str], until: int) -> Iterator[tuple[Source, TaskBefore]]:
    """Every task that the earlier rosters do, and those that the earlier days tell of the days before them.

    With each its source: the number of the past, and whether it is done at one of that day's own visits.
    """
    for number, past in enumerate(pasts):
        over = past.ends <= 0
        for name, pairs in past.timeline.served.items():
            _, call = pairs[0]
            start, end = call.start + past.offset, call.end + past.offset
            for one in carried_by(past.judged.visit[name]):
                if start >= 0 and (not over or one.part.id in today or start >= until):
                    continue
                visit = None if one.part.id in today else one.part.id  # ids come again every day in some exports
                for task in one.tasks:
                    row = TaskBefore(
                        client=one.part.client, task=task.code, start=start, end=end, order=task.order, visit=visit
                    )
                    yield (number, True), row
        for before in past.problem.tasks_before:
            row = before.model_copy(
                update={
                    "start": before.start + past.offset,
                    "end": None if before.end is None else before.end + past.offset,
                    "visit": None if before.visit in today else before.visit,
                }
            )
            yield (number, False), row

"""What was done last for each client, task by task. Moments are ticks of the day that follows: before it below 0."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from solver.domain import Client, TaskBefore, fold
from solver.rules.carried import carried_by

from .past import Past

Kind = tuple[str, str, str]  # client, folded code, order


def find_last_tasks(
    clients: Collection[Client], pasts: Sequence[Past], today: Collection[str], linked: Collection[str], until: int
) -> list[TaskBefore]:
    """For each of these clients the last time that each task code, and each order of it, was done; in order of start.

    today: ids of the visits of the day that follows. linked: ids of earlier visits from which a visit of today keeps a
    gap: all their tasks are told, also those that were not the last. until: the end of the day that follows, in ticks.

    start and end are those of the visit at which a task was done, for rules measure calls so. The parts of a joint
    visit are told as the commissioned visits that they are. A call that an earlier roster makes after its own last
    midnight counts if it is before ``until`` and none of the visits of today.
    """
    known = {client.id for client in clients}
    last: dict[Kind, TaskBefore] = {}
    kept: list[TaskBefore] = []
    for one in sorted(_done(pasts, today, until), key=lambda one: (one.start, one.end or one.start)):
        if one.client not in known:
            continue
        last[kind_of(one)] = one
        if one.visit is not None and one.visit in linked:
            kept.append(one)
    every = dict.fromkeys([*last.values(), *kept])
    return sorted(every, key=lambda one: (one.start, one.client, one.task))


def kind_of(one: TaskBefore) -> Kind:
    """What makes two tasks the same: client, code in any spelling, and order."""
    return one.client, fold(one.task), one.order


def _done(pasts: Sequence[Past], today: Collection[str], until: int) -> Iterator[TaskBefore]:
    """Every task that the earlier rosters do, and those that the earlier days tell of the days before them."""
    for past in pasts:
        over = past.ends <= 0
        for name, pairs in past.timeline.served.items():
            _, call = pairs[0]
            start, end = call.start + past.offset, call.end + past.offset
            for one in carried_by(past.judged.visit[name]):
                if start >= 0 and (not over or one.part.id in today or start >= until):
                    continue
                visit = None if one.part.id in today else one.part.id  # ids come again every day in some exports
                for task in one.tasks:
                    yield TaskBefore(
                        client=one.part.client, task=task.code, start=start, end=end, order=task.order, visit=visit
                    )
        for before in past.problem.tasks_before:
            yield before.model_copy(
                update={
                    "start": before.start + past.offset,
                    "end": None if before.end is None else before.end + past.offset,
                    "visit": None if before.visit in today else before.visit,
                }
            )

"""What was done last for each client, task by task."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from solver.domain import Client, TaskBefore, fold
from solver.rules.carried import carried_by

from .past import Past

Kind = tuple[str, str, str]  # client, folded code, order
Source = tuple[int, bool]


def find_last_tasks(
    clients: Collection[Client], pasts: Sequence[Past], today: Collection[str], linked: Collection[str], until: int
) -> list[TaskBefore]:
    """The last time of each task code and order of these clients, in order of start; and every task of the visits
    ``linked``, from which something keeps its distance.

    start and end: of the visit at which it was done, for rules measure calls so. Of a joint visit each part is told as
    the commissioned visit that it is. A call that the earlier roster makes after its own last midnight counts, where
    the visits of ``today`` do not hold it and it is before ``until``. Where an id was a visit of several days, it is
    that of the last one.
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
    return one.client, fold(one.task), one.order


def _done(pasts: Sequence[Past], today: Collection[str], until: int) -> Iterator[tuple[Source, TaskBefore]]:
    """Each task, and where it is told: number of the past, and whether at a visit of it or before."""
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

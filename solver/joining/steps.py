"""What is done in a joint visit, in which order, and how long it takes."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import ceil

from solver.domain import Step, Task, Visit
from solver.rules import Readings

from .identity import is_one_task
from .values import JoinValues


@dataclass(frozen=True)
class _PlannedTask:
    """One task that is really done. turn: its place as commissioned, the first visit's tasks first."""

    part: Visit
    number: int
    turn: int

    @property
    def task(self) -> Task:
        return self.part.tasks[self.number]

    @property
    def step(self) -> Step:
        return Step(visit=self.part.id, task=self.number)


def order_steps(
    readings: Readings,
    parts: Sequence[Visit],
    values: JoinValues,
    only: Mapping[str, Collection[int]] | None = None,
    first: str = "",
) -> tuple[Step, ...]:
    """Every task once in a good order, then those that another step does for both visits.

    Order: what the pack or infection control puts first; then what has a clinical window or a prescribed moment; then
    as commissioned. only: by visit, the tasks that come along; others come whole. first: a visit whose tasks lead where
    nothing forbids it, for two start with it.
    """
    items = [
        _PlannedTask(part, number, 1000 * index + number)
        for index, part in enumerate(parts)
        for number in range(len(part.tasks))
        if only is None or part.id not in only or number in only[part.id]
    ]
    doer = _find_doers(readings, items)
    order: list[_PlannedTask] = []
    waiting = [item for item in items if item not in doer]
    while waiting:
        free = [item for item in waiting if not any(_must_precede(other, item, values) for other in waiting)]
        taken = min(
            free or waiting,  # a circle of wishes: the conditions will refuse it
            key=lambda item: (
                not any(_is_due(done, item, values) for done in order),
                item.part.id != first,
                item.task.clinical_window is None and item.task.time_critical is None,
                item.turn,
            ),
        )
        order.append(taken)
        waiting.remove(taken)
    place = {item: number for number, item in enumerate(order)}
    twice = [item.step.model_copy(update={"done_by": place[by]}) for item, by in doer.items()]
    return (*(item.step for item in order), *twice)


def _must_precede(one: _PlannedTask, other: _PlannedTask, values: JoinValues) -> bool:
    if one is other:
        return False
    codes = one.task.code, other.task.code
    if one.part.client == other.part.client and values.comes_before(*codes):
        return True
    return (values.hygiene(codes[0]), values.hygiene(codes[1])) == ("clean", "dirty")


def _is_due(done: _PlannedTask, item: _PlannedTask, values: JoinValues) -> bool:
    """Whether a task may not begin long after one that is done."""
    return done.part.client == item.part.client and values.most_between(done.task.code, item.task.code) is not None


def _find_doers(readings: Readings, items: Sequence[_PlannedTask]) -> dict[_PlannedTask, _PlannedTask]:
    """Tasks that are one and the same, commissioned twice for one client: who does it for whom.

    The longest is really done, of equal ones the first.
    """
    found: dict[_PlannedTask, _PlannedTask] = {}
    ranked = sorted(items, key=lambda item: (-item.task.duration, item.turn))
    for index, item in enumerate(ranked):
        if item in found:
            continue
        served: set[str] = set()
        for other in ranked[index + 1 :]:
            if (
                other not in found
                and other.part.id not in served
                and is_one_task(readings, item.part, item.task, other.part, other.task)
            ):
                found[other] = item
                served.add(other.part.id)
    return found


def joint_duration(parts: Sequence[Visit], steps: Sequence[Step], values: JoinValues, minute: int) -> int:
    """Ticks at the door, in whole minutes: no more than it takes at least."""
    return ceil(least_joint_duration(parts, steps, values) / minute) * minute


def least_joint_duration(parts: Sequence[Visit], steps: Sequence[Step], values: JoinValues) -> float:
    """Ticks at the door at least: the parts less what is done once and the overhead; not below any floor.

    Where one part does it all, and the others are dropped, no work comes together: the longest part is enough.
    """
    of = {part.id: part for part in parts}
    done = sum(of[step.visit].tasks[step.task].duration for step in steps if step.done_by is None)
    twice = sum(of[step.visit].tasks[step.task].duration for step in steps if step.done_by is not None)
    along = [ticks_along(part, {step.task for step in steps if step.visit == part.id}) for part in parts]
    doing = [part for part in parts if any(step.visit == part.id and step.done_by is None for step in steps)]
    if len(doing) == 1:
        return max(along)
    return max(values.floor, values.share * done, max(along), sum(along) - twice - values.overhead * (len(parts) - 1))


def ticks_along(part: Visit, taken: Collection[int]) -> int:
    """Ticks of a visit that come along when some of its tasks do."""
    left = sum(task.duration for number, task in enumerate(part.tasks) if number not in taken)
    if len(taken) == len(part.tasks):
        return part.duration
    return min(sum(part.tasks[number].duration for number in taken), max(0, part.duration - left))

"""How far apart two doses of one medicine lie, from the end of one visit to the start of the other. Reading only.

One medicine: tasks of one order, or of one code of the kind medicine unless both name orders that differ. What the
catalogue states for a code (``gap_minutes``) holds for that code whatever it is, and is never cut: where the windows
leave less, the two cannot both be made. The pack's ``dose_minutes`` is for what nobody has stated, and gives way to
windows that were agreed for one call after the other: half the room that they leave at most, so that neither visit need
stand at the very edge of its window. Windows that are the same, or one inside the other, have no order and were not
agreed for two doses one after the other: there it is not cut.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from solver.domain import Catalogue, Task, Visit, fold


def gap_of_doses(
    first: Iterable[Task],
    second: Iterable[Task],
    catalogue: Catalogue,
    values: Mapping[str, Any],
    minute: int,
    room: int,
) -> tuple[int, str]:
    """Ticks between any two doses of one medicine among the tasks of two visits, the largest; and the code it is for.

    values: those of the rule call_spacing. minute: ticks of one. room: ticks that the windows leave at most from the
    end of one visit to the start of the other; below 0: any. (0, "") where no medicine is given twice.
    """
    second, found = tuple(second), (0, "")
    for task in first:
        for then in second:
            least = max(_stated(task, then, catalogue), _usual(task, then, catalogue, values, minute, room))
            if least > found[0]:
                found = least, task.code
    return found


def room_between(first: Visit, second: Visit) -> int:
    """Ticks from the end of one visit made as soon as its windows allow to the last start that those of another do."""
    return max(0, second.windows[-1].end - first.windows[0].start - first.duration)


def has_gap(task: Task, catalogue: Catalogue) -> bool:
    """Whether a task keeps a distance from another like it."""
    entry = catalogue.get(task.code)
    return entry is not None and (entry.call == "medicine" or entry.gap > 0)


def _stated(task: Task, then: Task, catalogue: Catalogue) -> int:
    """What the catalogue states of a code that both are of."""
    entry = catalogue.get(task.code)
    return 0 if entry is None or fold(task.code) != fold(then.code) else entry.gap


def _usual(task: Task, then: Task, catalogue: Catalogue, values: Mapping[str, Any], minute: int, room: int) -> int:
    if any((entry := catalogue.get(one.code)) is None or entry.call != "medicine" for one in (task, then)):
        return 0
    named, its = task.order.strip(), then.order.strip()
    if named != its if named and its else fold(task.code) != fold(then.code):
        return 0
    usual = round(float(values.get("dose_minutes", 0)) * minute)
    return usual if room < 0 else min(usual, room // 2 // minute * minute)

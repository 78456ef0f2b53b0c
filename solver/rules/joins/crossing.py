"""Whether a task of a joint visit goes to another organisation's worker of the other side of health and social care."""

from __future__ import annotations

from solver.domain import Shift, Task, Visit

from ..readings.readings import Readings


def crosses(readings: Readings, shift: Shift, part: Visit, task: Task) -> bool:
    """part: the visit in which the task was commissioned; its provider counts, and for whom the worker acts."""
    worker = readings.problem.worker[shift.worker]
    return readings.acting[shift.id] != part.delivered_by and readings.owner_of(task) != readings.side_of(worker)

"""Which side of health and social care a worker stands on, and the tasks of a joint visit."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from solver.domain import JointVisit, Problem, Task, Visit, Worker


def health_side(problem: Problem, worker: Worker) -> bool:
    """Employed in the health sector, or a registered nurse wherever employed."""
    return worker.registered_nurse or problem.organisation[worker.organisation].sector == "health"


def visit_day(problem: Problem, visit: Visit) -> date:
    """A visit's date: the local day on which its last window ends, so a window past midnight counts as the next day."""
    return problem.horizon.date(visit.windows[-1].end)


def tasks_in(visit: JointVisit) -> Iterator[tuple[int, Visit, Task]]:
    """Every commissioned task of a join with its step and its visit; those that another step does are counted too."""
    for number, step in enumerate(visit.join.steps):
        yield number, visit.part[step.visit], visit.task_of(step)

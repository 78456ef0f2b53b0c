"""Which side of health and social care a worker stands on, and which tasks of a joint visit cross to the other one."""

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


def moved(worker: Worker, part: Visit) -> bool:
    """Whether the worker is not employed by the organisation that commissioned this part."""
    return worker.organisation != part.organisation


def crosses(problem: Problem, worker: Worker, part: Visit, task: Task) -> bool:
    """Whether a task goes to another organisation's worker on the other side of health and social care."""
    return moved(worker, part) and (task.owner == "health") != health_side(problem, worker)


def crossing(problem: Problem, worker: Worker, visit: JointVisit) -> list[tuple[Visit, Task]]:
    """The tasks of a join that cross when this worker makes the visit, each with the visit it was commissioned in."""
    return [(part, task) for _, part, task in tasks_in(visit) if crosses(problem, worker, part, task)]


def delegated(problem: Problem, worker: Worker, visit: JointVisit) -> list[tuple[Visit, Task]]:
    """The health tasks among them: what a care worker may do under a delegation only."""
    return [(part, task) for part, task in crossing(problem, worker, visit) if task.owner == "health"]

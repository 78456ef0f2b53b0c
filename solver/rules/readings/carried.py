"""Which commissioned visits, and which of their tasks, a visit of the problem stands for. Reading only.

An ordinary visit is its own commissioned visit. A joint visit does steps of its parts, what remains of a part does the
other tasks of that one; a second pair of hands does nothing by itself, so it stands for nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from solver.domain import JointVisit, Link, Problem, Task, Visit, made_beside

_TOGETHER = ("double_handed", "same_start")


@dataclass(frozen=True, slots=True)
class Carried:
    """A commissioned visit (``part``) as far as ``visit`` does it. tasks: also those that another step does for it."""

    visit: Visit
    part: Visit
    tasks: tuple[Task, ...]


def carried_by(visit: Visit) -> tuple[Carried, ...]:
    """What a visit does, commissioned visit by commissioned visit."""
    if not isinstance(visit, JointVisit):
        return (Carried(visit, visit, visit.tasks),)
    if visit.role == "second":
        return ()
    steps = visit.join.steps
    if visit.role == "whole":
        tasks = {part.id: tuple(visit.task_of(step) for step in steps if step.visit == part.id) for part in visit.parts}
        return tuple(Carried(visit, part, tasks[part.id]) for part in visit.parts)
    for part in visit.parts:
        taken = {step.task for step in steps if step.visit == part.id}
        left = tuple(task for number, task in enumerate(part.tasks) if number not in taken)
        if left:
            return (Carried(visit, part, left),)
    return ()


def is_joint(visit: Visit) -> bool:
    """Whether visits are made as this one, or it is the second pair of hands there; what remains of one is ordinary."""
    return isinstance(visit, JointVisit) and visit.role != "rest"


def commissioned_visits(problem: Problem) -> list[Visit]:
    """The visits as commissioned, each once, also where joint visits stand in their place or beside them."""
    return list({one.part.id: one.part for visit in problem.visits for one in carried_by(visit)}.values())


def commissioned_links(problem: Problem) -> tuple[Link, ...]:
    """The links between visits as commissioned."""
    origin: Problem = getattr(problem, "origin", problem)
    return origin.links


def visits_together(links: Iterable[Link]) -> dict[str, tuple[str, ...]]:
    """Visit -> the others that links want at its side: double-handed or at one start, at once or through others."""
    return made_beside((link.first, link.second) for link in links if link.kind in _TOGETHER)


def are_alternatives(one: Visit, other: Visit) -> bool:
    """Whether two visits can never both be made: two joins that share a visit, or a join and one of its visits."""
    mine, yours = (visit.join.id if isinstance(visit, JointVisit) else None for visit in (one, other))
    if mine == yours:
        return False
    parts = [set(visit.join.visits) if isinstance(visit, JointVisit) else {visit.id} for visit in (one, other)]
    return bool(parts[0] & parts[1])


def begun_before(problem: Problem) -> dict[str, int]:
    """Visits of before the horizon that tasks_before tells of, and when the first of their tasks began."""
    known = set(problem.visit)
    found: dict[str, int] = {}
    for before in problem.tasks_before:
        if before.visit is not None and before.visit not in known:
            found[before.visit] = min(before.start, found.get(before.visit, before.start))
    return found

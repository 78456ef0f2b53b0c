"""Joint visits of a measured roster, and how the rules about them tell a breach."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from solver.domain import JointVisit, Problem, Task, Visit

from ..vocabulary.rule import Breach, Unit
from ..vocabulary.timeline import Call, Run, Timeline

Made = tuple[Run, Call, JointVisit]


def made(timeline: Timeline) -> Iterator[Made]:
    """Each joint visit once, with its first worker. The second pair of hands and what remains are ordinary visits."""
    for pairs in timeline.served.values():
        run, call = pairs[0]
        if isinstance(call.visit, JointVisit) and call.visit.role == "whole":
            yield run, call, call.visit


def made_by_each(timeline: Timeline) -> Iterator[Made]:
    """Each joint visit once for every worker who makes it."""
    for run, call in timeline.calls():
        if isinstance(call.visit, JointVisit) and call.visit.role == "whole":
            yield run, call, call.visit


def breach(
    rule: str,
    sentence: str,
    run: Run,
    visit: JointVisit,
    client: str = "",
    amount: int = 1,
    unit: Unit = "count",
    about: str = "",
) -> Breach:
    """A hard breach of a condition for joining. client: an id; the joint visit's first one where it is about all."""
    place = (visit.id, run.shift.id, run.shift.worker, client or visit.client)
    return Breach(rule, True, amount, unit, 0, sentence, *place, about=about)


def task_words(problem: Problem, part: Visit, task: Task) -> str:
    """ "Ada Testperson's insulin (visit n1)"."""
    return f"{problem.client[part.client].name}'s {task.code} (visit {part.id})"


def on(day: date) -> str:
    """ "2 March 2026"."""
    return f"{day.day} {day:%B %Y}"

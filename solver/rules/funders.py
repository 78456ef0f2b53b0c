"""Which organisation pays for a task: a council never for nursing, whether the task says whose it is or not."""

from __future__ import annotations

from solver.domain import Catalogue, Problem, Task, Visit

from .task_catalogue import class_of, entries_of


def funder_of(problem: Problem, visit: Visit, task: Task, catalogue: Catalogue) -> str | None:
    """The organisation that pays for a task of a commissioned visit; None for nursing in one that a council pays for:
    it may not meet needs by what the NHS has to provide (Care Act 2014 s. 22), and nobody else is named.
    """
    payer = problem.organisation[visit.paid_by]
    return None if payer.kind == "council" and is_nursing(task, catalogue) else payer.id


def is_nursing(task: Task, catalogue: Catalogue) -> bool:
    """Whether health owns a task, by its own word, by the catalogue's, or by what an unknown code or the order says; a
    cell for the owner that was left empty says social.
    """
    owned = "health" in (task.owner, *(one.owner for one in entries_of(task, catalogue)))
    return owned or class_of(task, catalogue) != "ordinary"

"""docs/reference/task-codes.md: the task codes that everybody knows."""

from __future__ import annotations

from solver.domain import TaskCode
from solver.formats.meanings import meaning_of
from solver.rules.task_catalogue import built_in_tasks

from .tables import code, table

_HEAD = """# Task codes

What tasks may be called without saying more. A code is compared without regard to case, hyphens, underscores and
blanks. A problem declares codes of its own in its sheet `task_catalogue` (input.md), a rule pack in `[[task]]`
entries. A code that nobody knows is done as strictly as its words say, is told first, and is never joined or
delegated.
"""
_COLUMNS = ("code", "name", "owner", "task_class", "call", "hygiene", "meal", "competencies", "least", "gap", "also")


def tasks_page() -> str:
    """The page as Markdown."""
    told = [(_label(name), meaning_of(TaskCode, (name,)).meaning) for name in _COLUMNS]
    rows = [tuple(_value(one, name) for name in _COLUMNS) for one in built_in_tasks()]
    return f"{_HEAD}\n{table(('column', 'meaning'), told)}\n{table([_label(name) for name in _COLUMNS], rows)}"


def _label(name: str) -> str:
    return TaskCode.model_fields[name].alias or name


def _value(one: TaskCode, name: str) -> str:
    value = getattr(one, name)
    if name == "code":
        return code(value)
    if isinstance(value, tuple):
        return "; ".join(value)
    if isinstance(value, int):
        return f"{value / 60:g}" if value else ""
    return str(value)

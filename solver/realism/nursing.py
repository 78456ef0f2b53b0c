"""Measures of community nursing: how much of it, and what it is."""

from __future__ import annotations

from collections.abc import Callable

from solver.domain import Task, Visit

from .day import Day, share


def nursing_share(day: Day) -> float | None:
    return share(len(day.nursing), len(day.problem.visits))


def delegable(day: Day) -> float | None:
    """Nursing visits of which every task may be delegated."""
    return share(sum(all(task.delegable for task in one.tasks) for one in day.nursing), len(day.nursing))


def _is(task: Task, word: str) -> bool:
    return word in task.code.lower()


def _with(day: Day, word: str) -> list[Visit]:
    return [one for one in day.nursing if any(_is(task, word) for task in one.tasks)]


def insulin_a_client(day: Day) -> float | None:
    """Insulin visits of a client on a day with one."""
    date = day.problem.horizon.date
    found = _with(day, "insulin")
    return share(len(found), len({(one.client, date(one.windows[0].start)) for one in found}))


def insulin_minutes(day: Day) -> float | None:
    tasks = [task for one in day.nursing for task in one.tasks if _is(task, "insulin")]
    return share(sum(task.duration for task in tasks) / day.minute, len(tasks))


def wounds(day: Day) -> float | None:
    """Minutes of tasks of wounds over all minutes of nursing."""
    tasks = [task for one in day.nursing for task in one.tasks]
    return share(sum(task.duration for task in tasks if _is(task, "wound")), sum(task.duration for task in tasks))


def first_assessments(day: Day) -> float | None:
    """The most that one client has of first visits of nursing, in 14 days of these."""
    length, most = 14 * 24 * 60 * day.minute, 0
    starts: dict[str, list[int]] = {}
    for one in day.nursing:
        if one.kind == "first":
            starts.setdefault(one.client, []).append(one.windows[0].start)
    for some in starts.values():
        most = max(most, *(sum(first <= other < first + length for other in some) for first in some))
    return float(most) if day.nursing else None


def both(day: Day) -> float | None:
    """Clients with nursing in these days who also have care."""
    nursed = {one.client for one in day.nursing}
    return share(len(nursed & {one.client for one in day.care}), len(nursed))


MEASURES: dict[str, Callable[[Day], float | None]] = {
    one.__name__: one
    for one in (nursing_share, delegable, insulin_a_client, insulin_minutes, wounds, first_assessments, both)
}

"""Visits that say the same as another one: rows that an export may have written twice."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from solver.domain import Problem, Visit, fold, fold_order

from .oddity import Oddity, rows_of

_LISTED = 5  # pairs told one by one; the rest are counted


def doubled_rows(problem: Problem) -> list[tuple[str, str]]:
    """Each visit that repeats another, with the first of that kind: same client, organisation, tasks and windows.

    Two that are tied by a link were meant to be two, and so were two orders, and what a registrant declared.
    """
    tied = {frozenset((link.first, link.second)) for link in problem.links}
    first: dict[Any, str] = {}
    found = []
    for visit in problem.visits:
        other = first.setdefault(_said(visit), visit.id)
        if other != visit.id and frozenset((other, visit.id)) not in tied and not _declared(visit):
            found.append((visit.id, other))
    return found


def find_doubled_rows(problem: Problem) -> Iterator[Oddity]:
    """The first doubled rows one by one, then all others together."""
    horizon, found = problem.horizon, doubled_rows(problem)
    effect = "Both are commissioned as it stands."
    for again, first in found[:_LISTED]:
        visit = problem.visit[again]
        about = f"{problem.client[visit.client].name}, {problem.organisation[visit.organisation].name}"
        tasks = ", ".join(task.code for task in visit.tasks)
        spans = ", ".join(f"{horizon.label(one.start)}-{horizon.label(one.end)}" for one in visit.windows)
        what = f"{again} repeats {first} ({about}: {tasks}, {spans}): a doubled row?"
        yield Oddity("doubled_row", rows_of("visits", (first, again)), what, effect)
    if more := [again for again, _ in found[_LISTED:]]:
        what = f"{len(more):,} more visits repeat another one."
        yield Oddity("doubled_row", rows_of("visits", more), what, "All are commissioned as it stands.")


def _said(visit: Visit) -> tuple[Any, ...]:
    tasks = sorted((fold(task.code), fold_order(task.order)) for task in visit.tasks)
    windows = [(window.start, window.end) for window in visit.windows]
    return visit.client, visit.organisation, visit.delivered_by, visit.place, tuple(tasks), tuple(windows)


def _declared(visit: Visit) -> bool:
    return any(task.duplicate_of is not None for task in visit.tasks)

"""Medicines of one client that two orders tell of in unlike words, within a day. Reading only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

from solver.domain import Catalogue, Problem, Task, Visit, fold_order

from ..task_catalogue import entries_of


def pairs_of_orders(problem: Problem, catalogue: Catalogue) -> Iterator[tuple[Visit, Task, Visit, Task]]:
    """Each two medicines of one client with orders that differ, of one visit or of two that may begin less than a day
    after each other; as visit, task, visit, task, by the opening of their windows. None on a literature clock.
    """
    given: dict[str, list[tuple[int, Visit, Task]]] = defaultdict(list)
    for visit in () if problem.horizon.abstract else problem.visits:
        for task in visit.tasks:
            if fold_order(task.order) and any(one.call == "medicine" for one in entries_of(task, catalogue)):
                given[visit.client].append((visit.windows[0].start, visit, task))
    day = 24 * 60 * problem.horizon.ticks_per_minute
    for some in given.values():
        some.sort(key=lambda one: (one[0], one[1].id))
        for (opens, visit, task), (later, then, other) in combinations(some, 2):
            if later - opens < day and fold_order(task.order) != fold_order(other.order):
                yield visit, task, then, other

"""Links of one kind whose two visits are both served, as the link rules look at them."""

from __future__ import annotations

from collections.abc import Iterator

from solver.domain import Link, Problem

from .timeline import Call, Run, Timeline

Served = tuple[tuple[Run, Call], ...]


def links_of(problem: Problem, kind: str) -> Iterator[tuple[Link, int, int]]:
    """Each link of a kind with the positions of its two visits; not where one of them was made before the horizon."""
    for link in problem.links:
        if link.kind == kind and link.first in problem.visit_number:
            yield link, problem.visit_number[link.first], problem.visit_number[link.second]


def served_links(problem: Problem, timeline: Timeline, kind: str) -> Iterator[tuple[Link, Served, Served]]:
    """Each link of a kind with both visits served, and who serves them."""
    for link in problem.links:
        if link.kind == kind and link.first in timeline.served and link.second in timeline.served:
            yield link, timeline.served[link.first], timeline.served[link.second]


def workers(served: Served) -> set[str]:
    """The ids of those who serve a visit."""
    return {run.shift.worker for run, _ in served}

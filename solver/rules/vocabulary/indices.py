"""Positions of clients and workers for the visits and shifts that numeric terms count by, and spans of start times."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np

from solver.domain import Problem
from solver.terms import Bools, Forbid, Ints, StartWithin, Term

Span = tuple[int, int]


def visit_clients(problem: Problem) -> Ints:
    """The client of each visit, shape (V,)."""
    number = {client.id: index for index, client in enumerate(problem.clients)}
    return np.array([number[visit.client] for visit in problem.visits], dtype=np.int64)


def further_clients(problem: Problem) -> Ints:
    """All clients but the first of each joint visit to a household, -1 where there are fewer. Shape (V, M), M >= 1."""
    number = {client.id: index for index, client in enumerate(problem.clients)}
    most = max((len(visit.clients) - 1 for visit in problem.visits), default=1)
    found = np.full((len(problem.visits), max(1, most)), -1, dtype=np.int64)
    for index, visit in enumerate(problem.visits):
        others = [number[client] for client in visit.clients[1:]]
        found[index, : len(others)] = others
    return found


def shift_workers(problem: Problem) -> Ints:
    """The worker of each shift, shape (K,)."""
    number = {worker.id: index for index, worker in enumerate(problem.workers)}
    return np.array([number[shift.worker] for shift in problem.shifts], dtype=np.int64)


def durations(problem: Problem) -> Ints:
    """Ticks at the door of each visit, shape (V,)."""
    return np.array([visit.duration for visit in problem.visits], dtype=np.int64)


def no_pairs(problem: Problem) -> Bools:
    """All False, shape (V, K)."""
    return np.zeros((len(problem.visits), len(problem.shifts)), dtype=np.bool_)


def common(first: Sequence[Span], second: Sequence[Span]) -> list[Span]:
    """The spans that lie in both lists; ends included."""
    spans = ((max(a, c), min(b, d)) for a, b in first for c, d in second)
    return sorted(span for span in spans if span[0] <= span[1])


def start_within(problem: Problem, rule: str, spans: Mapping[str, Iterable[Span]]) -> Iterator[Term]:
    """StartWithin for each visit id; a visit whose spans are empty can never start, so every shift is forbidden."""
    never: list[int] = []
    for visit, allowed in spans.items():
        index, intervals = problem.visit_number[visit], tuple(allowed)
        if intervals:
            yield StartWithin(rule, index, intervals)
        else:
            never.append(index)
    if never:
        pairs = no_pairs(problem)
        pairs[never] = True
        yield Forbid(rule, pairs)

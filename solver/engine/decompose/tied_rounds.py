"""Which rounds of a roster bind each other's times: workers who share a visit, or whose visits are tied."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from solver import terms as t
from solver.domain import Problem, Roster

from .subproblem import Part

_MOST = 300  # visits timed together; beyond it, what ties a group to the rest of its rounds stands still


def tied_parts(problem: Problem, terms: Sequence[t.Term], roster: Roster) -> list[Part]:
    """The workers with stops, with their visits, in parts whose rounds do not bind the times of another part's.

    Where more than 300 visits hang together they are cut, and the visits by which the pieces hang together are held.
    """
    ties = _Ties(problem, terms, roster)
    return [ties.part(group) for together in ties.components() for group in ties.cut(together)]


class _Ties:
    """Workers and visits by number. visits: of each worker with stops; near: workers bound to each by some visit."""

    def __init__(self, problem: Problem, terms: Sequence[t.Term], roster: Roster):
        number = {worker.id: at for at, worker in enumerate(problem.workers)}
        self.visits: dict[int, set[int]] = {}
        self.start: dict[int, int] = {}
        workers: dict[int, set[int]] = {}
        for round_ in roster.rounds:
            worker = number[problem.shift[round_.shift].worker]
            for stop in round_.stops:
                mine = self.visits.setdefault(worker, set())
                if stop.visit is not None:
                    visit = problem.visit_number[stop.visit]
                    mine.add(visit)
                    workers.setdefault(visit, set()).add(worker)
                    self.start[visit] = stop.start or 0
        self.workers = workers
        self.bound = dict(workers)  # by visit, the workers whose times it binds
        for term in terms:
            if isinstance(term, t.Gap | t.Apart | t.GapCost | t.OverlapCost):
                both = workers.get(term.first, set()), workers.get(term.second, set())
                if all(both):
                    for visit in (term.first, term.second):
                        self.bound[visit] = self.bound[visit].union(*both)
        self.near: dict[int, set[int]] = {worker: {worker} for worker in self.visits}
        for together in self.bound.values():
            for worker in together:
                self.near[worker] |= together

    def components(self) -> Iterator[list[int]]:
        """Workers who hang together, however indirectly, each after one who binds it."""
        left = set(self.visits)
        for first in sorted(self.visits):
            if first not in left:
                continue
            found = [first]
            left.discard(first)
            for worker in found:
                new = sorted(self.near[worker] & left)
                left.difference_update(new)
                found += new
            yield found

    def cut(self, together: Sequence[int]) -> Iterator[list[int]]:
        group: list[int] = []
        visits: set[int] = set()
        for worker in together:
            if group and len(visits | self.visits[worker]) > _MOST:
                yield group
                group, visits = [], set()
            group.append(worker)
            visits |= self.visits[worker]
        yield group

    def part(self, group: Iterable[int]) -> Part:
        here = set(group)
        visits = sorted(set().union(*(self.visits[worker] for worker in here)))
        held = {visit: self.start[visit] for visit in visits if not self.bound[visit] <= here}
        echoed = frozenset(visit for visit in held if not self.workers[visit] <= here)
        return Part(tuple(visits), tuple(sorted(here)), held, frozenset(), echoed)

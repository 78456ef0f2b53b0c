"""preferred_worker: somebody else than the preferred workers costs."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from solver.domain import Problem, Visit
from solver.terms import AssignCost, Ints, Term

from .vocabulary.indices import shift_workers
from .vocabulary.rule import Breach, Case, Rule
from .vocabulary.timeline import Timeline
from .vocabulary.wording import at, both, whose


class PreferredWorkerRule(Rule):
    """The visit's own list, else the client's; no list, no cost. Two clients of a joint visit: whom both name, or else
    whom either names.
    """

    id = "preferred_worker"
    scope = "round"
    forbids, costs = False, True
    literature = True

    def breaches(self, case: Case, timeline: Timeline) -> Iterable[Breach]:
        problem = case.problem
        for run, call in timeline.calls():
            assert call.visit is not None
            wanted = _preferred(problem, call.visit)
            worker = run.shift.worker
            if not wanted or worker in wanted:
                continue
            names = both([problem.worker[name].name for name in wanted])
            sentence = (
                f"{whose(problem, call.visit)} at {at(problem, call.start)} goes to {problem.worker[worker].name}; "
                f"preferred: {names}."
            )
            place = (call.visit.id, run.shift.id, worker, call.visit.client)
            yield Breach(self.id, False, 1, "count", case.cost(), sentence, *place)

    def lower(self, case: Case) -> Iterable[Term]:
        problem = case.problem
        groups: dict[tuple[str, ...], list[int]] = {}
        for index, visit in enumerate(problem.visits):
            if wanted := _preferred(problem, visit):
                groups.setdefault(wanted, []).append(index)
        if not groups:
            return
        number = {worker.id: index for index, worker in enumerate(problem.workers)}
        workers = shift_workers(problem)
        cost: Ints = np.zeros((len(problem.visits), len(problem.shifts)), dtype=np.int64)
        for wanted, visits in groups.items():
            cost[visits] = np.where(np.isin(workers, [number[name] for name in wanted]), 0, case.cost())
        yield AssignCost(self.id, cost)


def _preferred(problem: Problem, visit: Visit) -> tuple[str, ...]:
    if visit.preferred_workers:
        return visit.preferred_workers
    lists = [named for client in visit.clients if (named := problem.client[client].preferred_workers)]
    if not lists:
        return ()
    shared = tuple(worker for worker in lists[0] if all(worker in named for named in lists))
    return shared or tuple(dict.fromkeys(worker for named in lists for worker in named))

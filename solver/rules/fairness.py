"""fairness: contact time is shared in proportion to what people are there for."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from solver.domain import Problem, Visit
from solver.terms import LoadCost, Term

from .vocabulary.indices import shift_workers
from .vocabulary.rule import Breach, Case, Rule
from .vocabulary.timeline import Timeline
from .vocabulary.wording import length


class FairnessRule(Rule):
    """Each worker's fair share of all demanded contact time, by contract over five days or more, else by shift time.

    A worker without a contract counts with their shift time a week; one without a shift has no share.
    """

    id = "fairness"
    scope = "worker"
    forbids, costs = False, True
    literature = False

    def breaches(self, case: Case, timeline: Timeline) -> Iterable[Breach]:
        problem = case.problem
        load = dict.fromkeys((worker.id for worker in problem.workers), 0)
        for run in timeline.runs.values():
            load[run.shift.worker] += run.contact
        for worker, target in zip(problem.workers, targets(problem), strict=True):
            away = load[worker.id] - target
            if away:
                side = "above" if away > 0 else "below"
                sentence = (
                    f"{worker.name} has {length(problem, load[worker.id])} of contact time, "
                    f"{length(problem, abs(away))} {side} a fair share."
                )
                cost = abs(away) * case.per_tick()
                yield Breach(self.id, False, abs(away), "ticks", cost, sentence, "", "", worker.id)

    def lower(self, case: Case) -> Iterable[Term]:
        problem = case.problem
        target = np.array(targets(problem), dtype=np.int64)
        yield LoadCost(self.id, shift_workers(problem), target, case.per_tick())


def _commissioned(problem: Problem) -> dict[str, Visit]:
    """Every commissioned visit once, also where a joint visit stands for it, or beside it."""
    return {part.id: part for visit in problem.visits for part in visit.commissioned}


def targets(problem: Problem) -> list[int]:
    """Fair contact ticks of each worker, in the order of ``problem.workers``, of the work as commissioned."""
    demanded = sum(visit.duration * visit.workers for visit in _commissioned(problem).values())
    present: dict[str, int] = {}
    for shift in problem.shifts:
        present[shift.worker] = present.get(shift.worker, 0) + shift.end - shift.start
    shares = []
    for worker in problem.workers:
        share = present.get(worker.id, 0)
        if share and problem.horizon.days >= 5:
            share = share * 7 // problem.horizon.days if worker.contract is None else worker.contract
        shares.append(share)
    return [demanded * share // max(1, sum(shares)) for share in shares]

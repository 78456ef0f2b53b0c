"""continuity: clients meet few new faces."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from solver.domain import Problem
from solver.terms import NewFaceCost, Term

from .vocabulary.indices import further_clients, shift_workers, visit_clients
from .vocabulary.rule import Breach, Case, Rule
from .vocabulary.timeline import Timeline


class ContinuityRule(Rule):
    """Once for every client and worker who meet and have not met in the last ``window_days`` before the horizon."""

    id = "continuity"
    scope = "worker"
    forbids, costs = False, True
    literature = False

    def breaches(self, case: Case, timeline: Timeline) -> Iterable[Breach]:
        problem = case.problem
        known = familiar(problem, float(case.values["window_days"]))
        met: set[tuple[str, str]] = set()
        for run, call in sorted(timeline.calls(), key=lambda pair: pair[1].start):
            assert call.visit is not None
            for name in call.visit.clients:
                pair = (name, run.shift.worker)
                if pair in known or pair in met:
                    continue
                met.add(pair)
                client, worker = problem.client[name].name, problem.worker[run.shift.worker].name
                sentence = (
                    f"{worker} is a new face for {client} (visit {call.visit.id}, {problem.horizon.label(call.start)})."
                )
                place = (call.visit.id, run.shift.id, run.shift.worker, name)
                yield Breach(self.id, False, 1, "count", case.cost(), sentence, *place)

    def lower(self, case: Case) -> Iterable[Term]:
        problem = case.problem
        row = {client.id: index for index, client in enumerate(problem.clients)}
        column = {worker.id: index for index, worker in enumerate(problem.workers)}
        table = np.zeros((len(row), len(column)), dtype=np.bool_)
        for client, worker in familiar(problem, float(case.values["window_days"])):
            table[row[client], column[worker]] = True
        visits = visit_clients(problem), further_clients(problem)
        yield NewFaceCost(self.id, *visits, shift_workers(problem), table, case.cost())


def familiar(problem: Problem, days: float) -> set[tuple[str, str]]:
    """(client, worker) who met in the last ``days`` of the history."""
    since = -round(days * 24 * 60 * problem.horizon.ticks_per_minute)
    return {(past.client, past.worker) for past in problem.history if past.start >= since}

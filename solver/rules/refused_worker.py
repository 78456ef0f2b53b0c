"""refused_worker: client and worker have not declined each other, and the sex of worker asked for is kept."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from solver.domain import Client, Shift, Visit, Worker
from solver.terms import AssignCost, Forbid, Term

from .vocabulary.indices import further_clients, shift_workers, visit_clients
from .vocabulary.rule import Breach, Case, Rule
from .vocabulary.timeline import Timeline
from .vocabulary.wording import whose


class RefusedWorkerRule(Rule):
    """A worker whose sex is not recorded does not meet a client's wish for one. Joint visits ask all their clients.

    Soft only on literature clocks.
    """

    id = "refused_worker"
    scope = "round"
    forbids, costs = True, True
    literature = True
    at_any_time = True
    reason_order = 2

    def breaches(self, case: Case, timeline: Timeline) -> Iterable[Breach]:
        problem, hard = case.problem, case.values["hard"]
        for run, call in timeline.calls():
            visit = call.visit
            assert visit is not None
            worker = problem.worker[run.shift.worker]
            found = [(name, reason) for name in visit.clients for reason in _reasons(worker, problem.client[name])]
            if found:
                client, reasons = found[0][0], [reason for _, reason in found]
                start = problem.horizon.label(call.start)
                sentence = f"{'; '.join(reasons)} ({whose(problem, visit)} at {start})."
                cost = 0 if hard else case.cost()
                yield Breach(self.id, hard, 1, "count", cost, sentence, visit.id, run.shift.id, worker.id, client)

    def lower(self, case: Case) -> Iterable[Term]:
        problem = case.problem
        row = {client.id: index for index, client in enumerate(problem.clients)}
        column = {worker.id: index for index, worker in enumerate(problem.workers)}
        refused = np.zeros((len(row), len(column)), dtype=np.bool_)
        sexes = np.array([worker.sex or "" for worker in problem.workers], dtype=object)
        for client in problem.clients:
            if client.worker_sex:
                refused[row[client.id]] = sexes != client.worker_sex
            refused[row[client.id], [column[worker] for worker in client.refused_workers]] = True
        for worker in problem.workers:
            refused[[row[client] for client in worker.refused_clients], column[worker.id]] = True
        workers = shift_workers(problem)
        pairs = refused[np.ix_(visit_clients(problem), workers)]
        for others in further_clients(problem).T:
            pairs |= (others >= 0)[:, None] & refused[np.ix_(others, workers)]
        if not pairs.any():
            return
        if case.values["hard"]:
            yield Forbid(self.id, pairs)
        else:
            yield AssignCost(self.id, pairs.astype(np.int64) * case.cost())

    def explain_refusal(self, case: Case, visit: Visit, shift: Shift) -> str:
        """Which side has declined the other: "were declined by the client"."""
        problem, worker = case.problem, case.problem.worker[shift.worker]
        clients = [problem.client[client] for client in visit.clients]
        if any(worker.id in client.refused_workers for client in clients):
            return "were declined by the client"
        if any(client.id in worker.refused_clients for client in clients):
            return "have declined the client"
        wanted = next(sex for client in clients if (sex := client.worker_sex) and sex != worker.sex)
        return f"are not the {wanted} worker the client asked for"


def _reasons(worker: Worker, client: Client) -> Iterable[str]:
    if worker.id in client.refused_workers:
        yield f"{client.name} has declined {worker.name}"
    if client.id in worker.refused_clients:
        yield f"{worker.name} has declined {client.name}"
    if client.worker_sex and worker.sex != client.worker_sex:
        yield f"{client.name} asked for a {client.worker_sex} worker, not {worker.name}"

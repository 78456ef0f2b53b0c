"""Wishes about people that contradict each other: somebody both preferred and refused."""

from __future__ import annotations

from collections.abc import Iterator

from solver.domain import Problem


def contradicting_wishes(problem: Problem) -> Iterator[str]:
    """One sentence for each client and worker, and for each visit's own wish that its client refuses."""
    for client in problem.clients:
        refused = set(client.refused_workers)
        unwilling = {worker.id for worker in problem.workers if client.id in worker.refused_clients}
        for worker in dict.fromkeys(client.preferred_workers):
            if worker in refused:
                yield f"{client.name} both prefers and refuses {problem.worker[worker].name}: the refusal counts."
            elif worker in unwilling:
                yield f"{client.name} prefers {problem.worker[worker].name}, who refuses them: the refusal counts."
    for visit in problem.visits:
        client = problem.client[visit.client]
        for worker in dict.fromkeys(visit.preferred_workers):
            if worker in client.refused_workers and worker not in client.preferred_workers:
                name = problem.worker[worker].name
                yield f"Visit {visit.id} prefers {name}, whom {client.name} refuses: the refusal counts."

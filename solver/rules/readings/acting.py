"""For which organisation a worker acts on a shift, and where a subcontract allows more. Reading only."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from solver.domain import JointVisit, Problem, Shift, Worker

from .sectors import health_side


def acting_organisation(problem: Problem, shift: Shift) -> str:
    """The organisation that the shift's worker acts for.

    The one that engaged an agency worker; where nobody said which, the only one that could have: the one organisation
    of the worker's side, no agency itself, that delivers visits. Where there are several, nobody knows, and the worker
    acts for their own agency alone.
    """
    return _acting(problem, shift, lambda worker: organisations_that_engage(problem, worker))


def acting_organisations(problem: Problem) -> dict[str, str]:
    """The same for every shift, by its id."""
    could: dict[bool, tuple[str, ...]] = {}
    for worker in problem.workers:
        if worker.agency and (side := health_side(problem, worker)) not in could:
            could[side] = organisations_that_engage(problem, worker)
    return {
        shift.id: _acting(problem, shift, lambda worker: could[health_side(problem, worker)])
        for shift in problem.shifts
    }


def _acting(problem: Problem, shift: Shift, could_engage: Callable[[Worker], tuple[str, ...]]) -> str:
    worker = problem.worker[shift.worker]
    if not worker.agency:  # nobody else's staff, whatever their shift says
        return worker.organisation
    if shift.engaged_by is not None:
        return shift.engaged_by
    could = could_engage(worker)
    return could[0] if len(could) == 1 else worker.organisation


def organisations_that_engage(problem: Problem, worker: Worker) -> tuple[str, ...]:
    """Organisations of the worker's side that deliver visits and are no agency, in the order of the problem.

    Visits as commissioned count; who engages somebody does not change because visits are joined.
    """
    side = "health" if health_side(problem, worker) else "social"
    delivering = {visit.delivered_by for visit in problem.visits if not isinstance(visit, JointVisit)}
    return tuple(
        organisation.id
        for organisation in problem.organisations
        if organisation.id in delivering and organisation.kind != "agency" and organisation.sector == side
    )


def is_subcontracted(problem: Problem, provider: str, acting: str, client: str, first: date, last: date) -> bool:
    """Whether a subcontract lets an organisation deliver another's visits to a client, from first to last day."""
    return any(
        contract.provider == provider
        and contract.to == acting
        and (not contract.clients or client in contract.clients)
        and (contract.starts is None or contract.starts <= first)
        and (contract.ends is None or last <= contract.ends)
        for contract in problem.subcontracts
    )

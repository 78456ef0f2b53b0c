"""Who or what a stop is about, in a document that numbers people and records anew."""

from __future__ import annotations

from solver import Problem
from solver.amend import find_named
from solver.domain import Client, Delegation, SuspensionKind, Worker, fold
from solver.domain.names import fold_name


def find_again(before: Problem, what: SuspensionKind, of: str, problem: Problem) -> str | None:
    """What was stopped in one day as another day writes it; None: it is not there, or may be several.

    before: a day in which it was stopped. A client is known by NHS number, or by name and place; a worker by name,
    organisation and date of birth; a registrant by registration or name; an unpaid carer and a delegation by what they
    are for. A delegation signed off after the stop is another one. Task codes are nobody's numbers: not looked for.
    """
    found: list[str] = []
    match what:
        case "client" if of in before.client:
            found = [one.id for one in problem.clients if _is_client(before, before.client[of], problem, one)]
        case "worker" if of in before.worker:
            found = [one.id for one in problem.workers if _is_worker(before.worker[of], one)]
        case "registrant":
            return _registrant(before, of, problem)
        case "unpaid_carer" if of in before.unpaid_carer:
            carer = before.unpaid_carer[of]
            client = find_again(before, "client", carer.client, problem)
            found = [
                one.id
                for one in problem.unpaid_carers
                if one.client == client and fold_name(one.name) == fold_name(carer.name)
            ]
        case "delegation":
            old = next((one for one in before.delegations if one.id == of), None)
            found = [] if old is None else _delegations(before, old, problem)
    return found[0] if len(found) == 1 else None


def _is_client(before: Problem, old: Client, problem: Problem, new: Client) -> bool:
    if old.nhs_number and new.nhs_number:
        return old.nhs_number == new.nhs_number
    here, there = before.place[old.place], problem.place[new.place]
    alike = old.place == new.place if here.lat is None else (here.lat, here.lon) == (there.lat, there.lon)
    return fold_name(old.name) == fold_name(new.name) and alike


def _is_worker(old: Worker, new: Worker) -> bool:
    if old.born and new.born and old.born != new.born:
        return False
    return (fold_name(old.name), old.organisation) == (fold_name(new.name), new.organisation)


def _registrant(before: Problem, of: str, problem: Problem) -> str | None:
    known = next((one for one in before.registrants if of == one.id or fold_name(of) == fold_name(one.name)), None)
    if known is None:
        return find_named(problem, "registrant", of)
    if known.registration.strip():
        for one in problem.registrants:
            if fold_name(one.registration) == fold_name(known.registration):
                return one.id
    return find_named(problem, "registrant", known.name)


def _delegations(before: Problem, old: Delegation, problem: Problem) -> list[str]:
    client = find_again(before, "client", old.client, problem)
    workers = {find_again(before, "worker", one, problem) for one in old.workers} - {None}
    stopped = [one.starts for one in before.suspensions if one.what == "delegation" and one.of == old.id]
    latest = before.horizon.date(max(stopped)) if stopped else old.signed_off
    return [
        one.id
        for one in problem.delegations
        if one.client == client
        and fold(one.task) == fold(old.task)
        and workers & set(one.workers)
        and one.signed_off <= max(latest, old.signed_off)
    ]

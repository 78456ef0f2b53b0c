"""Who or what a stop is about, in a document that numbers people and records anew."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from solver import Problem
from solver.amend import find_named
from solver.domain import Client, Delegation, SuspensionKind, Worker, fold
from solver.domain.names import fold_name


@dataclass(frozen=True, slots=True)
class Stopped:
    """What a stop is about, in a day that knows it: the day, and the ids that it has there. client: "" for nobody's."""

    day: Problem
    of: str
    client: str


def find_again(before: Problem, what: SuspensionKind, of: str, problem: Problem, stopped_on: date) -> str | None:
    """What was stopped in one day as another day writes it; None: it is not there, or may be one of several.

    before: a day that knows it as ``of``. A client is known by NHS number, or by name and place; a worker by name,
    organisation and date of birth; a registrant by registration or name; an unpaid carer and a delegation by what they
    are for. A delegation signed off after ``stopped_on`` is another one. Of an id that nothing is known against, it is
    whatever has that id. Task codes number nobody: as they are.
    """
    named = find_named(problem, what, of)
    match what:
        case "client" if of in before.client:
            found = [one.id for one in problem.clients if _is_client(before, before.client[of], problem, one)]
            other = named is not None and _is_another(before.client[of].nhs_number, problem.client[named].nhs_number)
        case "worker" if of in before.worker:
            found = [one.id for one in problem.workers if _is_worker(before.worker[of], one)]
            other = named is not None and _is_another(before.worker[of].born, problem.worker[named].born)
        case "registrant":
            return _registrant(before, of, problem)
        case "unpaid_carer" if of in before.unpaid_carer:
            carer = before.unpaid_carer[of]
            client = find_again(before, "client", carer.client, problem, stopped_on)
            theirs = [one for one in problem.unpaid_carers if one.client == client]
            found = [one.id for one in theirs if fold_name(one.name) == fold_name(carer.name)]
            other = named not in {one.id for one in theirs}
        case "delegation" if old := next((one for one in before.delegations if one.id == of), None):
            alike = _delegations(before, old, problem, stopped_on)
            found = [one.id for one in alike if one.signed_off <= max(stopped_on, old.signed_off)]
            other = named not in {one.id for one in alike}
        case _:
            return named
    if len(found) == 1:
        return found[0]
    return None if other else named


def _is_another(one: object, other: object) -> bool:
    """Whether two people are told apart by what both have."""
    return bool(one and other and one != other)


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


def _delegations(before: Problem, old: Delegation, problem: Problem, stopped_on: date) -> list[Delegation]:
    """Those of the same task for the same client that name one of its workers, whenever they were signed off."""
    client = find_again(before, "client", old.client, problem, stopped_on)
    workers = {find_again(before, "worker", one, problem, stopped_on) for one in old.workers}
    return [
        one
        for one in problem.delegations
        if one.client == client and fold(one.task) == fold(old.task) and workers & set(one.workers)
    ]

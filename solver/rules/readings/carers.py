"""Whom a text names who signs or accepts: a carer of the day, a nurse of the day, a registrant; and what stops them.

Reading only: what a name says. What it is worth is judged by rules, and anew by the engine's side.
"""

from __future__ import annotations

from solver.domain import Problem, Registrant, Suspension, Worker
from solver.domain.names import bare_name, plain

from .remembered import remember_commissioned


def find_carer(problem: Problem, text: str) -> str:
    """The name of the worker, no registered nurse, whom a text names by id or name; nothing: it names none.

    "Mr Kit Sample, RN" names Kit Sample. A name that a registered nurse of the day or a registrant has too is theirs.
    """
    ids, names = _carers(problem)
    said = bare_name(text)
    return ids.get(said) or names.get(said, "")


def find_registrant(problem: Problem, text: str) -> Registrant | None:
    """The registrant whom a text names by id or name, with or without a title and letters after it."""
    said = bare_name(text)
    return next((one for one in problem.registrants if said in (plain(one.id), bare_name(one.name))), None)


def find_nurse(problem: Problem, text: str) -> str:
    """The name of the registered nurse of the day whom a text names by id or name; nothing: it names none."""
    called = _staff(problem).get(bare_name(text), ())
    return next((one.name for one in called if one.registered_nurse), "")


def find_stops(problem: Problem, text: str) -> list[Suspension]:
    """What has stopped whom a text names, at whatever time: as a registrant, also one who is in no list, or as a worker
    of the day. What was lifted at the moment it was made stops nobody.
    """
    stops = [one for one in problem.suspensions if one.what in ("registrant", "worker") and not one.is_void]
    if not stops:
        return []
    said, known = bare_name(text), find_registrant(problem, text)
    names = {said} if known is None else {said, plain(known.id), bare_name(known.name)}
    workers = {one.id for one in _staff(problem).get(said, ())}
    return [
        one
        for one in stops
        if (one.of in workers if one.what == "worker" else not names.isdisjoint((plain(one.of), bare_name(one.of))))
    ]


@remember_commissioned
def _carers(problem: Problem) -> tuple[dict[str, str], dict[str, str]]:
    """Names of carers, by their ids and by the one spelling in which names are compared.

    All carers of the problem count, also where a part of it has other staff.
    """
    nurses = {bare_name(one.name) for one in problem.workers if one.registered_nurse}
    nurses |= {bare_name(one.name) for one in problem.registrants}
    carers = [one for one in problem.workers if not one.registered_nurse]
    names = {bare_name(one.name): one.name for one in reversed(carers) if bare_name(one.name) not in nurses}
    return {plain(one.id): one.name for one in carers}, names


@remember_commissioned
def _staff(problem: Problem) -> dict[str, tuple[Worker, ...]]:
    """Workers of the whole day by id and by name, in the one spelling in which these are compared."""
    called: dict[str, tuple[Worker, ...]] = {}
    for one in problem.workers:
        for name in {plain(one.id), bare_name(one.name)}:
            called[name] = (*called.get(name, ()), one)
    return called

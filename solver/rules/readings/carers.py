"""Workers of the day who are no registered nurses, where one of them is named as somebody only a nurse can be.

Reading only: what a name says. What it is worth is judged by rules, and anew by the engine's side.
"""

from __future__ import annotations

from solver.domain import Problem, Registrant
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

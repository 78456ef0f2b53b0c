"""Workers of the day who are no registered nurses, where one of them is named as somebody only a nurse can be.

Reading only: what a name says. What it is worth is judged by rules, and anew by the engine's side.
"""

from __future__ import annotations

from solver.domain import Problem
from solver.domain.names import fold_name

from .remembered import remember


def find_carer(problem: Problem, text: str) -> str:
    """The name of the worker, no registered nurse, whom a text names by id or name; nothing: it names none.

    "Kit Sample (RN)" names Kit Sample. A name that a registered nurse of the day or a registrant has too is theirs.
    """
    said = text.partition(" (")[0].strip()
    ids, names = _carers(problem)
    return ids.get(said) or names.get(fold_name(said), "")


@remember
def _carers(problem: Problem) -> tuple[dict[str, str], dict[str, str]]:
    """Names of carers, by their ids and by the one spelling in which names are compared."""
    nurses = {fold_name(one.name) for one in problem.workers if one.registered_nurse}
    nurses |= {fold_name(one.name) for one in problem.registrants}
    carers = [one for one in problem.workers if not one.registered_nurse and fold_name(one.name) not in nurses]
    return {one.id: one.name for one in carers}, {fold_name(one.name): one.name for one in reversed(carers)}

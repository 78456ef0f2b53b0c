"""Who may accept that a visit begins after its cap on lateness: by what is done in it. Reading only.

That somebody is in that role is what the document says; here is only which role is wanted, and whether it is written.
"""

from __future__ import annotations

from solver.domain import Accepting, Catalogue, LateAcceptance, Task, Visit

from ..task_catalogue import class_of, entries_of

_OF_HEALTH = (Accepting.NURSE_LEAD, Accepting.REGISTRANT)
_OF_MEDICINE = (*_OF_HEALTH, Accepting.MANAGER)


def roles_that_accept(visit: Visit, catalogue: Catalogue) -> tuple[tuple[Accepting, ...], str]:
    """The roles of which one must stand with an accepted lateness of a commissioned visit, and why, in words that
    follow "for"; no roles where nothing is asked.
    """
    health = [task for task in visit.tasks if _is_health(task, catalogue)]
    if health:
        return _OF_HEALTH, f"{health[0].code} is a health task"
    for task in visit.tasks:
        if task.clinical_window is not None or task.time_critical is not None:
            return _OF_MEDICINE, f"{task.code} has a time of its own"
        if any(one.call == "medicine" for one in entries_of(task, catalogue)):
            return _OF_MEDICINE, f"{task.code} gives a medicine"
    return (), ""


def _is_health(task: Task, catalogue: Catalogue) -> bool:
    entry = catalogue.get(task.code)
    owned = task.owner == "health" or (entry is not None and entry.owner == "health")
    return owned or class_of(task, catalogue) != "ordinary"


def acceptance_in_force(visit: Visit, catalogue: Catalogue) -> LateAcceptance | None:
    """What was accepted last of a commissioned visit, where somebody in a role that may has; else None. An earlier row
    does not come back where the last one does not count.
    """
    if not visit.late_accepted:
        return None
    last, (roles, _) = visit.late_accepted[-1], roles_that_accept(visit, catalogue)
    return last if not roles or last.role in roles else None


def words_of_roles(roles: tuple[Accepting, ...]) -> str:
    """ "nurse lead, registrant or manager"."""
    *most, last = (one.value for one in roles)
    return f"{', '.join(most)} or {last}"

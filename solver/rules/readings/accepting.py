"""Who may accept that a visit begins after its cap on lateness: by what is done in it. Reading only.

That somebody is in that role is what the document says; here is which role is wanted, whether it is written, and
whether the document itself says that they are none who may.
"""

from __future__ import annotations

from datetime import date

from solver.domain import Accepting, Catalogue, LateAcceptance, Problem, Registrant, Task, Visit
from solver.domain.names import registration_state

from ..task_catalogue import class_of, entries_of
from .carers import find_carer, find_nurse, find_registrant, find_stops

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


def _gives_health_medicine(visit: Visit, catalogue: Catalogue) -> bool:
    """Whether one of its tasks is both: insulin, an injection."""
    return any(
        _is_health(task, catalogue) and any(one.call == "medicine" for one in entries_of(task, catalogue))
        for task in visit.tasks
    )


def acceptance_in_force(problem: Problem, visit: Visit, catalogue: Catalogue) -> LateAcceptance | None:
    """What was accepted last of a commissioned visit, where somebody in a role that may has; else None. An earlier row
    does not come back where the last one does not count.
    """
    if not visit.late_accepted:
        return None
    last, (roles, _) = visit.late_accepted[-1], roles_that_accept(visit, catalogue)
    if not roles:
        return last
    return last if last.role in roles and not why_void(problem, visit, last, catalogue) else None


def why_void(problem: Problem, visit: Visit, row: LateAcceptance, catalogue: Catalogue) -> str:
    """Why whoever accepts a late start in a role that may does not, as far as the document tells; else nothing.

    A worker of the day who is no registered nurse, whatever role is typed; who has left or is stopped by then; in a
    nurse's role whoever is registered no more, and of a health medicine whoever the document does not know.
    """
    if carer := find_carer(problem, row.by):
        return f"{carer} is a worker of the day and no registered nurse"
    known, nurse = find_registrant(problem, row.by), row.role in _OF_HEALTH
    name = row.by if known is None else known.name
    if known is not None and (gone := _why_gone(known, problem.horizon.date(visit.windows[-1].end), nurse)):
        return gone
    begin, end = visit.windows[0].start, max(visit.windows[-1].end, row.until) + visit.duration
    for stop in find_stops(problem, row.by):
        if stop.starts < max(end, begin + 1) and (stop.ends is None or begin < stop.ends):
            return f"{name} is stopped"
    if known is None and not find_nurse(problem, row.by) and _gives_health_medicine(visit, catalogue):
        return f"{name} is none of the registrants recorded, and no registered nurse of the day"
    return ""


def _why_gone(known: Registrant, day: date, nurse: bool) -> str:
    if known.left is not None and known.left < day:
        return f"{known.name} has left"
    ended = known.registered_until is not None and known.registered_until < day
    if nurse and (ended or registration_state(known.registration) == "gone"):
        return f"the registration of {known.name} has ended"
    return ""


def words_of_roles(roles: tuple[Accepting, ...]) -> str:
    """ "nurse lead, registrant or manager"."""
    *most, last = (one.value for one in roles)
    return f"{', '.join(most)} or {last}"

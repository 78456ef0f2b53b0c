"""What somebody could accept so that a visit left out as too late is served, where rules allow it: from its verdict."""

from __future__ import annotations

import re
from dataclasses import dataclass

from solver.domain import Problem, Visit
from solver.rules.readings.accepting import acceptance_in_force, roles_that_accept
from solver.rules.task_catalogue import catalogue_of

from .lateness import refuse_late

_EARLIEST = re.compile(r"\(earliest (?P<at>[^,()]+), (?P<late>[^;()]+) late(?:; [^()]*)?\) \[lateness_cap\]")
_LENGTH = re.compile(r"(?:(?P<hours>\d+) h )?(?P<minutes>\d+(?:\.\d+)?) min|(?P<seconds>\d+) s")


@dataclass(frozen=True, slots=True)
class LateOffer:
    """until: the latest start to accept, in ticks, on a whole minute. late: ticks after the window.

    by_nurse_lead: of those who sign in the service nobody else may accept it, for there is a health task in the visit,
    a medicine or a task that has a time of its own.
    """

    until: int
    late: int
    by_nurse_lead: bool


def find_late_offer(problem: Problem, visit: Visit, reason: str) -> LateOffer | None:
    """The least lateness of the people whom a verdict's reason tells to be only too late.

    None where it tells of nobody, where nobody may accept it (hard windows, clinical windows, prescribed moments, the
    day), and where somebody has already.
    """
    minute = problem.horizon.ticks_per_minute
    found = []
    for told in _EARLIEST.finditer(reason):
        late = _ticks(told["late"], minute)
        for window in visit.windows:
            # The reason tells lengths from two hours on, and times, by the minute.
            if late is not None and problem.horizon.label(window.end + late) == told["at"]:
                until = -(-(window.end + late) // minute) * minute
                found.append(LateOffer(until, until - window.end, _needs_nurse_lead(problem, visit)))
    offer = min(found, key=lambda one: one.late, default=None)
    if offer is None or refuse_late(problem, visit, offer.until):
        return None
    accepted = acceptance_in_force(problem, visit, catalogue_of(problem))
    return offer if accepted is None or accepted.until < offer.until else None


def _ticks(words: str, minute: int) -> int | None:
    found = _LENGTH.fullmatch(words)
    if found is None:
        return None
    if found["seconds"]:
        return int(found["seconds"])
    return round((60 * int(found["hours"] or 0) + float(found["minutes"])) * minute)


def _needs_nurse_lead(problem: Problem, visit: Visit) -> bool:
    roles, _ = roles_that_accept(visit, catalogue_of(problem))
    return bool(roles)

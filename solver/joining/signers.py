"""Who signs for a join and may, as far as the problem knows them. The engine's side; the checker's is rules/joins."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from solver.domain import Problem, Role, Visit
from solver.domain.joint import common_windows
from solver.domain.names import registration_state
from solver.rules.readings.calls import Span
from solver.rules.readings.carers import find_carer, find_registrant, find_stops


def span_as_one(problem: Problem, parts: Collection[Visit]) -> Span:
    """When some visits could be one, whoever makes them: in the windows they share, as long as the longest of them."""
    windows = common_windows(parts) or [window for part in parts for window in part.windows][:1]
    opens, over = windows[0].start, windows[-1].end + max(part.duration for part in parts)
    return Span(opens, over, problem.horizon.date(opens), problem.horizon.date(max(opens, over - 1)))


def is_by_carer(problem: Problem, by: str, role: Role) -> bool:
    """Whether somebody signs as nurse lead who is a worker of the day and no registered nurse."""
    return role is Role.NURSE_LEAD and bool(find_carer(problem, by))


def is_there(problem: Problem, by: str, role: Role, on: date, span: Span) -> bool:
    """Whether who signed is there over the whole span of a visit: not gone, not stopped, not on the day they signed
    either; as nurse lead also registered, as far as is known.
    """
    if person := find_registrant(problem, by):
        ends = [person.left or date.max]
        if role is Role.NURSE_LEAD:
            ends.append(person.registered_until or date.max)
            if registration_state(person.registration) == "gone":
                return False
        if min(ends) < span.last_day:
            return False
    date_of, last = problem.horizon.date, max(span.latest, span.earliest + 1)
    for stop in find_stops(problem, by):
        if stop.starts < last and (stop.ends is None or span.earliest < stop.ends):
            return False
        if date_of(stop.starts) <= on and (stop.ends is None or on <= date_of(stop.ends - 1)):
            return False
    return True

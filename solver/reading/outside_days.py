"""Windows on days that a problem is not about: a slip in a date, most likely."""

from __future__ import annotations

from collections.abc import Iterator

from solver.domain import Problem, Visit
from solver.rules.vocabulary.wording import list_some

from .oddity import Oddity, rows_of

_TOLD = 5


def find_outside_days(problem: Problem) -> Iterator[Oddity]:
    """Visits with a window outside the days of the problem, and outside every shift that reaches out of
    them.
    """
    horizon = problem.horizon
    found, rows = [], []
    for visit in problem.visits:
        strange = next((one for one in visit.windows if one.start >= horizon.end or one.end < 0), None)
        if strange is not None and not _is_within_a_shift(problem, visit):
            rows.append(visit.id)
            found.append(f"{visit.id} ({horizon.moment(strange.start):%a %d.%m.%Y %H:%M})")
    if found:
        first, last = horizon.date(0), horizon.date(horizon.end - 1)
        days = f"{first:%a %d.%m.%Y}" if first == last else f"{first:%a %d.%m.%Y} to {last:%a %d.%m.%Y}"
        what = f"Windows outside the days of this problem, {days}: {list_some(found, _TOLD)}. Is the date right?"
        yield Oddity("window_outside_days", rows_of("visits", rows), what, "As it stands nobody is on duty then.")


def _is_within_a_shift(problem: Problem, visit: Visit) -> bool:
    """Whether somebody is on duty within every window of a visit, as on a night that ends the day after."""
    return all(
        any(shift.start <= one.end and one.start < shift.end for shift in problem.shifts) for one in visit.windows
    )

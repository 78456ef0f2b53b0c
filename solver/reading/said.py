"""What somebody accepts or cancels is said with a name, a reason and a day: one reading for documents and changes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from solver.domain import Accepting, Catalogue, Horizon, Visit
from solver.domain.names import is_name, says_something
from solver.rules.task_catalogue import built_in_tasks

_OLDEST = timedelta(days=5 * 365)  # before the first day of the horizon


def find_unsaid(
    horizon: Horizon, by: str, reason: str, on: date | None, whoever: str
) -> Iterator[tuple[str, str, str]]:
    """What is missing, as field, value and what is wanted in its place. whoever: "whoever accepts it".

    on: a day up to the last one of the horizon, or up to today where the day is over; None is today.
    """
    if not is_name(by):
        yield "by", by, f"want the name of {whoever}"
    if not says_something(reason):
        yield "reason", reason, "want the reason"
    first = horizon.date(0) - _OLDEST
    last = max(horizon.date(max(horizon.end - 1, 0)), date.today())
    if on is not None and not first <= on <= last:
        yield "on", on.isoformat(), f"want the day on which it was said, from {first:%Y-%m-%d} to {last:%Y-%m-%d}"


def find_unsaid_lateness(
    horizon: Horizon, visit: Visit, by: str, reason: str, on: date | None, role: Accepting | None
) -> Iterator[tuple[str, str, str]]:
    """The same of whoever accepts that a visit begins late: of one with a health task a nurse lead or a registrant.

    A medicine or a time of its own in other visits asks for a role, too: without one the row is read, and does not
    count (readings/accepting.py).
    """
    yield from find_unsaid(horizon, by, reason, on, "whoever accepts it")
    known = Catalogue(built_in_tasks())
    health = [
        task.code
        for task in visit.tasks
        if task.owner == "health" or ((entry := known.get(task.code)) is not None and entry.owner == "health")
    ]
    if health and role not in (Accepting.NURSE_LEAD, Accepting.REGISTRANT):
        told = "none" if role is None else role.value
        codes = ", ".join(dict.fromkeys(health))
        yield "role", told, f"want nurse lead: there is a health task in this visit, {codes}; a registrant may, too"

"""Measures of staff: contracts, split days, and who is a nurse."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from .day import Day, share

_PART_TIME = 30  # hours a week


def women(day: Day) -> float | None:
    told = [one.sex for one in day.carers if one.sex is not None]
    return share(told.count("female"), len(told))


def zero_hours(day: Day) -> float | None:
    """Of those whose contract is known."""
    known = [one.contract for one in day.carers if one.contract is not None]
    return share(known.count(0), len(known))


def part_time(day: Day) -> float | None:
    """Carers with a limit of 30 hours a week; None where no carer has a limit."""
    known = [one.limit for one in day.carers if one.limit is not None]
    short = sum(limit <= _PART_TIME * 60 * day.minute for limit in known)
    return share(short, len(day.carers)) if known else None


def split(day: Day) -> float | None:
    """Carers with two shifts or more on a day, of all days that carers work."""
    date, own = day.problem.horizon.date, {one.id for one in day.carers}
    worked = Counter((one.worker, date(one.start)) for one in day.problem.shifts if one.worker in own)
    return share(sum(many > 1 for many in worked.values()), len(worked))


def assistants(day: Day) -> float | None:
    """Health workers who are no registered nurses, for each who is."""
    health = [one for one in day.problem.workers if day.sector(one.organisation) == "health"]
    nurses = sum(one.registered_nurse for one in health)
    return share(len(health) - nurses, nurses)


MEASURES: dict[str, Callable[[Day], float | None]] = {
    one.__name__: one for one in (women, zero_hours, part_time, split, assistants)
}

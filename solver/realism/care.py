"""Measures of home care: how long, how often, when, and by how many faces."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable

from .day import Day, mean, share

_BOUGHT = (15, 30, 45, 60)
_FORTNIGHT = 14


def other_lengths(day: Day) -> float | None:
    return share(sum(round(day.minutes(one)) not in _BOUGHT for one in day.care), len(day.care))


def quarter_hours(day: Day) -> float | None:
    return share(sum(day.minutes(one) <= 15 for one in day.care), len(day.care))


def half_hours(day: Day) -> float | None:
    return share(sum(15 < day.minutes(one) <= 30 for one in day.care), len(day.care))


def visits_a_client(day: Day) -> float | None:
    """Visits a day of a client with care on that day, in the mean over all days."""
    date = day.problem.horizon.date
    days = {(one.client, date(one.windows[0].start)) for one in day.care}
    return share(len(day.care), len(days))


def _weeks(day: Day) -> dict[str, tuple[float, float]]:
    """Visits and hours a week of each care client."""
    visits: Counter[str] = Counter()
    hours: dict[str, float] = defaultdict(float)
    for one in day.care:
        visits[one.client] += 1
        hours[one.client] += day.minutes(one) / 60
    return {client: (visits[client] / day.weeks, hours[client] / day.weeks) for client in visits}


def hours_a_client(day: Day) -> float | None:
    return mean([hours for _, hours in _weeks(day).values()])


def intensive(day: Day) -> float | None:
    weeks = _weeks(day).values()
    return share(sum(visits >= 6 and hours >= 10 for visits, hours in weeks), len(weeks))


def double(day: Day) -> float | None:
    return share(sum(one.workers > 1 for one in day.care), len(day.care))


def wide_windows(day: Day) -> float | None:
    """Visits whose first window is wider than an hour."""
    wide = sum((one.windows[0].end - one.windows[0].start) / day.minute > 60 for one in day.care)
    return share(wide, len(day.care))


def faces(day: Day) -> float | None:
    """Different carers in the 14 days before, in the mean over clients who had 28 visits or more by them."""
    since = -_FORTNIGHT * 24 * 60 * day.minute
    came: dict[str, Counter[str]] = defaultdict(Counter)
    for past in day.problem.history:
        if past.sector == "social" and past.start >= since:
            came[past.client][past.worker] += 1
    return mean([len(some) for some in came.values() if some.total() >= 2 * _FORTNIGHT - 2])


MEASURES: dict[str, Callable[[Day], float | None]] = {
    one.__name__: one
    for one in (
        other_lengths,
        quarter_hours,
        half_hours,
        visits_a_client,
        hours_a_client,
        intensive,
        double,
        wide_windows,
        faces,
    )
}

"""When a registrant is on cover, by the hours that the problem states. Reading only: nothing here says who may do what.

The engine's side reads them for itself, see permits/answerers.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from solver.domain import WEEKDAYS, Horizon, Registrant


def find_cover(registrant: Registrant, first: date, last: date, horizon: Horizon) -> Iterator[tuple[int, int]]:
    """Begin and end, in ticks, of each stretch of cover that begins on a local day from first to last; by days.

    Hours that end at or before their beginning reach into the next day.
    """
    zone, day = ZoneInfo(horizon.timezone), first
    while day <= last:
        for hours in registrant.cover:
            if WEEKDAYS[day.weekday()] in hours.days:
                begin, end = _at(day, hours.from_, zone), _at(day, hours.until, zone)
                if end <= begin:
                    end = _at(day + timedelta(days=1), hours.until, zone)
                yield horizon.ticks(begin), horizon.ticks(end)
        day += timedelta(days=1)


def _at(day: date, clock: str, zone: ZoneInfo) -> datetime:
    """A time of day, "24:00" its end."""
    hour, minute, *second = map(int, clock.split(":"))
    then = datetime(day.year, day.month, day.day, tzinfo=zone) + timedelta(days=hour // 24)
    return then.replace(hour=hour % 24, minute=minute, second=sum(second))

"""The night's times: when it begins, when it must be over, and which day it is for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class NightNow:
    """A night that is going on. first, last: problems that begin from first to before last are for its day."""

    day: date
    deadline: datetime
    first: datetime
    last: datetime


def night_at(now: datetime, nightly: str, deadline: str, zone: str | None) -> NightNow | None:
    """The night in which a moment lies; None outside it, or where there is none.

    The day it is for is the deadline's. nightly, deadline: "HH:MM" on a wall clock of the zone (None: the machine's).
    """
    if not nightly:
        return None
    local = now.astimezone(ZoneInfo(zone) if zone else None)
    for day in (local.date(), local.date() + timedelta(days=1)):
        end = _at(day, deadline, zone)
        begin = _at(day, nightly, zone)
        if begin >= end:
            begin = _at(day - timedelta(days=1), nightly, zone)
        if begin <= now < end:
            return NightNow(day, end, _at(day, "00:00", zone), _at(day + timedelta(days=1), "00:00", zone))
    return None


def _at(day: date, clock: str, zone: str | None) -> datetime:
    """A time on the wall as a moment; in the hour that clocks skip, the moment they jump to or after."""
    naive = datetime.combine(day, datetime.strptime(clock, "%H:%M").time())
    return naive.replace(tzinfo=ZoneInfo(zone)) if zone else naive.astimezone()

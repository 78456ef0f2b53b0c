"""Times of the clock of one day, as ticks of the horizon."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from solver.domain import Horizon


def clock_moments(horizon: Horizon, day: date, begin: str, until: str) -> tuple[int, int]:
    """Two times of the clock, "07:30" or "24:00", on a local day, as ticks since the horizon's start.

    The second is one of the next day where it is not after the first.
    """
    first, last = _clock(begin), _clock(until)
    over = timedelta(days=1 if last <= first else 0)
    return horizon.ticks(_at(day, first)), horizon.ticks(_at(day + over, last))


def _clock(text: str) -> timedelta:
    hours, minutes, seconds = (int(part) for part in f"{text}:0".split(":")[:3])
    return timedelta(hours=hours, minutes=minutes, seconds=seconds)


def _at(day: date, clock: timedelta) -> datetime:
    """Local wall time so far after midnight; 24:00 is the next midnight."""
    return datetime.combine(day, time()) + clock

"""Times as people write them on a command line: 9am, 9.00, 09:00, 2026-03-02 14:30."""

from __future__ import annotations

import re
from datetime import datetime

import typer

NO_DAY = 1900  # the year of a time that was said without its day
_TIME = re.compile(
    r"(?P<hour>\d{1,2})(?:[:.h](?P<minute>\d{2})(?::(?P<second>\d{2}))?|(?P<packed>\d{2}))?\s*(?P<half>[ap]\.?m\.?)?"
)
_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})[T ]\s*(.+)")
_NOON = {"noon": "12:00", "midday": "12:00"}
_WANTED = "want a time such as 09:00, 9.00 or 9am, or with its day 2026-03-02 09:00"


def read_time(text: str) -> datetime:
    """A time of day (in the year NO_DAY), or a day and a time, with an offset where one is said.

    Raises BadParameter, in words for whoever typed it.
    """
    said = text.strip()
    with_day = _DAY.fullmatch(said)
    try:
        if with_day is None:
            return datetime.combine(datetime(NO_DAY, 1, 1), _clock(said).time())
        try:
            return datetime.fromisoformat(said)
        except ValueError:
            return datetime.combine(datetime.fromisoformat(with_day[1]), _clock(with_day[2]).time())
    except ValueError:
        raise typer.BadParameter(f"found {text!r}; {_WANTED}") from None


def _clock(said: str) -> datetime:
    """A time of day. Raises ValueError where it is none, or a bare number that could be an hour or minutes."""
    lower = _NOON.get(said.lower(), said.lower())
    found = _TIME.fullmatch(lower)
    if found is None:
        raise ValueError(said)
    hour, minute, half = int(found["hour"]), found["minute"] or found["packed"], found["half"]
    if half is None and (minute is None or (found["packed"] and len(lower) < len("0900"))):
        raise ValueError(said)
    if half is not None:
        if not 1 <= hour <= 12:
            raise ValueError(said)
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    return datetime(NO_DAY, 1, 1, hour, int(minute or 0), int(found["second"] or 0))

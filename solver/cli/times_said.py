"""Times as people write them on a command line: 9am, 9.00, 09:00, 2026-03-02 14:30."""

from __future__ import annotations

import re
from datetime import datetime

import typer

NO_DAY = 1900  # the year of a time that was said without its day
_RUN_TOGETHER = re.compile(r"(\d{1,2})(?:h(\d{2})|(\d{2})(?=\s*[ap]\.?m))")  # 14h30, 930pm: lengths of time in a table
_HALF = re.compile(r"(\d{1,2}).*[ap]\.?m\.?")
_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})[T ]\s*(.+)")
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
    from solver.formats.typed import read_clock

    lower = _RUN_TOGETHER.sub(r"\1:\2\3", said.lower(), count=1)
    half = _HALF.fullmatch(lower)
    seconds = read_clock(lower)
    if seconds is None or (half and not 1 <= int(half[1]) <= 12):  # 13pm, which a table may hold, is asked again
        raise ValueError(said)
    return datetime(NO_DAY, 1, 1, seconds // 3600, seconds // 60 % 60, seconds % 60)

"""What is wrong with a cell that should hold a time of day and cannot be read as one, for whoever has to mend it."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

from ..typed import read_clock

_BARE = re.compile(r"\d{1,2}")
_PARTED = re.compile(r"(\d{1,2})[:.;,h ]?(\d{2})")
_CUT = re.compile(r"(\d{1,2})[.,](\d)")  # a number that lost its nought: 8.3 for 8.30
_SPAN = re.compile(r"(?P<first>.+?)\s*(?:-|\u2013|to)\s*(?P<last>.+)")
_NAMED = frozenset(
    {"am", "pm", "morning", "lunch", "tea", "breakfast", "bed", "bedtime", "evening", "afternoon", "early", "late"}
)


def want_time(value: Any, otherwise: str) -> str:
    """What is wanted in place of a cell. otherwise: where nothing more is known of it."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _want_of_number(float(value))
    if isinstance(value, date) and not isinstance(value, datetime):
        return "want a time such as 08:00; this cell holds a date"
    said = " ".join(str(value).split()).casefold()
    if _BARE.fullmatch(said):
        return _want_of_number(float(said))
    if (cut := _CUT.fullmatch(said)) is not None:
        return _want_of_number(float(f"{cut[1]}.{cut[2]}"))
    if (found := _PARTED.fullmatch(said)) is not None:
        if int(found[2]) > 59:
            return f"want a time such as 08:00; {value} has {int(found[2])} minutes, and an hour has 60"
        if int(found[1]) > 23:
            return f"want a time such as 08:00; {value} has {int(found[1])} hours, and a day has 24"
        return f"want a time with a colon, such as {int(found[1])}:{found[2]}"
    if (span := _SPAN.fullmatch(said)) and None not in (read_clock(span["first"]), read_clock(span["last"])):
        return f"want one time here ({span['first']}), and the other in a column of its own ({span['last']})"
    if said in _NAMED:
        return f"want a time such as 08:00; {value!r} is a time of day to each team another"
    return otherwise


def _want_of_number(number: float) -> str:
    hours, rest = divmod(number, 1)
    if number.is_integer() and 100 <= number < 2400 and number % 100 < 60:
        return f"want a time with a colon, such as {int(number) // 100}:{int(number) % 100:02d}"
    if not 0 <= number <= 24:
        return "want a time such as 08:00; this cell holds a number"
    if 0 < number < 1:
        minutes = round(number * 24 * 60)
        return (
            f"want a time such as 08:00; {number:g} is Excel's number for {minutes // 60:02d}:{minutes % 60:02d}, so "
            "format the cell as a time, if that is meant"
        )
    if not rest:
        return f"want a time with its minutes, such as {hours:g}:00, or with am or pm"
    minutes = round(rest * 100)
    if minutes > 59:
        return f"want a time such as 08:00; {number:.2f} has {minutes} minutes, and an hour has 60"
    return f"want a time with a colon, such as {hours:g}:{minutes:02d}; Excel has made the number {number:g} of it"

"""Days that a cell tells without a whole date, such as "Tuesday", "daily" and "2nd March": the table tells which."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from ..typed import WEEKDAYS, plain_text, read_date

_ALL = frozenset(
    {"daily", "every day", "everyday", "each day", "all days", "all week", "7 days", "7 days a week", "all"}
)
_NAMED = {
    **dict.fromkeys(("weekdays", "weekday", "every weekday"), range(5)),
    **dict.fromkeys(("weekends", "weekend", "every weekend"), range(5, 7)),
}
_PARTS = re.compile(r"\s*(?:[;,/&+\n]|\band\b)\s*")
_RANGE = re.compile(r"(?P<first>[a-z]+)\.?\s*(?:-|\u2013|to|thru|through)\s*(?P<last>[a-z]+)\.?")
_NO_YEAR = re.compile(r"(?:[a-z]+\.?,?\s+)?(?:\d{1,2}(?:st|nd|rd|th)?(?:\s+of)?[\s-]+[a-z]{3,9}|\d{1,2}[/.]\d{1,2})\.?")


def read_day_words(text: str, known: Sequence[date]) -> list[date] | None:
    """The days of a table that a text means, in order; None: it speaks of no days in this way. known: all its days.

    Raises ValueError, with what would be right, where the table has no such day.
    """
    said = plain_text(text).strip(" .")
    if said in _ALL:
        return _some(list(known), "a day", known)
    numbers: set[int] = set()
    for part in _PARTS.split(said):
        found = _weekdays(part)
        if found is None:
            return _without_year(said, known)
        numbers |= found
    days = [day for day in known if day.weekday() in numbers]
    return _some(days, " or ".join(WEEKDAYS[one].title() for one in sorted(numbers)), known)


def _weekdays(part: str) -> set[int] | None:
    """The numbers of the weekdays that a word or two name, Monday 0."""
    if part in _NAMED:
        return set(_NAMED[part])
    if (one := _weekday(part.removeprefix("every ").removesuffix(" only"))) is not None:
        return {one}
    if (span := _RANGE.fullmatch(part)) is None:
        return None
    first, last = _weekday(span["first"]), _weekday(span["last"])
    if first is None or last is None:
        return None
    return {(first + step) % 7 for step in range((last - first) % 7 + 1)}


def _weekday(word: str) -> int | None:
    bare = word.rstrip(".")
    for number, name in enumerate(WEEKDAYS):
        if len(bare) > 1 and bare in (name, f"{name}s", name[:2], name[:3], name[:4], name[:5]):
            return number
    return None


def _without_year(said: str, known: Sequence[date]) -> list[date] | None:
    """The day that a date without its year is, where all days of the table are of one year."""
    if _NO_YEAR.fullmatch(said) is None:
        return None
    years = sorted({day.year for day in known})
    if len(years) != 1:
        raise ValueError("want the date with its year, such as 02/03/2027")
    mark = "/" if "/" in said else "." if "." in said and "." in said.rstrip(".") else " "
    found = read_date(f"{said.rstrip('.')}{mark}{years[0]}")
    return [found[0]] if found is not None and not found[1] else None


def _some(days: list[date], what: str, known: Sequence[date]) -> list[date]:
    if days:
        return days
    if not known:
        raise ValueError("want a date such as 02/03/2027 in one row at least; then the others may say the weekday")
    raise ValueError(f"want a date such as 02/03/2027: among the days of this table is no {what}")

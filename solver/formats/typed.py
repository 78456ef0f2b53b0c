"""Dates, times of day, lengths of time, and yes or no as people type them: text in, plain values out.

Dates are read day first, always, as Britain writes them: 03/04/2026 is 3 April.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

DAY = timedelta(days=1)
_LONG_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_MONTHS = tuple(month[:3] for month in _LONG_MONTHS)
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WEEKDAY = r"(?:(?P<weekday>mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+)?"
_NUMBERS = re.compile(
    _WEEKDAY + r"(?P<day>\d{1,2})(?P<mark>[/.-])(?P<month>\d{1,2})(?P=mark)(?P<year>\d{4}|\d{2})(?!\d)"
)
_WORDS = re.compile(
    _WEEKDAY
    + r"(?P<day>\d{1,2})(?:st|nd|rd|th)?(?:\s+of)?[\s-]+(?P<month>[a-z]{3,9})\.?,?[\s-]+(?P<year>\d{4}|\d{2})(?!\d)"
)
_YEAR_FIRST = re.compile(_WEEKDAY + r"(?P<year>\d{4})(?P<mark>[/.-])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})(?!\d)")
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}.*)?")
_TWO_DIGITS = 50  # 49 is 2049 and 50 is 1950
_CLOCK = re.compile(r"(\d{1,2})(?:[:.](\d{2})(?::(\d{2}))?)?\s*(?:([ap])\.?m\.?|(?:hrs|hr|h)\.?)?")
_FOUR = re.compile(r"(\d{2})(\d{2})\s*(?:hrs|hr|h)?\.?")
_NAMED_CLOCKS = {"noon": 12 * 3600, "midday": 12 * 3600}
_HOURS = r"(?:(?P<hours>\d+(?:\.\d+)?)\s*(?P<h>h|hr|hrs|hour|hours)\.?)?"
_LENGTH = re.compile(
    _HOURS + r"(?:\s*(?:and)?\s*(?P<minutes>\d+(?:\.\d+)?)\s*(?P<m>m|min|mins|minute|minutes|'|\u2032)?\.?)?"
)
_HOURS_MINUTES = re.compile(r"(\d{1,2}):([0-5]\d)(?::([0-5]\d))?")
_NAMED_LENGTHS = {
    **dict.fromkeys(("half an hour", "half hour", "1/2 hour", "\u00bd hour", "\u00bd an hour"), 30),
    **dict.fromkeys(("quarter of an hour", "a quarter of an hour", "quarter hour"), 15),
    **dict.fromkeys(("an hour", "one hour"), 60),
    **dict.fromkeys(("an hour and a half", "1\u00bd hours", "1 \u00bd hours", "1 1/2 hours"), 90),
}
_YES = {"yes", "y", "true", "1", "\u2713", "\u2714", "\u2611"}
_NO = {"no", "n", "false", "0", "\u2717", "\u2718", "\u2610"}
_NOT_KNOWN = {"unknown", "not known", "don't know", "dont know", "?", "tbc", "tba", "nk", "not sure"}
_NOTHING = {"-", "--", "\u2013", "\u2014", "n/a", "na", "nil"}


def plain_text(text: str) -> str:
    """The text as it is compared: blanks of all sorts are one blank, and typographic quotes are straight ones."""
    return " ".join(text.replace("\u2019", "'").split()).casefold()


def is_nothing(text: str) -> bool:
    """Whether a text only says that the cell is left empty: a dash, or n/a."""
    return plain_text(text) in _NOTHING


def is_iso(text: str) -> bool:
    """Whether a text is a date of ISO 8601, or a date and a time: the schema reads those by itself."""
    return _ISO.fullmatch(text) is not None


def read_date(text: str) -> tuple[date, str, bool] | None:
    """A date at the beginning of a text, what follows it, and whether it was in figures, day first; None for no date.

    Raises ValueError, with what would be right, for a day that there is not.
    """
    said = plain_text(text)
    for form in (_NUMBERS, _WORDS, _YEAR_FIRST):
        if found := form.match(said):
            break
    else:
        return None
    month = int(found["month"]) if found["month"].isdigit() else _month(found["month"])
    if month is None:
        return None
    day, year = int(found["day"]), _year(found["year"])
    if month > 12 >= day and form is _NUMBERS:
        raise ValueError(f"want the day first, then the month: {month:02d}/{day:02d}/{year}")
    try:
        when = date(year, month, day)
    except ValueError:
        raise ValueError("want a day that there is, such as 31/03/2026, the day first") from None
    weekday = found["weekday"]
    if weekday and not WEEKDAYS[when.weekday()].startswith(weekday):
        raise ValueError(
            f"want a weekday and a date that agree: {show_day(when)} is a {WEEKDAYS[when.weekday()].title()}"
        )
    return when, said[found.end() :].strip(" ,"), form is _NUMBERS


def _month(word: str) -> int | None:
    if word == "sept":
        return 9
    known = _MONTHS if len(word) == 3 else _LONG_MONTHS
    return known.index(word) + 1 if word in known else None


def _year(digits: str) -> int:
    year = int(digits)
    return year if len(digits) == 4 else year + (2000 if year < _TWO_DIGITS else 1900)


def read_clock(text: str) -> int | None:
    """Seconds since midnight of a time of day, 24:00 included; None for what is none."""
    said = plain_text(text)
    if said in _NAMED_CLOCKS:
        return _NAMED_CLOCKS[said]
    found = _CLOCK.fullmatch(said)
    half = found[4] if found else None
    if found and found[2] is None and half is None:
        found = None  # a bare 7, or 7h, which may be a length of time
    if not found and not (found := _FOUR.fullmatch(said)):
        return None
    hours, minutes = int(found[1]), int(found[2] or 0)
    seconds = int(found[3] or 0) if found.re is _CLOCK else 0
    if half and hours <= 12:
        hours = hours % 12 + (12 if half == "p" else 0)
    elif half == "a":
        return None
    if minutes > 59 or seconds > 59:
        return None
    total = hours * 3600 + minutes * 60 + seconds
    return total if total <= DAY.total_seconds() else None


def at_clock(day: date, seconds: int) -> datetime:
    """Wall time so many seconds after midnight of a day; 24:00 is the next day's midnight."""
    return datetime.combine(day, time()) + timedelta(seconds=seconds)


def read_length(text: str) -> float | None:
    """Minutes of a length of time with its unit ("30 mins", "1h 15", "0:30"); None for what is none.

    Raises ValueError for more than a day in hours and minutes: 30:00 is hardly 30 hours.
    """
    said = plain_text(text)
    if said in _NAMED_LENGTHS:
        return float(_NAMED_LENGTHS[said])
    if found := _HOURS_MINUTES.fullmatch(said):
        minutes = int(found[1]) * 60 + int(found[2]) + int(found[3] or 0) / 60
        if minutes > 24 * 60:
            raise ValueError(f"want minutes such as 30, or hours and minutes such as 0:30; {said} is more than a day")
        return float(minutes)
    found = _LENGTH.fullmatch(said)
    if not found or not (found["h"] or found["m"]):
        return None
    return round(float(found["hours"] or 0) * 60 + float(found["minutes"] or 0), 6)


def read_yes_no(text: str) -> bool | None:
    """True for yes, False for no, None for neither. Raises ValueError where only one answer helps: leave it empty."""
    said = plain_text(text).rstrip(".!")
    if said in _YES or said in _NO:
        return said in _YES
    if said in _NOT_KNOWN:
        raise ValueError("want yes or no; leave the cell empty where it is not known")
    if said in ("x", "\u00d7"):
        raise ValueError("want yes or no; an x is a yes to some and a no to others")
    return None


def show_day(day: date) -> str:
    """3 April 2026."""
    return f"{day.day} {_LONG_MONTHS[day.month - 1].title()} {day.year}"

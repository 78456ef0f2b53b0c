"""One cell between a spreadsheet and the document: what a scheduler may type, and what Excel makes of it."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from ..domain import Horizon
from .formulas import Formula
from .sheet import Kind
from .typed import at_clock, is_iso, is_nothing, read_clock, read_date, read_length, read_yes_no, show_day

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?")
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{3})+")
_EXCEL_EPOCH = datetime(1899, 12, 30)
_HOURS = 24  # a number below it, where a time should stand, is likely 7.30 as Excel keeps it
_EXCEL_FIRST_YEAR = 1901  # earlier dates are times of day and lengths of time


HOW_TO_MAP = "onevisit convert --mapping, docs/how-to/bring-and-give-data.md"  # for files as other systems write them


class Refusal:
    """Stands for a cell that a mapping could not read; what would be right is said once its place is known."""

    def __init__(self, wanted: str):
        self.wanted = wanted


@dataclass(slots=True)
class Setting:
    """How the cells of a table are to be read. abstract: instants are minutes since the start. day: the date of times
    that stand without one; None: want a date. days: of how many days the table tells. told: by kind of reading a
    sentence that shows it, of its first cell.
    """

    abstract: bool = False
    day: date | None = None
    days: int = 1
    told: dict[str, str] = field(default_factory=dict)


def blank(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def empty(value: Any, kind: Kind) -> bool:
    """Whether a cell says nothing: a dash or n/a does not either, where no text can stand."""
    words = kind in ("text", "id", "ids", "json")
    return blank(value) or (not words and isinstance(value, str) and is_nothing(value))


def read_cell(value: Any, kind: Kind, setting: Setting | None = None) -> Any:
    """The document's value for a cell that is not empty.

    Raises ValueError with what would be right; what only the schema can know it leaves for the schema.
    """
    setting = setting or Setting()
    if isinstance(value, Refusal):
        raise ValueError(value.wanted)
    if isinstance(value, Formula):
        raise ValueError("want a value; the cell holds a formula without one: open the file in Excel and save it")
    if kind == "instant":
        kind = "number" if setting.abstract else "moment"
    if isinstance(value, str) and kind not in ("text", "json"):
        value = value.strip()
    if kind == "moment":
        return _moment(value, setting)
    if kind == "date":
        return _date(value, setting)
    return _READERS[kind](value)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else _number_text(value, "text")


def _id(value: Any) -> str:
    return value if isinstance(value, str) else _number_text(value, "an id")


def _choice(value: Any) -> str:
    return value.lower() if isinstance(value, str) else _number_text(value, "a word")


def _choices(value: Any) -> list[str]:
    return [word.lower() for word in _ids(value)]


def _whole(value: Any) -> int:
    if isinstance(value, str) and _THOUSANDS.fullmatch(value):
        value = value.replace(",", "")
    number = _number(value)
    if isinstance(number, float) and not number.is_integer():
        raise ValueError("want a whole number")
    return int(number)


def _number_text(value: Any, wanted: str) -> str:
    """An id or name that Excel holds as a number."""
    if isinstance(value, bool) or not isinstance(value, int | float) or value != int(value):
        raise ValueError(f"want {wanted}, in a cell formatted as text")
    return str(int(value))


def _nhs(value: Any) -> str:
    if isinstance(value, str):
        if re.fullmatch(r"\d(\.\d+)?[eE]\+?\d+", value):
            raise ValueError("want all ten digits; Excel has rounded this number, so format the column as text")
        return value
    return _number_text(value, "ten digits")


def _number(value: Any) -> int | float:
    if isinstance(value, bool):
        raise ValueError("want a number")
    if isinstance(value, int | float):
        return value
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        return int(value) if re.fullmatch(r"[+-]?\d{1,18}", value) else float(value)
    if isinstance(value, str) and re.fullmatch(r"[+-]?\d+,\d+", value):
        raise ValueError(f"want a number with a point, such as {value.replace(',', '.')}")
    raise ValueError("want a number, not a date or time" if isinstance(value, date | time) else "want a number")


def _minutes(value: Any) -> int | float:
    if isinstance(value, time):
        value = timedelta(hours=value.hour, minutes=value.minute, seconds=value.second)
    if isinstance(value, timedelta):
        return value.total_seconds() / 60
    if isinstance(value, datetime) and value.year < _EXCEL_FIRST_YEAR:
        return (value - _EXCEL_EPOCH).total_seconds() / 60
    if isinstance(value, str) and not _NUMBER.fullmatch(value):
        length = read_length(value)
        if length is None:
            raise ValueError("want a number of minutes such as 30, or 30 mins, or 0:30")
        return int(length) if length.is_integer() else length
    if isinstance(value, datetime | date):
        raise ValueError("want a number of minutes; Excel shows a date here")
    return _number(value)


def _moment(value: Any, setting: Setting) -> str:
    wanted = "want a date and time such as 2026-03-02 08:30"
    clock = clock_alone(value)
    if clock is not None:
        return _on_the_day(clock, setting, wanted)
    if isinstance(value, datetime):
        nearest = (value + timedelta(milliseconds=500)).replace(microsecond=0)
        # Excel keeps a time as a fraction of a day, so a whole second may come back a hair off.
        return (nearest if abs(nearest - value) <= timedelta(milliseconds=5) else value).isoformat()
    if isinstance(value, date):
        return datetime.combine(value, time()).isoformat()
    if setting.day is not None and isinstance(value, int | float) and value is not True and 0 < value < _HOURS:
        raise ValueError(f"{wanted}, or a time such as 7:30 with a colon; Excel makes a number of 7.30")
    typed = _typed_date(value, wanted, setting)
    if isinstance(typed, str):
        return typed
    day, rest = typed
    at = read_clock(rest.removeprefix("at ")) if rest else 0
    if at is None:
        raise ValueError(f"{wanted}; after the date stands {rest!r}, which is no time of day")
    return at_clock(day, at).isoformat()


def clock_alone(value: Any) -> int | None:
    """Seconds since midnight of a cell that holds a time of day without its date; None for any other."""
    if isinstance(value, str):
        return read_clock(value)
    if isinstance(value, time):
        value = timedelta(hours=value.hour, minutes=value.minute, seconds=value.second)
    elif isinstance(value, datetime) and value.year < _EXCEL_FIRST_YEAR:
        value -= _EXCEL_EPOCH
    if isinstance(value, timedelta) and timedelta() <= value <= timedelta(days=1):
        return round(value.total_seconds())
    return None


def _on_the_day(clock: int, setting: Setting, wanted: str) -> str:
    if setting.day is None:
        many = f": this table tells of {setting.days} days" if setting.days > 1 else ""
        raise ValueError(f"{wanted}; this cell has a time without its date{many}")
    setting.told.setdefault("times", f"Times without a date are read as of {show_day(setting.day)}.")
    return at_clock(setting.day, clock).isoformat()


def _clock(value: Any) -> str:
    """A time of day as text; what Excel makes of one typed into a cell is a time, or for 24:00 a whole day."""
    at = clock_alone(value)
    if at is not None:
        minutes, seconds = divmod(at, 60)
        shown = f"{minutes // 60:02d}:{minutes % 60:02d}"
        return f"{shown}:{seconds:02d}" if seconds else shown
    if isinstance(value, str):
        return value
    raise ValueError("want a time of day such as 08:00")


def _date(value: Any, setting: Setting) -> str:
    wanted = "want a date such as 2026-03-02"
    if isinstance(value, datetime):
        if value.time() != time():
            raise ValueError(f"{wanted} without a time")
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}[T ]00:00(:00(\.0+)?)?", value):
        return value[:10]  # as a program writes a date that it keeps with a time
    typed = _typed_date(value, wanted, setting)
    if isinstance(typed, str):
        return typed
    day, rest = typed
    if rest and read_clock(rest) != 0:
        raise ValueError(f"{wanted} without a time")
    return day.isoformat()


def _typed_date(value: Any, wanted: str, setting: Setting) -> str | tuple[date, str]:
    """A date that was typed as text, with what follows it; the text as it is where only the schema can read it.

    ValueError where no date can be meant.
    """
    if not isinstance(value, str):
        raise ValueError(wanted + _serial(value))
    if _NUMBER.fullmatch(value):
        raise ValueError(wanted + _serial(float(value)))
    if is_iso(value):
        return value
    found = read_date(value)
    if found is None:
        return value
    day, rest, figures = found
    if figures:
        shown = f"Dates are read day first: {value} is {show_day(day)}."
        if "dates" not in setting.told or (day.day <= 12 and day.day != day.month and "sure" not in setting.told):
            setting.told["dates"] = shown
        if day.day <= 12 and day.day != day.month:  # the first that could be misread is the one to show
            setting.told["sure"] = ""
    return day, rest


def _serial(value: Any) -> str:
    """What Excel means by a number that stands where a date should."""
    if isinstance(value, int | float) and not isinstance(value, bool) and 20_000 < value < 80_000:
        meant = _EXCEL_EPOCH + timedelta(days=value)
        return f"; Excel's number for {meant:%Y-%m-%d %H:%M}, so format the cell as a date"
    return ""


def _yes(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    answer = read_yes_no(str(int(value)) if value in (0, 1) else str(value))
    if answer is None:
        raise ValueError("want yes or no")
    return answer


def _ids(value: Any) -> list[str]:
    if not isinstance(value, str):
        return [_number_text(value, "ids with ; between them")]
    parts = next(csv.reader([value.replace("\n", ";")], delimiter=";", skipinitialspace=True), [])
    return [part.strip() for part in parts if part.strip()]


def _json(value: Any) -> Any:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, str):
        try:
            return json.loads(value, parse_constant=lambda word: word)
        except (ValueError, RecursionError):
            return value
    if isinstance(value, bool | int | float):
        return value
    raise ValueError("want a number, text, true or false")


_READERS: dict[Kind, Callable[[Any], Any]] = {  # beside moments and dates; an instant is a number or a moment
    "text": _text,
    "id": _id,
    "choice": _choice,
    "nhs": _nhs,
    "whole": _whole,
    "number": _number,
    "minutes": _minutes,
    "clock": _clock,
    "yesno": _yes,
    "ids": _ids,
    "choices": _choices,
    "json": _json,
}


def write_cell(value: Any, kind: Kind, horizon: Horizon) -> Any:
    """What stands in the cell for a value of the document: None, text, a number, yes or no, a date or a datetime.

    A datetime is local wall time; where the clock change makes it stand for two moments the cell is ISO text with its
    offset instead.
    """
    if value is None:
        return None
    match kind:
        case "ids" | "choices":
            return "; ".join(_quoted(part) for part in value) or None
        case "date":
            return date.fromisoformat(value)
        case "moment" | "instant":
            return value if isinstance(value, int | float) else _wall(value, horizon)
        case "text":
            return value or None
    return value


def _quoted(part: str) -> str:
    return '"' + part.replace('"', '""') + '"' if ";" in part or '"' in part else part


def json_text(value: Any) -> str:
    """A rule's value as the text of a cell. Plain text stands as it is unless it could be read as something else."""
    if isinstance(value, str) and value and value == value.strip() and value.isprintable() and _json(value) == value:
        return value
    return json.dumps(value)


def _wall(text: str, horizon: Horizon) -> datetime | str:
    when = datetime.fromisoformat(text)
    wall = when.replace(tzinfo=None)
    try:
        return wall if horizon.ticks(wall) == horizon.ticks(when) else text
    except ValueError:
        return text

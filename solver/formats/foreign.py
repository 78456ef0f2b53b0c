"""One cell of a foreign export into one cell of ours, as a mapping's recipe says."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from ..domain import Horizon
from .cells import blank
from .recipe import Cell
from .sheet import Kind

_DURATION = re.compile(r"(\d{1,3}):([0-5]\d)(?::([0-5]\d))?")
_DURATION_FORMS = {"minutes": 1.0, "hours": 60.0, "seconds": 1 / 60}
_MIDNIGHT = re.compile(r"\b24:00(:00)?\b")

# Finds the id of the object of a collection whose field has a value; None where there is none.
Lookup = Callable[[str, str, Any], str | None]


def sources(cell: Cell) -> list[str]:
    """The foreign columns a cell is made from; what it is moved by comes last."""
    return [*_sources(cell), *([cell.add_minutes] if isinstance(cell.add_minutes, str) else [])]


def _sources(cell: Cell) -> list[str]:
    if cell.column is not None:
        return [cell.column]
    if cell.columns is not None:
        return cell.columns
    return re.findall(r"\{([^{}]+)\}", cell.text) if cell.text is not None else []


def our_cell(cell: Cell, kind: Kind, row: Mapping[str, Any], horizon: Horizon | None, lookup: Lookup) -> Any:
    """Our value for a row of the export, None for an empty cell. Raises ValueError with what would be right.

    row: the export's cells by column; every column the cell names is there.
    """
    if cell.constant is not None:
        value: Any = cell.constant
    else:
        parts = [row[name] for name in _sources(cell)]
        if all(blank(part) for part in parts):
            return cell.default
        value = _gathered(cell, parts, row)
    if cell.split is not None and isinstance(value, str):
        parts = [_translated(cell, part.strip()) for part in value.split(cell.split) if part.strip()]
        return "; ".join(_listed(str(part)) for part in parts if not blank(part))
    value = _translated(cell, value)
    if cell.lookup is not None:
        collection, field = cell.lookup.split(".")
        wanted = value.replace(" ", "") if field == "nhs_number" and isinstance(value, str) else value
        found = lookup(collection, field, _text(wanted))
        if found is None:
            raise LookupError(f"want the {field} of one of the {collection}")
        return found
    if kind in ("moment", "instant", "clock", "date"):
        return _time(cell, kind, value, row, horizon)
    if kind == "minutes" and cell.form is not None:
        value = _duration(cell.form, value)
    if cell.multiply is not None:
        value = _scaled(value, cell.multiply, kind)
    return value


def _gathered(cell: Cell, parts: list[Any], row: Mapping[str, Any]) -> Any:
    if cell.text is not None:
        return re.sub(r"\{([^{}]+)\}", lambda match: _text(row[match[1]]), cell.text)
    if len(parts) == 1:
        return parts[0]
    days = [part for part in parts if isinstance(part, date)]
    hours = [part for part in parts if isinstance(part, time)]
    if len(parts) == 2 and len(days) == 1 and len(hours) == 1:  # real Excel cells for a date and its time
        return datetime.combine(days[0], hours[0])
    if missing := [part for part in parts if blank(part)]:
        raise ValueError(f"want all of {', '.join(cell.columns or ())}; {len(missing)} of them empty")
    form = cell.form or ""
    return " ".join(_in_form(part, form) for part in parts)


def _in_form(part: Any, form: str) -> str:
    """A real date or time cell beside a written one: written in the same form."""
    if isinstance(part, date):
        return part.strftime(form.split(" ")[0])
    if isinstance(part, time):
        return part.strftime(form.split(" ")[-1])
    return _text(part)


def _text(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, time) and not value.second:
        return value.isoformat("minutes")
    return str(value).strip()


def _listed(part: str) -> str:
    return '"' + part.replace('"', '""') + '"' if ";" in part or '"' in part else part


def _translated(cell: Cell, value: Any) -> Any:
    if cell.values is None:
        return value
    words = {word.casefold(): meaning for word, meaning in cell.values.items()}
    word = _text(value).casefold()
    if word in words:
        return words[word]
    if cell.otherwise is not None:
        return cell.otherwise
    raise ValueError(f"want one of the values the mapping knows: {', '.join(cell.values)}")


def _time(cell: Cell, kind: Kind, value: Any, row: Mapping[str, Any], horizon: Horizon | None) -> Any:
    """Local wall time, or with its offset where minutes were added: the clock may change in between."""
    form = cell.form
    if form is not None and isinstance(value, str):
        text, days = value.strip(), 0
        if _MIDNIGHT.search(text):  # some systems end a day at 24:00
            text, days = _MIDNIGHT.sub(lambda match: match[0].replace("24", "00"), text), 1
        try:
            value = datetime.strptime(text, form) + timedelta(days=days)
        except ValueError:
            example = datetime(2026, 3, 31, 8, 30).strftime(form)
            raise ValueError(f"want a form like {example} ({form})") from None
        if kind == "date":
            return value.date()
        if kind == "clock":
            return "24:00" if days else f"{value:%H:%M}"
    if cell.add_minutes is not None:
        if not isinstance(value, datetime) or horizon is None:
            raise ValueError("want a date and time, which minutes can be added to")
        by = row[cell.add_minutes] if isinstance(cell.add_minutes, str) else cell.add_minutes
        moved = horizon.ticks(value) + round(_scaled(by, horizon.ticks_per_minute, "number"))
        return horizon.moment(moved).isoformat()
    return value


def _duration(form: str, value: Any) -> Any:
    if isinstance(value, time | timedelta | datetime):
        return value  # a real Excel duration says its own unit
    if form in _DURATION_FORMS:
        return _scaled(value, _DURATION_FORMS[form], "number")
    match = _DURATION.fullmatch(value.strip()) if isinstance(value, str) else None
    if form not in ("HH:MM", "HH:MM:SS"):
        raise ValueError('want the mapping to say form "HH:MM", "HH:MM:SS", "minutes", "hours" or "seconds"')
    if match is None or (form == "HH:MM:SS") != (match[3] is not None):
        raise ValueError(f"want a duration like {'00:30' if form == 'HH:MM' else '00:30:00'} ({form})")
    return int(match[1]) * 60 + int(match[2]) + int(match[3] or 0) / 60


def _scaled(value: Any, by: float, kind: Kind) -> Any:
    try:
        number = float(value) * by
    except (TypeError, ValueError):
        raise ValueError("want a number") from None
    if kind == "whole" or abs(number - round(number)) < 1e-9:
        return round(number)
    return number

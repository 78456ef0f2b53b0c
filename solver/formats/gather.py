"""Equal faults of many rows as one: two hundred dates written in one wrong way are one thing to mend."""

from __future__ import annotations

import re
from collections.abc import Iterable

from solver.rules.vocabulary.wording import list_some

from ..domain import Fault

_ROW = re.compile(r"row (\d+)(?:, column (.+))?")
_SHOWN = 8  # spans of rows that are listed; the rest are counted


def gather(faults: Iterable[Fault]) -> list[Fault]:
    """The faults, those of one file that want the same in several rows as one fault, which says the rows."""
    found: dict[tuple[str, ...], list[tuple[Fault, int, str]]] = {}
    for fault in faults:
        place = _ROW.fullmatch(fault.where)
        row, column = (int(place[1]), place[2] or "") if place else (0, "")
        key = (fault.file, fault.expected) if row > 1 else (fault.file, fault.expected, fault.where, str(fault))
        found.setdefault(key, []).append((fault, row, column))
    return [one for equal in found.values() for one in _as_one(equal)]


def _as_one(equal: list[tuple[Fault, int, str]]) -> list[Fault]:
    """Faults that want the same, as they are where all are of one row. equal: each with its row and column."""
    rows = sorted({row for _, row, _ in equal})
    first = equal[0][0]
    if len(rows) < 2:
        return [fault for fault, _, _ in equal]
    columns = list(dict.fromkeys(column for _, _, column in equal if column))
    said = f", column{'' if len(columns) == 1 else 's'} {' and '.join(columns)}" if columns else ""
    others = len({str(fault.value) for fault, _, _ in equal}) - 1
    value = first.value if not others else f"{first.value}, and {others} more"
    return [Fault(f"rows {list_rows(rows)}{said}", value, first.expected, first.file)]


def list_rows(rows: list[int]) -> str:
    """Row numbers in order, in words: "2 to 9, 12 and 14 to 20"."""
    found: list[list[int]] = []
    for row in rows:
        if found and row == found[-1][1] + 1:
            found[-1][1] = row
        else:
            found.append([row, row])
    said = [str(one) if one == last else f"{one} to {last}" for one, last in found]
    if len(said) == 1 or len(said) > _SHOWN:
        return list_some(said, _SHOWN)
    return f"{', '.join(said[:-1])} and {said[-1]}"

"""First name and surname of two columns as one name; and cells that say in words that they say nothing."""

from __future__ import annotations

from typing import Any

from ..cells import blank
from ..headings import heading
from ..typed import plain_text
from .sheet import FlatSheet

_FIRST = frozenset({"first_name", "firstname", "forename", "forenames", "given_name", "christian_name"})
_LAST = frozenset({"surname", "last_name", "lastname", "family_name"})
# By column, words that say no more than an empty cell does.
_NOBODY = frozenset({"none", "no", "no one", "nobody", "no-one", "nil", "not applicable"})
_EITHER = frozenset({"either", "any", "none", "no preference", "no pref", "m/f", "f/m", "mf", "both", "either sex"})
_ANYBODY = frozenset({*_NOBODY, "any", "anyone", "anybody", "either", "all", "various", "tbc", "tba"})
_SAYS_NONE: dict[str, frozenset[str]] = {
    "carers_must_be": frozenset({*_EITHER, "no", "any sex", "any gender", "not specified", "male or female"}),
    "never_send": _NOBODY,
    "never_goes_to": _NOBODY,
    "usual_carers": _ANYBODY,
    "needs": frozenset({*_NOBODY, "nothing", "no needs", "no special needs"}),
    "set_by": frozenset({"none", "no"}),
    "must_start_from": frozenset({"none", "no"}),
    "must_start_to": frozenset({"none", "no"}),
    "whose": frozenset({"any", "none", "either"}),
    "can_do": frozenset({"none", "nothing"}),
    "priority": frozenset({"none"}),
}


def says_nothing(key: str, cell: Any) -> bool:
    """Whether a cell of a column says no more than an empty one, in words of that column."""
    return isinstance(cell, str) and plain_text(cell).rstrip(".") in _SAYS_NONE.get(key, ())


def join_names(sheet: FlatSheet, rows: list[list[Any]], top: int) -> list[list[Any]]:
    """The rows with first name and surname in one column, where no column has whole names. top: the headings."""
    heads = [heading(cell) for cell in rows[top]]
    key = "client" if sheet.name == "visits" else "name"
    first = next((at for at, one in enumerate(heads) if one in _FIRST), None)
    last = next((at for at, one in enumerate(heads) if one in _LAST), None)
    if key in sheet.meant(rows[top]) or first is None or last is None:
        return rows
    found = [list(row) for row in rows]
    for number, row in enumerate(found[top:], top):
        if max(first, last) >= len(row):
            continue
        parts = [str(row[at]).strip() for at in (first, last) if not blank(row[at])]
        row[first], row[last] = (key, "") if number == top else (" ".join(parts), "")
    return found

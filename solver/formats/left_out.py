"""Sheets and columns that are none of ours: which are left out and told, and which are refused.

People keep notes in their workbooks. But a name that is nearly one of ours is likely a slip, and a column that nobody
knows may be a column that safety rests on under another name, where that one is missing.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from difflib import get_close_matches

from .columns import SHEET
from .safety_columns import SAFETY
from .sheet import Sheet
from .wording import want_name

_NEAR = 0.75  # as difflib measures it: vists, visit task and Shift are near; Notes and Rota are not


def refuse_sheet(name: str, there: Collection[str]) -> str:
    """What is wanted in place of an unknown sheet; empty where it is left out."""
    if _near(name, list(SHEET)) or not any(one.strip().lower() in SHEET for one in there):
        return want_name(name, list(SHEET), "sheets")
    return ""


def refuse_column(sheet: Sheet, name: str, there: Sequence[str]) -> str:
    """What is wanted in place of an unknown column of a sheet; empty where it is left out. there: its columns."""
    missing = [column for column in sheet.names if column not in there]
    safety = {column for sheets in SAFETY.values() for column in sheets.get(sheet.name, ())}
    required = {column.name for column in sheet.columns if column.required}
    if _near(name, missing) or (safety | required).intersection(missing):
        return want_name(name, sheet.names, "columns", missing)
    return ""


def _near(name: str, ours: Sequence[str]) -> list[str]:
    return get_close_matches(name.strip().lower().replace(" ", "_"), ours, 1, _NEAR)

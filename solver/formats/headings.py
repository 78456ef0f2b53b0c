"""Which of our sheets and columns a heading means, as people write it: "Visit tasks" is visit_tasks."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Any

from .columns import SHEET
from .sheet import Sheet

# Names that are surely one of ours. Staff and rota are not here: what they hold differs from team to team.
_SHEETS = {
    **dict.fromkeys(("client_list", "service_users", "patients", "people_we_support"), "clients"),
    **dict.fromkeys(("carers", "care_workers"), "workers"),
    **dict.fromkeys(("calls", "visit_list"), "visits"),
    **dict.fromkeys(("tasks",), "visit_tasks"),
    **dict.fromkeys(("windows",), "visit_windows"),
}
_COLUMNS = {
    **dict.fromkeys(("latitude",), "lat"),
    **dict.fromkeys(("longitude", "long", "lng"), "lon"),
    **dict.fromkeys(("dob", "date_of_birth"), "born"),
    **dict.fromkeys(("gender",), "sex"),
    **dict.fromkeys(("minutes", "mins", "duration"), "duration_minutes"),
    **dict.fromkeys(("nhs_no", "nhs"), "nhs_number"),
    **dict.fromkeys(("task", "task_code"), "code"),
    **dict.fromkeys(("travels_by", "travel_mode"), "mode"),
    **dict.fromkeys(("carers", "no_of_carers", "number_of_carers", "carers_required", "carers_needed"), "workers"),
    **dict.fromkeys(("staff_required", "staff_needed", "no_of_staff", "number_of_staff"), "workers"),
}
_TITLE_ROWS = 12  # above the column names, at most


def heading(cell: Any) -> str:
    """A heading as it is compared: small letters, and one _ for blanks, hyphens, brackets and marks between words:
    "No. of carers" is no_of_carers, "Duration (mins)" duration_mins.
    """
    text = unicodedata.normalize("NFC", str(cell)).casefold()
    return re.sub(r"[\s.,:;*?!#()\[\]/&+-]+", "_", text).strip("_") or text.strip()


def sheet_meant(name: str) -> Sheet | None:
    """The sheet that a name means; None where it is none of ours."""
    said = heading(name)
    for one in (said, _SHEETS.get(said, ""), said + "s"):
        if one in SHEET:
            return SHEET[one]
    return None


def columns_meant(sheet: Sheet, cells: Sequence[Any]) -> list[str]:
    """The column that each heading means, as it is written where it is none of ours."""
    said = [heading(cell) for cell in cells]
    return [
        _COLUMNS[one]
        if one not in sheet.names and _COLUMNS.get(one) in sheet.names and _COLUMNS[one] not in said
        else one
        for one in said
    ]


def row_of_headings(sheet: Sheet, rows: Sequence[Sequence[Any]]) -> int:
    """The row with the column names, from 0: the first, unless it has none and one below a title has those required."""
    required = {column.name for column in sheet.columns if column.required}
    if not rows or set(columns_meant(sheet, rows[0])) & set(sheet.names):
        return 0
    for number, row in enumerate(rows[:_TITLE_ROWS]):
        if required <= set(columns_meant(sheet, row)):
            return number
    return 0

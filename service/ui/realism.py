"""How like life a day is, as its page shows it: rooms of measures, each with its mark and what was published."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from service.reading.likening import measure_day
from solver.realism import ROOMS, Row, range_told, sources_used, summary, told

from .viewed_roster import Reading

_WORDS = {"inside": "inside", "outside": "outside", "unproven": "unproven", "not known": "not told by this day"}


def liken(read: Reading) -> dict[str, Any]:
    """Rooms of measures in their order, those outside first of all, what they come to, and the sources named."""
    rows = measure_day(read.problem, read.check)
    rooms = [
        (ROOMS[room], [_line(row) for row in some]) for room, some in groupby(rows, lambda row: row.published.room)
    ]
    return {
        "told": summary(rows),
        "outside": [_line(row) for row in rows if row.verdict == "outside"],
        "rooms": rooms,
        "sources": sources_used(rows),
    }


def _line(row: Row) -> dict[str, Any]:
    known = row.published
    return {
        "what": known.what,
        "value": told(row.value, known.unit),
        "verdict": row.verdict,
        "words": _WORDS[row.verdict],
        "published": range_told(known),
        "why": row.why,
        "grave": known.grave and row.verdict == "outside",
    }

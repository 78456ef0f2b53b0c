"""Every measure of a day beside what has been published about it, in words and as plain values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from solver.check import Check
from solver.domain import Fault, InputFaults, Problem

from . import care, employers, made, nursing, staff
from .day import Day
from .published import PUBLISHED, Published
from .reasons import tell_why, tell_why_made
from .sources import SOURCES, UNPROVEN

Verdict = Literal["inside", "outside", "unproven", "not known"]
_OF_A_DAY = {**employers.MEASURES, **care.MEASURES, **nursing.MEASURES, **staff.MEASURES}
ROOMS = {"employers": "Employers", "care": "Home care", "nursing": "Nursing", "staff": "Staff", "made": "The roster"}
_DAYS_FOR_ONCE = 14


@dataclass(frozen=True, slots=True)
class Row:
    """One measure of a day. value: None where the day does not tell. why: why it is outside, where the day tells."""

    published: Published
    value: float | None
    why: str = ""

    @property
    def verdict(self) -> Verdict:
        """Whether a value lies in the published range, to the digits that are told."""
        known = self.published
        if self.value is None:
            return "not known"
        if known.low is None or known.high is None:
            return "unproven"
        slack = 0.005 if known.unit == "share" else 0.05
        return "inside" if known.low - slack <= self.value <= known.high + slack else "outside"


def measure(problem: Problem, judged: Check | None = None) -> list[Row]:
    """Every measure of a day, and with a judged roster those of the roster too, in the order of PUBLISHED.

    Raises InputFaults on the clock of a literature instance, which has no hours of the day.
    """
    if problem.horizon.abstract:
        raise InputFaults([Fault("horizon", "a literature clock", "want days with dates: realism is about real days")])
    day = Day(problem)
    roster = None if judged is None else made.Made(day, judged)
    found = []
    for known in PUBLISHED:
        if not known.made:
            found.append(Row(known, _OF_A_DAY[known.key](day)))
        elif roster is not None:
            found.append(Row(known, made.MEASURES[known.key](roster)))
    return [_with_reason(row, day, roster) for row in found]


def _with_reason(row: Row, day: Day, roster: made.Made | None) -> Row:
    if row.verdict != "outside" or row.value is None:
        return row
    if row.published.made:
        return row if roster is None else replace(row, why=tell_why_made(row.published.key, roster))
    return replace(row, why=tell_why(row.published.key, day, row.value))


def outside(rows: Sequence[Row]) -> list[Row]:
    """The measures that lie outside what was published."""
    return [row for row in rows if row.verdict == "outside"]


def document(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """The rows as plain JSON values."""
    return [
        {
            "measure": row.published.key,
            "what": row.published.what,
            "room": row.published.room,
            "unit": row.published.unit,
            "value": None if row.value is None else round(row.value, 4),
            "low": row.published.low,
            "high": row.published.high,
            "published": row.published.said,
            "source": row.published.source,
            "verdict": row.verdict,
            "why": row.why,
            "grave": row.published.grave and row.verdict == "outside",
        }
        for row in rows
    ]


def table(rows: Sequence[Row]) -> list[str]:
    """The rows in words: a mark, the value, what it is of; below it what was published and by whom."""
    lines, room = [], ""
    for row in rows:
        known = row.published
        if known.room != room:
            room = known.room
            lines += ["", ROOMS[room]]
        mark = "!" if row.verdict == "outside" else "?" if row.verdict != "inside" else " "
        lines.append(f"{mark} {told(row.value, known.unit):>8}  {known.what}")
        lines.append(f"{'':12}{range_told(known)}")
        if row.why:
            lines.append(f"{'':12}Why: {row.why}.")
    lines += ["", *summary(rows)]
    lines += ["", "Sources", *(f"  {name:4} {text}" for name, text in sources_used(rows).items())]
    return lines[1:]


def sources_used(rows: Sequence[Row]) -> dict[str, str]:
    """The sources that the rows name, in their order."""
    used = {name for row in rows for name in SOURCES if name in row.published.source.replace(",", "").split()}
    return {name: text for name, text in SOURCES.items() if name in used}


def told(value: float | None, unit: str) -> str:
    """A value in words: shares in percent."""
    if value is None:
        return "-"
    if unit == "share":
        return f"{100 * value:.0f} %" if value >= 0.1 or value == 0 else f"{100 * value:.1f} %"
    ending = {"minutes": " min", "hours": " h", "miles": " mi", "times": " x"}.get(unit, "")
    fine = unit == "times" or (unit == "number" and 1 <= value < 2)  # 1.09 insulin visits a day
    return f"{value:.2f}{ending}" if fine else f"{value:.1f}{ending}"


def range_told(known: Published) -> str:
    """The published range in words, with what was said and by whom."""
    if known.low is None or known.high is None:
        return f"{UNPROVEN}: {known.said}"
    return f"{told(known.low, known.unit)} to {told(known.high, known.unit)}: {known.said} ({known.source})"


def summary(rows: Sequence[Row]) -> list[str]:
    """How many measures are inside; and where that makes every saving meaningless, that it does."""
    out = outside(rows)
    unproven = sum(row.verdict == "unproven" for row in rows)
    unknown = sum(row.verdict == "not known" for row in rows)
    inside = len(rows) - len(out) - unproven - unknown
    lines = [
        f"{inside} of {len(rows)} measures inside what was published, {len(out)} outside, {unproven} unproven, "
        f"{unknown} that this day does not tell."
    ]
    grave = [row.published.what for row in out if row.published.grave]
    if grave:
        lines.append(f"No saving measured on this day means anything: {'; '.join(grave)}.")
    return lines

"""A date far from all others of a table: a slip in the month or the year, most likely, which makes a plan of weeks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from solver.rules.vocabulary.wording import list_some

from ...domain import Fault
from ..typed import show_day
from .found import FlatRow

MOST_DAYS = 31  # between the first day and the last: more is a slip in a date
_NEAR = timedelta(days=7)  # days no further apart are of one stretch
_FEW = 3  # a stretch of so many times fewer rows than the largest is odd
_TOLD = 5


@dataclass(frozen=True, slots=True)
class Dated:
    """A row that says a day. sheet: for people, where it stands."""

    sheet: str
    row: FlatRow
    day: date


@dataclass(frozen=True, slots=True)
class FarDays:
    """faults: of days more than a month from the others. told: sentences on rows of days that are merely far from them.
    instead: by a day that is refused, one of the others.
    """

    faults: list[Fault] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    instead: dict[date, date] = field(default_factory=dict)


def find_far_days(rows: Sequence[Dated]) -> FarDays:
    """What is to be said of days that lie apart from the others."""
    stretches = _stretches(rows)
    if len(stretches) < 2:
        return FarDays()
    most = max(stretches, key=len)
    first, last = most[0].day, most[-1].day
    others = [one for stretch in stretches if stretch is not most for one in stretch]
    if (stretches[-1][-1].day - stretches[0][0].day).days > MOST_DAYS:
        beyond = [one for one in others if max(last - one.day, one.day - first).days > MOST_DAYS] or others
        wanted = f"want days at most {MOST_DAYS} apart; "
        faults = [
            one.row.fault("day", f"{wanted}most of this table is of {_span(first, last)}{_meant(one.day, first, last)}")
            for one in beyond
        ]
        return FarDays(faults, instead={one.day: first for one in beyond})
    odd = [one for stretch in stretches if len(stretch) * _FEW <= len(most) for one in stretch]
    if not odd:
        return FarDays()
    named = [f"{one.sheet} row {one.row.number} is of {show_day(one.day)}{_meant(one.day, first, last)}" for one in odd]
    return FarDays(
        told=[f"Please look: most of this table is of {_span(first, last)}, and {list_some(named, _TOLD, '; ')}"]
    )


def _stretches(rows: Iterable[Dated]) -> list[list[Dated]]:
    """The rows in the order of their days, apart where days lie more than a week apart."""
    found: list[list[Dated]] = []
    for one in sorted(rows, key=lambda row: row.day):
        if found and one.day - found[-1][-1].day <= _NEAR:
            found[-1].append(one)
        else:
            found.append([one])
    return found


def _span(first: date, last: date) -> str:
    return show_day(first) if first == last else f"{show_day(first)} to {show_day(last)}"


def _meant(day: date, first: date, last: date) -> str:
    """Which day of the others a slip may have been meant for: another year, another month, day and month in turn."""
    for year, month, number in (
        (first.year, day.month, day.day),
        (day.year, day.day, day.month),
        (first.year, first.month, day.day),
        (last.year, last.month, day.day),
    ):
        try:
            meant = date(year, month, number)
        except ValueError:
            continue
        if first <= meant <= last:
            return f": is {show_day(meant)} meant?"
    return ": is that right?"

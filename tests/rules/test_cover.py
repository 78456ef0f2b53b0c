"""Hours of cover as stretches of ticks: by day of the week, over midnight, to 24:00, and when the clocks change."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from solver.domain import CoverHours, Horizon, Registrant
from solver.rules.readings.cover import find_cover

MONDAY = date(2027, 3, 1)
HOUR = 3600


def cover(*hours: tuple[str, str], days: Any = None, first: date = MONDAY, many: int = 1) -> list[tuple[float, float]]:
    """Hours since midnight of the first day, of all stretches that begin within so many days."""
    start = datetime(first.year, first.month, first.day, tzinfo=UTC)
    horizon = Horizon(start=start, days=7, timezone="Europe/London")
    own = {} if days is None else {"days": days}
    told = tuple(CoverHours(**{"from": begin, "until": end, **own}) for begin, end in hours)
    nora = Registrant(id="nora", name="Nora Example", cover=told)
    found = find_cover(nora, first, first + timedelta(days=many - 1), horizon)
    return [(begin / HOUR, end / HOUR) for begin, end in found]


def test_each_day_has_its_own() -> None:
    assert cover(("08:00", "18:30"), many=2) == [(8, 18.5), (32, 42.5)]
    assert cover(("08:00", "12:00"), ("13:00", "24:00")) == [(8, 12), (13, 24)]
    assert cover() == []


@pytest.mark.parametrize(
    ("begin", "end", "hours"), [("22:00", "06:00", (22, 30)), ("08:00", "08:00", (8, 32)), ("00:00", "24:00", (0, 24))]
)
def test_what_ends_at_or_before_its_beginning_ends_tomorrow(begin: str, end: str, hours: tuple[int, int]) -> None:
    assert cover((begin, end)) == [hours]


def test_days_of_the_week() -> None:
    assert cover(("08:00", "09:00"), days=("tue", "thu"), many=4) == [(32, 33), (80, 81)]


def test_a_night_on_which_the_clocks_go_forward_is_an_hour_shorter() -> None:
    """From 28 March 2027 one in the morning."""
    assert cover(("22:00", "06:00"), first=date(2027, 3, 27)) == [(22, 29)]

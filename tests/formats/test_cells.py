"""A time of day as people type it, and as Excel gives it back."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from solver.formats.cells import read_cell


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        ("08:00", "08:00"),
        ("8:30", "08:30"),
        ("24:00", "24:00"),
        (time(8, 30), "08:30"),
        (timedelta(hours=17), "17:00"),
        (timedelta(days=1), "24:00"),
        (datetime(1899, 12, 31), "24:00"),
        ("half past", "half past"),  # the schema says what would be right
    ],
)
def test_a_time_of_day(cell: Any, read: str) -> None:
    assert read_cell(cell, "clock") == read


@pytest.mark.parametrize("cell", [8.5, True, date(2026, 3, 2), datetime(2026, 3, 2, 8), timedelta(hours=30)])
def test_what_is_no_time_of_day(cell: Any) -> None:
    with pytest.raises(ValueError, match="want a time of day such as 08:00"):
        read_cell(cell, "clock")

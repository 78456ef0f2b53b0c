"""Times on the command line: as people write them, and what is refused."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import typer

from solver.cli.times_said import NO_DAY, read_time


@pytest.mark.parametrize(
    ("text", "hour", "minute"),
    [
        ("09:00", 9, 0),
        ("9:00", 9, 0),
        ("9.00", 9, 0),
        ("0900", 9, 0),
        ("9am", 9, 0),
        ("9 AM", 9, 0),
        ("9 a.m.", 9, 0),
        ("9.30am", 9, 30),
        ("9:30 pm", 21, 30),
        ("930pm", 21, 30),
        ("12am", 0, 0),
        ("12pm", 12, 0),
        ("noon", 12, 0),
        ("14h30", 14, 30),
        (" 23:59 ", 23, 59),
    ],
)
def test_a_time_of_day(text: str, hour: int, minute: int) -> None:
    assert read_time(text) == datetime(NO_DAY, 1, 1, hour, minute)


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("2026-03-02 09:00", datetime(2026, 3, 2, 9)),
        ("2026-03-02T09:00", datetime(2026, 3, 2, 9)),
        ("2026-03-02 9am", datetime(2026, 3, 2, 9)),
        ("2026-03-02 9.30", datetime(2026, 3, 2, 9, 30)),
        ("2026-03-02T09:00:30+00:00", datetime(2026, 3, 2, 9, 0, 30, tzinfo=UTC)),
    ],
)
def test_a_day_and_a_time(text: str, when: datetime) -> None:
    assert read_time(text) == when


@pytest.mark.parametrize(
    "text", ["nine", "9", "930", "25:00", "09:60", "13pm", "0am", "", "2026-03-02", "2026-02-30 9am", "9:5", "9am!"]
)
def test_what_is_no_time_or_two_is_asked_again(text: str) -> None:
    with pytest.raises(typer.BadParameter, match="want a time such as 09:00"):
        read_time(text)

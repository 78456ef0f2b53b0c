"""A flagged address is visited while it is light there on that day, by whoever goes alone."""

from __future__ import annotations

from pathlib import Path

from .days import Plain, at, client, day, shift, task, visit, worker
from .doors import by_hand, check, solve

WINTER, SUMMER = "2026-11-17", "2027-06-21"


def flagged(opens: str, closes: str, on: str = WINTER) -> Plain:
    """One call of half an hour at an address that wants daylight; its place has no coordinates."""
    call = visit("v", task("sit", 30), opens, closes, organisation="care", day=on)
    shifts = [shift("wes", "14:00", "22:00", day=on)]
    return day([call], [worker("wes", "care")], shifts, clients=[client(lone_working="daylight")], start=on)


def test_nobody_goes_alone_at_dusk(folder: Path) -> None:
    """In the middle of November it is dark before five."""
    made = solve(folder, flagged("16:30", "18:00"))
    assert made.starts == {}
    judged = check(folder, flagged("16:30", "18:00"), by_hand({"WES": [("v", at("16:30", WINTER))]}))
    assert judged.rules == ("lone_working",)
    assert judged.sentences[0].endswith("in daylight only, 06:53 to 16:50 at the rule pack's place.")


def test_an_earlier_call_and_a_summer_evening_are_served(folder: Path) -> None:
    assert solve(folder, flagged("16:00", "18:00")).starts.keys() == {"v"}
    assert solve(folder, flagged("20:30", "21:00", SUMMER)).starts == {"v": "20:30"}

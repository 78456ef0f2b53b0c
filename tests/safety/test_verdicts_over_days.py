"""What keeps a visit out lies on another shift of its worker: told by its rule, with no more given up than must be."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

from .days import TODAY, TOMORROW, Plain, client, day, shift, task, visit, worker
from .doors import by_hand, check, run, written


def reasons(folder: Path, document: Plain, roster: Plain) -> str:
    left = run("explain", written(folder, "day", document), written(folder, "roster", roster))
    assert left.exit_code == 0, left.output
    return " ".join(left.output.split())


def fortnight() -> Plain:
    """Fourteen days of one visit a day, one worker, whose weekly rest needs two days off together with a night."""
    dates = [(date.fromisoformat(TODAY) + timedelta(days=number)).isoformat() for number in range(14)]
    visits = [
        visit(f"v{n:02}", task("companionship", 30), "08:00", "08:15", organisation="care", day=one)
        for n, one in enumerate(dates)
    ]
    shifts = [shift("wes", "07:00", "16:00", day=one, id=f"S{n:02}") for n, one in enumerate(dates)]
    return day(visits, [worker("wes", "care")], shifts, days=14)


def test_weekly_rest_costs_one_day_and_is_named(folder: Path) -> None:
    """Two days off apart. For the visit of one of them a day beside the other goes, not the whole fortnight."""
    off = {2, 8}
    starts = {n: f"{(date.fromisoformat(TODAY) + timedelta(days=n)).isoformat()}T08:00" for n in range(14)}
    rounds = {f"S{n:02}": [(f"v{n:02}", starts[n])] for n in range(14) if n not in off}
    told = reasons(folder, fortnight(), by_hand(rounds, unserved=["v02", "v08"]))
    assert told.count("by giving up Ada Pretend's") == 2
    assert "12 visits" not in told
    assert "of weekly rest" in told
    assert "[weekly_rest]" in told


def test_a_day_off_that_is_not_wanted_costs_nothing(folder: Path) -> None:
    """The twin: with a whole weekend off each week, the visit of a third day off is simply put in."""
    off = {2, 5, 6, 12, 13}
    starts = {n: f"{(date.fromisoformat(TODAY) + timedelta(days=n)).isoformat()}T08:00" for n in range(14)}
    rounds = {f"S{n:02}": [(f"v{n:02}", starts[n])] for n in range(14) if n not in off}
    told = reasons(folder, fortnight(), by_hand(rounds, unserved=[f"v{n:02}" for n in sorted(off)]))
    (third,) = (line for line in told.split("v02")[1:2])
    assert "giving up" not in third.split("v05")[0]


def long_day(opens: str, closes: str, **fields: Any) -> Plain:
    """A morning and an evening call of one client, in a shift of over thirteen hours; a night with another before."""
    fields |= {"organisation": "care", "day": TOMORROW}
    visits = [
        visit("night", task("sleep_in", 540), "22:00", "22:00", organisation="care", client="ben"),
        visit("morning", task("companionship", 30), opens, closes, **fields),
        visit("evening", task("companionship", 30), "20:00", "20:30", **fields),
    ]
    shifts = [
        shift("wes", "21:45", "31:10", id="NIGHT", kind="sleep_in"),
        shift("wes", "07:15", "21:00", id="DAY", day=TOMORROW),
    ]
    return day(visits, [worker("wes", "care")], shifts, clients=[client(), client("ben")], days=2)


MORNING = {"NIGHT": [("night", f"{TODAY}T22:00")], "DAY": [("morning", f"{TOMORROW}T07:30")]}


def test_a_later_start_that_a_duty_has_room_for_is_no_proof(folder: Path) -> None:
    """From half past seven the duty is too long; from eight, with its break, it is not: only the night is in the way,
    and nothing is proven.
    """
    told = reasons(folder, long_day("07:30", "08:00"), by_hand(MORNING, unserved=["evening"]))
    assert "PROVEN" not in told
    alone = {"DAY": [("morning", f"{TOMORROW}T08:00"), ("evening", f"{TOMORROW}T20:00")]}
    roster = by_hand(alone, unserved=["night"])
    roster["rounds"][0]["stops"].insert(1, {"start": f"{TOMORROW}T12:00:00+00:00", "duration_minutes": 20})
    assert check(folder, long_day("07:30", "08:00"), roster).accepted


def test_a_duty_too_long_whenever_it_begins_is_told_by_its_length_not_its_break(folder: Path) -> None:
    document = long_day("07:30", "07:30", windows_hard=True)
    told = reasons(folder, document, by_hand(MORNING, unserved=["evening"]))
    assert "PROVEN" in told
    assert "[daily_rest]" in told
    assert "[break]" not in told

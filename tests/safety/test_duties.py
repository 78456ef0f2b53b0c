"""A duty is all that a person does without the daily rest between: over two shifts, midnight or a sleep-in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from .days import TOMORROW, Plain, at, changed, day, put, shift, task, told, visit, worker
from .doors import by_hand, check, solve


def hourly(*hours: int, minutes: int = 60, code: str = "sit", loose: int = 0) -> list[Plain]:
    """Calls of Ada's on the hour, each at its own time and no other (or ``loose`` minutes later)."""
    return [
        visit(f"h{hour}", task(code, minutes), f"{hour}:00", f"{hour}:{loose:02}", organisation="care")
        | {"windows_hard": True}
        for hour in hours
    ]


def alone(visits: list[Plain], *spans: tuple[str, str], **lists: Any) -> Plain:
    """Wes, who lives next door, is the only one; his shifts S0, S1 ... between these hours."""
    shifts = [shift("wes", *span, id=f"S{number}") for number, span in enumerate(spans)]
    workers = lists.pop("workers", [worker("wes", "care", home="door")])
    return day(visits, workers, shifts, **{"days": 2} | lists)


def breaks(made: Any) -> list[str]:
    """The shifts of the breaks of a roster."""
    return [one["shift"] for one in made.document["rounds"] for stop in one["stops"] if not stop.get("visit")]


def test_seven_hours_on_two_shifts_that_touch_owe_a_break(folder: Path) -> None:
    document = alone(hourly(*range(7, 14)), ("07:00", "10:00"), ("10:00", "14:00"))
    made = solve(folder, document)
    assert len(made.starts) == 6
    assert made.exit == 0


def test_six_hours_on_two_shifts_owe_none(folder: Path) -> None:
    made = solve(folder, alone(hourly(*range(7, 13)), ("07:00", "10:00"), ("10:00", "14:00")))
    assert len(made.starts) == 6
    assert breaks(made) == []


def test_time_off_between_two_shifts_is_a_break(folder: Path) -> None:
    """Ten hours of work, and an hour off between."""
    visits = hourly(*range(7, 12), *range(13, 18))
    made = solve(folder, alone(visits, ("07:00", "12:00"), ("13:00", "18:00")))
    assert len(made.starts) == 10
    assert breaks(made) == []


def test_a_night_over_midnight_is_one_duty(folder: Path) -> None:
    """Nine hours, of which the second shift begins on another date: one call goes for the break, no more."""
    visits = hourly(*range(20, 29))
    made = solve(folder, alone(visits, ("20:00", "24:00"), ("24:00", "30:00")))
    assert len(made.starts) == 8
    whole = solve(folder, alone(hourly(*range(20, 24), *range(25, 29)), ("20:00", "24:00"), ("24:00", "30:00")))
    assert len(whole.starts) == 8


def test_nobody_works_on_without_a_break_because_it_is_written_as_two_shifts(folder: Path) -> None:
    visits = [
        visit("a", task("sit", 270), "07:00", "07:30", organisation="care"),
        visit("b", task("sit", 270), "11:30", "14:00", organisation="care"),
    ]
    document = alone(visits, ("07:00", "12:00"), ("12:00", "18:00"))
    judged = check(folder, document, by_hand({"S0": [("a", "07:20")], "S1": [("b", "12:00")]}))
    assert judged.rules == ("break",)
    assert "Wes Sample is on duty from Mon 07:20 to Mon 16:30 and has no break of 20 min." in judged.sentences
    assert check(folder, document, by_hand({"S0": [("a", "07:10")], "S1": [("b", "12:00")]})).accepted


def test_a_duty_is_over_after_thirteen_hours(folder: Path) -> None:
    """From six to ten at night one person does not go on, on one shift or on three."""
    for spans in ([("06:00", "22:00")], [("06:00", "11:00"), ("11:00", "17:00"), ("17:00", "22:00")]):
        made = solve(folder, alone(hourly(*range(6, 22), minutes=30, loose=5), *spans))
        assert made.exit == 0
        starts = sorted(made.instants.values())
        assert (starts[-1] - starts[0]).total_seconds() <= 12.5 * 3600
        assert len(starts) == 13


def test_a_duty_of_thirteen_hours_is_served_whole(folder: Path) -> None:
    made = solve(folder, alone(hourly(*range(6, 19), minutes=30), ("06:00", "22:00")))
    assert len(made.starts) == 13
    assert breaks(made) == ["S0"]


def test_an_evening_and_a_morning_with_a_short_night_between_are_not_both_served(folder: Path) -> None:
    visits = hourly(*range(14, 22), *range(30, 36), minutes=30)
    made = solve(folder, alone(visits, ("14:00", "22:00"), ("30:00", "38:00")))
    assert made.exit == 0
    assert len(made.starts) < 14
    rested = hourly(*range(12, 18), *range(30, 36), minutes=30)
    assert len(solve(folder, alone(rested, ("12:00", "19:00"), ("30:00", "38:00"))).starts) == 12


def overnight(code: str) -> Plain:
    visits = [
        visit("eve", task("sit", 300), "17:00", "17:00", organisation="care"),
        visit("night", task(code, 480), "22:00", "22:00", organisation="care"),
        visit("morn", task("sit", 180), "06:00", "06:00", organisation="care", day=TOMORROW),
    ]
    return alone(
        [one | {"windows_hard": True} for one in visits], ("17:00", "22:00"), ("22:00", "30:00"), ("30:00", "33:00")
    )


def test_a_sleep_in_is_no_work_and_no_end_of_the_duty(folder: Path) -> None:
    made = solve(folder, overnight("Sleep-in"))
    assert sorted(made.starts) == ["eve", "morn", "night"]
    assert made.exit == 0
    assert breaks(made) == []


def test_a_waking_night_in_its_place_is_work(folder: Path) -> None:
    made = solve(folder, overnight("waking_night"))
    assert made.exit == 0
    assert len(made.starts) == 2  # sixteen hours


def test_a_visit_of_many_hours_holds_its_own_break(folder: Path) -> None:
    night = visit("night", task("waking_night", 600), "21:00", "21:00", organisation="care")
    made = solve(folder, alone([night], ("20:30", "31:30")))
    assert list(made.starts) == ["night"]
    assert breaks(made) == []
    halves = [
        visit("one", task("sit", 300), "21:00", "21:00", organisation="care") | {"windows_hard": True},
        visit("two", task("sit", 300), "02:00", "02:00", organisation="care", day=TOMORROW) | {"windows_hard": True},
    ]
    assert len(solve(folder, alone(halves, ("20:30", "31:30"))).starts) == 1


def test_nobody_is_given_a_break_to_save_paid_waiting(folder: Path) -> None:
    """Two calls with twenty minutes between: they are waited for and paid, for nobody is owed a break."""
    visits = [
        visit("first", task("sit", 30), "08:00", "08:00", organisation="care"),
        visit("second", task("sit", 30), "08:50", "08:50", organisation="care"),
    ]
    made = solve(folder, alone(visits, ("07:00", "15:00")))
    assert made.starts == {"first": "08:00", "second": "08:50"}
    assert breaks(made) == []
    assert "20 min" in next(line for line in made.output.splitlines() if line.strip().startswith("Waiting"))


def test_the_night_before_is_part_of_the_duty(folder: Path) -> None:
    """Back at three in the morning from a night begun at eight: nobody goes on at ten."""
    document = alone(hourly(10, 11), ("10:00", "12:00"))
    night = {"worker": "wes", "began": "2027-02-28T20:00", "until": "2027-03-01T03:00"}
    assert solve(folder, changed(document, put(workers_before=[night]))).starts == {}
    short = night | {"began": "2027-02-28T23:00"}  # thirteen hours are over at noon
    served = solve(folder, changed(document, put(workers_before=[short])))
    assert sorted(served.starts) == ["h10", "h11"]


def test_who_ends_one_shift_elsewhere_has_the_way_to_the_next(folder: Path) -> None:
    """The first shift ends at the base, ten minutes from home, where the second begins."""
    document = alone(hourly(8, 9), ("08:00", "09:00"), ("09:00", "10:00"))
    assert sorted(solve(folder, document).starts) == ["h8", "h9"]
    away = changed(document, told("shifts", "S0", end_place="base", end=at("09:10")))
    assert len(solve(folder, away).starts) == 1


def test_only_care_is_work_on_a_sleep_in_shift(folder: Path) -> None:
    """A night of ten hours between five before and five after: slept through it is no work, and no part of the span."""
    visits = [
        visit("eve", task("sit", 300), "17:00", "17:00", organisation="care"),
        visit("woken", task("sit", 30), "02:00", "02:00", organisation="care", day=TOMORROW),
        visit("morn", task("sit", 300), "08:00", "08:00", organisation="care", day=TOMORROW),
    ]
    document = alone(
        [one | {"windows_hard": True} for one in visits], ("17:00", "22:00"), ("22:00", "32:00"), ("32:00", "37:00")
    )
    # from five to one in the afternoon are twenty hours
    assert len(solve(folder, document).starts) == 2
    # with the call at night nobody sleeps through: the sleep is what lies before and behind it on the shift
    woken = changed(document, told("shifts", "S1", kind="sleep_in"))
    assert len(solve(folder, woken).starts) == 2
    asleep = visit("sleep", task("sleep_in", 600), "22:00", "22:00", organisation="care") | {"windows_hard": True}
    slept = changed(woken, lambda plain: plain["visits"].__setitem__(1, asleep))
    assert len(solve(folder, slept).starts) == 3


@pytest.mark.parametrize("kind", ["sleep_in", "live_in"])
@pytest.mark.parametrize(
    ("opens", "closes", "slept"), [(22, 30, True), (25, 30, True), (26, 30, False), (9, 17, False), (16, 24, False)]
)
def test_a_sleep_in_by_day_is_a_shift_like_any_other(
    folder: Path, kind: str, opens: int, closes: int, slept: bool
) -> None:
    """Seven visits of an hour without a break: lawful where only they are work, and never by day. Five hours of one
    night make a sleep-in.
    """
    begin, end = f"{opens:02}:00", f"{closes:02}:00"
    document = alone(hourly(opens, opens + 1), (begin, end))
    called = changed(document, told("shifts", "S0", kind=kind))
    said = " ".join(solve(folder, called).output.split())
    assert ("Called a sleep-in or living in" in said) is not slept


@pytest.mark.parametrize("kind", ["sleep_in", "live_in", "waking_night"])
def test_a_night_for_which_a_break_is_planned_is_served(folder: Path, kind: str) -> None:
    """Three calls in eleven hours. Who sleeps there owes no break, planned or not; who is awake takes it."""
    document = alone(hourly(20, 25, 29), ("20:00", "31:00"))
    rest = {"earliest": at("21:00"), "latest": at("29:00"), "duration_minutes": 30}
    made = solve(folder, changed(document, told("shifts", "S0", kind=kind, **{"break": rest})))
    assert made.exit == 0, made.output
    assert made.whole()
    breaks = [stop for round_ in made.document["rounds"] for stop in round_["stops"] if not stop.get("visit")]
    assert bool(breaks) is (kind == "waking_night")


def test_a_day_called_a_sleep_in_owes_its_break(folder: Path) -> None:
    document = alone(hourly(*range(8, 16)), ("08:00", "17:00"))
    plain = solve(folder, document)
    for kind in ("sleep_in", "live_in"):
        called = solve(folder, changed(document, told("shifts", "S0", kind=kind)))
        assert called.starts.keys() == plain.starts.keys()
    assert plain.unserved


def test_under_eighteen_there_are_no_nights_and_eight_hours(folder: Path) -> None:
    visits = hourly(*range(8, 12), *range(13, 18), 22)
    young = alone(visits, ("08:00", "12:00"), ("13:00", "23:00"))
    grown = changed(young, told("workers", "wes", born="2009-02-28"))  # eighteen the day before
    assert len(solve(folder, changed(young, told("workers", "wes", born="2009-03-02"))).starts) == 8
    assert len(solve(folder, grown).starts) == 9  # not the tenth: from eight to eleven at night are fifteen hours


def test_one_person_under_two_ids_is_told(folder: Path) -> None:
    people = [worker("wes", "care", home="door"), worker("wes2", "care", home="door", name="Wes  SAMPLE")]
    shifts = [shift("wes", "07:00", "12:00"), shift("wes2", "11:00", "15:00")]
    document = day(hourly(7, 8), people, shifts)
    told_so = "Wes Sample is down as wes and as wes2 (the same name; a birth date would tell), and the shifts WES and"
    assert told_so in " ".join(solve(folder, document).output.split())
    other = changed(document, told("workers", "wes", born="1990-05-01"), told("workers", "wes2", born="1991-05-01"))
    assert "is down as" not in solve(folder, other).output
    rested = changed(document, told("shifts", "WES2", start=at("23:00"), end=at("25:00")))
    assert "is down as" not in solve(folder, rested).output

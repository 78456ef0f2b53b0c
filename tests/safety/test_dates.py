"""What begins is asked of the earliest moment of a visit, what ends of the latest, by the clock on the wall."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from .days import (
    AUTUMN,
    SPRING,
    TODAY,
    TOMORROW,
    YESTERDAY,
    Change,
    Plain,
    agreement,
    answered,
    at,
    both,
    changed,
    client,
    consents,
    day,
    delegation,
    insulin,
    nurse,
    shift,
    task,
    told,
    visit,
    window,
    worker,
)
from .doors import by_hand, check, join_of, solve

LONG_AGO = "2026-06-01"


def night(opens: str = "23:30", closes: str = "24:30", on: str = TODAY, **fields: Any) -> Plain:
    """The trust's insulin and the council's drink in the night; the council's carer may give the insulin."""
    days = fields.pop("days", 1)
    visits = [
        visit("n1", insulin(), opens, closes, organisation="trust", priority=5, day=on, **fields),
        visit("s1", task("drink_and_snack", 20), opens, closes, day=on, **fields),
    ]
    staff = [nurse(), worker("cal", "council", ["insulin"])]
    lists = {"agreements": [agreement()], "delegations": [delegation()], "start": on, "days": days}
    hours = ("00:00", "06:00") if opens < "06:00" else ("20:00", "30:00")
    return day(visits, staff, [shift("cal", *hours, day=on)], **lists)


def row(**fields: Any) -> Change:
    return told("delegations", "cal-ada-insulin", **fields)


def begins(on: str) -> dict[str, Change]:
    """Each thing that may begin, beginning on a day."""
    return {
        "sign-off": row(trained=on, signed_off=on),
        "sharing": answered("ada", "sharing", {"given": True, "recorded": on}),
        "consent to delegation": answered("ada", "delegation", {"given": True, "recorded": on}),
        "agreement": told("agreements", "trust+council", starts=on),
    }


def ends(on: str) -> dict[str, Change]:
    """Each thing that may end, with that day as its last."""
    given = {"given": True, "recorded": LONG_AGO, "expires": on}
    return {
        "sign-off": row(expires=on),
        "review": row(review=on),
        "sharing": answered("ada", "sharing", given),
        "consent to delegation": answered("ada", "delegation", given),
        "agreement": told("agreements", "trust+council", ends=on),
        "competency": told("workers", "cal", competencies=[{"competency": "insulin", "expires": on}]),
    }


def sent(folder: Path, document: Plain) -> bool:
    """Whether the carer gives the insulin; the drink is hers in any case."""
    made = solve(folder, document, joins="apply")
    assert made.exit == 0
    assert "s1" in made.workers
    return "n1" in made.workers


@pytest.mark.parametrize("what", begins(TODAY))
def test_what_begins_tomorrow_is_of_no_use_before_midnight(folder: Path, what: str) -> None:
    late = changed(night(), begins(TOMORROW)[what])
    assert not sent(folder, late)
    assert not check(folder, late, by_hand({"CAL": [("n1", "23:30"), ("s1", "23:45")]})).accepted
    join = join_of(late, [("n1", 0), ("s1", 0)], "delegate")
    assert not check(folder, late, by_hand({"CAL": [("n1+s1", "23:30")]}, join)).accepted


@pytest.mark.parametrize("what", begins(TODAY))
def test_what_begins_today_is_of_use_all_night(folder: Path, what: str) -> None:
    early = changed(night(), begins(TODAY)[what])
    assert sent(folder, early)
    assert check(folder, early, by_hand({"CAL": [("n1", "23:30"), ("s1", "23:45")]})).accepted


@pytest.mark.parametrize("what", ends(TODAY))
def test_what_ends_today_is_of_no_use_after_midnight(folder: Path, what: str) -> None:
    short = changed(night(), ends(TODAY)[what])
    assert not sent(folder, short)
    assert not check(
        folder, short, by_hand({"CAL": [("n1", at("00:15", TOMORROW)), ("s1", at("00:30", TOMORROW))]})
    ).accepted


@pytest.mark.parametrize("what", ends(TODAY))
def test_what_ends_tomorrow_is_of_use_all_night(folder: Path, what: str) -> None:
    long = changed(night(), ends(TOMORROW)[what])
    assert sent(folder, long)
    assert check(
        folder, long, by_hand({"CAL": [("n1", at("00:15", TOMORROW)), ("s1", at("00:30", TOMORROW))]})
    ).accepted


@pytest.mark.parametrize("what", ends(TODAY))
def test_a_visit_that_may_last_past_midnight_is_of_both_days(folder: Path, what: str) -> None:
    """It opens and closes today, and may begin ten minutes before midnight."""
    late = night("23:00", "23:50", windows_hard=True)
    assert not sent(folder, changed(late, ends(TODAY)[what]))
    assert sent(folder, changed(late, ends(TOMORROW)[what]))


@pytest.mark.parametrize("what", ends(TODAY))
def test_a_visit_that_is_over_before_midnight_is_of_one_day(folder: Path, what: str) -> None:
    assert sent(folder, changed(night("22:00", "23:00", windows_hard=True), ends(TODAY)[what]))


# Half past midnight in summer is still yesterday by Greenwich.
SUMMER, BEFORE_SUMMER = "2027-06-15", "2027-06-14"
NIGHTS = {
    "summer": (SUMMER, BEFORE_SUMMER),
    "the night of spring": (SPRING, "2027-03-27"),
    "winter": (TODAY, YESTERDAY),
}


@pytest.mark.parametrize(("on", "before"), [pytest.param(*days, id=name) for name, days in NIGHTS.items()])
@pytest.mark.parametrize("what", begins(TODAY))
def test_after_midnight_it_is_the_new_day_by_the_clock_on_the_wall(
    folder: Path, on: str, before: str, what: str
) -> None:
    document = night("00:20", "00:40", on, windows_hard=True)
    assert sent(folder, changed(document, begins(on)[what]))
    assert not sent(folder, changed(document, ends(before)[what]))


@pytest.mark.parametrize("what", ends(TODAY))
def test_the_long_day_of_autumn_is_one_day(folder: Path, what: str) -> None:
    """Twenty-five hours: late in the evening it is still that day, and an hour after midnight too."""
    evening = night("22:30", "23:00", AUTUMN, windows_hard=True)
    assert sent(folder, changed(evening, ends(AUTUMN)[what]))
    assert not sent(folder, changed(evening, ends("2027-10-30")[what]))
    twice = night("00:20", "00:40", AUTUMN, windows_hard=True)
    again = [{"start": f"{AUTUMN}T01:20:00+00:00", "end": f"{AUTUMN}T01:40:00+00:00"}]
    twice = changed(twice, told("visits", "n1", windows=again), told("visits", "s1", windows=again))
    assert sent(folder, changed(twice, ends(AUTUMN)[what]))
    assert not sent(folder, changed(twice, ends("2027-10-30")[what]))


def two_days() -> Plain:
    """The same visits on Monday and on Tuesday evening."""
    monday, tuesday = night("20:30", "21:00", days=2), night("20:30", "21:00", TOMORROW)
    for one in tuesday["visits"]:
        one["id"] += "-tue"
    monday["visits"] += tuesday["visits"]
    monday["shifts"] = [shift("cal", "20:00", "23:00"), shift("cal", "20:00", "23:00", day=TOMORROW, id="CAL-TUE")]
    return monday


@pytest.mark.parametrize("what", [name for name in begins(TODAY) if name != "sign-off"])
def test_every_day_of_a_horizon_is_asked_for_itself(folder: Path, what: str) -> None:
    """A sign-off of the second day is new, and an old document cannot say who answers for it: left out here."""
    made = solve(folder, changed(two_days(), begins(TOMORROW)[what]))
    assert made.exit == 0
    assert set(made.workers) == {"s1", "s1-tue", "n1-tue"}
    made = solve(folder, changed(two_days(), ends(TODAY)[what]))
    assert made.exit == 0
    assert set(made.workers) == {"s1", "s1-tue", "n1"}
    assert solve(folder, two_days()).whole()


@pytest.mark.parametrize(("last", "whole"), [("2027-02-28", False), (TODAY, True)])
def test_a_competency_for_ordinary_care_ends_the_same_way(folder: Path, last: str, whole: bool) -> None:
    wash = visit("v1", task("wash_and_dress", 20, competencies=["personal_care"]), "08:00", "09:00")
    held = [{"competency": "personal_care", "expires": last}]
    document = day([wash], [worker("cal", "council", competencies=held)], [shift("cal")])
    document["competencies"] = [{"id": "personal_care"}]
    made = solve(folder, document)
    assert made.exit == 0
    assert made.whole() is whole


def meals(**fields: Any) -> Plain:
    """A meal of the council's late in the evening, and a carer of another provider's."""
    late = visit("v1", task("meal", 20), "23:00", "24:30")
    lists = {"agreements": [agreement(("council", "care"), **fields)], "clients": [client(consents=consents())]}
    return day([late], [worker("dot", "care")], [shift("dot", "20:00", "26:00")], **lists)


@pytest.mark.parametrize(
    ("fields", "whole"),
    [({"starts": TOMORROW}, False), ({"ends": TODAY}, False), ({"starts": TODAY, "ends": TOMORROW}, True)],
)
def test_an_agreement_about_ordinary_care_holds_the_whole_night_or_not_at_all(
    folder: Path, fields: dict[str, str], whole: bool
) -> None:
    made = solve(folder, meals(**fields))
    assert made.exit == 0
    assert made.whole() is whole


def test_two_windows_are_both_asked(folder: Path) -> None:
    """One before midnight and one after: what ends today covers the first only, what begins tomorrow the second."""
    spans = [window("22:00", "22:30"), window("24:30", "25:00")]
    document = changed(night(), told("visits", "n1", windows=spans), told("visits", "s1", windows=spans))
    assert not sent(folder, changed(document, both(row(expires=TODAY))))
    assert not sent(folder, changed(document, both(row(trained=TOMORROW, signed_off=TOMORROW))))
    assert sent(folder, document)

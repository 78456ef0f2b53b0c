"""Calls of one client and one kind: in the order of their windows, and far enough apart."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from .days import (
    AUTUMN,
    SPRING,
    TOMORROW,
    Change,
    Plain,
    agreement,
    at,
    backwards,
    both,
    changed,
    day,
    doing,
    named,
    nurse,
    put,
    shift,
    task,
    told,
    visit,
    window,
    worker,
)
from .doors import by_hand, check, solve


def meals(*spans: tuple[str, str], codes: tuple[str, ...] = ("meal", "meal", "meal"), **lists: Any) -> Plain:
    """Ada's meals, a quarter of an hour each, in these windows; one worker is there from dawn to night."""
    names = ("am", "noon", "pm")
    visits = [
        visit(name, task(code), *span, organisation="care")
        for name, span, code in zip(names, spans, codes, strict=False)
    ]
    staff = lists.pop("workers", [worker("wes", "care")])
    return day(visits, staff, lists.pop("shifts", [shift("wes", "07:00", "20:00")]), **lists)


def hard(*names: str) -> Change:
    return both(*(told("visits", name, windows_hard=True) for name in names))


def link(least: float | None, first: str = "am", second: str = "noon", **fields: Any) -> Change:
    return put(
        links=[{"id": "L1", "kind": "gap", "first": first, "second": second, "min_gap_minutes": least, **fields}]
    )


# Somebody comes for the first as late as she can, somebody else for the second as soon as he can.
LATE_AND_SOON: dict[str, Any] = {
    "workers": [worker("wes", "care"), worker("dot", "care")],
    "shifts": [shift("wes", "10:20", "11:20"), shift("dot", "10:50", "15:00")],
}
BREAKFAST, LUNCH = ("08:00", "11:00"), ("11:00", "14:00")

NINETY: dict[str, Plain] = {
    "one code": meals(BREAKFAST, LUNCH, **LATE_AND_SOON),
    "two codes": meals(BREAKFAST, LUNCH, codes=("breakfast", "lunch"), **LATE_AND_SOON),
    "codes in capitals": meals(BREAKFAST, LUNCH, codes=("Breakfast", "LUNCH"), **LATE_AND_SOON),
    "lunch before a late breakfast in the list": changed(meals(BREAKFAST, LUNCH, **LATE_AND_SOON), backwards),
    "windows that overlap": meals(BREAKFAST, ("10:00", "14:00"), **LATE_AND_SOON),
    "windows some way apart": meals(("08:00", "10:30"), ("11:15", "14:00"), **LATE_AND_SOON),
    "among other tasks": changed(
        meals(BREAKFAST, LUNCH, **LATE_AND_SOON),
        told("visits", "am", tasks=[task("wash_and_dress"), task("breakfast")]),
        told("visits", "noon", tasks=[task("lunch"), task("companionship", 30)]),
    ),
    "two windows of one call": changed(
        meals(BREAKFAST, LUNCH, **LATE_AND_SOON),
        told("visits", "am", windows=[window("07:00", "07:30"), window("10:00", "11:00")]),
    ),
    "two providers": changed(
        meals(BREAKFAST, LUNCH, **LATE_AND_SOON),
        told("visits", "noon", organisation="council"),
        told("workers", "dot", organisation="council"),
        put(organisations=[{"id": name, "name": name.title(), "sector": "social"} for name in ("care", "council")]),
    ),
}


@pytest.mark.parametrize("document", named(NINETY))
def test_an_hour_and_a_half_lies_between_two_meals(folder: Path, document: Plain) -> None:
    made = solve(folder, document)
    length = sum(part["duration_minutes"] for one in document["visits"] if one["id"] == "am" for part in one["tasks"])
    assert made.whole()
    assert made.minutes("am", "noon") >= length + 90


def test_a_feed_by_tube_is_a_meal(folder: Path) -> None:
    """A nurse's and a carer's: the client eats twice."""
    feed = task("peg_feed", 15, "health")
    visits = [visit("am", feed, *BREAKFAST, organisation="trust"), visit("noon", task("lunch"), *LUNCH)]
    staff, shifts = (
        [nurse(), worker("cal", "council")],
        [shift("nan", "10:20", "11:20"), shift("cal", "10:50", "15:00")],
    )
    made = solve(folder, day(visits, staff, shifts, agreements=[agreement()]))
    assert made.whole()
    assert made.minutes("am", "noon") >= 15 + 90


def test_three_meals_keep_apart_each_from_the_next(folder: Path) -> None:
    made = solve(folder, meals(("08:00", "11:00"), ("11:00", "14:00"), ("13:00", "17:00")))
    assert made.whole()
    assert made.minutes("am", "noon") >= 15 + 90
    assert made.minutes("noon", "pm") >= 15 + 90


@pytest.mark.parametrize(("start", "accepted"), [("09:44", False), ("09:45", True)])
def test_the_checker_counts_from_the_end_of_the_first(folder: Path, start: str, accepted: bool) -> None:
    document = meals(("08:00", "09:00"), ("09:30", "12:00"))
    roster = by_hand({"WES": [("am", "08:00"), ("noon", start)]})
    assert check(folder, document, roster).accepted is accepted


@pytest.mark.parametrize(("closes", "whole"), [("09:44", False), ("09:45", True)])
def test_one_of_two_meals_is_left_out_where_hard_windows_leave_too_little_room(
    folder: Path, closes: str, whole: bool
) -> None:
    made = solve(folder, changed(meals(("08:00", "08:30"), ("09:00", closes)), hard("am", "noon")))
    assert made.exit == 0
    assert made.whole() is whole
    assert len(made.unserved) == (0 if whole else 1)


@pytest.mark.parametrize("kind", ["personal_care", "wash_and_dress", "medication", "Toileting"])
@pytest.mark.parametrize("joins", ["off", "apply"])
def test_noon_comes_before_afternoon(folder: Path, kind: str, joins: str) -> None:
    """The windows open together; the one that closes first goes first."""
    document = meals(("12:00", "14:00"), ("12:00", "17:00"), codes=(kind, kind), **LATE_AND_SOON)
    later = changed(document, put(shifts=[shift("wes", "12:30", "15:00"), shift("dot", "11:40", "17:00")]))
    pinned = changed(later, put(pins=[{"visit": "am", "worker": "wes"}, {"visit": "noon", "worker": "dot"}]))
    made = solve(folder, pinned, joins=joins)
    assert made.whole()
    assert made.minutes("am", "noon") >= 15


ORDER: dict[str, tuple[Plain, str, str, bool]] = {
    "the afternoon first": (meals(("12:00", "14:00"), ("12:00", "17:00")), "14:00", "12:00", False),
    "noon first": (meals(("12:00", "14:00"), ("12:00", "17:00")), "12:00", "14:00", True),
    "the later opening first": (meals(("09:00", "13:00"), ("11:00", "13:00")), "13:00", "11:00", False),
    "the earlier opening first": (meals(("09:00", "13:00"), ("11:00", "13:00")), "11:00", "13:00", True),
    "inside the other's span, before": (meals(("12:00", "14:00"), ("10:00", "17:00")), "14:00", "10:00", True),
    "inside the other's span, after": (meals(("12:00", "14:00"), ("10:00", "17:00")), "12:00", "16:00", True),
    "the same span, one way": (meals(("10:00", "14:00"), ("10:00", "14:00")), "10:00", "14:00", True),
    "the same span, the other way": (meals(("10:00", "14:00"), ("10:00", "14:00")), "14:00", "10:00", True),
    "of two kinds": (
        meals(("12:00", "14:00"), ("12:00", "17:00"), codes=("meal", "wash_and_dress")),
        "14:00",
        "12:00",
        True,
    ),
}


@pytest.mark.parametrize("case", named(ORDER))
def test_the_order_of_two_calls(folder: Path, case: tuple[Plain, str, str, bool]) -> None:
    """Neither of two spans strictly inside the other: the order of the windows. Else any order."""
    document, am, noon, accepted = case
    stops = sorted([(am, "am"), (noon, "noon")])
    roster = by_hand({"WES": [(name, start) for start, name in stops]})
    assert check(folder, document, roster).accepted is accepted


@pytest.mark.parametrize(
    ("least", "start", "accepted"),
    [(30, "08:30", True), (30, "08:29", False), (240, "11:59", False), (240, "12:00", True), (90, "09:30", True)],
)
def test_a_link_says_how_far_apart_in_place_of_the_usual(
    folder: Path, least: float, start: str, accepted: bool
) -> None:
    document = changed(meals(("08:00", "09:00"), ("08:15", "13:00")), link(least))
    roster = by_hand({"WES": [("am", "08:00"), ("noon", start)]})
    assert check(folder, document, roster).accepted is accepted


def test_two_medicines_need_no_gap_but_keep_their_order(folder: Path) -> None:
    document = meals(("08:00", "11:00"), ("10:00", "13:00"), codes=("medication", "parkinsons_medicine"))
    assert check(folder, document, by_hand({"WES": [("am", "10:00"), ("noon", "10:15")]})).accepted
    assert not check(folder, document, by_hand({"WES": [("noon", "10:00"), ("am", "10:15")]})).accepted


SPRING_NIGHT: dict[str, Any] = {"start": SPRING, "shifts": [shift("wes", "00:00", "07:00", day=SPRING)]}
AUTUMN_NIGHT: dict[str, Any] = {"start": AUTUMN, "shifts": [shift("wes", "00:00", "07:00", day=AUTUMN)]}


@pytest.mark.parametrize(("second", "accepted"), [("02:59", False), ("03:00", True)])
def test_in_the_night_of_spring_an_hour_is_missing(folder: Path, second: str, accepted: bool) -> None:
    """A quarter past midnight to half past; an hour and a half later the clock shows three."""
    document = meals(("00:10", "00:30"), ("02:00", "04:00"), **SPRING_NIGHT)
    document = changed(
        document,
        told("visits", "am", windows=[window("00:10", "00:30", SPRING)]),
        told("visits", "noon", windows=[window("02:00", "04:00", SPRING)]),
    )
    roster = by_hand({"WES": [("am", at("00:15", SPRING)), ("noon", at(second, SPRING))]})
    assert check(folder, document, roster).accepted is accepted


@pytest.mark.parametrize(("second", "accepted"), [("01:29:00+00:00", False), ("01:30:00+00:00", True)])
def test_in_the_night_of_autumn_an_hour_comes_twice(folder: Path, second: str, accepted: bool) -> None:
    """A quarter to one to one; an hour and a half later the clock shows half past one for the second time."""
    document = changed(
        meals(("00:40", "00:50"), ("02:00", "04:00"), **AUTUMN_NIGHT),
        told("visits", "am", windows=[window("00:40", "00:50", AUTUMN)]),
        told("visits", "noon", windows=[{"start": f"{AUTUMN}T01:10:00+00:00", "end": f"{AUTUMN}T04:00:00+00:00"}]),
    )
    roster = by_hand({"WES": [("am", at("00:45", AUTUMN)), ("noon", f"{AUTUMN}T{second}")]})
    assert check(folder, document, roster).accepted is accepted


@pytest.mark.parametrize(("start", "accepted"), [("00:44", False), ("00:45", True)])
def test_a_late_supper_and_an_early_breakfast_keep_apart_over_midnight(
    folder: Path, start: str, accepted: bool
) -> None:
    document = changed(
        meals(("22:00", "23:30"), ("00:00", "02:00"), days=2, shifts=[shift("wes", "21:00", "29:00")]),
        told("visits", "noon", windows=[window("00:00", "02:00", TOMORROW)]),
    )
    roster = by_hand({"WES": [("am", "23:00"), ("noon", at(start, TOMORROW))]})
    assert check(folder, document, roster).accepted is accepted


def test_three_hours_lie_between_two_meals_where_that_costs_nothing(folder: Path) -> None:
    """The second worker has nothing else to do and may come when she likes."""
    shifts = [shift("wes", "07:50", "09:00"), shift("dot", "09:00", "15:00")]
    document = meals(("08:00", "08:30"), ("09:30", "14:00"), **LATE_AND_SOON | {"shifts": shifts})
    made = solve(folder, document)
    assert made.whole()
    assert made.minutes("am", "noon") >= 15 + 180


def test_half_an_hour_lies_between_two_washes_where_that_costs_nothing(folder: Path) -> None:
    """Neither can make both; the second worker could begin half an hour after the first does."""
    document = changed(
        meals(
            ("08:00", "08:15"),
            ("08:10", "12:00"),
            codes=("wash_and_dress", "wash_and_dress"),
            workers=[worker("wes", "care", ["wash"]), worker("dot", "care", ["dress"])],
            shifts=[shift("wes", "07:50", "09:00"), shift("dot", "08:20", "15:00")],
        ),
        told("visits", "am", tasks=[task("wash_and_dress", competencies=["wash"])]),
        told("visits", "noon", tasks=[task("wash_and_dress", competencies=["dress"])]),
        put(competencies=[{"id": "wash"}, {"id": "dress"}]),
    )
    made = solve(folder, document)
    assert made.whole()
    assert made.minutes("am", "noon") >= 15 + 30


def test_calls_of_two_people_of_a_home_are_not_tied(folder: Path) -> None:
    people = [{"id": name, "name": name, "place": "door", "household": "home"} for name in ("ada", "ben")]
    document = changed(
        meals(("08:00", "08:30"), ("08:00", "08:45")),
        put(clients=people, households=[{"id": "home", "place": "door"}]),
        told("visits", "noon", client="ben"),
    )
    assert check(folder, document, by_hand({"WES": [("am", "08:00"), ("noon", "08:15")]})).accepted
    assert solve(folder, document).whole()


def test_what_is_no_call_of_a_kind_keeps_no_distance(folder: Path) -> None:
    document = changed(meals(("08:00", "09:00"), ("08:00", "10:00")), doing("noon", "meal", code="drink_and_snack"))
    assert check(folder, document, by_hand({"WES": [("am", "08:00"), ("noon", "08:15")]})).accepted

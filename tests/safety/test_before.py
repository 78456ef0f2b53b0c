"""What was going on when the day begins: the last doses, the last meals and last night's work."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from .days import YESTERDAY, Plain, at, changed, day, named, put, shift, task, told, visit, worker
from .doors import by_hand, check, solve

FOUR_HOURS = {"id": "L1", "kind": "gap", "first": "yesterday", "second": "v1", "min_gap_minutes": 240}


def before(code: str, clock: str, **fields: Any) -> Plain:
    """A task of last evening (22:00), or of this morning before the day's first round (24:10)."""
    return {"client": "ada", "task": code, "start": at(clock, YESTERDAY)} | fields


def early(code: str, opens: str, closes: str, **lists: Any) -> Plain:
    """A call soon after midnight, and a worker on duty all night."""
    call = visit("v1", task(code, 15), opens, closes, organisation="care")
    known = {"version": "2"} | lists
    return day([call], [worker("wes", "care")], [shift("wes", "00:00", "08:00")], **known)


def linked(*tasks: Plain, **fields: Any) -> Plain:
    """A dose that comes four hours after one of yesterday."""
    return early("medication", "00:30", "03:00", links=[FOUR_HOURS | fields], tasks_before=list(tasks))


LINKED: dict[str, tuple[Plain, str, bool]] = {
    "four hours later": (linked(before("medication", "22:00", visit="yesterday")), "02:00", True),
    "a minute too soon": (linked(before("medication", "22:00", visit="yesterday")), "01:59", False),
    "from start to start": (
        linked(before("medication", "22:00", visit="yesterday", end=at("22:20", YESTERDAY))),
        "02:00",
        True,
    ),
    "long ago": (linked(before("medication", "18:00", visit="yesterday")), "00:30", True),
    "this very night": (linked(before("medication", "24:05", visit="yesterday"), min_gap_minutes=60), "01:05", True),
    "this very night, too soon": (
        linked(before("medication", "24:05", visit="yesterday"), min_gap_minutes=60),
        "01:04",
        False,
    ),
    "not too long after": (
        linked(before("medication", "22:00", visit="yesterday"), max_gap_minutes=300),
        "03:00",
        True,
    ),
    "too long after": (linked(before("medication", "22:00", visit="yesterday"), max_gap_minutes=300), "03:01", False),
}


@pytest.mark.parametrize("case", named(LINKED))
def test_a_dose_keeps_its_distance_from_yesterdays(folder: Path, case: tuple[Plain, str, bool]) -> None:
    document, start, accepted = case
    assert check(folder, document, by_hand({"WES": [("v1", start)]})).accepted is accepted


def test_the_search_keeps_that_distance(folder: Path) -> None:
    made = solve(folder, linked(before("medication", "22:00", visit="yesterday")))
    assert made.whole()
    assert made.starts["v1"] >= "02:00"
    made = solve(folder, linked(before("medication", "18:00", visit="yesterday")))
    assert made.whole()
    assert made.starts["v1"] < "02:00"


def test_where_the_distance_leaves_no_time_the_dose_is_left_out(folder: Path) -> None:
    document = linked(before("medication", "23:30", visit="yesterday"))
    made = solve(folder, changed(document, told("visits", "v1", windows_hard=True)))
    assert made.exit == 0
    assert made.unserved["v1"]


@pytest.mark.parametrize("version", ["1", "2"])
def test_a_link_to_a_visit_that_nobody_tells_of_is_a_fault(folder: Path, version: str) -> None:
    document = changed(linked(), put(version=version))
    del document["tasks_before"]
    made = solve(folder, document)
    assert made.exit == 2
    assert "yesterday" in made.output
    assert solve(folder, changed(document, put(links=[]))).whole()


def breakfast(*tasks: Plain, code: str = "meal") -> Plain:
    """A first meal between a quarter past midnight and two."""
    return early(code, "00:15", "02:00", tasks_before=list(tasks))


def supper(code: str = "meal") -> Plain:
    """Over at twenty to midnight."""
    return before(code, "23:20", end=at("23:40", YESTERDAY))


MEALS: dict[str, tuple[Plain, str, bool]] = {
    "an hour and a half later": (breakfast(supper()), "01:10", True),
    "a minute too soon": (breakfast(supper()), "01:09", False),
    "another meal": (breakfast(supper("tea"), code="breakfast"), "01:09", False),
    "spelled otherwise": (breakfast(supper("MEAL"), code="Meal"), "01:09", False),
    "the last of several": (breakfast(before("meal", "18:00"), supper(), before("meal", "12:00")), "01:09", False),
    "no meal": (breakfast(before("medication", "23:40")), "00:15", True),
    "long ago": (breakfast(before("meal", "18:00")), "00:15", True),
    "nothing told": (breakfast(), "00:15", True),
}


@pytest.mark.parametrize("case", named(MEALS))
def test_a_meal_keeps_its_distance_from_last_nights(folder: Path, case: tuple[Plain, str, bool]) -> None:
    document, start, accepted = case
    assert check(folder, document, by_hand({"WES": [("v1", start)]})).accepted is accepted
    made = solve(folder, document)
    assert made.whole()
    assert accepted or made.starts["v1"] > start


def test_what_was_done_for_somebody_else_does_not_count(folder: Path) -> None:
    people = [{"id": name, "name": name, "place": "door", "household": "home"} for name in ("ada", "ben")]
    others = [before("meal", "23:50", client="ben")]
    document = early("meal", "00:15", "02:00", tasks_before=others, clients=people)
    document["households"] = [{"id": "home", "place": "door"}]
    assert check(folder, document, by_hand({"WES": [("v1", "00:15")]})).accepted


def morning(until: str, **fields: Any) -> Plain:
    """A visit at eight that must begin by nine, and a worker who came home at ``until`` of the day before."""
    call = visit("v1", task("companionship", 30), "08:00", "09:00", organisation="care", windows_hard=True)
    back = {"worker": "wes", "until": at(until, YESTERDAY)} | fields
    return day([call], [worker("wes", "care")], [shift("wes", "07:00", "12:00")], version="2", workers_before=[back])


@pytest.mark.parametrize(("until", "whole"), [("18:00", True), ("19:45", True), ("23:30", False), ("26:00", False)])
def test_last_nights_shift_is_followed_by_eleven_hours_of_rest(folder: Path, until: str, whole: bool) -> None:
    made = solve(folder, morning(until))
    assert made.exit == 0
    assert made.whole() is whole
    roster = by_hand({"WES": [("v1", "08:30")]})
    assert check(folder, morning(until), roster).accepted is whole


def test_the_rest_of_somebody_else_is_not_hers(folder: Path) -> None:
    document = morning("23:30", worker="dot")
    document["workers"].append(worker("dot", "care"))
    assert solve(folder, document).whole()

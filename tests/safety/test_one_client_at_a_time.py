"""A client has one visit at a time, unless they belong together or one of them is somebody who stays."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from .days import (
    TOMORROW,
    Change,
    Plain,
    at,
    both,
    changed,
    client,
    day,
    named,
    put,
    shift,
    task,
    told,
    visit,
    window,
    worker,
)
from .doors import Made, amend, by_hand, check, solve


def two(**lists: Any) -> Plain:
    """Two things done for Ada for an hour each, by two workers who can each do one of them; all from one provider."""
    visits = [
        visit("one", task("shower", 60, competencies=["wash"]), "09:00", "12:00", organisation="care"),
        visit("two", task("leg_dressing", 60, competencies=["dress"]), "09:00", "12:00", organisation="care"),
    ]
    staff = lists.pop("workers", [worker("wes", "care", ["wash"]), worker("dot", "care", ["dress"])])
    return day(visits, staff, lists.pop("shifts", [shift("wes"), shift("dot")]), **lists)


def at_nine(*names: str) -> Change:
    """At nine and at no other time."""
    return both(*(told("visits", name, windows=[window("09:00", "09:00")], windows_hard=True) for name in names))


def of_two_providers(document: Plain) -> None:
    """The second visit and its worker are the council's."""
    told("visits", "two", organisation="council")(document)
    told("workers", "dot", organisation="council")(document)
    document["organisations"] = [
        {"id": "care", "name": "Madeup Care", "sector": "social", "kind": "provider"},
        {"id": "council", "name": "Lundy Council (invented)", "sector": "social", "kind": "council"},
    ]


def a_third(**fields: Any) -> Change:
    def change(document: Plain) -> None:
        third = visit("three", task("hair", 60, competencies=["cut"]), "09:00", "12:00", organisation="care", **fields)
        document["visits"].append(third)
        document["competencies"].append({"id": "cut"})
        document["workers"].append(worker("eve", "care", ["cut"]))
        document["shifts"].append(shift("eve"))

    return change


def apart(made: Made, document: Plain) -> bool:
    """Whether no two served visits of one client last at once."""
    length = {one["id"]: sum(part["duration_minutes"] for part in one["tasks"]) for one in document["visits"]}
    order = sorted(made.instants, key=made.instants.__getitem__)
    return all(made.minutes(first, second) >= length[first] for first, second in pairwise(order))


ABLE = [worker(name, "care", ["wash", "dress"]) for name in ("wes", "dot", "eve")]
NEAR = {"mode": "car", "places": ["base", "door", "centre"], "durations_minutes": [[0, 5, 5], [5, 0, 5], [5, 5, 0]]}

ROOM: dict[str, Plain] = {
    "two visits": two(),
    "three visits": changed(two(), a_third()),
    "one of them short": changed(two(), told("visits", "two", tasks=[task("eye_drops", 5, competencies=["dress"])])),
    "one inside the other's window": changed(two(), told("visits", "two", windows=[window("10:00", "10:30")])),
    "one for two workers": changed(two(workers=ABLE), told("visits", "one", workers=2)),
    "at another place": changed(
        two(),
        put(places=[{"id": place} for place in ("base", "door", "centre")], travel={"matrices": [NEAR]}),
        told("visits", "two", place="centre"),
    ),
    "two providers": changed(two(), of_two_providers),
    "codes of two kinds": changed(two(), told("visits", "one", tasks=[task("lunch", 60, competencies=["wash"])])),
    "one pinned into the other's time": changed(two(), put(pins=[{"visit": "one", "start": at("09:30")}])),
    "over midnight": changed(
        two(days=2, shifts=[shift("wes", "21:00", "27:00"), shift("dot", "21:00", "27:00")]),
        told("visits", "one", windows=[window("23:00", "23:45")]),
        told("visits", "two", windows=[window("23:30", "25:30")]),
    ),
}


@pytest.mark.parametrize("joins", ["off", "apply"])
@pytest.mark.parametrize("document", named(ROOM))
def test_one_after_the_other_where_there_is_room(folder: Path, document: Plain, joins: str) -> None:
    made = solve(folder, document, joins=joins)
    assert made.whole()
    assert apart(made, document)


def test_one_is_left_out_where_one_provider_has_no_room(folder: Path) -> None:
    made = solve(folder, changed(two(), at_nine("one", "two")))
    assert made.exit == 0
    assert len(made.unserved) == 1


def test_pins_do_not_bring_two_visits_together(folder: Path) -> None:
    pins = [{"visit": "one", "start": at("09:30")}, {"visit": "two", "start": at("09:30")}]
    document = two(pins=pins)
    made = solve(folder, document)
    assert made.exit != 0 or apart(made, document)


def test_two_providers_without_room_both_come_and_that_is_told(folder: Path) -> None:
    document = changed(two(), of_two_providers, at_nine("one", "two"))
    made = solve(folder, document)
    assert made.whole()
    assert re.search("at once|same time|overlap|together", made.output)


def tie(kind: str) -> Change:
    return put(links=[{"id": "L1", "kind": kind, "first": "one", "second": "two"}])


def of_a_home(document: Plain) -> None:
    """The second visit is for somebody else behind the same door."""
    document["clients"] = [client(name, household="home") for name in ("ada", "ben")]
    document["households"] = [{"id": "home", "place": "door"}]
    told("visits", "two", client="ben")(document)


def staying(code: str) -> Change:
    """The first visit is somebody who stays for four hours."""
    return told("visits", "one", tasks=[task(code, 240, competencies=["wash"])])


TOGETHER: dict[str, Change] = {
    "linked to start together": tie("same_start"),
    "linked as double-handed": tie("double_handed"),
    "two people of a home": of_a_home,
    "a sit": staying("sit"),
    "a sit in capitals": staying("SIT"),
    "a waking night": staying("waking night"),
    "a sleep-in": staying("sleep-in"),
    "a live-in": staying("live_in"),
}


@pytest.mark.parametrize("change", named(TOGETHER))
def test_what_belongs_together_or_stays_may_be_at_once(folder: Path, change: Change) -> None:
    document = changed(two(), change, at_nine("one", "two"))
    made = solve(folder, document)
    assert made.whole()
    assert made.minutes("one", "two") == 0
    assert check(folder, document, by_hand({"WES": [("one", "09:00")], "DOT": [("two", "09:00")]})).accepted


def test_a_double_handed_visit_is_one_visit(folder: Path) -> None:
    able = [worker(name, "care", ["wash", "dress"]) for name in ("wes", "dot")]
    made = solve(folder, changed(two(workers=able), told("visits", "one", workers=2)))
    assert made.whole()
    assert made.workers["one"] == ("dot", "wes")


@pytest.mark.parametrize(("start", "accepted"), [("09:59", False), ("10:00", True), ("11:30", True), ("09:00", False)])
def test_the_checker_sees_every_minute_of_two_at_once(folder: Path, start: str, accepted: bool) -> None:
    roster = by_hand({"WES": [("one", "09:00")], "DOT": [("two", start)]})
    assert check(folder, two(), roster).accepted is accepted


def test_the_checker_sees_it_over_midnight(folder: Path) -> None:
    document = ROOM["over midnight"]
    roster = by_hand({"WES": [("one", "23:30")], "DOT": [("two", at("00:15", TOMORROW))]})
    assert not check(folder, document, roster).accepted
    roster = by_hand({"WES": [("one", "23:30")], "DOT": [("two", at("00:30", TOMORROW))]})
    assert check(folder, document, roster).accepted


def test_a_visit_is_not_moved_into_another_of_its_client(folder: Path) -> None:
    roster = by_hand({"WES": [("one", "09:00")], "DOT": [("two", "10:00")]})
    move = {"change": "move", "visit": "two", "shift": "DOT"}
    assert amend(folder, two(), roster, move | {"start": "2027-03-01T09:30:00+00:00"}).exit == 1
    moved = amend(folder, two(), roster, move | {"start": "2027-03-01T10:30:00+00:00"})
    assert moved.exit == 0
    assert moved.starts["two"] == "10:30"

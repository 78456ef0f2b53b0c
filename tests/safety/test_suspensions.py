"""What has been stopped: from that moment nothing rests on it, until it ends; what lies outside goes on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from .days import (
    TODAY,
    YESTERDAY,
    Plain,
    agreement,
    at,
    changed,
    client,
    consents,
    day,
    delegation,
    insulin,
    named,
    nurse,
    put,
    registrant,
    shift,
    task,
    visit,
    window,
    worker,
)
from .doors import amend, by_hand, check, join_of, run, solve, written


def stop(what: str, of: str, starts: str = "00:00", ends: str | None = None, on: str = TODAY) -> Plain:
    told = {
        "id": f"{what}-{of}",
        "what": what,
        "of": of,
        "starts": at(starts, on),
        "reason": "said so",
        "by": "Lea Example",
    }
    return told | ({"ends": at(ends)} if ends else {})


def a_day(*stops: Plain, **lists: Any) -> Plain:
    """Ada's insulin at eight and her meal at noon; the council's carer may do both; Ben has a meal at two."""
    visits = [
        visit("dose", insulin(), "08:00", "08:30", organisation="trust", windows_hard=True),
        visit("meal", task("meal", 20), "12:00", "12:30", windows_hard=True),
        visit("ben", task("meal", 20), "14:00", "14:30", windows_hard=True, client="ben"),
    ]
    known = {
        "version": "2",
        "registrants": [registrant(), registrant("una")],
        "clients": [client(), client("ben", consents=consents())],
        "agreements": [agreement()],
        "delegations": [delegation(registrant="nora")],
        "suspensions": list(stops),
    }
    staff = [nurse(), worker("cal", "council", ["insulin"]), worker("dee", "council")]
    shifts = lists.pop("shifts", [shift("cal", "07:00", "16:00")])
    return day(visits, staff, shifts, **known | lists)


ALL = {"dose", "meal", "ben"}
# What is stopped, and what goes on.
STOPPED: dict[str, tuple[Plain, set[str]]] = {
    "the delegation": (stop("delegation", "cal-ada-insulin"), {"meal", "ben"}),
    "the delegation, before it": (stop("delegation", "cal-ada-insulin", "06:00"), {"meal", "ben"}),
    "the delegation, in the middle of it": (stop("delegation", "cal-ada-insulin", "08:40"), {"meal", "ben"}),
    "the delegation, afterwards": (stop("delegation", "cal-ada-insulin", "10:00"), ALL),
    "the delegation, until yesterday": (stop("delegation", "cal-ada-insulin", on=YESTERDAY, ends="00:00"), ALL),
    "the registrant": (stop("registrant", "nora"), {"meal", "ben"}),
    "another registrant": (stop("registrant", "una"), ALL),
    "the task": (stop("task", "insulin"), {"meal", "ben"}),
    "the task in capitals": (stop("task", "INSULIN"), {"meal", "ben"}),
    "a task nobody has": (stop("task", "compression"), ALL),
    "a task of the afternoon": (stop("task", "meal", "13:00"), {"dose", "meal"}),
    "a task of the morning": (stop("task", "Meal", "00:00", "13:00"), {"dose", "ben"}),
    "the worker": (stop("worker", "cal"), set()),
    "the worker from ten": (stop("worker", "cal", "10:00"), {"dose"}),
    "the worker until ten": (stop("worker", "cal", "00:00", "10:00"), {"meal", "ben"}),
    "another worker": (stop("worker", "dee"), ALL),
    "the client": (stop("client", "ada"), {"ben"}),
    "the client from ten": (stop("client", "ada", "10:00"), {"dose", "ben"}),
    "the client until ten": (stop("client", "ada", "00:00", "10:00"), {"meal", "ben"}),
    "the client, between": (stop("client", "ada", "09:30", "11:30"), ALL),
    "the other client": (stop("client", "ben"), {"dose", "meal"}),
}


@pytest.mark.parametrize("case", named(STOPPED))
def test_what_rests_on_it_is_left_out_and_the_rest_goes_on(folder: Path, case: tuple[Plain, set[str]]) -> None:
    stopped, goes_on = case
    made = solve(folder, a_day(stopped))
    assert made.exit == 0
    assert set(made.workers) == goes_on
    assert set(made.unserved) == ALL - goes_on


HOURS = {"dose": "08:10", "meal": "12:10", "ben": "14:10"}


@pytest.mark.parametrize("case", named(STOPPED))
def test_the_checker_finds_every_visit_that_rests_on_it(folder: Path, case: tuple[Plain, set[str]]) -> None:
    stopped, goes_on = case
    document = a_day(stopped)
    for name in ALL:
        roster = by_hand({"CAL": [(name, HOURS[name])]}, unserved=ALL - {name})
        assert check(folder, document, roster).accepted is (name in goes_on), name


def test_a_nurse_goes_where_a_delegation_is_stopped(folder: Path) -> None:
    document = a_day(stop("delegation", "cal-ada-insulin"), shifts=[shift("cal", "07:00", "16:00"), shift("nan")])
    made = solve(folder, document)
    assert made.whole()
    assert made.workers["dose"] == ("nan",)


def test_a_client_away_for_part_of_the_window_is_seen_in_the_rest(folder: Path) -> None:
    """Back at half past twelve: the meal comes after."""
    document = a_day(stop("client", "ada", "10:00", "12:30"))
    document["visits"][1]["windows"] = [window("12:00", "14:00")]
    made = solve(folder, document)
    assert made.whole()
    assert made.starts["meal"] >= "12:30"
    assert not check(folder, document, by_hand({"CAL": [("meal", "12:10")]}, unserved=["dose", "ben"])).accepted


def test_stopped_for_one_of_a_home_is_stopped_for_one_visit_for_both(folder: Path) -> None:
    home = {"households": [{"id": "home", "place": "door"}]}
    people = [client(name, household="home") for name in ("ada", "ben")]
    signed = [
        {
            "id": "J",
            "visits": ["meal", "ben"],
            "approved": True,
            "by": "Lea Example",
            "role": "team lead",
            "on": YESTERDAY,
        }
    ]
    document = a_day(clients=people, join_decisions=signed, **home)
    document["visits"][2]["windows"] = document["visits"][1]["windows"]
    join = join_of(document, [("meal", 0), ("ben", 0)])
    roster = by_hand({"CAL": [("meal+ben", "12:10")]}, join, unserved=["dose"])
    assert check(folder, document, roster).accepted
    for stopped in (stop("client", "ben"), stop("client", "ada", "10:00"), stop("task", "meal"), stop("worker", "cal")):
        assert not check(folder, changed(document, put(suspensions=[stopped])), roster).accepted
        made = solve(folder, changed(document, put(suspensions=[stopped])), joins="apply")
        assert made.exit == 0
        assert not made.joins


def test_nothing_is_moved_by_hand_onto_what_is_stopped(folder: Path) -> None:
    shifts = [shift("cal", "07:00", "16:00"), shift("nan")]
    document = a_day(stop("delegation", "cal-ada-insulin"), shifts=shifts)
    roster = by_hand({"NAN": [("dose", "08:10")], "CAL": [("meal", "12:10"), ("ben", "14:10")]})
    move = {"change": "move", "visit": "dose", "shift": "CAL"}
    assert amend(folder, document, roster, move).exit == 1
    assert amend(folder, a_day(shifts=shifts), roster, move).exit == 0


def test_what_is_stopped_is_told(folder: Path) -> None:
    """The reason of a visit left out names it."""
    made = solve(folder, a_day(stop("client", "ada")))
    assert "suspended" in made.unserved["meal"]


# What carries insulin, by code or by order, and what does not.
SAID = {
    "the code": (task("insulin"), True),
    "a brand": (task("Lantus"), True),
    "an order": (task("medication", order="Lantus 12 units"), True),
    "an order of insulin": (task("insulin", order="before breakfast"), True),
    "another medicine": (task("medication", order="Paracetamol 1 g"), False),
    "a meal": (task("breakfast", order="A-1"), False),
}


@pytest.mark.parametrize("name", SAID)
def test_a_stop_of_a_task_reaches_all_that_says_it(folder: Path, name: str) -> None:
    """Written into the document, and by the command, whose list names it."""
    said, reached = SAID[name]
    staff = [nurse("nan", "council", ["insulin", "medication", "home_support"])]
    document = day([visit("v", said, "08:00", "10:00")], staff, [shift("nan")], clients=[client()], version="2")
    assert solve(folder, document).whole()
    stopped = document | {"suspensions": [stop("task", "insulin")]}
    assert solve(folder, stopped).whole() is not reached
    assert check(folder, stopped, by_hand({"NAN": [("v", at("09:00"))]})).accepted is not reached
    roster = written(folder, "roster", by_hand({"NAN": [("v", at("09:00"))]}))
    words = ("--task", "insulin", "--from", at("07:00"), "--reason", "in doubt", "--by", "Lea Example")
    listed = run("suspend", written(folder, "day", document), "--roster", roster, *words).stdout
    assert ("(visit v, shift NAN)" in " ".join(listed.split())) is reached


def test_a_stop_of_a_brand_reaches_the_orders_that_name_it(folder: Path) -> None:
    staff = [nurse("nan", "council", ["insulin"])]
    for order, reached in (("Lantus 12 units", True), ("Levemir 8 units", False), ("before breakfast", False)):
        said = task("insulin", order=order)
        document = day([visit("v", said, "08:00", "10:00")], staff, [shift("nan")], clients=[client()], version="2")
        assert solve(folder, document | {"suspensions": [stop("task", "Lantus")]}).whole() is not reached
        assert solve(folder, document | {"suspensions": [stop("task", "breakfast")]}).whole()
        words = ("--task", "Lantus", "--from", at("07:00"), "--reason", "in doubt", "--by", "Lea Example")
        assert (run("suspend", written(folder, "day", document), *words).exit_code == 0) is reached

"""Two doses of one medicine keep a distance, whoever gives them, and a sound day keeps all of its doses."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from .days import (
    YESTERDAY,
    Change,
    Plain,
    agreement,
    also,
    at,
    changed,
    client,
    day,
    doing,
    named,
    nurse,
    put,
    shift,
    task,
    told,
    visit,
    worker,
)
from .doors import by_hand, check, solve
from .dose_days import HOURS, by_two, flat, gap, link, order, two_doses, windows

# changes of the two insulin visits, start of the second one by hand after one from 10:00 to 10:15, whether accepted
BY_HAND: dict[str, tuple[list[Change], str, bool]] = {
    "an hour": ([], "11:15", True),
    "a minute less": ([], "11:14", False),
    "touching": ([], "11:00", False),
    "another medicine": ([doing("noon", "insulin", code="medication")], "11:00", True),
    "two orders of one code": ([order("early", "insulin", "A"), order("noon", "insulin", "B")], "11:00", True),
    "only one order is known": ([order("early", "insulin", "A")], "11:00", False),
    "one order of two codes": (
        [doing("noon", "insulin", code="injection"), order("early", "insulin", "A"), order("noon", "injection", "A ")],
        "11:00",
        False,
    ),
    "what the catalogue states": ([gap("Insulin", 1.5)], "11:45", True),
    "less than the catalogue states": ([gap("insulin", 1.5)], "11:44", False),
    "stated for a code of two orders": (
        [gap("insulin", 1.5), order("early", "insulin", "A"), order("noon", "insulin", "B")],
        "11:44",
        False,
    ),
    "a catalogue that states less than the pack": ([gap("insulin", 0.5)], "11:14", False),
    "a link that asks for less": ([link("gap", min_gap_minutes=30)], "11:14", False),
    "a link that asks for less, an hour on": ([link("gap", min_gap_minutes=30)], "11:15", True),
    "a link and what the catalogue states": ([gap("insulin", 1.5), link("gap", min_gap_minutes=0)], "11:44", False),
}


@pytest.mark.parametrize("case", named(BY_HAND))
def test_two_doses_by_hand(folder: Path, case: tuple[list[Change], str, bool]) -> None:
    changes, start, accepted = case
    document = changed(two_doses(), *changes)
    by_codes = changed(document, told("workers", "nan", competencies=[{"competency": "insulin"}]))
    judged = check(folder, by_codes, by_hand({"NAN": [("early", "10:00"), ("noon", start)]}))
    assert judged.accepted is accepted, judged.sentences
    assert ("call_spacing" in judged.rules) is not accepted


# links of the two insulin visits, both of which may begin between nine and eleven
LINKS: dict[str, Change] = {
    "together": link("same_start"),
    "by two who come together": link("double_handed"),
    "no distance": link("gap", min_gap_minutes=0),
    "no distance, the other way": link("gap", "noon", "early", min_gap_minutes=0),
    "near each other": link("gap", max_gap_minutes=45),
    "by one worker": link("same_worker"),
    "by two workers": link("different_worker"),
    "both or none": link("both_or_none"),
    "together by a third": put(
        links=[{"id": one, "kind": "same_start", "first": one, "second": "third"} for one in ("early", "noon")]
    ),
}


@pytest.mark.parametrize("tie", named(LINKS))
@pytest.mark.parametrize("spans", [("09:00", "11:00"), ("09:00", "09:10")])
def test_no_link_brings_two_doses_near_each_other(folder: Path, tie: Change, spans: tuple[str, str]) -> None:
    """Windows that are the same, and windows in an order that leaves no room at all."""
    opens, closes = spans
    third = visit("third", task("companionship", 15), opens, "11:00", client="ben")
    document = changed(
        two_doses(clients=[client(), client("ben", place="door")]),
        windows("early", "09:00", "09:00" if closes == "09:10" else closes),
        windows("noon", opens, closes),
        also("visits", third),
        also("organisations", {"id": "council", "name": "Lundy Council (invented)", "sector": "social"}),
        also("workers", nurse("ned"), worker("cal", "council")),
        also("shifts", shift("ned"), shift("cal")),
        tie,
    )
    hand = {"NAN": [("early", "09:00")], "NED": [("noon", "09:00")], "CAL": [("third", "09:00")]}
    judged = check(folder, document, by_hand(hand))
    assert not judged.accepted
    assert "call_spacing" in judged.rules
    made = solve(folder, document)
    assert made.exit == 0
    assert "third" in made.starts
    if {"early", "noon"} <= made.starts.keys():
        assert abs(made.minutes("early", "noon")) >= 15 + (60 if closes == "11:00" else 0)


def two_rows(first: str = "insulin", second: str = "insulin") -> Plain:
    """A call for two as an export writes it: two rows with a transfer each, tied as double-handed."""
    rows = [
        visit(name, [task(code, 10), task("hoist_transfer", 10)], "08:00", "10:00", organisation="trust")
        for name, code in (("one", first), ("two", second))
    ]
    holds = ["insulin", "medication", "moving_handling"]
    staff = [nurse("nan", holds=holds), nurse("nel", holds=holds)]
    tie = {"id": "pair", "kind": "double_handed", "first": "one", "second": "two"}
    return day(rows, staff, [shift("nan"), shift("nel")], version="2", links=[tie])


@pytest.mark.parametrize("code", ["insulin", "medication"])
def test_a_call_for_two_in_two_rows_that_both_give_it_says_what_is_wrong(folder: Path, code: str) -> None:
    made = solve(folder, two_rows(code, code))
    assert set(made.unserved) == {"one", "two"}
    for reason in made.unserved.values():
        assert f"one and two both give {code}, and link pair ties them together: two doses at once" in reason
        assert "[call_spacing]" in reason
    said = flat(made.output)
    assert f"both give {code} and are tied to be made together (link pair)" in said
    assert f"keep {code} in one of the two rows, or write one visit of workers 2" in said
    assert "ordered twice" not in said
    right = two_rows(code, "hoist_transfer")
    made = solve(folder, right)
    assert made.whole()
    assert "two doses" not in made.output


def test_yesterdays_dose_is_reached_by_no_link(folder: Path) -> None:
    before = {"client": "ada", "task": "insulin", "start": at("06:00"), "end": at("06:50"), "visit": "last"}
    tie = link("gap", "last", "early", min_gap_minutes=0)
    document = changed(two_doses(), also("tasks_before", before), tie)
    for start, accepted in (("07:49", False), ("07:50", True)):
        assert check(folder, document, by_hand({"NAN": [("early", start)]}, unserved=["noon"])).accepted is accepted
    assert solve(folder, document).whole()


def test_every_dose_of_a_sound_day_is_given(folder: Path) -> None:
    made = solve(folder, two_doses())
    assert made.whole()
    assert made.minutes("early", "noon") >= 15 + 60
    with_gap = solve(folder, changed(two_doses(), gap("insulin", 4)))
    assert with_gap.whole()
    assert with_gap.minutes("early", "noon") >= 15 + 4 * HOURS


def nearly_touching(**fields: Any) -> Plain:
    """From half past seven to eight, and from eight to half past: 45 minutes lie between the two at most."""
    return changed(
        two_doses(), windows("early", "07:30", "08:00", **fields), windows("noon", "08:00", "08:30", **fields)
    )


def test_windows_never_bring_two_doses_nearer(folder: Path) -> None:
    """One is made late where it may be, and no roster has less than an hour."""
    near = nearly_touching()
    made = solve(folder, near)
    assert made.whole()
    assert made.minutes("early", "noon") >= 15 + 60
    assert "their windows leave 45 min: one of the two is late, or left out" in flat(made.output)
    for start, accepted in (("08:45", True), ("08:44", False), ("08:07", False)):
        assert check(folder, near, by_hand({"NAN": [("early", "07:30"), ("noon", start)]})).accepted is accepted


def test_two_doses_without_room_are_told_and_one_is_left_out(folder: Path) -> None:
    made = solve(folder, nearly_touching(windows_hard=True))
    assert made.exit == 0
    (reason,) = made.unserved.values()
    assert "two doses of insulin lie at least 60 min apart" in reason
    assert "both give insulin" in flat(made.output)
    assert "their windows leave 45 min: one of the two is left out" in flat(made.output)
    wider = changed(
        two_doses(), windows("early", "07:30", "08:00", windows_hard=True), windows("noon", "08:45", "08:50")
    )
    made = solve(folder, wider)
    assert made.whole()
    assert "both give insulin" not in made.output
    orders = changed(nearly_touching(windows_hard=True), order("early", "insulin", "A"), order("noon", "insulin", "B"))
    made = solve(folder, orders)
    assert made.whole()
    assert "both give insulin" not in made.output


def test_yesterdays_dose_is_not_cut_to_the_window_either(folder: Path) -> None:
    before = {"client": "ada", "task": "insulin", "start": at("06:00"), "end": at("07:10")}
    document = changed(nearly_touching(windows_hard=True), also("tasks_before", before))
    made = solve(folder, document)
    assert list(made.unserved) == ["early"]
    assert "would give insulin less than 60 min after the dose of before" in made.unserved["early"]
    sooner = changed(two_doses(), windows("early", "07:30", "08:00", windows_hard=True))
    assert solve(folder, changed(sooner, also("tasks_before", {**before, "end": at("07:00")}))).whole()


def test_what_is_stated_is_not_cut_to_the_windows(folder: Path) -> None:
    """Four hours never fit between seven and half past nine: one of the two is left out, told beside the other."""
    hard = {"windows_hard": True}
    document = changed(
        two_doses(),
        gap("insulin", 4),
        windows("early", "07:00", "08:00", **hard),
        windows("noon", "08:30", "09:30", **hard),
    )
    made = solve(folder, document)
    assert made.exit == 0
    assert len(made.unserved) == 1
    (reason,) = made.unserved.values()
    assert "cannot be made beside Ada Pretend's" in reason
    assert "two doses of insulin lie at least 4 h 00 min apart, from the end of early to the start of noon" in reason


@pytest.mark.parametrize("second", ["08:00", "08:10", "08:30", "09:09"])
def test_the_same_dose_by_two_providers_at_one_hour_is_refused(folder: Path, second: str) -> None:
    """Windows without an order were not agreed for two doses: whichever is given first, an hour lies between them."""
    for one, other in (("NAN", "CAT"), ("CAT", "NAN")):
        visits = {"NAN": "nurse", "CAT": "carer"}
        judged = check(folder, by_two(), by_hand({one: [(visits[one], "08:00")], other: [(visits[other], second)]}))
        assert not judged.accepted
        assert "call_spacing" in judged.rules


def test_the_same_dose_by_two_providers_an_hour_apart(folder: Path) -> None:
    apart = by_hand({"NAN": [("nurse", "08:00")], "CAT": [("carer", "09:10")]})
    assert check(folder, by_two(), apart).accepted
    made = solve(folder, by_two())
    assert made.whole()
    assert abs(made.minutes("nurse", "carer")) >= 10 + 60
    orders = changed(by_two(), order("nurse", "medication", "A"), order("carer", "medication", "B"))
    at_once = by_hand({"NAN": [("nurse", "08:00")], "CAT": [("carer", "08:10")]})
    assert check(folder, orders, at_once).accepted


def test_what_cannot_be_an_hour_apart_is_given_once(folder: Path) -> None:
    hard = {"windows_hard": True}
    short = changed(by_two(), *(windows(name, "08:00", "08:30", **hard) for name in ("nurse", "carer")))
    made = solve(folder, short)
    assert made.exit == 0
    assert len(made.unserved) == 1
    longer = changed(by_two(agreements=[agreement(("trust", "care"))]), windows("carer", "08:00", "09:10", **hard))
    assert solve(folder, longer).whole()


@pytest.mark.parametrize(
    ("ended", "start", "accepted"),
    [("06:30", "07:30", True), ("06:30", "07:29", False), ("06:50", "07:50", True), ("06:50", "07:49", False)],
)
def test_a_dose_of_before(folder: Path, ended: str, start: str, accepted: bool) -> None:
    before = {"client": "ada", "task": "INSULIN", "start": at("06:00"), "end": at(ended)}
    document = changed(two_doses(), also("tasks_before", before))
    assert check(folder, document, by_hand({"NAN": [("early", start)]}, unserved=["noon"])).accepted is accepted
    assert solve(folder, document).whole()


def test_a_dose_of_before_of_another_order(folder: Path) -> None:
    before = {"client": "ada", "task": "insulin", "start": at("23:50", YESTERDAY), "end": at("06:55"), "order": "B"}
    document = changed(two_doses(), also("tasks_before", before), order("early", "insulin", "A"))
    assert check(folder, document, by_hand({"NAN": [("early", "07:10")]}, unserved=["noon"])).accepted


def test_the_pack_asks_for_more_and_never_for_less(folder: Path) -> None:
    more = changed(two_doses(), put(pack={"call_spacing": {"dose_minutes": 90}}))
    for start, accepted in (("11:45", True), ("11:44", False)):
        assert check(folder, more, by_hand({"NAN": [("early", "10:00"), ("noon", start)]})).accepted is accepted
    less = solve(folder, changed(two_doses(), put(pack={"call_spacing": {"dose_minutes": 59}})))
    assert less.exit == 2
    assert "want 60 at least" in less.output


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("novorapid", "novorapid"),
        ("novorapid", "insulin"),
        ("insulin", "insulin-am"),
        ("Paracetamol 500", "paracetamol"),
    ],
)
def test_an_unknown_code_keeps_the_distance_of_what_it_says(folder: Path, first: str, second: str) -> None:
    codes = {"early": first, "noon": second}
    changes = [told("visits", name, tasks=[task(code, 15, "health")]) for name, code in codes.items()]
    document = changed(two_doses(), *changes)
    for start, accepted in (("11:15", False), ("12:15", True)):
        judged = check(folder, document, by_hand({"NAN": [("early", "11:00"), ("noon", start)]}))
        assert ("call_spacing" not in judged.rules) == accepted, (start, judged.sentences)
    assert solve(folder, document).whole()


def test_two_unknown_codes_that_say_no_medicine_need_no_distance(folder: Path) -> None:
    changes = [told("visits", name, tasks=[task("foot bath", 15)], organisation="trust") for name in ("early", "noon")]
    document = changed(two_doses(), *changes)
    judged = check(folder, document, by_hand({"NAN": [("early", "11:00"), ("noon", "11:15")]}))
    assert "call_spacing" not in judged.rules


def test_what_is_likely_one_dose_ordered_twice_heads_the_summary(folder: Path) -> None:
    said = flat(
        solve(folder, changed(by_two(), order("nurse", "medication", "A"), order("carer", "medication", "a"))).output
    )
    assert "visits carer and nurse both give medication, order a, at the same hours: one dose, ordered twice?" in said
    assert "ordered twice?" not in flat(solve(folder, two_doses()).output)


def test_windows_that_leave_less_than_the_pack_asks_are_told(folder: Path) -> None:
    """Four hours of the pack's, and windows that leave three and a half from the end of the one."""
    asked = put(pack={"call_spacing": {"dose_minutes": 240}})
    near = changed(two_doses(), asked, windows("early", "09:00", "10:00"), windows("noon", "10:00", "12:45"))
    said = flat(solve(folder, near).output)
    assert "lie 240 min apart at least, and their windows leave 210 min: one of the two is late, or left out" in said
    for start, accepted in (("13:15", True), ("13:14", False)):
        assert check(folder, near, by_hand({"NAN": [("early", "09:00"), ("noon", start)]})).accepted is accepted
    assert "their windows leave" not in flat(solve(folder, two_doses()).output)

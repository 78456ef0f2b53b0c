"""The same task twice in a day is two doses or two calls: never one visit, whoever signs and by whatever door."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from .days import (
    Change,
    Plain,
    agreement,
    at,
    both,
    changed,
    client,
    day,
    decision,
    doing,
    insulin,
    named,
    nurse,
    put,
    registrant,
    shift,
    task,
    told,
    visit,
    window,
    worker,
)
from .doors import DOORS, Steps, by_hand, check, join_of, made_one, solve

AM_NOON: Steps = (("am", 0), ("noon", 0))


def health(code: str, minutes: float = 15, **fields: Any) -> Plain:
    """A task of the trust's that a nurse does."""
    return task(code, minutes, "health", **fields)


def two_doses(**lists: Any) -> Plain:
    """Insulin in two windows that touch at eleven, long enough that one visit of both would be shorter.

    A nurse lead has signed for one visit.
    """
    visits = [
        visit("am", insulin(20), "07:00", "11:00", organisation="trust"),
        visit("noon", insulin(20), "11:00", "14:00", organisation="trust"),
    ]
    return day(visits, [nurse()], [shift("nan")], **{"join_decisions": [decision(["am", "noon"])]} | lists)


def spelled(first: str, second: str) -> Change:
    """The two tasks under these codes."""
    return both(doing("am", "insulin", code=first), doing("noon", "insulin", code=second))


def windows(name: str, *spans: tuple[str, str], hard: bool = False) -> Change:
    return told("visits", name, windows=[window(*span) for span in spans], windows_hard=hard)


def of_two_trusts(opens: str, closes: str, role: str = "nurse lead", **lists: Any) -> Plain:
    """A blood sample that two trusts asked for, one between eight and ten; they have agreed on everything."""
    visits = [
        visit("am", health("blood_sample"), "08:00", "10:00", organisation="trust"),
        visit("noon", health("blood_sample"), opens, closes, organisation="trust2"),
    ]
    known = {"agreements": [agreement(("trust", "trust2"))], "join_decisions": [decision(["am", "noon"], role)]}
    return day(visits, [nurse()], [shift("nan")], **known | lists)


def once(document: Plain) -> Plain:
    """The first task done for both visits, by a roster made by hand."""
    join = join_of(document, AM_NOON, "drop_duplicate")
    join["steps"][1]["done_by"] = 0
    return join | {"duration_minutes": 30}


def of_a_home(*people: str, **lists: Any) -> Plain:
    """One meal for each of these people of one home; a team lead has signed for all of them as one."""
    clients = [client(name, household="home") for name in dict.fromkeys(people)]
    names = ["am", "noon", "pm"][: len(people)]
    visits = [
        visit(name, task("meal", 20), "08:00", "11:00", client=one) for name, one in zip(names, people, strict=True)
    ]
    home = [{"id": "home", "place": "door"}]
    signed = [decision(names, "team lead")]
    known = {"clients": clients, "households": home, "join_decisions": signed} | lists
    return day(visits, [worker("cal", "council")], [shift("cal")], **known)


SIGNED = [decision(["am", "noon"])]
REFUSED = decision(["am", "noon"], approved=False, id="J2", on="2027-02-25")

NEVER_ONE: dict[str, Plain] = {
    "windows that touch": two_doses(),
    "windows that overlap a little": changed(two_doses(), windows("noon", ("10:00", "14:00"))),
    "windows that are the same": changed(two_doses(), windows("noon", ("07:00", "11:00"))),
    "hard windows": changed(two_doses(), windows("am", ("07:00", "11:00"), hard=True)),
    "two windows each": changed(
        two_doses(),
        windows("am", ("07:00", "08:00"), ("10:00", "11:00")),
        windows("noon", ("10:30", "12:00"), ("13:00", "14:00")),
    ),
    "capitals": changed(two_doses(), spelled("insulin", "INSULIN")),
    "capitals in both": changed(two_doses(), spelled("Insulin", "iNSULIN")),
    "a blank for a line below": changed(two_doses(), spelled("wound_care", "Wound Care")),
    "a hyphen": changed(two_doses(), spelled("wound-care", "wound_care")),
    "blanks between": changed(two_doses(), spelled("wound  care", "WOUND_care")),
    "a code that no catalogue knows": changed(two_doses(), spelled("ear_drops", "ear_drops")),
    "an unknown code in capitals": changed(two_doses(), spelled("ear drops", "Ear_Drops")),
    "no time at all": changed(
        two_doses(), doing("am", "insulin", duration_minutes=0), doing("noon", "insulin", duration_minutes=0)
    ),
    "another length": changed(two_doses(), doing("noon", "insulin", duration_minutes=25)),
    "other competencies": changed(two_doses(), doing("noon", "insulin", competencies=[])),
    "a nurse's own": changed(two_doses(), doing("noon", "insulin", registered_nurse_only=True, delegable=False)),
    "one of them for the other record": changed(two_doses(), doing("noon", "insulin", owner="social")),
    "an optional one": changed(two_doses(), told("visits", "noon", optional=True, value_pence=5000)),
    "two providers that overlap just under half": of_two_trusts("09:01", "11:00"),
    "two providers that only touch": of_two_trusts("10:00", "12:00"),
    "just under half of a short one": of_two_trusts("09:46", "10:15"),
}

UNSIGNED: dict[str, Plain] = {
    "signed by a scheduler": of_two_trusts("08:00", "10:00", "scheduler"),
    "signed by a team lead": of_two_trusts("08:00", "10:00", "team lead"),
    "only agreed beforehand": of_two_trusts("08:00", "10:00", join_decisions=[]),
    "signed for and refused later": of_two_trusts("08:00", "10:00", join_decisions=[*SIGNED, REFUSED]),
}


def start_of(document: Plain) -> str:
    """A start for both: when the later of them opens, and not before the nurse can be there."""
    return max(at("07:10"), *(one["windows"][0]["start"] for one in document["visits"]))


@pytest.mark.parametrize("door", ["all", "check"])
@pytest.mark.parametrize("document", named(NEVER_ONE))
def test_two_doses_of_a_day_are_never_one_visit(folder: Path, document: Plain, door: str) -> None:
    assert not made_one(folder, document, door, "NAN", start_of(document), AM_NOON)


@pytest.mark.parametrize("document", named(UNSIGNED))
def test_one_task_of_two_providers_is_not_one_visit_without_a_nurse_lead(folder: Path, document: Plain) -> None:
    made = solve(folder, document, joins="apply")
    assert made.whole()
    assert not made.joins
    assert not check(folder, document, by_hand({"NAN": [("am+noon", at("08:10"))]}, once(document))).accepted


@pytest.mark.parametrize("document", named(NEVER_ONE))
def test_two_doses_of_a_day_are_both_given(folder: Path, document: Plain) -> None:
    assert solve(folder, document, joins="apply").whole()


MAY_BE_ONE: dict[str, Plain] = {
    "two tasks of two codes": changed(two_doses(), doing("noon", "insulin", code="wound_care")),
    "a known code with blanks in it": changed(two_doses(), spelled("insulin", "pressure area check")),
}


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("document", named(MAY_BE_ONE))
def test_two_tasks_of_two_codes_may_be_one_visit(folder: Path, document: Plain, door: str) -> None:
    assert made_one(folder, document, door, "NAN", at("11:00"), AM_NOON)


@pytest.mark.parametrize(("opens", "closes"), [("08:00", "10:00"), ("09:00", "11:00"), ("09:30", "10:00")])
def test_one_task_of_two_providers_may_be_done_once_when_a_nurse_lead_signs(
    folder: Path, opens: str, closes: str
) -> None:
    document = of_two_trusts(opens, closes)
    assert solve(folder, document, joins="apply").whole()
    roster = by_hand({"NAN": [("am+noon", max(at(opens), at("08:00")))]}, once(document))
    assert check(folder, document, roster).accepted


@pytest.mark.parametrize("door", DOORS)
def test_the_same_task_for_two_people_of_a_home_may_be_one_visit(folder: Path, door: str) -> None:
    assert made_one(folder, of_a_home("ada", "ben"), door, "CAL", at("09:00"), AM_NOON)


@pytest.mark.parametrize("door", DOORS)
def test_two_calls_of_one_of_them_make_no_triple(folder: Path, door: str) -> None:
    document = of_a_home("ada", "ben", "ada")
    assert not made_one(folder, document, door, "CAL", at("09:00"), (*AM_NOON, ("pm", 0)))


@pytest.mark.parametrize("door", DOORS)
def test_three_people_of_a_home_may_have_one_visit(folder: Path, door: str) -> None:
    document = of_a_home("ada", "ben", "cleo")
    assert made_one(folder, document, door, "CAL", at("09:00"), (*AM_NOON, ("pm", 0)))


def among_others(*changes: Change) -> Plain:
    """The dose second in one visit and first in the other, with other tasks about it."""
    tasks = [health("pressure_area_check", 10), insulin()], [insulin(), health("wound_care", 20)]
    return changed(two_doses(), told("visits", "am", tasks=tasks[0]), told("visits", "noon", tasks=tasks[1]), *changes)


MIXED: Steps = (("am", 1), ("noon", 0), ("am", 0), ("noon", 1))


@pytest.mark.parametrize("door", DOORS)
def test_a_dose_among_other_tasks_counts(folder: Path, door: str) -> None:
    assert not made_one(folder, among_others(), door, "NAN", at("11:00"), MIXED)
    other = changed(among_others(), doing("noon", "insulin", code="injection"))
    assert made_one(folder, other, door, "NAN", at("11:00"), MIXED)


@pytest.mark.parametrize("door", DOORS)
def test_what_lies_between_two_doses_does_not_bring_them_together(folder: Path, door: str) -> None:
    between = visit("wound", health("wound_care", 20), "07:00", "14:00", organisation="trust")
    names = ["am", "noon", "wound"]
    document = changed(two_doses(), put(join_decisions=[decision(names)]))
    document["visits"].append(between)
    steps = (*AM_NOON, ("wound", 0))
    assert not made_one(folder, document, door, "NAN", at("11:00"), steps)
    other = changed(document, doing("noon", "insulin", code="pressure_area_check"))
    assert made_one(folder, other, door, "NAN", at("11:00"), steps)


@pytest.mark.parametrize("door", DOORS)
def test_the_single_call_does_not_lend_its_hands_to_a_double_one_of_the_same_kind(folder: Path, door: str) -> None:
    visits = [
        visit("am", task("personal_care", 30), "08:00", "10:00", workers=2),
        visit("noon", task("personal_care", 30), "10:00", "12:00"),
    ]
    staff, shifts = [worker("cal", "council"), worker("dee", "council")], [shift("cal"), shift("dee")]
    document = day(visits, staff, shifts, join_decisions=[decision(["am", "noon"])])
    if door == "check":
        join = join_of(document, AM_NOON, "co_attend", duration_minutes=60)
        hands = {"CAL": [("am+noon", at("10:00"))], "DEE": [("am+noon (second pair of hands)", at("10:00"))]}
        assert not check(folder, document, by_hand(hands, join)).accepted
    else:
        assert not made_one(folder, document, door, "CAL", at("10:00"), AM_NOON)
        assert solve(folder, document, joins="apply").whole()


@pytest.mark.parametrize("door", ["all", "check"])
@pytest.mark.parametrize(("first", "second"), [("breakfast", "lunch"), ("meal", "lunch"), ("Breakfast", "TEA")])
def test_two_meals_of_other_names_are_never_one_visit(folder: Path, first: str, second: str, door: str) -> None:
    """An hour and a half lies between two meals at least, so that they cannot be one."""
    visits = [visit("am", task(first, 30), "08:00", "11:00"), visit("noon", task(second, 30), "11:00", "13:00")]
    signed = [decision(["am", "noon"], "team lead")]
    document = day(visits, [worker("cal", "council")], [shift("cal")], join_decisions=signed)
    assert not made_one(folder, document, door, "CAL", at("11:00"), AM_NOON)
    company = changed(document, doing("noon", second, code="companionship"))
    assert made_one(folder, company, door, "CAL", at("11:00"), AM_NOON)


SETTINGS: dict[str, Plain] = {
    "switched off": {"join_identity": {"enabled": False}},
    "made soft": {"join_identity": {"hard": False}},
    "signatures switched off": {"join_signed": {"enabled": False}},
    "worth a fortune": {"joined_time": {"care_price": 100000.0, "health_price": 100000.0}},
    "no floor and no order": {"join_floor": {"floor_minutes": 0, "floor_share": 0}, "join_order": {"before": []}},
}


@pytest.mark.parametrize("pack", named(SETTINGS))
def test_no_setting_makes_two_doses_one_visit(folder: Path, pack: Plain) -> None:
    """A setting that would loosen it is refused, or changes nothing."""
    made = solve(folder, two_doses(pack=pack), joins="apply")
    assert made.exit == 2 or (made.whole() and not made.joins)


def version_2(first: Plain, second: Plain, **lists: Any) -> Plain:
    """Doses with what only new documents tell."""
    document = changed(two_doses(version="2", registrants=[registrant()], **lists), windows("noon", ("07:00", "11:00")))
    return changed(document, doing("am", "insulin", **first), doing("noon", "insulin", **second))


@pytest.mark.parametrize("by", ["?", "-", "tbc", "Sam Scheduler"])
def test_only_a_registrant_declares_a_dose_a_duplicate(folder: Path, by: str) -> None:
    declared = version_2({}, {"duplicate_of": "am", "duplicate_declared_by": by})
    assert not made_one(folder, declared, "check", "NAN", at("08:00"), AM_NOON)
    assert not made_one(folder, declared, "apply", "NAN", at("08:00"), AM_NOON)


@pytest.mark.parametrize("by", ["nora", "Nora Example"])
def test_a_declared_duplicate_is_served_and_may_be_one_visit(folder: Path, by: str) -> None:
    declared = version_2({}, {"duplicate_of": "am", "duplicate_declared_by": by})
    assert solve(folder, declared, joins="apply").whole()
    roster = by_hand({"NAN": [("am+noon", at("08:00"))]}, once(declared))
    assert check(folder, declared, roster).accepted


@pytest.mark.parametrize("of", ["nora", "Nora Example"])
@pytest.mark.parametrize(
    ("starts", "ends", "counts"),
    [
        ("06:00", None, False),
        ("10:30", "10:45", False),  # at some moment at which it may be made
        ("05:00", "06:30", True),
        ("14:00", None, True),
    ],
)
def test_the_word_of_a_stopped_registrant_drops_no_dose(
    folder: Path, of: str, starts: str, ends: str | None, counts: bool
) -> None:
    """A stop over before the visits, or begun after them, takes nothing from what was declared."""
    stop = {"id": "S1", "what": "registrant", "of": of, "starts": at(starts), "reason": "interim order", "by": "Lea"}
    stopped = changed(
        version_2({}, {"duplicate_of": "am", "duplicate_declared_by": "nora"}),
        put(suspensions=[stop | ({"ends": at(ends)} if ends else {})]),
    )
    assert check(folder, stopped, by_hand({"NAN": [("am+noon", at("08:00"))]}, once(stopped))).accepted is counts
    assert (counts or not made_one(folder, stopped, "apply", "NAN", at("08:00"), AM_NOON)) is True
    assert solve(folder, stopped, joins="apply").whole()


@pytest.mark.parametrize("door", DOORS)
def test_two_orders_are_never_one_whatever_else_holds(folder: Path, door: str) -> None:
    document = changed(of_two_trusts("08:00", "10:00"), put(version="2", registrants=[registrant()]))
    other = changed(document, doing("am", "blood_sample", order="B-1"), doing("noon", "blood_sample", order="B-2"))
    assert not made_one(folder, other, door, "NAN", at("09:00"), AM_NOON)
    roster = by_hand({"NAN": [("am+noon", at("09:00"))]}, once(other))
    assert not check(folder, other, roster).accepted

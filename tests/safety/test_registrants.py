"""Somebody real answers for a delegation, and can be reached; who is none, or gone, answers for nobody."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from .days import (
    TODAY,
    TOMORROW,
    Plain,
    agreement,
    also,
    at,
    changed,
    day,
    delegation,
    insulin,
    nurse,
    registrant,
    shift,
    task,
    told,
    visit,
    without,
    worker,
)
from .doors import by_hand, check, join_of, run, solve, written


def answering(
    registrant: str = "Nora Example RN", contact: str = "01632 960001", on: str = TODAY, **lists: Any
) -> Plain:
    """The trust's insulin and the council's meal; the council's carer may give it, and this person answers for her."""
    visits = [
        visit("n1", insulin(), "08:00", "09:00", organisation="trust", day=on),
        visit("s1", task("meal", 20), "08:00", "09:00", day=on),
    ]
    staff = [nurse(), worker("cal", "council", ["insulin"])]
    row = delegation(registrant=registrant, contact=contact)
    return day(visits, staff, [shift("cal", day=on)], **{"agreements": [agreement()], "delegations": [row]} | lists)


def sent(folder: Path, document: Plain) -> bool:
    """Whether the carer gives the insulin, by search and by checker, alone and in one visit with the meal."""
    made = solve(folder, document, joins="apply")
    assert made.exit == 0
    assert "s1" in made.workers
    on = document["visits"][0]["windows"][0]["start"]
    alone = check(folder, document, by_hand({"CAL": [("n1", on)]}, unserved=["s1"]))
    joint = join_of(document, [("n1", 0), ("s1", 0)], "delegate")
    together = check(folder, document, by_hand({"CAL": [("n1+s1", on)]}, joint))
    assert (alone.accepted, together.accepted) == (made.whole(), made.whole()), alone.sentences + together.sentences
    return made.whole()


# fmt: off
NOBODY = [
    "?", "-", "--", "n/a", "N/A", "x", "X", "none", "None", "nobody", "unknown", "UNKNOWN", "tbc", "TBC", "vacant",
    "Vacant", "  ", " ? ", "...", "12345", "???", " - ",
    "to be advised", "TBA", "duty nurse", "Duty Nurse", "agency", "moved to Leeds", "Nora Example (left)",
]
NOT_REACHED = [
    "", "  ", "-", "?", "left the trust 2025", "Left", "LEAVER", "has left", "retired", "Retired 2024", "resigned",
    "deceased", "died in 2026", "gone", "no longer here", "No longer employed", "unknown", "none", "n/a", "N/A",
    "tbc", "vacant", "post vacant", "struck off", "registration lapsed", "suspended", "on leave", "off sick", "...",
    "to be advised", "tba", "duty nurse", "agency", "moved to Leeds",
]
# fmt: on


@pytest.mark.parametrize("registrant", NOBODY)
def test_a_name_that_is_none_answers_for_nobody(folder: Path, registrant: str) -> None:
    assert not sent(folder, answering(registrant))


@pytest.mark.parametrize("contact", NOT_REACHED)
def test_who_is_gone_or_cannot_be_reached_answers_for_nobody(folder: Path, contact: str) -> None:
    assert not sent(folder, answering(contact=contact))


# fmt: off
REAL = [
    "Nora Example RN", "N. Example", "Xenia Nash", "Vaca Ntsample", "Nan Noone-Example", "Unn Known-Sample", "Ó Sample",
    "Peter Gone", "Anna None", "Mary Left RN",
]
REACHED = [
    "01632 960001", "ext 4", "bleep 204", "nora@example.invalid", "Goneril Ward, 01632 960002", "Leftwich Surgery",
    "Diedre at the office", "ask for Nora",
    "Peter Gone, 01632 960001", "Anna None", "the office",
]
# fmt: on


@pytest.mark.parametrize("registrant", REAL)
def test_a_real_name_answers_whatever_it_looks_like(folder: Path, registrant: str) -> None:
    assert sent(folder, answering(registrant))


@pytest.mark.parametrize("contact", REACHED)
def test_who_can_be_reached_answers_however_that_is_written(folder: Path, contact: str) -> None:
    assert sent(folder, answering(contact=contact))


def test_one_of_two_rows_with_somebody_real_is_enough(folder: Path) -> None:
    gone = answering("?")
    assert not sent(folder, gone)
    assert sent(folder, changed(gone, also("delegations", delegation(id="D2"))))


@pytest.mark.parametrize(
    "second", [{"expires": "2027-02-28"}, {"worker": "nan"}, {"client": "ben"}, {"task": "compression"}]
)
def test_somebody_real_on_a_row_that_is_not_in_force_does_not_help(folder: Path, second: Plain) -> None:
    document = changed(answering("?"), also("delegations", delegation(id="D2", **second)))
    document["clients"].append({**document["clients"][0], "id": "ben", "name": "Ben Pretend"})
    assert not sent(folder, document)


def later(days: int) -> Plain:
    """The same so many days after the first of a long horizon."""
    return answering(on=(date.fromisoformat(TODAY) + timedelta(days=days)).isoformat(), days=120)


def test_an_old_document_stands_for_ninety_days_without_more(folder: Path) -> None:
    """It cannot say who a registrant is; counted from its first day."""
    assert sent(folder, later(60))
    assert sent(folder, later(85))
    assert not sent(folder, later(95))
    assert not sent(folder, later(119))


@pytest.mark.parametrize(("signed_off", "whole"), [(TODAY, True), (TOMORROW, False)])
def test_a_row_that_is_new_wants_more_than_a_name(folder: Path, signed_off: str, whole: bool) -> None:
    """Signed off after the first day, so that nobody has relied on it."""
    document = answering(on=TOMORROW, days=2)
    new = changed(document, told("delegations", "cal-ada-insulin", trained=TODAY, signed_off=signed_off))
    assert sent(folder, new) is whole


def test_who_answers_for_nobody_does_not_keep_a_nurse_away(folder: Path) -> None:
    made = solve(folder, changed(answering("?", "left"), also("shifts", shift("nan"))), joins="apply")
    assert made.whole()
    assert made.workers["n1"] == ("nan",)


def test_no_registrant_is_asked_for_ordinary_care(folder: Path) -> None:
    document = answering("?", "left")
    document["visits"] = document["visits"][1:]
    assert solve(folder, document).whole()


def test_what_an_old_document_cannot_say_is_told(folder: Path) -> None:
    """Whoever reads the summary learns that it rests on a name alone."""
    assert "registrant" in solve(folder, answering()).output.lower()
    ordinary = answering()
    ordinary["visits"] = ordinary["visits"][1:]
    assert "registrant" not in solve(folder, changed(ordinary, without("delegations"))).output.lower()


def test_a_name_that_two_registrants_have_is_told_as_such(folder: Path) -> None:
    two = [registrant(), {**registrant("nora2"), "name": "Nora Example"}]
    one = answering("Nora Example", version="2", registrants=two)
    said = " ".join(" ".join(solve(folder, one).unserved.values()).split())
    assert "names Nora Example, as 2 registrants are called (nora and nora2): name one by id" in said
    assert solve(folder, answering("nora2", version="2", registrants=two)).whole()


def test_cover_with_seconds_is_read_and_held_to_the_second(folder: Path) -> None:
    for from_, held in (("08:00:00", True), ("07:59:59", True), ("08:00:01", False)):
        cover = [{"from": from_, "until": "24:00:00"}]
        document = answering("nora", version="2", registrants=[registrant(cover=cover)])
        made = solve(folder, document)
        assert ("n1" in made.starts) is held
        said = " ".join(" ".join(made.unserved.values()).split())
        assert (
            "on cover 08:00 to" in said and "agree times within the cover, or record more cover" in said
        ) is not held


def given(folder: Path, document: Plain) -> bool:
    """Whether the carer gives the insulin, by the search and by the checker alike."""
    made = solve(folder, document)
    hand = check(folder, document, by_hand({"CAL": [("n1", at("08:00"))]}, unserved=["s1"]))
    assert hand.accepted is (made.workers.get("n1") == ("cal",)), (made.output, hand.sentences)
    return hand.accepted


# Who is named to answer for Cal Sample's delegation, and whether that is somebody.
ANSWERERS = {
    "the carer herself": (registrant("cal2", name="Cal Sample"), False),
    "herself, of another organisation": (registrant("cal2", name="cal  sample", organisation="trust"), False),
    "another carer": (registrant("dee2", name="Dee Sample"), False),
    "another carer's name elsewhere": (registrant("dee2", name="Dee Sample", organisation="trust"), True),
    "a nurse of the day": (registrant("nan2", name="Nan Sample", organisation="trust"), True),
    "nobody of the day": (registrant("nora"), True),
}


@pytest.mark.parametrize("name", ANSWERERS)
def test_a_carer_answers_for_nothing(folder: Path, name: str) -> None:
    person, answers = ANSWERERS[name]
    staff = [nurse(), worker("cal", "council", ["insulin"]), worker("dee", "council")]
    document = answering(person["id"], version="2", registrants=[person]) | {"workers": staff}
    made = solve(folder, document)
    assert given(folder, document) is answers
    asked = " ".join(run("safety", written(folder, "day", document)).stdout.split())
    assert ("no registered nurse" in " ".join(made.output.split())) is not answers
    assert ("no registered nurse" in asked) is not answers


def test_a_carer_answers_for_no_protocol(folder: Path) -> None:
    for name, answers in (("Dee Sample", False), ("Nora Example", True)):
        person = registrant("r", name=name, organisation="council")
        row = {"id": "p", "organisation": "council", "task": "wound_care", "registrant": "r", "signed": "2026-06-01"}
        staff = [worker("cal", "council", ["wound_care"]), worker("dee", "council")]
        wound = [visit("v", task("wound_care", owner="health"), "08:00", "09:00")]
        document = day(wound, staff, [shift("cal")], version="2", registrants=[person], protocols=[row])
        assert solve(folder, document).whole() is answers
        assert check(folder, document, by_hand({"CAL": [("v", "2027-03-01T08:00")]})).accepted is answers


def test_who_shares_a_stopped_workers_name_is_asked_about(folder: Path) -> None:
    """A shared name proves nothing: nothing is blocked by it, and both doors ask."""
    stop = {
        "id": "s",
        "what": "worker",
        "of": "nan",
        "starts": "2027-03-01T06:00",
        "reason": "ill",
        "by": "Lea Example",
    }
    for name, asks in (("Nan Sample", True), ("Nora Example", False)):
        person = registrant("r1", name=name, organisation="trust")
        document = answering("r1", version="2", registrants=[person])
        assert given(folder, document | {"suspensions": [stop]})
        day_file = written(folder, "day", document)
        words = ("--worker", "nan", "--from", "06:00", "--reason", "ill", "--by", "Lea Example")
        said = " ".join(run("suspend", day_file, *words).stdout.split())
        assert ("r1 has the same name (Nan Sample) and still answers: stop the registrant too?" in said) is asks
        stopped = written(folder, "day", document | {"suspensions": [stop]})
        listed = " ".join(run("safety", stopped).stdout.split())
        assert ("stop the registrant too?" in listed) is asks
        both = [stop, stop | {"id": "t", "what": "registrant", "of": "r1"}]
        assert (
            "stop the registrant too?"
            not in run("safety", written(folder, "day", document | {"suspensions": both})).stdout
        )

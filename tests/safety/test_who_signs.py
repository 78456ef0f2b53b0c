"""Who has left, is registered no more or is stopped signs nothing: joins, standing agreements, dropped duplicates."""

from __future__ import annotations

from pathlib import Path

import pytest

from .days import (
    TODAY,
    TOMORROW,
    YESTERDAY,
    Change,
    Plain,
    also,
    at,
    both,
    changed,
    decision,
    delegation,
    nurse,
    put,
    registrant,
)
from .doors import amend, made_one, solve
from .test_bound_signatures import PAIR, delegated, signed, standing
from .test_signatures import APART, say

SIGNED = "2027-02-22"


def known(**fields: Plain | str) -> Change:
    """Rita, a registrant of the day, besides whoever answers for the delegations."""
    return also("registrants", registrant("rita", **fields))


def stopped(what: str, of: str, starts: str, ends: str | None = None) -> Change:
    stop = {"id": "S1", "what": what, "of": of, "starts": starts, "reason": "interim order", "by": "Lou Example"}
    return put(suspensions=[stop | ({"ends": ends} if ends else {})])


# Who signs, what is known of them, and why it does not count; "": it does.
CASES: dict[str, tuple[str, Change, str]] = {
    "there": ("Rita Example", known(), ""),
    "left yesterday": ("Rita Example", known(left=YESTERDAY), "Rita Example left on 28.02.2027"),
    "left before she signed, by id": ("rita", known(left="2027-02-01"), "Rita Example left on 01.02.2027"),
    "left, styled": ("Mrs Rita Example, RGN", known(left=YESTERDAY), "Rita Example left on"),
    "leaves today": ("Rita Example", known(left=TODAY), ""),
    "registered until yesterday": (
        "Rita Example",
        known(registered_until=YESTERDAY),
        "the registration of Rita Example has ended",
    ),
    "struck off": ("Rita Example", known(registration="99A1234E (struck off)"), "the registration of Rita Example has"),
    "registered until today": ("Rita Example", known(registered_until=TODAY), ""),
    "stopped": ("Rita Example", both(known(), stopped("registrant", "rita", at("06:00"))), "Rita Example is stopped"),
    "stopped by name, in no list": (
        "Rita Example",
        both(
            also("delegations", delegation(id="D9", task="bathing", registrant="Rita Example RN")),
            stopped("registrant", "Rita Example RN", at("06:00")),
        ),
        "Rita Example is stopped",
    ),
    "stopped when she signed, and not today": (
        "Rita Example",
        both(known(), stopped("registrant", "rita", at("00:00", "2027-02-20"), at("12:00", SIGNED))),
        "Rita Example was stopped on the day of the signature",
    ),
    "stopped before she signed": (
        "Rita Example",
        both(known(), stopped("registrant", "rita", at("00:00", "2027-02-20"), at("00:00", SIGNED))),
        "",
    ),
    "stopped between": (
        "Rita Example",
        both(known(), stopped("registrant", "rita", at("00:00", "2027-02-23"), at("06:00"))),
        "",
    ),
    "stopped after the visit": ("Rita Example", both(known(), stopped("registrant", "rita", at("12:00"))), ""),
    "somebody else is stopped": ("Lea Example", both(known(), stopped("registrant", "rita", at("06:00"))), ""),
    "a nurse of the day": ("Nan Sample", put(), ""),
    "a nurse of the day, stopped": ("Nan Sample", stopped("worker", "nan", at("06:00")), "Nan Sample is stopped"),
    "a nurse by id, stopped when she signed": (
        "nan",
        stopped("worker", "nan", at("08:00", SIGNED), at("10:00", SIGNED)),
        "nan was stopped on the day of the signature",
    ),
    "a nurse of the day, stopped later": ("Nan Sample", stopped("worker", "nan", at("13:00")), ""),
}


@pytest.mark.parametrize("who", CASES)
def test_who_is_there_no_more_or_stopped_signs_for_no_join(folder: Path, who: str) -> None:
    by, change, why = CASES[who]
    document = changed(delegated(decision(PAIR, by=by)), change, put(shifts=delegated()["shifts"][:1]))
    assert signed(folder, document) is not bool(why)
    for door in ("apply", "check"):
        shown = made_one(folder, document, door, "CAL", at("08:30"), (("n1", 0), ("s1", 0)), outcome="delegate")
        assert shown is not bool(why), door
    said = " ".join(solve(folder, document, moves=50).output.split())
    assert why in said
    assert ("does not count" in said) is bool(why)


@pytest.mark.parametrize("who", CASES)
def test_nor_by_hand(folder: Path, who: str) -> None:
    by, change, why = CASES[who]
    asked = say(role="nurse lead", signed_by=by, on=SIGNED)
    made = amend(folder, changed(delegated(), change), APART, asked)
    assert (made.exit != 0) is bool(why), made.output
    assert why in " ".join(made.output.split())


@pytest.mark.parametrize("who", ["there", "left yesterday", "stopped", "stopped when she signed, and not today"])
@pytest.mark.parametrize("role", ["scheduler", "team lead"])
def test_in_no_role(folder: Path, who: str, role: str) -> None:
    """A join of ordinary care, which a scheduler or a team lead signs: whoever is gone or stopped signs nothing."""
    by, change, why = CASES[who]
    document = standing("wash_and_dress", "companionship", "social")
    own = changed(document, put(standing_agreements=[], join_decisions=[decision(PAIR, role, by=by)]), change)
    assert signed(folder, own, outcome="join") is not bool(why)


def test_whose_registration_ends_may_stay_a_scheduler(folder: Path) -> None:
    document = standing("wash_and_dress", "companionship", "social")
    said = put(standing_agreements=[], join_decisions=[decision(PAIR, "scheduler", by="Rita Example")])
    assert signed(folder, changed(document, said, known(registered_until=YESTERDAY)), outcome="join")


@pytest.mark.parametrize("who", CASES)
def test_a_standing_agreement_of_theirs_signs_nothing_either(folder: Path, who: str) -> None:
    by, change, why = CASES[who]
    document = standing("wound_care", "pressure_area_check", "health", signed=SIGNED, signed_by=by)
    document["workers"].append(nurse())
    assert signed(folder, changed(document, change), outcome="join") is not bool(why)


def test_such_a_signature_answers_no_refusal(folder: Path) -> None:
    no = decision(PAIR, "scheduler", approved=False, on="2027-02-20", id="J0")
    yes = decision(PAIR, by="Rita Example")
    assert signed(folder, changed(delegated(no, yes), known()))
    assert not signed(folder, changed(delegated(no, yes), known(left=YESTERDAY)))
    again = decision(PAIR, by="Lea Example", on=TODAY, id="J2")
    assert signed(folder, changed(delegated(no, yes, again), known(left=YESTERDAY)))


def test_a_refusal_of_theirs_stands(folder: Path) -> None:
    """Anybody may say no, and a no of somebody who has left since is answered by a signature alone."""
    no = decision(PAIR, approved=False, on="2027-02-24", by="Rita Example", id="J2")
    document = changed(delegated(decision(PAIR), no), known(left=YESTERDAY))
    assert not signed(folder, document)


@pytest.mark.parametrize(("left", "counts"), [(YESTERDAY, False), (TOMORROW, True)])
def test_no_dose_is_dropped_on_their_word(folder: Path, left: str, counts: bool) -> None:
    """Two providers were asked for one dose: once is enough where a nurse lead says so who is there."""
    document = changed(delegated(decision(PAIR, by="Rita Example")), known(left=left))
    n1, s1 = document["visits"]
    s1["tasks"] = [dict(n1["tasks"][0])]
    steps = (("n1", 0), ("s1", 0))
    document["join_decisions"][0]["outcome"] = "drop_duplicate"
    document["shifts"] = [one for one in document["shifts"] if one["worker"] == "nan"]
    for door in ("apply", "all"):
        assert made_one(folder, document, door, "NAN", at("08:30"), steps) is counts, door

"""Who signs for one visit in the place of two: the right role, in time, for these visits; old documents."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from .days import (
    TODAY,
    TOMORROW,
    YESTERDAY,
    Change,
    Plain,
    agreement,
    also,
    at,
    backwards,
    both,
    changed,
    client,
    consents,
    day,
    decision,
    delegation,
    insulin,
    named,
    nurse,
    put,
    shift,
    task,
    told,
    visit,
    without,
    worker,
)
from .doors import Steps, amend, by_hand, check, join_of, made_one, solve

LONG_AGO = "2026-01-15"
PAIR: Steps = (("n1", 0), ("s1", 0))


def delegated(**lists: Any) -> Plain:
    """The trust's insulin and the council's meal. Everything lets the council's carer do both in one visit, for more
    than a year, and a nurse lead has signed for it a week ago; a nurse is on duty too.
    """
    visits = [
        visit("n1", insulin(), "08:00", "09:00", organisation="trust"),
        visit("s1", task("meal", 20), "08:00", "09:00"),
    ]
    staff = [nurse(), worker("cal", "council", ["insulin"])]
    known = {
        "agreements": [agreement(pre_agreed=[])],
        "delegations": [delegation(trained=LONG_AGO, signed_off=LONG_AGO)],
        "clients": [client(consents=consents(recorded=LONG_AGO))],
        "join_decisions": [decision(["n1", "s1"])],
    }
    return day(visits, staff, [shift("cal"), shift("nan")], **known | lists)


def absorbed(**lists: Any) -> Plain:
    """The same with a nurse who does the meal besides; the carer is off duty."""
    document = delegated(**{"delegations": []} | lists)
    return changed(document, put(shifts=[shift("nan")]))


def of_one(organisation: str, first: Plain, second: Plain, **lists: Any) -> Plain:
    """Two visits of one organisation, which its own worker makes."""
    visits = [
        visit(name, part, "08:00", "09:00", organisation=organisation) for name, part in (("n1", first), ("s1", second))
    ]
    staff = [nurse("nan", organisation), worker("cal", organisation)]
    who = "nan" if organisation == "trust" else "cal"
    return day(visits, staff, [shift(who)], **lists)


CARE = task("wash_and_dress", 20), task("companionship", 20)
HEALTH = task("wound_care", 20, "health"), task("pressure_area_check", 20, "health")


def signed(folder: Path, document: Plain, who: str = "CAL", outcome: str = "delegate", steps: Steps = PAIR) -> bool:
    """Whether these visits may be one by the checker; the search makes no one visit of what the checker refuses."""
    made = solve(folder, document, joins="apply")
    assert made.whole(), made.output
    names = [name for name, _ in steps]
    others = [one["id"] for one in document["visits"] if one["id"] not in names]
    # A roster may say that it was signed; what counts is who signed.
    join = join_of(document, steps, outcome, signed_by="Lea Example (nurse lead)")
    judged = check(folder, document, by_hand({who: [(join["id"], "08:10")]}, join, unserved=others))
    assert judged.accepted or not made.together(*names), judged.sentences
    return judged.accepted


def by(**fields: Any) -> Change:
    return told("join_decisions", "J1", **fields)


def then(approved: bool, on: str, **fields: Any) -> Change:
    """A later word on the same visits."""
    return also("join_decisions", decision(["n1", "s1"], approved=approved, on=on, id="J2", **fields))


UNSIGNED: dict[str, Change] = {
    "nobody signed": without("join_decisions"),
    "a scheduler": by(role="scheduler"),
    "a team lead": by(role="team lead"),
    "somebody without a name": by(by="?"),
    "a dash": by(by="-"),
    "nobody yet": by(by="TBC"),
    "a blank": by(by="  "),
    "signed for tomorrow": by(on=TOMORROW),
    "signed in a year's time": by(on="2028-02-22"),
    "signed more than a year ago": by(on="2026-02-20"),
    "older than the sign-off it rests on": told("delegations", "cal-ada-insulin", signed_off="2027-02-25"),
    "older than the consents it rests on": told("clients", "ada", consents=consents(recorded="2027-02-25")),
    "refused": by(approved=False),
    "refused by a scheduler": by(approved=False, role="scheduler"),
    "refused later": then(False, "2027-02-24"),
    "refused later by a scheduler": then(False, "2027-02-24", role="scheduler"),
    "refused on the same day": then(False, "2027-02-22"),
    "refused on the same day, said before": both(then(False, "2027-02-22"), backwards),
    "refused today": then(False, TODAY),
    "refused later, then signed by a scheduler": both(
        then(False, "2027-02-24"), also("join_decisions", decision(["n1", "s1"], "scheduler", on="2027-02-25", id="J3"))
    ),
    "signed for two other visits": both(
        by(visits=["n1", "s2"]), also("visits", visit("s2", CARE[1], "13:00", "14:00"))
    ),
    "signed for three of which these are two": both(
        by(visits=["n1", "s1", "s2"]), also("visits", visit("s2", CARE[1], "13:00", "14:00"))
    ),
    "agreed beforehand for another outcome": both(
        without("join_decisions"), told("agreements", "trust+council", pre_agreed=["join", "absorb", "drop_duplicate"])
    ),
}
SIGNED: dict[str, Change | None] = {
    "a nurse lead a week ago": None,
    "a nurse lead today": by(on=TODAY),
    "a nurse lead yesterday": by(on=YESTERDAY),
    "within the year": by(on="2026-03-05"),
    "refused at first": then(False, "2027-02-20"),
    "refused at first, said after": both(then(False, "2027-02-20"), backwards),
    "a scheduler as well": then(True, "2027-02-24", role="scheduler"),
    "agreed beforehand by both": both(
        without("join_decisions"), told("agreements", "trust+council", pre_agreed=["delegate"])
    ),
}


@pytest.mark.parametrize("change", named(UNSIGNED))
def test_what_is_not_signed_for_stays_two_visits(folder: Path, change: Change) -> None:
    assert not signed(folder, changed(delegated(), change))


@pytest.mark.parametrize("change", named(SIGNED))
def test_what_a_nurse_lead_signed_for_may_be_one(folder: Path, change: Change) -> None:
    assert signed(folder, changed(delegated(), change))


@pytest.mark.parametrize("role", ["scheduler", "team lead"])
def test_who_is_no_nurse_lead_signs_nothing_that_touches_a_health_task(folder: Path, role: str) -> None:
    """Not a nurse's visit to which a meal is added either, nor two of the nurse's own."""
    assert not signed(folder, changed(absorbed(), by(role=role)), "NAN", "absorb")
    own = of_one("trust", *HEALTH, join_decisions=[decision(["n1", "s1"], role)])
    assert not signed(folder, own, "NAN", "join")


def test_a_nurse_lead_signs_for_both(folder: Path) -> None:
    assert signed(folder, absorbed(), "NAN", "absorb")
    assert signed(folder, of_one("trust", *HEALTH, join_decisions=[decision(["n1", "s1"])]), "NAN", "join")


@pytest.mark.parametrize("organisation", ["council", "care"])
def test_one_employer_is_no_signature(folder: Path, organisation: str) -> None:
    assert not signed(folder, of_one(organisation, *CARE), "CAL", "join")
    assert not signed(folder, of_one("trust", *HEALTH), "NAN", "join")


@pytest.mark.parametrize("role", ["scheduler", "team lead", "nurse lead"])
def test_anybody_who_signs_may_sign_for_ordinary_care(folder: Path, role: str) -> None:
    assert signed(folder, of_one("council", *CARE, join_decisions=[decision(["n1", "s1"], role)]), "CAL", "join")


def test_a_health_task_in_the_councils_own_visit_is_touched_too(folder: Path) -> None:
    """Whose visit it is makes no difference to who signs, nor does an owner's cell left empty."""
    for owner in ("health", "social"):
        there = task("insulin", 15, owner)
        document = of_one("council", there, CARE[1], join_decisions=[decision(["n1", "s1"], "scheduler")])
        document = changed(document, put(shifts=[shift("nan")]))
        assert not signed(folder, document, "NAN", "join")
        assert signed(folder, changed(document, by(role="nurse lead")), "NAN", "join")


def three(**lists: Any) -> Plain:
    """Three visits of the council's for different things, signed for as one."""
    tasks = {"n1": CARE[0], "s1": CARE[1], "s2": task("drink_and_snack", 20)}
    visits = [visit(name, part, "08:00", "09:00") for name, part in tasks.items()]
    whole = decision(["n1", "s1", "s2"], "team lead")
    return day(visits, [worker("cal", "council")], [shift("cal")], **{"join_decisions": [whole]} | lists)


ALL_THREE: Steps = (("n1", 0), ("s1", 0), ("s2", 0))


@pytest.mark.parametrize("pair", [("n1", "s1"), ("s1", "s2"), ("s2", "n1")], ids=str)
@pytest.mark.parametrize("on", ["2027-02-22", "2027-02-24"])
def test_two_who_are_refused_are_not_made_one_by_a_third(folder: Path, pair: tuple[str, str], on: str) -> None:
    refused = also("join_decisions", decision(pair, approved=False, on=on, id="J2"))
    assert not signed(folder, changed(three(), refused), "CAL", "join", ALL_THREE)
    assert not signed(folder, changed(three(), refused, backwards), "CAL", "join", ALL_THREE)


def test_three_who_are_signed_for_may_be_one(folder: Path) -> None:
    assert signed(folder, three(), "CAL", "join", ALL_THREE)


def say(**fields: Any) -> Plain:
    told = {"change": "decide_join", "visits": ["n1", "s1"], "approved": True, "signed_by": "Lea Example"}
    return told | {"on": "2027-02-24"} | fields


APART = by_hand({"NAN": [("n1", "08:10")], "CAL": [("s1", "08:25")]})


@pytest.mark.parametrize("role", ["scheduler", "team lead"])
@pytest.mark.parametrize(
    "document", [delegated(join_decisions=[]), absorbed(join_decisions=[])], ids=["delegate", "absorb"]
)
def test_nobody_else_signs_by_hand_either(folder: Path, role: str, document: Plain) -> None:
    apart = APART if len(document["shifts"]) == 2 else by_hand({"NAN": [("n1", "08:10"), ("s1", "08:25")]})
    refused = amend(folder, document, apart, say(role=role))
    assert refused.exit != 0
    assert not refused.joins
    assert amend(folder, document, apart, say(role="nurse lead")).exit == 0


@pytest.mark.parametrize("name", ["?", "-", "n/a", "  "])
def test_nobody_signs_by_hand_without_a_name(folder: Path, name: str) -> None:
    refused = amend(folder, delegated(join_decisions=[]), APART, say(role="nurse lead", signed_by=name))
    assert refused.exit != 0 or not refused.joins


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (by(role="scheduler"), "(scheduler) signed for n1 and s1 as one (decision J1), which does not count: only a"),
        (by(by="Duty nurse"), "which does not count: that is nobody's name"),
        (by(until=YESTERDAY), "which does not count: it held until 28 February 2027"),
        (by(since=TOMORROW), "which does not count: it holds from 2 March 2027"),
        (by(), ""),
    ],
)
def test_solve_says_first_which_signature_does_not_count(folder: Path, change: Change, why: str) -> None:
    said = " ".join(solve(folder, changed(delegated(), change), moves=50).output.split())
    assert why in said
    assert ("does not count" in said) is bool(why)


@pytest.mark.parametrize("door", ["apply", "check"])
@pytest.mark.parametrize(
    ("by", "counts"),
    [
        *(
            (by, False)
            for by in ("Cal Sample", "cal", "CAL sample (RN)", "Cal Sample RN", "Mrs Cal Sample", "Sample, Cal")
        ),
        *((by, True) for by in ("Nan Sample", "Nan Sample, RN", "Lea Example", "Lea Example RGN")),
    ],
)
def test_a_carer_of_the_day_signs_nothing_as_nurse_lead(folder: Path, by: str, counts: bool, door: str) -> None:
    """Whatever role is typed: the day itself says that they are no registered nurse. A name it does not know counts."""
    document = changed(delegated(join_decisions=[decision(["n1", "s1"], by=by)]), put(shifts=[shift("cal")]))
    assert made_one(folder, document, door, "CAL", at("08:30"), PAIR, outcome="delegate") is counts
    said = " ".join(solve(folder, document).output.split())
    assert ("Cal Sample is a worker of the day and no registered nurse" in said) is not counts

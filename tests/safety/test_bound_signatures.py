"""What a signature says binds it: outcome, tasks, worker, kind of worker, period; and standing agreements."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from .days import (
    TODAY,
    TOMORROW,
    YESTERDAY,
    Plain,
    agreement,
    changed,
    day,
    decision,
    delegation,
    insulin,
    named,
    nurse,
    put,
    registrant,
    shift,
    task,
    told,
    visit,
    worker,
)
from .doors import by_hand, check, join_of, solve


def delegated(*decisions: Plain) -> Plain:
    """The trust's insulin and the council's meal; two carers may do both, and this is what was signed."""
    visits = [
        visit("n1", insulin(), "08:00", "09:00", organisation="trust"),
        visit("s1", task("meal", 20), "08:00", "09:00"),
    ]
    staff = [nurse(), worker("cal", "council", ["insulin"]), worker("dee", "council", ["insulin"])]
    lists = {
        "version": "2",
        "registrants": [registrant()],
        "agreements": [agreement(pre_agreed=[])],
        "delegations": [delegation(who, registrant="nora") for who in ("cal", "dee")],
        "join_decisions": list(decisions),
    }
    return day(visits, staff, [shift("cal"), shift("nan")], **lists)


def signed(folder: Path, document: Plain, who: str = "CAL", outcome: str = "delegate") -> bool:
    """Whether the two visits may be one by the checker; the search makes no one visit of what the checker refuses."""
    made = solve(folder, document, joins="apply")
    assert made.exit == 0, made.output
    join = join_of(document, [("n1", 0), ("s1", 0)], outcome, signed_by="Lea Example (nurse lead)")
    judged = check(folder, document, by_hand({who: [("n1+s1", "08:10")]}, join))
    assert judged.accepted or not made.together("n1", "s1"), judged.sentences
    return judged.accepted


PAIR = ["n1", "s1"]
FOR_SOMETHING_ELSE: dict[str, Plain] = {
    "another outcome": {"outcome": "absorb"},
    "plainly joined": {"outcome": "join"},
    "other tasks": {"tasks": ["wound_care", "meal"]},
    "one of the tasks only": {"tasks": ["meal"]},
    "another worker": {"worker": "dee"},
    "a nurse": {"worker_kind": "registered_nurse"},
    "until yesterday": {"until": YESTERDAY},
    "since tomorrow": {"since": TOMORROW},
}
FOR_THIS: dict[str, Plain] = {
    "nothing more said": {},
    "this outcome": {"outcome": "delegate"},
    "these tasks": {"tasks": ["meal", "insulin"]},
    "these tasks in capitals": {"tasks": ["Insulin", "MEAL"]},
    "these tasks and more": {"tasks": ["meal", "insulin", "medication"]},
    "this worker": {"worker": "cal"},
    "care workers": {"worker_kind": "care_worker"},
    "until today": {"until": TODAY},
    "since today": {"since": TODAY},
    "until long after": {"until": "2028-02-01"},
}


@pytest.mark.parametrize("fields", named(FOR_SOMETHING_ELSE))
def test_a_signature_for_something_else_is_none(folder: Path, fields: Plain) -> None:
    assert not signed(folder, delegated(decision(PAIR, **fields)))


@pytest.mark.parametrize("fields", named(FOR_THIS))
def test_a_signature_for_this_holds(folder: Path, fields: Plain) -> None:
    assert signed(folder, delegated(decision(PAIR, **fields)))


def test_of_several_signatures_the_one_for_this_counts(folder: Path) -> None:
    other, this = decision(PAIR, worker="dee"), decision(PAIR, worker="cal", id="J2")
    assert signed(folder, delegated(other, this))
    assert signed(folder, delegated(this, other))
    assert not signed(folder, delegated(other, decision(PAIR, outcome="absorb", id="J2")))


def test_a_refusal_stays_until_a_later_word_answers_it(folder: Path) -> None:
    yes = decision(PAIR, on="2027-02-22")
    no = decision(PAIR, approved=False, on="2027-02-22", id="J2")
    answer = decision(PAIR, on="2027-02-22", id="J3", answers="J2")
    assert not signed(folder, delegated(yes, no))
    assert signed(folder, delegated(yes, no, answer))
    assert signed(folder, delegated(answer, no))
    assert not signed(folder, delegated(yes, no, answer | {"role": "scheduler"}))
    assert not signed(folder, delegated(yes, no, answer, decision(PAIR, approved=False, on="2027-02-23", id="J4")))


HEALTH = {
    "outcome": "join",
    "tasks": ["wound_care", "pressure_area_check"],
    "signed_by": "Lea Example",
    "role": "nurse lead",
}
CARE = {
    "outcome": "join",
    "tasks": ["wash_and_dress", "companionship"],
    "signed_by": "Ted Example",
    "role": "team lead",
}


def standing(first: str, second: str, owner: str, **fields: Any) -> Plain:
    """Two visits of one organisation, and what it lets become of its own without a signature for each."""
    ours = "trust" if owner == "health" else "council"
    visits = [
        visit("n1", task(first, 20, owner), "08:00", "09:00", organisation=ours),
        visit("s1", task(second, 20, owner), "08:00", "09:00", organisation=ours),
    ]
    who = nurse("cal", ours) if owner == "health" else worker("cal", ours)
    usual = HEALTH if owner == "health" else CARE
    agreed = {"id": "A1", "organisation": ours, "signed": "2026-06-01", "review": "2027-06-01"} | usual | fields
    return day(visits, [who], [shift("cal")], version="2", registrants=[registrant()], standing_agreements=[agreed])


@pytest.mark.parametrize(
    ("first", "second", "owner"),
    [("wound_care", "pressure_area_check", "health"), ("wash_and_dress", "companionship", "social")],
)
def test_a_standing_agreement_signs_for_an_organisations_own(folder: Path, first: str, second: str, owner: str) -> None:
    assert signed(folder, standing(first, second, owner), outcome="join")
    assert signed(folder, standing(first, second, owner, review=TODAY, signed=TODAY), outcome="join")
    assert not signed(folder, changed(standing(first, second, owner), put(standing_agreements=[])), outcome="join")


NOT_STANDING: dict[str, Plain] = {
    "reviewed no more": {"review": YESTERDAY},
    "signed tomorrow": {"signed": TOMORROW},
    "of another outcome": {"outcome": "drop_duplicate"},
    "about one of the tasks": {"tasks": ["wound_care"]},
    "by a scheduler": {"role": "scheduler"},
    "by a team lead": {"role": "team lead"},
    "by nobody": {"signed_by": "?"},
}


@pytest.mark.parametrize("fields", named(NOT_STANDING))
def test_a_standing_agreement_that_does_not_hold_signs_nothing(folder: Path, fields: Plain) -> None:
    assert not signed(folder, standing("wound_care", "pressure_area_check", "health", **fields), outcome="join")


def test_another_organisations_standing_agreement_signs_nothing(folder: Path) -> None:
    document = standing("wound_care", "pressure_area_check", "health")
    document["organisations"].append({"id": "trust2", "name": "Fastnet Trust (invented)", "sector": "health"})
    assert not signed(
        folder, changed(document, told("standing_agreements", "A1", organisation="trust2")), outcome="join"
    )


def test_a_refusal_stands_against_a_standing_agreement(folder: Path) -> None:
    document = standing("wash_and_dress", "companionship", "social")
    refused = put(join_decisions=[decision(PAIR, "scheduler", approved=False)])
    assert not signed(folder, changed(document, refused), outcome="join")


@pytest.mark.parametrize("code", ["insulin", "INSULIN"])
def test_a_standing_agreement_never_makes_two_doses_one(folder: Path, code: str) -> None:
    document = standing("insulin", code, "health", tasks=["insulin"])
    assert not signed(folder, document, outcome="join")
    assert solve(folder, document, joins="apply").whole()

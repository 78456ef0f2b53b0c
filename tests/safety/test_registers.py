"""What only new documents can tell: registrants, protocols, subcontracts, bases for sharing, withdrawals, carers."""

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
    answered,
    at,
    both,
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
    told,
    untold,
    visit,
    without,
    worker,
)
from .doors import by_hand, check, join_of, solve


def one(part: Plain, who: str, by: str = "trust", **fields: Any) -> Plain:
    """A document of version 2 with one visit at eight, over before nine, and one worker on duty: nan and hal are the
    trust's, cal the council's, dot a care provider's. Consents are given, nothing else is recorded.
    """
    timed = {"windows_hard": True, "organisation": by, **fields.pop("visit", {})}
    everybody = [
        nurse("nan", "trust", ["insulin", "phlebotomy"]),
        worker("hal", "trust", ["insulin", "phlebotomy"]),
        worker("cal", "council", ["insulin", "phlebotomy"]),
        worker("dot", "care"),
        worker("dee", "council"),
    ]
    lists = {"version": "2", "registrants": [registrant()]} | fields
    return day([visit("v1", part, "08:00", "08:30", **timed)], everybody, [shift(who)], **lists)


def sent(folder: Path, document: Plain) -> bool:
    """Whether whoever is on duty is sent, by search and by checker."""
    made = solve(folder, document)
    assert made.exit == 0, made.output
    rounds = {one["id"]: [("v1", "08:10")] for one in document["shifts"]}
    judged = check(folder, document, by_hand(rounds))
    assert judged.accepted is made.whole(), judged.sentences
    return made.whole()


def delegated(who: str = "hal", **fields: Any) -> Plain:
    return one(insulin(), who, delegations=[delegation(who, registrant="nora", **fields)])


def nora(**fields: Any) -> Change:
    return told("registrants", "nora", **fields)


def hours(start: str, end: str, *days: str) -> Change:
    return nora(cover=[{"from": start, "until": end} | ({"days": list(days)} if days else {})])


NOT_ANSWERED: dict[str, Change] = {
    "nobody known by that name": without("registrants"),
    "left yesterday": nora(left=YESTERDAY),
    "registration ended yesterday": nora(registered_until=YESTERDAY),
    "no registration": untold("registrants", "nora", "registration"),
    "nobody wrote until when": untold("registrants", "nora", "registered_until"),
    "cannot be reached": both(nora(contact="retired"), told("delegations", "hal-ada-insulin", contact="retired")),
    "no hours of cover": nora(cover=[]),
    "on cover in the evening only": hours("17:00", "22:00"),
    "on cover on other days": hours("00:00", "24:00", "tue", "wed"),
    "on cover from when it is over": hours("08:50", "12:00"),
    "on cover over the next night": hours("20:00", "07:00"),
    "no real name": nora(name="?"),
}
ANSWERED: dict[str, Change | None] = {
    "all known": None,
    "leaves today": nora(left=TODAY),
    "registered until today": nora(registered_until=TODAY),
    "on cover in the morning": hours("07:00", "12:00"),
    "on cover on Mondays": hours("07:00", "12:00", "mon"),
    "on cover over last night": hours("20:00", "10:00"),
    "told by name": told("delegations", "hal-ada-insulin", registrant="Nora Example"),
}


@pytest.mark.parametrize("change", named(NOT_ANSWERED))
def test_who_is_not_known_to_answer_answers_for_nobody(folder: Path, change: Change) -> None:
    assert not sent(folder, changed(delegated(), change))


@pytest.mark.parametrize("change", named(ANSWERED))
def test_who_is_known_to_answer_does(folder: Path, change: Change) -> None:
    assert sent(folder, changed(delegated(), change))


@pytest.mark.parametrize(("carried", "whole"), [("2027-02-22", True), ("2026-12-10", True), ("2026-11-20", False)])
def test_what_was_carried_over_stands_for_ninety_days(folder: Path, carried: str, whole: bool) -> None:
    """Signed off before that day, by somebody real who can be reached, of whom no more is known."""
    by_name = delegation("hal")
    document = one(insulin(), "hal", delegations=[by_name], registrants=[], carried_over=carried)
    assert sent(folder, document) is whole
    new = told("delegations", "hal-ada-insulin", signed_off="2027-02-25")
    assert not sent(folder, changed(document, new))


def test_several_named_workers_are_all_named(folder: Path) -> None:
    row = delegation("cal", registrant="nora", also=["hal"])
    assert sent(folder, one(insulin(), "hal", delegations=[row]))
    assert not sent(folder, one(insulin(), "hal", delegations=[row | {"also": ["dee"]}]))


def by_protocol(who: str = "hal", code: str = "blood_sample", **fields: Any) -> Plain:
    protocol = {
        "id": "P1",
        "organisation": "trust",
        "task": "blood_sample",
        "registrant": "nora",
        "signed": "2026-06-01",
    }
    part = task(code, 20, "health", competencies=["phlebotomy"])
    return one(part, who, protocols=[protocol | fields])


def test_a_protocol_lets_the_providers_own_who_are_competent(folder: Path) -> None:
    assert sent(folder, by_protocol())
    assert sent(folder, by_protocol(code="Blood Sample"))
    assert sent(folder, by_protocol(signed=TODAY, expires=TODAY))
    assert sent(folder, changed(by_protocol("nan"), without("protocols")))
    assert not sent(folder, by_protocol("cal"))
    assert not sent(folder, changed(by_protocol(), told("workers", "hal", competencies=[])))


NO_PROTOCOL: dict[str, Plain] = {
    "none": {"task": "wound_care"},
    "expired yesterday": {"expires": YESTERDAY},
    "signed tomorrow": {"signed": TOMORROW},
    "of another organisation": {"organisation": "council"},
    "by nobody": {"registrant": "?"},
}


@pytest.mark.parametrize("fields", named(NO_PROTOCOL))
def test_without_a_protocol_in_force_only_nurses_do_it(folder: Path, fields: Plain) -> None:
    assert not sent(folder, by_protocol(**fields))


MEAL = task("meal", 20)
CONTRACT = {"id": "S1", "provider": "council", "to": "care"}


def test_a_subcontract_lets_another_deliver_as_if_it_were_the_provider(folder: Path) -> None:
    """No consent is asked for that, and no agreement."""
    unasked = [client(consents=[])]
    assert sent(folder, one(MEAL, "dot", "council", subcontracts=[CONTRACT], clients=unasked))
    assert sent(folder, one(MEAL, "dot", "council", subcontracts=[CONTRACT | {"clients": ["ada"], "ends": TODAY}]))
    assert not sent(folder, one(MEAL, "dot", "council", clients=unasked))


def test_no_subcontract_sends_another_to_who_has_refused(folder: Path) -> None:
    no = [client(consents=[{"kind": "sharing", "given": False, "recorded": "2026-06-01"}])]
    assert not sent(folder, one(MEAL, "dot", "council", subcontracts=[CONTRACT], clients=no))
    assert sent(folder, one(MEAL, "cal", "council", subcontracts=[CONTRACT], clients=no))  # the provider's own


OTHER_CONTRACTS: dict[str, Plain] = {
    "ended yesterday": {"ends": YESTERDAY},
    "begins tomorrow": {"starts": TOMORROW},
    "for somebody else": {"clients": ["ben"]},
    "the other way round": {"provider": "care", "to": "council"},
    "of another provider": {"provider": "trust"},
}


@pytest.mark.parametrize("fields", named(OTHER_CONTRACTS))
def test_a_subcontract_about_something_else_lets_nobody(folder: Path, fields: Plain) -> None:
    people = [client(), client("ben")]
    assert not sent(folder, one(MEAL, "dot", "council", subcontracts=[CONTRACT | fields], clients=people))


def test_who_pays_is_not_who_delivers(folder: Path) -> None:
    """The council pays, the care provider delivers: its carer comes without more, the council's does not."""
    paid = {"commissioner": "council", "provider": "care"}
    assert sent(folder, one(MEAL, "dot", "council", visit=paid, clients=[client(consents=[])]))
    assert not sent(folder, one(MEAL, "cal", "council", visit=paid, clients=[client(consents=[])]))


def by_agreement(who: str = "dot", **fields: Any) -> Plain:
    """Ada was not asked about sharing; the two organisations have signed why they may share all the same."""
    signed = {"sharing_basis": "direct care", "signed_by": "Lea Example", "signed": "2026-06-01"}
    agreed = agreement(("council", "care"), **signed | fields)
    return one(MEAL, who, "council", agreements=[agreed], clients=[client(consents=consents(sharing=None))])


def test_a_signed_basis_for_sharing_stands_in_for_an_answer_not_given(folder: Path) -> None:
    assert sent(folder, by_agreement())
    assert sent(folder, by_agreement(signed=TODAY))
    refused = answered("ada", "sharing", {"given": False, "recorded": "2026-06-01"})
    assert not sent(folder, changed(by_agreement(), refused))


NO_BASIS: dict[str, Plain] = {
    "no basis": {"sharing_basis": ""},
    "nobody signed": {"signed_by": ""},
    "signed by nobody": {"signed_by": "-"},
    "no date": {"signed": None},
    "signed tomorrow": {"signed": TOMORROW},
    "ended yesterday": {"ends": YESTERDAY},
}


@pytest.mark.parametrize("fields", named(NO_BASIS))
def test_an_agreement_without_a_signed_basis_does_not(folder: Path, fields: Plain) -> None:
    assert not sent(folder, by_agreement(**fields))


def test_one_visit_for_two_providers_wants_the_answer_itself(folder: Path) -> None:
    """A basis for sharing is not enough for a join."""
    document = by_agreement()
    document["visits"].append(visit("v2", task("companionship", 20), "08:00", "08:30", organisation="care"))
    document["join_decisions"] = [
        {"id": "J", "visits": ["v1", "v2"], "approved": True, "by": "Lea Example", "role": "nurse lead", "on": TODAY}
    ]
    join = join_of(document, [("v1", 0), ("v2", 0)])
    roster = by_hand({"DOT": [("v1+v2", "08:10")]}, join)
    assert not check(folder, document, roster).accepted
    given = told("clients", "ada", consents=consents())
    assert check(folder, changed(document, given), roster).accepted


@pytest.mark.parametrize(
    ("clock", "whole"), [("07:30", False), ("08:15", False), ("08:44", False), ("09:30", True), ("16:00", True)]
)
@pytest.mark.parametrize("kind", ["sharing", "delegation"])
def test_a_consent_withdrawn_ends_what_rests_on_it_from_that_moment(
    folder: Path, kind: str, clock: str, whole: bool
) -> None:
    """The visit may last until a quarter to nine."""
    row = delegation("cal", registrant="nora")
    document = one(insulin(), "cal", delegations=[row], agreements=[agreement()])
    answer = {"given": True, "recorded": "2026-06-01", "withdrawn": at(clock)}
    assert sent(folder, changed(document, answered("ada", kind, answer))) is whole


def hired(**engaged: Any) -> Plain:
    """Somebody from an agency for a meal of the council's, where two social care providers deliver visits."""
    document = one(MEAL, "dot", "council", clients=[client(consents=[])])
    document["visits"].append(visit("v2", MEAL, "12:00", "12:30", organisation="care", client="ben"))
    document["clients"].append(client("ben", consents=[]))
    document["organisations"].append({"id": "agency", "name": "Pretend Staff", "sector": "social", "kind": "agency"})
    document["workers"].append(worker("ali", "agency", agency=True))
    return changed(document, put(shifts=[shift("ali", **engaged)]))


@pytest.mark.parametrize(("by", "does"), [("council", {"v1"}), ("care", {"v2"}), (None, set())])
def test_agency_staff_act_for_whoever_engaged_the_shift(folder: Path, by: str | None, does: set[str]) -> None:
    made = solve(folder, hired(**({"engaged_by": by} if by else {})))
    assert made.exit == 0
    assert set(made.workers) == does


def hoist(**carer: Any) -> Plain:
    """A transfer that takes two, one carer on duty, and Ada's son, who helps."""
    son = {"id": "son", "client": "ada", "name": "Sid Pretend", "second_hands": True}
    agreed = {"carer_agreed": "2026-06-01", "client_agreed": "2026-06-01"}
    helped = {"workers": 2, "unpaid_carer": "son"}
    return one(task("hoist_transfer", 20), "cal", "council", visit=helped, unpaid_carers=[son | agreed | carer])


NOT_AGREED: dict[str, Plain] = {
    "he has not": {"carer_agreed": None},
    "she has not": {"client_agreed": None},
    "he does from tomorrow": {"carer_agreed": TOMORROW},
    "until yesterday": {"until": YESTERDAY},
    "not to be the second pair of hands": {"second_hands": False},
}


@pytest.mark.parametrize("fields", named(NOT_AGREED))
def test_a_relative_is_no_second_pair_of_hands_unless_both_agreed(folder: Path, fields: Plain) -> None:
    made = solve(folder, hoist(**fields))
    assert made.exit == 0
    assert made.unserved["v1"]


def test_a_relative_is_the_second_pair_of_hands_by_agreement(folder: Path) -> None:
    made = solve(folder, hoist())
    assert made.whole()
    assert made.workers["v1"] == ("cal",)
    two = changed(hoist(carer_agreed=None), put(shifts=[shift("cal"), shift("dee")]))
    assert solve(folder, two).workers["v1"] == ("cal", "dee")


@pytest.mark.parametrize("agreed", [True, False])
def test_who_helps_a_relative_comes_under_an_agreement_too(folder: Path, agreed: bool) -> None:
    """Ada's son does all of it; whoever helps him is of another provider."""
    document = hoist(tasks=["hoist_transfer"])
    document["shifts"] = [shift("dot")]
    document["agreements"] = [agreement(("council", "care"))] if agreed else []
    made = solve(folder, document)
    assert made.exit == 0
    assert made.whole() is agreed, made.output
    judged = check(folder, document, by_hand({document["shifts"][0]["id"]: [("v1", "08:10")]}))
    assert judged.accepted is agreed, judged.sentences
    assert agreed or "no agreement between" in made.unserved["v1"]

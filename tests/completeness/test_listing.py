"""The work list: each kind on a day that leaves it open, with its visits, and nothing of it once it is told."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import pytest

from fixtures.earlier import version_1_day
from solver.completeness import KINDS, Unknown, count_unknowns, list_unknowns
from solver.domain import Problem
from solver.formats import read_problem, read_roster
from solver.rules import Pack

from ..safety.days import (
    TODAY,
    YESTERDAY,
    Change,
    Plain,
    agreement,
    answered,
    at,
    backwards,
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
from ..safety.doors import by_hand

SIGNED = {"sharing_basis": "direct care", "signed_by": "Lea Example", "signed": "2026-06-01"}
BEFORE = {
    "workers_before": [{"worker": "cal", "until": at("15:00", YESTERDAY)}],
    "tasks_before": [{"client": "ada", "task": "meal", "start": at("18:00", YESTERDAY)}],
}


def read(document: Plain) -> Problem:
    return read_problem(json.dumps(document).encode())


def unknown(document: Plain, roster: Plain | None = None, **more: Any) -> list[Unknown]:
    problem = read(document)
    made = None if roster is None else read_roster(json.dumps(roster).encode(), problem)
    return list_unknowns(problem, None, made, **more)


def declared(found: Iterable[Unknown]) -> list[Unknown]:
    """What is found, competencies apart that the little days do not declare."""
    return [item for item in found if item.kind != "competency"]


def one(found: Iterable[Unknown], kind: str) -> Unknown:
    (single,) = [item for item in found if item.kind == kind]
    return single


def nobody_rung(document: Plain) -> None:
    for each in (*document["delegations"], *document["registrants"]):
        each.update(contact="")


def delegated(**lists: Any) -> Plain:
    """Cal of the council gives Ada's insulin under a delegation of which everything is known; no nurse is on duty."""
    full = [
        {"kind": kind, "given": True, "recorded": "2026-06-01", "basis": "own", "recorder": "Lea Example"}
        for kind in ("sharing", "delegation")
    ]
    known: Plain = {
        "version": "2",
        "clients": [client(consents=full)],
        "registrants": [registrant()],
        "delegations": [delegation(registrant="nora")],
        **BEFORE,
    }
    fields = known | lists
    visits = fields.pop("visits", [visit("v1", insulin(), "08:00", "09:00")])
    workers = fields.pop("workers", [worker("cal", "council", ["insulin"])])
    return day(visits, workers, fields.pop("shifts", [shift("cal")]), **fields)


def test_a_day_that_tells_everything_has_nothing_on_the_list() -> None:
    assert unknown(delegated()) == []
    problem = read(delegated())
    assert count_unknowns(problem, Pack.for_problem(problem)) is None


WAITING: dict[str, tuple[Change, str, str, str]] = {
    "no answer to delegation": (
        answered("ada", "delegation"),
        "consent_delegation",
        "Ada Pretend",
        "whether a named care worker may do insulin",
    ),
    "asked, and not known": (
        answered("ada", "delegation", {"given": None, "recorded": "2026-06-01"}),
        "consent_delegation",
        "Ada Pretend",
        "No answer is recorded",
    ),
    "asked again, and not known": (
        answered(
            "ada", "delegation", {"given": True, "recorded": "2026-06-01"}, {"given": None, "recorded": "2026-07-01"}
        ),
        "consent_delegation",
        "Ada Pretend",
        "No answer is recorded",
    ),
    "not recorded as stable": (
        told("clients", "ada", stable=False),
        "stable",
        "the nurse in charge",
        "whether Ada Pretend's condition is stable",
    ),
    "a registrant whom nobody knows": (
        told("delegations", "cal-ada-insulin", registrant="Nora Elsewhere"),
        "registrant",
        "Nora Elsewhere",
        "none of the registrants",
    ),
    "a registrant without a name": (
        told("delegations", "cal-ada-insulin", registrant="?"),
        "registrant",
        "whoever signed it",
        "names nobody",
    ),
    "a registration without a number": (
        untold("registrants", "nora", "registration"),
        "registration",
        "Nora Example",
        "the number and until when",
    ),
    "a registration without an end": (
        untold("registrants", "nora", "registered_until"),
        "registration",
        "Nora Example",
        "the number and until when",
    ),
    "no cover hours": (untold("registrants", "nora", "cover"), "cover", "Nora Example", "cover hours"),
    "nobody to ring": (nobody_rung, "contact", "Nora Example", "how Nora Example is reached"),
}


@pytest.mark.parametrize("case", named(WAITING))
@pytest.mark.parametrize("order", [None, backwards])
def test_a_visit_that_nobody_may_make_waits_for_what_is_not_known(
    case: tuple[Change, str, str, str], order: Change | None
) -> None:
    change, kind, ask, sentence = case
    found = unknown(changed(delegated(), change, order))
    assert [(item.kind, item.ask, item.waiting) for item in found] == [(kind, ask, ("v1",))]
    assert sentence in found[0].sentence


@pytest.mark.parametrize("case", named(WAITING))
def test_with_a_nurse_on_duty_nothing_waits(case: tuple[Change, str, str, str]) -> None:
    """The visit can be made; more people could make it once it is known."""
    change, kind, _, _ = case
    with_nurse = delegated(
        workers=[worker("cal", "council", ["insulin"]), nurse(organisation="council")],
        shifts=[shift("cal"), shift("nan")],
    )
    (found,) = unknown(changed(with_nurse, change))
    assert (found.kind, found.waiting, found.resting, found.more) == (kind, (), (), ("v1",))


CLOSED: dict[str, Change] = {
    "refused": answered("ada", "delegation", {"given": False, "recorded": "2026-06-01"}),
    "left": told("registrants", "nora", left="2026-12-31"),
    "expired": told("delegations", "cal-ada-insulin", expires="2026-12-31"),
    "no delegation": without("delegations"),
    "not willing": told("workers", "cal", accepts_delegation=False),
}


@pytest.mark.parametrize("change", named(CLOSED))
def test_what_is_known_to_be_no_is_not_asked_for(change: Change) -> None:
    assert unknown(changed(delegated(), change)) == []


def test_what_is_relied_on_without_its_record_and_what_ends_soon() -> None:
    bare = changed(delegated(), put(clients=[client()]))
    assert [(item.kind, item.resting) for item in unknown(bare)] == [("consent_record", ("v1",))]
    due = changed(delegated(), told("delegations", "cal-ada-insulin", review="2027-03-20"))
    (found,) = unknown(due)
    assert (found.kind, found.ask, found.resting) == ("delegation_due", "Nora Example", ("v1",))
    assert "is due for review on 20 March 2027" in found.sentence
    assert unknown(changed(delegated(), told("delegations", "cal-ada-insulin", review="2027-03-30"))) == []


def across(**lists: Any) -> Plain:
    """The council's meal, and only Wes of Madeup Care on duty."""
    fields: Plain = {"version": "2", "clients": [client(consents=[])], **lists}
    fields["workers_before"] = [{"worker": "wes", "until": at("15:00", YESTERDAY)}]
    fields["tasks_before"] = BEFORE["tasks_before"]
    visits = fields.pop("visits", [visit("v1", task("meal"), "08:00", "09:00")])
    return day(visits, [worker("wes", "care")], [shift("wes")], **fields)


def test_two_ways_to_one_visit_are_both_told() -> None:
    """Ask the client, or have the agreement say its basis and signed."""
    found = unknown(across(agreements=[agreement(("council", "care"))]))
    assert [(item.kind, item.waiting) for item in found] == [("agreement_basis", ("v1",)), ("consent_sharing", ("v1",))]
    (rests,) = declared(unknown(across(agreements=[agreement(("council", "care"), **SIGNED)])))
    assert (rests.kind, rests.ask, rests.resting) == ("consent_sharing", "Ada Pretend", ("v1",))


def test_an_agreement_that_is_not_there() -> None:
    given = [{"kind": "sharing", "given": True, "recorded": "2026-06-01", "basis": "own", "recorder": "Lea Example"}]
    found = one(unknown(across(clients=[client(consents=given)])), "agreement")
    assert found.waiting == ("v1",)
    assert "Lundy Council (invented) and Madeup Care" in found.sentence


def test_an_unknown_code_is_told_with_the_nearest_known() -> None:
    document = across(visits=[visit("v1", task("medicaton"), "08:00", "09:00", organisation="care")])
    found = one(unknown(document), "code")
    assert found.resting == ("v1",)
    assert "task code medicaton is (meant: medication" in found.sentence
    health = across(visits=[visit("v1", task("insulinn", owner="health"), "08:00", "09:00", organisation="care")])
    assert one(unknown(health), "code").waiting == ("v1",)


def test_a_protocol_that_nobody_signed() -> None:
    bag = task("catheter_bag", owner="health", competencies=["catheter_care"])
    holds = told("workers", "wes", competencies=[{"competency": "catheter_care"}])
    document = changed(across(visits=[visit("v1", bag, "08:00", "09:00", organisation="care")]), holds)
    found = one(unknown(document), "protocol")
    assert (found.waiting, found.ask) == (("v1",), "a registrant of Madeup Care")
    row = {"id": "P1", "organisation": "care", "task": "Catheter bag", "registrant": "nora", "signed": "2026-01-01"}
    signed = changed(document, put(protocols=[row], registrants=[registrant()]))
    assert declared(unknown(signed)) == []
    (late,) = declared(unknown(changed(signed, told("protocols", "P1", expires="2027-03-10"))))
    assert (late.kind, late.resting) == ("protocol_due", ("v1",))
    (gone,) = declared(unknown(changed(signed, told("protocols", "P1", expires="2027-02-10"))))
    assert "the last expired on 10 February 2027" in gone.sentence


def test_an_agency_shift_that_does_not_say_who_engaged_it() -> None:
    visits = [
        visit("v1", task("meal"), "08:00", "09:00"),
        visit("v2", task("meal"), "08:00", "09:00", organisation="care"),
    ]
    document = day(
        visits,
        [worker("wes", "agency", agency=True)],
        [shift("wes")],
        version="2",
        workers_before=[{"worker": "wes", "until": at("15:00", YESTERDAY)}],
        tasks_before=BEFORE["tasks_before"],
    )
    (found,) = unknown(document)
    assert (found.kind, found.waiting, found.ask) == ("engaged", ("v1", "v2"), "Pretend Staff")
    assert "Lundy Council (invented) or Madeup Care" in found.sentence
    for engaged, left in (("council", ("v2",)), ("care", ("v1",))):
        (after,) = declared(unknown(changed(document, told("shifts", "WES", engaged_by=engaged))))
        assert (after.kind, after.waiting) == ("agreement", left)


def test_a_carer_without_the_agreement_of_both_and_a_competency_that_is_declared_nowhere() -> None:
    carer = {"id": "dan", "client": "ada", "name": "Dan Pretend", "second_hands": True, "client_agreed": "2027-01-01"}
    document = delegated(
        visits=[visit("v1", insulin(competencies=[]), "08:00", "09:00", unpaid_carer="dan")],
        unpaid_carers=[carer],
        competencies=[],
        workers=[worker("cal", "council")],
    )
    found = {item.kind: item for item in unknown(document)}
    assert (found["carer"].more, found["carer"].ask) == (("v1",), "Dan Pretend")
    assert found["competency"].resting == ("v1",)


def test_two_medicines_at_one_time_of_two_providers() -> None:
    visits = [
        visit("v1", task("medication"), "08:00", "09:00"),
        visit("v2", task("Medication"), "08:30", "09:30", organisation="care"),
    ]
    staff = [worker("cal", "council"), worker("wes", "care")]
    document = day(visits, staff, [shift("cal"), shift("wes")], version="2", **BEFORE)
    assert one(unknown(document), "order").more == ("v1", "v2")
    apart = changed(document, told("visits", "v2", windows=[{"start": at("12:00"), "end": at("13:00")}]))
    assert "order" not in {item.kind for item in unknown(apart)}


def test_the_day_before_is_one_line_each() -> None:
    silent = changed(delegated(), without("workers_before"), without("tasks_before"))
    assert unknown(silent) != []
    document = across(agreements=[agreement(("council", "care"), **SIGNED)], clients=[client(consents=consents())])
    document["workers_before"] = document["tasks_before"] = []
    found = {item.kind: item for item in unknown(document)}
    assert (found["last_shifts"].about, found["last_tasks"].about) == ("1 worker", "1 client")
    assert found["last_tasks"].more == ("v1",)


def test_with_a_roster_counts_are_those_of_the_roster() -> None:
    """v1 is made by Wes under an agreement, v2 is left out: nobody may make it until Ada's registrant is known."""
    document = delegated(
        visits=[visit("v1", task("meal"), "08:00", "09:00"), visit("v2", insulin(), "08:00", "09:00")],
        workers=[worker("cal", "council", ["insulin"]), worker("wes", "care")],
        shifts=[shift("cal"), shift("wes")],
        clients=[client(consents=consents(sharing=None))],
        agreements=[agreement(("council", "care"), **SIGNED)],
        delegations=[delegation(registrant="Nora Elsewhere")],
    )
    found = {item.kind: item for item in unknown(document, by_hand({"WES": [("v1", "08:30")]}, unserved=["v2"]))}
    assert found["registrant"].waiting == ("v2",)
    assert found["consent_sharing"].resting == ("v1",)
    kept = {item.kind: item for item in unknown(document, by_hand({"CAL": [("v1", "08:30")]}, unserved=["v2"]))}
    assert "consent_sharing" not in kept


def test_the_list_begins_with_what_most_visits_wait_for() -> None:
    found = list_unknowns(
        read_problem(version_1_day()), proposed=[(("C01001-injection", "C01002-insulin-am"), "nurse lead")]
    )
    ranks = [(len(item.waiting), len(item.resting), len(item.more)) for item in found]
    assert ranks == sorted(ranks, reverse=True)
    signature = one(found, "signature")
    assert (signature.ask, signature.more) == ("a nurse lead", ("C01001-injection", "C01002-insulin-am"))
    assert {item.kind for item in found} <= set(KINDS)
    assert any(item.kind == "registrant" and item.more for item in found)
    visits = {visit.id for visit in read_problem(version_1_day()).visits}
    assert all(set(item.waiting + item.resting + item.more) <= visits for item in found)
    assert all(item.sentence.endswith((".", "?")) and item.ask for item in found)


def test_the_summary_counts_what_is_on_the_list() -> None:
    document = changed(delegated(), answered("ada", "delegation"), untold("registrants", "nora", "cover"))
    problem = read(document)
    told_of = count_unknowns(problem, Pack.for_problem(problem))
    assert told_of == "Unknown: 1 consent, 1 registrant's cover: onevisit safety DAY lists them."
    assert TODAY == "2027-03-01"


def test_who_is_off_duty_then_is_no_way_to_a_visit() -> None:
    """A nurse who goes home at noon is of no use in the evening: the evening's dose waits for the consent."""
    document = changed(
        delegated(
            visits=[visit("v1", insulin(), "08:00", "09:00"), visit("v2", insulin(), "18:00", "19:00")],
            workers=[worker("cal", "council", ["insulin"]), nurse(organisation="council")],
            shifts=[shift("cal", "07:00", "21:00"), shift("nan", "07:00", "12:00")],
        ),
        answered("ada", "delegation"),
    )
    (found,) = unknown(document)
    assert (found.kind, found.waiting, found.more) == ("consent_delegation", ("v2",), ("v1",))


def test_a_verdict_that_nobody_could_for_want_of_authority_makes_a_visit_wait() -> None:
    """Cal may, and is pinned elsewhere or out of reach; others on duty want an agreement."""
    document = across(visits=[visit("v1", task("meal"), "08:00", "09:00")], clients=[client()])
    both = changed(
        document, put(workers=[worker("wes", "care"), worker("cal", "council")], shifts=[shift("wes"), shift("cal")])
    )
    roster = by_hand({}, unserved=["v1"])
    assert one(unknown(both, roster), "agreement").more == ("v1",)
    for reason, waiting in (
        ("Nobody could do it: Wes Sample has no authority for meal [authority_agreement].", ("v1",)),
        ("Nobody could do it: 2 care workers are off duty then [shift_bounds].", ()),
    ):
        roster["unserved"] = [{"visit": "v1", "verdict": "PROVEN", "reason": reason}]
        assert one(unknown(both, roster), "agreement").waiting == waiting

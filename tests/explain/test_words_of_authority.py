"""A verdict says what the checker says of authority, and whom to ask; what somebody stopped is told as that alone."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest

from solver.amend import add_suspension
from solver.check import check
from solver.cli.summary import summary
from solver.domain import Problem, Roster, Unserved
from solver.explain import explain_unserved
from solver.formats import read_problem
from solver.result import headline

from ..safety.days import (
    Plain,
    agreement,
    answered,
    changed,
    client,
    day,
    delegation,
    doing,
    insulin,
    nurse,
    put,
    registrant,
    shift,
    task,
    told,
    visit,
    without,
    worker,
)

NOTHING = Roster()
SAYS = "Nobody could do it even as their only visit: "


def care_day(**lists: Any) -> Plain:
    """Ada's insulin is the trust's to give; Cal and Dee of the council are on duty, and no nurse."""
    known = {
        "version": "2",
        "registrants": [registrant()],
        "agreements": [agreement()],
        "delegations": [delegation(registrant="nora"), delegation("dee", registrant="nora")],
    }
    dose = visit("dose", insulin(), "09:00", "09:30", organisation="trust", windows_hard=True)
    staff = [worker("cal", "council", ["insulin"]), worker("dee", "council", ["insulin"])]
    return day([dose], staff, [shift("cal"), shift("dee")], **known | lists)


def verdict(document: Plain) -> str:
    problem = read_problem(json.dumps(document).encode())
    (one,) = explain_unserved(problem, NOTHING, only=["dose"])
    assert one.verdict == "PROVEN"
    return one.reason


REFUSED = answered("ada", "delegation", {"given": False, "recorded": "2026-06-01"})
EXPIRED = "2027-02-01"
CASES: list[tuple[Any, str]] = [
    (
        without("delegations"),
        "2 care workers have no authority for insulin: no delegation names them for insulin with this client "
        "(ask a registrant who may delegate it) [authority_delegated]",
    ),
    (
        without("delegations", "dee-ada-insulin"),
        "",  # Cal may
    ),
    (
        REFUSED,
        "2 care workers have no authority for insulin: Ada Pretend's consent to delegation is not in force (it was "
        "refused on 1 June 2026) [authority_delegated]",
    ),
    (
        answered("ada", "delegation"),
        "2 care workers have no authority for insulin: Ada Pretend's consent to delegation is not in force (none is "
        "recorded by then) (ask Ada Pretend, or who decides for them) [authority_delegated]",
    ),
    (
        told("registrants", "nora", left="2027-01-31"),
        "Cal Sample has no authority for insulin: delegation cal-ada-insulin rests on Nora Example, who left on "
        "31 January 2027 (ask another registrant to answer for it) [authority_registrant]",
    ),
    (
        told("registrants", "nora", cover=[{"from": "12:00", "until": "13:00"}]),
        "is not on cover for all of the time (on cover 12:00 to 13:00; it may be made",
    ),
    (told("delegations", "dee-ada-insulin", signed_off="2026-01-01", trained="2026-01-01", expires=EXPIRED), ""),
    (
        without("agreements"),
        "2 care workers have no authority for insulin: no agreement between Dogger Trust (invented) and Lundy Council "
        "(invented) is in force (ask Dogger Trust (invented) and Lundy Council (invented) for one) "
        "[authority_agreement]",
    ),
    (
        doing("dose", "insulin", registered_nurse_only=True, delegable=False),
        "2 care workers have no authority for insulin: only a registered nurse does that [authority_registered]",
    ),
]


@pytest.mark.parametrize(("change", "reason"), [case for case in CASES if case[1]])
def test_the_rules_own_sentence_and_whom_to_ask(change: Any, reason: str) -> None:
    assert reason in verdict(changed(care_day(), change))


def test_who_lacks_authority_at_any_time_is_not_told_to_come_sooner() -> None:
    """Both are on duty in the afternoon, which for an insulin at nine is too late; what they lack matters more."""
    late = [shift("cal", "12:00", "15:00"), shift("dee", "12:00", "15:00")]
    document = changed(care_day(), put(shifts=late))
    assert "authority" not in verdict(document)
    assert "2 care workers have no authority for insulin" in verdict(changed(document, without("delegations")))


@pytest.mark.parametrize("change", [change for change, reason in CASES if not reason])
def test_one_who_may_is_enough(change: Any) -> None:
    problem = read_problem(json.dumps(changed(care_day(), change)).encode())
    (one,) = explain_unserved(problem, NOTHING, only=["dose"])
    assert one.verdict != "PROVEN"


def test_two_with_reasons_of_their_own_are_told_apart() -> None:
    """The one who was named and is no longer is nearer to being able than the one who never was."""
    document = changed(
        care_day(), without("delegations", "dee-ada-insulin"), told("delegations", "cal-ada-insulin", expires=EXPIRED)
    )
    said = verdict(document)
    assert (
        "Cal Sample has no authority for insulin: the sign-off expired on 1 February 2027: renew it (ask Nora" in said
    )
    assert "Dee Sample has no authority for insulin: no delegation names them" in said


def in_hospital(document: Plain, what: Any = "client", of: str = "ada", ends: datetime | None = None) -> Problem:
    problem = read_problem(json.dumps(document).encode())
    after, _ = add_suspension(problem, what, of, datetime(2027, 3, 1, 7), ends, "in hospital", "Lea Example")
    return after


def test_what_is_stopped_is_the_first_and_only_reason() -> None:
    """Though nobody may give the insulin anyway, and one of those on duty is off by then."""
    problem = in_hospital(changed(care_day(), without("delegations"), told("shifts", "DEE", end="2027-03-01T08:00")))
    (one,) = explain_unserved(problem, NOTHING)
    stopped = "Ada Pretend's visits are stopped from 1 March 2027 07:00 on (in hospital)"
    assert one.reason == f"{SAYS}{stopped} [suspended]."
    (one,) = explain_unserved(in_hospital(care_day(), "task", "insulin"), NOTHING)
    assert one.reason == f"{SAYS}insulin is stopped from 1 March 2027 07:00 on (in hospital) [suspended]."


def test_a_stop_that_leaves_time_is_not_the_reason() -> None:
    """It ends at nine; the visit may begin until half past."""
    document = changed(care_day(), without("delegations"))
    (one,) = explain_unserved(in_hospital(document, ends=datetime(2027, 3, 1, 9, 15)), NOTHING)
    assert "no delegation names them" in one.reason
    (one,) = explain_unserved(in_hospital(care_day(), ends=datetime(2027, 3, 1, 9, 15)), NOTHING)
    assert one.verdict == "NOT-FOUND"
    assert "Cal Sample at 09:15" in one.reason
    (one,) = explain_unserved(in_hospital(document, ends=datetime(2027, 3, 1, 9, 31)), NOTHING)
    assert "stopped from 1 March 2027 07:00 until 1 March 2027 09:31" in one.reason


def test_a_stopped_worker_is_told_as_one_of_many() -> None:
    document = changed(care_day(), without("delegations", "dee-ada-insulin"))
    (one,) = explain_unserved(in_hospital(document, "worker", "cal"), NOTHING)
    assert "Cal Sample is stopped from 1 March 2027 07:00 on (in hospital) [suspended]" in one.reason
    assert "Dee Sample has no authority for insulin" in one.reason


def test_stopped_visits_are_counted_and_listed_apart() -> None:
    """Two of Ada's are stopped; Ben's meal is what the roster could not place."""
    visits = [
        visit("dose", insulin(), "09:00", "09:30", organisation="trust"),
        visit("wash", task("wash"), "10:00", "10:30"),
        visit("meal", task("meal"), "12:00", "12:30", client="ben"),
    ]
    document = changed(care_day(), put(visits=visits, clients=[client(), client("ben")]))
    problem = in_hospital(document)
    judged = check(problem, NOTHING)
    figures = {line.name: line for line in headline(problem, judged)}
    assert (figures["Not served"].figure, figures["Stopped"].figure) == ("1", "2")
    assert figures["Not served"].alarm
    assert not figures["Stopped"].alarm
    text = summary(problem, judged, [Unserved(visit=one.id) for one in problem.visits])
    missing, stopped = text.split("Stopped: nobody makes them until it is ended")
    assert "Ben Pretend" in missing
    assert "Ada Pretend" not in missing.split("Not served\n")[1]
    assert stopped.count("Ada Pretend's visits are stopped from 1 March 2027 07:00 on (in hospital).") == 2
    everyone = read_problem(json.dumps(document).encode())
    assert "Stopped" not in {line.name for line in headline(everyone, check(everyone, NOTHING))}


def test_a_nurse_lacks_nothing() -> None:
    """The day is one on which only authority is missing."""
    document = changed(
        care_day(),
        put(
            workers=[nurse(), worker("cal", "council")],
            shifts=[shift("nan"), shift("cal")],
            delegations=[],
            agreements=[],
        ),
    )
    problem = read_problem(json.dumps(document).encode())
    (one,) = explain_unserved(problem, NOTHING)
    assert one.verdict == "NOT-FOUND"

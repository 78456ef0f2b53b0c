"""Each condition alone: met, at its edge, missed; with its sentence and the change that would help."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from solver.domain import Agreement, Consent, HeldCompetency, Problem, Protocol, Suspension
from solver.formats import read_problem, write_problem
from solver.joining import RegisterChange, Suitability, apply_change, describe_change, list_refusals

from .standing_in_the_way import lifted, refusal, stopped

TODAY = date(2027, 3, 1)
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


def test_nothing_stands_in_the_way_of_either(day: Any) -> None:
    assert stopped(day, day.problem(), "carl") == []
    assert stopped(day, day.problem(), "nora") == []


@pytest.mark.parametrize(
    ("consents", "holds"),
    [
        ([("sharing", True, TODAY, None), ("delegation", True, TODAY, TODAY)], True),
        ([("sharing", True, TODAY, None), ("delegation", True, TOMORROW, None)], False),
        ([("sharing", True, date(2027, 1, 1), YESTERDAY), ("delegation", True, TODAY, None)], False),
        ([("sharing", True, date(2027, 1, 1), None), ("sharing", False, YESTERDAY, None)], False),
        ([("sharing", False, date(2027, 1, 1), None), ("sharing", True, YESTERDAY, None)], False),
        (
            [("sharing", True, YESTERDAY, None), ("delegation", True, TODAY, None), ("sharing", False, TOMORROW, None)],
            True,
        ),
    ],
)
def test_consent(day: Any, consents: list[tuple[Any, ...]], holds: bool) -> None:
    recorded = tuple(Consent(kind=kind, given=given, recorded=on, expires=ends) for kind, given, on, ends in consents)
    problem = day.problem(clients=(day.client(consents=recorded),))
    assert (stopped(day, problem) == []) == holds


def test_a_nurse_needs_no_consent_to_delegation(day: Any) -> None:
    problem = day.problem(clients=(day.client(consents=day.client().consents[:1]),))
    assert stopped(day, problem, "nora") == []
    found = refusal(day, problem)
    assert found is not None
    assert (found.condition, found.sentence) == (
        "authority_delegated",
        "Ada Testperson's consent to delegation is not in force on Mon 01.03.2027.",
    )
    assert lifted(day, problem, found)


def test_sharing_not_known_may_be_asked_for_and_refused_is_refused(day: Any) -> None:
    delegation = day.client().consents[1]
    problem = day.problem(clients=(day.client(consents=(delegation,)),))
    for worker in ("carl", "nora"):
        found = refusal(day, problem, worker)
        assert found is not None
        assert found.sentence == "Ada Testperson's consent to sharing is not in force on Mon 01.03.2027."
        assert lifted(day, problem, found, worker)
    no = Consent(kind="sharing", given=False, recorded=YESTERDAY)
    found = refusal(day, day.problem(clients=(day.client(consents=(delegation, no)),)))
    assert found is not None
    assert found.changes == ()
    assert found.sentence == "Ada Testperson has refused sharing, or withdrawn their consent to it."


def test_what_nurses_only_do_and_stable(day: Any) -> None:
    only = day.insulin(delegable=False, registered_nurse_only=True)
    problem = day.problem(day.nurse_visit("n", only), day.care_visit())
    found = refusal(day, problem)
    assert found is not None
    assert (found.condition, found.changes) == ("authority_registered", ())  # nothing clinical is widened
    problem = day.problem(clients=(day.client(stable=False),))
    assert stopped(day, problem) == ["authority_delegated"]
    assert lifted(day, problem, refusal(day, problem))


@pytest.mark.parametrize("kind", ["first", "changed"])
def test_no_record_lets_a_carer_give_a_dose_in_a_first_visit_or_after_a_change(day: Any, kind: str) -> None:
    problem = day.problem(day.nurse_visit("n", day.insulin()).model_copy(update={"kind": kind}), day.care_visit())
    found, whole = list_refusals(day.suitability(problem, "carl"))
    assert (whole.condition, found.condition, found.changes) == ("join_nurse_only", "authority_delegated", ())
    assert "nothing is delegated before a nurse has been" in found.sentence


@pytest.mark.parametrize(
    ("fields", "holds"),
    [
        ({"expires": TODAY}, True),
        ({"expires": YESTERDAY}, False),
        ({"signed_off": TODAY}, True),
        ({"signed_off": TOMORROW}, False),
        ({"review": TODAY}, True),
        ({"review": YESTERDAY}, False),
        ({"worker": "nora"}, False),
        ({"task": "eye_drops"}, False),
    ],
)
def test_signed_off_on_the_day(day: Any, fields: dict[str, Any], holds: bool) -> None:
    problem = day.problem(delegations=(day.delegation(**fields),))
    found = refusal(day, problem)
    assert (found is None) == holds
    if not holds:
        assert found is not None
        assert found.condition == "authority_delegated"
        assert lifted(day, problem, found)


def test_a_renewal_is_told_from_a_new_sign_off(day: Any) -> None:
    lapsed = refusal(day, day.problem(delegations=(day.delegation(expires=YESTERDAY),)))
    overdue = refusal(day, day.problem(delegations=(day.delegation(review=YESTERDAY),)))
    missing = refusal(day, day.problem(delegations=()))
    assert lapsed is not None
    assert overdue is not None
    assert missing is not None
    assert [one.changes[0].renewal for one in (lapsed, overdue, missing)] == [True, True, False]
    assert "expired on 28.02.2027, before Mon 01.03.2027." in lapsed.sentence
    assert "was due for review on 28.02.2027" in overdue.sentence
    assert "Carl Example is not signed off for insulin with Ada Testperson on Mon" in missing.sentence


@pytest.mark.parametrize(
    ("delegation", "registrant", "kind"),
    [
        ({"contact": "-"}, {}, "contact"),
        ({}, {"cover": ()}, "registrant"),
        ({}, {"registration": "tbc"}, "registrant"),
        ({"registrant": "?"}, {}, "registrant"),
        ({}, {"left": YESTERDAY}, None),
        ({}, {"registered_until": YESTERDAY}, None),
    ],
)
def test_who_answers(day: Any, delegation: Any, registrant: Any, kind: str | None) -> None:
    """What is not recorded may be; who has left is not made to stay."""
    problem = day.problem(delegations=(day.delegation(**delegation),), registrants=(day.registrant(**registrant),))
    assert stopped(day, problem) == ["authority_registrant"]
    found = refusal(day, problem)
    assert found is not None
    assert [change.kind for change in found.changes] == ([kind] if kind else [])
    if kind:
        assert lifted(day, problem, found)
    assert stopped(day, problem, "nora") == []


@pytest.mark.parametrize("kind", ["sign_off", "contact", "registrant"])
def test_what_a_what_if_supposes_counts_only_there(day: Any, tmp_path: Any, kind: Any) -> None:
    """Written down and read again, the names and contacts that it supposed are none."""
    change = RegisterChange(kind, "insulin", "ada", "carl", since=TODAY, until=TODAY)
    old = {"sign_off": (), "contact": (day.delegation(contact=""),), "registrant": (day.delegation(registrant="?"),)}
    problem = day.problem(delegations=old[kind], registrants=(day.registrant(contact=""),))
    supposed = apply_change(problem, change)
    assert stopped(day, supposed) == []
    write_problem(supposed, tmp_path / "day.json")
    assert stopped(day, read_problem(tmp_path / "day.json")) == ["authority_registrant"]


def wound(day: Any, **fields: Any) -> Problem:
    """Carl, of the council, would dress a wound, which the council is to deliver."""
    held = tuple(HeldCompetency(competency=name) for name in ("personal_care", "insulin"))
    task = day.task("wound_care", 10, owner="health", competencies=("insulin",))
    return day.problem(
        day.nurse_visit("n", task, provider="council"),
        day.care_visit(),
        workers=day.workers(competencies=held),
        **fields,
    )


def test_a_protocol_of_their_own_organisation(day: Any) -> None:
    found = refusal(day, wound(day))
    assert found is not None
    assert found.sentence == "No protocol of Invented Council for wound_care is in force on Mon 01.03.2027."
    assert lifted(day, wound(day), found)
    own = Protocol(id="p", organisation="council", task="wound care", registrant="nora-rn", signed=TODAY)
    assert stopped(day, wound(day, protocols=(own,))) == []


def test_staff_of_another_organisation_need_a_subcontract_for_it(day: Any) -> None:
    own = Protocol(id="p", organisation="council", task="wound care", registrant="nora-rn", signed=TODAY)
    problem = wound(day, protocols=(own,))
    trust = problem.visits[0].model_copy(update={"provider": "trust"})
    problem = problem.replace(visits=(trust, problem.visits[1]))
    found = refusal(day, problem)
    assert found is not None
    assert found.sentence == "wound_care is done under a protocol, by staff of Invented Trust only."
    assert lifted(day, problem, found)
    without = problem.replace(protocols=())
    found = refusal(day, without)
    assert found is not None
    assert [change.kind for change in found.changes] == ["subcontract", "protocol"]


def test_a_code_that_nobody_knows_may_be_declared(day: Any) -> None:
    problem = day.problem(day.nurse_visit(), day.care_visit("c", day.task("breakfest", 15)))
    found = refusal(day, problem)
    assert found is not None
    assert (found.condition, found.sentence) == ("join_catalogue", "No task catalogue knows breakfest.")
    assert lifted(day, problem, found)
    health = day.problem(day.nurse_visit("n", day.task("bloods", 15, owner="health")), day.care_visit())
    (change,) = next(one for one in list_refusals(day.suitability(health, "nora"))).changes
    known = apply_change(health, change)
    assert stopped(day, known, "nora") == []
    assert stopped(day, known, "carl") == ["authority_registered"]  # declared as the strictest, never wider


@pytest.mark.parametrize(
    ("what", "of"), [("worker", "carl"), ("task", "Insulin"), ("delegation", "d1"), ("registrant", "nora-rn")]
)
def test_what_has_been_stopped(day: Any, what: Any, of: str) -> None:
    stop = Suspension(id="x", what=what, of=of, starts=day.at(7), reason="error at a visit", by="Lena Sample")
    problem = day.problem(suspensions=(stop,))
    found = refusal(day, problem)
    assert found is not None
    assert found.condition == "suspended"
    assert found.sentence.endswith("is stopped (error at a visit).")
    assert lifted(day, problem, found)
    assert describe_change(problem, found.changes[0]) == "end suspension x"


def test_nurses_work_stays_with_nurses(day: Any) -> None:
    catheter = day.task("catheter_change", 40, owner="health", competencies=("insulin",))
    problem = day.problem(day.nurse_visit("n", catheter), day.care_visit())
    assert stopped(day, problem, "carl") == ["authority_registered"]
    assert stopped(day, problem, "nora") == []
    for kind in ("first", "review", "changed"):
        apart = day.problem(day.nurse_visit(kind=kind), day.care_visit())
        assert stopped(day, apart, "nora") == ["join_nurse_only"]


def test_two_come_together_each_in_their_own_work(day: Any) -> None:
    hoist = day.task("hoist_transfer", 20, competencies=("personal_care",))
    problem = day.problem(day.nurse_visit(kind="review"), day.care_visit("c", hoist, workers=2))
    assert day.suitability(problem).visit.join.outcome == "co_attend"
    assert stopped(day, problem, "nora") == []
    assert stopped(day, problem, "carl") == ["join_nurse_only"]


def test_of_several_sign_offs_that_are_over_the_last_is_told(day: Any) -> None:
    first, last = day.delegation(id="d1", expires=date(2027, 2, 1)), day.delegation(id="d2", expires=date(2027, 2, 20))
    for delegations in ((first, last), (last, first)):
        found = refusal(day, day.problem(delegations=delegations))
        assert found is not None
        assert "expired on 20.02.2027" in found.sentence


@pytest.mark.parametrize(
    ("fields", "holds"),
    [
        ({}, True),
        ({"health_task_to_care_worker": False}, False),
        ({"starts": TODAY, "ends": TODAY}, True),
        ({"starts": TOMORROW}, False),
        ({"ends": YESTERDAY}, False),
    ],
)
def test_agreement(day: Any, fields: dict[str, Any], holds: bool) -> None:
    given = {"id": "a1", "between": ("council", "trust"), "health_task_to_care_worker": True} | fields
    problem = day.problem(agreements=(Agreement(**given),))
    found = refusal(day, problem)
    assert (found is None) == holds
    if not holds:
        assert found is not None
        assert found.condition == "authority_agreement"
        assert lifted(day, problem, found)
    assert stopped(day, problem, "nora") == ["authority_agreement"]  # the other direction was never agreed


def test_willing(day: Any) -> None:
    problem = day.problem(workers=day.workers(accepts_delegation=False))
    assert stopped(day, problem) == ["authority_delegated", "authority_agreement"]
    for found in list_refusals(day.suitability(problem)):
        assert found.sentence == "Carl Example does not accept delegated tasks."
        assert lifted(day, problem, found)


def test_inside_one_organisation_nothing_need_be_agreed(day: Any) -> None:
    visits = day.visit("n", day.task("drink_and_snack", 10)), day.care_visit()
    problem = day.problem(*visits, agreements=(), delegations=(), clients=(day.client(consents=()),))
    assert stopped(day, problem, "carl") == []
    assert stopped(day, problem, "nora") == ["authority_agreement", "authority_sharing"]


def test_for_whom_agency_staff_act_is_asked_of_the_shift(day: Any) -> None:
    """Nora of an agency, engaged by the trust on one shift, by the council on another."""
    nora, carl = day.workers()
    nora = nora.model_copy(update={"agency": True})
    problem = day.problem(workers=(nora, carl), agreements=(), days=2)
    shifts = tuple(
        one.model_copy(update={"engaged_by": {"nora0": "trust", "nora1": "council"}[one.id]})
        if one.worker == "nora"
        else one
        for one in problem.shifts
    )
    problem = problem.replace(shifts=shifts)
    register = day.register(problem)
    whole = day.suitability(problem, "nora").visit
    for shift, codes in (("nora0", {"wash_and_dress", "meal"}), ("nora1", {"insulin"})):
        suitability = Suitability(register, whole, nora, problem.shift[shift])
        assert {one.code for one in suitability.obstacles if one.rule == "authority_agreement"} == codes


def test_changes_of_several_days_are_one(day: Any) -> None:
    one = RegisterChange("sign_off", "insulin", "ada", "carl", since=TODAY, until=TODAY)
    both = one.merge(RegisterChange("sign_off", "insulin", "ada", "carl", since=TOMORROW, until=TOMORROW))
    assert (both.since, both.until) == (TODAY, TOMORROW)

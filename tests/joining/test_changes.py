"""What a what-if supposes: exactly one thing, for its days, and nothing else moves."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from solver.domain import Agreement, Problem, Suspension
from solver.joining import RegisterChange, apply_change

TODAY = date(2027, 3, 1)
YESTERDAY, TOMORROW, LATER = TODAY - timedelta(days=1), TODAY + timedelta(days=1), TODAY + timedelta(days=30)


def sign_off(**fields: Any) -> RegisterChange:
    usual = {"what": "Insulin", "client": "ada", "worker": "carl", "since": TODAY, "until": TOMORROW}
    told: dict[str, Any] = {"kind": "sign_off", **usual, **fields}
    return RegisterChange(**told)


def ends(problem: Problem) -> dict[str, date]:
    return {one.id: one.expires for one in problem.delegations}


def test_the_latest_of_the_sign_offs_made_by_then_is_renewed(day: Any) -> None:
    rows: dict[str, dict[str, Any]] = {
        "d1": {"expires": YESTERDAY - timedelta(days=9)},
        "d2": {"expires": YESTERDAY, "review": YESTERDAY},
        "d3": {"signed_off": TOMORROW, "expires": LATER},  # made after the first of the days
        "d4": {"expires": TODAY, "worker": "nora"},
        "d5": {"expires": TODAY, "task": "eye_drops"},
    }
    problem = day.problem(delegations=tuple(day.delegation(id=name, **fields) for name, fields in rows.items()))
    made = apply_change(problem, sign_off())
    assert ends(made) == ends(problem) | {"d2": TOMORROW}
    assert [one.review for one in made.delegations] == [None, TOMORROW, None, None, None]
    assert [one.id for one in made.delegations if one != problem.delegations[int(one.id[1:]) - 1]] == ["d2"]
    longer = apply_change(problem, sign_off(since=TOMORROW, until=TOMORROW))
    assert ends(longer) == ends(problem)  # d3 lasts longer already
    assert longer.delegations[2].registrant != problem.delegations[2].registrant


def test_without_one_made_by_then_a_new_one_is_recorded(day: Any) -> None:
    for rows in ((), (day.delegation(signed_off=TOMORROW),), (day.delegation(worker="nora"),)):
        problem = day.problem(delegations=rows)
        *before, new = apply_change(problem, sign_off()).delegations
        assert tuple(before) == rows
        assert (new.client, new.workers, new.signed_off, new.expires) == ("ada", ("carl",), TODAY, TOMORROW)
        assert (new.task, new.trained) == ("Insulin", TODAY)


@pytest.mark.parametrize(
    ("rows", "since", "until", "switched"),
    [
        ([("a1", ("council", "trust"), None, None)], TODAY, TODAY, "a1"),
        ([("a1", ("council", "trust"), TODAY, TOMORROW)], TODAY, TOMORROW, "a1"),
        ([("a1", ("council", "trust"), TOMORROW, None)], TODAY, TOMORROW, ""),
        ([("a1", ("council", "trust"), None, TODAY)], TODAY, TOMORROW, ""),
        ([("a1", ("council", "trust"), None, YESTERDAY), ("a2", ("trust", "council"), None, None)], TODAY, TODAY, "a2"),
        ([], TODAY, TODAY, ""),
    ],
)
def test_the_first_agreement_of_all_the_days_is_switched_else_a_new_one_made(
    day: Any, rows: Any, since: date, until: date, switched: str
) -> None:
    agreements = tuple(
        Agreement(id=name, between=between, starts=starts, ends=last) for name, between, starts, last in rows
    )
    problem = day.problem(agreements=agreements)
    change = RegisterChange("agreement", "social_task_to_nurse", between=("council", "trust"), since=since, until=until)
    made = apply_change(problem, change).agreements
    assert len(made) == len(rows) + (not switched)
    passing = [one for one in made if one.social_task_to_nurse]
    assert len(passing) == 1
    assert not passing[0].health_task_to_care_worker
    assert (passing[0].id == switched) if switched else (passing[0] == made[-1])
    assert set(passing[0].between) == {"council", "trust"}


def test_where_any_agreement_would_do_a_new_one_is_made(day: Any) -> None:
    problem = day.problem(agreements=())
    change = RegisterChange("agreement", "", between=("council", "trust"), since=TODAY, until=TODAY)
    (new,) = apply_change(problem, change).agreements
    assert (new.between, new.social_task_to_nurse, new.health_task_to_care_worker) == (
        ("council", "trust"),
        False,
        False,
    )


def test_only_what_it_is_about_moves(day: Any) -> None:
    clients = day.client(stable=False), day.client(id="bea", name="Bea Testperson", stable=False)
    stops = tuple(
        Suspension(id=name, what="worker", of="carl", starts=day.at(7), reason="audit", by="Lena Sample")
        for name in ("x1", "x2")
    )
    problem = day.problem(clients=clients, suspensions=stops, workers=day.workers(accepts_delegation=False))
    stable = apply_change(problem, RegisterChange("stable", client="ada", since=TODAY, until=TODAY))
    assert [one.stable for one in stable.clients] == [True, False]
    asked = apply_change(problem, RegisterChange("consent", "sharing", "bea", since=TODAY, until=TODAY))
    assert asked.clients[0] == problem.clients[0]
    assert [(one.kind, one.recorded, one.given) for one in asked.clients[1].consents] == [
        ("delegation", date(2027, 1, 4), True),
        ("sharing", TODAY, True),
    ]
    delegation = apply_change(problem, RegisterChange("consent", "delegation", "bea", since=TODAY, until=TODAY))
    assert [one.kind for one in delegation.clients[1].consents] == ["sharing", "delegation"]
    lifted = apply_change(problem, RegisterChange("suspension", "x1", since=TODAY, until=TODAY))
    assert [one.id for one in lifted.suspensions] == ["x2"]
    nora, carl = problem.workers
    willing = apply_change(problem, RegisterChange("willing", worker="carl", since=TODAY, until=TODAY))
    assert willing.workers == (nora, carl.model_copy(update={"accepts_delegation": True}))
    contract = RegisterChange("subcontract", client="ada", between=("trust", "council"), since=TODAY, until=TODAY)
    (one,) = apply_change(problem, contract).subcontracts
    assert (one.provider, one.to, one.clients) == ("trust", "council", ("ada",))
    protocol = RegisterChange("protocol", "wound_care", between=("trust", "council"), since=TODAY, until=TODAY)
    (signed,) = apply_change(problem, protocol).protocols
    assert (signed.organisation, signed.task, signed.signed) == ("council", "wound_care", TODAY)


@pytest.mark.parametrize(
    ("owner", "code", "task_class"),
    [("health", "bloods", "registered"), ("social", "breakfest", "ordinary"), ("social", "insulin pen", "delegated")],
)
def test_an_unknown_code_is_declared_as_strictly_as_what_it_says(
    day: Any, owner: str, code: str, task_class: str
) -> None:
    problem = day.problem(day.visit("c", day.task(code, 10, owner=owner)))
    new = apply_change(problem, RegisterChange("catalogue", code, since=TODAY, until=TODAY)).task_catalogue[-1]
    assert (new.code, new.task_class) == (code, task_class)


def test_two_that_differ_in_their_days_are_one_and_a_renewal_only_where_both_are(day: Any) -> None:
    one = sign_off(renewal=True)
    for other, renewal in ((True, True), (False, False)):
        merged = one.merge(sign_off(since=YESTERDAY, until=LATER, renewal=other))
        assert (merged.since, merged.until, merged.renewal) == (YESTERDAY, LATER, renewal)
    assert one.subject == sign_off(since=YESTERDAY).subject
    for fields in (
        {"what": "meal"},
        {"client": "bea"},
        {"worker": "nora"},
        {"kind": "contact"},
        {"between": ("a", "b")},
    ):
        assert one.subject != sign_off(**fields).subject

"""Rule join_signed: who signed for what, until when, which refusal stands, and its sentence."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from fixtures.joint import DAY
from solver.check import check
from solver.domain import Consent, InputFaults, JoinDecision, Role
from solver.rules import RULES, Pack

if TYPE_CHECKING:
    from .conftest import Joint

SIGNED = date(2027, 1, 7)  # by the fixture; the sign-off it rests on is a day older


def no(on: date) -> JoinDecision:
    return JoinDecision(id="no", visits=("n1", "c1"), approved=False, by="S. Example", role=Role.SCHEDULER, on=on)


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({}, False),
        ({"role": Role.SCHEDULER}, True),
        ({"by": "tbc"}, True),
        ({"outcome": "delegate"}, False),
        ({"outcome": "absorb"}, True),
        ({"tasks": ("Insulin", "MEAL", "wash-and-dress")}, False),
        ({"tasks": ("insulin", "meal")}, True),
        ({"worker": "carl"}, False),
        ({"worker": "nora"}, True),
        ({"worker_kind": "care_worker"}, False),
        ({"worker_kind": "registered_nurse"}, True),
        ({"until": DAY}, False),
        ({"until": DAY - timedelta(days=1)}, True),
        ({"since": DAY}, False),
        ({"since": DAY + timedelta(days=1)}, True),
        ({"on": SIGNED - timedelta(days=1)}, False),
        ({"on": SIGNED - timedelta(days=2)}, True),  # older than the sign-off
        ({"approved": False}, True),
    ],
)
def test_what_a_signature_says_binds_it(joint: Joint, fields: dict[str, Any], wrong: bool) -> None:
    joint.change("join_decisions", "n1+c1", **fields)
    assert bool(joint.sentences("join_signed")) == wrong


def test_the_sentence(joint: Joint) -> None:
    joint.change("join_decisions", "n1+c1", role=Role.SCHEDULER)
    assert joint.sentences("join_signed") == [
        "Joint visit n1+c1 by Carl Testworker on 1 March 2027: nobody has signed for it as delegate; want a nurse "
        "lead's signature. Nora Testnurse (scheduler) does not count: only a nurse lead signs where there is a health "
        "task."
    ]


def test_a_year_and_no_day_more(joint: Joint) -> None:
    joint.change("delegations", "d1", trained=date(2026, 1, 1), signed_off=date(2026, 1, 2))
    ada = joint.problem.client["ada"]
    old = tuple(one.model_copy(update={"recorded": date(2026, 1, 2)}) for one in ada.consents)
    joint.change("clients", "ada", consents=old)
    joint.change("agreements", "both-ways", starts=None)
    joint.change("join_decisions", "n1+c1", on=date(2026, 3, 1))
    assert joint.sentences("join_signed") == []
    joint.change("join_decisions", "n1+c1", on=date(2026, 2, 28))
    assert len(joint.sentences("join_signed")) == 1


@pytest.mark.parametrize("days", [-1, 0, 1])
def test_a_refusal_stands_until_a_later_day_or_an_answer(joint: Joint, days: int) -> None:
    joint.problem = joint.problem.replace(
        join_decisions=(*joint.problem.join_decisions, no(SIGNED + timedelta(days=days)))
    )
    assert bool(joint.sentences("join_signed")) == (days >= 0)
    joint.change("join_decisions", "n1+c1", answers="no")
    assert bool(joint.sentences("join_signed")) == (days > 0)  # nobody answers what has not been said yet


def test_one_employer_is_no_signature_but_its_standing_agreement_is(joint: Joint) -> None:
    """Bert's and Bea's meals are both the care organisation's, and so is Carl."""
    assert joint.sentences("join_signed") == []
    for fields in (
        {"tasks": ("wash_and_dress",)},
        {"outcome": "absorb"},
        {"organisation": "trust"},
        {"review": DAY - timedelta(days=1)},
        {"signed": DAY + timedelta(days=1), "review": DAY + timedelta(days=2)},
        {"signed_by": "?"},
    ):
        before = joint.problem
        joint.change("standing_agreements", "own-meals", **fields)
        assert [breach.visit for breach in joint.breaches("join_signed")] == ["c2+c3"], fields
        joint.problem = before


def test_two_organisations_may_agree_beforehand(joint: Joint) -> None:
    joint.problem = joint.problem.replace(join_decisions=())
    assert len(joint.sentences("join_signed")) == 1
    joint.change("agreements", "both-ways", pre_agreed=("delegate",))
    assert len(joint.sentences("join_signed")) == 1  # nobody has signed the agreement
    joint.change("agreements", "both-ways", signed_by="Nora Testnurse", signed=joint.tomorrow)
    assert len(joint.sentences("join_signed")) == 1
    joint.change("agreements", "both-ways", signed_by="?", signed=joint.today)
    assert len(joint.sentences("join_signed")) == 1
    joint.change("agreements", "both-ways", signed_by="Nora Testnurse", signed=joint.today)
    assert joint.sentences("join_signed") == []
    joint.change("agreements", "both-ways", pre_agreed=("absorb",))
    assert len(joint.sentences("join_signed")) == 1


def test_what_a_document_calls_it_is_not_enough(joint: Joint) -> None:
    """Called a plain join, it still is a delegation, which the signature must cover."""
    joint.join("n1+c1", outcome="join")
    assert joint.sentences("join_signed") == []
    joint.change("join_decisions", "n1+c1", outcome="join")
    assert [breach.about for breach in joint.breaches("join_signed")] == ["delegate"]


def test_comparisons_want_no_signature_and_no_file_can_ask_for_that(joint: Joint) -> None:
    problem = joint.problem.replace(join_decisions=())
    pack = Pack.for_problem(problem)
    assert [one.rule for one in check(problem, joint.made(), pack).breaches if one.hard] == ["join_signed"]
    assert check(problem, joint.made(), pack.as_if_signed()).feasible
    assert pack.as_if_signed().digest != pack.digest
    assert "as if every joint visit were signed for" in pack.as_if_signed().name
    for values in ({"as_if_signed": True}, {"enabled": False}):
        with pytest.raises(InputFaults):
            Pack.for_problem(problem.replace(pack={**problem.pack, "join_signed": values}))
    refused = problem.replace(join_decisions=(no(SIGNED),))
    assert not check(refused, joint.made(), pack.as_if_signed()).feasible


def test_the_rules_of_joining_forbid_and_cost_nothing() -> None:
    """A roster is never cheaper or dearer for them: it is allowed or not."""
    found = {rule.id: (rule.forbids, rule.costs) for rule in RULES if rule.id.startswith("join_")}
    assert len(found) == 8
    assert set(found.values()) == {(True, False)}


@pytest.mark.parametrize("kind", ["sharing", "delegation"])
@pytest.mark.parametrize(
    ("given", "days", "void"),
    [(True, -1, False), (True, 0, True), (True, 1, False), (False, 0, True), (False, 1, False)],
)
def test_an_answer_of_the_very_day_makes_the_signature_of_the_day_before_void(
    joint: Joint, kind: Any, given: bool, days: int, void: bool
) -> None:
    """One that is recorded later is not yet an answer."""
    row = Consent(kind=kind, given=given, recorded=DAY + timedelta(days=days))
    joint.change("clients", "ada", consents=(*joint.problem.client["ada"].consents, row))
    joint.change("join_decisions", "n1+c1", on=joint.yesterday)
    assert [breach.visit for breach in joint.breaches("join_signed")] == ["n1+c1"] * void
    joint.change("join_decisions", "n1+c1", on=joint.today)
    assert joint.breaches("join_signed") == []

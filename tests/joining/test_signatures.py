"""What a signature covers and what it rests on, one thing at a time: search and checker say the same."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from fixtures.joint import DAY, couple, delegate, joined_day
from fixtures.paper import at
from solver.domain import Agreement, Consent, JoinDecision, Problem, Registrant, Role, Subcontract, joint_visits
from solver.joining import Register, Signatures
from solver.rules import Pack
from solver.rules.joins.signing import Signing

SIGNED = date(2027, 1, 7)  # by the fixture; the sign-off it rests on is a day older
YESTERDAY, TOMORROW = DAY - timedelta(days=1), DAY + timedelta(days=1)


def changed(problem: Problem, where: str, name: str, **fields: Any) -> Problem:
    entries = tuple(one.model_copy(update=fields) if one.id == name else one for one in getattr(problem, where))
    return problem.replace(**{where: entries})


def is_signed(problem: Problem, made: Any = None, outcome: Any = "delegate") -> bool:
    """Whether Carl's joint visit is signed for, by both sides."""
    made, pack = made or delegate(), Pack.for_problem(problem)
    whole = joint_visits(problem, made)[0]
    search = Signatures(Register.of(problem, pack), pack).is_signed_for(whole, problem.worker["carl"])
    faults = [*Signing(problem, pack.catalogue(problem), whole, [problem.shift["k"]]).faults(outcome)]
    assert search == (not faults)
    return search


@pytest.fixture
def problem() -> Problem:
    """The joined day: Carl gives Ada the trust's insulin on his breakfast call, under d1, and a nurse lead signed."""
    return joined_day()[0]


@pytest.mark.parametrize(
    ("fields", "signed"),
    [
        ({}, True),
        ({"role": Role.SCHEDULER}, False),
        ({"by": "tbc"}, False),
        ({"visits": ("n1", "c2")}, False),
        ({"visits": ("n1", "c1", "c2")}, False),
        ({"outcome": "delegate"}, True),
        ({"outcome": "absorb"}, False),
        ({"tasks": ("Insulin", "MEAL", "wash-and-dress")}, True),
        ({"tasks": ("insulin", "meal")}, False),
        ({"worker": "carl"}, True),
        ({"worker": "nora"}, False),
        ({"worker_kind": "care_worker"}, True),
        ({"worker_kind": "registered_nurse"}, False),
        ({"until": DAY}, True),
        ({"until": YESTERDAY}, False),
        ({"since": DAY}, True),
        ({"since": TOMORROW}, False),
        ({"on": DAY}, True),
        ({"on": TOMORROW}, False),
        ({"on": SIGNED - timedelta(days=1)}, True),
        ({"on": SIGNED - timedelta(days=2)}, False),
    ],
)
def test_what_a_signature_says_binds_it(problem: Problem, fields: dict[str, Any], signed: bool) -> None:
    assert is_signed(changed(problem, "join_decisions", "n1+c1", **fields)) == signed


@pytest.mark.parametrize(
    ("fields", "counts"),
    [
        ({}, True),
        ({"task": "INSULIN"}, True),
        ({"review": None}, True),
        ({"expires": TOMORROW, "review": None}, True),
        ({"expires": TOMORROW}, True),
        ({"review": YESTERDAY}, False),
        ({"expires": YESTERDAY, "review": None}, False),
        ({"expires": YESTERDAY, "review": YESTERDAY}, False),
        ({"client": "bert"}, False),
        ({"task": "eye_drops"}, False),
        ({"worker": "nora"}, False),
        ({"worker": "nora", "also": ("carl",)}, True),
        ({"signed_off": TOMORROW, "expires": TOMORROW, "review": None}, False),
    ],
)
def test_of_several_delegations_in_force_the_oldest_counts(
    problem: Problem, fields: dict[str, Any], counts: bool
) -> None:
    """Another is newer than the signature: alone it would want a new one."""
    (old,) = problem.delegations
    new = old.model_copy(update={"id": "d2", "signed_off": SIGNED + timedelta(days=1)})
    assert not is_signed(problem.replace(delegations=(new,)))
    for delegations in ((old, new), (new, old)):
        assert is_signed(changed(problem.replace(delegations=delegations), "delegations", "d1", **fields)) == counts


@pytest.mark.parametrize("kind", ["sharing", "delegation"])
@pytest.mark.parametrize(
    ("fields", "void"),
    [
        ({"given": True, "recorded": SIGNED}, False),
        ({"given": True, "recorded": SIGNED + timedelta(days=1)}, True),
        ({"given": True, "recorded": DAY}, True),
        ({"given": True, "recorded": TOMORROW}, False),  # not yet an answer
        ({"given": False, "recorded": DAY}, True),
        ({"given": False, "recorded": TOMORROW}, False),
        ({"given": None, "recorded": DAY}, False),  # no answer
        ({"given": True, "recorded": SIGNED, "withdrawn": at(9)}, True),
        ({"given": True, "recorded": SIGNED, "withdrawn": at(10, 44)}, True),
        ({"given": True, "recorded": SIGNED, "withdrawn": at(10, 45)}, False),  # when the visit is over
    ],
)
def test_a_newer_answer_of_the_client_makes_a_signature_void(
    problem: Problem, kind: Any, fields: dict[str, Any], void: bool
) -> None:
    row = Consent(kind=kind, **fields)
    day = changed(problem, "clients", "ada", consents=(*problem.client["ada"].consents, row))
    assert is_signed(day) == (not void)


def test_an_answer_to_sharing_is_no_matter_inside_one_provider(problem: Problem) -> None:
    yes = JoinDecision(
        id="yes", visits=("c2", "c3"), approved=True, by="Ted Example", role=Role.TEAM_LEAD, on=YESTERDAY
    )
    row = Consent(kind="sharing", given=True, recorded=DAY)
    day = changed(problem.replace(join_decisions=(yes,), standing_agreements=()), "clients", "bert", consents=(row,))
    assert is_signed(day, couple(), "join")


@pytest.mark.parametrize(
    ("fields", "counts"),
    [
        ({}, True),
        ({"starts": DAY, "signed": SIGNED}, True),
        ({"starts": TOMORROW, "ends": TOMORROW}, False),
        ({"ends": YESTERDAY}, False),
        ({"between": ("care", "other")}, False),
        ({"between": ("trust", "care")}, True),
        ({"starts": None}, True),  # nobody wrote its day: it may be the oldest
        ({"signed": SIGNED + timedelta(days=1)}, False),
    ],
)
def test_of_several_agreements_in_force_the_oldest_counts(
    problem: Problem, fields: dict[str, Any], counts: bool
) -> None:
    other = problem.organisations[0].model_copy(update={"id": "other"})
    (old,) = problem.agreements
    new = Agreement(
        **{**old.model_dump(), "id": "a2", "starts": None, "ends": None, "signed": SIGNED + timedelta(days=1)}
    )
    known = problem.replace(organisations=(*problem.organisations, other), agreements=(new,))
    assert not is_signed(known)
    for agreements in ((old, new), (new, old)):
        assert is_signed(changed(known.replace(agreements=agreements), "agreements", "both-ways", **fields)) == counts


def test_the_latest_approval_of_just_these_visits_is_found(problem: Problem) -> None:
    def found(*decisions: dict[str, Any]) -> str | None:
        usual = {"visits": ("n1", "c1"), "approved": True, "by": "Nora Testnurse", "role": Role.NURSE_LEAD}
        made = tuple(JoinDecision(**{"id": f"j{n}", "on": SIGNED, **usual, **one}) for n, one in enumerate(decisions))
        day = problem.replace(join_decisions=made, registrants=(*problem.registrants, una))
        pack = Pack.for_problem(day)
        approval = Signatures(Register.of(day, pack), pack).find_approval(("c1", "n1"))
        return None if approval is None else approval.id

    una = Registrant(id="una", name="Una Example", left=YESTERDAY)
    earlier: dict[str, Any] = {"on": SIGNED - timedelta(days=1)}
    assert found({"by": "Una Example"}) is None, "who has left"
    assert found(earlier, {"by": "una"}) == "j0"
    assert found() is None
    assert found({}, earlier) == "j0"
    assert found(earlier, {}) == "j1"
    assert found({"visits": ("n1", "c2")}) is None
    assert found({"by": "?"}) is None
    assert found({"role": Role.SCHEDULER}) is None
    assert found(earlier, {"approved": False}) is None
    assert found({}, {"approved": False} | earlier) == "j0"


def test_an_agreement_is_no_matter_under_a_subcontract(problem: Problem) -> None:
    (old,) = problem.agreements
    new = old.model_copy(update={"starts": None, "ends": None, "signed": SIGNED + timedelta(days=1)})
    day = problem.replace(agreements=(new,))
    assert not is_signed(day)
    for to, provider, signed in (("care", "trust", True), ("trust", "care", False)):
        subcontract = Subcontract(id="s1", provider=provider, to=to)
        assert is_signed(day.replace(subcontracts=(subcontract,))) == signed

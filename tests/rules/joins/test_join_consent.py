"""Rule join_consent: nothing, at the limit, one over, and its sentence."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from solver.domain import Consent

if TYPE_CHECKING:
    from .conftest import Joint

SHARING = Consent(kind="sharing", given=True, recorded=date(2027, 1, 4))
DELEGATION = Consent(kind="delegation", given=True, recorded=date(2027, 1, 4))
SAYS = "Joint visit n1+c1 on 1 March 2027 with Carl Testworker needs Ada Testclient's consent to sharing their record "


def test_given_and_in_force(joint: Joint) -> None:
    assert joint.sentences("join_consent") == []


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"expires": date(2027, 3, 1)}, None),
        ({"expires": date(2027, 2, 28)}, "the one of 4 January 2027 expired on 28 February 2027."),
        ({"recorded": date(2027, 3, 1)}, None),
        ({"recorded": date(2027, 3, 2)}, "none is recorded by then."),
        ({"given": False}, "it was refused on 4 January 2027."),
    ],
)
def test_sharing_is_judged_on_the_day_of_the_visit(joint: Joint, fields: dict[str, object], why: str | None) -> None:
    joint.change("clients", "ada", consents=(SHARING.model_copy(update=fields), DELEGATION))
    assert joint.sentences("join_consent") == ([f"{SAYS}between organisations: {why}"] if why else [])


def test_the_latest_answer_counts_and_of_one_day_the_refusal(joint: Joint) -> None:
    refused = Consent(kind="sharing", given=False, recorded=date(2027, 2, 1))
    joint.change("clients", "ada", consents=(refused, SHARING, DELEGATION))
    assert len(joint.sentences("join_consent")) == 1
    again = Consent(kind="sharing", given=True, recorded=date(2027, 2, 2))
    joint.change("clients", "ada", consents=(refused, SHARING, DELEGATION, again))
    assert joint.sentences("join_consent") == []
    same_day = again.model_copy(update={"given": False})
    joint.change("clients", "ada", consents=(same_day, again, DELEGATION))
    assert len(joint.sentences("join_consent")) == 1


def test_a_care_worker_needs_consent_to_delegation_and_a_nurse_does_not(joint: Joint) -> None:
    joint.change("clients", "ada", consents=(SHARING,))
    assert joint.sentences("join_consent") == [
        "Carl Testworker would do Ada Testclient's insulin (visit n1) on 1 March 2027 in joint visit n1+c1, which "
        "needs the client's consent to delegation: none is recorded by then."
    ]
    joint.by("n")
    assert joint.sentences("join_consent") == []


def test_one_organisation_shares_nothing_until_a_task_moves(joint: Joint) -> None:
    """Bert and Bea have given no consent: Carl's own organisation needs none, the nurse's does, from both of them."""
    from fixtures.paper import at, round_
    from solver.domain import Roster

    joint.roster = Roster(rounds=(round_("n", ("c2+c3", at(9))),))
    joint.joins.pop("n1+c1")
    assert [breach.client for breach in joint.breaches("join_consent")] == ["bert", "bea"]

"""Rule authority_protocol: the provider's own staff, a protocol on its days, a delegation instead; its sentences."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from fixtures.paper import at
from solver.domain import Delegation, HeldCompetency, Subcontract, TaskCode

from .conftest import LONG_AGO, TODAY, TOMORROW, YESTERDAY

if TYPE_CHECKING:
    from .conftest import Authority

RULE = "authority_protocol"
DOES = "Hana Example would do Ada Testclient's blood_sample (visit blood) on 1 March 2027, but "
TRUST = "Sample NHS Trust (invented)"


def test_in_order(authority: Authority) -> None:
    assert authority.all_say("blood", "hana") == set()
    assert authority.all_say("blood", "nell") == set()
    authority.replace(protocols=())
    assert authority.all_say("blood", "nell") == set()


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"expires": None}, None),
        ({"task": "BLOOD-SAMPLE"}, None),
        ({"signed": TOMORROW, "expires": None}, f"{TRUST}'s protocol for blood_sample was signed on 2 March 2027."),
        (
            {"signed": LONG_AGO, "expires": YESTERDAY},
            f"{TRUST}'s protocol for blood_sample expired on 28 February 2027.",
        ),
        ({"organisation": "care"}, f"no protocol of {TRUST} for blood_sample is recorded."),
        ({"task": "injection"}, f"no protocol of {TRUST} for blood_sample is recorded."),
    ],
)
def test_of_this_organisation_for_this_task_on_this_day(
    authority: Authority, fields: dict[str, Any], why: str | None
) -> None:
    authority.change("protocols", "p1", **fields)
    assert authority.says(RULE, "blood", "hana") == ([DOES + why] if why else [])


def test_of_several_protocols_the_latest_signed_is_told(authority: Authority) -> None:
    first = authority.problem.protocols[0]
    older = first.model_copy(update={"signed": LONG_AGO, "expires": YESTERDAY})
    later = first.model_copy(update={"id": "p2", "signed": TOMORROW, "expires": None})
    for protocols in ((older, later), (later, older)):
        authority.replace(protocols=protocols)
        assert authority.says(RULE, "blood", "hana") == [
            f"{DOES}{TRUST}'s protocol for blood_sample was signed on 2 March 2027."
        ]


def test_both_days_of_a_night(authority: Authority) -> None:
    authority.window("blood", at(23, 30), at(24, 30))
    authority.change("registrants", "r1", registered_until=TOMORROW)
    assert authority.all_say("blood", "hana") == {RULE}
    authority.change("protocols", "p1", expires=TOMORROW)
    assert authority.all_say("blood", "hana") == set()
    authority.change("protocols", "p1", signed=TOMORROW)
    assert authority.all_say("blood", "hana") == {RULE}


def test_of_a_night_a_protocol_of_its_first_day_alone_is_told_as_over(authority: Authority) -> None:
    authority.window("blood", at(23, 30), at(24, 30))
    authority.change("registrants", "r1", registered_until=TOMORROW)
    assert authority.says(RULE, "blood", "hana") == [
        f"{DOES}{TRUST}'s protocol for blood_sample expired on 1 March 2027."
    ]


def test_the_competency_is_asked_by_its_own_rule(authority: Authority) -> None:
    authority.change("workers", "hana", competencies=())
    assert authority.all_say("blood", "hana") == {"competency"}
    authority.change("workers", "hana", competencies=(HeldCompetency(competency="phlebotomy", expires=YESTERDAY),))
    assert authority.all_say("blood", "hana") == {"competency"}


def test_staff_of_others_have_no_protocol_even_under_an_agreement(authority: Authority) -> None:
    """A protocol of the carer's own organisation does not make the trust's visit its own; a subcontract does."""
    held = (HeldCompetency(competency="phlebotomy"),)
    authority.change("workers", "carl", competencies=held)
    own = authority.problem.protocols[0].model_copy(update={"id": "p2", "organisation": "care"})
    authority.add("protocols", own)
    assert authority.says(RULE, "blood", "carl") == [
        f"Carl Example would do Ada Testclient's blood_sample (visit blood) on 1 March 2027, but blood_sample is done "
        f"under a protocol, by staff of {TRUST} only."
    ]
    authority.add("subcontracts", Subcontract(id="s1", provider="trust", to="care", clients=("ada",)))
    assert authority.all_say("blood", "carl") == set()
    authority.replace(protocols=authority.problem.protocols[:1])  # the trust's own does not reach them
    assert authority.all_say("blood", "carl") == {RULE}


def test_agency_staff_act_for_who_engages_them(authority: Authority) -> None:
    authority.change("workers", "aggie", competencies=(HeldCompetency(competency="phlebotomy"),))
    assert RULE in authority.all_say("blood", "aggie")
    authority.change("shifts", "aggie", engaged_by="trust")
    assert authority.all_say("blood", "aggie") == set()
    authority.change("workers", "aggie", agency=False)  # somebody's own staff stay theirs, whatever their shift says
    assert RULE in authority.all_say("blood", "aggie")


def delegated(authority: Authority) -> None:
    """Hana is named for Ada's blood sample, which the row lets be delegated; no protocol is recorded."""
    authority.task("blood", owner="social", delegable=True)
    authority.replace(protocols=())
    authority.add(
        "delegations",
        Delegation(
            id="d2",
            client="ada",
            task="blood sample",
            worker="hana",
            registrant="r1",
            contact="01632 960001",
            trained=LONG_AGO,
            signed_off=LONG_AGO,
            expires=TODAY,
        ),
    )


def test_a_delegation_allows_it_too(authority: Authority) -> None:
    delegated(authority)
    assert authority.all_say("blood", "hana") == set()
    authority.change("workers", "hana", competencies=())  # never held: the training for the delegation stands for it
    assert authority.all_say("blood", "hana") == set()
    authority.change("workers", "hana", competencies=(HeldCompetency(competency="phlebotomy", expires=YESTERDAY),))
    assert authority.all_say("blood", "hana") == {RULE, "competency"}


@pytest.mark.parametrize(
    ("where", "name", "fields", "why"),
    [
        (
            "delegations",
            "d2",
            {"contact": "left"},
            'delegation d2 does not say how Rita Testnurse is reached (it says "left")',
        ),
        ("clients", "ada", {"stable": False}, "Ada Testclient's condition is not recorded as stable"),
        (
            "clients",
            "ada",
            {"consents": ()},
            "Ada Testclient's consent to delegation is not in force (none is recorded by then)",
        ),
        ("workers", "hana", {"accepts_delegation": False}, "Hana Example has not agreed to do delegated tasks"),
    ],
)
def test_a_delegation_that_lacks_anything_allows_nothing(
    authority: Authority, where: str, name: str, fields: dict[str, Any], why: str
) -> None:
    delegated(authority)
    authority.change(where, name, **fields)
    none = f"no protocol of {TRUST} for blood_sample is recorded"
    assert authority.says(RULE, "blood", "hana") == [f"{DOES}{none} and {why}."]


def test_what_the_row_does_not_let_be_delegated_is_not(authority: Authority) -> None:
    delegated(authority)
    authority.task("blood", delegable=False)
    (sentence,) = authority.says(RULE, "blood", "hana")
    assert sentence.endswith("and blood_sample may not be delegated.")


@pytest.mark.parametrize(
    ("fields", "held"),
    [
        ({"version": "1"}, True),
        ({"carried_over": TODAY - timedelta(days=90)}, True),
        ({"carried_over": TODAY - timedelta(days=91)}, False),
    ],
)
def test_old_documents_could_tell_no_protocol(authority: Authority, fields: dict[str, Any], held: bool) -> None:
    """The provider's own staff go on for ninety days; nobody else's."""
    authority.replace(protocols=(), **fields)
    assert authority.all_say("blood", "hana") == (set() if held else {RULE})
    authority.change("workers", "carl", competencies=(HeldCompetency(competency="phlebotomy"),))
    assert authority.all_say("blood", "carl") == {RULE}
    authority.change("workers", "hana", competencies=())
    assert "competency" in authority.all_say("blood", "hana")


def test_the_problems_own_catalogue_says_the_class_and_never_a_lesser_one(authority: Authority) -> None:
    authority.replace(protocols=())
    authority.change("workers", "hana", competencies=())
    known = authority.all_say("blood", "hana")
    assert "authority_protocol" in known
    authority.add("task_catalogue", TaskCode(code="Blood sample", task_class="ordinary", owner="social"))
    assert authority.all_say("blood", "hana") == known
    authority.replace(task_catalogue=(TaskCode(code="blood-sample", task_class="registered", owner="health"),))
    assert authority.all_say("blood", "hana") == {"authority_registered", "competency"}

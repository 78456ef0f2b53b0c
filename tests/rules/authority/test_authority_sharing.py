"""Rule authority_sharing: given, refused, unknown, with a basis and without; whose staff it asks about; sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from fixtures.paper import MINUTE, at
from solver.domain import Household, Join, Step, Subcontract

from .conftest import LONG_AGO, TODAY, TOMORROW, YESTERDAY, consent

if TYPE_CHECKING:
    from .conftest import Authority

RULE = "authority_sharing"
SAYS = (
    "Olga Example would make Ada Testclient's visit wash on 1 March 2027, but Ada Testclient's consent to "
    "sharing their record with Madeup Care (invented) is not in force: "
)


def test_who_is_asked_about(authority: Authority) -> None:
    authority.change("clients", "ada", consents=())
    assert authority.says(RULE, "wash", "carl") == []
    assert authority.says(RULE, "wash", "aggie") == []  # she acts for who engages her
    assert len(authority.says(RULE, "wash", "olga")) == 1
    authority.change("shifts", "aggie", engaged_by="other")
    assert len(authority.says(RULE, "wash", "aggie")) == 1
    authority.change("shifts", "aggie", engaged_by=None)
    authority.change("visits", "wash", provider="other")
    assert authority.says(RULE, "wash", "olga") == []
    assert len(authority.says(RULE, "wash", "carl")) == 1


def test_where_one_organisation_alone_could_have_engaged_agency_staff_it_did(authority: Authority) -> None:
    authority.change("clients", "ada", consents=())
    authority.change("shifts", "aggie", engaged_by=None)
    assert authority.says(RULE, "wash", "aggie") == []
    other = authority.problem.visit["wash"].model_copy(update={"id": "wash2", "provider": "other"})
    authority.add("visits", other)  # now two could: nobody knows which
    assert len(authority.says(RULE, "wash", "aggie")) == 1


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (consent("sharing"), None),
        (consent("sharing", expires=TODAY), None),
        (consent("sharing", recorded=TODAY), None),
        (consent("sharing", recorded=TOMORROW), "none is recorded by then."),
        (consent("sharing", expires=YESTERDAY), "the one of 4 January 2027 expired on 28 February 2027."),
        (consent("sharing", given=False), "it was refused on 4 January 2027."),
        (consent("sharing", withdrawn=at(9)), "it was withdrawn on 1 March 2027."),
        (consent("sharing", withdrawn=at(10, 20)), None),
        (consent("delegation"), "none is recorded by then."),
    ],
)
def test_another_organisations_staff(authority: Authority, answer: Any, why: str | None) -> None:
    authority.change("clients", "ada", consents=(answer,))
    assert authority.says(RULE, "wash", "olga") == ([SAYS + why] if why else [])


BASIS: dict[str, Any] = {"sharing_basis": "direct care, s. 251B", "signed_by": "Lena Sample", "signed": TODAY}


@pytest.mark.parametrize(
    ("fields", "held"),
    [
        (BASIS, True),
        (BASIS | {"ends": TODAY}, True),
        (BASIS | {"ends": YESTERDAY}, False),
        (BASIS | {"sharing_basis": ""}, False),
        (BASIS | {"sharing_basis": "none"}, False),
        (BASIS | {"signed": None}, False),
        (BASIS | {"signed": TOMORROW}, False),
        (BASIS | {"signed_by": ""}, False),
        (BASIS | {"signed_by": "tbc"}, False),
        (BASIS | {"between": ("trust", "other")}, False),
    ],
)
def test_what_is_not_known_goes_under_a_signed_agreement_that_states_its_basis(
    authority: Authority, fields: dict[str, Any], held: bool
) -> None:
    authority.change("agreements", "a2", **fields)
    for consents in ((), (consent("sharing", given=None),), (consent("sharing", expires=YESTERDAY),)):
        authority.change("clients", "ada", consents=consents)
        assert (authority.says(RULE, "wash", "olga") == []) == held


@pytest.mark.parametrize("answer", [consent("sharing", given=False), consent("sharing", withdrawn=at(9))])
def test_a_refusal_is_one_whatever_was_agreed(authority: Authority, answer: Any) -> None:
    authority.change("agreements", "a2", **BASIS)
    authority.change("clients", "ada", consents=(consent("sharing", recorded=LONG_AGO), answer))
    assert len(authority.says(RULE, "wash", "olga")) == 1


@pytest.mark.parametrize(
    ("fields", "held"),
    [
        ({}, True),
        ({"clients": ("ada",), "starts": TODAY, "ends": TODAY}, True),
        ({"starts": TOMORROW}, False),
        ({"ends": YESTERDAY}, False),
        ({"provider": "other", "to": "care"}, False),
    ],
)
def test_a_subcontract_makes_them_one(authority: Authority, fields: dict[str, Any], held: bool) -> None:
    authority.change("clients", "ada", consents=())
    authority.replace(agreements=())
    authority.add("subcontracts", Subcontract(**({"id": "s1", "provider": "care", "to": "other"} | fields)))
    assert authority.all_say("wash", "olga") == (set() if held else {RULE, "authority_agreement"})


@pytest.mark.parametrize("answer", [consent("sharing", given=False), consent("sharing", withdrawn=at(9))])
def test_no_subcontract_stands_against_a_refusal(authority: Authority, answer: Any) -> None:
    authority.add("subcontracts", Subcontract(id="s1", provider="care", to="other"))
    assert authority.all_say("wash", "olga") == set()
    authority.change("clients", "ada", consents=(consent("sharing", recorded=LONG_AGO), answer))
    assert authority.all_say("wash", "olga") == {RULE}
    assert authority.all_say("wash", "carl") == set()  # the provider's own
    assert authority.all_say("wash", "aggie") == set()  # whom the provider engages
    asked = consent("sharing", given=None, recorded=TODAY)
    authority.change("clients", "ada", consents=(answer, asked))
    assert authority.all_say("wash", "olga") == {RULE}  # asked again is no answer to it


def test_who_is_asked_again_about_sharing_says_yes_no_more(authority: Authority) -> None:
    authority.change("clients", "ada", consents=(consent("sharing"), consent("sharing", given=None, recorded=TODAY)))
    assert authority.says(RULE, "wash", "olga") == [SAYS + "asked on 1 March 2027, and the answer is not known."]
    authority.change("agreements", "a2", **BASIS)
    assert authority.says(RULE, "wash", "olga") == []


def test_a_subcontract_for_other_clients_does_not(authority: Authority) -> None:
    ada = authority.problem.clients[0].model_copy(update={"consents": ()})
    bert = ada.model_copy(update={"id": "bert", "name": "Bert Testclient"})
    authority.replace(clients=(ada, bert))
    authority.add("subcontracts", Subcontract(id="s1", provider="care", to="other", clients=("bert",)))
    assert len(authority.says(RULE, "wash", "olga")) == 1


def joint(authority: Authority) -> None:
    """The insulin and the washing as one visit."""
    steps = (Step(visit="insulin", task=0), Step(visit="wash", task=0))
    authority.joins = (Join(id="both", outcome="join", visits=("insulin", "wash"), steps=steps, duration=20 * MINUTE),)


def test_a_joint_visit_of_two_providers_needs_it_whoever_makes_it(authority: Authority) -> None:
    joint(authority)
    authority.change("agreements", "a1", **BASIS)
    assert authority.all_say("both", "carl") == set()
    authority.change("clients", "ada", consents=(consent("delegation"),))
    (sentence,) = authority.says(RULE, "both", "carl")
    assert sentence.endswith(
        "sharing their record between the organisations of that visit is not in force: none is recorded by then."
    )
    assert authority.all_say("both", "nell") == {RULE}
    assert authority.says(RULE, "insulin", "carl") == []  # apart, it would go under the agreement


def test_a_joint_visit_of_one_provider_by_its_own_staff_needs_none(authority: Authority) -> None:
    joint(authority)
    authority.change("visits", "wash", provider="trust")
    authority.change("clients", "ada", consents=(consent("delegation"),))
    assert authority.all_say("both", "nell") == set()
    authority.change("agreements", "a1", **BASIS)
    assert authority.all_say("both", "carl") == {RULE}  # another's staff: no basis reaches a joint visit


def test_a_joint_visit_of_one_provider_asks_about_staff_that_are_its_own_for_some_clients_only(
    authority: Authority,
) -> None:
    """A subcontract for Ada alone makes Olga no own staff for Bea."""
    ada = authority.problem.client["ada"]
    homes = {"household": "home"}
    authority.replace(households=(Household(id="home", place="A"),))
    authority.change("clients", "ada", consents=(), **homes)
    authority.add("clients", ada.model_copy(update={"id": "bea", "name": "Bea Testclient", "consents": (), **homes}))
    wash = authority.problem.visit["wash"]
    authority.add("visits", wash.model_copy(update={"id": "hers", "client": "bea"}))
    steps = (Step(visit="wash", task=0), Step(visit="hers", task=0))
    authority.joins = (Join(id="both", outcome="join", visits=("wash", "hers"), steps=steps, duration=40 * MINUTE),)
    for clients, asked in ((("ada", "bea"), 0), (("ada",), 2), (("bea",), 2)):
        authority.replace(subcontracts=(Subcontract(id="s1", provider="care", to="other", clients=clients),))
        assert len(authority.breaches(RULE, "both", "olga")) == asked

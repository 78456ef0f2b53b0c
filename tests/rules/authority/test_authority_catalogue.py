"""Rule authority_catalogue: a social task of an unknown code, by its provider's own staff; and its sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.domain import Subcontract, TaskCode

if TYPE_CHECKING:
    from .conftest import Authority

RULE = "authority_catalogue"


def test_its_providers_own_staff_only(authority: Authority) -> None:
    authority.task("wash", code="odds and ends")
    assert authority.all_say("wash", "carl") == set()
    assert authority.all_say("wash", "aggie") == set()  # she acts for them
    assert authority.says(RULE, "wash", "olga") == [
        "Olga Example would do Ada Testclient's odds and ends (visit wash) on 1 March 2027, but no catalogue knows the "
        "code odds and ends: only Samplecare (invented)'s own staff do it."
    ]
    assert len(authority.says(RULE, "wash", "nell")) == 1
    authority.add("subcontracts", Subcontract(id="s1", provider="care", to="other"))
    assert authority.all_say("wash", "olga") == {RULE}


def test_once_it_is_declared_it_is_known(authority: Authority) -> None:
    authority.task("wash", code="odds and ends")
    authority.add("task_catalogue", TaskCode(code="Odds-and-Ends"))
    assert authority.all_say("wash", "olga") == set()


def test_an_unknown_health_task_is_a_nurses_not_an_organisations(authority: Authority) -> None:
    authority.task("wash", code="odds and ends", owner="health")
    assert authority.all_say("wash", "carl") == {"authority_registered"}
    assert authority.all_say("wash", "nell") == set()

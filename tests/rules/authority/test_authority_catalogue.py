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


def test_an_unknown_code_for_registered_nurses_stays_with_its_providers_own(authority: Authority) -> None:
    """Whoever is no nurse is told by authority_registered alone."""
    authority.task("wash", code="odds and ends", registered_nurse_only=True)
    assert authority.all_say("wash", "olga") == {"authority_registered"}
    assert authority.all_say("wash", "carl") == {"authority_registered"}
    assert authority.all_say("wash", "nell") == {RULE}
    authority.change("workers", "nell", organisation="care")
    assert authority.all_say("wash", "nell") == set()


def test_a_medicine_by_an_unknown_code_without_training_is_for_nobody_but_nurses(authority: Authority) -> None:
    authority.task("wash", code="pill round two")
    authority.add("task_catalogue", TaskCode(code="pill round", call="medicine", also=("pill rounds",)))
    assert authority.says(RULE, "wash", "carl") == [
        "Carl Example would do Ada Testclient's pill round two (visit wash) on 1 March 2027, but no catalogue knows "
        "pill round two, which says a medicine: nobody knows who is trained for it."
    ]
    assert len(authority.says(RULE, "wash", "olga")) == 2
    authority.change("workers", "nell", organisation="care")
    assert authority.all_say("wash", "nell") == set()
    authority.task("wash", competencies=("personal_care",))
    assert authority.all_say("wash", "carl") == set()

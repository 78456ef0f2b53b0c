"""Rule authority_agreement: in force, in its direction, and with whoever is willing; its sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from solver.domain import Subcontract

from .conftest import TODAY, TOMORROW, YESTERDAY

if TYPE_CHECKING:
    from .conftest import Authority

RULE = "authority_agreement"
CARL = "Carl Example would do Ada Testclient's insulin (visit insulin) on 1 March 2027, but "
NELL = "Nell Example would do Ada Testclient's wash_and_dress (visit wash) on 1 March 2027, but "
ENDS = "Sample NHS Trust (invented) and Samplecare (invented)"
BACK = "Samplecare (invented) and Sample NHS Trust (invented)"


@pytest.mark.parametrize(
    ("fields", "carl", "nell"),
    [
        ({}, None, None),
        (
            {"starts": TOMORROW, "ends": TOMORROW},
            f"no agreement between {ENDS} is in force.",
            f"no agreement between {BACK} is in force.",
        ),
        (
            {"starts": None, "ends": YESTERDAY},
            f"no agreement between {ENDS} is in force.",
            f"no agreement between {BACK} is in force.",
        ),
        (
            {"health_task_to_care_worker": False},
            f"no agreement in force between {ENDS} lets health tasks go to care workers.",
            None,
        ),
        (
            {"social_task_to_nurse": False},
            None,
            f"no agreement in force between {BACK} lets social tasks go to nurses.",
        ),
        (
            {"between": ("trust", "other")},
            f"no agreement between {ENDS} is in force.",
            f"no agreement between {BACK} is in force.",
        ),
    ],
)
def test_its_days_and_its_direction(
    authority: Authority, fields: dict[str, Any], carl: str | None, nell: str | None
) -> None:
    authority.change("agreements", "a1", **fields)
    assert authority.says(RULE, "insulin", "carl") == ([CARL + carl] if carl else [])
    assert authority.says(RULE, "wash", "nell") == ([NELL + nell] if nell else [])


def test_between_two_care_providers_no_direction_is_asked_but_an_agreement_is(authority: Authority) -> None:
    assert authority.all_say("wash", "olga") == set()
    authority.change("agreements", "a2", ends=YESTERDAY)
    assert authority.all_say("wash", "olga") == {RULE}


def test_the_direction_of_one_agreement_and_the_days_of_another_are_no_agreement(authority: Authority) -> None:
    good = authority.problem.agreements[0]
    ended = good.model_copy(update={"id": "a3", "starts": None, "ends": YESTERDAY})
    without = good.model_copy(update={"health_task_to_care_worker": False})
    authority.replace(agreements=(ended, without))
    assert len(authority.says(RULE, "insulin", "carl")) == 1
    authority.replace(agreements=(without, good.model_copy(update={"id": "a3"})))
    assert authority.says(RULE, "insulin", "carl") == []


def test_nobody_does_the_other_services_tasks_unwillingly(authority: Authority) -> None:
    authority.change("workers", "nell", accepts_delegation=False)
    assert authority.says(RULE, "wash", "nell") == [
        f"{NELL}Nell Example has not agreed to do tasks of the other service."
    ]
    assert authority.all_say("insulin", "nell") == set()  # her own service
    authority.change("workers", "olga", accepts_delegation=False)
    assert authority.all_say("wash", "olga") == set()


def test_inside_one_organisation_nothing_need_be_agreed(authority: Authority) -> None:
    authority.replace(agreements=())
    authority.change("visits", "insulin", provider="care")
    assert authority.says(RULE, "insulin", "carl") == []
    assert authority.says(RULE, "insulin", "aggie") == []
    authority.change("visits", "wash", provider="trust")
    authority.change("workers", "nell", accepts_delegation=False)
    assert authority.says(RULE, "wash", "nell") == []


def test_under_a_subcontract_nothing_more_need_be_agreed(authority: Authority) -> None:
    authority.replace(agreements=(), subcontracts=(Subcontract(id="s1", provider="trust", to="care", ends=TODAY),))
    assert authority.all_say("insulin", "carl") == set()


def test_a_task_is_a_health_task_where_the_catalogue_says_so(authority: Authority) -> None:
    authority.task("insulin", owner="social")
    authority.change("agreements", "a1", health_task_to_care_worker=False)
    assert len(authority.says(RULE, "insulin", "carl")) == 1
    authority.change("visits", "insulin", provider="care")
    authority.change("agreements", "a1", social_task_to_nurse=False)
    assert authority.all_say("insulin", "nell") == set()


def test_each_task_is_asked_about(authority: Authority) -> None:
    wash = authority.problem.visit["wash"].tasks[0]
    insulin = authority.problem.visit["insulin"].tasks[0]
    authority.change("visits", "wash", tasks=(wash, insulin))
    authority.change("agreements", "a1", social_task_to_nurse=False)
    assert authority.says(RULE, "wash", "nell") == [
        f"{NELL}no agreement in force between {BACK} lets social tasks go to nurses."
    ]

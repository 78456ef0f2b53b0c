"""Rule join_agreement: its direction, its first and last day, and its sentence."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from fixtures.joint import DAY

if TYPE_CHECKING:
    from .conftest import Joint

BEFORE, AFTER = DAY - timedelta(days=1), DAY + timedelta(days=1)


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({}, False),
        ({"starts": None, "ends": None}, False),
        ({"starts": DAY, "ends": DAY}, False),
        ({"ends": BEFORE}, True),
        ({"starts": AFTER, "ends": None}, True),
        ({"between": ("trust", "care")}, False),
        ({"health_task_to_care_worker": False}, True),
        ({"social_task_to_nurse": False}, False),
    ],
)
def test_in_force_and_in_this_direction(joint: Joint, fields: dict[str, object], wrong: bool) -> None:
    joint.change("agreements", "both-ways", **fields)
    said = (
        "Carl Testworker would do Ada Testclient's insulin (visit n1) on 1 March 2027 in joint visit n1+c1, but no "
        "agreement in force between Sample NHS Trust (invented) and Samplecare (invented) lets health tasks go to care "
        "workers."
    )
    assert joint.sentences("join_agreement") == ([said] if wrong else [])


def test_the_other_direction(joint: Joint) -> None:
    joint.by("n")
    assert joint.sentences("join_agreement") == []
    joint.change("agreements", "both-ways", social_task_to_nurse=False)
    found = joint.sentences("join_agreement")
    assert len(found) == 2  # the wash and the meal
    assert all(sentence.endswith("lets social tasks go to nurses.") for sentence in found)


def test_no_agreement_is_needed_where_nothing_crosses(joint: Joint) -> None:
    joint.problem = joint.problem.replace(agreements=())
    joint.joins.pop("n1+c1")
    assert joint.sentences("join_agreement") == []

"""Rule join_order: the order, the distance, links between the parts, and its sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fixtures.paper import MINUTE
from solver.domain import Link, TaskCode

if TYPE_CHECKING:
    from .conftest import Joint


def test_in_order(joint: Joint) -> None:
    assert joint.sentences("join_order") == []


def test_the_first_after_the_second(joint: Joint) -> None:
    joint.join("n1+c1", steps=joint.steps(("c1", 1), ("n1", 0), ("c1", 0)))
    assert joint.sentences("join_order") == [
        "Ada Testclient's insulin comes after meal in Carl Testworker's joint visit n1+c1 on 1 March 2027; it comes "
        "before it."
    ]


def test_another_clients_meal_is_not_meant(joint: Joint) -> None:
    joint.problem = joint.problem.replace(pack={**joint.problem.pack, "join_order": {"before": ["meal > meal"]}})
    assert joint.sentences("join_order") == []


@pytest.mark.parametrize(("minutes", "over"), [(35.0, 0), (34.0, MINUTE)])
def test_from_start_to_start(joint: Joint, minutes: float, over: int) -> None:
    """Insulin 15 minutes, washing 20: the meal begins 35 minutes after the insulin."""
    joint.join("n1+c1", steps=joint.steps(("n1", 0), ("c1", 0), ("c1", 1)))
    order = {"within_minutes": {"insulin > meal": minutes}}
    joint.problem = joint.problem.replace(pack={**joint.problem.pack, "join_order": order})
    found = joint.breaches("join_order")
    assert [breach.amount for breach in found] == ([over] if over else [])
    if over:
        assert found[0].sentence == (
            "Ada Testclient's meal begins 35 min after insulin in Carl Testworker's joint visit n1+c1 on 1 March 2027; "
            "at most 34 min may lie between."
        )


@pytest.mark.parametrize(
    ("first", "second", "least", "most", "away"),
    [
        ("n1", "c1", 15, None, 0),
        ("n1", "c1", 16, None, MINUTE),
        ("n1", "c1", None, 15, 0),
        ("n1", "c1", None, 14, MINUTE),
        ("c1", "n1", None, 60, 15 * MINUTE),
    ],
)
def test_gaps_between_the_parts(
    joint: Joint, first: str, second: str, least: int | None, most: int | None, away: int
) -> None:
    gaps = {"min_gap": least and least * MINUTE, "max_gap": most and most * MINUTE}
    joint.problem = joint.problem.replace(links=(Link(id="gap", kind="gap", first=first, second=second, **gaps),))
    found = joint.breaches("join_order")
    assert [breach.amount for breach in found] == ([away] if away else [])
    if least == 16:
        assert found[0].sentence == (
            "In Carl Testworker's joint visit n1+c1 on 1 March 2027 the tasks of c1 begin 15 min after those of n1; "
            "link gap wants at least 16 min."
        )


def test_a_pair_may_be_of_a_kind_of_call(joint: Joint) -> None:
    """The insulin is a medicine and the wash personal care; they come in that order."""
    for pair, wrong in (("medicine > personal_care", 0), ("personal_care > medicine", 1), ("insulin > meal", 0)):
        order = {"before": [pair], "within_minutes": {}}
        joint.problem = joint.problem.replace(pack={**joint.problem.pack, "join_order": order})
        assert len(joint.sentences("join_order")) == wrong


def test_what_the_catalogue_puts_after_a_meal(joint: Joint) -> None:
    known = TaskCode(code="tablets", owner="social", task_class="ordinary", call="medicine", meal="after")
    joint.problem = joint.problem.replace(task_catalogue=(known,))
    joint.task("c1", 0, code="tablets")
    assert joint.sentences("join_order") == []
    joint.join("n1+c1", steps=joint.steps(("n1", 0), ("c1", 0), ("c1", 1)))
    (told,) = (one for one in joint.sentences("join_order") if "tablets" in one)
    assert told.startswith("Ada Testclient's meal comes after tablets in Carl Testworker's joint visit n1+c1 ")

"""What becomes of the parts when these workers make a joint visit, as the checker sees it, whatever it is called."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from solver.domain import joint_visits
from solver.rules import Pack
from solver.rules.joins.signing import Signing

if TYPE_CHECKING:
    from .conftest import Joint


def outcomes(joint: Joint, join: str, said: Any, *shifts: str) -> list[str]:
    whole = joint_visits(joint.problem, joint.joins[join].model_copy(update={"outcome": said}))[0]
    catalogue = Pack.for_problem(joint.problem).catalogue(joint.problem)
    return [*Signing(joint.problem, catalogue, whole, [joint.problem.shift[one] for one in shifts]).outcomes()]


@pytest.mark.parametrize(
    ("join", "shifts", "really"),
    [
        ("n1+c1", "k", "delegate"),  # a care worker gives the insulin
        ("n1+c1", "n", "absorb"),  # a nurse washes
        ("n1+c1", "kn", "delegate"),
        ("c2+c3", "k", "join"),
        ("c2+c3", "n", "absorb"),
    ],
)
def test_what_really_becomes_of_them_is_asked_besides_what_is_said(
    joint: Joint, join: str, shifts: str, really: str
) -> None:
    for said in ("join", "delegate", "absorb"):
        assert outcomes(joint, join, said, *shifts) == ([said] if said == really else [said, really])
    for said in ("drop_duplicate", "co_attend"):
        assert outcomes(joint, join, said, *shifts) == [said]


def test_whose_own_task_it_is_crosses_nothing(joint: Joint) -> None:
    joint.change("visits", "c1", provider="trust")
    assert outcomes(joint, "n1+c1", "join", "n") == ["join"]  # a trust's nurse washes for the trust
    joint.change("visits", "n1", provider="care")
    assert outcomes(joint, "n1+c1", "join", "k") == ["join"]
    joint.task("c1", 0, owner="health")
    assert outcomes(joint, "n1+c1", "join", "k") == ["join", "delegate"]
    joint.change("visits", "c1", provider="care")
    assert outcomes(joint, "n1+c1", "join", "n") == ["join", "absorb"]  # the meal

"""Rule join_infection: clean before dirty, after it, in a couple's visit too, and its sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.domain import TaskCode

if TYPE_CHECKING:
    from .conftest import Joint


def test_clean_first(joint: Joint) -> None:
    assert joint.sentences("join_infection") == []


def test_clean_after_dirty(joint: Joint) -> None:
    joint.join("n1+c1", steps=joint.steps(("c1", 0), ("n1", 0), ("c1", 1)))
    assert joint.sentences("join_infection") == [
        "In Carl Testworker's joint visit n1+c1 on 1 March 2027 Ada Testclient's insulin (visit n1) comes after Ada "
        "Testclient's wash_and_dress (visit c1); clean work comes first."
    ]


def test_hands_go_from_one_of_a_couple_to_the_other(joint: Joint) -> None:
    joint.task("c2", 0, code="toileting")
    assert joint.sentences("join_infection") == []
    joint.task("c3", 0, code="peg_feed")
    assert [breach.client for breach in joint.breaches("join_infection")] == ["bea"]
    joint.problem = joint.problem.replace(pack={**joint.problem.pack, "join_infection": {"dirty": []}})
    assert len(joint.breaches("join_infection")) == 1  # the catalogue says it all the same
    joint.problem = joint.problem.replace(task_catalogue=(TaskCode(code="Toileting"),))
    assert len(joint.breaches("join_infection")) == 1  # so it does where a document declares it anew

"""Rule join_catalogue: known by any spelling, known to the problem, unknown, and its sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.domain import TaskCode

if TYPE_CHECKING:
    from .conftest import Joint


def test_known_by_any_spelling(joint: Joint) -> None:
    assert joint.sentences("join_catalogue") == []
    joint.task("c1", 0, code="Wash and Dress")
    assert joint.sentences("join_catalogue") == []


def test_an_unknown_code(joint: Joint) -> None:
    joint.task("c1", 0, code="wash_an_dress")
    assert joint.sentences("join_catalogue") == [
        "Ada Testclient's wash_an_dress (visit c1) is in joint visit n1+c1 on 1 March 2027, but no task catalogue "
        "knows that code; wash_and_dress may be meant: it stays a visit of its own."
    ]


def test_a_code_that_the_problem_declares(joint: Joint) -> None:
    joint.task("c3", 0, code="ear_drops")
    assert [breach.client for breach in joint.breaches("join_catalogue")] == [joint.visit("c3").client]
    joint.problem = joint.problem.replace(task_catalogue=(TaskCode(code="ear drops"),))
    assert joint.sentences("join_catalogue") == []

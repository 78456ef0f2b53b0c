"""Rule join_catalogue: known by any spelling, unknown, declared, and its sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.domain import TaskCode

if TYPE_CHECKING:
    from .conftest import Joint


def test_known_by_any_spelling(joint: Joint) -> None:
    assert joint.sentences("join_catalogue") == []
    joint.task("c1", 0, code="Wash-and-DRESS")
    assert joint.sentences("join_catalogue") == []


def test_an_unknown_code_is_joined_with_nothing_until_it_is_declared(joint: Joint) -> None:
    joint.task("c2", 0, code="breakfest")
    assert joint.sentences("join_catalogue") == [
        "In Carl Testworker's joint visit c2+c3 on 1 March 2027 is Bert Testclient's breakfest (visit c2), whose code "
        "no catalogue knows: it stays a visit of its own."
    ]
    joint.problem = joint.problem.replace(task_catalogue=(TaskCode(code="Breakfest"),))
    assert joint.sentences("join_catalogue") == []

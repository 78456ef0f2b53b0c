"""Rule join_willing: nothing crosses, something does, and its sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .conftest import Joint


def test_willing(joint: Joint) -> None:
    assert joint.sentences("join_willing") == []


def test_unwilling(joint: Joint) -> None:
    joint.change("workers", "carl", accepts_delegation=False)
    assert joint.sentences("join_willing") == [
        "Carl Testworker has not agreed to do tasks of the other service, and would do Ada Testclient's insulin (visit "
        "n1) on 1 March 2027 in joint visit n1+c1: somebody else, or separate visits."
    ]
    joint.joins.pop("n1+c1")
    assert joint.sentences("join_willing") == []  # the couple's visit crosses nothing


def test_an_unwilling_nurse_is_given_no_social_tasks(joint: Joint) -> None:
    joint.change("workers", "nora", accepts_delegation=False)
    assert joint.sentences("join_willing") == []
    joint.by("n")
    assert [breach.amount for breach in joint.breaches("join_willing")] == [2]

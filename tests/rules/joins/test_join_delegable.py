"""Rule join_delegable: nothing, each half of it, and its sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .conftest import Joint

DOES = "Carl Testworker would do Ada Testclient's insulin (visit n1) on 1 March 2027 in joint visit n1+c1, but "


def test_delegable_and_stable(joint: Joint) -> None:
    assert joint.sentences("join_delegable") == []


def test_not_delegable(joint: Joint) -> None:
    joint.task("n1", 0, delegable=False)
    assert joint.sentences("join_delegable") == [f"{DOES}insulin may not be delegated: a nurse does it."]


def test_not_stable(joint: Joint) -> None:
    joint.change("clients", "ada", stable=False)
    why = "Ada Testclient's condition is not recorded as stable"
    assert joint.sentences("join_delegable") == [f"{DOES}{why}: a nurse does it."]
    joint.task("n1", 0, delegable=False)
    assert joint.breaches("join_delegable")[0].amount == 2


def test_a_nurse_needs_neither(joint: Joint) -> None:
    joint.change("clients", "ada", stable=False)
    joint.by("n")
    assert joint.sentences("join_delegable") == []

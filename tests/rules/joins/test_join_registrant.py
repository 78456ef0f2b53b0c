"""Rule join_registrant: named and reachable, blank, and its sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .conftest import Joint


@pytest.mark.parametrize(
    ("fields", "lacks"),
    [
        ({}, ""),
        ({"contact": "  "}, "does not say how Nora Testnurse is reached"),
        ({"contact": ""}, "does not say how Nora Testnurse is reached"),
        ({"registrant": " "}, "names no registrant"),
    ],
)
def test_somebody_answers_and_can_be_reached(joint: Joint, fields: dict[str, str], lacks: str) -> None:
    joint.change("delegations", "d1", **fields)
    said = (
        "Carl Testworker would do Ada Testclient's insulin (visit n1) on 1 March 2027 in joint visit n1+c1, but "
        f"delegation d1 {lacks}."
    )
    assert joint.sentences("join_registrant") == ([said] if lacks else [])


def test_without_a_delegation_join_signed_off_speaks(joint: Joint) -> None:
    joint.problem = joint.problem.replace(delegations=())
    assert joint.sentences("join_registrant") == []

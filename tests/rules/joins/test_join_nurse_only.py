"""Rule join_nurse_only: first visits and reviews, two who attend together, and its sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fixtures.paper import MINUTE
from solver.domain import Join

if TYPE_CHECKING:
    from .conftest import Joint


def test_routine(joint: Joint) -> None:
    assert joint.sentences("join_nurse_only") == []


@pytest.mark.parametrize(
    ("kind", "words"),
    [("first", "a first visit"), ("review", "a review"), ("changed", "a visit after a change of condition")],
)
def test_kinds_that_stay_apart(joint: Joint, kind: str, words: str) -> None:
    joint.change("visits", "c3", kind=kind)
    assert joint.sentences("join_nurse_only") == [
        f"Bea Testclient's visit c3 on 1 March 2027 is {words} and stays a visit of its own; joint visit c2+c3 of Carl "
        f"Testworker takes it in."
    ]


@pytest.mark.parametrize(("shift", "named"), [("n", []), ("k", ["Carl Testworker"])])
def test_two_who_attend_together_come_with_the_visits_own_kind_of_worker(
    joint: Joint, shift: str, named: list[str]
) -> None:
    joint.change("visits", "n1", kind="review")
    joint.change("visits", "c1", workers=2)
    steps = joint.steps(("n1", 0), ("c1", 1), ("c1", 0))
    joint.joins = {
        "n1+c1": Join(id="n1+c1", outcome="co_attend", visits=("n1", "c1"), steps=steps, duration=45 * MINUTE)
    }
    joint.by(shift)
    found = joint.sentences("join_nurse_only")
    assert [sentence.split(" would")[0] for sentence in found] == named
    for sentence in found:
        assert sentence.endswith("for which its own kind of worker comes when two attend together.")

"""Rule max_waiting: nothing, at the limit, one over, and its sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .conftest import Build


def test_the_longest_single_wait(build: Build) -> None:
    at = build.at
    problem = build.problem(build.visit("v1"), build.visit("v2"), build.visit("v3"))
    assert build.breaches("max_waiting", problem) == []
    assert build.breaches("max_waiting", problem, s1=[("v1", at(9)), ("v2", at(9, 30))]) == []
    stops = [("v1", at(9)), ("v2", at(9, 31)), ("v3", at(10, 4))]
    (found,) = build.breaches("max_waiting", problem, s1=stops)
    assert (found.amount, found.cost) == (180, 180 * round(1000 / 60))
    assert found.sentence == "The longest wait is Wanda Example's, 3 min from 10:01 to 10:04."

"""Rule same_start: nothing, at the limit, one over, and its sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.domain import Link

if TYPE_CHECKING:
    from .conftest import Build


def test_in_force_when_both_are_served(build: Build) -> None:
    link = Link(id="tie", kind="same_start", first="v1", second="v2")
    problem = build.problem(build.visit("v1"), build.visit("v2", "bert"), links=(link,))
    assert build.breaches("same_start", problem) == []
    assert build.breaches("same_start", problem, s1=["v1"]) == []
    assert build.breaches("same_start", problem, s1=[("v1", build.at(9))], s2=[("v2", build.at(9))]) == []
    (found,) = build.breaches("same_start", problem, s1=[("v1", build.at(9))], s2=[("v2", build.at(9, 1))])
    assert found.hard
    assert found.sentence == (
        "Ada Testperson's visit v1 starts at 09:00 and Bert Testperso"
        "n's visit v2 at 09:01, 1 min apart; link tie wants them together."
    )


def test_no_link_no_breach(build: Build) -> None:
    problem = build.problem(build.visit("v1"), build.visit("v2", "bert"))
    assert build.breaches("same_start", problem, s1=[("v1", build.at(9))], s2=[("v2", build.at(9, 1))]) == []

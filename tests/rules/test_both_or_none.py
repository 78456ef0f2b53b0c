"""Rule both_or_none: nothing, at the limit, one over, and its sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.domain import Link

if TYPE_CHECKING:
    from .conftest import Build


def test_in_force_when_both_are_served(build: Build) -> None:
    link = Link(id="tie", kind="both_or_none", first="v1", second="v2")
    problem = build.problem(build.visit("v1"), build.visit("v2", "bert"), links=(link,))
    assert build.breaches("both_or_none", problem) == []
    assert build.breaches("both_or_none", problem, s1=["v1"], s2=["v2"]) == []
    (found,) = build.breaches("both_or_none", problem, s1=[("v1", build.at(9))])
    assert found.hard
    assert found.sentence == (
        "Ada Testperson's visit v1 is served by Wanda Example at 09:0"
        "0 but Bert Testperson's visit v2 is not; link tie wants both or neither."
    )


def test_no_link_no_breach(build: Build) -> None:
    problem = build.problem(build.visit("v1"), build.visit("v2", "bert"))
    assert build.breaches("both_or_none", problem, s1=[("v1", build.at(9))]) == []

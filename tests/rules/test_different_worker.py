"""Rule different_worker: nothing, at the limit, one over, and its sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.domain import Link

if TYPE_CHECKING:
    from .conftest import Build


def test_in_force_when_both_are_served(build: Build) -> None:
    link = Link(id="tie", kind="different_worker", first="v1", second="v2")
    problem = build.problem(build.visit("v1"), build.visit("v2", "bert"), links=(link,))
    assert build.breaches("different_worker", problem) == []
    assert build.breaches("different_worker", problem, s1=["v1"]) == []
    assert build.breaches("different_worker", problem, s1=["v1"], s2=["v2"]) == []
    (found,) = build.breaches("different_worker", problem, s1=["v1", "v2"])
    assert found.hard
    assert found.sentence == (
        "Wanda Example makes both Ada Testperson's visit v1 and Bert "
        "Testperson's visit v2; link tie wants different workers."
    )


def test_no_link_no_breach(build: Build) -> None:
    problem = build.problem(build.visit("v1"), build.visit("v2", "bert"))
    assert build.breaches("different_worker", problem, s1=["v1", "v2"]) == []

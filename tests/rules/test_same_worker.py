"""Rule same_worker: nothing, at the limit, one over, and its sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.domain import Link

if TYPE_CHECKING:
    from .conftest import Build


def test_in_force_when_both_are_served(build: Build) -> None:
    link = Link(id="tie", kind="same_worker", first="v1", second="v2")
    problem = build.problem(build.visit("v1"), build.visit("v2", "bert"), links=(link,))
    assert build.breaches("same_worker", problem) == []
    assert build.breaches("same_worker", problem, s1=["v1"]) == []
    assert build.breaches("same_worker", problem, s1=["v1", "v2"]) == []
    (found,) = build.breaches("same_worker", problem, s1=["v1"], s2=["v2"])
    assert found.hard
    assert found.sentence == (
        "Ada Testperson's visit v1 goes to Wanda Example and Bert Tes"
        "tperson's visit v2 to Xaver Example; link tie wants one worker for both."
    )


def test_no_link_no_breach(build: Build) -> None:
    problem = build.problem(build.visit("v1"), build.visit("v2", "bert"))
    assert build.breaches("same_worker", problem, s1=["v1"], s2=["v2"]) == []


def test_another_shift_of_the_same_worker_will_do(build: Build) -> None:
    link = Link(id="tie", kind="same_worker", first="v1", second="v2")
    shifts = (
        build.shift("s1", "wanda", build.at(8), build.at(12)),
        build.shift("s2", "wanda", build.at(16), build.at(20)),
    )
    problem = build.problem(build.visit("v1"), build.visit("v2"), links=(link,), shifts=shifts)
    assert build.breaches("same_worker", problem, s1=["v1"], s2=["v2"]) == []

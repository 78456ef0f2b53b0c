"""Rule refused_worker: nothing, at the limit, one over, and its sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from solver.rules import RULE_BY_ID, Pack, case_for
from solver.travel import journeys

if TYPE_CHECKING:
    from .conftest import Build


def test_nobody_declined_is_no_breach(build: Build) -> None:
    assert build.breaches("refused_worker", build.problem(build.visit("v1")), s1=["v1"]) == []


def test_the_client_declines_and_another_worker_may_go(build: Build) -> None:
    problem = build.problem(build.visit("v1"), clients=(build.client("ada", "a", refused_workers=("wanda",)),))
    assert build.breaches("refused_worker", problem, s2=["v1"]) == []
    (found,) = build.breaches("refused_worker", problem, s1=[("v1", build.at(9))])
    assert found.hard
    assert found.sentence == "Ada Testperson has declined Wanda Example (Ada Testperson's visit v1 at 09:00)."


def test_the_worker_declines(build: Build) -> None:
    problem = build.problem(
        build.visit("v1"),
        workers=(build.worker("wanda", refused_clients=("ada",)),),
        shifts=(build.shift("s1", "wanda"),),
    )
    (found,) = build.breaches("refused_worker", problem, s1=["v1"])
    assert found.sentence.startswith("Wanda Example has declined Ada Testperson")


@pytest.mark.parametrize(("sex", "breach"), [("female", False), ("male", True), (None, True)])
def test_the_sex_of_worker_asked_for(build: Build, sex: str | None, breach: bool) -> None:
    problem = build.problem(
        build.visit("v1"),
        clients=(build.client("ada", "a", worker_sex="female"),),
        workers=(build.worker("wanda", sex=sex),),
        shifts=(build.shift("s1", "wanda"),),
    )
    found = build.breaches("refused_worker", problem, s1=["v1"])
    assert bool(found) == breach
    if breach:
        assert "asked for a female worker, not Wanda Example" in found[0].sentence


@pytest.mark.parametrize(
    ("client", "worker", "words"),
    [
        ({"refused_workers": ("wanda",)}, {"refused_clients": ("ada",)}, "were declined by the client"),
        ({"worker_sex": "female"}, {"refused_clients": ("ada",)}, "have declined the client"),
        ({"worker_sex": "female"}, {"sex": "male"}, "are not the female worker the client asked for"),
    ],
)
def test_why_somebody_cannot_come(build: Build, client: dict[str, Any], worker: dict[str, Any], words: str) -> None:
    problem = build.problem(
        build.visit("v1"),
        clients=(build.client("ada", "a", **client),),
        workers=(build.worker("wanda", **worker),),
        shifts=(build.shift("s1", "wanda"),),
    )
    rule = RULE_BY_ID["refused_worker"]
    case = case_for(rule, problem, journeys(problem), Pack.for_problem(problem))
    assert rule.explain_refusal(case, problem.visit["v1"], problem.shifts[0]) == words

"""Rule preferred_worker: nothing, at the limit, one over, and its sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .conftest import Build


def test_the_visits_list_comes_before_the_clients(build: Build) -> None:
    ada = build.client("ada", "a", preferred_workers=("wanda", "xaver"))
    problem = build.problem(build.visit("v1"), build.visit("v2", preferred_workers=("yusuf",)), clients=(ada,))
    assert build.breaches("preferred_worker", problem) == []
    assert build.breaches("preferred_worker", problem, s1=["v1"], s3=["v2"]) == []
    (found,) = build.breaches("preferred_worker", problem, s3=[("v1", build.at(9))])
    assert (found.hard, found.cost) == (False, 300_000)
    assert found.sentence == (
        "Ada Testperson's visit v1 at 09:00 goes to Yusuf Example; preferred: Wanda Example and Xaver Example."
    )
    assert len(build.breaches("preferred_worker", problem, s1=["v2"])) == 1


def test_no_list_no_cost(build: Build) -> None:
    assert build.breaches("preferred_worker", build.problem(build.visit("v1")), s1=["v1"]) == []

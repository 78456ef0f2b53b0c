"""Rule max_lateness: nothing, at the limit, one over, and its sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .conftest import Build


def test_the_latest_visit_alone_is_priced(build: Build) -> None:
    window = (build.at(9), build.at(10))
    problem = build.problem(
        build.visit("v1", window=window),
        build.visit("v2", window=window),
        pack={"max_lateness": {"enabled": True, "price": 3}},
    )
    at = build.at
    assert build.breaches("max_lateness", problem) == []
    assert build.breaches("max_lateness", problem, s1=[("v1", at(10))], s2=[("v2", at(9))]) == []
    (found,) = build.breaches("max_lateness", problem, s1=[("v1", at(10, 1))], s2=[("v2", at(10, 5))])
    assert (found.visit, found.amount, found.cost) == ("v2", 300, 300 * 50)
    assert found.sentence == "Ada Testperson's visit v2 at 10:05 with Xaver Example is the latest of all, by 5 min."


def test_off_unless_asked_for(build: Build) -> None:
    problem = build.problem(build.visit("v1", window=(build.at(9), build.at(9))))
    assert "max_lateness" not in build.check(problem, s1=[("v1", build.at(10))]).score.by_rule

"""Rule max_idle: nothing, at the limit, one over, and its sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .conftest import Build


def test_before_between_and_after(build: Build) -> None:
    at = build.at
    problem = build.problem(
        build.visit("v1", minutes=460, window=(at(8), at(20))), build.visit("v2"), shifts=(build.shift("s1", "wanda"),)
    )
    assert build.breaches("max_idle", problem, s1=[("v1", at(8, 10))]) == []
    (second_late,) = build.breaches("max_idle", problem, s1=[("v1", at(8, 10, second=1))])
    assert second_late.amount == 1
    (found,) = build.breaches("max_idle", problem, s1=[("v2", at(9))])
    assert found.amount == (50 + 6 * 60 + 20) * 60
    assert found.cost == found.amount * round(1000 / 60)
    assert found.sentence == "Wanda Example is idle longest, for 7 h 10 min of shift s1."


def test_an_empty_shift_idles_all_of_it(build: Build) -> None:
    (found,) = build.breaches("max_idle", build.problem(build.visit("v1")))
    assert found.amount == 8 * 3600

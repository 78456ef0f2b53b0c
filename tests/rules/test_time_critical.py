"""Rule time_critical: nothing, at the limit, one over, and its sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from solver.domain import TimeCritical

if TYPE_CHECKING:
    from .conftest import Build


@pytest.mark.parametrize(
    ("hour", "minute", "second", "away"), [(9, 0, 0, 0), (9, 30, 0, 0), (9, 30, 1, 1), (8, 30, 0, 0), (8, 29, 0, 60)]
)
def test_within_the_tolerance(build: Build, hour: int, minute: int, second: int, away: int) -> None:
    moment = TimeCritical(at=build.at(9), tolerance=30 * 60)
    problem = build.problem(build.visit("v1", tasks=(build.task(code="levodopa", time_critical=moment),)))
    found = build.breaches("time_critical", problem, s1=[("v1", build.at(hour, minute, second=second))])
    assert [breach.amount for breach in found] == [away] * bool(away)
    if away == 60:
        assert found[0].hard
        assert found[0].sentence == (
            "Ada Testperson's visit v1 starts at 08:29 with Wanda Example; levodopa is prescribed for 09:00, "
            "give or take 30 min."
        )


@pytest.mark.parametrize(
    ("start", "away"), [((8, 5), 0), ((8, 15), 0), ((8, 16), 60), ((8, 4), 60), ((8, 40), 25 * 60)]
)
def test_a_later_task_counts_when_it_is_reached(build: Build, start: tuple[int, int], away: int) -> None:
    """Twenty-five minutes come first, and the visit lasts longer than its tasks."""
    moment = TimeCritical(at=build.at(8, 35), tolerance=5 * 60)
    tasks = build.task(25), build.task(5, code="levodopa", time_critical=moment)
    problem = build.problem(build.visit("v1", tasks=tasks, length=3600))
    found = build.breaches("time_critical", problem, s1=[("v1", build.at(*start))])
    assert [breach.amount for breach in found] == [away] * bool(away)
    (term,) = build.terms("time_critical", problem)
    assert term.intervals == ((build.at(8, 5), build.at(8, 15)),)
    if start == (8, 40):
        assert found[0].sentence == (
            "Ada Testperson's visit v1 starts at 08:40 with Wanda Example and comes to levodopa at 09:05; levodopa is "
            "prescribed for 08:35, give or take 5 min."
        )


def test_nothing_prescribed(build: Build) -> None:
    assert build.breaches("time_critical", build.problem(build.visit("v1")), s1=["v1"]) == []

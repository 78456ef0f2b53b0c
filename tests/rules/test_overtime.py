"""Rule overtime: nothing, at the limit, one over, and its sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .conftest import Build


@pytest.mark.parametrize(("minute", "second", "over"), [(0, 0, 0), (20, 0, 0), (20, 1, 1), (32, 0, 720)])
def test_from_the_planned_end(build: Build, minute: int, second: int, over: int) -> None:
    problem = build.problem(build.visit("v1"))
    found = build.breaches("overtime", problem, s1=[("v1", build.at(15, minute, second=second))])
    assert [breach.amount for breach in found] == [over] * bool(over)
    if over:
        assert found[0].cost == over * round(22 * 1.5 * 1000 / 60)
    if over == 720:
        assert found[0].sentence == "Wanda Example is back at 16:12, 12 min after shift s1 ends at 16:00."


def test_the_workers_own_pay(build: Build) -> None:
    wanda = build.worker("wanda", hour_pence=1800)
    problem = build.problem(build.visit("v1"), workers=(wanda,), shifts=(build.shift("s1", "wanda"),))
    (found,) = build.breaches("overtime", problem, s1=[("v1", build.at(15, 21))])
    assert found.cost == 60 * 750  # 30p a minute, half as much again, is 750 cost units a second

"""Rule paid_travel: nothing, at the limit, one over, and its sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .conftest import Build


def test_home_legs_and_ways_between(build: Build) -> None:
    problem = build.problem(build.visit("v1"), build.visit("v2", "bert"))
    assert build.breaches("paid_travel", problem, s1=[]) == []
    (alone,) = build.breaches("paid_travel", problem, s1=["v1"])
    assert (alone.amount, alone.cost) == (20 * 60, 20 * 60 * 100)  # home only, 6p a minute
    (both,) = build.breaches("paid_travel", problem, s1=["v1", "v2"])
    assert both.cost - alone.cost == 600 * round(22 * 1000 / 60)
    assert both.sentence == "Wanda Example travels 10 min between visits and 20 min from and to home."


def test_no_way_no_cost(build: Build) -> None:
    problem = build.problem(build.visit("v1", place="home"))
    assert build.breaches("paid_travel", problem, s1=["v1"]) == []


def test_the_workers_own_pay(build: Build) -> None:
    wanda = build.worker("wanda", hour_pence=1200)
    problem = build.problem(
        build.visit("v1"), build.visit("v2", "bert"), workers=(wanda,), shifts=(build.shift("s1", "wanda"),)
    )
    (found,) = build.breaches("paid_travel", problem, s1=["v1", "v2"])
    assert found.cost == 1200 * 100 + 600 * round(20 * 1000 / 60)

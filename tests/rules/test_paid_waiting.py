"""Rule paid_waiting: nothing, at the limit, one over, and its sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .conftest import Build


@pytest.mark.parametrize(("minute", "second", "wait"), [(40, 0, 0), (40, 1, 1), (55, 0, 900)])
def test_waiting_between_visits(build: Build, minute: int, second: int, wait: int) -> None:
    problem = build.problem(build.visit("v1"), build.visit("v2", "bert"))
    stops = [("v1", build.at(9)), ("v2", build.at(9, minute, second=second))]
    found = build.breaches("paid_waiting", problem, s1=stops)
    assert [breach.amount for breach in found] == [wait] * bool(wait)
    if wait:
        assert found[0].cost == wait * round(22 * 1000 / 60)
    if wait == 900:
        assert found[0].sentence == "Wanda Example waits 15 min between visits."


def test_nobody_waits_before_the_first_visit(build: Build) -> None:
    problem = build.problem(build.visit("v1"))
    assert build.breaches("paid_waiting", problem, s1=[("v1", build.at(14))]) == []

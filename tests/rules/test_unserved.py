"""Rule unserved: nothing, at the limit, one over, and its sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .conftest import Build


@pytest.mark.parametrize(("priority", "pence"), [(1, 50_000), (5, 800_000)])
def test_by_priority(build: Build, priority: int, pence: int) -> None:
    problem = build.problem(build.visit("v1", priority=priority, window=(build.at(9), build.at(10))))
    assert build.breaches("unserved", problem, s1=["v1"]) == []
    (found,) = build.breaches("unserved", problem)
    assert (found.hard, found.amount, found.cost) == (False, 1, pence * 1000)
    assert found.sentence == f"Nobody serves Ada Testperson's visit v1 (priority {priority}, 09:00 to 10:00)."


@pytest.mark.parametrize(("value", "pence"), [(None, 2000), (700, 700)])
def test_an_optional_visit_at_its_worth(build: Build, value: int | None, pence: int) -> None:
    (found,) = build.breaches("unserved", build.problem(build.visit("v1", optional=True, value=value)))
    assert found.cost == pence * 1000
    assert "(optional, " in found.sentence


def test_the_price_of_a_single_visit(build: Build) -> None:
    problem = build.problem(build.visit("v1"), pack={"unserved": {"visits": {"v1": 12.5}}})
    assert build.breaches("unserved", problem)[0].cost == 12_500

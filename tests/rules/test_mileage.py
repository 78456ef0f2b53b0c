"""Rule mileage: nothing, at the limit, one over, and its sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from solver.domain import MODES, Travel

if TYPE_CHECKING:
    from .conftest import Build


@pytest.mark.parametrize(("mode", "pence"), [("car", 45), ("bicycle", 20), ("walk", 0)])
def test_pence_a_mile_between_visits(build: Build, mode: str, pence: int) -> None:
    problem = build.problem(build.visit("v1"), build.visit("v2", "bert"))
    travel = Travel(matrices=tuple(problem.travel.matrices[0].model_copy(update={"mode": m}) for m in MODES))
    shift = problem.shifts[0].model_copy(update={"mode": mode})
    problem = problem.replace(travel=travel, shifts=(shift,))
    found = build.breaches("mileage", problem, s1=["v1", "v2"])
    assert sum(breach.cost for breach in found) == 5000 * round(pence * 1000 / 1609.344)
    if mode == "car":
        assert found[0].sentence == "Wanda Example covers 3.1 paid miles (car)."


def test_home_is_not_paid_unless_the_pack_says_so(build: Build) -> None:
    assert build.breaches("mileage", build.problem(build.visit("v1")), s1=["v1"]) == []
    problem = build.problem(build.visit("v1"), pack={"mileage": {"home_share": 1}})
    (found,) = build.breaches("mileage", problem, s1=["v1"])
    assert (found.amount, found.cost) == (10_000, 10_000 * 28)

"""Rule caseload: nothing, at the limit, one over, and its sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .conftest import Build


@pytest.mark.parametrize(("count", "nurse", "over"), [(8, True, 0), (9, True, 1), (9, False, 0)])
def test_visits_of_one_nurse_in_a_day(build: Build, count: int, nurse: bool, over: int) -> None:
    visits = [build.visit(f"v{n}", minutes=10) for n in range(count)]
    workers = (build.worker("wanda", registered_nurse=nurse),)
    problem = build.problem(*visits, workers=workers, shifts=(build.shift("s1", "wanda"),))
    found = build.breaches("caseload", problem, s1=[visit.id for visit in visits])
    assert [(breach.amount, breach.cost, breach.hard) for breach in found] == [(over, 0, False)] * bool(over)
    if over:
        assert found[0].sentence == "Wanda Example has 9 nurse visits on Mon 02 Mar; 9 or more are a risk flag."


def test_no_visits(build: Build) -> None:
    assert build.breaches("caseload", build.problem(build.visit("v1"))) == []

"""Rule contract_hours: nothing, at the limit, one over, and its sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .conftest import Build


@pytest.mark.parametrize(("contract", "over"), [(None, 0), (16 * 3600, 0), (16 * 3600 - 1, 1)])
@pytest.mark.parametrize("days", [5, 4])
def test_beyond_the_weeks_contract(build: Build, contract: int | None, over: int, days: int) -> None:
    at = build.at
    visits = [build.visit(f"v{d}", minutes=460, window=(at(8, day=d), at(9, day=d))) for d in (0, 1)]
    shifts = tuple(build.shift(f"s{d}", "wanda", at(8, day=d), at(16, day=d)) for d in (0, 1))
    problem = build.problem(*visits, workers=(build.worker("wanda", contract=contract),), shifts=shifts, days=days)
    found = build.breaches("contract_hours", problem, s0=["v0"], s1=["v1"])
    if days < 5 or not over:
        assert found == []
        return
    assert [(breach.hard, breach.amount, breach.cost) for breach in found] == [(False, 1, round(5 * 1000 / 60))]
    assert found[0].sentence == ("Wanda Example works 16 h 00 min in the week, 1 s beyond a contract of 16 h 00 min.")

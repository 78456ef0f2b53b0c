"""Rule workload_balance: nothing, at the limit, one over, and its sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .conftest import Build


def test_away_from_the_mean_in_started_minutes(build: Build) -> None:
    """Both travel 20 minutes; with 30 and 30 they are level, with 30 and 31 each is half a minute away."""
    shifts = (build.shift("s1", "wanda"), build.shift("s2", "xaver"))
    level = build.problem(build.visit("v1"), build.visit("v2"), shifts=shifts)
    assert build.breaches("workload_balance", level) == []
    assert build.breaches("workload_balance", level, s1=["v1"], s2=["v2"]) == []
    uneven = build.problem(build.visit("v1"), build.visit("v2", minutes=31), shifts=shifts)
    found = build.breaches("workload_balance", uneven, s1=["v1"], s2=["v2"])
    assert [(breach.amount, breach.cost) for breach in found] == [(1, 1000), (1, 1000)]
    assert found[0].sentence == "Wanda Example works 50 min; the mean is 50.5 min."

"""Rule fairness: nothing, at the limit, one over, and its sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .conftest import Build


def test_shares_follow_the_shifts_on_a_single_day(build: Build) -> None:
    """90 minutes of care for shifts of four and eight hours: 30 and 60."""
    problem = build.problem(
        build.visit("v1", minutes=30),
        build.visit("v2", minutes=60),
        shifts=(build.shift("s1", "wanda", build.at(8), build.at(12)), build.shift("s2", "xaver")),
    )
    assert build.breaches("fairness", problem, s1=["v1"], s2=["v2"]) == []
    low, high = build.breaches("fairness", problem, s1=["v2"], s2=["v1"])
    assert (low.worker, low.amount, high.worker, high.amount) == ("wanda", 1800, "xaver", 1800)
    assert low.cost == 1800 * round(0.2 * 1000 / 60)
    assert low.sentence == "Wanda Example has 60 min of contact time, 30 min above a fair share."
    assert "30 min below" in high.sentence


def test_a_second_off_is_counted(build: Build) -> None:
    one = build.visit("v1", tasks=(build.task(duration=1801),))
    two = build.visit("v2", tasks=(build.task(duration=1799),))
    problem = build.problem(one, two, shifts=(build.shift("s1", "wanda"), build.shift("s2", "xaver")))
    assert [breach.amount for breach in build.breaches("fairness", problem, s1=["v1"], s2=["v2"])] == [1, 1]


def test_shares_follow_the_contracts_over_five_days(build: Build) -> None:
    workers = (build.worker("wanda", contract=10 * 3600), build.worker("xaver", contract=20 * 3600))
    shifts = (build.shift("s1", "wanda"), build.shift("s2", "xaver"))
    visits = build.visit("v1", minutes=30), build.visit("v2", minutes=60)
    problem = build.problem(*visits, workers=workers, shifts=shifts, days=5)
    assert build.breaches("fairness", problem, s1=["v1"], s2=["v2"]) == []

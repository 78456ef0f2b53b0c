"""Rule mileage: nothing, at the limit, one over, and its sentence."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from solver.domain import MODES, Horizon, Travel

if TYPE_CHECKING:
    from .conftest import Build


@pytest.mark.parametrize(
    ("mode", "pence"), [("car", 45), ("motorcycle", 24), ("bicycle", 20), ("walk", 0), ("transit", 0)]
)
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


@pytest.mark.parametrize(
    ("mode", "miles", "pence"),
    [("car", None, 45), ("car", 9_999, 45), ("car", 10_000, 25), ("motorcycle", 10_000, 24), ("bicycle", 10_000, 20)],
)
def test_past_ten_thousand_miles_of_the_tax_year_a_car_costs_less(
    build: Build, mode: str, miles: int | None, pence: int
) -> None:
    wanda = build.worker("wanda", tax_year_miles=miles)
    shifts = (build.shift("s1", "wanda"),)
    problem = build.problem(build.visit("v1"), build.visit("v2", "bert"), workers=(wanda,), shifts=shifts)
    travel = Travel(matrices=tuple(problem.travel.matrices[0].model_copy(update={"mode": m}) for m in MODES))
    problem = problem.replace(travel=travel, shifts=(problem.shifts[0].model_copy(update={"mode": mode}),))
    found = build.breaches("mileage", problem, s1=["v1", "v2"])
    assert sum(breach.cost for breach in found) == 5000 * round(pence * 1000 / 1609.344)
    (term,) = build.terms("mileage", problem)
    assert term.per_metre[0] == round(pence * 1000 / 1609.344)


def test_the_count_begins_anew_on_6_april(build: Build) -> None:
    """Two days; what was told of the tax year of the first counts for the shifts of that tax year."""
    wanda = build.worker("wanda", tax_year_miles=12_000)
    shifts = tuple(build.shift(f"s{day}", "wanda", build.at(8, day=day), build.at(16, day=day)) for day in (0, 1))
    for first, cheaper in ((5, [True, False]), (6, [True, True])):
        horizon = Horizon(start=datetime(2026, 4, first, tzinfo=UTC), days=2)
        problem = build.problem(build.visit("v1"), workers=(wanda,), shifts=shifts, horizon=horizon)
        (term,) = build.terms("mileage", problem)
        assert [rate == round(25_000 / 1609.344) for rate in term.per_metre] == cheaper

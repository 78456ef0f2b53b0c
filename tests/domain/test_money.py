"""Costs in pence and pounds, and back."""

from __future__ import annotations

import pytest

from solver.domain.money import cost_units, pence, pounds


@pytest.mark.parametrize(
    ("cost", "in_pence", "in_pounds"),
    [(0, 0, "£0.00"), (346_600, 346.6, "£3.47"), (-40_000, -40, "-£0.40"), (123_450_000, 123_450, "£1,234.50")],
)
def test_pence_and_pounds_say_the_same_and_lead_back(cost: int, in_pence: float, in_pounds: str) -> None:
    assert (pence(cost), pounds(cost)) == (in_pence, in_pounds)
    assert cost_units(in_pence) == cost


def test_a_fraction_of_a_unit_is_rounded() -> None:
    assert cost_units(0.0004) == 0
    assert cost_units(0.0006) == 1

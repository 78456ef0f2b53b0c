"""What the visits are, whoever makes them: one order of two providers, who signs for it, calls in their turn."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from solver.domain import JoinDecision, Problem, Role
from solver.joining.identity import call_spacing, join_identity

TODAY, YESTERDAY = date(2027, 3, 1), date(2027, 2, 28)
SIGNED = {"id": "s", "visits": ("n", "c"), "approved": True, "by": "Lea Example", "role": Role.NURSE_LEAD}


def twice(day: Any, *decisions: dict[str, Any]) -> Problem:
    """Ada's insulin asked for by the trust and by the council, in the same window."""
    care = day.care_visit("c", day.task("wash_and_dress", 25, competencies=("personal_care",)), day.insulin())
    signed = tuple(JoinDecision(**SIGNED | {"on": YESTERDAY} | fields) for fields in decisions)
    other = day.care_visit("other", opens=13, closes=14)
    problem: Problem = day.problem(day.nurse_visit(), care, other, join_decisions=signed)
    return problem


def asked(day: Any, problem: Problem) -> str | None:
    """The condition that join_identity refuses by."""
    found = join_identity(day.suitability(problem, "nora"))
    return None if found is None else found.condition


def test_one_order_of_two_providers_is_dropped_with_a_nurse_leads_signature(day: Any) -> None:
    assert asked(day, twice(day)) == "join_identity"
    assert asked(day, twice(day, {})) is None


@pytest.mark.parametrize(
    "fields",
    [{"role": Role.SCHEDULER}, {"approved": False}, {"visits": ("n", "other")}, {"outcome": "join"}, {"by": "?"}],
)
def test_what_is_no_signature_for_it(day: Any, fields: dict[str, Any]) -> None:
    assert asked(day, twice(day, fields)) == "join_identity"


def test_a_refusal_is_answered_by_a_later_signature_only(day: Any) -> None:
    no = {"id": "no", "approved": False}
    assert asked(day, twice(day, no, {"on": YESTERDAY})) == "join_identity"
    assert asked(day, twice(day, no, {"on": TODAY})) is None
    assert asked(day, twice(day, no, {"answers": "no"})) is None


@pytest.mark.parametrize(
    ("opens", "closes", "apart"),
    [(8, 10, True), (7, 9, True), (8.5, 9.5, True), (8, 9, False), (7, 10, False), (8.25, 8.75, False)],
)
def test_calls_of_which_neither_window_holds_the_other_have_a_turn(
    day: Any, opens: float, closes: float, apart: bool
) -> None:
    """Windows that share one end have an order; the same window, or one strictly inside the other, has none."""
    first = day.care_visit("n", day.task("meal", 15))
    second = day.care_visit("c", day.task("drink", 5), day.task("meal", 15), opens=opens, closes=closes)
    found = call_spacing(day.suitability(day.problem(first, second)))
    assert (found is not None) == apart

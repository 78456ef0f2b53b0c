"""How like life a roster's day is, for /v1/rosters/{id}/realism and for the page."""

from __future__ import annotations

from typing import Any

from service.web.problem_details import Refusal
from solver import Check, InputFaults, Problem, Roster
from solver.check import check
from solver.realism import Row, document, measure, outside, sources_used, summary

from .rule_pack import rule_pack


def liken_day(problem: Problem, roster: Roster | None, rules: str | None) -> dict[str, Any]:
    """Every measure of a day, and of its roster where there is one, as plain values with what they come to in words.

    rules: the name of the rule pack. Raises Refusal 422 where the day has no hours of the clock.
    """
    rows = measure_day(problem, None if roster is None else check(problem, roster, rule_pack(rules, problem)))
    return {
        "outside": len(outside(rows)),
        "told": summary(rows),
        "measures": document(rows),
        "sources": sources_used(rows),
    }


def measure_day(problem: Problem, judged: Check | None) -> list[Row]:
    """Raises Refusal 422 where the day has no hours of the clock."""
    try:
        return measure(problem, judged)
    except InputFaults as faults:
        raise Refusal(422, "No day with dates", faults=faults.faults) from None

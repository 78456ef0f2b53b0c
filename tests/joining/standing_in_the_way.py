"""What stands in the way of a joint visit, and whether the named change lifts it."""

from __future__ import annotations

from typing import Any

from solver.domain import Problem
from solver.joining import Refusal, apply_change, list_refusals


def stopped(day: Any, problem: Problem, worker: str = "carl") -> list[str]:
    return [refusal.condition for refusal in list_refusals(day.suitability(problem, worker))]


def refusal(day: Any, problem: Problem, worker: str = "carl") -> Refusal | None:
    """The only thing that stands in the way, if anything does."""
    found = list(list_refusals(day.suitability(problem, worker)))
    assert len(found) < 2
    return found[0] if found else None


def lifted(day: Any, problem: Problem, refusal: Refusal | None, worker: str = "carl") -> bool:
    """Whether the change the refusal names lifts every condition."""
    assert refusal is not None
    (change,) = refusal.changes
    return not stopped(day, apply_change(problem, change), worker)

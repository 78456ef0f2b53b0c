"""The best roster so far, handed out while a search goes on: the checker says of it what the engine says."""

from __future__ import annotations

import json
from typing import Any

import pytest

from fixtures import Size, generate
from solver.check import check
from solver.domain import Problem
from solver.result import Progress, Result, outcome
from solver.solving import solve

pytestmark = pytest.mark.kernel


def heard(problem: Problem, every: int = 1, **settings: Any) -> tuple[Any, list[tuple[Progress, Any]]]:
    """A result, and each better roster handed out on the way with what was said of it."""
    told: list[tuple[Progress, Any]] = []
    count = 0

    def listen(progress: Progress) -> None:
        nonlocal count
        if progress.roster is not None and (not told or progress.cost < told[-1][0].cost):
            count += 1
            if count % every == 0 or not told:
                told.append((progress, progress.roster()))

    return solve(problem, progress=listen, **settings), told


@pytest.mark.parametrize(
    ("size", "seed", "settings"),
    [
        ("hamlet", 3, {"joins": "off"}),
        ("hamlet", 3, {"joins": "suggest"}),
        ("hamlet", 1, {"joins": "apply"}),
        ("hamlet", 1, {"joins": "all"}),
        ("hamlet", 2, {"joins": "all", "threads": 2}),
        ("team", 1, {"joins": "off", "parts": 3, "iterations": 600}),
        pytest.param("team", 1, {"joins": "off", "parts": 3}, marks=pytest.mark.long),
    ],
)
def test_each_roster_costs_what_was_said_of_it_and_keeps_every_hard_rule(
    size: Size, seed: int, settings: dict[str, Any]
) -> None:
    problem = generate(size, seed)
    result, told = heard(problem, **{"iterations": 6_000, **settings})
    assert len(told) > 1
    for progress, roster in told:
        judged = check(problem, roster)
        assert judged.feasible
        assert judged.score.total == progress.cost
        assert len(roster.unserved) == progress.unserved
    costs = [progress.cost for progress, _ in told]
    assert costs == sorted(costs, reverse=True)
    assert _before_whole_minutes(result) <= costs[-1]


def _before_whole_minutes(result: Result) -> int:
    """What the roster cost to the second, as the search tells it."""
    return result.check.score.total if result.to_the_second is None else result.to_the_second


def test_looking_at_the_best_does_not_lead_the_search_astray() -> None:
    problem = generate("hamlet", 1)
    looked_at, _ = heard(problem, iterations=4_000)
    assert looked_at.roster == solve(problem, iterations=4_000).roster


def test_the_outcome_is_plain_json_and_has_a_place_or_a_reason_for_each_visit_left_out() -> None:
    problem = generate("hamlet", 2)
    few = problem.replace(shifts=problem.shifts[: len(problem.shifts) // 2], pins=())
    result = solve(few, iterations=4_000, joins="suggest")
    document = json.loads(json.dumps(outcome(result)))
    names = {"loosened"} | {
        "problem_notes",
        "judgement",
        "headline",
        "provenance",
        "notes",
        "explanations",
        "joins",
        "trace",
    }
    assert set(document) == names
    assert document["problem_notes"]  # half of the staff are away, with what only they can do
    assert all(note.startswith("Please look: ") for note in document["problem_notes"])
    assert document["judgement"]["cost"] * 1000 == pytest.approx(result.check.score.total)
    left = {entry.visit for entry in result.roster.unserved}
    assert left
    assert {told["visit"] for told in document["explanations"]} == left
    assert all(told["reason"] for told in document["explanations"])
    costs = [cost for _, cost in document["trace"]]
    assert costs == sorted(costs, reverse=True)
    assert costs[-1] * 1000 >= _before_whole_minutes(result) - 1
    assert document["headline"][0]["name"] == "Served"

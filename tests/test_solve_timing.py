"""Solve end to end: starts found once more are taken where the checker agrees, and never where anybody loses by it."""

from __future__ import annotations

from typing import Any

import pytest

from fixtures import generate, play
from solver.domain import Problem, Roster
from solver.solving import solve, timing

pytestmark = pytest.mark.kernel


def leave_as_it_is(problem: Problem, terms: Any, travel: Any, roster: Roster, *rest: Any) -> Roster:
    return roster


@pytest.mark.parametrize("asked", [{}, {"explain": False}, {"parts": 2, "threads": 2, "explain": False}])
def test_a_day_with_two_at_a_door_costs_less(asked: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    problem = generate("hamlet", 2)
    timed = solve(problem, iterations=20_000, seed=1, **asked)
    monkeypatch.setattr(timing, "_retime", leave_as_it_is)
    plain = solve(problem, iterations=20_000, seed=1, **asked)
    assert timed.to_the_second is not None
    assert plain.to_the_second is not None
    assert timed.to_the_second < plain.to_the_second
    assert timed.check.score.total < plain.check.score.total
    assert timed.check.figures.lateness <= plain.check.figures.lateness
    assert timed.trace[-1][1] == timed.to_the_second


def test_joins_decided_are_timed_too_and_stay_no_later(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = play("blended-insulin", 1)
    asked: list[int] = []
    whole = timing._retime

    def counted(problem: Problem, *rest: Any) -> Roster:
        asked.append(len(problem.visits))
        return whole(problem, *rest)

    monkeypatch.setattr(timing, "_retime", counted)
    result = solve(problem, iterations=2_000, seed=1, joins="all", explain=False)
    assert min(asked) < len(problem.visits)  # on the problem with the joins made
    assert result.waits is not None
    assert result.held is not None
    assert result.waits <= result.held
    assert result.check.feasible


@pytest.mark.parametrize("worse", ["later", "broken"])
def test_what_the_checker_does_not_like_is_not_taken(worse: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Starts moved on by an hour, and all to one moment: dearer, or impossible."""

    def spoil(problem: Problem, terms: Any, travel: Any, roster: Roster, *rest: Any) -> Roster:
        def moved(start: int) -> int:
            return start + 3600 if worse == "later" else 8 * 3600

        rounds = tuple(
            one.model_copy(
                update={"stops": tuple(stop.model_copy(update={"start": moved(stop.start or 0)}) for stop in one.stops)}
            )
            for one in roster.rounds
        )
        return roster.model_copy(update={"rounds": rounds})

    problem = generate("hamlet", 2)
    monkeypatch.setattr(timing, "_retime", leave_as_it_is)
    plain = solve(problem, iterations=5_000, seed=1)
    monkeypatch.setattr(timing, "_retime", spoil)
    assert solve(problem, iterations=5_000, seed=1).roster == plain.roster


def test_a_region_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any) -> Roster:
        raise AssertionError("asked all the same")

    monkeypatch.setattr(timing, "_retime", refuse)
    monkeypatch.setattr(timing, "_MOST", 10)
    assert solve(generate("hamlet", 2), iterations=500).check.feasible

"""An ordinary solve of a small day says when nothing better is possible; of a larger one it does not even try."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from fixtures import generate
from fixtures.tiny import two_calls
from solver.check import check
from solver.domain import Problem
from solver.engine.exact.solve import solve_exact
from solver.explain import points
from solver.result import provenance_notes
from solver.rules import Pack, lower_all
from solver.solving import DisputedScoreError, proof
from solver.solving.solve import solve
from solver.travel import journeys

from ..sampling import sample
from ..waiting import patience
from ..whole_minutes.test_round_starts import with_setting

BEST = "The best possible (proven)"


def cut(seed: int, visits: int) -> Problem:
    """Some visits of an invented hamlet's day, drawn by lot."""
    day = generate("hamlet", seed)
    kept = {visit.id for visit in random.Random(seed).sample(day.visits, visits)}
    return day.replace(
        visits=tuple(visit for visit in day.visits if visit.id in kept),
        links=tuple(link for link in day.links if {link.first, link.second} <= kept),
    )


def ordinary(problem: Problem, **asked: Any) -> Any:
    """A solve of twenty seconds, of a clock that goes twenty times as fast as the CPU's."""
    return solve(problem, seconds=20, clock=lambda: 20 * time.process_time(), **asked)


@pytest.mark.parametrize("seed", sample([1, 2, 3], 1))
@pytest.mark.parametrize("step", [0, 5])
def test_what_is_proven_is_what_trying_everything_finds(brute_force: Callable[..., Any], seed: int, step: int) -> None:
    problem = with_setting(generate("hamlet", seed, visits=4), step)
    travel = journeys(problem)
    best, _ = brute_force(problem, lower_all(problem, travel, Pack.for_problem(problem)), travel)
    result = ordinary(problem)
    assert result.bound == best
    assert result.proven == (result.check.score.total == best)
    assert result.proven or step == 5


@pytest.mark.parametrize("seed", sample([1, 2, 4], 1))
def test_twelve_visits_are_the_best_possible(seed: int) -> None:
    """Seeds 2 and 4 hold double-handed visits, which the search starts as early as it can."""
    problem = cut(seed, 12)
    result = ordinary(problem)
    assert result.proven_to_the_second
    assert any(BEST in note for note in provenance_notes(result))
    assert BEST in result.summary()
    pack = Pack.for_problem(problem)
    exact = solve_exact(problem, lower_all(problem, journeys(problem), pack), journeys(problem), patience())
    assert exact.proven
    assert result.bound == exact.cost == check(problem, exact.roster, pack).score.total
    assert (result.check.score.total if result.to_the_second is None else result.to_the_second) == exact.cost


def test_a_roster_to_the_second_is_called_the_best_outright() -> None:
    result = ordinary(with_setting(cut(2, 12), 0))
    assert result.proven
    assert result.to_the_second is None
    assert f"{BEST}: no roster costs less at these prices." in provenance_notes(result)
    assert result.provenance()["proven_to_the_second"] is True


def test_beside_proposals_the_claim_leaves_joins_out() -> None:
    problem = cut(1, 12)
    assert "no roster without joins costs less" in " ".join(provenance_notes(ordinary(problem, joins="suggest")))


@pytest.mark.parametrize("seed", sample([2, 8], 1))
def test_what_is_left_out_is_proven_with_it(seed: int) -> None:
    """A day of which half the staff is gone: some visits are left out, and no roster leaves less."""
    day = cut(seed, 12)
    gone = {shift.worker for shift in day.shifts[::2]}
    problem = day.replace(shifts=tuple(shift for shift in day.shifts if shift.worker not in gone))
    result = ordinary(problem)
    assert result.roster.unserved
    assert result.proven_to_the_second
    assert BEST in " ".join(provenance_notes(result))
    exact = solve_exact(
        problem, lower_all(problem, journeys(problem), Pack.for_problem(problem)), journeys(problem), 99
    )
    assert result.bound == exact.cost


def test_how_much_dearer_it_may_be_is_said_first() -> None:
    """Above the proof by what readable starts cost; or above a bound that nothing reaches."""
    result = ordinary(cut(2, 12))
    cost, finer = result.check.score.total, result.to_the_second
    assert finer is not None
    assert cost > finer == result.bound
    (told,) = (note for note in provenance_notes(result) if BEST in note)
    assert told.startswith(f"{points(result.problem, cost - finer)} above the least that any roster could cost. {BEST}")
    assert f"no roster costs less than {points(result.problem, finer)} at these prices" in told
    bounded = replace(result, bound=finer * 4 // 5)
    above = cost - finer * 4 // 5
    short = f"{points(result.problem, above)} ({100 * above / (finer * 4 // 5):.1f} %) short of the best possible"
    least = f"no roster costs less than {points(result.problem, finer * 4 // 5)}."
    assert f"At most {short}: {least}" in provenance_notes(bounded)


def refuse(*_: Any, **__: Any) -> Any:
    raise AssertionError("CP-SAT was asked")


def test_a_team_is_not_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proof, "_prove", refuse)
    phases: list[str] = []
    result = solve(
        generate("team", 1), seconds=2, clock=time.process_time, progress=lambda now: phases.append(now.phase)
    )
    assert result.bound is None
    assert "proof" not in phases


@pytest.mark.parametrize("asked", [{"iterations": 300}, {"explain": False}, {"cancelled": lambda: True}])
def test_who_counts_moves_or_stops_measures_the_search_alone(
    asked: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proof, "_prove", refuse)
    assert ordinary(two_calls()[0], **asked).bound is None


def test_what_does_not_close_is_called_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nearly no work allowed: no proof, no bound, no word of it; the roster stands or is a cheaper one."""
    problem = cut(2, 15)
    searched = ordinary(problem, explain=False)
    monkeypatch.setattr(proof, "_WORK", 1e-6)
    result = ordinary(problem)
    assert (result.bound, result.proven, result.proven_to_the_second) == (None, False, False)
    assert not any(BEST in note or "best possible" in note for note in provenance_notes(result))
    assert result.check.score.total <= searched.check.score.total


def test_a_dispute_costs_nobody_a_roster_but_is_told_who_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    """CP-SAT's roster is said to cost a unit less than the checker finds."""

    def claim(searches: Any, problem: Problem, terms: Any, found: Any, work: float | None = None) -> Any:
        return replace(found, cost=found.cost - 1), found.cost - 1

    problem = cut(2, 12)
    monkeypatch.setattr(proof, "_prove", claim)
    assert ordinary(problem).bound is None
    with pytest.raises(DisputedScoreError):
        ordinary(problem, exact=True)


def test_a_roster_that_is_dearer_by_the_model_than_by_the_checker_is_no_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever gave a roster whose times the model cannot know is not told that it is the best."""
    monkeypatch.setattr(proof, "_prove", lambda searches, problem, terms, found, work=None: (found, found.cost + 1))
    assert ordinary(cut(1, 8)).bound is None
    assert ordinary(cut(1, 8), exact=True).bound is None

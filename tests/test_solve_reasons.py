"""Solve end to end: true reasons for what is left out, and an audit that puts in what the search has missed."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from fixtures import Size, generate
from fixtures.paper import at, day, visit, worker
from fixtures.tiny import nobody_competent
from solver.check import check
from solver.domain import Problem, Roster, Shift, Unserved
from solver.engine import Found
from solver.explain import audit, explain_unserved, without_visits
from solver.solving import solve

from .accounting import accounted, crowded, placed_in

pytestmark = pytest.mark.kernel


def test_nobody_competent_is_proven_with_rule_and_groups() -> None:
    problem, _, _ = nobody_competent()
    result = solve(problem, iterations=100)
    assert result.check.figures.served == 1
    (left,) = result.roster.unserved
    assert (left.visit, left.verdict) == ("tube", "PROVEN")
    assert "2 care workers lack peg_feeding [competency]" in left.reason
    assert result.explanations[0].reason == left.reason


def test_one_squeezed_out_is_capacity_and_names_what_it_displaces() -> None:
    problem = day(
        {"home A": 10, "home B": 10, "A B": 10},
        [
            visit("urgent", "A", 30, (at(9), at(9)), windows_hard=True, priority=4),
            visit("milder", "B", 30, (at(9), at(9, 10)), windows_hard=True, priority=2),
        ],
        [worker("w")],
        [Shift(id="s", worker="w", start=at(8), end=at(12), max_overtime=0)],
    )
    result = solve(problem, iterations=100)
    (left,) = result.roster.unserved
    assert (left.visit, left.verdict) == ("milder", "CAPACITY")
    assert "giving up Cora Testclient A's 09:00 visit (urgent), priority 4" in left.reason
    assert result.explanations[0].displaces == ("urgent",)


def test_a_visit_deleted_by_hand_has_its_place_found_again() -> None:
    problem = generate("hamlet", 1)
    solved = solve(problem, iterations=5_000)
    for gone in list(placed_in(solved.roster))[::4]:
        less = without_visits(solved.roster, {gone})
        told = {one.visit: one for one in explain_unserved(problem, less, only=[gone])}[gone]
        assert told.verdict in ("NOT-FOUND", "PRICED")
        assert told.insertion is not None
        assert check(problem, told.insertion.apply(less)).feasible
        back = solve(problem, iterations=0, start=less)
        cost = check(problem, less).score.total
        found = back.check.score.total if back.to_the_second is None else back.to_the_second
        assert found <= cost + min(0, told.insertion.cost_change)


@pytest.mark.parametrize(
    ("size", "seed", "part"), [("hamlet", 1, 0.6), pytest.param("team", 2, 0.5, marks=pytest.mark.long)]
)
def test_what_a_search_cut_short_has_missed_is_put_in(size: Size, seed: int, part: float) -> None:
    """One move: the rest was placed by the first insertion or by the audit, and no place is missed."""
    problem = crowded(size, seed, part)
    bare = solve(problem, iterations=1, explain=False)
    result = solve(problem, iterations=1)
    assert result.check.feasible
    accounted(problem, result.roster)
    assert result.roster.unserved
    assert all(entry.verdict in ("PROVEN", "CAPACITY", "PRICED") for entry in result.roster.unserved)
    assert audit(problem, result.roster) == []
    assert result.check.score.total <= bare.check.score.total
    assert all(later <= earlier for (_, earlier), (_, later) in pairwise(result.trace))
    assert result.trace[-1][1] <= result.check.score.total  # to the second; what is returned is on whole minutes
    exact = solve(problem.replace(pack={**problem.pack, "round_to": {"minutes": 0}}), iterations=1)
    assert exact.trace[-1][1] == exact.check.score.total
    assert exact.to_the_second is None


def test_the_audit_takes_over_where_the_search_leaves_all_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """A search that returns its start: nothing is placed but by the audit, and the verdicts still hold."""
    problem = generate("hamlet", 2)

    def idle(problem: Problem, terms: Any, travel: Any, *, start: Any = None, **more: Any) -> Any:
        roster = start or Roster(unserved=tuple(Unserved(visit=each.id) for each in problem.visits))
        return Found(roster, check(problem, roster).score.total, 1, 0.0, ())

    monkeypatch.setattr("solver.solving.searches.search", idle)
    result = solve(problem, iterations=1)
    assert result.check.feasible
    assert result.check.figures.served >= 15
    assert {(stop.start or 0) % 60 for one in result.roster.rounds for stop in one.stops} == {0}  # the audit's too
    assert result.to_the_second is not None  # what it cost before that, of the audit's roster too
    assert result.to_the_second < result.check.score.total
    exact = solve(problem.replace(pack={**problem.pack, "round_to": {"minutes": 0}}), iterations=1)
    assert result.to_the_second == exact.check.score.total
    assert exact.to_the_second is None
    assert all(entry.verdict in ("PROVEN", "CAPACITY", "PRICED") for entry in result.roster.unserved)


def test_an_audit_that_is_cut_short_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = crowded("hamlet", 1, 0.4)
    monkeypatch.setattr("solver.solving.patience.SHIFTS_ASKED", 0)
    monkeypatch.setattr("solver.solving.patience.LEAST_ASKED", 2)
    result = solve(problem, iterations=2_000)
    verdicts = [entry.verdict for entry in result.roster.unserved]
    assert None in verdicts
    assert len(result.explanations) == sum(verdict is not None for verdict in verdicts) >= 1


def test_without_reasons_nothing_is_asked_after_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    def asked(*words: Any, **more: Any) -> bool:
        raise AssertionError("the limit is for the search alone")

    for name in ("repair_roster", "explain_unserved"):
        monkeypatch.setattr(f"solver.solving.audit.{name}", asked)
    result = solve(crowded("team", 2, 0.3), seconds=0.5, explain=False)
    assert result.roster.unserved
    assert {entry.verdict for entry in result.roster.unserved} == {None}
    assert result.explanations == ()

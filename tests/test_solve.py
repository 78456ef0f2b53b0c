"""Solve end to end: nothing lost, nothing hard broken, true reasons."""

from collections import Counter

import pytest

from fixtures import generate
from solver.check import check
from solver.solve import solve


def accounted(problem, roster):
    """Every visit in the roster with all its workers exactly once, or unserved once; task by task."""
    placed = Counter(stop.visit for round_ in roster.rounds for stop in round_.stops if stop.visit)
    left = [entry.visit for entry in roster.unserved]
    assert len(left) == len(set(left))
    tasks = 0
    for visit in problem.visits:
        assert placed[visit.id] == (0 if visit.id in left else visit.workers), visit.id
        tasks += len(visit.tasks)
    served = sum(len(problem.visit[visit].tasks) for visit in placed)
    assert served + sum(len(problem.visit[visit].tasks) for visit in left) == tasks


@pytest.mark.parametrize(("size", "seed", "days"), [("hamlet", 1, 1), ("hamlet", 2, 3), ("team", 2, 1)])
def test_days_are_solved_and_nothing_is_lost(size, seed, days):
    problem = generate(size, seed, days)
    result = solve(problem, iterations=20_000)
    assert result.check.feasible
    assert check(problem, result.roster).score == result.check.score
    accounted(problem, result.roster)
    assert all(entry.verdict in ("PROVEN", "CAPACITY", "PRICED") and entry.reason for entry in result.roster.unserved)


def test_the_same_seed_and_moves_give_the_same_roster():
    problem = generate("hamlet", 3)
    one, two = (solve(problem, iterations=3_000, seed=5, threads=2) for _ in range(2))
    assert one.roster == two.roster
    assert one.check.score.total == two.check.score.total


def test_a_start_is_never_made_worse_and_a_cancel_keeps_the_best():
    problem = generate("hamlet", 1)
    good = solve(problem, iterations=20_000)
    asked = []

    def at_once():
        asked.append(True)
        return True

    again = solve(problem, seconds=60, start=good.roster, cancelled=at_once)
    assert asked
    assert again.check.score.total <= good.check.score.total

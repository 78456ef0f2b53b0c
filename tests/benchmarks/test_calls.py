"""The benchmark of tied calls: what it ties, and that it measures both ways."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import calls, joining
from solver.rules import Pack, lower_all
from solver.terms import Apart, Gap, GapCost, OverlapCost
from solver.travel import journeys


def test_ties_are_those_of_the_rules_and_come_by_pairs() -> None:
    problem = joining.cut(60, 1)
    terms = lower_all(problem, journeys(problem), Pack.for_problem(problem))
    without, ties = calls.split(terms)
    assert len(ties) > 5
    assert not [term for term in without if term.rule in calls.RULES and isinstance(term, Gap | GapCost | Apart)]
    few = calls.some(ties, 3)
    pairs = {frozenset((term.first, term.second)) for term in few}
    assert len(pairs) == 3
    assert few == [term for term in ties if frozenset((term.first, term.second)) in pairs]
    for term in few:
        assert isinstance(term, Gap | GapCost | Apart | OverlapCost)
        assert problem.visits[term.first].client == problem.visits[term.second].client
    assert calls.some(ties, 10**6) == ties


@pytest.mark.kernel
def test_both_ways_are_measured_in_turn(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (ratios,) = calls.run([40], 20, 300, 2, tmp_path)
    assert len(ratios) == 2
    assert all(ratio > 0 for ratio in ratios)
    (kept,) = tmp_path.glob("*-calls.md")
    row = kept.read_text("utf-8").splitlines()[-1]
    assert row.startswith("| 40 | 4 | ")
    assert row in capsys.readouterr().out

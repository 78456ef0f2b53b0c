"""Days with rosters to change by hand: a hamlet's, and one with joins of every kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest

from fixtures import generate
from solver.amend import Amendment
from solver.check import STRUCTURE, check
from solver.domain import JointVisit, Problem, Roster
from solver.solving import solve

Given = tuple[Problem, Roster]
NOBODY_SAID_WHY = "It was on no round and on no list."  # what a draft says of a visit that a change has dropped


@pytest.fixture(scope="session")
def hamlet() -> Given:
    """About 20 visits, some for two workers, and its roster."""
    problem = generate("hamlet", 3)
    return problem, solve(problem, iterations=3000, explain=False).roster


@pytest.fixture(scope="session")
def nothing_lost() -> Callable[[Amendment], None]:
    return nothing_is_lost


def nothing_is_lost(made: Amendment) -> None:
    """The checker's word: every visit is on its rounds, as often as it takes workers, or unserved, and why is told."""
    judged = check(made.problem, made.roster)
    assert [breach.sentence for breach in judged.breaches if breach.rule == STRUCTURE] == []
    hands = Counter(stop.visit for round_ in made.roster.rounds for stop in round_.stops if stop.visit is not None)
    listed = Counter(entry.visit for entry in made.roster.unserved)
    for visit in judged.problem.visits:
        assert (hands[visit.id], listed[visit.id]) in ((visit.workers, 0), (0, 1)), visit.id
    whole = [part.id for visit in judged.problem.visits for part in visit.commissioned]
    assert Counter(whole) == Counter(visit.id for visit in made.problem.visits)
    assert not any(isinstance(judged.problem.visit[visit], JointVisit) for visit in listed)
    assert all(entry.reason or entry.verdict for entry in made.roster.unserved if entry.visit in whole)
    assert not any(entry.reason == NOBODY_SAID_WHY for entry in made.roster.unserved)
    assert judged.figures.served + judged.figures.unserved == len(made.problem.visits)
    assert judged.score == made.after.score
    assert made.cost == made.after.score.total - made.before.score.total

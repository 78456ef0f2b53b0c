"""A generated day and two days with rosters that the audit has filled, some visits left out by hand."""

from __future__ import annotations

import pytest

from fixtures import generate
from solver.domain import Problem, Roster, Unserved
from solver.explain import audit, explain_unserved, without_visits

from ..greedy import fill_greedily


def _served(problem: Problem, out: int) -> Roster:
    roster = fill_greedily(problem)
    served = sorted({stop.visit for round_ in roster.rounds for stop in round_.stops if stop.visit})
    roster = without_visits(roster, set(served[:out]))
    said = {one.visit: one for one in explain_unserved(problem, roster)}
    unserved = (
        Unserved(visit=entry.visit, verdict=said[entry.visit].verdict, reason=said[entry.visit].reason)
        for entry in roster.unserved
    )
    return Roster(rounds=roster.rounds, unserved=tuple(unserved))


@pytest.fixture(scope="session")
def hamlet() -> tuple[Problem, Roster]:
    problem = generate("hamlet", 3)
    return problem, _served(problem, 2)


@pytest.fixture(scope="session")
def two_days() -> tuple[Problem, Roster]:
    whole = generate("hamlet", 2, days=2)
    roster = Roster(unserved=tuple(Unserved(visit=visit.id) for visit in whole.visits))
    return whole, audit(whole, roster)[0].apply(roster)  # which days there are hangs on the problem alone

"""Small days for explanations, and a team's day with a roster that the audit itself has filled."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from fixtures import generate
from solver.domain import Problem, Roster

from ..greedy import fill_greedily


@pytest.fixture(scope="session")
def filled() -> Callable[[Problem], Roster]:
    """Serve what pays, one best insertion after the other, from an empty roster."""
    return fill_greedily


@pytest.fixture(scope="session")
def hamlet() -> Problem:
    return generate("hamlet", 1)


@pytest.fixture(scope="session")
def hamlet_roster(hamlet: Problem, filled: Callable[[Problem], Roster]) -> Roster:
    return filled(hamlet)

"""Two second opinions on small problems, which share nothing with CP-SAT or the search."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from solver import terms as t
from solver.domain import Problem, Roster
from solver.travel import Journeys

from . import all_tried, by_the_words
from .by_the_words import Priced


@pytest.fixture(scope="session")
def price() -> Callable[[Problem, Sequence[t.Term], Journeys, Roster], Priced]:
    """(problem, terms, travel, roster) -> Priced(cost, broken): a roster's price by the words of solver/terms."""
    return by_the_words.price


@pytest.fixture(scope="session")
def brute_force() -> Callable[[Problem, Sequence[t.Term], Journeys], tuple[int, Roster] | None]:
    """(problem, terms, travel) -> (cost, roster) of the best of all rosters; for up to about 6 visits.

    Prices must not be negative for timed terms, and no term may pay for time passed over the horizon many times over.
    """
    return all_tried.brute_force

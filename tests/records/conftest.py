"""A joined roster made by hand, with one join of every kind, and the day it is for."""

from __future__ import annotations

import pytest

from fixtures.every_join import joined_day, joined_roster
from solver.domain import Problem, Roster


@pytest.fixture
def day() -> Problem:
    return joined_day()


@pytest.fixture
def roster() -> Roster:
    return joined_roster()

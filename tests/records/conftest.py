"""A joined roster made by hand, with one join of every kind, and the day it is for."""

from __future__ import annotations

import pytest

from fixtures.every_join import joined_roster, signed_day
from solver.domain import Problem, Roster


@pytest.fixture
def day() -> Problem:
    return signed_day()


@pytest.fixture
def roster() -> Roster:
    return joined_roster()

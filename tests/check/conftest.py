"""The day that is broken."""

from __future__ import annotations

import pytest

from solver.domain import Problem

from .golden_day import golden_problem


@pytest.fixture(scope="module")
def problem() -> Problem:
    return golden_problem()

"""The hand-made day of the rules of authority, as the engine's side looks at it."""

from __future__ import annotations

import pytest

from solver.rules import Pack, Permits, Readings

from ..authority.conftest import Authority


class Asked(Authority):
    """The day, to be changed piece by piece, and the permits of it as it is now."""

    def permits(self) -> Permits:
        return Permits(Readings(self.problem, Pack.for_problem(self.problem)))


@pytest.fixture
def asked() -> Asked:
    return Asked()

"""On which side of health and social care somebody works."""

from __future__ import annotations

from typing import Any

import pytest

from solver.domain import Organisation, Worker
from solver.rules.readings.sectors import health_side


@pytest.mark.parametrize(
    ("sector", "nurse", "health"),
    [("health", False, True), ("social", False, False), ("social", True, True), ("health", True, True)],
)
def test_a_registered_nurse_is_on_the_health_side_wherever_employed(
    build: Any, sector: Any, nurse: bool, health: bool
) -> None:
    worker = Worker(id="pat", name="Pat Sample", organisation="made-up", home="home", registered_nurse=nurse)
    organisation = Organisation(id="made-up", name="Madeup Care", sector=sector)
    problem = build.problem(workers=(worker,), organisations=(organisation,), visits=(), shifts=(), clients=())
    assert health_side(problem, worker) == health

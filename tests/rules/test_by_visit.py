"""Rows about visits, found by who is served."""

from __future__ import annotations

import random

from solver.rules.readings.by_visit import ByVisit


def test_rows_found_by_who_is_served_are_those_a_look_at_every_row_finds() -> None:
    dice = random.Random(5)
    visits = [f"v{number}" for number in range(12)]
    for _ in range(50):
        rows = [tuple(dice.choices(visits, k=dice.randint(1, 4))) for _ in range(40)]  # some name a visit twice
        found = ByVisit(rows, lambda row: row)
        served = dict.fromkeys(dice.sample(visits, dice.randint(0, 12)))
        assert found.with_any(served) == [row for row in rows if any(visit in served for visit in row)]
        assert found.with_all(served) == [row for row in rows if all(visit in served for visit in row)]
        assert list(found) == rows
        assert len(found) == len(rows)

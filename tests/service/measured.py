"""A comparison that nobody had to measure: one seed, with doors that no other figure is."""

from __future__ import annotations

from typing import Any

from solver.compare import PATTERNS, Comparison, Ledger, Row, document

DOORS = (70201, 70203, 70166)  # alone, pooled, joined


def measured() -> dict[str, Any]:
    """What the solver keeps of it when it is done."""
    rows = [
        Row(
            pattern,
            1,
            Ledger(
                doors=doors,
                contact=60.0 * number,
                travel=30.0,
                miles=12.5,
                nurse=90.0,
                faces={"care": 2.0},
                unserved={2: 3, 5: 1} if pattern == "alone" else {},
                late=1,
                lateness=4.0,
                cost=1000,
                packages=number,
            ),
        )
        for number, (pattern, doors) in enumerate(zip(PATTERNS, DOORS, strict=True))
    ]
    return {**document(Comparison("a day", tuple(rows), 1.0, 1, False)), "now": None}

"""What a roster asks of the people it serves: who is left out, and how long the others wait after their windows."""

from __future__ import annotations

from dataclasses import dataclass

from .judging import Check


@dataclass(frozen=True, slots=True, order=True)
class Waiting:
    """left_out: the price of the visits nobody makes, cost units. late: ticks late of all the others together.

    Rosters are compared in that order: nobody waits longer than who is not visited at all.
    """

    left_out: int
    late: int

    @classmethod
    def of(cls, judged: Check) -> Waiting:
        return cls(judged.score.by_rule.get("unserved", 0), judged.figures.lateness)

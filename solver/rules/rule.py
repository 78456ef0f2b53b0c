"""What a rule is: it finds breaches in a roster, prices them, says them, and lowers itself to numeric terms."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from solver.domain import Problem
from solver.travel import Journeys

from .terms import Term
from .timeline import Timeline


@dataclass(frozen=True, slots=True)
class Breach:
    """One place where a roster departs from a rule.

    amount: how much, in ``unit``. hard: no roster may have it. cost: cost units; 0 when hard.
    sentence: what a scheduler reads.
    """

    rule: str
    hard: bool
    amount: int
    unit: Literal["ticks", "metres", "count", "pence"]
    cost: int
    sentence: str
    visit: str = ""
    shift: str = ""
    worker: str = ""
    client: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """What rules look at: the problem, its journeys, and the values of one rule from the pack."""

    problem: Problem
    travel: Journeys
    values: dict[str, Any]

    def per_tick(self, name: str = "price") -> int:
        """A price in pence per minute as cost units per tick."""
        return round(float(self.values[name]) * 1000 / self.problem.horizon.ticks_per_minute)

    def ticks(self, name: str) -> int:
        """A number of minutes as ticks."""
        return round(float(self.values[name]) * self.problem.horizon.ticks_per_minute)

    def cost(self, name: str = "price") -> int:
        """A price in pence as cost units."""
        return round(float(self.values[name]) * 1000)


class Rule(Protocol):
    """One file a rule. ``breaches`` and ``lower`` say the same thing twice and share no code: a test keeps them equal."""

    id: str

    def breaches(self, case: Case, timeline: Timeline) -> Iterable[Breach]:
        """Every breach of a measured roster, soft costs included."""
        ...

    def lower(self, case: Case) -> Iterable[Term]:
        """The rule as numeric terms for the engines."""
        ...

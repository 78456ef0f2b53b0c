"""What a rule is: it finds breaches in a roster, prices them, says them, and lowers itself to numeric terms."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any, Literal, Protocol

from solver.domain import Catalogue, Problem
from solver.travel import Journeys

from .readings import Readings
from .terms import Term
from .timeline import Timeline

Unit = Literal["ticks", "metres", "count", "pence"]


@dataclass(frozen=True, slots=True)
class Breach:
    """One place where a roster departs from a rule.

    amount: how much, in ``unit``. hard: no roster may have it. cost: cost units; 0 when hard.
    sentence: what a scheduler reads.
    """

    rule: str
    hard: bool
    amount: int
    unit: Unit
    cost: int
    sentence: str
    visit: str = ""
    shift: str = ""
    worker: str = ""
    client: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """What rules look at: the problem, its journeys, the values of one rule from the pack, and the task catalogue.

    readings: what rules read of the whole problem, also where ``problem`` is a part of it.
    """

    problem: Problem
    travel: Journeys
    values: dict[str, Any]
    pack: dict[str, dict[str, Any]] = field(default_factory=dict)  # the values of every rule
    catalogue: Catalogue = field(default_factory=Catalogue)
    readings: Readings = field(kw_only=True)

    def of(self, rule: str) -> Case:
        """The same case with another rule's values, for rules that build on it."""
        return replace(self, values=self.pack[rule])

    def per_tick(self, name: str = "price", times: float = 1.0) -> int:
        """A price in pence per minute, ``times`` a factor, as cost units per tick."""
        return self._units(float(self.values[name]) * times)

    def pay(self, worker: str, times: float = 1.0) -> int:
        """What a worker's tick costs: their own hourly pay where it is known, else the rule's ``price``; cost units."""
        hour = self.problem.worker[worker].hour_pence
        return self._units((float(self.values["price"]) if hour is None else hour / 60) * times)

    def _units(self, pence_per_minute: float) -> int:
        return round(pence_per_minute * 1000 / self.problem.horizon.ticks_per_minute)

    def ticks(self, name: str) -> int:
        """A number of minutes as ticks."""
        return round(float(self.values[name]) * self.problem.horizon.ticks_per_minute)

    def cost(self, name: str = "price") -> int:
        """A price in pence as cost units."""
        return round(float(self.values[name]) * 1000)


class Rule(Protocol):
    """One file a rule. ``breaches`` and ``lower`` say one thing twice: a test keeps them equal.

    They share the reading of the input (what is owed, by when, at what price), never the judging of a roster.
    """

    id: str

    def breaches(self, case: Case, timeline: Timeline) -> Iterable[Breach]:
        """Every breach of a measured roster, soft costs included."""
        ...

    def lower(self, case: Case) -> Iterable[Term]:
        """The rule as numeric terms for the engines."""
        ...

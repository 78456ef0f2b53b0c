"""What a rule is: it finds breaches in a roster, prices them, says them, and lowers itself to numeric terms."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, Literal, get_args

from solver.domain import Catalogue, Problem, Shift, Visit
from solver.domain.money import cost_units
from solver.terms import Term
from solver.travel import Journeys

from ..readings.readings import Readings
from .timeline import Timeline

Unit = Literal["ticks", "metres", "count", "pence"]
Scope = Literal["round", "worker", "partners", "client", "roster"]


@dataclass(frozen=True, slots=True)
class Breach:
    """One place where a roster departs from a rule.

    amount: how much, in ``unit``. hard: no roster may have it. cost: cost units; 0 when hard.
    sentence: what a scheduler reads. about: which one, where a visit or a shift can have several such breaches at a
    time: the id of a link or of another shift, the code of a task.
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
    about: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """What rules look at: the problem, its journeys, the values of one rule from the pack, and the task catalogue.

    off: the rules that are switched off. readings: what rules read of the whole problem, also where ``problem`` is a
    part of it.
    """

    problem: Problem
    travel: Journeys
    values: dict[str, Any]
    pack: dict[str, dict[str, Any]] = field(default_factory=dict)  # the values of every rule
    catalogue: Catalogue = field(default_factory=Catalogue)
    off: frozenset[str] = frozenset()
    readings: Readings = field(kw_only=True)

    def of(self, rule: str) -> Case:
        """The same case with another rule's values, for rules that build on it."""
        return replace(self, values=self.pack[rule])

    def per_tick(self, name: str = "price", times: float = 1.0) -> int:
        """A price in pence per minute, ``times`` a factor, as cost units per tick."""
        return self.per_minute(float(self.values[name]) * times)

    def pay(self, worker: str, times: float = 1.0) -> int:
        """What a worker's tick costs: their own hourly pay where it is known, else the rule's ``price``; cost units."""
        hour = self.problem.worker[worker].hour_pence
        return self.per_minute((float(self.values["price"]) if hour is None else hour / 60) * times)

    def per_minute(self, pence: float) -> int:
        """Pence per minute as cost units per tick."""
        return round(pence * 1000 / self.problem.horizon.ticks_per_minute)

    def ticks(self, name: str) -> int:
        """A number of minutes as ticks."""
        return round(float(self.values[name]) * self.problem.horizon.ticks_per_minute)

    def for_age(self, name: str, worker: str) -> str:
        """The name of a value as it stands for this worker: "young_minutes" for "minutes" where they are under 18."""
        return f"young_{name}" if worker in self.problem.young else name

    def cost(self, name: str = "price") -> int:
        """A price in pence as cost units."""
        return cost_units(float(self.values[name]))


class Rule(ABC):
    """One file a rule. ``breaches`` and ``lower`` say one thing twice: a test keeps them equal.

    They share the reading of the input (what is owed, by when, at what price), never the judging of a roster.

    Five attributes every rule gives, and a class that leaves one out fails where it is imported.
    id: also the name of its file and of its entry in the pack.
    scope: what has to be looked at to know its breaches. Changes of a roster are priced on that part of it, so a scope
    that is too narrow prices them wrongly (a test finds out):
      "round": one round, or one visit and those who make it;
      "worker": all rounds of one worker;
      "partners": also visits tied by a link, or the two who make one visit together;
      "client": also the other visits of a client, and of nothing else: neither rounds nor who makes them;
      "roster": anything else, such as the largest of all.
    forbids: it can have hard breaches. costs: its breaches can cost. Neither: it only reports.
    literature: it holds on published benchmark instances too; the others are switched off there.

    The others have a default.
    paid: its costs are money that somebody pays, not a weight for what is preferred.
    label: what people call its costs, where that is not the id in words: "lateness".
    break_mends: a break put into the round can end a breach, which then proves nothing against worker or place.
    wants_two_breaks: it can take two breaks in one round to end a breach, so that a try with one proves nothing at all.
    reason: why people cannot make a visit by this rule, in words that follow their number: "are not who it is pinned
    to". reason_order: which reason is given where several rules say no, the smallest; what somebody is comes before
    when they are free. at_any_time: a breach does not depend on when the visit is made; such reasons come first.
    tells_lateness: where people cannot make a visit by this rule, the earliest start of any of them is told too.
    tells_costs: what costs by it is counted among the reports as well, for a client feels it.
    """

    id: ClassVar[str]
    scope: ClassVar[Scope]
    forbids: ClassVar[bool]
    costs: ClassVar[bool]
    literature: ClassVar[bool]
    paid: ClassVar[bool] = False
    label: ClassVar[str] = ""
    break_mends: ClassVar[bool] = False
    wants_two_breaks: ClassVar[bool] = False
    reason: ClassVar[str] = ""
    reason_order: ClassVar[int] = 9
    at_any_time: ClassVar[bool] = False
    tells_lateness: ClassVar[bool] = False
    tells_costs: ClassVar[bool] = False

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        missing = [name for name in ("id", "scope", "forbids", "costs", "literature") if not hasattr(cls, name)]
        if missing:
            raise TypeError(f"{cls.__name__} does not say its {', '.join(missing)}: every rule does, see {__name__}")
        if cls.scope not in get_args(Scope):
            raise TypeError(f"{cls.__name__}.scope is {cls.scope!r}; want one of {', '.join(get_args(Scope))}")

    @abstractmethod
    def breaches(self, case: Case, timeline: Timeline) -> Iterable[Breach]:
        """Every breach of a measured roster, soft costs included."""

    @abstractmethod
    def lower(self, case: Case) -> Iterable[Term]:
        """The rule as numeric terms for the engines."""

    @property
    def reports(self) -> bool:
        """It neither forbids nor costs anything."""
        return not (self.forbids or self.costs)

    def explain_refusal(self, case: Case, visit: Visit, shift: Shift) -> str:
        """Why a worker cannot make a visit that breaks the rule with them, in words that follow their number."""
        return self.reason or f"are ruled out by {self.id}"

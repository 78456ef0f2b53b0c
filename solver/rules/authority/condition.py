"""What all conditions of authority have in common: asked of each worker on each visit, and told the engine as bans."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable
from typing import ClassVar

from solver.domain import Shift, Visit
from solver.terms import Term

from ..permits import Permits
from ..vocabulary.rule import Breach, Case, Scope
from ..vocabulary.timeline import Timeline
from .look import Look, Told, breaches_of, look_unnamed
from .refusal import describe_refusal


class Condition:
    """Stands before Rule among the bases of a rule of authority; the rule itself gives its id and its reason_order."""

    id: ClassVar[str]
    scope: ClassVar[Scope] = "round"
    forbids: ClassVar[bool] = True
    costs: ClassVar[bool] = False
    literature: ClassVar[bool] = True
    at_any_time: ClassVar[bool] = True

    @abstractmethod
    def find(self, look: Look) -> Iterable[Told]:
        """What is missing for one worker on one visit, by this condition alone."""

    def breaches(self, case: Case, timeline: Timeline) -> Iterable[Breach]:
        return breaches_of(self.id, case, timeline, self.find)

    def lower(self, case: Case) -> Iterable[Term]:
        return case.readings.once(Permits).terms(self.id, case.problem)

    def explain_refusal(self, case: Case, visit: Visit, shift: Shift) -> str:
        """The rule's own reasons and whom to ask, said of whoever they are true of."""
        return describe_refusal(self.find(look_unnamed(case, visit, shift)), visit.workers)

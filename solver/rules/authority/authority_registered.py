"""authority_registered: what only a registered nurse may do is done by one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from solver.domain import Shift, Visit

from ..permits import Permits
from ..rule import Breach, Case, Rule
from ..terms import Term
from ..timeline import Timeline
from .look import Look, Told, breaches_of
from .refusal import describe_refusal


class AuthorityRegisteredRule(Rule):
    """By the catalogue, by the task itself, and for every health task of a code that no catalogue knows."""

    id = "authority_registered"
    scope = "round"
    forbids, costs = True, False
    literature = True
    at_any_time = True
    reason_order = 2

    def breaches(self, case: Case, timeline: Timeline) -> Iterable[Breach]:
        return breaches_of(self.id, case, timeline, _found)

    def lower(self, case: Case) -> Iterable[Term]:
        return case.readings.once(Permits).terms(self.id, case.problem)

    def explain_refusal(self, case: Case, visit: Visit, shift: Shift) -> str:
        return describe_refusal(self.id, case, visit, shift)


def _found(look: Look) -> Iterator[Told]:
    if look.worker.registered_nurse:
        return
    readings = look.facts.readings
    for duty in look.duties:
        if readings.class_of(duty.task) == "registered":
            why = "which a registered nurse does"
            if not readings.is_known(duty.task):
                why += f" as long as no catalogue knows the code {duty.task.code}"
            yield Told(f"{look.does(duty)}, {why}.", duty.part.client)

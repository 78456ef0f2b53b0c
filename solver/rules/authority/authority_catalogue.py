"""authority_catalogue: a social task of a code that no catalogue knows is done by its provider's own staff."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from solver.domain import Shift, Visit

from ..permits import Permits
from ..rule import Breach, Case, Rule
from ..terms import Term
from ..timeline import Timeline
from .look import Look, Told, breaches_of
from .refusal import describe_refusal


class AuthorityCatalogueRule(Rule):
    """Nobody can tell who may do it; no agreement and no subcontract makes up for that. A health task of such a code is
    for registered nurses: authority_registered says so. join_catalogue keeps both out of joint visits.
    """

    id = "authority_catalogue"
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
    readings = look.facts.readings
    for duty in look.duties:
        part, task = duty
        if readings.is_known(task) or task.owner == "health" or look.acting == part.delivered_by:
            continue
        if look.worker.registered_nurse or not task.registered_nurse_only:
            own = look.facts.problem.organisation[part.delivered_by].name
            unknown = f"no catalogue knows the code {task.code}: only {own}'s own staff do it"
            yield Told(f"{look.does(duty)}, but {unknown}.", part.client)

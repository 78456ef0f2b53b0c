"""authority_catalogue: a social task of a code that no catalogue knows is done by its provider's own staff."""

from __future__ import annotations

from collections.abc import Iterator

from ..vocabulary.rule import Rule
from .condition import Condition
from .look import Look, Reason, Told


class AuthorityCatalogueRule(Condition, Rule):
    """Nobody can tell who may do it; no agreement and no subcontract makes up for that. A code that says a medicine is
    for nurses where no competency tells who is trained for it. A health task of such a code is for registered nurses:
    authority_registered says so. join_catalogue keeps all of them out of joint visits.
    """

    id = "authority_catalogue"
    reason_order = 2

    def find(self, look: Look) -> Iterator[Told]:
        readings = look.facts.readings
        for duty in look.duties:
            part, task = duty
            if readings.is_known(task) or task.owner == "health":
                continue
            nurse, task_class = look.worker.registered_nurse, readings.class_of(task)
            if task_class == "registered" and not nurse:
                continue  # authority_registered says so
            if look.acting != part.delivered_by:
                own = look.facts.problem.organisation[part.delivered_by].name
                unknown = f"no catalogue knows the code {task.code}: only {own}'s own staff do it"
                reason = Reason(unknown, "whoever keeps the task catalogue what it is")
                yield Told(look.does(duty), (reason,), part.client, task.code)
            if not nurse and readings.is_untaught_medicine(task):
                untaught = f"no catalogue knows {task.code}, which says a medicine: nobody knows who is trained for it"
                reason = Reason(untaught, "whoever keeps the task catalogue what it is")
                yield Told(look.does(duty), (reason,), part.client, task.code)

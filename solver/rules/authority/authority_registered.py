"""authority_registered: what only a registered nurse may do is done by one."""

from __future__ import annotations

from collections.abc import Iterator

from ..vocabulary.rule import Rule
from .condition import Condition
from .look import Look, Reason, Told


class AuthorityRegisteredRule(Condition, Rule):
    """By the catalogue, by the task itself, by an order that says more than its code, and for every health task of a
    code that no catalogue knows.
    """

    id = "authority_registered"
    reason_order = 2

    def find(self, look: Look) -> Iterator[Told]:
        if look.worker.registered_nurse:
            return
        readings = look.facts.readings
        for duty in look.duties:
            if readings.class_of(duty.task) == "registered":
                reason = Reason("only a registered nurse does that")
                if said := readings.says_beyond(duty.task):
                    whys = f"only a registered nurse does that while its order says {said}: say the code"
                    reason = Reason(whys, "whoever wrote the order which task code it is")
                elif not readings.is_known(duty.task):
                    unknown = f"only a registered nurse does that while no catalogue knows the code {duty.task.code}"
                    reason = Reason(unknown, "whoever keeps the task catalogue what it is")
                yield Told(look.does(duty), (reason,), duty.part.client, duty.task.code)

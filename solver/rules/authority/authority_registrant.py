"""authority_registrant: somebody registered answers for what others do, and is reached while it is delegated."""

from __future__ import annotations

from collections.abc import Iterator

from ..vocabulary.rule import Rule
from .condition import Condition
from .look import Duty, Look, Reason, Told
from .registrants import whom_to_ask, why_delegation_unanswered, why_protocol_unanswered
from .routes import delegations_answered, has_grace, is_delegated, protocols_answered, protocols_in_force


class AuthorityRegistrantRule(Condition, Rule):
    """Looks at delegations and protocols that are in force by their dates; where there is none, authority_delegated or
    authority_protocol has said so. For a protocol nobody need be on cover.
    """

    id = "authority_registrant"
    reason_order = 3

    def find(self, look: Look) -> Iterator[Told]:
        if look.worker.registered_nurse:
            return
        for duty in look.duties:
            task_class = look.facts.readings.class_of(duty.task)
            unanswered = None
            if task_class == "delegated":
                unanswered = _delegations_unanswered(look, duty)
            elif task_class == "protocol" and look.is_own(duty.part) and not has_grace(look, duty):
                unanswered = _protocols_unanswered(look, duty)
            if unanswered:
                yield Told(look.does(duty), (unanswered,), duty.part.client, duty.task.code)


def _delegations_unanswered(look: Look, duty: Duty) -> Reason | None:
    """What is wrong with the first of the delegations in force, where none of them is good; else nothing."""
    facts = look.facts
    in_force = facts.delegations_in_force(look.worker, duty.part.client, duty.task, look.span)
    if not in_force or delegations_answered(look, duty):
        return None
    why = f"delegation {in_force[0].id} {why_delegation_unanswered(facts, in_force[0], look.span)}"
    return Reason(why, whom_to_ask(facts, in_force[0].registrant, look.span))


def _protocols_unanswered(look: Look, duty: Duty) -> Reason | None:
    """The same of the organisation's protocols, unless a delegation lets the worker do the task."""
    in_force = protocols_in_force(look, duty)
    if not in_force or protocols_answered(look, duty) or is_delegated(look, duty):
        return None
    why = f"protocol {in_force[0].id} {why_protocol_unanswered(look.facts, in_force[0], look.span)}"
    return Reason(why, whom_to_ask(look.facts, in_force[0].registrant, look.span))

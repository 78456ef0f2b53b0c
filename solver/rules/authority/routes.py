"""What somebody who is no registered nurse may do a health task under: delegations, or the organisation's protocol."""

from __future__ import annotations

from solver.domain import Delegation, Protocol

from .answers import answer_of
from .look import Duty, Look, Reason, on
from .registrants import why_delegation_unanswered, why_protocol_unanswered

# Visits at which a situation is met that nobody has seen settled, whatever the client's record says (decision 122).
_NOT_SETTLED = {"first": "a first visit", "changed": "a visit after a change of condition"}


def why_not_delegable(look: Look, duty: Duty) -> list[Reason]:
    """What stands against any delegation of a task to this worker, whatever is signed."""
    facts, (part, task) = look.facts, duty
    client = facts.problem.client[part.client]
    reasons = []
    if not task.delegable and facts.readings.class_of(task) != "delegated":
        reasons.append(Reason(f"{task.code} may not be delegated"))
    if not client.stable:
        reasons.append(Reason(f"{client.name}'s condition is not recorded as stable", "the nurse in charge"))
    if part.kind in _NOT_SETTLED:
        reasons.append(
            Reason(
                f"visit {part.id} is {_NOT_SETTLED[part.kind]}, and nothing is delegated before a nurse has been",
                "the nurse in charge",
            )
        )
    answer = answer_of(client, "delegation", look.span, facts.problem.horizon)
    if answer.state != "given":
        ask = f"{client.name}, or who decides for them" if answer.state == "unknown" else ""
        reasons.append(Reason(f"{client.name}'s consent to delegation is not in force ({answer.why})", ask))
    if not look.worker.accepts_delegation:
        reasons.append(Reason(f"{look.they_have} not agreed to do delegated tasks"))
    for name in facts.readings.competencies_of(task):
        held = [item.expires for item in look.worker.competencies if item.competency == name]
        if held and not any(until is None or look.span.last_day <= until for until in held):
            last = max(until for until in held if until is not None)
            reasons.append(Reason(f"{look.their} {name} expired on {on(last)}"))
    return reasons


def delegations_answered(look: Look, duty: Duty) -> list[Delegation]:
    """Delegations in force that name the worker for a task and that somebody answers for, suspensions apart."""
    in_force = look.facts.delegations_in_force(look.worker, duty.part.client, duty.task, look.span)
    return [one for one in in_force if not why_delegation_unanswered(look.facts, one, look.span)]


def is_delegated(look: Look, duty: Duty) -> bool:
    """Whether the worker may do a task under a delegation."""
    return not why_not_delegable(look, duty) and any(
        look.facts.delegation_suspension(one, look.span) is None for one in delegations_answered(look, duty)
    )


def protocols_in_force(look: Look, duty: Duty) -> list[Protocol]:
    """The protocols for a task, by their dates, of the organisation that the worker acts for."""
    span = look.span
    return [
        one
        for one in look.facts.protocols(look.acting, duty.task)
        if one.in_force(span.first_day) and one.in_force(span.last_day)
    ]


def protocols_answered(look: Look, duty: Duty) -> list[Protocol]:
    """Those of them that somebody registered answers for, suspensions apart."""
    return [one for one in protocols_in_force(look, duty) if not why_protocol_unanswered(look.facts, one, look.span)]


def has_grace(look: Look, duty: Duty) -> bool:
    """Whether the provider's own staff may do a task although no protocol is recorded: in a problem carried over from a
    document that could tell none.
    """
    grace = look.facts.readings.grace
    return grace is not None and look.span.last_day <= grace[1] and look.acting == duty.part.delivered_by

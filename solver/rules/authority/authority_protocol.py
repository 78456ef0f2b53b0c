"""authority_protocol: what a signed protocol allows an organisation's own staff is done under one."""

from __future__ import annotations

from collections.abc import Iterator

from ..vocabulary.rule import Rule
from .condition import Condition
from .look import Duty, Look, Reason, Told, on
from .registrants import whom_to_ask, why_delegation_unanswered
from .routes import has_grace, is_delegated, protocols_in_force, why_not_delegable


class AuthorityProtocolRule(Condition, Rule):
    """A registered nurse does such a task anyway. Anybody else acts for the organisation that delivers the visit, under
    a protocol of that organisation; or under a delegation. The competencies are asked by their own rule; where none is
    named for the task, nobody knows who is trained for it, and a protocol is for those who are.
    """

    id = "authority_protocol"
    reason_order = 3

    def find(self, look: Look) -> Iterator[Told]:
        if look.worker.registered_nurse:
            return
        for duty in look.duties:
            if look.facts.readings.class_of(duty.task) != "protocol":
                continue
            if not (whys := _why_not_by_protocol(look, duty)) or is_delegated(look, duty):
                continue
            yield Told(look.does(duty), (*whys, *_why_no_delegation(look, duty)), duty.part.client, duty.task.code)


def _why_not_by_protocol(look: Look, duty: Duty) -> list[Reason]:
    """What keeps a protocol from allowing it, who signed it apart; nothing: it does."""
    whys, own = [], look.is_own(duty.part)
    if not own or not (has_grace(look, duty) or protocols_in_force(look, duty)):
        whys.append(_why_no_protocol(look, duty, own))
    if not look.facts.readings.competencies_of(duty.task):
        untaught = f"no competency is named for {duty.task.code}, so nobody knows who is trained for it"
        whys.append(Reason(untaught, "whoever keeps the task catalogue which one it wants"))
    return whys


def _why_no_protocol(look: Look, duty: Duty, own: bool) -> Reason:
    facts, code, span = look.facts, duty.task.code, look.span
    if not own:
        provider = facts.problem.organisation[duty.part.delivered_by].name
        return Reason(f"{code} is done under a protocol, by staff of {provider} only")
    name = facts.problem.organisation[look.acting].name
    recorded = facts.protocols(look.acting, duty.task)
    if not recorded:
        return Reason(f"no protocol of {name} for {code} is recorded", name)
    last = max(recorded, key=lambda one: one.signed)
    if span.first_day < last.signed:
        return Reason(f"{name}'s protocol for {code} was signed on {on(last.signed)}", name)
    assert last.expires is not None
    return Reason(f"{name}'s protocol for {code} expired on {on(last.expires)}", name)


def _why_no_delegation(look: Look, duty: Duty) -> list[Reason]:
    """What is wrong with the delegations that name this worker; nothing where none does."""
    facts = look.facts
    in_force = facts.delegations_in_force(look.worker, duty.part.client, duty.task, look.span)
    if not in_force:
        return []
    unanswered = [
        Reason(
            f"delegation {one.id} {why_delegation_unanswered(facts, one, look.span) or 'is stopped'}",
            whom_to_ask(facts, one.registrant, look.span),
        )
        for one in in_force
    ]
    return why_not_delegable(look, duty) or unanswered

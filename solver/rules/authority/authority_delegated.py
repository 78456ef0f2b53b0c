"""authority_delegated: a delegated task is done by a nurse, or by who is named for it, this client and this day."""

from __future__ import annotations

from collections.abc import Iterator

from ..vocabulary.rule import Rule
from .condition import Condition
from .look import Duty, Look, Reason, Told, on
from .registrants import whom_to_ask
from .routes import why_not_delegable


class AuthorityDelegatedRule(Condition, Rule):
    """The task may be delegated, the client is stable and has consented, the worker accepts it and is signed off for
    it. A competency is no delegation, and nobody inherits one: an agency stand-in has none unless named. A first visit,
    or one after a change of condition, is no stable situation, whatever the client's record says.
    """

    id = "authority_delegated"
    reason_order = 3

    def find(self, look: Look) -> Iterator[Told]:
        if look.worker.registered_nurse:
            return
        for duty in look.duties:
            if look.facts.readings.class_of(duty.task) == "delegated":
                reasons = why_not_delegable(look, duty) + _why_not_signed_off(look, duty)
                if reasons:
                    yield Told(look.does(duty), tuple(reasons), duty.part.client, duty.task.code)


def _why_not_signed_off(look: Look, duty: Duty) -> list[Reason]:
    """What is wrong with the sign-offs that name the worker; nothing where one of them holds over the span."""
    facts, span = look.facts, look.span
    if facts.delegations_in_force(look.worker, duty.part.client, duty.task, span):
        return []
    named = facts.delegations(look.worker, duty.part.client, duty.task)
    if not named:
        missing = f"no delegation names {look.them} for {duty.task.code} with this client"
        return [Reason(missing, "a registrant who may delegate it")]
    last = max(named, key=lambda one: (one.expires, one.signed_off))
    ask = whom_to_ask(facts, last.registrant, span)
    if span.first_day < last.signed_off:
        return [Reason(f"the sign-off begins on {on(last.signed_off)}", ask)]
    if last.expires < span.last_day:
        return [Reason(f"the sign-off expired on {on(last.expires)}: renew it", ask)]
    if last.review is not None and last.review < span.last_day:
        return [Reason(f"the review due on {on(last.review)} has not been done", ask)]
    return [Reason("no one sign-off holds for all of the time", ask)]

"""authority_delegated: a delegated task is done by a nurse, or by who is named for it, this client and this day."""

from __future__ import annotations

from collections.abc import Iterator

from ..rule import Rule
from ..words import both
from .condition import Condition
from .look import Duty, Look, Told, on
from .routes import why_not_delegable


class AuthorityDelegatedRule(Condition, Rule):
    """The task may be delegated, the client is stable and has consented, the worker accepts it and is signed off for
    it. A competency is no delegation, and nobody inherits one: an agency stand-in has none unless named.
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
                    yield Told(f"{look.does(duty)}, but {both(reasons)}.", duty.part.client)


def _why_not_signed_off(look: Look, duty: Duty) -> list[str]:
    facts, span = look.facts, look.span
    if facts.delegations_in_force(look.worker, duty.part.client, duty.task, span):
        return []
    named = facts.delegations(look.worker, duty.part.client, duty.task)
    if not named:
        return [f"no delegation names {look.worker.name} for {duty.task.code} with this client"]
    last = max(named, key=lambda one: (one.expires, one.signed_off))
    if span.first_day < last.signed_off:
        return [f"the sign-off begins on {on(last.signed_off)}"]
    if last.expires < span.last_day:
        return [f"the sign-off expired on {on(last.expires)}: renew it"]
    if last.review is not None and last.review < span.last_day:
        return [f"the review due on {on(last.review)} has not been done"]
    return ["no one sign-off holds for all of the time"]

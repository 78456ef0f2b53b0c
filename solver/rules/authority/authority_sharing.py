"""authority_sharing: a client's record goes to another organisation only where the client, or a basis, lets it."""

from __future__ import annotations

from collections.abc import Iterator

from ..vocabulary.rule import Rule
from .answers import answer_of
from .condition import Condition
from .look import Look, Reason, Told


class AuthoritySharingRule(Condition, Rule):
    """Asked where the worker acts for another organisation than the visit's provider, and of every joint visit of
    several providers. Refused: never, by no subcontract either. Not known: to a subcontractor; else an ordinary visit
    only, under a signed agreement of both that states its basis for sharing.
    """

    id = "authority_sharing"
    reason_order = 3

    def find(self, look: Look) -> Iterator[Told]:
        facts = look.facts
        parts = look.visit.commissioned or (look.visit,)
        providers = {part.delivered_by for part in parts}
        if providers == {look.acting}:
            return
        is_asked = len(providers) > 1 or not all(look.is_own(part) for part in parts)
        to = f"with {facts.problem.organisation[look.acting].name}"
        if len(providers) > 1:
            to = "between the organisations of that visit"
        for name in look.visit.clients:
            client = facts.problem.client[name]
            answer = answer_of(client, "sharing", look.span, facts.problem.horizon)
            if answer.state == "given":
                continue
            if answer.state == "unknown" and not (is_asked and (look.is_joint or not _has_basis(look))):
                continue
            consent = f"{client.name}'s consent to sharing their record {to} is not in force: {answer.why}"
            ask = f"{client.name}, or who decides for them" if answer.state == "unknown" else ""
            yield Told(look.would_make(), (Reason(consent, ask),), name)


def _has_basis(look: Look) -> bool:
    """Whether an agreement in force, signed by then, says on what basis records are shared."""
    facts, wording = look.facts, look.facts.readings.wording
    return any(
        wording.states_something(one.sharing_basis)
        and wording.names_somebody(one.signed_by)
        and one.signed is not None
        and one.signed <= look.span.first_day
        for one in facts.agreements(look.visit.delivered_by, look.acting, look.span)
    )

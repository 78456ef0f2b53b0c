"""What a visit rests on when a worker makes it: delegation, protocol, agreement and consent; who answers, until when.

It is told of visits that a roster makes. Whether all of it is good, the rules of this folder judge.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from solver.domain import Client, ConsentKind, Delegation, Protocol

from ..readings.readings import Readings
from ..vocabulary.timeline import Timeline
from .answers import answer_of
from .facts import Facts
from .givers import describe_who_gives, list_givings
from .look import Duty, Look, look_at, on
from .registrants import rests_on_grace, why_delegation_unanswered, why_protocol_unanswered
from .routes import delegations_answered, has_grace, protocols_answered, protocols_in_force

_WHOSE = {"own": "their own decision", "best_interests": "a best-interests decision", "attorney": "their attorney's"}


def list_bases(readings: Readings, timeline: Timeline) -> dict[str, tuple[str, ...]]:
    """By visit that a measured roster makes, the sentences on what it rests on; visits that rest on nothing of the kind
    are not in it.
    """
    if readings.abstract:
        return {}
    facts = readings.once(Facts)
    found: dict[str, dict[str, None]] = {}
    for run, call in timeline.calls():
        assert call.visit is not None
        look = look_at(facts, call.visit, run.shift, call.start, call.end)
        for sentence in _find_bases(look):
            found.setdefault(call.visit.id, {})[sentence] = None
    for visit, givings in list_givings(readings, timeline).items():
        for one in givings:
            if one.others:
                found.setdefault(visit, {})[describe_who_gives(one)] = None
    return {visit: tuple(sentences) for visit, sentences in found.items()}


def _find_bases(look: Look) -> Iterator[str]:
    facts = look.facts
    for duty in look.duties:
        task_class = facts.readings.class_of(duty.task)
        if task_class in ("delegated", "protocol") and not look.worker.registered_nurse:
            yield from _under_what(look, duty)
    foreign = [part for part in look.visit.commissioned if not look.is_own(part)]
    for provider in dict.fromkeys(part.delivered_by for part in foreign):
        yield from _by_agreement(look, provider)
    for part in look.visit.commissioned:
        if look.acting != part.delivered_by and look.is_own(part):
            provider, to = (facts.problem.organisation[one].name for one in (part.delivered_by, look.acting))
            yield f"{to} delivers {provider}'s visits to {facts.problem.client[part.client].name} as its subcontractor."
    if foreign or len({part.delivered_by for part in look.visit.commissioned}) > 1:
        for client in look.visit.clients:
            yield _consent(look, facts.problem.client[client], "sharing")


def _under_what(look: Look, duty: Duty) -> Iterator[str]:
    """The delegations that name the worker for a task, and for a task of a protocol that."""
    does = f"{look.worker.name} does {duty.task.code} under"
    client = look.facts.problem.client[duty.part.client]
    named = delegations_answered(look, duty) or look.facts.delegations_in_force(
        look.worker, duty.part.client, duty.task, look.span
    )
    for one in named:
        yield f"{does} delegation {one.id}: {_describe_delegation(look, one)}"
    if named:
        yield _consent(look, client, "delegation")
    if look.facts.readings.class_of(duty.task) != "protocol":
        return
    protocols = protocols_answered(look, duty) or protocols_in_force(look, duty)
    for protocol in protocols:
        yield f"{does} protocol {protocol.id}: {_describe_protocol(look, protocol)}"
    if not protocols and not named and has_grace(look, duty):
        yield f"{does} no protocol: none is recorded, which is allowed {_until_end_of_grace(look)}."


def _describe_delegation(look: Look, one: Delegation) -> str:
    """ "Nora Example answers for it, until 1 December 2027 (it expires)."."""
    facts, known = look.facts, look.facts.readings.registrant(one.registrant)
    if why := why_delegation_unanswered(facts, one, look.span):
        return f"it {why}."
    ends = [(one.expires, "it expires")]
    if one.review is not None:
        ends.append((one.review, "its review is due"))
    if known is not None:
        ends += _ends_of(known.left, known.registered_until)
    last, why = min(ends)
    said = f"{known.name if known is not None else one.registrant} answers for it, until {on(last)} ({why})"
    if rests_on_grace(facts, one, look.span):
        return f"{said}; what is unknown of the registrant is allowed {_until_end_of_grace(look)}."
    return f"{said}."


def _describe_protocol(look: Look, one: Protocol) -> str:
    facts, known = look.facts, look.facts.readings.registrant(one.registrant)
    if why := why_protocol_unanswered(facts, one, look.span):
        allowed = look.facts.readings.grace is not None and look.span.last_day <= look.facts.readings.grace[1]
        return f"it {why}{f'; allowed {_until_end_of_grace(look)}' if allowed else ''}."
    ends = [(one.expires, "it expires")] if one.expires is not None else []
    if known is not None:
        ends += _ends_of(known.left, known.registered_until)
    name = known.name if known is not None else one.registrant
    signed = f"signed by {name} on {on(one.signed)}"
    if not ends:
        return f"{signed}, without an end."
    last, why = min(ends)
    return f"{signed}, until {on(last)} ({why})."


def _ends_of(left: date | None, registered_until: date | None) -> list[tuple[date, str]]:
    """The days after which a registrant answers for nothing, with why."""
    found = [(left, "they leave"), (registered_until, "their registration ends")]
    return [(day, why) for day, why in found if day is not None]


def _until_end_of_grace(look: Look) -> str:
    grace = look.facts.readings.grace
    assert grace is not None
    return f"until {on(grace[1])} (rule authority_registrant: grace of a document of version 1)"


def _by_agreement(look: Look, provider: str) -> Iterator[str]:
    facts = look.facts
    other, own = (facts.problem.organisation[one].name for one in (provider, look.acting))
    for one in facts.agreements(provider, look.acting, look.span):
        until = f"until {on(one.ends)}" if one.ends is not None else "without an end"
        signed = ""
        if one.signed_by.strip() and one.signed is not None:
            signed = f", signed by {one.signed_by} on {on(one.signed)}"
        yield f"{look.worker.name} comes for {own} by agreement {one.id} with {other}{signed}, {until}."


def _consent(look: Look, client: Client, kind: ConsentKind) -> str:
    """ "Ada Pretend's consent to delegation: given on 1 June 2026 (their own decision; recorded by Lea Example)."."""
    whose = f"{client.name}'s consent to {kind}"
    state = answer_of(client, kind, look.span, look.facts.problem.horizon)
    answer = client.last_answer(kind, look.span.first_day)
    if state.state == "given" and answer is not None:
        basis = _WHOSE.get(answer.basis or "", "whose decision it was is not recorded")
        recorder = f"recorded by {answer.recorder.strip()}" if answer.recorder.strip() else "by whom is not recorded"
        until = f", until {on(answer.expires)}" if answer.expires is not None else ""
        return f"{whose}: given on {on(answer.recorded)}{until} ({basis}; {recorder})."
    bases = [
        f"; agreement {one.id} states a basis for sharing: {one.sharing_basis.strip()}"
        for part in look.visit.commissioned
        for one in look.facts.agreements(part.delivered_by, look.acting, look.span)
        if kind == "sharing" and look.facts.readings.wording.states_something(one.sharing_basis)
    ]
    return f"{whose}: {state.why}{next(iter(bases), '')}."

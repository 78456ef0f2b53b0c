"""Whether somebody registered answers for what is done under a delegation or a protocol. The checker's side.

What is not recorded is no yes. Only what was signed before a document of version 1 was carried over may leave unknown
what such documents could not tell, for the days that the pack grants.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from solver.domain import Delegation, Horizon, Protocol, Registrant
from solver.domain.names import fold_name

from ..readings.calls import Span
from ..readings.cover import find_cover
from .facts import Facts
from .look import on


def why_delegation_unanswered(facts: Facts, delegation: Delegation, span: Span) -> str:
    """Why nobody answers for what is done under a delegation over a span, in words that follow it; nothing: somebody
    does, and is reached.
    """
    return _why_unanswered(facts, delegation, span, is_excused(facts, delegation.signed_off, span))


def rests_on_grace(facts: Facts, delegation: Delegation, span: Span) -> bool:
    """Whether somebody answers for a delegation only because a document of version 1 could not tell all of them."""
    return not why_delegation_unanswered(facts, delegation, span) and bool(
        _why_unanswered(facts, delegation, span, excused=False)
    )


def is_in_grace(facts: Facts, delegation: Delegation) -> bool:
    """Whether a delegation of before, in force on the problem's first day, leaves something of its registrant unknown.

    In force by its own dates: whether the days of grace are over by then is not looked at.
    """
    grace = facts.readings.grace
    if grace is None or delegation.signed_off > grace[0] or not delegation.in_force(facts.problem.horizon.date(0)):
        return False
    known = facts.readings.registrant(delegation.registrant)
    if known is None:
        return facts.readings.wording.names_somebody(delegation.registrant)
    told = facts.readings.wording.registration(known.registration)
    return told == "unknown" or (told == "known" and (known.registered_until is None or not known.cover))


def _why_unanswered(facts: Facts, delegation: Delegation, span: Span, excused: bool) -> str:
    """excused: whether what is unknown of the registrant stops nobody."""
    why = _why_no_registrant(facts, delegation.registrant, span, excused)
    why = why or find_carer_answering(facts, delegation.registrant, delegation.workers)
    if why:
        return why
    known = facts.readings.registrant(delegation.registrant)
    name = known.name if known is not None else delegation.registrant
    own = "" if known is None else known.contact
    wording = facts.readings.wording
    told = delegation.contact if delegation.contact.strip() else own
    if not wording.reaches_somebody(told) or wording.says_nobody(own):
        said = next((text.strip() for text in (delegation.contact, own) if wording.says_nobody(text)), "")
        return f"does not say how {name} is reached" + (f' (it says "{said}")' if said else "")
    if known is not None and known.cover:
        if not _is_covered(known, span, facts.problem.horizon):
            hours = _describe_cover(known, span, facts.problem.horizon)
            return f"rests on {name}, who is not on cover for all of the time ({hours})"
    elif not excused:
        return f"rests on {name}, whose cover hours are not recorded"
    return ""


def _describe_cover(registrant: Registrant, span: Span, horizon: Horizon) -> str:
    """ "on cover 09:00 to 17:00; it may be made 07:00 to 11:15: agree times within the cover, or record more cover"."""
    stretches = find_cover(registrant, span.first_day - timedelta(days=1), span.last_day, horizon)
    near = [one for one in stretches if one[1] > span.earliest - 12 * 60 * horizon.ticks_per_minute]
    hours = ", ".join(f"{horizon.label(begin)} to {horizon.label(end)}" for begin, end in near)
    made = f"{horizon.label(span.earliest)} to {horizon.label(span.latest)}"
    on_cover = f"on cover {hours}" if near else "on cover at no time of these days"
    return f"{on_cover}; it may be made {made}: agree times within the cover, or record more cover"


def why_protocol_unanswered(facts: Facts, protocol: Protocol, span: Span) -> str:
    """Why nobody answers for a protocol over a span; nothing: somebody does. Cover hours are asked for delegations.

    Nothing is excused: documents of version 1 had no protocols, so one that is recorded is of today.
    """
    why = _why_no_registrant(facts, protocol.registrant, span, excused=False)
    return why or find_carer_answering(facts, protocol.registrant, ())


def find_carer_answering(facts: Facts, text: str, own: Collection[str]) -> str:
    """Why who is called so answers for nothing, because that is a worker of the day who is no registered nurse; nothing
    where it is not. own: the workers of the delegation, of whom none answers for it.

    Somebody of the same name in another organisation may be somebody else, but not where the delegation is theirs.
    """
    known = facts.readings.registrant(text)
    name = text if known is None else known.name
    for worker in facts.carers_called(name) or ([] if known is not None else facts.carers_called(text, by_id=True)):
        if worker.id in own:
            return f"rests on {name}, who does the task and is no registered nurse: nobody answers for their own"
        if known is None or known.organisation in (None, worker.organisation):
            return f"rests on {name}, a worker who is no registered nurse"
    return ""


def whom_to_ask(facts: Facts, text: str, span: Span) -> str:
    """Who could mend what is wrong with a delegation or a protocol that names its registrant so: that person, while
    they answer for anything; else another one.
    """
    known = facts.readings.registrant(text)
    if known is None or not facts.readings.wording.names_somebody(known.name):
        return "a registrant to answer for it"
    gone = (known.left is not None and known.left < span.last_day) or (
        facts.readings.wording.registration(known.registration) == "gone"
    )
    gone = gone or any(facts.carers_called(known.name))
    return "another registrant to answer for it" if gone else known.name


def is_excused(facts: Facts, signed: date, span: Span) -> bool:
    """Whether what is unknown of the registrant of something signed that day stops nobody over a span yet."""
    grace = facts.readings.grace
    return grace is not None and signed <= grace[0] and span.last_day <= grace[1]


def _why_no_registrant(facts: Facts, text: str, span: Span, excused: bool) -> str:
    known = facts.readings.registrant(text)
    name = text if known is None else known.name
    if not facts.readings.wording.names_somebody(name):
        return f'names no registrant ("{name}")' if name.strip() else "names no registrant"
    if known is None:
        alike = [one.id for one in facts.problem.registrants if fold_name(one.name) == fold_name(name)]
        if len(alike) > 1 and not excused:
            return f"names {name}, as {len(alike)} registrants are called ({' and '.join(alike)}): name one by id"
        return "" if excused else f"names {name}, who is none of the registrants recorded"
    if known.left is not None and known.left < span.last_day:
        return f"rests on {name}, who left on {on(known.left)}"
    said = facts.readings.wording.registration(known.registration)
    if said == "gone":
        return f'rests on {name}, of whose registration "{known.registration}" is recorded'
    if known.registered_until is not None and known.registered_until < span.last_day:
        return f"rests on {name}, whose registration ended on {on(known.registered_until)}"
    if excused:
        return ""
    if said == "unknown":
        return f"rests on {name}, whose registration is not recorded"
    if known.registered_until is None:
        return f"rests on {name}, of whom is not recorded how long the registration lasts"
    return ""


def _is_covered(registrant: Registrant, span: Span, horizon: Horizon) -> bool:
    """Whether one stretch of cover after the other reaches from the begin of a span to its end."""
    reached, end = span.earliest, max(span.latest, span.earliest + 1)
    while reached < end:
        today = horizon.date(reached)
        stretches = find_cover(registrant, today - timedelta(days=1), today, horizon)
        further = [until for begin, until in stretches if begin <= reached < until]
        if not further:
            return False
        reached = max(further)
    return True

"""Sections 1 and 3: who signs for a join or accepts a late start, and whether the document says that they may not."""

from __future__ import annotations

from datetime import date

from solver.domain import Registrant, Role

from .clock import clock_moments
from .made import Span
from .names import is_registered_no_more, person_said
from .register import Register


def is_plain_carer(register: Register, named: str) -> bool:
    """Whether somebody who says to be a nurse is a worker and none; who shares a nurse's name may be the nurse."""
    said, workers = person_said(named), register.problem.workers
    carers = [one for one in workers if not one.registered_nurse]
    nurses = {person_said(one.name) for one in workers if one.registered_nurse}
    nurses |= {person_said(one.name) for one in register.problem.registrants}
    return any(person_said(one.id) == said for one in carers) or (
        said not in nurses and any(person_said(one.name) == said for one in carers)
    )


def is_nurse_known(register: Register, named: str) -> bool:
    """Whether it names a registrant, or a registered nurse of the day."""
    nurses = [one for one in register.problem.workers if one.registered_nurse]
    spoken = {person_said(text) for one in nurses for text in (one.id, one.name)}
    return _person(register, named) is not None or person_said(named) in spoken


def has_left(register: Register, named: str, day: date) -> bool:
    person = _person(register, named)
    return person is not None and person.left is not None and person.left < day


def is_registered_no_longer(register: Register, named: str, day: date) -> bool:
    """Whether it names a registrant whose registration is over on a day, by its own words or by its last day."""
    person = _person(register, named)
    if person is None:
        return False
    lapsed = person.registered_until is not None and person.registered_until < day
    return lapsed or is_registered_no_more(person.registration)


def is_stopped(register: Register, named: str, begin: int, finish: int) -> bool:
    """Whether who is named, a registrant in any list or a worker, is stopped at some moment between two."""
    said, person = person_said(named), _person(register, named)
    names = {said} if person is None else {said, person_said(person.id), person_said(person.name)}
    if any(person_said(stop.of) in names for stop in register.stopped("registrant", begin, finish)):
        return True
    workers = {one.id for one in register.problem.workers if said in (person_said(one.id), person_said(one.name))}
    return any(stop.of in workers for stop in register.stopped("worker", begin, finish))


def why_signs_nothing(register: Register, named: str, role: Role, on: date, span: Span) -> str | None:
    """Why what somebody signed on a day does not hold over a span; None where it does."""
    nurse = role == Role.NURSE_LEAD
    if nurse and is_plain_carer(register, named):
        return "signed by a carer"
    if has_left(register, named, span.last_day):
        return "signed by who has left"
    if nurse and is_registered_no_longer(register, named, span.last_day):
        return "signed by who is registered no more"
    whole_day = clock_moments(register.problem.horizon, on, "00:00", "24:00")
    times = (whole_day, (span.earliest, max(span.latest, span.earliest + 1)))
    return "signed by who is stopped" if any(is_stopped(register, named, *one) for one in times) else None


def _person(register: Register, named: str) -> Registrant | None:
    said = person_said(named)
    known = (one for one in register.problem.registrants if said in (person_said(one.id), person_said(one.name)))
    return next(known, None)

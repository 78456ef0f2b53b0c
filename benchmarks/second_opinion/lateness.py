"""Sections 1 and 7: a visit is not late past the moment at which something that it rests on ends."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from solver.domain import WEEKDAYS, Accepting, Delegation, LateAcceptance, Visit, fold

from .clock import clock_moments
from .register import Register
from .signers import has_left, is_nurse_known, is_plain_carer, is_registered_no_longer, is_stopped

_NURSES = (Accepting.NURSE_LEAD, Accepting.REGISTRANT)


def over_by(register: Register, part: Visit, opens: int, in_time: int, latest: int) -> int | None:
    """The first moment from in_time on, before latest, at which something ends; None: nothing does.

    Of the part: its first opening, its end when made in time, its end made as late as it can be.
    """
    found = [moment for moment in _ends(register, part, opens, in_time, latest) if in_time <= moment < latest]
    return min(found, default=None)


def _ends(register: Register, part: Visit, opens: int, in_time: int, latest: int) -> Iterator[int]:
    problem = register.problem
    yield from _stops_of_the_visit(register, part, in_time, latest)
    for task in part.tasks:
        kind = register.class_of(task)
        if kind == "protocol":
            for protocol in problem.protocols:
                if protocol.organisation == part.delivered_by and fold(protocol.task) == fold(task.code):
                    yield from _registrant_stops(register, protocol.registrant, in_time, latest)
        if kind == "delegated" or (kind == "protocol" and task.delegable):
            rows = [
                row
                for row in problem.delegations
                if row.client == part.client
                and fold(row.task) == fold(task.code)
                and part.kind not in ("first", "changed")
                and _usable(register, row, opens, in_time, latest)
            ]
            for row in rows:
                yield from _of_delegation(register, row, opens, in_time, latest)
            if rows:
                yield from _withdrawn(register, part.client, "delegation")
    on_duty = [shift for shift in problem.shifts if shift.start < latest and opens < shift.end]
    own = {register.acts_for(shift, problem.worker[shift.worker]) for shift in on_duty}
    if part.delivered_by not in own:
        yield from _withdrawn(register, part.client, "sharing")
    yield from _workers(register, {shift.worker for shift in on_duty}, opens, in_time, latest)


def _stops_of_the_visit(register: Register, part: Visit, in_time: int, latest: int) -> Iterator[int]:
    """Of its tasks, for everybody or for this client, and of the unpaid carer whom it names."""
    for stop in register.stopped("task", in_time, latest):
        about = any(register.is_about(stop.of, task) for task in part.tasks)
        if about and stop.client in (None, part.client):
            yield stop.starts
    for stop in register.stopped("unpaid_carer", in_time, latest):
        if stop.of == part.unpaid_carer:
            yield stop.starts


def accepted_until(register: Register, part: Visit) -> int | None:
    """The latest start of a visit that somebody has accepted who may; None: nobody has."""
    if not part.late_accepted:
        return None
    row = part.late_accepted[-1]
    role, among = row.role, set(_NURSES)
    if not any(register.is_health(task) for task in part.tasks):
        timed = any(task.clinical_window or task.time_critical for task in part.tasks)
        if not timed and not any(register.is_medicine(task) for task in part.tasks):
            return part.accepted_until
        among.add(Accepting.MANAGER)
    return None if role not in among or _may_not(register, part, row) else part.accepted_until


def _may_not(register: Register, part: Visit, row: LateAcceptance) -> bool:
    """Whether the document itself says that whoever accepts is a carer, there no more, or nobody it knows."""
    begin, last = part.windows[0].start, part.windows[-1].end
    day = register.problem.horizon.date(last)
    over = max(last, row.until, begin + 1) + part.duration
    if row.role in _NURSES and is_registered_no_longer(register, row.by, day):
        return True
    if is_plain_carer(register, row.by) or has_left(register, row.by, day) or is_stopped(register, row.by, begin, over):
        return True
    guarded = any(register.is_health(task) and register.is_medicine(task) for task in part.tasks)
    return guarded and not is_nurse_known(register, row.by)


def _usable(register: Register, row: Delegation, opens: int, in_time: int, latest: int) -> bool:
    """Whether a delegation holds on the days of a visit in time, and lets somebody on duty make it."""
    problem = register.problem
    days = [problem.horizon.date(moment) for moment in (opens, in_time - 1)]
    held = all(row.signed_off <= day <= row.expires and (row.review is None or day <= row.review) for day in days)
    needing = {
        name
        for name in row.workers
        if problem.worker[name].accepts_delegation and not problem.worker[name].registered_nurse
    }
    there = any(shift.worker in needing and shift.start < latest and opens < shift.end for shift in problem.shifts)
    return held and there and problem.client[row.client].stable


def _of_delegation(register: Register, row: Delegation, opens: int, in_time: int, latest: int) -> Iterator[int]:
    yield from (stop.starts for stop in register.stopped("delegation", in_time, latest) if stop.of == row.id)
    yield from _registrant_stops(register, row.registrant, in_time, latest)
    person, problem = register.person(row.registrant), register.problem
    if person is None:
        return
    # Minute by minute would say the same: from the opening on, as long as some hours of cover hold the moment.
    reached, day = opens, problem.horizon.date(opens) - timedelta(days=1)
    while day <= problem.horizon.date(latest):
        hours = [row for row in person.cover if WEEKDAYS[day.weekday()] in row.days]
        spans = [clock_moments(problem.horizon, day, one.from_, one.until) for one in hours]
        for begin, finish in sorted(spans):
            reached = finish if begin <= reached < finish else reached
        day += timedelta(days=1)
    if reached > opens:
        yield reached


def _registrant_stops(register: Register, named: str, in_time: int, latest: int) -> Iterator[int]:
    person = register.person(named)
    for stop in register.stopped("registrant", in_time, latest):
        if stop.of == named or (person is not None and register.person(stop.of) == person):
            yield stop.starts


def _withdrawn(register: Register, client: str, kind: str) -> Iterator[int]:
    for row in register.problem.client[client].consents:
        if row.kind == kind and row.withdrawn is not None:
            yield row.withdrawn


def _workers(register: Register, on_duty: set[str], opens: int, in_time: int, latest: int) -> Iterator[int]:
    """The first stop of each worker there, where none of them could come without one."""
    stops = list(register.stopped("worker", opens, latest))
    away = {stop.of for stop in register.stopped("worker", opens, in_time)}
    there = on_duty - away
    if there <= {stop.of for stop in stops if stop.starts >= in_time}:
        yield from (stop.starts for stop in stops if stop.of in there)

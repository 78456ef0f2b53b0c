"""Section 1: who may do what for whom, of every worker at every visit, joined or not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from solver.domain import Delegation, Protocol, Visit, Worker, fold

from .finding import Finding
from .made import Job, Made, Span
from .names import is_name
from .register import Register, in_force

_Flaw = tuple[str, str]  # a rule and why


def judge_authority(register: Register, made: Made) -> Iterator[Finding]:
    """Everything wrong with the workers of one visit."""
    yield from _hands(register, made)
    for shift, worker in made.by:
        acting = register.acts_for(shift, worker)
        flaws = [*_stopped(register, made, worker), *_other_organisation(register, made, worker, acting)]
        client = made.parts[0].client
        for job in made.jobs:
            if not _by_carer(register, job, made.span):
                flaws += _may_do(register, job, made, worker, acting)
        for rule, why in dict.fromkeys(flaws):
            yield Finding(rule, made.id, why, worker=worker.id, client=client)
    yield from _sharing_of_parts(register, made)
    if made.role == "joint" and any(register.entry(job.task) is None for job in made.jobs):
        yield Finding("join_catalogue", made.id, "unknown code joined")
    if made.role == "joint" and any(register.ordered(job.task) for job in made.jobs):
        yield Finding("join_catalogue", made.id, "order says more than its code, joined")


def _hands(register: Register, made: Made) -> Iterator[Finding]:
    carers = [register.carer_of(part, made.span) for part in made.parts]
    helped = made.hands == 2 and all(carer is not None and carer.second_hands for carer in carers)
    if len(made.by) < made.hands - helped:
        named = any(part.unpaid_carer for part in made.parts)
        yield Finding("double_handed", made.id, "carer has not agreed" if named else "one pair of hands")
    if not made.together:
        yield Finding("double_handed", made.id, "not together")


def _by_carer(register: Register, job: Job, span: Span) -> bool:
    carer = register.carer_of(job.part, span)
    return carer is not None and fold(job.task.code) in {fold(code) for code in carer.tasks}


def _stopped(register: Register, made: Made, worker: Worker) -> Iterator[_Flaw]:
    span = made.span
    for stop in register.stopped("client", made.start, made.end):
        if stop.of in made.clients:
            yield "suspended", "client stopped"
    if any(stop.of == worker.id for stop in register.stopped("worker", span.earliest, span.latest)):
        yield "suspended", "worker stopped"
    if any(register.task_stopped(job.task, job.part.client, span) for job in made.jobs):
        yield "suspended", "task stopped"


def _may_do(register: Register, job: Job, made: Made, worker: Worker, acting: str) -> list[_Flaw]:
    """What is wrong with a worker doing one task of a visit, other organisations apart."""
    span, kind = made.span, register.class_of(job.task)
    states = [register.holds(worker, name, span.last_day) for name in register.competencies_of(job.task)]
    asked: list[_Flaw] = [("competency", f"competency {state}") for state in states if state != "yes"]
    if worker.registered_nurse:
        return asked + _foreign_unknown(register, job, acting)
    if kind == "registered":
        return [*asked, ("authority_registered", "no registered nurse")]
    if kind == "delegated":
        return _delegation(register, job, made, worker) + _foreign_unknown(register, job, acting)
    if kind == "protocol":
        flaws = asked + _protocol(register, job, span, acting)
        if not states:  # a protocol is for who is trained, and here nobody can be shown to be
            flaws.append(("authority_protocol", "no competency named"))
        elsewhere = _foreign_unknown(register, job, acting)
        return elsewhere + (flaws if flaws and _delegation(register, job, made, worker) else [])
    spoken = register.entry(job.task) is None and [*register.meant(job.task), *register.ordered(job.task)]
    if spoken and not states:  # a medicine by a code that nobody knows
        asked.append(("authority_catalogue", "unknown medicine, nobody known to be trained"))
    return asked + _foreign_unknown(register, job, acting)


def _foreign_unknown(register: Register, job: Job, acting: str) -> list[_Flaw]:
    """An unknown code of social care is done by its provider's own staff alone."""
    unknown = register.entry(job.task) is None and job.task.owner == "social"
    if unknown and acting != job.part.delivered_by:
        return [("authority_catalogue", "unknown code elsewhere")]
    return []


def _delegation(register: Register, job: Job, made: Made, worker: Worker) -> list[_Flaw]:
    """What is missing for somebody unregistered to do a task by delegation."""
    task, span, rule = job.task, made.span, "authority_delegated"
    client = register.problem.client[job.part.client]
    known = [*register.meant(task)] if register.entry(task) is None else [register.catalogue[task.code]]
    flaws: list[_Flaw] = []
    if task.registered_nurse_only or not (task.delegable or any(one.task_class == "delegated" for one in known)):
        flaws.append((rule, "not delegable"))
    if not client.stable:
        flaws.append((rule, "not stable"))
    if job.part.kind == "first" or job.part.kind == "changed":
        flaws.append((rule, "first, or after a change"))
    answer, _ = register.consent(client, "delegation", span)
    if answer != "given":
        flaws.append((rule, f"delegation consent {answer}"))
    if not worker.accepts_delegation:
        flaws.append((rule, "unwilling to be delegated"))
    if any(register.holds(worker, name, span.last_day) == "expired" for name in register.competencies_of(task)):
        flaws.append((rule, "own competency expired"))
    rows = delegations_of(register, job, worker)
    current = [row for row in rows if delegation_in_force(row, span)]
    if not current:
        return [*flaws, (rule, "delegation not in force" if rows else "no delegation")]
    answering = [(row, _no_answer(register, row, span)) for row in current]
    whole = [row for row, why in answering if why is None]
    if not whole:
        return flaws + [("authority_registrant", why) for _, why in answering if why is not None]
    if all(_delegation_stopped(register, row, span) for row in whole):
        flaws.append(("suspended", "delegation stopped"))
    return flaws


def delegations_of(register: Register, job: Job, worker: Worker) -> list[Delegation]:
    """The rows that name worker, task and client, in force or not."""
    return [
        row
        for row in register.problem.delegations
        if worker.id in row.workers and row.client == job.part.client and fold(row.task) == fold(job.task.code)
    ]


def delegation_in_force(row: Delegation, span: Span) -> bool:
    return in_force(row.signed_off, row.expires, span) and in_force(None, row.review, span)


def _no_answer(register: Register, row: Delegation, span: Span) -> str | None:
    """Why nobody answers for a delegation, if so."""
    since = register.grace(span)
    waived = since is not None and row.signed_off <= since
    if register.is_carer(row.registrant, row.workers):
        return "a carer answers"
    return register.no_registrant(row.registrant, span, waived) or register.no_cover(
        row.registrant, row.contact, span, waived
    )


def _delegation_stopped(register: Register, row: Delegation, span: Span) -> bool:
    stops = register.stopped("delegation", span.earliest, span.latest)
    return any(stop.of == row.id for stop in stops) or register.registrant_stopped(row.registrant, span)


def _protocol(register: Register, job: Job, span: Span, acting: str) -> list[_Flaw]:
    """What is missing for a protocol to cover a task; competencies apart."""
    provider = job.part.delivered_by
    if acting != provider and not register.subcontracted(provider, acting, job.part.client, span):
        return [("authority_protocol", "not the provider's staff")]
    rows = [
        row
        for row in register.problem.protocols
        if row.organisation == acting and fold(row.task) == fold(job.task.code)
    ]
    current = [row for row in rows if in_force(row.signed, row.expires, span)]
    if acting == provider and register.grace(span) is not None:  # none need be recorded; who is stopped stays so
        stopped = [register.registrant_stopped(row.registrant, span) for row in current]
        return [("suspended", "protocol's registrant stopped")] if stopped and all(stopped) else []
    if not current:
        return [("authority_protocol", "protocol not in force" if rows else "no protocol")]
    carers = [row for row in current if register.is_carer(row.registrant, ())]
    signed = [(row, "a carer" if row in carers else register.no_registrant(row.registrant, span)) for row in current]
    whole: list[Protocol] = [row for row, why in signed if why is None]
    if not whole:
        return [("authority_registrant", f"protocol: {why}") for _, why in signed]
    if all(register.registrant_stopped(row.registrant, span) for row in whole):
        return [("suspended", "protocol's registrant stopped")]
    return []


def _other_organisation(register: Register, made: Made, worker: Worker, acting: str) -> Iterator[_Flaw]:
    """What is missing where somebody acts for another organisation than the one that must deliver."""
    span = made.span
    if all(part.delivered_by == acting for part in made.parts):
        return
    foreign = [part for part in made.parts if is_foreign(register, part, acting, span)]
    for client in made.clients:
        answer, _ = register.consent(register.problem.client[client], "sharing", span)
        if answer == "refused":  # a subcontract is no consent
            yield "authority_sharing", "sharing refused"
        elif not foreign:
            continue
        elif answer == "unknown" and made.role in ("joint", "second"):
            yield "authority_sharing", "sharing unknown, joint"
        elif answer == "unknown" and not all(_has_basis(register, part, acting, span) for part in foreign):
            yield "authority_sharing", "sharing unknown, no basis"
    for part in foreign:
        jobs = [job for job in made.jobs if job.part is part and not _by_carer(register, job, span)]
        yield from _agreement(register, part, jobs, worker, acting, span)


def is_foreign(register: Register, part: Visit, acting: str, span: Span) -> bool:
    """Whether a part must be delivered by another organisation, without a subcontract with this one."""
    provider = part.delivered_by
    return acting != provider and not register.subcontracted(provider, acting, part.client, span)


def _has_basis(register: Register, part: Visit, acting: str, span: Span) -> bool:
    """An agreement in force that says what lets records be shared, and is signed."""
    return any(
        row.sharing_basis.strip() and is_name(row.signed_by) and row.signed is not None and row.signed <= span.first_day
        for row in register.agreements(part.delivered_by, acting, span)
    )


def _agreement(
    register: Register, part: Visit, jobs: Iterable[Job], worker: Worker, acting: str, span: Span
) -> Iterator[_Flaw]:
    rule, side = "authority_agreement", register.side_of(worker)
    between = register.agreements(part.delivered_by, acting, span)
    if not between:
        ended = any(set(row.between) == {part.delivered_by, acting} for row in register.problem.agreements)
        yield rule, "agreement not in force" if ended else "no agreement"
    for job in jobs:
        if register.owner_of(job.task) == side:
            continue
        flag = "health_task_to_care_worker" if side == "social" else "social_task_to_nurse"
        if between and not any(getattr(row, flag) for row in between):
            yield rule, f"not {flag}"
        if not worker.accepts_delegation:
            yield rule, "unwilling"


def _sharing_of_parts(register: Register, made: Made) -> Iterator[Finding]:
    """Parts of different providers: every client has consented to sharing, whoever makes the visit."""
    if made.role != "joint" or len({part.delivered_by for part in made.parts}) == 1:
        return
    for client in made.clients:
        answer, _ = register.consent(register.problem.client[client], "sharing", made.span)
        if answer != "given":
            yield Finding("authority_sharing", made.id, f"sharing {answer}, parts", client=client)

"""Section 3: who has signed for a joint visit, what that binds, and what stands against it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import combinations

from solver.domain import Agreement, JoinDecision, Outcome, Role, Visit, fold

from .authority import delegation_in_force, delegations_of, is_foreign
from .finding import Finding
from .made import Made, Span
from .names import is_name
from .register import Register, in_force
from .signers import why_signs_nothing


def judge_signatures(register: Register, made: Made) -> Iterator[Finding]:
    """Of a joint visit: a refusal that stands, or nothing that lets it be made."""
    if made.role != "joint" or made.join is None:
        return
    for outcome in dict.fromkeys((made.join.outcome, really(register, made))):
        yield from _judge_as(register, made, outcome)


def really(register: Register, made: Made) -> Outcome:
    """What becomes of the parts, whatever the roster calls it: a task crosses where neither its provider nor its side
    is the worker's.
    """
    assert made.join is not None
    if made.join.outcome in ("co_attend", "drop_duplicate"):
        return made.join.outcome
    crossing = {
        register.owner_of(job.task)
        for shift, worker in made.by
        for job in made.jobs
        if job.part.delivered_by != register.acts_for(shift, worker)
        and register.owner_of(job.task) != register.side_of(worker)
    }
    return "delegate" if "health" in crossing else "absorb" if crossing else "join"


def _judge_as(register: Register, made: Made, outcome: Outcome) -> Iterator[Finding]:
    assert made.join is not None
    signed = signatures(register, made, outcome)
    inside = set(made.join.visits)
    for refusal in register.problem.join_decisions:
        if refusal.approved or not set(refusal.visits) <= inside:
            continue
        if not any(answers(sign, refusal) for sign in signed):
            yield Finding("join_signed", made.id, "refused")
    agreed = all(_agreed_beforehand(register, made, outcome, *pair) for pair in combinations(made.parts, 2))
    if not signed and not agreed:
        reasons = {
            why
            for decision in register.problem.join_decisions
            if decision.approved and set(decision.visits) == inside
            for why in (_worthless(register, made, outcome, decision),)
            if why
        }
        yield Finding("join_signed", made.id, min(reasons, default="nobody signed"))


def answers(sign: JoinDecision, refusal: JoinDecision) -> bool:
    """An approval of a later day, or of the same one that says which refusal it answers."""
    return sign.on > refusal.on or (sign.on == refusal.on and sign.answers == refusal.id)


def signatures(register: Register, made: Made, outcome: Outcome) -> list[JoinDecision]:
    """The approvals that hold for this very visit, made as this outcome."""
    assert made.join is not None
    return [
        decision
        for decision in register.problem.join_decisions
        if decision.approved
        and set(decision.visits) == set(made.join.visits)
        and _worthless(register, made, outcome, decision) is None
    ]


def _worthless(register: Register, made: Made, outcome: Outcome, sign: JoinDecision) -> str | None:
    """Why an approval of these visits does not hold for what is made of them; None where it does."""
    span = made.span
    if not is_name(sign.by):
        return "signature without a name"
    if sign.role != Role.NURSE_LEAD and touches_health(register, made):
        return "signed by no nurse lead"
    if why := why_signs_nothing(register, sign.by, sign.role, sign.on, span):
        return why
    if sign.outcome is not None and sign.outcome != outcome:
        return "signed for another outcome"
    codes = {fold(code) for code in sign.tasks}
    if codes and not {fold(job.task.code) for job in made.jobs} <= codes:
        return "signed for other tasks"
    if sign.worker is not None and any(worker.id != sign.worker for worker in made.workers):
        return "signed for another worker"
    nurses = {worker.registered_nurse for worker in made.workers}
    if sign.worker_kind is not None and nurses != {sign.worker_kind == "registered_nurse"}:
        return "signed for another kind of worker"
    since = max(sign.on, sign.since or sign.on)
    if since > span.first_day:
        return "signed later"
    if (sign.until or _year_after(since)) < span.last_day:
        return "signature run out"
    return "older than what it rests on" if sign.on < max(_rests_on(register, made), default=sign.on) else None


def touches_health(register: Register, made: Made) -> bool:
    return any(register.is_health(task) for part in made.parts for task in part.tasks)


def _year_after(day: date) -> date:
    try:
        return day.replace(year=day.year + 1)
    except ValueError:  # 29 February
        return date(day.year + 1, 2, 28)


def _rests_on(register: Register, made: Made) -> Iterator[date]:
    """The days of the delegations, consents and agreements that a joint visit needs: of several, the oldest."""
    span, problem = made.span, register.problem
    for shift, worker in made.by:
        acting = register.acts_for(shift, worker)
        for job in made.jobs:
            if register.class_of(job.task) == "delegated" and not worker.registered_nurse:
                rows = [row for row in delegations_of(register, job, worker) if delegation_in_force(row, span)]
                yield from sorted(row.signed_off for row in rows)[:1]
                _, day = register.consent(problem.client[job.part.client], "delegation", span)
                yield from [day] if day else []
        for part in made.parts:
            if is_foreign(register, part, acting, span):
                between = register.agreements(part.delivered_by, acting, span)
                days = [day for row in between if (day := row.signed or row.starts)]
                yield from [min(days)] if len(days) == len(between) and days else []
    if len({part.delivered_by for part in made.parts}) > 1:
        for client in made.clients:
            _, day = register.consent(problem.client[client], "sharing", span)
            yield from [day] if day else []


def _agreed_beforehand(register: Register, made: Made, outcome: Outcome, one: Visit, other: Visit) -> bool:
    """Whether two parts need no signature: an agreement of two providers, or one provider's standing agreement."""
    span = made.span
    if one.delivered_by != other.delivered_by:
        between = register.agreements(one.delivered_by, other.delivered_by, span)
        old = register.grace(span) is not None
        return any(outcome in row.pre_agreed and (old or _is_signed(row, span)) for row in between)
    needed = {fold(job.task.code) for job in made.jobs if job.part in (one, other)}
    health = any(register.is_health(task) for part in (one, other) for task in part.tasks)
    return any(
        row.organisation == one.delivered_by
        and row.outcome == outcome
        and needed <= {fold(code) for code in row.tasks}
        and in_force(row.signed, row.review, span)
        and is_name(row.signed_by)
        and not why_signs_nothing(register, row.signed_by, row.role, row.signed, span)
        and (row.role == Role.NURSE_LEAD or not (health or _health_codes(register, row.tasks)))
        for row in register.problem.standing_agreements
    )


def _health_codes(register: Register, codes: tuple[str, ...]) -> bool:
    entries = [register.catalogue.get(code) for code in codes]
    return any(entry is not None and (entry.owner == "health" or entry.task_class != "ordinary") for entry in entries)


def _is_signed(row: Agreement, span: Span) -> bool:
    return row.signed is not None and row.signed <= span.first_day and is_name(row.signed_by)

"""Section 2, doses: the same task twice in a client's day is two doses or calls, and never made as one visit."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, product

from solver.domain import Join, JoinDecision, Role, Task, Visit, fold

from .finding import Finding
from .made import Made, Span
from .medicines import order_of
from .names import is_name
from .register import Register
from .signatures import answers
from .signers import why_signs_nothing


def judge_doses(register: Register, made: Made) -> Iterator[Finding]:
    """Of a joint visit: the same code in two of its parts, and tasks that count as done by another's."""
    if made.role != "joint" or made.join is None:
        return
    join, problem = made.join, register.problem
    parts = [problem.visit[visit] for visit in join.visits]
    once = {frozenset(pair) for pair in _dropped(join)}
    for first, second in combinations(parts, 2):
        if first.client != second.client or not _within_a_day(register, first, second):
            continue
        for (here, task), (there, twin) in product(enumerate(first.tasks), enumerate(second.tasks)):
            if fold(task.code) != fold(twin.code):
                continue
            single = frozenset({(first.id, here), (second.id, there)}) in once
            why = _two_doses(register, made, (first, task), (second, twin), single)
            if why is not None:
                yield Finding("join_identity", made.id, why, client=first.client)
    for (visit, number), (other, doer) in _dropped(join):
        first, second = problem.visit[visit], problem.visit[other]
        if first.client != second.client or not _within_a_day(register, first, second):
            yield Finding("join_identity", made.id, "dropped for another client or day", client=first.client)
        elif fold(first.tasks[number].code) != fold(second.tasks[doer].code):
            yield Finding("join_identity", made.id, "dropped for another task", client=first.client)


def _dropped(join: Join) -> list[tuple[tuple[str, int], tuple[str, int]]]:
    """Tasks that are not done themselves, each with the one that does them: visit and number of the task."""
    return [
        ((step.visit, step.task), (join.steps[step.done_by].visit, join.steps[step.done_by].task))
        for step in join.steps
        if step.done_by is not None
    ]


def _within_a_day(register: Register, one: Visit, other: Visit) -> bool:
    """Less than 24 hours apart: 23:45 and 00:15 are doses of one day and night."""
    apart = abs(one.windows[0].start - other.windows[0].start)
    return apart < 24 * 60 * register.problem.horizon.ticks_per_minute


def _two_doses(
    register: Register, made: Made, one: tuple[Visit, Task], other: tuple[Visit, Task], once: bool
) -> str | None:
    """Why two tasks of one code, client and day may not come into one visit; None where they are one and the same."""
    (first, task), (second, twin) = one, other
    orders = {order for order in (order_of(task), order_of(twin)) if order}
    if len(orders) > 1:
        return "two orders"
    if not once:
        return "same code twice"
    if _declared(register, made, task, first, second) or _declared(register, made, twin, second, first):
        return None
    assert made.join is not None
    if made.join.outcome != "drop_duplicate":
        return "dropped without declaration"
    if not _half_shared(first, second):
        return "windows overlap too little"
    if first.delivered_by == second.delivered_by:
        return "dropped within one provider"
    signs = [
        sign
        for sign in register.problem.join_decisions
        if _is_about(sign, made)
        and not why_signs_nothing(register, sign.by, sign.role, sign.on, _whole(register, made))
    ]
    refused = [
        refusal
        for refusal in register.problem.join_decisions
        if not refusal.approved
        and set(refusal.visits) <= set(made.join.visits)
        and not any(answers(sign, refusal) for sign in signs)
    ]
    # Whether the signature holds on that day is judge_signatures' question.
    return None if signs and not refused else "dropped without a nurse lead"


def _is_about(sign: JoinDecision, made: Made) -> bool:
    """Whether a nurse lead has ever signed that these very visits hold a duplicate."""
    assert made.join is not None
    return (
        sign.approved
        and sign.role == Role.NURSE_LEAD
        and is_name(sign.by)
        and set(sign.visits) == set(made.join.visits)
        and sign.outcome in (None, "drop_duplicate")
    )


def _declared(register: Register, made: Made, task: Task, own: Visit, other: Visit) -> bool:
    """Whether a registrant who is stopped at no moment of both has declared a task to be the other's order."""
    by = task.duplicate_declared_by
    if task.duplicate_of != other.id or register.no_registrant(by, made.span) is not None:
        return False
    moments = [moment for visit in (own, other) for window in visit.windows for moment in (window.start, window.end)]
    last = max(own.windows[-1].end + own.duration, other.windows[-1].end + other.duration)
    whole = Span(min(moments), last, made.span.first_day, made.span.last_day)
    return not register.registrant_stopped(by.strip(), whole)


def _whole(register: Register, made: Made) -> Span:
    """From the first opening of what is joined to the last moment at which one of it is over, made in time."""
    assert made.join is not None
    visits = [register.problem.visit[name] for name in made.join.visits]
    begin = min(visit.windows[0].start for visit in visits)
    end = max(visit.windows[-1].end + visit.duration for visit in visits)
    day = register.problem.horizon.date
    return Span(begin, end, day(begin), day(end))


def _half_shared(one: Visit, other: Visit) -> bool:
    """Windows that overlap by at least half of the shorter."""
    meetings = [
        min(own.end, its.end) - max(own.start, its.start)
        for own, its in product(one.windows, other.windows)
        if max(own.start, its.start) <= min(own.end, its.end)
    ]
    shorter = min(sum(window.end - window.start for window in visit.windows) for visit in (one, other))
    return bool(meetings) and 2 * sum(meetings) >= shorter

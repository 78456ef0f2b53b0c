"""Section 2, doses: the same task twice in a client's day is two doses or calls, and never made as one visit."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, product

from solver.domain import Join, Role, Task, Visit, fold

from .finding import Finding
from .made import Made
from .register import Register
from .signatures import signatures


def judge_doses(register: Register, made: Made) -> Iterator[Finding]:
    """Of a joint visit: the same code in two of its parts, and tasks that count as done by another's."""
    if made.role != "joint" or made.join is None:
        return
    join, problem = made.join, register.problem
    parts = [problem.visit[visit] for visit in join.visits]
    once = {frozenset(pair) for pair in _dropped(join)}
    for first, second in combinations(parts, 2):
        if first.client != second.client or _day(register, first) != _day(register, second):
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
        if first.client != second.client or _day(register, first) != _day(register, second):
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


def _day(register: Register, visit: Visit) -> object:
    return register.problem.horizon.date(visit.windows[0].start)


def _two_doses(
    register: Register, made: Made, one: tuple[Visit, Task], other: tuple[Visit, Task], once: bool
) -> str | None:
    """Why two tasks of one code, client and day may not come into one visit; None where they are one and the same."""
    (first, task), (second, twin) = one, other
    orders = {order for order in (task.order.strip(), twin.order.strip()) if order}
    if len(orders) > 1:
        return "two orders"
    if not once:
        return "same code twice"
    if _declared(register, made, task, second) or _declared(register, made, twin, first):
        return None
    assert made.join is not None
    if made.join.outcome != "drop_duplicate":
        return "dropped without declaration"
    if not _half_shared(first, second):
        return "windows overlap too little"
    if first.delivered_by == second.delivered_by:
        return "dropped within one provider"
    if not any(sign.role == Role.NURSE_LEAD for sign in signatures(register, made)):
        return "dropped without a nurse lead"
    return None


def _declared(register: Register, made: Made, task: Task, other: Visit) -> bool:
    """Whether a registrant has declared a task to be the very order of another visit's."""
    by = task.duplicate_declared_by
    return task.duplicate_of == other.id and register.no_registrant(by, made.span) is None


def _half_shared(one: Visit, other: Visit) -> bool:
    """Windows that overlap by at least half of the shorter."""
    meetings = [
        min(own.end, its.end) - max(own.start, its.start)
        for own, its in product(one.windows, other.windows)
        if max(own.start, its.start) <= min(own.end, its.end)
    ]
    shorter = min(sum(window.end - window.start for window in visit.windows) for visit in (one, other))
    return bool(meetings) and 2 * sum(meetings) >= shorter

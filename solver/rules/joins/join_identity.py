"""join_identity: a dose is not a duplicate. The same task twice for one client stays two visits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations, product

from solver.domain import JoinDecision, JointVisit, Problem, Role, Task, Visit, fold, fold_order
from solver.domain.names import is_name
from solver.terms import Term

from ..authority.facts import Facts
from ..readings.calls import Span
from ..readings.readings import Readings
from ..readings.sectors import visit_day
from ..vocabulary.rule import Breach, Case, Rule
from ..vocabulary.timeline import Timeline
from .signers import span_of_all, why_no_signer
from .told import Made, breach, made, on

_OUTCOME = "drop_duplicate"


class JoinIdentityRule(Rule):
    """The same task code (case and spaces folded) twice for one client, less than 24 hours apart by the starts of the
    visits' first windows, is two doses or two calls. They are one, and done once, only where a registrant has declared
    them one and the same order (``duplicate_of``); or where two providers were asked for it in windows that overlap by
    at least half of the shorter, and a nurse lead has signed for dropping the duplicate. Two different orders never
    are. A task counts as done by another one only so.

    Hard, and no value reaches it. lower: nothing; the engine's side is solver/joining, and a test keeps the two equal.
    """

    id = "join_identity"
    scope = "round"
    forbids, costs = True, False
    literature = True

    def breaches(self, case: Case, timeline: Timeline) -> Iterable[Breach]:
        problem = case.problem
        for found in made(timeline):
            run, _, visit = found
            dropped = dict(_dropped(visit))
            for one, other in combinations(visit.parts, 2):
                if one.client == other.client and _same_day(problem, one, other):
                    yield from self._twice(case.readings, found, one, other, dropped)
            for (name, number), (by, doer) in dropped.items():
                part, then = visit.part[name], visit.part[by]
                task = part.tasks[number]
                if part.client != then.client or not _same_day(problem, part, then):
                    why = "of another client" if part.client != then.client else "of another day"
                elif fold(task.code) != fold(then.tasks[doer].code):
                    why = "of another kind"
                else:
                    continue
                sentence = (
                    f"{problem.client[part.client].name}'s {task.code} (visit {part.id}) would be done by a task {why} "
                    f"in joint visit {visit.id} on {on(visit_day(problem, visit))}: it is done itself."
                )
                yield breach(self.id, sentence, run, visit, part.client, about=task.code)

    def _twice(
        self, readings: Readings, found: Made, one: Visit, other: Visit, dropped: dict[tuple[str, int], tuple[str, int]]
    ) -> Iterator[Breach]:
        (run, _, visit), problem = found, readings.problem
        for (here, task), (there, twin) in product(enumerate(one.tasks), enumerate(other.tasks)):
            if fold(task.code) != fold(twin.code):
                continue
            mine, its = (one.id, here), (other.id, there)
            once = dropped.get(mine) == its or dropped.get(its) == mine
            why = _two_doses(readings, visit, (one, task), (other, twin), once)
            if why:
                sentence = (
                    f"{problem.client[one.client].name} has {task.code} in visit {one.id} and in visit {other.id}, two "
                    f"doses or calls, and joint visit {visit.id} on {on(visit_day(problem, visit))} makes one visit of "
                    f"them: {why}."
                )
                yield breach(self.id, sentence, run, visit, one.client, about=task.code)

    def lower(self, case: Case) -> Iterable[Term]:
        return ()


def _dropped(visit: JointVisit) -> Iterator[tuple[tuple[str, int], tuple[str, int]]]:
    """Each task that another step does, with the one that does it: visit and number of the task."""
    steps = visit.join.steps
    for step in steps:
        if step.done_by is not None:
            doer = steps[step.done_by]
            yield (step.visit, step.task), (doer.visit, doer.task)


def _same_day(problem: Problem, one: Visit, other: Visit) -> bool:
    apart = abs(one.windows[0].start - other.windows[0].start)
    return apart < 24 * 60 * problem.horizon.ticks_per_minute


def _two_doses(
    readings: Readings, visit: JointVisit, first: tuple[Visit, Task], second: tuple[Visit, Task], once: bool
) -> str:
    """Why two tasks of one code and client may not come into this joint visit; nothing where they are one."""
    (one, task), (other, twin) = first, second
    orders = {fold_order(order) for order in (task.order, twin.order)} - {""}
    if len(orders) > 1:
        return "they are two orders"
    if not once:
        return "both would be done at once"
    if _declared(readings, one, task, other) or _declared(readings, other, twin, one):
        return ""
    if not _half_shared(one, other):
        return "their windows do not overlap by half of the shorter, and no registrant has declared them one order"
    if one.delivered_by == other.delivered_by:
        return "one provider delivers both, and no registrant has declared them one order"
    if visit.join.outcome != _OUTCOME or not _nurse_lead_signed(readings.problem, visit):
        return "no nurse lead has signed for dropping one as a duplicate"
    return ""


def _declared(readings: Readings, part: Visit, task: Task, other: Visit) -> bool:
    """Whether somebody who is then a registrant has declared a task to be the very order of another visit's."""
    person = readings.registrant(task.duplicate_declared_by.strip())
    if task.duplicate_of != other.id or person is None or not readings.wording.names_somebody(person.name):
        return False
    last = readings.problem.horizon.date(max(part.windows[-1].end, other.windows[-1].end))
    if person.left is not None and person.left < last:
        return False
    until = person.registered_until
    if readings.wording.registration(person.registration) != "known" or until is None or until < last:
        return False
    return not _is_stopped(readings, task.duplicate_declared_by.strip(), part, other)


def _is_stopped(readings: Readings, by: str, part: Visit, other: Visit) -> bool:
    """Whether a registrant is stopped at some moment at which one of two visits may be made in time."""
    opens = min(part.windows[0].start, other.windows[0].start)
    over = max(visit.windows[-1].end + visit.duration for visit in (part, other))
    days = readings.problem.horizon
    return (
        readings.once(Facts).registrant_suspension(by, Span(opens, over, days.date(opens), days.date(over))) is not None
    )


def _half_shared(one: Visit, other: Visit) -> bool:
    """Whether their windows overlap by at least half of the shorter."""
    shared, meet = 0, False
    for own, its in product(one.windows, other.windows):
        begin, end = max(own.start, its.start), min(own.end, its.end)
        if begin <= end:
            shared, meet = shared + end - begin, True
    shorter = min(sum(window.end - window.start for window in visit.windows) for visit in (one, other))
    return meet and 2 * shared >= shorter


def _nurse_lead_signed(problem: Problem, visit: JointVisit) -> bool:
    """Whether a nurse lead has approved of just these visits as one, and nobody has refused since."""
    origin: Problem = getattr(problem, "origin", problem)
    decisions: tuple[JoinDecision, ...] = origin.join_decisions
    inside, span = set(visit.join.visits), span_of_all(origin, visit.parts)
    signed = [
        decision
        for decision in decisions
        if decision.approved
        and set(decision.visits) == inside
        and decision.role == Role.NURSE_LEAD
        and decision.outcome in (None, _OUTCOME)
        and is_name(decision.by)
        and not why_no_signer(origin, decision.by, decision.role, decision.on, span)
    ]
    refused = [decision for decision in decisions if not decision.approved and set(decision.visits) <= inside]
    return bool(signed) and all(any(_answers(sign, no) for sign in signed) for no in refused)


def _answers(sign: JoinDecision, refusal: JoinDecision) -> bool:
    """A later word, or one of the same day that names what it answers."""
    return sign.on > refusal.on or (sign.on == refusal.on and sign.answers == refusal.id)

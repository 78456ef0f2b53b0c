"""What keeps two visits apart because of what they are: two doses, calls that want a distance, a code nobody knows.

The same task twice for one client is two doses or two calls. It is one, and done once, where a registrant has declared
it one order, or where two providers were asked for it in windows that overlap by half and a nurse lead has signed.
Checked again by the rules join_identity, join_catalogue and call_spacing, which share no code with this.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from itertools import combinations

from solver.domain import Catalogue, Problem, Role, Task, Visit, fold, fold_order
from solver.domain.names import is_name
from solver.rules import Readings
from solver.rules.permits.stops import Stops
from solver.rules.readings.calls import Span
from solver.rules.substances import are_strengths, shared_medicine
from solver.rules.task_catalogue import class_of, entries_of, said_by_order

from .changes import RegisterChange
from .refusal import Refusal, client_name
from .register import Suitability
from .signers import is_by_carer, is_there

_ONE_DAY = 24 * 60  # minutes
_DAY = timedelta(days=1)


def join_identity(suitability: Suitability) -> Refusal | None:
    """No task comes twice for one client, unless one of the two is dropped by right and that is signed for."""
    if refusal := _find_twice(suitability):
        return refusal
    visit, readings, problem = suitability.visit, suitability.register.readings, suitability.register.problem
    if visit.join.outcome == "drop_duplicate" and _is_signed(problem, visit.join.visits):
        return None
    steps = visit.join.steps
    for step in steps:
        if step.done_by is None:
            continue
        doer = steps[step.done_by]
        one, other = visit.part[step.visit], visit.part[doer.visit]
        if not is_declared(readings, one, visit.task_of(step), other, visit.task_of(doer)):
            told = f"{client_name(suitability, one.client)}'s {visit.task_of(step).code} in {one.id} and {other.id}"
            sentence = f"No nurse lead has signed that {told} is one and the same, asked for by two providers."
            return Refusal("join_identity", sentence)
    return None


def _find_twice(suitability: Suitability) -> Refusal | None:
    """A task that comes twice for one client; signatures apart."""
    visit, readings, problem = suitability.visit, suitability.register.readings, suitability.register.problem
    steps = visit.join.steps
    done_once = {
        frozenset(((step.visit, step.task), (steps[step.done_by].visit, steps[step.done_by].task)))
        for step in steps
        if step.done_by is not None
    }
    for one, other in combinations(visit.parts, 2):
        if one.client != other.client or not within_a_day(problem, one, other):
            continue
        for number, task in enumerate(one.tasks):
            for place, twin in enumerate(other.tasks):
                if fold(task.code) != fold(twin.code):
                    continue
                once = frozenset(((one.id, number), (other.id, place))) in done_once
                told = f"{client_name(suitability, one.client)}'s {task.code} in {one.id} and {other.id}"
                if not is_one_task(readings, one, task, other, twin):
                    return Refusal("join_identity", f"{told} are two doses or calls, so they are two visits.")
                if not once:
                    return Refusal("join_identity", f"{told} cannot be done once for all of them.")
    return None


def join_catalogue(suitability: Suitability) -> Refusal | None:
    """Nothing is joined of which nobody knows what it is."""
    register = suitability.register
    if register.problem.horizon.abstract:
        return None
    catalogue = register.values.catalogue
    for task, part in suitability.tasks:
        if says := said_by_order(task, catalogue):
            told = f"{client_name(suitability, part.client)}'s {task.code}"
            sentence = f"The order of {told} in {part.id} says {says[0].code}: say the code."
            return Refusal("join_catalogue", sentence)
    unknown = [task.code for task, _ in suitability.tasks if task.code not in catalogue]
    if not unknown:
        return None
    codes, day = list(dict.fromkeys(unknown)), suitability.day
    changes = tuple(RegisterChange("catalogue", code, since=day, until=day) for code in codes)
    return Refusal("join_catalogue", f"No task catalogue knows {' or '.join(codes)}.", changes)


def call_spacing(suitability: Suitability) -> Refusal | None:
    """Two calls of one client that want a distance from each other are not one."""
    visit, problem, values = suitability.visit, suitability.register.problem, suitability.register.values
    if problem.horizon.abstract:
        return None
    if at_once := _find_at_once(suitability):
        return at_once
    inside = {part.id: Counter[str]() for part in visit.parts}
    for task, part in suitability.tasks:
        if (entry := values.catalogue.get(task.code)) is not None:
            inside[part.id][entry.call] += 1
    tied = {frozenset((link.first, link.second)) for link in visit.ties if link.kind in ("gap", "same_start")}
    for one, other in combinations(visit.parts, 2):
        if one.client != other.client or frozenset((one.id, other.id)) in tied or not _in_turn(problem, one, other):
            continue
        for kind in inside[one.id] & inside[other.id]:
            if values.least_apart.get(kind, 0) > 0:
                minutes = problem.horizon.minutes(values.least_apart[kind])
                words = kind.replace("_", " ")
                sentence = (
                    f"{client_name(suitability, one.client)}'s {words} calls {one.id} and {other.id} want "
                    f"{minutes:g} min between them."
                )
                return Refusal("call_spacing", sentence)
    return None


def _find_at_once(suitability: Suitability) -> Refusal | None:
    """Two doses of one order for one client under two codes, or two of one medicine in one of the visits."""
    catalogue = suitability.register.values.catalogue
    for (task, part), (then, other) in combinations(suitability.tasks, 2):
        if part.client != other.client:
            continue
        same_code = fold(task.code) == fold(then.code)
        if same_code and part.id != other.id:
            continue  # join_identity says whether that is one and the same
        if same_code and _are_one_dose(task, then, catalogue):
            continue
        one_order = _are_one_order(task, then)
        two_orders = "" not in {fold_order(task.order), fold_order(then.order)} and not one_order
        medicines = all(_is_medicine(catalogue, each) for each in (task, then))
        stated = same_code and any(one.gap for one in entries_of(task, catalogue))
        guarded = same_code and not two_orders and class_of(task, catalogue) != "ordinary"
        if stated or (medicines and (one_order or guarded)):
            told = f"{client_name(suitability, part.client)}'s {task.code}"
            return Refusal("call_spacing", f"{told} would be given twice at once.")
    return None


def _are_one_order(task: Task, then: Task) -> bool:
    """Whether two tasks name one order, in whatever words: the very same, or two that clearly say one medicine."""
    names = {fold_order(task.order), fold_order(then.order)}
    if "" in names:
        return False
    return len(names) == 1 or bool(shared_medicine(*names))


def _are_one_dose(task: Task, then: Task, catalogue: Catalogue) -> bool:
    """Whether two tasks of one code and one commissioned visit are two strengths of one medicine, no insulin."""
    known = {fold(one.code) for each in (task, then) for one in entries_of(each, catalogue)}
    return "insulin" not in known and are_strengths(task.order, then.order)


def _is_medicine(catalogue: Catalogue, task: Task) -> bool:
    return any(one.call == "medicine" for one in entries_of(task, catalogue))


def keeps_apart(suitability: Suitability) -> Refusal | None:
    """Why these visits are not one for what they are, whoever makes them and whoever signs."""
    return _find_twice(suitability) or join_catalogue(suitability) or call_spacing(suitability)


def is_one_task(readings: Readings, part: Visit, task: Task, other: Visit, then: Task) -> bool:
    """Whether two tasks of two visits are one and the same, commissioned twice; signatures apart."""
    if part.id == other.id or part.client != other.client or fold(task.code) != fold(then.code):
        return False
    if not within_a_day(readings.problem, part, other):
        return False
    named, its = fold_order(task.order), fold_order(then.order)
    if named and its and named != its:
        return False
    if is_declared(readings, part, task, other, then):
        return True
    return part.delivered_by != other.delivered_by and _overlap_by_half(part, other)


def is_declared(readings: Readings, part: Visit, task: Task, other: Visit, then: Task) -> bool:
    """Whether a registrant has declared the one task to be the other's very order."""
    last = max(part.windows[-1].end, other.windows[-1].end)
    named = [task.duplicate_declared_by] if task.duplicate_of == other.id else []
    named += [then.duplicate_declared_by] if then.duplicate_of == part.id else []
    span = _span_of((part, other), readings.problem)
    return any(
        _is_registrant(readings, by.strip(), last) and readings.once(Stops).of_registrant(by.strip(), span) is None
        for by in named
    )


def within_a_day(problem: Problem, part: Visit, other: Visit) -> bool:
    """Whether less than 24 hours lie between the starts of their first windows."""
    minutes = problem.horizon.minutes(part.windows[0].start - other.windows[0].start)
    return -_ONE_DAY < minutes < _ONE_DAY


def _is_registrant(readings: Readings, by: str, last: int) -> bool:
    """Whether that is one of the registrants, registered on the day of that moment as far as is recorded."""
    known, day = readings.registrant(by), readings.problem.horizon.date(last)
    if known is None or not readings.wording.names_somebody(known.name):
        return False
    ends = [end for end in (known.left, known.registered_until) if end is not None]
    told = known.registered_until is not None and readings.wording.registration(known.registration) == "known"
    return told and min(ends) >= day


def _overlap_by_half(part: Visit, other: Visit) -> bool:
    """Whether the windows overlap by at least half of the shorter visit's."""
    spans = [
        (max(a.start, b.start), min(a.end, b.end))
        for a in part.windows
        for b in other.windows
        if max(a.start, b.start) <= min(a.end, b.end)
    ]
    least = min(sum(w.end - w.start for w in visit.windows) for visit in (part, other))
    return bool(spans) and sum(end - start for start, end in spans) >= least / 2


def _is_signed(problem: Problem, visits: tuple[str, ...]) -> bool:
    """Whether a nurse lead who may said yes to these visits as one, and no refusal came after."""
    names, span = frozenset(visits), _span_of([problem.visit[name] for name in visits], problem)
    approvals = [
        one
        for one in problem.join_decisions
        if one.approved and one.role == Role.NURSE_LEAD and names == frozenset(one.visits) and is_name(one.by)
        if not is_by_carer(problem, one.by, one.role) and is_there(problem, one.by, one.role, one.on, span)
        if one.outcome is None or one.outcome == "drop_duplicate"
    ]
    refusals = [one for one in problem.join_decisions if not one.approved and names.issuperset(one.visits)]
    if any(not any(one.on >= no.on + (one.answers != no.id) * _DAY for one in approvals) for no in refusals):
        return False
    return bool(approvals)


def _span_of(visits: Sequence[Visit], problem: Problem) -> Span:
    """From the first moment to the last at which one of them may be made in time."""
    begin = min(visit.windows[0].start for visit in visits)
    end = max(visit.windows[-1].end + visit.duration for visit in visits)
    return Span(begin, end, problem.horizon.date(begin), problem.horizon.date(end))


def _in_turn(problem: Problem, one: Visit, other: Visit) -> bool:
    """Whether two calls have an order: their spans are not the same, and neither lies strictly inside the other."""
    (start, end), (then, until) = ((visit.windows[0].start, visit.windows[-1].end) for visit in (one, other))
    ahead = (start > then) - (start < then)
    behind = (end > until) - (end < until)
    far = max(start, then) - min(end, until) > _ONE_DAY * problem.horizon.ticks_per_minute
    return not far and ahead * behind >= 0 and (ahead, behind) != (0, 0)

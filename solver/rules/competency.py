"""competency: the worker holds every competency of the visit's tasks as long as the visit may last."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date

import numpy as np

from solver.domain import JointVisit, Problem, Shift, Task, Visit, Worker
from solver.terms import AssignCost, Bools, Forbid, Ints, Term

from .authority.facts import Facts
from .authority.look import Look, look_at
from .authority.routes import is_delegated
from .permits import Permits
from .readings.sectors import tasks_in, visit_day
from .vocabulary.indices import no_pairs, shift_workers
from .vocabulary.rule import Breach, Case, Rule
from .vocabulary.timeline import Timeline
from .vocabulary.wording import at, both, whose

_NEVER_HELD = 0
_NO_EXPIRY = 10**7  # a day number later than any calendar
_Need = tuple[frozenset[str], frozenset[str], date]


class CompetencyRule(Rule):
    """A competency is asked on the last day on which the visit may end. Where a task names none, the catalogue's are
    asked. Nothing is asked of somebody who is no nurse and does a task under a delegation: the training for that stands
    for what they never held, and authority_delegated looks at what has run out.

    On literature clocks a task for registered nurses only counts as one more competency, and all may be soft (a price a
    lacking worker).
    """

    id = "competency"
    scope = "round"
    forbids, costs = True, True
    literature = True
    at_any_time = True
    reason_order = 1

    def breaches(self, case: Case, timeline: Timeline) -> Iterable[Breach]:
        problem, hard = case.problem, case.values["hard"]
        facts = case.readings.once(Facts)
        for run, call in timeline.calls():
            visit = call.visit
            assert visit is not None
            worker = problem.worker[run.shift.worker]
            if case.readings.abstract:
                lacks = _lacking_on_paper(problem, visit, worker)
            else:
                look = look_at(facts, visit, run.shift, call.start, call.end)
                lacks = list(_lacks(worker, _asked(look), look.span.last_day))
            if lacks:
                sentence = (
                    f"{worker.name} is not qualified for {whose(problem, visit)} at {at(problem, call.start)}: "
                    f"{both(lacks)}."
                )
                cost = 0 if hard else case.cost()
                yield Breach(self.id, hard, len(lacks), "count", cost, sentence, visit.id, run.shift.id, worker.id)

    def lower(self, case: Case) -> Iterable[Term]:
        pairs = _unqualified_on_paper(case) if case.readings.abstract else _unqualified(case)
        if not pairs.any():
            return
        if case.values["hard"]:
            yield Forbid(self.id, pairs)
        else:
            yield AssignCost(self.id, pairs.astype(np.int64) * case.cost())

    def explain_refusal(self, case: Case, visit: Visit, shift: Shift) -> str:
        """What the worker lacks for the visit: "lack insulin"."""
        worker, tasks, readings = case.problem.worker[shift.worker], _tasks(visit), case.readings
        if readings.abstract:
            asked, day = {name for task in tasks for name in task.competencies}, visit_day(case.problem, visit)
        else:
            span = readings.span(visit)
            asked = _asked(look_at(readings.once(Facts), visit, shift, span.earliest, span.latest))
            day = span.last_day
        lacks = [name for name in sorted(asked) if any(_lacks(worker, [name], day))]
        held = {item.competency for item in worker.competencies}
        if missing := [name for name in lacks if name not in held]:
            return f"lack {' and '.join(missing)}"
        if lacks:
            return f"have let {' and '.join(lacks)} expire"
        return "are not registered nurses"


def _asked(look: Look) -> set[str]:
    """The competencies that a visit asks of this worker."""
    asked = set[str]()
    for duty in look.duties:
        task_class = look.facts.readings.class_of(duty.task)
        delegated = task_class == "delegated" or (task_class == "protocol" and is_delegated(look, duty))
        if look.worker.registered_nurse or not delegated:
            asked.update(look.facts.readings.competencies_of(duty.task))
    return asked


def _lacks(worker: Worker, asked: Iterable[str], day: date) -> Iterator[str]:
    for name in sorted(asked):
        held = [item for item in worker.competencies if item.competency == name]
        if not held:
            yield f"lacks {name}"
        elif not any(item.in_force(day) for item in held):
            yield f"{name} expired on {max(item.expires for item in held if item.expires is not None)}"


def _lacking_on_paper(problem: Problem, visit: Visit, worker: Worker) -> list[str]:
    """The same on a literature clock, where codes of tasks mean nothing."""
    tasks = _tasks(visit)
    lacks = list(_lacks(worker, {name for task in tasks for name in task.competencies}, visit_day(problem, visit)))
    if not worker.registered_nurse and any(task.registered_nurse_only for task in tasks):
        lacks.append("is not a registered nurse")
    return lacks


def _tasks(visit: Visit) -> list[Task]:
    whole = isinstance(visit, JointVisit) and visit.role == "whole"
    return [task for _, _, task in tasks_in(visit)] if isinstance(visit, JointVisit) and whole else list(visit.tasks)


class _Held:
    """Until which day each shift's worker holds each competency, by day number; and which of them are nurses."""

    def __init__(self, problem: Problem):
        self.column = {competency.id: index for index, competency in enumerate(problem.competencies)}
        until: Ints = np.full((len(problem.workers), len(self.column)), _NEVER_HELD, dtype=np.int64)
        for row, worker in enumerate(problem.workers):
            for item in worker.competencies:
                last = _NO_EXPIRY if item.expires is None else item.expires.toordinal()
                column = self.column[item.competency]
                until[row, column] = max(last, until[row, column])
        nurses = np.array([worker.registered_nurse for worker in problem.workers], dtype=np.bool_)
        workers = shift_workers(problem)
        self.until, self.nurses = until[workers], nurses[workers]

    def lacking(self, need: _Need, shifts: Ints | slice = slice(None)) -> Bools:
        """Which of some shifts lack what is asked of everybody, or of nurses."""
        everybody, of_nurses, day = need
        until, today = self.until[shifts], day.toordinal()
        strict = until[:, [self.column[name] for name in everybody]] < today
        some = self.nurses[shifts, None] & (until[:, [self.column[name] for name in of_nurses]] < today)
        found: Bools = np.any(np.concatenate([strict, some], axis=1), axis=1)
        return found


def _unqualified(case: Case) -> Bools:
    """Shape (V, K): whether the shift's worker lacks something. Worked out once for each distinct need."""
    problem, permits, held = case.problem, case.readings.once(Permits), _Held(case.problem)
    needs: dict[_Need, list[int]] = defaultdict(list)
    apart: list[tuple[int, str, _Need]] = []  # of those whom a delegation names for what others do under a protocol
    for index, visit in enumerate(problem.visits):
        sheet = permits.sheets.of(visit)
        asked = [frozenset(duty.competencies) for duty in sheet.duties]
        delegated = {n for n, duty in enumerate(sheet.duties) if duty.task_class == "delegated"}
        needs[_need(asked, delegated, sheet.span.last_day)].append(index)
        named: dict[str, set[int]] = defaultdict(set)
        for n, duty in enumerate(sheet.duties):
            if duty.task_class == "protocol":
                for name in permits.delegated_to(sheet, duty):
                    named[name].add(n)
        apart += [(index, name, _need(asked, delegated | more, sheet.span.last_day)) for name, more in named.items()]
    pairs = no_pairs(problem)
    for need, visits in needs.items():
        pairs[visits] = held.lacking(need)
    for index, name, need in apart:
        shifts = np.array([k for k, shift in enumerate(problem.shifts) if shift.worker == name], dtype=np.int64)
        pairs[index, shifts] = held.lacking(need, shifts)
    return pairs


def _unqualified_on_paper(case: Case) -> Bools:
    """The same on a literature clock."""
    problem, held = case.problem, _Held(case.problem)
    needs: dict[tuple[frozenset[str], bool, date], list[int]] = defaultdict(list)
    for index, visit in enumerate(problem.visits):
        tasks = _tasks(visit)
        nurse = any(task.registered_nurse_only for task in tasks)
        names = frozenset(name for task in tasks for name in task.competencies)
        needs[names, nurse, visit_day(problem, visit)].append(index)
    pairs = no_pairs(problem)
    for (names, nurse, day), visits in needs.items():
        pairs[visits] = held.lacking((names, frozenset(), day))
        if nurse:
            pairs[visits] |= ~held.nurses
    return pairs


def _need(asked: list[frozenset[str]], delegated: set[int], day: date) -> _Need:
    """What is asked of everybody, what only of nurses as others do it under a delegation, and on which day."""
    everybody = frozenset[str]().union(*(names for n, names in enumerate(asked) if n not in delegated))
    others = frozenset[str]().union(*(names for n, names in enumerate(asked) if n in delegated))
    return everybody, others, day

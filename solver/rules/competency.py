"""competency: the worker holds every competency of the visit's tasks on the visit's date."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import numpy as np

from solver.domain import JointVisit, Problem, Visit, Worker

from .numbering import no_pairs, shift_workers
from .rule import Breach, Case, Rule
from .sides import crosses, tasks_in, visit_day
from .terms import AssignCost, Forbid, Ints, Term
from .timeline import Timeline
from .words import at, both, whose

_NEVER_HELD = 0
_NO_EXPIRY = 10**7  # a day number later than any calendar


class CompetencyRule(Rule):
    """A visit's date is the local day on which its last window ends, so a window past midnight asks for both days.

    A task for registered nurses only counts as one more competency. A health task that crosses to a care worker in a
    joint visit asks nothing else of them: a delegation covers it, which the rules about joins want. Soft (a price a
    lacking worker) only on literature clocks.
    """

    id = "competency"
    scope = "round"
    forbids, costs = True, True
    literature = True
    at_any_time = True
    reason_order = 1

    def breaches(self, case: Case, timeline: Timeline) -> Iterable[Breach]:
        problem, hard = case.problem, case.values["hard"]
        for run, call in timeline.calls():
            visit = call.visit
            assert visit is not None
            worker = problem.worker[run.shift.worker]
            names, nurse = _asked(problem, worker, visit)
            lacks = _lacking(worker, names, nurse, visit_day(problem, visit))
            if lacks:
                sentence = (
                    f"{worker.name} is not qualified for {whose(problem, visit)} at {at(problem, call.start)}: "
                    f"{both(lacks)}."
                )
                cost = 0 if hard else case.cost()
                yield Breach(self.id, hard, len(lacks), "count", cost, sentence, visit.id, run.shift.id, worker.id)

    def lower(self, case: Case) -> Iterable[Term]:
        pairs = _unqualified(case.problem)
        if not pairs.any():
            return
        if case.values["hard"]:
            yield Forbid(self.id, pairs)
        else:
            yield AssignCost(self.id, pairs.astype(np.int64) * case.cost())

    def explain_refusal(self, problem: Problem, visit: Visit, worker: Worker) -> str:
        """What the worker lacks for the visit: "lack insulin"."""
        names, _ = _asked(problem, worker, visit)
        day = visit_day(problem, visit)
        held = {item.competency for item in worker.competencies}
        if missing := sorted(names - held):
            return f"lack {' and '.join(missing)}"
        if expired := sorted(name for name in names if _lacking(worker, frozenset([name]), False, day)):
            return f"have let {' and '.join(expired)} expire"
        return "are not registered nurses"


def _asked(problem: Problem, worker: Worker, visit: Visit) -> tuple[frozenset[str], bool]:
    """The competencies that a visit asks of this worker, and whether it takes a registered nurse."""
    if not isinstance(visit, JointVisit) or visit.role != "whole":
        return visit.competencies, any(task.registered_nurse_only for task in visit.tasks)
    tasks = [(part, task) for _, part, task in tasks_in(visit)]
    own = [t for part, t in tasks if not (t.owner == "health" and crosses(problem, worker, part, t))]
    names = frozenset(competency for task in own for competency in task.competencies)
    return names, any(task.registered_nurse_only for _, task in tasks)


def _lacking(worker: Worker, names: frozenset[str], nurse: bool, day: date) -> list[str]:
    """What the worker lacks on that day, in words."""
    lacks = []
    for name in sorted(names):
        held = [item for item in worker.competencies if item.competency == name]
        if not held:
            lacks.append(f"lacks {name}")
        elif not any(item.in_force(day) for item in held):
            lacks.append(f"{name} expired on {max(item.expires for item in held if item.expires is not None)}")
    if nurse and not worker.registered_nurse:
        lacks.append("is not a registered nurse")
    return lacks


def _unqualified(problem: Problem) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    """Shape (V, K): whether the shift's worker lacks something. Worked out once for each distinct need."""
    column = {competency.id: index for index, competency in enumerate(problem.competencies)}
    until: Ints = np.full((len(problem.workers), len(column) + 1), _NEVER_HELD, dtype=np.int64)
    for row, worker in enumerate(problem.workers):
        if worker.registered_nurse:
            until[row, -1] = _NO_EXPIRY
        for item in worker.competencies:
            last = _NO_EXPIRY if item.expires is None else item.expires.toordinal()
            until[row, column[item.competency]] = max(last, until[row, column[item.competency]])
    until = until[shift_workers(problem)] if problem.shifts else until[:0]
    # Joint visits ask different things of different workers, all others the same of everybody.
    needs: dict[tuple[frozenset[str], bool, date], list[int]] = {}
    mixed: list[int] = []
    for index, visit in enumerate(problem.visits):
        nurse = any(task.registered_nurse_only for task in visit.tasks)
        if isinstance(visit, JointVisit) and visit.role == "whole":
            mixed.append(index)
        elif nurse or visit.competencies:
            needs.setdefault((visit.competencies, nurse, visit_day(problem, visit)), []).append(index)
    pairs = no_pairs(problem)
    for (names, nurse, day), visits in needs.items():
        columns = [column[name] for name in names] + ([len(column)] if nurse else [])
        pairs[visits] = (until[:, columns] < day.toordinal()).any(axis=1)
    for index in mixed:
        visit = problem.visits[index]
        today = visit_day(problem, visit).toordinal()
        for row, shift in enumerate(problem.shifts):
            names, nurse = _asked(problem, problem.worker[shift.worker], visit)
            columns = [column[name] for name in names] + ([len(column)] if nurse else [])
            pairs[index, row] = bool((until[row, columns] < today).any())
    return pairs

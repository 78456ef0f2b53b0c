"""competency: the worker holds every competency of the visit's tasks on the visit's date."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import numpy as np

from solver.domain import Problem, Visit, Worker

from .numbering import no_pairs, shift_workers
from .rule import Breach, Case
from .terms import AssignCost, Forbid, Ints, Term
from .timeline import Timeline
from .words import at, both, whose

_NEVER_HELD = 0
_NO_EXPIRY = 10**7  # a day number later than any calendar


class CompetencyRule:
    """A visit's date is the local day on which its last window ends, so a window past midnight asks for both days.

    A task for registered nurses only counts as one more competency. Soft (a price a lacking worker) only on literature
    clocks.
    """

    id = "competency"

    def breaches(self, case: Case, timeline: Timeline) -> Iterable[Breach]:
        problem, hard = case.problem, case.values["hard"]
        for run, call in timeline.calls():
            visit = call.visit
            assert visit is not None
            worker = problem.worker[run.shift.worker]
            lacks = _lacking(worker, visit, _day(problem, visit))
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


def _day(problem: Problem, visit: Visit) -> date:
    return problem.horizon.date(visit.windows[-1].end)


def _lacking(worker: Worker, visit: Visit, day: date) -> list[str]:
    """What the worker lacks on that day, in words."""
    held = {item.competency: item.expires for item in worker.competencies}
    lacks = []
    for name in sorted(visit.competencies):
        if name not in held:
            lacks.append(f"lacks {name}")
        elif all(
            item.expires is not None and item.expires < day for item in worker.competencies if item.competency == name
        ):
            lacks.append(f"{name} expired on {held[name]}")
    if any(task.registered_nurse_only for task in visit.tasks) and not worker.registered_nurse:
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
    needs: dict[tuple[frozenset[str], bool, date], list[int]] = {}
    for index, visit in enumerate(problem.visits):
        nurse = any(task.registered_nurse_only for task in visit.tasks)
        if nurse or visit.competencies:
            needs.setdefault((visit.competencies, nurse, _day(problem, visit)), []).append(index)
    pairs = no_pairs(problem)
    for (names, nurse, day), visits in needs.items():
        columns = [column[name] for name in names] + ([len(column)] if nurse else [])
        pairs[visits] = (until[:, columns] < day.toordinal()).any(axis=1)
    return pairs

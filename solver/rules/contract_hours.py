"""contract_hours: minutes beyond the week's contract cost extra."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from solver.domain import Shift
from solver.terms import FOREVER, Hours, Term

from .vocabulary.rule import Breach, Case, Rule
from .vocabulary.timeline import Timeline
from .vocabulary.wording import length
from .vocabulary.worker_shifts import shifts_by_worker

_SHORTEST_HORIZON = 5  # days; below, a week's contract says nothing about the days seen


class ContractHoursRule(Rule):
    """By weeks of the horizon, counted from its first day; workers without a contract are left alone."""

    id = "contract_hours"
    scope = "worker"
    forbids, costs = False, True
    literature = False

    def breaches(self, case: Case, timeline: Timeline) -> Iterable[Breach]:
        problem = case.problem
        for shifts, contract in _weeks(case):
            worked = sum(timeline.runs[shift.id].worked for shift in shifts if shift.id in timeline.runs)
            over = worked - contract
            if over > 0:
                worker = problem.worker[shifts[0].worker]
                sentence = (
                    f"{worker.name} works {length(problem, worked)} in the week, {length(problem, over)} beyond a "
                    f"contract of {length(problem, contract)}."
                )
                yield Breach(self.id, False, over, "ticks", over * case.per_tick(), sentence, "", "", worker.id)

    def lower(self, case: Case) -> Iterable[Term]:
        for shifts, contract in _weeks(case):
            numbers = tuple(case.problem.shift_number[shift.id] for shift in shifts)
            yield Hours(self.id, numbers, FOREVER, contract, case.per_tick())


def _weeks(case: Case) -> Iterator[tuple[list[Shift], int]]:
    horizon = case.problem.horizon
    if horizon.days < _SHORTEST_HORIZON:
        return
    first = horizon.date(0)
    for worker, shifts in shifts_by_worker(case).items():
        contract = case.problem.worker[worker].contract
        if contract is None:
            continue
        weeks: dict[int, list[Shift]] = {}
        for shift in shifts:
            weeks.setdefault((horizon.date(shift.start) - first).days // 7, []).append(shift)
        for week in weeks.values():
            yield week, contract

"""workload_balance: the spread of work between workers (literature; off by default)."""

from __future__ import annotations

from collections.abc import Iterable

from solver.terms import SpreadCost, Term

from .vocabulary.indices import shift_workers
from .vocabulary.rule import Breach, Case, Rule
from .vocabulary.timeline import Timeline
from .vocabulary.wording import length


class WorkloadBalanceRule(Rule):
    """Work: contact and all travel. Each worker with a shift is so many started units away from the mean."""

    id = "workload_balance"
    scope = "roster"
    forbids, costs = False, True
    literature = True

    def breaches(self, case: Case, timeline: Timeline) -> Iterable[Breach]:
        problem, unit = case.problem, max(1, case.ticks("unit_minutes"))
        load = dict.fromkeys((shift.worker for shift in problem.shifts), 0)
        for run in timeline.runs.values():
            load[run.shift.worker] += run.contact + run.travel + run.home_out + run.home_in
        total, people = sum(load.values()), len(load)
        for worker, work in load.items():
            away = abs(work * people - total)  # the distance from the mean, times the number of people
            units = -(-away // (unit * people))
            if units:
                sentence = (
                    f"{problem.worker[worker].name} works {length(problem, work)}; the mean is "
                    f"{length(problem, total // people)}."
                )
                yield Breach(self.id, False, units, "count", units * case.cost(), sentence, "", "", worker)

    def lower(self, case: Case) -> Iterable[Term]:
        unit = max(1, case.ticks("unit_minutes"))
        yield SpreadCost(self.id, shift_workers(case.problem), unit, case.cost())

"""minimum_wage: a report of people whose pay, over all they are at work for, falls below the minimum; no cost."""

from __future__ import annotations

from collections.abc import Iterable

from solver.domain import Problem, Worker
from solver.terms import Term

from .vocabulary.rule import Breach, Case, Rule
from .vocabulary.timeline import Timeline
from .vocabulary.wording import length

_FULL_RATE = 21  # years


class MinimumWageRule(Rule):
    """Contact, travel and waiting between visits over the horizon, against the hourly pay of what is paid of them.

    Workers without a known pay are left alone. Which minimum: by age on the horizon's first day, which stands for the
    first of the pay period (National Minimum Wage Regulations 2015 reg 4B); 21 and over where no date of birth is
    known and nobody said that they are under 18. Apprentices have the lowest where the document says that they are on
    it. What overtime pays above the hour does not count towards the minimum.
    """

    id = "minimum_wage"
    scope = "worker"
    forbids, costs = False, False
    literature = False

    def breaches(self, case: Case, timeline: Timeline) -> Iterable[Breach]:
        problem, hour = case.problem, 60 * case.problem.horizon.ticks_per_minute
        work: dict[str, int] = {}
        paid: dict[str, int] = {}
        for run in timeline.runs.values():
            worker = run.shift.worker
            travel, wait = run.travel * case.values["travel_paid"], run.wait * case.values["waiting_paid"]
            work[worker] = work.get(worker, 0) + run.contact + run.travel + run.wait
            paid[worker] = paid.get(worker, 0) + run.contact + travel + wait
        for worker, ticks in work.items():
            person = problem.worker[worker]
            if person.hour_pence is None:
                continue
            least = round(case.values[_rate(problem, person)])
            pay = paid[worker] * person.hour_pence  # pence times ticks an hour
            short = -((pay - ticks * least) // hour)
            if short > 0:
                sentence = (
                    f"{person.name} earns {_pounds(pay // ticks)} an hour over {length(problem, ticks)} of contact, "
                    f"travel and waiting, {_pounds(short)} short in all of {_pounds(least)} an hour."
                )
                yield Breach(self.id, False, short, "pence", 0, sentence, "", "", worker)

    def lower(self, case: Case) -> Iterable[Term]:
        return ()


def _rate(problem: Problem, worker: Worker) -> str:
    """The name of the value that holds a worker's minimum."""
    if worker.apprentice or worker.id in problem.young:
        return "young_pence_per_hour"
    age = worker.age(problem.horizon.date(0))
    return "from_18_pence_per_hour" if age is not None and age < _FULL_RATE else "pence_per_hour"


def _pounds(pence: int) -> str:
    return f"£{pence / 100:.2f}"

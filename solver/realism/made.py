"""Measures of a roster: what is left out, late, driven; and how full a day is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable

from solver.check import Check
from solver.domain import METRES_A_MILE
from solver.rules import Run, case_for, lateness
from solver.travel import journeys

from .day import Day, share


class Made:
    """A judged roster as the measures see it."""

    def __init__(self, day: Day, judged: Check):
        self.day, self.judged = day, judged
        worker = judged.problem.worker
        runs = [run for run in judged.timeline.runs.values() if run.visits]
        self.carers = [run for run in runs if day.sector(worker[run.shift.worker].organisation) == "social"]
        self.nurses = [run for run in runs if worker[run.shift.worker].registered_nurse]


def left_out(made: Made) -> float | None:
    """Minutes of care of visits that nobody makes, over all minutes of care that must be given."""
    day = made.day
    must = [one for one in day.care if not one.optional]
    served = {part.id for name in made.judged.timeline.served for part in made.judged.problem.visit[name].commissioned}
    return share(sum(day.minutes(one) for one in must if one.id not in served), sum(map(day.minutes, must)))


def very_late(made: Made) -> float | None:
    judged = made.judged
    case = case_for("time_window", judged.problem, journeys(made.day.problem), judged.pack)
    late = [
        lateness(case, judged.problem.visit[name], pairs[0][1].start) for name, pairs in judged.timeline.served.items()
    ]
    return share(sum(ticks > 30 * made.day.minute for ticks in late), len(late))


def miles(made: Made) -> float | None:
    """Road miles between visits over journeys between visits, home legs and breaks apart."""
    legs = sum(max(len(run.visits) - 1, 0) for run in made.carers)
    return share(sum(run.metres for run in made.carers) / METRES_A_MILE, legs)


def travel(made: Made) -> float | None:
    """Travel between visits for each hour of contact."""
    return share(60 * sum(run.travel for run in made.carers), sum(run.contact for run in made.carers))


def contact(made: Made) -> float | None:
    """Contact over contact, travel and waiting, from the first visit to the last."""
    whole = sum(run.contact + run.travel + run.wait for run in made.carers)
    return share(sum(run.contact for run in made.carers), whole)


def _a_day(made: Made, runs: Iterable[Run]) -> float | None:
    """Visits of a worker on a day with any."""
    date = made.day.problem.horizon.date
    visits: dict[tuple[str, object], int] = defaultdict(int)
    for run in runs:
        visits[run.shift.worker, date(run.shift.start)] += len(run.visits)
    return share(sum(visits.values()), len(visits))


def carer_visits(made: Made) -> float | None:
    return _a_day(made, made.carers)


def nurse_visits(made: Made) -> float | None:
    return _a_day(made, made.nurses)


MEASURES: dict[str, Callable[[Made], float | None]] = {
    one.__name__: one for one in (left_out, very_late, miles, travel, contact, carer_visits, nurse_visits)
}

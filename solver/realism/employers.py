"""Measures of who employs whom: whether each employer could do its own work, and whether it does."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable

from solver.domain import Problem, Visit

from .day import Day, mean, share

# Times of day at which calls of care crowd, hours of the clock.
BANDS: dict[str, tuple[float, float]] = {"morning": (7, 11), "lunch": (11.5, 14.5), "tea": (16, 19), "bed": (19, 22)}


def own_minutes(day: Day) -> float | None:
    """Care minutes that an employer is asked for over minutes of its own carers on shift, at the worst: over all
    employers with carers, bands of the clock and days. A visit counts where the middle of its window lies."""
    asked: Counter[tuple[str, int, str]] = Counter()
    for visit in day.care:
        found = band_of(day.problem, visit)
        if found is not None and visit.delivered_by in day.employers:
            asked[visit.delivered_by, *found] += round(day.minutes(visit) * visit.workers)
    given = minutes_on_shift(day)
    return max((minutes / max(given[place], 1) for place, minutes in asked.items()), default=None)


def band_of(problem: Problem, visit: Visit) -> tuple[int, str] | None:
    """Day (counted from the first) and band in which a visit's window has its middle."""
    moment = problem.horizon.moment((visit.windows[0].start + visit.windows[0].end) // 2)
    hour = moment.hour + moment.minute / 60
    number = (moment.date() - problem.horizon.date(0)).days
    return next(((number, name) for name, (opens, closes) in BANDS.items() if opens <= hour < closes), None)


def minutes_on_shift(day: Day) -> Counter[tuple[str, int, str]]:
    """Minutes of carers on shift by employer, day and band; agency staff count for whom they act."""
    problem, found = day.problem, Counter[tuple[str, int, str]]()
    for shift in problem.shifts:
        employer = day.acting[shift.id]
        if day.sector(employer) != "social":
            continue
        start, end = problem.horizon.moment(shift.start), problem.horizon.moment(shift.end)
        number = (start.date() - problem.horizon.date(0)).days
        begins = start.hour + start.minute / 60
        ends = begins + (end - start).total_seconds() / 3600
        for name, (opens, closes) in BANDS.items():
            found[employer, number, name] += round(60 * max(0.0, min(ends, closes) - max(begins, opens)))
    return found


def others_past(day: Day) -> float | None:
    """Past care visits by carers of none of the client's employers; of clients who have care in these days."""
    worker = day.problem.worker
    told = [
        worker[past.worker].organisation in day.employer_of[past.client]
        for past in day.problem.history
        if past.sector == "social" and past.client in day.employer_of and not worker[past.worker].agency
    ]
    return share(told.count(False), len(told))


def others_delegations(day: Day) -> float | None:
    """Delegations to a carer of none of the client's employers, of clients who have care in these days."""
    worker = day.problem.worker
    told = [
        worker[one].organisation in day.employer_of[entry.client]
        for entry in day.problem.delegations
        for one in entry.workers
        if day.sector(worker[one].organisation) == "social"
        and entry.client in day.employer_of
        and not worker[one].agency
    ]
    return share(told.count(False), len(told))


def clients_of_employer(day: Day) -> float | None:
    """Clients of an employer with carers of its own, in the mean."""
    clients: dict[str, set[str]] = defaultdict(set)
    for visit in day.care:
        if visit.delivered_by in day.employers:
            clients[visit.delivered_by].add(visit.client)
    return mean([len(some) for some in clients.values()])


def agreements(day: Day) -> float | None:
    """Employers of carers that a health organisation has an agreement with by which carers may take health tasks."""
    agreed = {
        name
        for pact in day.problem.agreements
        for name in pact.between
        if pact.health_task_to_care_worker and any(day.sector(one) == "health" for one in pact.between)
    }
    return share(len(day.employers & agreed), len(day.employers)) if day.nursing else None


MEASURES: dict[str, Callable[[Day], float | None]] = {
    one.__name__: one for one in (own_minutes, others_past, others_delegations, clients_of_employer, agreements)
}

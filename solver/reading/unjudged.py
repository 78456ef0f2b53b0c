"""What cannot be judged of a day because nobody told what was going on before it."""

from __future__ import annotations

from solver.domain import Catalogue, Problem, fold
from solver.rules import Pack
from solver.rules.task_catalogue import call_kinds


def told_nothing_of_before(problem: Problem, pack: Pack) -> str | None:
    """One sentence; None where the state before is told, or the day has neither medicines nor meals."""
    clients = clients_with_doses_or_meals(problem, pack.catalogue(problem))
    if not clients:
        return None
    parts = []
    if not problem.workers_before:
        early = early_workers(problem, pack)
        if early:
            parts.append(f"rest after last night's shifts ({_many(len(early), 'worker')})")
        parts.append("hours already worked this week")
    if not problem.tasks_before:
        parts.append(f"the last doses and meals ({_many(len(clients), 'client')})")
    return f"Judged without: {', '.join(parts)}. --before YESTERDAY ROSTER writes them." if parts else None


def told_nothing_of_nights(problem: Problem) -> str | None:
    """One sentence where somebody works at night: no document says what they did in seventeen weeks."""
    nights = {shift.worker for shift in problem.shifts if shift.kind == "waking_night"}
    if not nights and not any(fold(task.code) == "waking_night" for visit in problem.visits for task in visit.tasks):
        return None
    who = f" ({_many(len(nights), 'worker')} on waking nights)" if nights else ""
    return f"Judged without: eight hours a night and 48 a week on average over seventeen weeks{who}."


def told_of_longer_weeks(problem: Problem) -> str | None:
    """One sentence where a worker's own limit is above the law's week: that rests on their opting out in writing
    (Working Time Regulations 1998 reg 5), and no document holds the seventeen weeks of which the average is.
    """
    law = Pack.load().values("weekly_hours")["minutes"]
    most = round(law * problem.horizon.ticks_per_minute)
    on_duty = {shift.worker for shift in problem.shifts} - problem.young  # under 18 nobody can opt out
    longer = [one for one in problem.workers if one.id in on_duty and one.limit is not None and one.limit > most]
    if problem.horizon.abstract or not longer:
        return None
    named = ", ".join(one.id for one in longer[:5]) + (f" and {len(longer) - 5} more" if len(longer) > 5 else "")
    return (
        f"Longer weeks than {law / 60:g} h by their own limit: {named}. That wants an opt-out signed by "
        "each; the average over seventeen weeks is not judged."
    )


def early_workers(problem: Problem, pack: Pack) -> list[str]:
    """Workers with a shift that begins before anybody who worked until the horizon's first moment has had their rest,
    in the order of the problem.
    """
    values, minute = pack.values("daily_rest"), problem.horizon.ticks_per_minute
    rest = {False: values["minutes"] * minute, True: values["young_minutes"] * minute}
    early = {shift.worker for shift in problem.shifts if shift.start < rest[shift.worker in problem.young]}
    return [worker.id for worker in problem.workers if worker.id in early]


def clients_with_doses_or_meals(problem: Problem, catalogue: Catalogue) -> list[str]:
    """In the order of the problem."""
    some = {
        visit.client
        for visit in problem.visits
        if call_kinds(visit.tasks, catalogue).intersection({"meal", "medicine"})
    }
    return [client.id for client in problem.clients if client.id in some]


def _many(number: int, what: str) -> str:
    return f"{number:,} {what}{'s' if number != 1 else ''}"

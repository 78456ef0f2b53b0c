"""What should worry somebody about the visits that are left out, apart from each one's own reason."""

from __future__ import annotations

from collections.abc import Sequence

from solver.check import Check
from solver.domain import Unserved
from solver.rules.readings.meal_times import meal_times
from solver.rules.task_catalogue import call_kinds


def warn_of_urgent(check: Check, unserved: Sequence[Unserved]) -> list[str]:
    """That visits are left out for want of room while less urgent ones are served; nothing where none is.

    Only those count whose verdict is CAPACITY: what nobody can do takes no room from others.
    """
    problem, served = check.problem, check.timeline.served
    crowded = [problem.visit[entry.visit] for entry in unserved if entry.verdict == "CAPACITY"]
    out = [visit for visit in crowded if not visit.optional]
    if not out:
        return []
    highest = max(visit.priority for visit in out)
    less = [visit for visit in problem.visits if visit.id in served and visit.priority < highest]
    if not less:
        return []
    many = sum(visit.priority == highest for visit in out)
    is_, visits = ("is", "visit") if many == 1 else ("are", "visits")
    least, most = min(visit.priority for visit in less), max(visit.priority for visit in less)
    of = f"priority {least}" if least == most else f"priority {least} to {most}"
    number = "one" if many == 1 else str(many)
    return [
        f"There {is_} {number} {visits} of priority {highest} left out for want of room while {len(less)} of {of} "
        f"{'is' if len(less) == 1 else 'are'} served."
    ]


def warn_of_meals(check: Check) -> list[str]:
    """What goes with a meal and is done while that meal, a visit of its own, is left out: "insulin at 08:30 without
    breakfast: c1-breakfast is not served (Ada Pretend)". It forbids nothing.
    """
    problem, served, catalogue = check.problem, check.timeline.served, check.pack.catalogue(check.problem)
    found: dict[tuple[str, str], str] = {}  # by commissioned visits: what is done, and the meal
    eaten = set()
    for meal in meal_times(problem, catalogue):
        (done, dose), (eating, of) = (meal.first, meal.of[0]), (meal.second, meal.of[1])
        if not meal.before:
            done, dose, eating, of = eating, of, done, dose
        codes = [task.code for task in eating.tasks if "meal" in call_kinds((task,), catalogue)]
        if eating.id in served:
            eaten.add(of)
        if done.id in served:
            start = problem.horizon.label(served[done.id][0][1].start)
            name = problem.client[meal.client].name
            found[dose, of] = f"{meal.code} at {start} without {' and '.join(codes)}: {of} is not served ({name})."
    return [told for (_, of), told in found.items() if of not in eaten]

"""The figures of a measured roster, counted in visits and tasks as they were commissioned."""

from __future__ import annotations

from dataclasses import dataclass

from solver.domain import JointVisit, Problem, Visit, helped_of
from solver.rules import Account, Continuity, Pack, Timeline, case_for, continuity_of, health_side, lateness
from solver.travel import Journeys


@dataclass(frozen=True, slots=True)
class Figures:
    """What a scheduler asks first. Times in ticks, distances in metres.

    Visits and tasks are counted as commissioned: a joint visit serves all its parts, each task once. travel and metres:
    between visits; home: from and to home. late: visits after their own window, lateness their sum. doors: knocks, one
    for each start at a place; two workers who begin there together knock once. joint: joint visits made.
    health_contact: contact of health-side workers (see rules/readings/sectors.py).
    """

    commissioned: int
    served: int
    unserved: int
    tasks_served: int
    tasks_unserved: int
    rounds: int
    contact: int
    travel: int
    home: int
    waiting: int
    overtime: int
    metres: int
    home_metres: int
    late: int
    lateness: int
    doors: int
    joint: int
    health_contact: int
    continuity: dict[Account, Continuity]


def figures_of(problem: Problem, measured: Timeline, pack: Pack, travel: Journeys) -> Figures:
    """The figures of a roster on the problem it was judged on."""
    runs = list(measured.runs.values())
    commissioned = {part.id: part for visit in problem.visits for part in visit.commissioned}
    missing = {part.id for visit in problem.visits if visit.id not in measured.served for part in carried(visit)}
    late = _lateness(problem, measured, pack, travel)
    tasks = sum(_tasks(problem.visit[visit]) for visit in measured.served)
    made = [visit for visit in map(problem.visit.__getitem__, measured.served) if isinstance(visit, JointVisit)]
    days = float(pack.values("continuity")["window_days"])
    return Figures(
        commissioned=len(commissioned),
        served=len(commissioned) - len(missing),
        unserved=len(missing),
        tasks_served=tasks,
        tasks_unserved=sum(len(visit.tasks) for visit in commissioned.values()) - tasks,
        rounds=len(runs),
        contact=sum(run.contact for run in runs),
        travel=sum(run.travel for run in runs),
        home=sum(run.home_out + run.home_in for run in runs),
        waiting=sum(run.wait for run in runs),
        overtime=sum(max(0, run.back - run.shift.end) for run in runs),
        metres=sum(run.metres for run in runs),
        home_metres=sum(run.home_out_metres + run.home_in_metres for run in runs),
        late=sum(ticks > 0 for ticks in late),
        lateness=sum(late),
        doors=len({(call.start, call.place) for _, call in measured.calls()}),
        joint=sum(visit.role == "whole" for visit in made),
        health_contact=sum(run.contact for run in runs if health_side(problem, problem.worker[run.shift.worker])),
        continuity=continuity_of(problem, measured, days),
    )


def carried(visit: Visit) -> tuple[Visit, ...]:
    """The commissioned visits that a visit does something for; one is served when all that do are made."""
    if not isinstance(visit, JointVisit) or visit.role == "whole":
        return visit.commissioned
    if visit.role == "second":
        helped = helped_of(visit.parts)
        return (helped,) if helped is not None else ()
    taken = {(step.visit, step.task) for step in visit.join.steps}
    return tuple(part for part in visit.parts if any((part.id, n) not in taken for n in range(len(part.tasks))))


def _tasks(visit: Visit) -> int:
    """How many commissioned tasks are done when a visit is made; what a second pair of hands does is counted there."""
    if isinstance(visit, JointVisit) and visit.role != "rest":
        return len(visit.join.steps) if visit.role == "whole" else 0
    return len(visit.tasks)


def _lateness(problem: Problem, measured: Timeline, pack: Pack, travel: Journeys) -> list[int]:
    """Ticks late of each commissioned visit that is made, by its own windows; the latest where it is made in two."""
    windows = case_for("time_window", problem, travel, pack)
    late: dict[str, int] = {}
    for name, pairs in measured.served.items():
        for part in carried(problem.visit[name]):
            late[part.id] = max(late.get(part.id, 0), lateness(windows, part, pairs[0][1].start))
    return list(late.values())

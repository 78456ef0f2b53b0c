"""What is made already when somebody stops something in the middle of a day: a new search leaves it where it was.

A stop that begins within the day says that the day is under way. What a roster has begun by then is not planned any
more: it is pinned to its shift and its start.
"""

from __future__ import annotations

from dataclasses import dataclass

from solver.check import check
from solver.domain import JointVisit, Pin, Problem, Roster, Suspension
from solver.rules import Pack

from .resting import RULE


@dataclass(frozen=True)
class Made:
    """moment: until when, in ticks. stop: the suspension that says so. held: visits pinned where they were made.

    joint: joint visits begun by then, which no pin holds. stopped: visits that had begun and may not be made any more.
    """

    moment: int
    stop: Suspension
    held: tuple[str, ...]
    joint: tuple[str, ...]
    stopped: tuple[str, ...]


def pin_made(problem: Problem, roster: Roster, pack: Pack | None = None) -> tuple[Problem, Made | None]:
    """The problem with what a roster has begun before the latest stop of the day pinned where it was made.

    problem: as commissioned; the roster may come from before the stop or after. None, and the problem as it is, where
    nothing is stopped from a moment within the days of the problem. A stop that somebody has ended counts to its end.
    Visits that the stop forbids while they are being made are not pinned: the checker tells of them.
    """
    stop = _latest_stop(problem)
    if stop is None:
        return problem, None
    moment = _moment_of(stop)
    judged = check(problem, roster, pack)
    forbidden = {breach.visit for breach in judged.breaches if breach.rule == RULE}
    pins: list[Pin] = []
    joint: dict[str, None] = {}
    stopped: dict[str, None] = {}
    for run, call in judged.timeline.calls():
        visit = call.visit
        if visit is None or call.start >= moment:
            continue
        if isinstance(visit, JointVisit):
            joint[visit.id] = None
        elif visit.id in forbidden and call.end > moment:
            stopped[visit.id] = None
        else:
            pins.append(Pin(visit=visit.id, shift=run.shift.id, start=call.start))
    held = dict.fromkeys(pin.visit for pin in pins)
    kept = tuple(pin for pin in problem.pins if pin.visit not in held)
    made = Made(moment, stop, tuple(held), tuple(joint), tuple(stopped))
    return (problem.replace(pins=(*kept, *pins)) if pins else problem), made


def describe_made(problem: Problem, made: Made) -> list[str]:
    """Sentences for whoever has asked for a new search."""
    at = problem.horizon.label(made.moment)
    single = len(made.held) == 1
    many = "1 visit" if single else f"{len(made.held):,} visits"
    stay = "stays where it was" if single else "stay where they were"
    begins = "ended" if made.stop.ended_by else "begins"
    told = [
        f"{made.stop.id} {begins} at {at}, so the day is under way: {many} that the roster to start from has begun by "
        f"then {stay} made."
    ]
    if made.joint:
        told.append(f"Joint visits begun before {at} are not held, look at them: {', '.join(made.joint)}.")
    if made.stopped:
        told.append(f"Begun before {at} and stopped since, so ring them now: {', '.join(made.stopped)}.")
    return told


def describe_too_early(problem: Problem, made: Made, roster: Roster) -> str:
    """What a new search would begin before the stop although nobody had begun it then; nothing: there is no such."""
    done = {*made.held, *made.joint, *made.stopped}
    early = [
        stop.visit
        for round_ in roster.rounds
        for stop in round_.stops
        if stop.visit is not None and stop.visit not in done and stop.start is not None and stop.start < made.moment
    ]
    if not early:
        return ""
    names = ", ".join(dict.fromkeys(early))
    at = problem.horizon.label(made.moment)
    return f"This roster begins {names} before {at}, which is past: move them, or leave them out."


def _latest_stop(problem: Problem) -> Suspension | None:
    if problem.horizon.abstract:
        return None
    within = [one for one in problem.suspensions if 0 < _moment_of(one) < problem.horizon.end]
    return max(within, key=lambda one: (_moment_of(one), one.id), default=None)


def _moment_of(stop: Suspension) -> int:
    """When the office was at work on it: when somebody ended it, else when it begins."""
    return stop.ends if stop.ended_by and stop.ends is not None else stop.starts

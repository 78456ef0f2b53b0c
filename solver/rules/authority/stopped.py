"""Visits that nobody can make because somebody has stopped them: the client, or one of the tasks.

What is stopped is no failure of a roster. It is counted and told apart from what the roster could not place.
"""

from __future__ import annotations

from collections.abc import Iterable

from solver.domain import Problem, Suspension, Visit
from solver.terms import FOREVER

from ..pack import Pack
from ..readings.readings import Readings
from ..vocabulary.rule import Breach
from .facts import Facts
from .look import tasks_of
from .refusal import describe_stop
from .suspended import SuspendedRule


def find_stopped(problem: Problem, pack: Pack | None = None) -> dict[str, str]:
    """By visit (joint ones too, where the problem has any), why it is stopped: "Ada Pretend's visits are stopped from
    1 March 2027 10:00 on (hospital)". Visits that are not stopped are not in it.
    """
    if problem.horizon.abstract or not problem.suspensions:
        return {}
    readings = Readings(problem, pack if pack is not None else Pack.for_problem(problem))
    return {visit.id: why for visit in problem.visits if (why := why_stopped(readings, visit))}


def list_resting(breaches: Iterable[Breach], worker: str | None = None) -> list[str]:
    """What a judgement says of visits that are made although they are stopped, or rest on what is; of one worker's.

    A roster with any is given out in no form: whoever takes it would be sent to do what somebody has stopped.
    """
    return [one.sentence for one in breaches if one.rule == SuspendedRule.id and worker in (None, one.worker)]


def why_stopped(readings: Readings, visit: Visit) -> str:
    """The same of one visit; nothing: it is not stopped."""
    stop = _find_stop(readings, visit)
    return describe_stop(readings.once(Facts), stop) if stop is not None else ""


def _find_stop(readings: Readings, visit: Visit) -> Suspension | None:
    """What stops a visit whoever would make it: one of its tasks, or a client of it whenever it may begin."""
    if readings.abstract or not readings.problem.suspensions:
        return None
    facts, span = readings.once(Facts), readings.span(visit)
    for part, task in tasks_of(visit):
        if stop := facts.task_suspension(task, part.client, span):
            return stop
    stops = _stops_of_clients(readings.problem, visit)
    last = max(span.earliest, span.latest - visit.duration)
    if not stops or any(low <= last and span.earliest <= high for low, high in starts_left(readings.problem, visit)):
        return None
    return next(one for one in stops if one.starts < max(span.latest, span.earliest + 1))


def starts_left(problem: Problem, visit: Visit) -> list[tuple[int, int]]:
    """Starts of a visit at which nobody it is for is stopped: spans in ticks, in order, both ends included."""
    length = max(visit.duration, 1)
    left = [(-FOREVER, FOREVER)]
    for stop in _stops_of_clients(problem, visit):
        before = [(low, min(high, stop.starts - length)) for low, high in left]
        after = [] if stop.ends is None else [(max(low, stop.ends), high) for low, high in left]
        left = sorted((low, high) for low, high in before + after if low <= high)
    return left


def _stops_of_clients(problem: Problem, visit: Visit) -> list[Suspension]:
    """Those of the clients of a visit; not what was ended at the moment it was made."""
    stops = (one for one in problem.suspensions if one.what == "client" and one.of in visit.clients)
    return [one for one in stops if not one.is_void]

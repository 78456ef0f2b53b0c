"""A worker's rounds as an iCalendar file (RFC 5545), for the calendar of a phone.

Equal rosters give equal files: the stamp is the horizon's start, and an event's UID says which visit on which shift it
is, so that a calendar which reads a later roster changes the event instead of adding one.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterator
from datetime import UTC
from pathlib import Path

from icalendar import Calendar, Event, vText

from ..domain import Fault, InputFaults, JoinedProblem, JointVisit, Problem, Roster, Round, Visit, joined, sound_joins
from ..rules import Call, Pack, Run, Timeline, many_workers, tell_loosened, timeline
from ..rules.authority.givers import describe_giving, list_givings
from ..rules.readings.readings import Readings
from ..travel import Journeys, journeys
from .writing import write_folder_whole

_PRODUCT = "-//onevisit//rounds//EN"

Told = dict[str, list[str]]  # by visit, sentences


def calendar_text(
    problem: Problem,
    roster: Roster,
    worker: str,
    initials: bool = False,
    travel: Journeys | None = None,
    pack: Pack | None = None,
) -> str:
    """All rounds of a worker, an event for each stop, times in UTC; lines end as RFC 5545 wants.

    initials: clients are told by initials, their addresses and orders left out, for a phone that others may read.
    pack: the rules in force, the problem's own unless given. What they ask less than the built-in ones, and which caps
    on lateness were lifted, ends every description: whose lateness only on that visit, with no client's name, else how
    many.
    Raises InputFaults for an unknown worker and for a literature clock.
    """
    faults = []
    if worker not in problem.worker:
        faults.append(Fault("worker", worker, "want the id of one of the workers"))
    if problem.horizon.abstract:
        faults.append(Fault("horizon", "a literature clock", "want a problem with dates"))
    if faults:
        raise InputFaults(faults)
    judged, measured = _measured(problem, roster, travel)
    said = _givings_told(judged, measured, pack or Pack.for_problem(problem))
    return _written(judged, measured, worker, initials, _Loosened(problem, worker, pack), said)


def write_calendars(
    problem: Problem, roster: Roster, folder: str | Path, initials: bool = False, pack: Pack | None = None
) -> list[str]:
    """Write a file for every worker with stops into a new folder, all or none; their names. Raises InputFaults."""
    if problem.horizon.abstract:
        raise InputFaults([Fault("horizon", "a literature clock", "want a problem with dates")])
    judged, measured = _measured(problem, roster, None)
    said = _givings_told(judged, measured, pack or Pack.for_problem(problem))
    busy = {run.shift.worker for run in measured.runs.values()}
    files: dict[str, bytes] = {}
    for number, worker in enumerate((one.id for one in judged.workers if one.id in busy), 1):
        name = re.sub(r"[^\w-]+", "_", worker)[:60]
        if f"{name}.ics".casefold() in {known.casefold() for known in files}:
            name = f"{name}_{number}"
        text = _written(judged, measured, worker, initials, _Loosened(problem, worker, pack), said)
        files[f"{name}.ics"] = text.encode()
    write_folder_whole(folder, files)
    return list(files)


class _Loosened:
    """What a worker's calendar says of what is loosened: whose lateness somebody accepted is told on that visit alone,
    for who makes it; elsewhere it is counted.
    """

    def __init__(self, problem: Problem, worker: str, pack: Pack | None):
        self._problem, self._pack = problem, pack
        self._seen_by = problem.worker[worker].organisation
        self._of_others = self._tell(())

    def tell(self, visit: Visit | None) -> str | None:
        """The last line of an event; None where there is none. visit: None for a break."""
        made = () if visit is None else visit.commissioned or (visit,)
        late = [one.id for one in made if one.late_accepted]
        return self._tell(late) if late else self._of_others

    def _tell(self, about: Collection[str]) -> str | None:
        return tell_loosened(self._problem, self._pack, self._seen_by, named=False, about=about)


def _givings_told(judged: Problem, measured: Timeline, pack: Pack) -> Told:
    """By visit, who of several gives a medicine, and whom to reach about a delegated task."""
    readings = Readings(judged, pack)
    return {
        visit: [sentence for one in some for sentence in describe_giving(readings, one)]
        for visit, some in list_givings(readings, measured).items()
    }


def _measured(problem: Problem, roster: Roster, travel: Journeys | None) -> tuple[Problem, Timeline]:
    """The problem with the roster's joins carried out, and the known part of the roster with its times."""
    judged = problem
    if not isinstance(problem, JoinedProblem):
        stops = {stop.visit for round_ in roster.rounds for stop in round_.stops}
        judged = joined(problem, [join for join in sound_joins(problem, roster.joins) if join.id in stops])
    known = tuple(
        Round(
            shift=one.shift, stops=tuple(stop for stop in one.stops if stop.visit is None or stop.visit in judged.visit)
        )
        for one in roster.rounds
        if one.shift in judged.shift
    )
    return judged, timeline(judged, Roster(rounds=known), travel or journeys(problem))


def _written(
    problem: Problem, measured: Timeline, worker: str, initials: bool, loosened: _Loosened, givings: Told
) -> str:
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", " ".join(f"{problem.worker[worker].name}'s rounds".split()))  # on one line
    runs = [run for run in measured.runs.values() if run.shift.worker == worker]
    for run in sorted(runs, key=lambda run: (run.leave, run.shift.id)):
        breaks = 0
        for call in run.calls:
            breaks += call.visit is None
            name = call.visit.id if call.visit is not None else f"break {breaks}"
            event = _event(problem, measured, run, call, name, initials, givings)
            if (last := loosened.tell(call.visit)) is not None:
                event["description"] = vText(f"{event['description']}\n{last}")
            calendar.add_component(event)
    text: str = calendar.to_ical().decode()
    return text


def _event(
    problem: Problem, measured: Timeline, run: Run, call: Call, name: str, initials: bool, givings: Told
) -> Event:
    horizon = problem.horizon
    event = Event()
    key = "\n".join((horizon.start.astimezone(UTC).isoformat(), run.shift.worker, run.shift.id, name))
    event.add("uid", f"{hashlib.sha256(key.encode()).hexdigest()[:32]}@onevisit")
    event.add("dtstamp", horizon.start.astimezone(UTC))
    event.add("dtstart", horizon.moment(call.start).astimezone(UTC))
    event.add("dtend", horizon.moment(call.end).astimezone(UTC))
    if call.visit is None:
        event.add("summary", "Break")
        event.add("description", f"{horizon.minutes(call.end - call.start):g} min, shift {run.shift.id}")
        return event
    names = [problem.client[client].name for client in call.visit.clients]
    event.add("summary", " and ".join(_initials(one) if initials else one for one in names))
    place = next(place for place in problem.places if place.id == call.place)
    event.add("location", place.id if initials else place.address or place.name or place.id)
    event.add("description", "\n".join(_about(problem, measured, run, call, call.visit, givings, initials)))
    return event


def _about(
    problem: Problem, measured: Timeline, run: Run, call: Call, visit: Visit, givings: Told, initials: bool
) -> Iterator[str]:
    """What to do and by which order (not where others may read it), how long, with whom, and who gives what is not
    everybody's to give.
    """
    orders = ["" if initials or not task.order.strip() else f" ({task.order.strip()})" for task in visit.tasks]
    what = ", ".join(task.code + order for task, order in zip(visit.tasks, orders, strict=True))
    yield f"{what}; {problem.horizon.minutes(call.end - call.start):g} min"
    others = [problem.worker[other].name for other in _partners(problem, measured, run, visit)]
    if others:
        yield f"{many_workers(len(others) + 1).capitalize()}: with {' and '.join(others)}"
    yield from givings.get(visit.id, ())
    if isinstance(visit, JointVisit):
        parts = " + ".join(f"{part.id} ({problem.organisation[part.organisation].name})" for part in visit.parts)
        words = {"whole": "Joint visit for", "second": "Second pair of hands for", "rest": "What remains of"}
        yield f"{words[visit.role]} {parts}"
    yield f"Visit {visit.id}, shift {run.shift.id}"


def _partners(problem: Problem, measured: Timeline, run: Run, visit: Visit) -> list[str]:
    """The other workers of a visit, or of the visit that is its other pair of hands."""
    names = (visit.id, *problem.beside.get(visit.id, ()))
    workers = {other.shift.worker for name in names for other, _ in measured.served.get(name, ())}
    return sorted(workers - {run.shift.worker})


def _initials(name: str) -> str:
    """ "Anna Testperson" as "A.T."."""
    return "".join(f"{word[0].upper()}." for word in name.split() if word[0].isalpha()) or "client"

"""Until when what a visit rests on lasts: moments after its agreed windows at which something ends. Reading only.

Somebody answers for a delegated task until their cover ends, a stop begins at a moment, an answer is withdrawn at one.
Whoever may make a visit in its agreed windows need not be able to make it as late as its lateness cap allows: it is
simply not late past that moment (``latest_starts_by_window``). Nothing here says who may make it; authority is judged
over what is left.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from solver.domain import (
    Catalogue,
    Delegation,
    Problem,
    Registrant,
    Shift,
    Suspension,
    SuspensionKind,
    Task,
    Visit,
    fold,
)
from solver.domain.names import fold_name

from ..task_catalogue import class_of, is_reached
from .acting import acting_organisations
from .answering import registrants_by_text
from .cover import find_cover


@dataclass(frozen=True, slots=True)
class End:
    """A visit is over by this moment where it is late. why: what ends then, in words that follow "for"."""

    moment: int
    why: str


@dataclass(frozen=True, slots=True)
class _Late:
    """A commissioned visit, from its first opening to its end when made in time, and to its end as late as can be."""

    visit: Visit
    opens: int
    in_time: int
    latest: int

    def ends_late(self, moment: int) -> bool:
        return self.in_time <= moment < self.latest


class Lasting:
    """What ends, for one problem as commissioned. catalogue: of its task codes."""

    def __init__(self, problem: Problem, catalogue: Catalogue):
        self._problem, self._catalogue = problem, catalogue
        self._acting = acting_organisations(problem)
        self._registrants = registrants_by_text(problem)
        self._delegations: dict[tuple[str, str], list[Delegation]] = defaultdict(list)
        for one in problem.delegations:
            self._delegations[one.client, fold(one.task)].append(one)
        self._shifts: dict[str, list[Shift]] = defaultdict(list)
        for shift in problem.shifts:
            self._shifts[shift.worker].append(shift)
        self._stops: dict[tuple[SuspensionKind, str], list[Suspension]] = defaultdict(list)
        for stop in problem.suspensions:
            if not stop.is_void:
                name = fold(stop.of) if stop.what == "task" else stop.of
                self._stops[stop.what, fold_name(name) if stop.what == "registrant" else name].append(stop)

    def first_end(self, visit: Visit, latest: int) -> End | None:
        """The first such moment of a commissioned visit that could be over as late as ``latest``.

        Never one inside the time in which it is made when it is in time: such a visit rests on something else.
        """
        late = _Late(visit, visit.windows[0].start, visit.windows[-1].end + visit.duration, latest)
        if late.latest <= late.in_time:
            return None
        return min(self._ends(late), key=lambda end: end.moment, default=None)

    def _ends(self, late: _Late) -> Iterator[End]:
        if carer := late.visit.unpaid_carer:
            stops_of_carer = self._stops.get(("unpaid_carer", carer), ())
            yield from _stopped(late, stops_of_carer, "the unpaid carer is stopped then")
        for task in late.visit.tasks:
            for (what, code), stops in self._stops.items():
                if what == "task" and is_reached(task, code, self._catalogue):
                    theirs = [stop for stop in stops if stop.is_about(late.visit.client)]
                    yield from _stopped(late, theirs, f"{task.code} is stopped then")
            task_class = class_of(task, self._catalogue)
            if task_class == "delegated" or (task_class == "protocol" and task.delegable):
                yield from self._delegated(late, task)
            if task_class == "protocol":
                for protocol in self._problem.protocols:
                    if protocol.organisation == late.visit.delivered_by and fold(protocol.task) == fold(task.code):
                        stops = self._registrant_stops(protocol.registrant)
                        yield from _stopped(late, stops, f"the registrant of protocol {protocol.id} is stopped then")
        yield from self._sharing(late)
        yield from self._workers(late)

    def _delegated(self, late: _Late, task: Task) -> Iterator[End]:
        """Ends of what those on duty do a task under. Somebody registered needs none of it, and is late no more."""
        client = self._problem.client[late.visit.client]
        first, last = self._problem.horizon.date(late.opens), self._problem.horizon.date(late.in_time - 1)
        found = [
            one
            for one in self._delegations.get((client.id, fold(task.code)), ())
            if client.stable
            and late.visit.kind not in ("first", "changed")
            and one.in_force(first)
            and one.in_force(last)
            and self._has_somebody(one, late)
        ]
        for one in found:
            yield from _stopped(
                late, self._stops.get(("delegation", one.id), ()), f"delegation {one.id} is stopped then"
            )
            yield from _stopped(
                late, self._registrant_stops(one.registrant), f"the registrant of delegation {one.id} is stopped then"
            )
            known = self._registrants.get(one.registrant) or self._registrants.get(fold_name(one.registrant))
            ends = None if known is None else self._cover_ends(known, late)
            if ends is not None:
                yield End(ends, f"the registrant of delegation {one.id} is on cover until then")
        for answer in client.consents if found else ():
            if answer.kind == "delegation" and answer.withdrawn is not None and late.ends_late(answer.withdrawn):
                yield End(answer.withdrawn, "consent to delegation is withdrawn then")

    def _has_somebody(self, one: Delegation, late: _Late) -> bool:
        """Whether a delegation names somebody who needs it and is on duty."""
        workers = (self._problem.worker[name] for name in one.workers)
        return any(
            not worker.registered_nurse and worker.accepts_delegation and self._on_duty(self._shifts[worker.id], late)
            for worker in workers
        )

    def _on_duty(self, shifts: Iterable[Shift], late: _Late) -> list[Shift]:
        return [shift for shift in shifts if shift.start < late.latest and late.opens < shift.end]

    def _sharing(self, late: _Late) -> Iterator[End]:
        """Consent to sharing withdrawn, where nobody of the provider's own is on duty, who needs none."""
        moments = [
            one.withdrawn
            for one in self._problem.client[late.visit.client].consents
            if one.kind == "sharing" and one.withdrawn is not None and late.ends_late(one.withdrawn)
        ]
        if moments:
            on_duty = self._on_duty(self._problem.shifts, late)
            if all(self._acting[shift.id] != late.visit.delivered_by for shift in on_duty):
                yield from (End(moment, "consent to sharing is withdrawn then") for moment in moments)

    def _workers(self, late: _Late) -> Iterator[End]:
        """Workers stopped, where everybody on duty is stopped while the visit could be late: else others may come."""
        stopped = {name: stops for (what, name), stops in self._stops.items() if what == "worker"}
        if not stopped:
            return
        moments = []
        for name in dict.fromkeys(shift.worker for shift in self._on_duty(self._problem.shifts, late)):
            stops = stopped.get(name, ())
            if any(stop.starts < late.in_time and (stop.ends is None or late.opens < stop.ends) for stop in stops):
                continue  # not there at all
            begins = [stop.starts for stop in stops if late.ends_late(stop.starts)]
            if not begins:
                return
            moments.append(min(begins))
        yield from (End(moment, "whoever could make it is stopped then") for moment in moments)

    def _registrant_stops(self, text: str) -> list[Suspension]:
        known = self._registrants.get(text) or self._registrants.get(fold_name(text))
        names = {text} if known is None else {text, known.id, known.name}
        return [
            stop for name in {fold_name(name) for name in names} for stop in self._stops.get(("registrant", name), ())
        ]

    def _cover_ends(self, registrant: Registrant, late: _Late) -> int | None:
        """When the stretch of cover ends that holds the visit when it is made in time, if it could be later."""
        horizon, reached = self._problem.horizon, late.opens
        first = horizon.date(late.opens) - timedelta(days=1)
        for begin, end in sorted(find_cover(registrant, first, horizon.date(late.latest), horizon)):
            if begin <= reached:
                reached = max(reached, end)
        return reached if late.ends_late(reached) else None


def _stopped(late: _Late, stops: Iterable[Suspension], why: str) -> Iterator[End]:
    for stop in stops:
        if late.ends_late(stop.starts):
            yield End(stop.starts, why)

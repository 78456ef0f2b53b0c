"""Suspensions, found by what they stop, and the starts that they leave to visits. The engine's side.

Moments are ticks since the horizon's start; a span is the time within which a visit may be made.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from solver.domain import Delegation, Suspension, Task, Visit, fold
from solver.domain.names import fold_name
from solver.terms import FOREVER

from ..readings.calls import Span
from ..readings.readings import Readings


class Stops:
    """The suspensions of one problem; those lifted at the moment they were made left out."""

    def __init__(self, readings: Readings):
        self._readings = readings
        self._of: dict[tuple[str, str], list[Suspension]] = defaultdict(list)
        for stop in readings.problem.suspensions:
            if stop.ends is None or stop.ends > stop.starts:
                self._of[stop.what, _compared(stop)].append(stop)

    @property
    def workers(self) -> dict[str, list[Suspension]]:
        """The suspensions of workers, by worker."""
        return {name: stops for (what, name), stops in self._of.items() if what == "worker"}

    def find(self, what: str, name: str, span: Span, client: str = "") -> Suspension | None:
        """The first suspension of something at any moment of a span; None: nothing.

        name: an id; a task code as ``fold`` spells it; a registrant as ``fold_name`` does. client: whose task it is.
        """
        end = max(span.latest, span.earliest + 1)
        for stop in self._of.get((what, name), ()):
            if stop.client is not None and stop.client != client:
                continue
            if stop.starts < end and (stop.ends is None or span.earliest < stop.ends):
                return stop
        return None

    def of_task(self, task: Task, client: str, span: Span) -> Suspension | None:
        """The suspension over a span of a client's task: of its code, or of what its code or its order says."""
        for what, name in self._of:
            if (
                what == "task"
                and self._readings.is_reached(task, name)
                and (stop := self.find(what, name, span, client))
            ):
                return stop
        return None

    def of_delegation(self, one: Delegation, span: Span) -> Suspension | None:
        """The suspension over a span of a delegation, or of whoever answers for it."""
        return self.find("delegation", one.id, span) or self.of_registrant(one.registrant, span)

    def of_registrant(self, text: str, span: Span) -> Suspension | None:
        """The suspension of a registrant over a span.

        text: what a delegation or protocol calls them; they may be stopped by that word, by their id or by their name.
        """
        known = self._readings.registrant(text)
        names: Iterable[str] = (text,) if known is None else (text, known.id, known.name)
        for name in sorted({fold_name(name) for name in names}):
            if stop := self.find("registrant", name, span):
                return stop
        return None

    def free_starts(self, visit: Visit) -> list[tuple[int, int]] | None:
        """Spans of starts (ticks, in order, both ends included) that suspensions of its clients leave to a visit; None:
        they leave all. Before a suspension the visit must be over, so its length counts.
        """
        stops = [stop for client in visit.clients for stop in self._of.get(("client", client), ())]
        if not stops:
            return None
        free = [(-FOREVER, FOREVER)]
        for stop in stops:
            sides = [(-FOREVER, stop.starts - max(visit.duration, 1))]
            if stop.ends is not None:
                sides.append((stop.ends, FOREVER))
            cut = ((max(a, c), min(b, d)) for a, b in free for c, d in sides)
            free = sorted(span for span in cut if span[0] <= span[1])
        return free


def _compared(stop: Suspension) -> str:
    """What is stopped, in the one spelling by which it is found."""
    match stop.what:
        case "task":
            return fold(stop.of)
        case "registrant":
            return fold_name(stop.of)
    return stop.of

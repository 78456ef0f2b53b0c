"""What has been stopped, found by what it is, and the times that it leaves. The engine's side."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from solver.domain import Delegation, Suspension, Visit, fold
from solver.domain.names import fold_name

from ..calls import Span
from ..readings import Readings
from ..terms import FOREVER


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

    def find(self, what: str, name: str, span: Span) -> Suspension | None:
        """What stops something at some moment of a span. name: task codes and registrants as they are compared."""
        end = max(span.latest, span.earliest + 1)
        for stop in self._of.get((what, name), ()):
            if stop.starts < end and (stop.ends is None or span.earliest < stop.ends):
                return stop
        return None

    def of_delegation(self, one: Delegation, span: Span) -> Suspension | None:
        """What stops a delegation over a span, or whoever answers for it."""
        return self.find("delegation", one.id, span) or self.of_registrant(one.registrant, span)

    def of_registrant(self, text: str, span: Span) -> Suspension | None:
        """What stops whom a delegation or a protocol calls so: by that word, by id or by name."""
        known = self._readings.registrant(text)
        names: Iterable[str] = (text,) if known is None else (text, known.id, known.name)
        for name in sorted({fold_name(name) for name in names}):
            if stop := self.find("registrant", name, span):
                return stop
        return None

    def free_starts(self, visit: Visit) -> list[tuple[int, int]] | None:
        """Starts that suspensions of its clients leave, in order, both ends included; None: they leave all."""
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

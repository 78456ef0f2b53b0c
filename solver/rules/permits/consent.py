"""Clients' answers as events in time, and the worst of them over the span of a visit. The engine's side."""

from __future__ import annotations

from collections import defaultdict
from enum import IntEnum

from solver.domain import Client, ConsentKind, Horizon

from ..readings.calls import Span

_ALWAYS = 10**7  # a day number later than any calendar
_FROM_THE_START = -(10**15)


class State(IntEnum):
    """A client's answer to one kind of question; the worse it is, the larger."""

    GIVEN = 0
    UNKNOWN = 1
    REFUSED = 2


class Answers:
    """What one client has answered."""

    def __init__(self, client: Client, horizon: Horizon):
        # (day it was given, whether a refusal, last day on which it holds, tick from which it counts); days are
        # numbers. A withdrawal is a refusal of its own.
        self._events: dict[ConsentKind, list[tuple[int, bool, int, int]]] = defaultdict(list)
        self._open: dict[ConsentKind, list[int]] = defaultdict(
            list
        )  # days on which they were asked, and nothing is known
        for one in client.consents:
            mine = self._events[one.kind]
            if one.said is None:
                self._open[one.kind].append(one.recorded.toordinal())
            else:
                until = _ALWAYS if one.expires is None else one.expires.toordinal()
                mine.append((one.recorded.toordinal(), not one.given, until, _FROM_THE_START))
            if one.withdrawn is not None:
                mine.append((horizon.date(one.withdrawn).toordinal(), True, _ALWAYS, one.withdrawn))

    def worst(self, kind: ConsentKind, span: Span) -> State:
        """The worst state on any day of a span; a withdrawal counts if it is before the span's end."""
        first, last = span.first_day.toordinal(), span.last_day.toordinal()
        events = [event for event in self._events.get(kind, ()) if event[3] < span.latest and event[0] <= last]
        asked = [day for day in self._open.get(kind, ()) if day <= last]
        days = {first, last, *(day for day in (*(event[0] for event in events), *asked) if day > first)}
        return max(
            _state([event for event in events if event[0] <= day], [then for then in asked if then <= day], day)
            for day in days
        )


def _state(events: list[tuple[int, bool, int, int]], asked: list[int], day: int) -> State:
    """asked: days on which no answer was had, by which a yes of before, or of that day, is none any more."""
    if not events:
        return State.UNKNOWN
    said, refused, until, _ = max(events)
    if refused:
        return State.REFUSED
    return State.GIVEN if day <= until and all(then < said for then in asked) else State.UNKNOWN

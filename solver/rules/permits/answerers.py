"""Until which day, and at which hours, each registrant answers for what others do. The engine's side.

Days are numbers (``date.toordinal``), moments are ticks since the horizon's start, a span is the time within which a
visit may be made.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from solver.domain import WEEKDAYS, Horizon, Registrant, Worker
from solver.domain.names import fold_name

from ..readings.calls import Span
from ..readings.readings import Readings
from .obstacles import Lack

_NEVER, _ALWAYS = 0, 10**7  # day numbers before and after any calendar
_SECONDS_A_DAY = 24 * 3600


@dataclass(frozen=True, slots=True)
class Answerer:
    """One registrant.

    until: the number of the last day on which they answer (_NEVER: on none; _ALWAYS: no end is known). told: whether
    both registration and its end are recorded. contact: how they themselves are reached. begins, ends: the stretches in
    which they are on cover, in ticks, in order and apart; begins is None where no cover hours are recorded.
    """

    until: int
    told: bool
    contact: str
    begins: list[int] | None
    ends: list[int]

    def covers(self, span: Span) -> bool:
        """Whether one stretch of cover holds the whole span. Only where cover hours are recorded."""
        assert self.begins is not None
        place = bisect_right(self.begins, span.earliest) - 1
        return place >= 0 and max(span.latest, span.earliest + 1) <= self.ends[place]


class Answerers:
    """Everybody whom delegations and protocols may name. first, last: the days between which cover hours are looked up;
    spans lie between them.
    """

    def __init__(self, readings: Readings, first: date, last: date):
        self._readings = readings
        horizon = readings.problem.horizon
        carers = [one for one in readings.problem.workers if not one.registered_nurse]
        self._carers_by_id = {one.id for one in carers}
        self._carers: dict[str, list[Worker]] = {}
        for one in carers:
            self._carers.setdefault(fold_name(one.name), []).append(one)
        self._known = {
            one.id: _answerer(one, readings, list(_days(first, last)), horizon) for one in readings.problem.registrants
        }

    def lack(
        self, text: str, signed: date, span: Span, contact: str | None = None, named: Collection[str] = ()
    ) -> Lack | None:
        """What is missing so that a registrant answers, over a span, for something signed on a day; None: nothing.

        text: what the delegation or protocol calls them. contact: what a delegation says of how they are reached; None
        for a protocol, whose registrant need be neither reached nor on cover, and of whom nothing is excused: what is
        unknown is missing, also in the days of grace after a document of version 1. named: the workers of a delegation.
        """
        found = self._person_lack(text, signed, span, contact)
        return "no_nurse" if found is None and self._is_carer(text, named) else found

    def _is_carer(self, text: str, named: Collection[str]) -> bool:
        """Whether that is a worker who is no registered nurse: one of those named, or of the same organisation as far
        as is known.
        """
        registrant = self._readings.registrant(text)
        if registrant is None:
            return fold_name(text) in self._carers or text.strip() in self._carers_by_id
        same = self._carers.get(fold_name(registrant.name), ())
        return any(registrant.organisation in (None, one.organisation) or one.id in named for one in same)

    def _person_lack(self, text: str, signed: date, span: Span, contact: str | None) -> Lack | None:
        grace = self._readings.grace
        excused = contact is not None and grace is not None and signed <= grace[0] and span.last_day <= grace[1]
        registrant = self._readings.registrant(text)
        wording = self._readings.wording
        if not wording.names_somebody(text if registrant is None else registrant.name):
            return "person"
        if registrant is None:
            if not excused:
                return "person"
            return None if contact is None or wording.reaches_somebody(contact) else "contact"
        known = self._known[registrant.id]
        if known.until < span.last_day.toordinal():
            return "gone"
        if not (known.told or excused):
            return "person"
        if contact is None:
            return None
        if wording.says_nobody(known.contact):
            return "contact"
        if not wording.reaches_somebody(contact if contact.strip() else known.contact):
            return "contact"
        if known.begins is None:
            return None if excused else "cover"
        return None if known.covers(span) else "not_on_cover"


def _answerer(one: Registrant, readings: Readings, days: list[date], horizon: Horizon) -> Answerer:
    registration = readings.wording.registration(one.registration)
    ends = [day.toordinal() for day in (one.left, one.registered_until) if day is not None]
    until = _NEVER if registration == "gone" else min(ends, default=_ALWAYS)
    told = registration == "known" and one.registered_until is not None
    if not one.cover:
        return Answerer(until, told, one.contact, None, [])
    begins: list[int] = []
    finishes: list[int] = []
    for begin, end in sorted(_stretches(one, days, horizon)):
        if finishes and begin <= finishes[-1]:
            finishes[-1] = max(finishes[-1], end)
        else:
            begins.append(begin)
            finishes.append(end)
    return Answerer(until, told, one.contact, begins, finishes)


def _stretches(one: Registrant, days: list[date], horizon: Horizon) -> Iterator[tuple[int, int]]:
    """Begin and end of each stretch of cover that begins on one of these days, in ticks; in no order."""
    zone = ZoneInfo(horizon.timezone)
    for hours in one.cover:
        begin, end = _seconds(hours.from_), _seconds(hours.until)
        end += 0 if end > begin else _SECONDS_A_DAY
        for day in days:
            if WEEKDAYS[day.weekday()] in hours.days:
                midnight = datetime(day.year, day.month, day.day, tzinfo=zone)  # seconds on are those of the wall clock
                yield (
                    horizon.ticks(midnight + timedelta(seconds=begin)),
                    horizon.ticks(midnight + timedelta(seconds=end)),
                )


def _seconds(clock: str) -> int:
    """Seconds after midnight of a time of day, "08:30" or "08:30:15"."""
    hour, minute, *second = (int(part) for part in clock.split(":"))
    return 3600 * hour + 60 * minute + sum(second)


def _days(first: date, last: date) -> Iterator[date]:
    for number in range((last - first).days + 1):
        yield first + timedelta(days=number)

"""A duty: all that one worker does without the daily rest between, whatever the calendar date. No rule values here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Stretch:
    """One shift as it was really worked, from leaving to being back; or what a worker did before the horizon.

    shift: "" before the horizon. breaks: ticks of breaks taken in it. asleep: ticks of it that are no work.
    relieves: it holds a break of its own (a visit of many hours, a sleep-in). unknown: nobody said when it began.
    """

    start: int
    end: int
    shift: str = ""
    breaks: int = 0
    asleep: int = 0
    relieves: bool = False
    unknown: bool = False

    @property
    def length(self) -> int:
        """Ticks of it, breaks included, that are no sleep."""
        return self.end - self.start - self.asleep


@dataclass(frozen=True, slots=True)
class Duty:
    """Stretches of one worker in the order in which they are worked, each less than the daily rest after the others."""

    stretches: tuple[Stretch, ...]

    @property
    def start(self) -> int:
        return self.stretches[0].start

    @property
    def end(self) -> int:
        return max(stretch.end for stretch in self.stretches)

    @property
    def span(self) -> int:
        """From its start to its end; a sleep-in does not count."""
        return self.end - self.start - sum(stretch.asleep for stretch in self.stretches)

    @property
    def length(self) -> int:
        """Ticks on shift, breaks included, sleep and the time between shifts apart."""
        return sum(stretch.length for stretch in self.stretches)

    @property
    def worked(self) -> int:
        """Ticks of work: the length less the breaks."""
        return self.length - sum(stretch.breaks for stretch in self.stretches)

    @property
    def pauses(self) -> tuple[int, ...]:
        """Ticks off duty between one stretch and the next; 0 where they touch or overlap."""
        found, until = [], self.stretches[0].end
        for stretch in self.stretches[1:]:
            found.append(max(0, stretch.start - until))
            until = max(until, stretch.end)
        return tuple(found)

    @property
    def unknown(self) -> bool:
        """Whether it began before the horizon, nobody knows when."""
        return self.stretches[0].unknown

    def is_relieved(self, least: int) -> bool:
        """Whether somebody has had a break of ``least`` ticks without one being named: off duty, or in a long visit."""
        return max(self.pauses, default=0) >= least or any(stretch.relieves for stretch in self.stretches)


def find_duties(stretches: Iterable[Stretch], rest: int) -> list[Duty]:
    """One worker's stretches, in the order in which they are worked, as duties.

    A new one begins where ``rest`` ticks or more lie free between all that was before and its start.
    """
    duties: list[list[Stretch]] = []
    until = 0
    for stretch in stretches:
        if duties and stretch.start - until < rest:
            duties[-1].append(stretch)
            until = max(until, stretch.end)
        else:
            duties.append([stretch])
            until = stretch.end
    return [Duty(tuple(some)) for some in duties]

"""When the stops of one round could start: earliest and latest times, in plain arithmetic apart from the search.

These figures only propose; the rules' own ``breaches`` decide (trial_pricing.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from solver.domain import Pin, Problem, Shift, Visit
from solver.rules import FOREVER
from solver.travel import PairTable

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Halt:
    """A stop to be timed. visit None: a break, taken where the next stop is. legal: when it may start, in order.

    start: when it starts now; None for a stop that is being placed. windows: the agreed ones; a start past their ends
    costs.
    """

    visit: str | None
    place: int
    duration: int
    legal: tuple[Span, ...]
    start: int | None = None
    windows: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Legs:
    """What a round's arithmetic needs of its shift: durations between places (ticks), ends, and hard bounds.

    end: the planned one; latest: with the overtime allowed.
    """

    ticks: memoryview | PairTable
    origin: int
    goal: int
    earliest: int
    latest: int
    end: int


def intersect(one: Iterable[Span], other: Iterable[Span]) -> tuple[Span, ...]:
    """Instants in both of two ordered lists of spans."""
    others = tuple(other)
    spans = ((max(a, c), min(b, d)) for a, b in one for c, d in others)
    return tuple(sorted((low, high) for low, high in spans if low <= high))


def legal_starts(visit: Visit, pins: Iterable[Pin], at_end: bool) -> tuple[Span, ...]:
    """Every start of a visit that no hard rule on its own time forbids; nothing is known of the other visits.

    at_end: the pack wants the visit to end, not only start, within its window.
    """
    spans: tuple[Span, ...] = ((visit.windows[0].start, FOREVER),)
    if visit.windows_hard:
        late = visit.duration if at_end else 0
        spans = tuple(
            (window.start, window.end - late) for window in visit.windows if window.start <= window.end - late
        )
    for _, _, span in task_limits(visit):
        spans = intersect(spans, [span])
    for pin in pins:
        if pin.start is not None:
            spans = intersect(spans, [(pin.start, pin.start)])
    return tuple((low, high) for low, high in spans if low <= high)


def task_limits(visit: Visit) -> Iterator[tuple[str, str, Span]]:
    """What each timed task asks of the start of its visit, by when it is reached: the rule, its code, and the span."""
    for task, offset in visit.tasks_reached:
        if window := task.clinical_window:
            yield "clinical_window", task.code, (window.start - offset, window.end - offset)
        if moment := task.time_critical:
            due = moment.at - offset
            yield "time_critical", task.code, (due - moment.tolerance, due + moment.tolerance)


def forward(halts: Sequence[Halt], legs: Legs, keep: bool = False) -> list[int] | None:
    """Each stop as early as it can be, or None when one cannot be in time or the worker is not back in time.

    keep: no stop starts before its present start.
    """
    places, starts = _find_places(halts, legs.goal), []
    clock, here = legs.earliest, legs.origin
    for halt, place in zip(halts, places, strict=True):
        arrival = clock + legs.ticks[here, place]
        if keep and halt.start is not None and arrival < halt.start:
            arrival = halt.start
        for low, high in halt.legal:
            if arrival <= high:
                start = low if low > arrival else arrival
                break
        else:
            return None
        starts.append(start)
        clock, here = start + halt.duration, place
    return starts if clock + legs.ticks[here, legs.goal] <= legs.latest else None


def backward(halts: Sequence[Halt], legs: Legs, within: Sequence[int] | None = None) -> list[int] | None:
    """Each stop as late as it can be; ``within`` gives a latest start for each stop on top of its legal spans."""
    places = _find_places(halts, legs.goal)
    starts = [0] * len(halts)
    bound, ahead = legs.latest, legs.goal
    for index in range(len(halts) - 1, -1, -1):
        halt, place = halts[index], places[index]
        last = bound - legs.ticks[place, ahead] - halt.duration
        if within is not None:
            last = min(last, within[index])
        for low, high in reversed(halt.legal):
            if low <= last:
                starts[index] = high if high < last else last
                break
        else:
            return None
        bound, ahead = starts[index], place
    if halts and bound - legs.ticks[legs.origin, ahead] < legs.earliest:
        return None
    return starts


def tightened(halts: Sequence[Halt], legs: Legs, starts: Sequence[int], only: int | None = None) -> list[int] | None:
    """The same end of the round with less waiting: each stop as late as neither the next nor its own due time minds.

    only: the number of the one stop that may become later.
    """
    if not halts:
        return []
    limits = [
        max(start, _due(halt, start)) if only in (None, number) else start
        for number, (start, halt) in enumerate(zip(starts, halts, strict=True))
    ]
    limits[-1] = starts[-1]
    return backward(halts, legs, limits)


def _due(halt: Halt, start: int) -> int:
    """The end of the agreed window in force at a start."""
    return next((end for begin, end in reversed(halt.windows) if begin <= start), FOREVER)


def strain(halts: Sequence[Halt], legs: Legs, starts: Sequence[int]) -> int:
    """Ticks of lateness of all stops after their agreed windows, and of overtime after the planned end of the shift."""
    if not halts:
        return 0
    late = sum(max(0, start - _due(halt, start)) for halt, start in zip(halts, starts, strict=True))
    here = legs.goal if halts[-1].visit is None else halts[-1].place
    return late + max(0, starts[-1] + halts[-1].duration + legs.ticks[here, legs.goal] - legs.end)


def _find_places(halts: Sequence[Halt], goal: int) -> list[int]:
    places = [halt.place for halt in halts]
    ahead = goal
    for index in range(len(halts) - 1, -1, -1):
        if halts[index].visit is None:
            places[index] = ahead
        ahead = places[index]
    return places


def legs_of(problem: Problem, shift: Shift, overtime: int, ticks: memoryview | PairTable) -> Legs:
    """The arithmetic of one shift. overtime: the pack's default of allowed overtime, in ticks."""
    allowed = shift.max_overtime if shift.max_overtime is not None else overtime
    number = problem.place_number
    return Legs(
        ticks,
        number[problem.start_place(shift)],
        number[problem.end_place(shift)],
        shift.start,
        shift.end + allowed,
        shift.end,
    )

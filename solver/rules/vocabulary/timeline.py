"""A roster measured: when each round leaves, arrives, waits, starts, ends and is back. Plain Python, no prices."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from solver.domain import Problem, Roster, Round, Shift, Stop, Visit
from solver.travel import Journeys

from ..readings.carried import begun_before


@dataclass(frozen=True, slots=True)
class Call:
    """One stop of a round, measured. visit None: a break. wait: ticks between arrival and start (0 at the first stop).

    journey and metres: of the way that leads here. place: where it happens.
    """

    visit: Visit | None
    place: str
    arrival: int
    start: int
    end: int
    wait: int
    journey: int
    metres: int


@dataclass(frozen=True)
class Run:
    """One round with stops, measured. home_* : the legs from the start place and to the end place."""

    shift: Shift
    calls: tuple[Call, ...]
    leave: int
    back: int
    home_out: int
    home_out_metres: int
    home_in: int
    home_in_metres: int

    @cached_property
    def visits(self) -> tuple[Call, ...]:
        return tuple(call for call in self.calls if call.visit is not None)

    @cached_property
    def break_(self) -> Call | None:
        """The first break of the round, if it has one."""
        return next((call for call in self.calls if call.visit is None), None)

    @property
    def wait(self) -> int:
        return sum(call.wait for call in self.calls)

    @property
    def travel(self) -> int:
        """Ticks between stops, home legs apart."""
        return sum(call.journey for call in self.calls[1:])

    @property
    def metres(self) -> int:
        """Road metres between stops, home legs apart."""
        return sum(call.metres for call in self.calls[1:])

    @property
    def contact(self) -> int:
        return sum(call.end - call.start for call in self.visits)

    @property
    def worked(self) -> int:
        """Ticks from leaving to being back, less breaks."""
        return self.back - self.leave - sum(call.end - call.start for call in self.calls if call.visit is None)


@dataclass(frozen=True)
class Timeline:
    """Every non-empty round of a roster, and who serves each visit.

    Stops without a start time are begun as early as the stop before and the visit's windows allow.
    """

    runs: dict[str, Run]  # by shift
    served: dict[str, tuple[tuple[Run, Call], ...]]  # by visit, one entry a worker

    def calls(self) -> Iterator[tuple[Run, Call]]:
        for run in self.runs.values():
            for call in run.visits:
                yield run, call


def timeline(problem: Problem, roster: Roster, travel: Journeys) -> Timeline:
    """Measure a roster that names only known visits and shifts (check.py says so first when it does not).

    Stops without times start as early as their round, windows and links allow: the two workers of a visit wait for each
    other, and the second visit of a gap link for its gap.
    """
    untimed = {stop.visit for round_ in roster.rounds for stop in round_.stops if stop.visit and stop.start is None}
    bounds: dict[str, int] = {}
    found = _measured(problem, roster, travel, bounds)
    for _ in range(len(untimed)):  # each pass settles one more visit at least; what never settles is a breach
        raised = {visit: start for visit, start in _waiting(problem, found) if visit in untimed}
        if all(bounds.get(visit, start - 1) >= start for visit, start in raised.items()):
            break
        bounds.update((visit, max(start, bounds.get(visit, start))) for visit, start in raised.items())
        found = _measured(problem, roster, travel, bounds)
    return found


def _measured(problem: Problem, roster: Roster, travel: Journeys, bounds: dict[str, int]) -> Timeline:
    runs: dict[str, Run] = {}
    served: dict[str, list[tuple[Run, Call]]] = {}
    for round_ in roster.rounds:
        if not round_.stops:
            continue
        run = _run(problem, round_, travel, bounds)
        runs[round_.shift] = run
        for call in run.visits:
            assert call.visit is not None
            served.setdefault(call.visit.id, []).append((run, call))
    return Timeline(runs, {visit: tuple(pairs) for visit, pairs in served.items()})


def _waiting(problem: Problem, found: Timeline) -> Iterator[tuple[str, int]]:
    """Visits that must start later than they do, for the sake of a partner, and when."""
    starts = begun_before(problem)
    starts |= {visit: max(call.start for _, call in pairs) for visit, pairs in found.served.items()}
    for visit, pairs in found.served.items():
        if any(call.start < starts[visit] for _, call in pairs):
            yield visit, starts[visit]
    for link in problem.links:
        first, second = starts.get(link.first), starts.get(link.second)
        if first is None or second is None:
            continue
        if link.kind in ("double_handed", "same_start"):
            low = high = 0
        elif link.kind == "gap":
            low, high = link.min_gap or 0, link.max_gap if link.max_gap is not None else second - first
        else:
            continue
        if second < first + low:
            yield link.second, first + low
        if first < second - high:
            yield link.first, second - high


def _run(problem: Problem, round_: Round, travel: Journeys, bounds: dict[str, int]) -> Run:
    shift = problem.shift[round_.shift]
    mode = problem.mode_of(shift)
    ticks, metres = travel.seconds[mode], travel.metres[mode]
    number = problem.place_number
    visits = [problem.visit[stop.visit] if stop.visit is not None else None for stop in round_.stops]
    places = [problem.place_of(visit) if visit is not None else None for visit in visits]
    ahead = problem.end_place(shift)
    for index in range(len(places) - 1, -1, -1):  # a break is taken where the next stop is
        ahead = places[index] = places[index] or ahead
    here = number[problem.start_place(shift)]
    calls: list[Call] = []
    clock = leave = home_out = home_out_metres = 0
    for index, (stop, visit, place) in enumerate(zip(round_.stops, visits, places, strict=True)):
        assert place is not None
        there = number[place]
        journey, distance = int(ticks[here, there]), int(metres[here, there])
        first = index == 0
        arrival = clock + journey if not first else shift.start + journey
        start = stop.start if stop.start is not None else _earliest(shift, visit, arrival, bounds)
        if first:
            arrival, leave, home_out, home_out_metres = start, start - journey, journey, distance
        end = start + (visit.duration if visit is not None else _rest(shift, stop))
        calls.append(Call(visit, place, arrival, start, end, max(0, start - arrival), journey, distance))
        clock, here = end, there
    last = number[problem.end_place(shift)]
    home_in, home_in_metres = int(ticks[here, last]), int(metres[here, last])
    return Run(shift, tuple(calls), leave, clock + home_in, home_out, home_out_metres, home_in, home_in_metres)


def _rest(shift: Shift, stop: Stop) -> int:
    """Ticks of a break: its own, else the planned one's."""
    if stop.duration is not None:
        return stop.duration
    return shift.break_.duration if shift.break_ else 0


def _earliest(shift: Shift, visit: Visit | None, arrival: int, bounds: dict[str, int]) -> int:
    """The first moment at or after arrival at which the stop may begin, as far as one stop alone can tell."""
    if visit is None:
        return max(arrival, shift.break_.earliest) if shift.break_ else arrival
    clock = max(arrival, bounds.get(visit.id, arrival))
    for task, offset in visit.tasks_reached:
        if task.clinical_window:
            clock = max(clock, task.clinical_window.start - offset)
        if task.time_critical:
            clock = max(clock, task.time_critical.at - task.time_critical.tolerance - offset)
    for window in visit.windows:
        if clock <= window.end:
            return max(clock, window.start)
    return clock

"""bus_hours: who travels by public transport travels while buses run, by weekday, or walks where it is near."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from solver.domain import Shift, Visit
from solver.terms import FOREVER, Forbid, ShiftBounds, Term

from .vocabulary.indices import Span, no_pairs
from .vocabulary.last_start import start_spans_by_visit
from .vocabulary.rule import Breach, Case, Rule
from .vocabulary.timeline import Run, Timeline
from .vocabulary.wording import at, who, whose
from .vocabulary.worker_shifts import latest_back

_BY_BUS = "transit"


class BusHoursRule(Rule):
    """Each journey of a round by public transport finds its time while buses run, or is no longer than what is walked.

    Between two stops there may be more time than the journey takes; to the first and from the last there is not.

    Hard. The terms are stricter in two ways. They let nobody walk a short way instead. And on a shift with hours
    without buses inside it (a night) they allow only visits that can be reached and left by bus whenever they begin in
    their window, from the furthest other place of the shift.
    """

    id = "bus_hours"
    scope = "round"
    forbids, costs = True, False
    literature = False
    reason_order = 4
    reason = "would have no bus to come or to go home by"

    def breaches(self, case: Case, timeline: Timeline) -> Iterable[Breach]:
        problem = case.problem
        if problem.horizon.abstract:
            return
        for run in timeline.runs.values():
            if problem.mode_of(run.shift) != _BY_BUS:
                continue
            for begun, over, ticks, metres, visit in _journeys(run):
                if not ticks or metres <= float(case.values["walk_metres"]):
                    continue
                if any(max(begun, first) + ticks <= min(over, last) for first, last in _service(case, begun, over)):
                    continue
                way = "home" if visit is None else f"to {whose(problem, visit)}"
                sentence = (
                    f"{who(problem, run)} travels by bus and would be on the way {way} between {at(problem, begun)} "
                    f"and {at(problem, over)}, when none runs."
                )
                place = ("", "") if visit is None else (visit.id, visit.client)
                yield Breach(
                    self.id, True, ticks, "ticks", 0, sentence, place[0], run.shift.id, run.shift.worker, place[1]
                )

    def lower(self, case: Case) -> Iterable[Term]:
        problem, bounds = case.problem, case.of("shift_bounds")
        by_bus = [k for k, shift in enumerate(problem.shifts) if problem.mode_of(shift) == _BY_BUS]
        if problem.horizon.abstract or not by_bus:
            return
        earliest = np.full(len(problem.shifts), -FOREVER, dtype=np.int64)
        latest = np.full(len(problem.shifts), FOREVER, dtype=np.int64)
        refused = no_pairs(problem)
        for k in by_bus:
            shift = problem.shifts[k]
            opens, closes = shift.start, latest_back(bounds, shift)
            hours = [(max(opens, a), min(closes, b)) for a, b in _service(case, opens, closes)]
            hours = [(a, b) for a, b in hours if a < b]
            earliest[k] = hours[0][0] if hours else closes + 1
            latest[k] = hours[-1][1] if hours else opens - 1
            if len(hours) > 1:
                refused[:, k] = _out_of_reach(case, shift, hours)
        if (earliest > [shift.start for shift in problem.shifts]).any() or (latest < FOREVER).any():
            yield ShiftBounds(self.id, earliest, latest)
        if refused.any():
            yield Forbid(self.id, refused)


def _journeys(run: Run) -> Iterator[tuple[int, int, int, int, Visit | None]]:
    """Between which moments each journey may be made, its ticks and metres, and the visit it leads to; None: home."""
    before = run.leave
    for call in run.calls:
        yield before, call.start, call.journey, call.metres, call.visit or _next_visit(run, call.start)
        before = call.end
    yield before, run.back, run.home_in, run.home_in_metres, None


def _next_visit(run: Run, after: int) -> Visit | None:
    return next((call.visit for call in run.visits if call.start >= after), None)


def _service(case: Case, begin: int, end: int) -> list[Span]:
    """When buses run, from the day before one moment to the day of the other: (first bus, last bus) in ticks, in order.

    Where the last bus of a day goes after the first one of the next, both days are one span.
    """
    horizon = case.problem.horizon
    day, found = horizon.date(begin) - timedelta(days=1), list[Span]()
    while day <= horizon.date(end):
        midnight = datetime.combine(day, time(), ZoneInfo(horizon.timezone))  # hours added to it are those of clocks
        first, last = (
            horizon.ticks(midnight + timedelta(minutes=round(60 * float(case.values[name][day.weekday()]))))
            for name in ("first_hours", "last_hours")
        )
        if first < last:
            if found and first <= found[-1][1]:
                found[-1] = found[-1][0], max(last, found[-1][1])
            else:
                found.append((first, last))
        day += timedelta(days=1)
    return found


def _out_of_reach(case: Case, shift: Shift, hours: list[Span]) -> list[bool]:
    """(V,) whether no bus may run on the way to a visit or from it. hours: when buses run, inside the shift.

    Somebody may come in one span of hours and go in the same or a later one, as who sleeps there does.
    """
    problem, number = case.problem, case.problem.place_number
    ticks = case.travel.seconds[_BY_BUS]
    latest = start_spans_by_visit(case)
    starts: dict[str, list[Span]] = {}
    for visit in problem.visits:
        spans = latest.get(visit.id) or [
            (one.start, one.end if visit.windows_hard else FOREVER) for one in visit.windows
        ]
        spans = [(max(a, hours[0][0]), min(b, hours[-1][1] - visit.duration)) for a, b in spans]
        starts[visit.id] = [(a, b) for a, b in spans if a <= b]
    there = {number[problem.place_of(visit)] for visit in problem.visits if starts[visit.id]}
    there |= {number[problem.start_place(shift)], number[problem.end_place(shift)]}
    found = []
    for visit in problem.visits:
        here, spans = number[problem.place_of(visit)], starts[visit.id]
        way = max((max(int(ticks[here, other]), int(ticks[other, here])) for other in there), default=0) if spans else 0
        found.append(not all(_reached(a, b, visit.duration, way, hours) for a, b in spans))
    return found


def _reached(first: int, last: int, length: int, way: int, hours: list[Span]) -> bool:
    """Whether buses run to and from a visit whenever it begins from ``first`` to ``last``.

    length: of the visit. way: the longest journey to it or from it. All in ticks.
    """
    come = {number for number, (a, b) in enumerate(hours) if a + way <= first and last <= b}
    go = {number for number, (a, b) in enumerate(hours) if a <= first + length and last + length + way <= b}
    return any(one <= other for one in come for other in go)

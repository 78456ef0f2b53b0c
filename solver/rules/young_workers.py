"""young_workers: under 18, eight hours of work in a duty, no nights, and no visit too long to go without a break."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta

import numpy as np

from solver.domain import Visit
from solver.terms import FOREVER, DutyLimits, Forbid, ShiftBounds, Term

from .vocabulary.duties import duties_of, find_chains
from .vocabulary.nights import holds_break, only_care_is_work, ticks_asleep
from .vocabulary.rule import Breach, Case, Rule
from .vocabulary.timeline import Run, Timeline
from .vocabulary.wording import at, length, whose
from .vocabulary.worker_shifts import latest_back

Span = tuple[int, int]


class YoungWorkersRule(Rule):
    """Nights: between two local hours. It says nothing on literature clocks.

    A visit longer than adults may work without a break is taken to hold one of its own (see nights.py). Nobody under
    18, whose break is owed sooner and is longer, is sent to rely on that.

    The terms keep each shift inside the one day of which it holds most; so a shift over two days is held to one of
    them. Forty hours a week: weekly_hours; rest and breaks: daily_rest, weekly_rest and break.
    """

    id = "young_workers"
    scope = "worker"
    forbids, costs = True, False
    literature = False
    reason = "are under 18 and would work at night, for too long, or without a break"

    def breaches(self, case: Case, timeline: Timeline) -> Iterable[Breach]:
        problem, most = case.problem, case.ticks("minutes")
        if problem.horizon.abstract or not problem.young:
            return
        for worker, duty in duties_of(case, timeline):
            mine = [stretch for stretch in duty.stretches if stretch.shift]
            worked = sum(stretch.length - stretch.breaks for stretch in mine)
            if worker in problem.young and worked > most:
                sentence = (
                    f"{problem.worker[worker].name} is under 18 and works {length(problem, worked)} from "
                    f"{at(problem, mine[0].start)} to {at(problem, duty.end)}; {length(problem, most)} are the most."
                )
                yield Breach(self.id, True, worked - most, "ticks", 0, sentence, "", mine[0].shift, worker)
        for run in timeline.runs.values():
            if run.shift.worker not in problem.young:
                continue
            yield from self._too_long(case, run)
            days = _days(case, run.leave, run.back)
            night = run.back - run.leave - sum(max(0, min(b, run.back) - max(a, run.leave)) for a, b in days)
            if night > 0:
                sentence = (
                    f"{problem.worker[run.shift.worker].name} is under 18 and works from {at(problem, run.leave)} to "
                    f"{at(problem, run.back)}, {length(problem, night)} of it at night."
                )
                place = ("", run.shift.id, run.shift.worker)
                yield Breach(self.id, True, night, "ticks", 0, sentence, *place, about="night")

    def _too_long(self, case: Case, run: Run) -> Iterator[Breach]:
        problem, rule = case.problem, case.of("break")
        for call in run.visits:
            visit = call.visit
            if visit is not None and _holds_its_break(case, visit):
                after, pause = rule.ticks("young_threshold_minutes"), rule.ticks("young_minutes")
                sentence = (
                    f"{problem.worker[run.shift.worker].name} is under 18 and is in {whose(problem, visit)} for "
                    f"{length(problem, visit.duration)}; after {length(problem, after)} a break of "
                    f"{length(problem, pause)} is owed, and nobody leaves a visit."
                )
                over = visit.duration - rule.ticks("threshold_minutes")
                place = (visit.id, run.shift.id, run.shift.worker, visit.client)
                yield Breach(self.id, True, over, "ticks", 0, sentence, *place, about="long")

    def lower(self, case: Case) -> Iterable[Term]:
        problem, bounds, most = case.problem, case.of("shift_bounds"), case.ticks("minutes")
        if problem.horizon.abstract or not problem.young:
            return
        earliest = np.full(len(problem.shifts), -FOREVER, dtype=np.int64)
        latest = np.full(len(problem.shifts), FOREVER, dtype=np.int64)
        for number, shift in enumerate(problem.shifts):
            if shift.worker in problem.young:
                opens, closes = shift.start, latest_back(bounds, shift)
                days = _days(case, opens, closes)
                earliest[number], latest[number] = max(days, key=lambda day: min(day[1], closes) - max(day[0], opens))
        yield ShiftBounds(self.id, earliest, latest)
        young = [number for number, shift in enumerate(problem.shifts) if shift.worker in problem.young]
        long = [number for number, visit in enumerate(problem.visits) if _holds_its_break(case, visit)]
        if young and long:
            forbidden = np.zeros((len(problem.visits), len(problem.shifts)), dtype=np.bool_)
            forbidden[np.ix_(long, young)] = True
            yield Forbid(self.id, forbidden)
        for chain in find_chains(case):
            longest = sum(latest_back(bounds, shift) - shift.start for shift in chain.shifts)
            if chain.worker not in problem.young or longest <= most:
                continue
            count = len(chain.shifts)
            numbers = tuple(problem.shift_number[shift.id] for shift in chain.shifts)
            yield DutyLimits(
                rule=self.id,
                shifts=numbers,
                rest=chain.rest,
                began=-FOREVER,
                until=-FOREVER,
                span=FOREVER,
                work=most,
                threshold=FOREVER,
                pause=0,
                asleep=tuple(only_care_is_work(case, shift) for shift in chain.shifts),
                own=(FOREVER,) * count,
                unowed=(0,) * count,
            )


def _holds_its_break(case: Case, visit: Visit) -> bool:
    """Whether a visit is so long that it is taken to hold the break of whoever makes it, with no sleep in it."""
    rule = case.of("break")
    return holds_break(rule, visit) and ticks_asleep(rule, visit) < rule.ticks("minutes")


def _days(case: Case, opens: int, closes: int) -> list[Span]:
    """The local days, from the hour at which night ends to that at which it begins, that these moments may touch."""
    horizon = case.problem.horizon
    first, last = horizon.date(opens), horizon.date(closes)
    days = [first + timedelta(days=number) for number in range(-1, (last - first).days + 2)]
    return list(_spans(case, days))


def _spans(case: Case, days: Iterable[date]) -> Iterator[Span]:
    for day in days:
        hours = (timedelta(hours=float(case.values[name])) for name in ("from_hour", "to_hour"))
        opens, closes = (case.problem.horizon.ticks(datetime.combine(day, time()) + after) for after in hours)
        yield opens, closes

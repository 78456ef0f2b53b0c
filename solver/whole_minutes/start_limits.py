"""What bounds the starts of a roster whose rounds stay as they are: from when, until when, how far apart at the least.

Read from the measured roster and from the numeric terms of the rules, which say the same of every rule. Terms about
sums, such as the hours of a week, bound no single start: the checker has the last word on all of them (rounding.py).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from solver.domain import Problem
from solver.rules import FOREVER, Run, Timeline
from solver.terms import (
    Alternatives,
    Apart,
    AssignCost,
    AwayCost,
    BreakNeed,
    Bundle,
    DifferentWorkers,
    DutyLimits,
    Forbid,
    Gap,
    GapCost,
    Handed,
    Hours,
    LateCost,
    LegLimit,
    LoadCost,
    MaxIdleCost,
    MaxLateCost,
    MaxWaitCost,
    NewFaceCost,
    OffWork,
    OverlapCost,
    OvertimeCost,
    Rest,
    SameWorker,
    ShiftBounds,
    SpreadCost,
    StartWithin,
    Term,
    TravelCost,
    UnservedCost,
    UseCost,
    VisitNumberCost,
    WaitCost,
)

# Kinds of terms that name no bound of a start and no distance between two of them.
LEFT_TO_CHECKER: frozenset[type] = frozenset(
    {
        Forbid,
        AssignCost,
        MaxLateCost,
        TravelCost,
        WaitCost,
        MaxWaitCost,
        OvertimeCost,
        MaxIdleCost,
        LegLimit,
        UseCost,
        Handed,
        GapCost,
        OverlapCost,
        DifferentWorkers,
        SameWorker,
        Bundle,
        Alternatives,
        UnservedCost,
        VisitNumberCost,
        Hours,
        NewFaceCost,
        LoadCost,
        SpreadCost,
    }
)

Place = tuple[str, int]  # a stop: the id of its shift, and its position on the round from 0


@dataclass(frozen=True, slots=True)
class StartLimits:
    """The starts of a roster, numbered, and what they keep to. Times in ticks.

    numbers: of each stop; those who make one visit together share one. starts: as they are, and they keep every limit.
    earliest, latest: hard bounds. due: the end of the agreed window in force, FOREVER where there is none. after: by
    number, (another, ticks): that one starts at least so long after this one.
    """

    numbers: dict[Place, int]
    starts: list[int]
    earliest: list[int]
    latest: list[int]
    due: list[int]
    after: list[list[tuple[int, int]]]


def find_limits(problem: Problem, measured: Timeline, terms: Iterable[Term]) -> StartLimits:
    """Limits of every start of a measured roster. problem: as it was judged, to which the terms belong.

    A limit that the roster breaks already is widened until it holds. Raises TypeError for a kind of term of which
    nothing is known here.
    """
    limits = _Limits(problem, measured)
    limits.keep_order_of_rounds()
    known = list(terms)
    off_work = next((term for term in known if isinstance(term, OffWork)), None)
    for term in known:
        limits.add(term, off_work)
    return limits.finish()


class _Limits:
    """The limits, as they are put together."""

    def __init__(self, problem: Problem, measured: Timeline):
        self.problem = problem
        self.runs: dict[int, Run] = {problem.shift_number[shift]: run for shift, run in measured.runs.items()}
        self.numbers: dict[Place, int] = {}
        self.starts: list[int] = []
        self.visits: dict[int, list[int]] = defaultdict(list)  # by position of the visit: its numbers
        known: dict[tuple[str, int], int] = {}
        for shift, run in measured.runs.items():
            for position, call in enumerate(run.calls):
                number = len(self.starts)
                if call.visit is not None:
                    number = known.setdefault((call.visit.id, call.start), number)
                if number == len(self.starts):
                    self.starts.append(call.start)
                    if call.visit is not None:
                        self.visits[problem.visit_number[call.visit.id]].append(number)
                self.numbers[shift, position] = number
        many = len(self.starts)
        self.earliest, self.latest, self.due = [-FOREVER] * many, [FOREVER] * many, [FOREVER] * many
        self.distances: dict[tuple[int, int], int] = {}

    def finish(self) -> StartLimits:
        after: list[list[tuple[int, int]]] = [[] for _ in self.starts]
        for (first, then), ticks in self.distances.items():
            after[first].append((then, ticks))
        return StartLimits(self.numbers, self.starts, self.earliest, self.latest, self.due, after)

    def not_before(self, number: int, moment: int) -> None:
        self.earliest[number] = max(self.earliest[number], min(moment, self.starts[number]))

    def not_after(self, number: int, moment: int) -> None:
        self.latest[number] = min(self.latest[number], max(moment, self.starts[number]))

    def at_least_after(self, first: int, then: int, ticks: int) -> None:
        """The second starts at least so many ticks after the first; below 0: at most so many before it."""
        if first != then:
            ticks = min(ticks, self.starts[then] - self.starts[first])
            self.distances[first, then] = max(ticks, self.distances.get((first, then), ticks))

    def first_of(self, run: Run) -> int:
        return self.numbers[run.shift.id, 0]

    def last_of(self, run: Run) -> int:
        return self.numbers[run.shift.id, len(run.calls) - 1]

    def keep_order_of_rounds(self) -> None:
        """Each stop is over, and the way made, before the next begins."""
        for run in self.runs.values():
            for position, (call, then) in enumerate(zip(run.calls, run.calls[1:], strict=False)):
                first, second = self.numbers[run.shift.id, position], self.numbers[run.shift.id, position + 1]
                self.at_least_after(first, second, call.end - call.start + then.journey)

    def add(self, term: Term, off_work: OffWork | None) -> None:
        """What a term asks of the starts. off_work: the one such term, where there is one. Raises TypeError."""
        match term:
            case StartWithin() | LateCost() | AwayCost():
                self._add_times(term)
            case Gap() | Apart():
                self._add_tie(term)
            case ShiftBounds():
                for shift, run in self.runs.items():
                    self.not_before(self.first_of(run), int(term.earliest[shift]) + run.home_out)
                    self.not_after(self.last_of(run), int(term.latest[shift]) - _until_back(run))
            case BreakNeed():
                self._bound_break(term, off_work)
            case DutyLimits():
                self._bound_duties(term, off_work)
            case Rest():
                if term.earlier in self.runs and term.later in self.runs:
                    self._keep_rest(self.runs[term.earlier], self.runs[term.later], term.gap)
            case OffWork():
                pass  # read where the length of a round is
            case _ if type(term) not in LEFT_TO_CHECKER:
                raise TypeError(f"rounding starts does not know terms of the kind {type(term).__name__}")

    def _add_times(self, term: StartWithin | LateCost | AwayCost) -> None:
        """When one visit may start."""
        match term:
            case StartWithin():
                for number in self.visits.get(term.visit, ()):
                    self._stay_within(number, term.intervals)
            case LateCost():
                for number in self.visits.get(term.visit, ()):
                    self.not_before(number, term.windows[0][0])
                    opened = [due for start, due in term.windows if start <= self.starts[number]]
                    self.due[number] = min(self.due[number], opened[-1] if opened else FOREVER)
            case AwayCost():
                for number in self.visits.get(term.visit, ()):
                    if self.starts[number] >= term.first:
                        self.not_before(number, term.first)
                    if self.starts[number] <= term.last:
                        self.due[number] = min(self.due[number], term.last)

    def _add_tie(self, term: Gap | Apart) -> None:
        """How far apart two visits start."""
        match term:
            case Gap():
                for first, second in self._both(term.first, term.second):
                    self.at_least_after(first, second, term.lo)
                    if term.hi < FOREVER:
                        self.at_least_after(second, first, -term.hi)
            case Apart():
                for first, second in self._both(term.first, term.second):
                    if self.starts[second] - self.starts[first] >= term.first_length:
                        self.at_least_after(first, second, term.first_length)
                    else:
                        self.at_least_after(second, first, term.second_length)

    def _both(self, first: int, second: int) -> Iterable[tuple[int, int]]:
        return ((one, other) for one in self.visits.get(first, ()) for other in self.visits.get(second, ()))

    def _stay_within(self, number: int, intervals: Iterable[tuple[int, int]]) -> None:
        """It stays in the interval it is in; outside of all of them, only the checker can say what is worse."""
        for low, high in intervals:
            if low <= self.starts[number] <= high:
                self.not_before(number, low)
                self.not_after(number, high)

    def _bound_break(self, term: BreakNeed, off_work: OffWork | None) -> None:
        run = self.runs.get(term.shift)
        if run is None:
            return
        breaks = [position for position, call in enumerate(run.calls) if call.visit is None]
        for position in breaks:
            self._stay_within(self.numbers[run.shift.id, position], [(term.earliest, term.latest)])
        if not breaks:
            self._keep_length(run, run, term.threshold, off_work)

    def _bound_duties(self, term: DutyLimits, off_work: OffWork | None) -> None:
        """Duties stay apart, and none grows past its span, or without a break past the work that owes one.

        What several rounds work together, and rounds in which only care is work, are left to the checker.
        """
        runs = sorted((self.runs[shift] for shift in term.shifts if shift in self.runs), key=lambda run: run.leave)
        duties: list[list[Run]] = []
        until, joined_to_before = term.until, False
        for number, run in enumerate(runs):
            if number and run.leave - until < term.rest:
                duties[-1].append(run)
            else:
                joined_to_before = joined_to_before or (not number and run.leave - until < term.rest)
                if number:
                    self._keep_rest(max(duties[-1], key=lambda one: one.back), run, term.rest)
                elif not joined_to_before and term.until > -FOREVER:
                    self.not_before(self.first_of(run), term.until + term.rest + run.home_out)
                duties.append([run])
            until = max(until, run.back)
        asleep = {
            self.problem.shifts[shift].id for shift, sleeps in zip(term.shifts, term.asleep, strict=True) if sleeps
        }
        for number, duty in enumerate(duties):
            if any(run.shift.id in asleep for run in duty):
                continue
            first, last = duty[0], max(duty, key=lambda run: run.back)
            if joined_to_before and not number:
                spare = sum(self._off_work(run, off_work) for run in duty)
                self.not_after(self.last_of(last), term.began + term.span + spare - _until_back(last))
                continue
            self._keep_length(first, last, term.span, off_work, duty)
            if len(duty) == 1 and all(call.visit is not None for call in first.calls):
                self._keep_length(first, last, term.threshold, off_work)

    def _keep_rest(self, earlier: Run, later: Run, gap: int) -> None:
        """From being back of one to leaving for the other."""
        self.at_least_after(self.last_of(earlier), self.first_of(later), _until_back(earlier) + gap + later.home_out)

    def _keep_length(
        self, first: Run, last: Run, limit: int, off_work: OffWork | None, over: Sequence[Run] = ()
    ) -> None:
        """From leaving for the first round to being back from the last one, less what is no work, if it holds now."""
        for run in over or (first,):
            limit += self._off_work(run, off_work)
        if 0 <= last.back - first.leave <= limit < FOREVER:
            ticks = first.home_out + _until_back(last) - limit
            self.at_least_after(self.last_of(last), self.first_of(first), ticks)

    def _off_work(self, run: Run, off_work: OffWork | None) -> int:
        if off_work is None:
            return 0
        number = self.problem.visit_number
        visits = [number[call.visit.id] for call in run.visits if call.visit is not None]
        return int(off_work.ticks[visits].sum())


def _until_back(run: Run) -> int:
    """Ticks from the start of the last stop to being back."""
    return run.back - run.calls[-1].start

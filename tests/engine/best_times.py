"""The best whole start times of given rounds, by a mixed-integer programme: HiGHS shares nothing with the engine."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from functools import singledispatchmethod
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from solver import terms as t
from solver.domain import Problem, Roster, Round, Stop
from solver.rules.vocabulary.timeline import timeline
from solver.travel import Journeys

Structure = tuple[tuple[int, ...], ...]  # for each shift its stops: visit numbers, -1 a break
TIMED = (
    t.StartWithin,
    t.LateCost,
    t.MaxLateCost,
    t.AwayCost,
    t.WaitCost,
    t.MaxWaitCost,
    t.ShiftBounds,
    t.OvertimeCost,
    t.MaxIdleCost,
    t.BreakNeed,
    t.DutyLimits,
    t.Gap,
    t.Apart,
    t.GapCost,
    t.OverlapCost,
    t.Rest,
    t.Hours,
)


def as_roster(problem: Problem, terms: Sequence[t.Term], structure: Structure, starts: dict[object, int]) -> Roster:
    length: dict[int, int] = {}
    for term in terms:
        if isinstance(term, t.BreakNeed):
            length[term.shift] = max(term.duration, length.get(term.shift, 0))
    rounds = []
    for k, order in enumerate(structure):
        stops = tuple(
            Stop(visit=problem.visits[v].id, start=starts.get(v))
            if v >= 0
            else Stop(start=starts.get(("break", k)), duration=length[k])
            for v in order
        )
        rounds.append(Round(shift=problem.shifts[k].id, stops=stops))
    return Roster(rounds=tuple(rounds))


class Line(dict[int, float]):
    """A linear expression: column to factor, column -1 the constant."""

    def __add__(self, other: Line | float) -> Line:
        result = Line(self)
        for column, factor in (other if isinstance(other, Line) else {-1: other}).items():
            result[column] = result.get(column, 0) + factor
        return result

    def __mul__(self, factor: float) -> Line:
        return Line({column: factor * value for column, value in self.items()})

    def __sub__(self, other: Line | float) -> Line:
        return self + other * -1


class Times:
    """The best whole start times of one structure, as a mixed-integer programme for HiGHS."""

    def __init__(self, problem: Problem, terms: Sequence[t.Term], travel: Journeys, structure: Structure):
        self.low: list[float] = []
        self.high: list[float] = []
        self.cost: list[float] = []
        self.rows: list[Line] = []  # each at least 0
        self.problem = problem
        self.asleep = [term for term in terms if isinstance(term, t.OffWork)]
        edges = [edge for shift in problem.shifts for edge in (shift.start, shift.end)]
        edges += [edge for visit in problem.visits for window in visit.windows for edge in (window.start, window.end)]
        for term in terms:
            if isinstance(term, t.Gap):
                edges += [edge for edge in (term.lo, term.hi) if edge < t.FOREVER]
            elif isinstance(term, t.Apart | t.OverlapCost):
                edges += [term.first_length, term.second_length]
            elif isinstance(term, t.GapCost | t.AwayCost):
                edges += [term.wanted] if isinstance(term, t.GapCost) else [term.first, term.last]
            elif isinstance(term, t.DutyLimits):
                edges += [edge for edge in (term.began, term.until, term.rest) if abs(edge) < t.FOREVER]
        reach = 3 * (max(map(abs, edges)) + 100)
        self.big = 4 * reach
        self.start = {
            v: self.column(-reach, reach) for v in sorted({v for order in structure for v in order if v >= 0})
        }
        self.pause = {k: self.column(-reach, reach) for k, order in enumerate(structure) if -1 in order}
        roster = as_roster(problem, terms, structure, {})
        self.runs = {problem.shift_number[s]: r for s, r in timeline(problem, roster, travel).runs.items()}
        self.leave: dict[int, Line] = {}
        self.back: dict[int, Line] = {}
        self.waits: dict[int, list[Line]] = {}
        for k, run in self.runs.items():
            ready = Line()
            self.waits[k] = []
            for number, (call, v) in enumerate(zip(run.calls, structure[k], strict=True)):
                begin = self.start[v] if v >= 0 else self.pause[k]
                if number:
                    wait = begin - ready - call.journey
                    self.waits[k].append(wait)
                    self.rows.append(wait)
                else:
                    self.leave[k] = begin - run.home_out
                ready = begin + (call.end - call.start)
            self.back[k] = ready + run.home_in
        self.lates: list[Line] = []
        for term in sorted(terms, key=lambda term: isinstance(term, t.MaxLateCost)):
            if isinstance(term, TIMED):
                self.add(term)

    def column(self, low: float, high: float, cost: float = 0) -> Line:
        self.low.append(low)
        self.high.append(high)
        self.cost.append(cost)
        return Line({len(self.low) - 1: 1.0})

    def top(self, parts: list[Line], price: float, floor: float = 0) -> Line:
        """A column at least as large as each part and the floor, at a price."""
        column = self.column(floor, self.big, price)
        self.rows += [column - part for part in parts]
        return column

    def one_of(self, count: int) -> list[Line]:
        """Columns of which exactly one is 1."""
        columns = [self.column(0, 1) for _ in range(count)]
        total = sum(columns, Line()) - 1
        self.rows += [total, total * -1]
        return columns

    def both(self, term: t.Gap | t.Apart | t.GapCost | t.OverlapCost) -> bool:
        """Whether both visits of a term are in the rounds."""
        return term.first in self.start and term.second in self.start

    def apart(self, term: t.Gap | t.Apart | t.GapCost | t.OverlapCost) -> Line:
        """From the start of a term's first visit to that of its second."""
        return self.start[term.second] - self.start[term.first]

    @singledispatchmethod
    def add(self, term: t.Term) -> None:
        """Columns and rows that say what a term asks of the times; a method for each kind of TIMED."""
        raise AssertionError(term)

    @add.register
    def add_windows(self, term: t.StartWithin) -> None:
        if term.visit not in self.start:
            return
        begin, big = self.start[term.visit], self.big
        for (lo, hi), chosen in zip(term.intervals, self.one_of(len(term.intervals)), strict=True):
            self.rows += [begin - lo + (chosen * -big + big), begin * -1 + hi + (chosen * -big + big)]

    @add.register
    def add_lateness(self, term: t.LateCost) -> None:
        if term.visit not in self.start:
            return
        begin, big = self.start[term.visit], self.big
        late = self.column(0, big, term.per_tick)
        self.lates.append(late)
        following = [opens for opens, _ in term.windows[1:]]
        for number, chosen in enumerate(self.one_of(len(term.windows))):
            opens, due = term.windows[number]
            free = chosen * -big + big
            self.rows += [begin - opens + free, late - begin + due + free]
            if number < len(following):
                self.rows.append(begin * -1 + (following[number] - 1) + free)

    @add.register
    def add_away(self, term: t.AwayCost) -> None:
        if term.visit in self.start:
            self.top([self.start[term.visit] * -1 + term.first], term.early_per_tick)
            self.top([self.start[term.visit] - term.last], term.late_per_tick)

    @add.register
    def add_largest_lateness(self, term: t.MaxLateCost) -> None:
        self.top(self.lates, term.per_tick)

    @add.register
    def add_waits(self, term: t.WaitCost) -> None:
        for k in self.runs:
            self.top([sum(self.waits[k], Line())], float(term.per_tick[k]))

    @add.register
    def add_largest_wait(self, term: t.MaxWaitCost) -> None:
        self.top([wait for waits in self.waits.values() for wait in waits], term.per_tick)

    @add.register
    def add_shift_bounds(self, term: t.ShiftBounds) -> None:
        for k in self.runs:
            self.rows += [self.leave[k] - float(term.earliest[k]), self.back[k] * -1 + float(term.latest[k])]

    @add.register
    def add_overtime(self, term: t.OvertimeCost) -> None:
        for k in self.runs:
            self.top([self.back[k] - float(term.after[k])], float(term.per_tick[k]))

    @add.register
    def add_largest_idle(self, term: t.MaxIdleCost) -> None:
        empty = [int(term.end[k] - term.start[k]) for k in range(len(term.start)) if k not in self.runs]
        idles = [
            self.leave[k] - float(term.start[k]) + sum(self.waits[k], Line()) + early
            for k in self.runs
            for early in [self.top([self.back[k] * -1 + float(term.end[k])], 0)]
        ]
        self.top(idles, term.per_tick, max(empty, default=-self.big))

    @add.register
    def add_break(self, term: t.BreakNeed) -> None:
        if term.shift in self.pause:
            self.add_break_taken(term)
        elif term.threshold >= 0 and term.shift in self.runs:
            self.add_break_missed(term)

    def add_break_taken(self, term: t.BreakNeed) -> None:
        """A break begins in its time, and is paid for where the round owes none."""
        begin, run = self.pause[term.shift], self.runs[term.shift]
        self.rows += [begin - term.earliest, begin * -1 + term.latest]
        off, relieved = self.off_work(term.shift)
        if term.unowed:
            fee = term.unowed * sum(call.end - call.start for call in run.calls if call.visit is None)
            paid = self.column(int(relieved), 1, fee)
            length = self.back[term.shift] - self.leave[term.shift] - off
            self.rows.append(length - term.threshold - 1 + paid * self.big)

    def add_break_missed(self, term: t.BreakNeed) -> None:
        """A round without a break is no longer than owes none, or pays for missing it."""
        off, relieved = self.off_work(term.shift)
        if not relieved:
            missed = self.column(0, 0 if term.missed is None else 1, term.missed or 0)
            length = self.back[term.shift] - self.leave[term.shift] - off
            self.rows.append(length * -1 + term.threshold + missed * self.big)

    @add.register
    def add_gap(self, term: t.Gap) -> None:
        if self.both(term):
            apart = self.apart(term)
            self.rows += [apart - term.lo, *([apart * -1 + term.hi] if term.hi < t.FOREVER else [])]

    @add.register
    def add_distance(self, term: t.Apart) -> None:
        if self.both(term):
            apart, big = self.apart(term), self.big
            ahead, behind = self.one_of(2)
            self.rows += [apart - term.first_length + (ahead * -big + big)]
            self.rows += [apart * -1 - term.second_length + (behind * -big + big)]

    @add.register
    def add_gap_wanted(self, term: t.GapCost) -> None:
        if self.both(term):
            self.top([self.apart(term) * -1 + term.wanted], float(term.per_tick))

    @add.register
    def add_overlap(self, term: t.OverlapCost) -> None:
        if not self.both(term):
            return
        apart, big = self.apart(term), self.big
        shared = self.column(0, big, term.per_tick)
        spans = (
            apart * -1 + term.first_length,
            apart + term.second_length,
            Line() + term.first_length,
            Line() + term.second_length,
        )
        self.rows += [shared - span + (least * -big + big) for span, least in zip(spans, self.one_of(4), strict=True)]

    @add.register
    def add_rest(self, term: t.Rest) -> None:
        if term.earlier in self.runs and term.later in self.runs:
            self.rows.append(self.leave[term.later] - self.back[term.earlier] - term.gap)

    @add.register
    def add_hours(self, term: t.Hours) -> None:
        worked = Line()
        for k in [k for k in term.shifts if k in self.runs]:
            taken = self.runs[k].break_
            worked += self.back[k] - self.leave[k] - (taken.end - taken.start if taken else 0)
        if term.cap < t.FOREVER:
            self.rows.append(worked * -1 + term.cap)
        self.top([worked - term.beyond], term.per_tick)

    def off_work(self, k: int) -> tuple[int, bool]:
        """Ticks of a round that are no work, and whether one of its visits holds a break."""
        there = [self.problem.visit_number[call.visit.id] for call in self.runs[k].calls if call.visit]
        return (
            sum(int(term.ticks[v]) for term in self.asleep for v in there),
            any(bool(term.relieves[v]) for term in self.asleep for v in there),
        )

    @add.register
    def duty(self, term: t.DutyLimits) -> None:
        """One of all ways to part the rounds into duties, and for each duty one of the ways to keep its break."""
        places = [place for place, k in enumerate(term.shifts) if k in self.runs]
        before = term.until > -t.FOREVER
        joints = range(len(places) if before else max(0, len(places) - 1))
        ways: list[tuple[float, list[Line]]] = []
        for parting in itertools.product((False, True), repeat=len(joints)):
            rows, duties = list[Line](), [[-1] if before else []]
            for number, place in enumerate(places):
                if number or before:
                    free = self.leave[term.shifts[place]] - self.end_of(term, duties)
                    joined = parting[number if before else number - 1]
                    rows.append(free * -1 + (term.rest - 1) if joined else free - term.rest)
                    if not joined:
                        duties.append([])
                duties[-1].append(place)
            options = [(0.0, rows)]
            for duty in duties:
                if any(place >= 0 for place in duty):
                    kept = list(self.kept(term, duty))
                    options = [(fee + more, all_rows + own) for fee, all_rows in options for more, own in kept]
            ways += options
        for (fee, rows), chosen in zip(ways, self.one_of(len(ways)), strict=True):
            self.cost[next(iter(chosen))] += fee
            self.rows += [row + (chosen * -4 * self.big + 4 * self.big) for row in rows]

    def end_of(self, term: t.DutyLimits, duties: list[list[int]]) -> Line:
        """When the last round so far is over: each ends after those before it."""
        last = duties[-1][-1]
        return Line({-1: term.until}) if last < 0 else self.back[term.shifts[last]]

    def kept(self, term: t.DutyLimits, duty: list[int]) -> Iterator[tuple[float, list[Line]]]:
        """The ways in which a duty of these rounds keeps its limits: what each costs, and its rows."""
        here = [place for place in duty if place >= 0]
        off: dict[int, tuple[Line, bool]] = {}
        for place in here:
            k = term.shifts[place]
            ticks, relieved = self.off_work(k)
            whole = self.back[k] - self.leave[k]
            care = self.runs[k].contact - ticks
            off[place] = (whole - care, True) if term.asleep[place] else (Line({-1: ticks}), relieved)
        lengths = {p: self.back[term.shifts[p]] - self.leave[term.shifts[p]] - off[p][0] for p in here}
        taken = {p: sum(c.end - c.start for c in self.runs[term.shifts[p]].calls if c.visit is None) for p in here}
        begin = Line({-1: term.began}) if duty[0] < 0 else self.leave[term.shifts[duty[0]]]
        rows: list[Line] = []
        if term.span < t.FOREVER:
            span = self.back[term.shifts[here[-1]]] - begin - sum((one for one, _ in off.values()), Line())
            rows.append(span * -1 + term.span)
        length = sum(lengths.values(), Line({-1: term.until - term.began if duty[0] < 0 else 0}))
        breaks = sum(taken.values())
        if term.work < t.FOREVER:
            rows.append(sum(lengths.values(), Line()) * -1 + breaks + term.work)
        if term.threshold >= t.FOREVER:
            yield 0.0, rows
            return
        pauses = [
            self.leave[term.shifts[later]]
            - (Line({-1: term.until}) if earlier < 0 else self.back[term.shifts[earlier]])
            for earlier, later in itertools.pairwise(duty)
        ]
        none = [pause * -1 + (term.pause - 1) for pause in pauses]  # none of them is long enough
        met = [[]] if any(relieved for _, relieved in off.values()) else [[pause - term.pause] for pause in pauses]
        fees = [(0.0, list[Line]())]
        for place in (place for place in here if taken[place]):
            fee, more = float(term.unowed[place] * taken[place]), list[tuple[float, list[Line]]]()
            if term.own[place] < t.FOREVER:
                more.append((0.0, [lengths[place] - term.own[place] - 1]))
            fees = [(a + b, one + two) for a, one in fees for b, two in [*more, (fee, [])]]
        for way in met:
            yield from ((fee, rows + way + own) for fee, own in fees)
        if any(relieved for _, relieved in off.values()):
            return
        short = rows + none + [length * -1 + breaks + term.threshold]
        if breaks:
            yield 0.0, [*rows, *none, length - term.threshold - 1]
            yield from ((fee, [*rows, *none, length * -1 + term.threshold, *own]) for fee, own in fees)
        else:
            yield 0.0, short

    def solve(self) -> dict[object, int] | None:
        """Start of each visit number and each ("break", shift), or None when no times fit."""
        if not self.start and not self.pause:
            return {}
        entries = [(r, c, f) for r, row in enumerate(self.rows) for c, f in row.items() if c >= 0 and f]
        matrix = csr_array(
            ([f for *_, f in entries], ([r for r, *_ in entries], [c for _, c, _ in entries])),
            shape=(len(self.rows), len(self.low)),
        )
        lower = [-row.get(-1, 0.0) for row in self.rows]
        found = milp(
            self.cost,
            integrality=np.ones(len(self.low)),
            bounds=Bounds(self.low, self.high),
            constraints=LinearConstraint(matrix, lower, np.inf) if self.rows else (),
            options={"presolve": False},  # with it HiGHS has called a dearer choice of window optimal
        )
        if found.x is None:
            return None
        value: dict[Any, Any] = {v: round(found.x[next(iter(line))]) for v, line in self.start.items()}
        return {**value, **{("break", k): round(found.x[next(iter(line))]) for k, line in self.pause.items()}}

"""The best whole start times of given rounds, by a mixed-integer programme: HiGHS shares nothing with the engine."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from solver.domain import Problem, Roster, Round, Stop
from solver.rules import terms as t
from solver.rules.timeline import timeline
from solver.travel import Journeys

Structure = tuple[tuple[int, ...], ...]  # for each shift its stops: visit numbers, -1 a break
TIMED = (
    t.StartWithin,
    t.LateCost,
    t.MaxLateCost,
    t.WaitCost,
    t.MaxWaitCost,
    t.ShiftBounds,
    t.OvertimeCost,
    t.MaxIdleCost,
    t.BreakNeed,
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
        edges = [edge for shift in problem.shifts for edge in (shift.start, shift.end)]
        edges += [edge for visit in problem.visits for window in visit.windows for edge in (window.start, window.end)]
        for term in terms:
            if isinstance(term, t.Gap):
                edges += [edge for edge in (term.lo, term.hi) if edge < t.FOREVER]
            elif isinstance(term, t.Apart | t.OverlapCost):
                edges += [term.first_length, term.second_length]
            elif isinstance(term, t.GapCost):
                edges.append(term.wanted)
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

    def add(self, term: t.Term) -> None:
        runs, rows, big = self.runs, self.rows, self.big
        match term:
            case t.StartWithin() if term.visit in self.start:
                begin = self.start[term.visit]
                for (lo, hi), chosen in zip(term.intervals, self.one_of(len(term.intervals)), strict=True):
                    rows += [begin - lo + (chosen * -big + big), begin * -1 + hi + (chosen * -big + big)]
            case t.LateCost() if term.visit in self.start:
                begin = self.start[term.visit]
                late = self.column(0, big, term.per_tick)
                self.lates.append(late)
                following = [opens for opens, _ in term.windows[1:]]
                for number, chosen in enumerate(self.one_of(len(term.windows))):
                    opens, due = term.windows[number]
                    free = chosen * -big + big
                    rows += [begin - opens + free, late - begin + due + free]
                    if number < len(following):
                        rows.append(begin * -1 + (following[number] - 1) + free)
            case t.MaxLateCost():
                self.top(self.lates, term.per_tick)
            case t.WaitCost():
                for k in runs:
                    self.top([sum(self.waits[k], Line())], float(term.per_tick[k]))
            case t.MaxWaitCost():
                self.top([wait for waits in self.waits.values() for wait in waits], term.per_tick)
            case t.ShiftBounds():
                for k in runs:
                    rows += [self.leave[k] - float(term.earliest[k]), self.back[k] * -1 + float(term.latest[k])]
            case t.OvertimeCost():
                for k in runs:
                    self.top([self.back[k] - float(term.after[k])], float(term.per_tick[k]))
            case t.MaxIdleCost():
                empty = [int(term.end[k] - term.start[k]) for k in range(len(term.start)) if k not in runs]
                idles = [
                    self.leave[k] - float(term.start[k]) + sum(self.waits[k], Line()) + early
                    for k in runs
                    for early in [self.top([self.back[k] * -1 + float(term.end[k])], 0)]
                ]
                self.top(idles, term.per_tick, max(empty, default=-big))
            case t.BreakNeed() if term.shift in self.pause:
                begin = self.pause[term.shift]
                rows += [begin - term.earliest, begin * -1 + term.latest]
            case t.BreakNeed() if term.threshold >= 0 and term.shift in runs:
                missed = self.column(0, 0 if term.missed is None else 1, term.missed or 0)
                length = self.back[term.shift] - self.leave[term.shift]
                rows.append(length * -1 + term.threshold + missed * big)
            case t.Gap() if term.first in self.start and term.second in self.start:
                apart = self.start[term.second] - self.start[term.first]
                rows += [apart - term.lo, *([apart * -1 + term.hi] if term.hi < t.FOREVER else [])]
            case t.Apart() if term.first in self.start and term.second in self.start:
                apart = self.start[term.second] - self.start[term.first]
                ahead, behind = self.one_of(2)
                rows += [apart - term.first_length + (ahead * -big + big)]
                rows += [apart * -1 - term.second_length + (behind * -big + big)]
            case t.GapCost() if term.first in self.start and term.second in self.start:
                self.top([self.start[term.first] - self.start[term.second] + term.wanted], float(term.per_tick))
            case t.OverlapCost() if term.first in self.start and term.second in self.start:
                apart = self.start[term.second] - self.start[term.first]
                shared = self.column(0, big, term.per_tick)
                spans = (
                    apart * -1 + term.first_length,
                    apart + term.second_length,
                    Line() + term.first_length,
                    Line() + term.second_length,
                )
                rows += [
                    shared - span + (least * -big + big) for span, least in zip(spans, self.one_of(4), strict=True)
                ]
            case t.Rest() if term.earlier in runs and term.later in runs:
                rows.append(self.leave[term.later] - self.back[term.earlier] - term.gap)
            case t.Hours():
                worked = Line()
                for k in [k for k in term.shifts if k in runs]:
                    taken = runs[k].break_
                    worked += self.back[k] - self.leave[k] - (taken.end - taken.start if taken else 0)
                if term.cap < t.FOREVER:
                    rows.append(worked * -1 + term.cap)
                self.top([worked - term.beyond], term.per_tick)

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
        value = {v: round(found.x[next(iter(line))]) for v, line in self.start.items()}
        return {**value, **{("break", k): round(found.x[next(iter(line))]) for k, line in self.pause.items()}}

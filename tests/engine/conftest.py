"""A second opinion on small problems: price any roster by the words of terms.py, and find the best by trying all.

``price`` reads the definitions literally over a measured timeline. ``brute_force`` tries every choice of visits, orders
and break positions, cheapest travel first, and asks HiGHS for the best whole times of each; it shares nothing with
CP-SAT or the search.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from solver.domain import Problem, Roster, Round, Stop
from solver.rules import terms as t
from solver.rules.timeline import Run, Timeline, timeline
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
    t.Rest,
    t.Hours,
)


@dataclass
class Priced:
    """What a roster costs under some terms, in cost units, and the rules it breaks."""

    cost: int = 0
    broken: list[str] = field(default_factory=list)


class Pricer:
    """One roster under terms, term by term."""

    def __init__(self, problem: Problem, terms: Sequence[t.Term], travel: Journeys, roster: Roster):
        self.problem, self.terms, self.travel = problem, terms, travel
        self.line: Timeline = timeline(problem, roster, travel)
        self.runs: dict[int, Run] = {problem.shift_number[shift]: run for shift, run in self.line.runs.items()}
        self.start: dict[int, int] = {}
        self.at: dict[int, list[int]] = {}  # visit -> shifts
        self.priced = Priced()
        for visit, pairs in self.line.served.items():
            v = problem.visit_number[visit]
            self.at[v] = [problem.shift_number[run.shift.id] for run, _ in pairs]
            self.start[v] = pairs[0][1].start
            self.hard("start together", len({call.start for _, call in pairs}) == 1)
        for run in self.runs.values():
            for call in run.calls[1:]:
                self.hard("order", call.start >= call.arrival)

    def hard(self, rule: str, kept: bool) -> None:
        if not kept:
            self.priced.broken.append(rule)

    def workers(self, v: int) -> list[str]:
        return [self.problem.shifts[k].worker for k in self.at.get(v, [])]

    def covers(self, v: int) -> int:
        """How many joint visits stand for a visit."""
        terms = [term for term in self.terms if isinstance(term, t.Alternatives) and v in term.instead]
        return len({term.joint for term in terms if set(term.joint) <= set(self.at)})

    def late(self, term: t.LateCost) -> int:
        start = self.start.get(term.visit)
        if start is None:
            return 0
        begun = [due for opens, due in term.windows if opens <= start]
        self.hard(term.rule, bool(begun))
        return max(0, start - begun[-1]) if begun else 0

    def all(self) -> Priced:
        hands = np.ones(len(self.problem.visits), dtype=np.int64)
        for term in self.terms:
            if isinstance(term, t.Handed):
                hands = np.maximum(hands, term.workers)
        for v in self.at:
            self.hard("handed", len(self.at[v]) == hands[v] and len(set(self.workers(v))) == hands[v])
        for term in self.terms:
            self.priced.cost += int(self.one(term))
        return self.priced

    def one(self, term: t.Term) -> int:
        runs, problem = self.runs, self.problem
        shifts = range(len(problem.shifts))
        match term:
            case t.Forbid():
                self.hard(term.rule, not any(term.pairs[v, k] for v in self.at for k in self.at[v]))
            case t.AssignCost():
                return sum(term.cost[v, k] for v in self.at for k in self.at[v])
            case t.StartWithin():
                start = self.start.get(term.visit)
                self.hard(term.rule, start is None or any(lo <= start <= hi for lo, hi in term.intervals))
            case t.LateCost():
                return term.per_tick * self.late(term)
            case t.MaxLateCost():
                lates = [self.late(other) for other in self.terms if isinstance(other, t.LateCost)]
                return term.per_tick * max(lates, default=0)
            case t.TravelCost():
                return sum(
                    term.per_tick[k] * run.travel
                    + term.per_metre[k] * run.metres
                    + term.home_per_tick[k] * (run.home_out + run.home_in)
                    + term.home_per_metre[k] * (run.home_out_metres + run.home_in_metres)
                    for k, run in runs.items()
                )
            case t.WaitCost():
                return sum(term.per_tick[k] * run.wait for k, run in runs.items())
            case t.MaxWaitCost():
                return term.per_tick * max((call.wait for run in runs.values() for call in run.calls), default=0)
            case t.ShiftBounds():
                for k, run in runs.items():
                    self.hard(term.rule, run.leave >= term.earliest[k] and run.back <= term.latest[k])
            case t.OvertimeCost():
                return sum(term.per_tick[k] * max(0, run.back - term.after[k]) for k, run in runs.items())
            case t.MaxIdleCost():
                idle = [
                    run.leave - term.start[k] + run.wait + max(0, term.end[k] - run.back)
                    if (run := runs.get(k))
                    else term.end[k] - term.start[k]
                    for k in shifts
                ]
                return term.per_tick * max(idle)
            case t.BreakNeed():
                return self.break_need(term)
            case t.UseCost():
                return sum(term.cost[k] for k in runs)
            case t.Handed():
                pass
            case t.Gap() if term.first in self.start and term.second in self.start:
                self.hard(term.rule, term.lo <= self.start[term.second] - self.start[term.first] <= term.hi)
            case t.DifferentWorkers():
                self.hard(term.rule, not set(self.workers(term.first)) & set(self.workers(term.second)))
            case t.SameWorker() if term.first in self.start and term.second in self.start:
                self.hard(term.rule, self.workers(term.first) == self.workers(term.second))
            case t.Bundle():
                self.hard(term.rule, len({v in self.at for v in term.visits}) == 1)
            case t.Alternatives():
                self.hard(term.rule, not (set(term.joint) & set(self.at) and set(term.instead) & set(self.at)))
                self.hard(term.rule, all(self.covers(v) <= 1 for v in term.instead))
            case t.UnservedCost():
                return sum(cost for v, cost in enumerate(term.cost) if v not in self.at and not self.covers(v))
            case t.Rest() if term.earlier in runs and term.later in runs:
                self.hard(term.rule, runs[term.later].leave - runs[term.earlier].back >= term.gap)
            case t.Hours():
                worked = sum(runs[k].worked for k in term.shifts if k in runs)
                self.hard(term.rule, worked <= term.cap)
                return term.per_tick * max(0, worked - term.beyond)
            case t.NewFaceCost():
                both = [(v, client) for v in self.at for client in (term.client[v], term.also[v]) if client >= 0]
                met = {(client, term.worker[k]) for v, client in both for k in self.at[v]}
                return term.price * sum(not term.familiar[pair] for pair in met)
            case t.LoadCost():
                contact = dict.fromkeys(range(len(term.target)), 0)
                for k, run in runs.items():
                    contact[int(term.worker[k])] += run.contact
                return term.per_tick * sum(abs(contact[w] - term.target[w]) for w in contact)
            case t.SpreadCost():
                loads = dict.fromkeys(map(int, term.worker), 0)
                for k, run in runs.items():
                    loads[int(term.worker[k])] += run.contact + run.travel + run.home_out + run.home_in
                total, count = sum(loads.values()), len(loads)
                steps = [-(-abs(count * load - total) // (count * term.unit)) for load in loads.values()]
                return term.price * sum(steps)
            case t.Gap() | t.SameWorker() | t.Rest():
                pass
            case _:
                raise AssertionError(term)
        return 0

    def break_need(self, term: t.BreakNeed) -> int:
        run = self.runs.get(term.shift)
        taken = run.break_ if run else None
        if run and taken:
            kinds = [call.visit is None for call in run.calls]
            self.hard(term.rule, sum(kinds) == 1 and term.earliest <= taken.start <= term.latest)
            self.hard(term.rule, taken.end - taken.start >= term.duration)
            self.hard(term.rule, term.at_ends or not (kinds[0] or kinds[-1]))
            return 0
        owed = term.threshold < 0 or (run is not None and run.back - run.leave > term.threshold)
        self.hard(term.rule, not owed or term.missed is not None)
        return (term.missed or 0) if owed else 0


def _price(problem: Problem, terms: Sequence[t.Term], travel: Journeys, roster: Roster) -> Priced:
    return Pricer(problem, terms, travel, roster).all()


def _structures(problem: Problem, terms: Sequence[t.Term]) -> Iterator[Structure]:
    shifts = range(len(problem.shifts))
    breaks = {term.shift: term.at_ends for term in terms if isinstance(term, t.BreakNeed)}
    hands = np.ones(len(problem.visits), dtype=np.int64)
    forbidden = np.zeros((len(problem.visits), len(problem.shifts)), dtype=bool)
    for term in terms:
        if isinstance(term, t.Handed):
            hands = np.maximum(hands, term.workers)
        elif isinstance(term, t.Forbid):
            forbidden |= term.pairs
    choices = [
        [(), *itertools.combinations([k for k in shifts if not forbidden[v, k]], int(hands[v]))]
        for v in range(len(problem.visits))
    ]
    either = [term for term in terms if isinstance(term, t.Alternatives)]
    for chosen in itertools.product(*choices):
        rounds = []
        if any(any(chosen[v] for v in term.joint) and any(chosen[v] for v in term.instead) for term in either):
            continue
        for k in shifts:
            orders = list(itertools.permutations([v for v, at in enumerate(chosen) if k in at]))
            if k in breaks:
                ends = (0, 1) if breaks[k] else (1, 0)  # first and last place for the break
                orders += [
                    (*order[:place], -1, *order[place:])
                    for order in orders
                    for place in range(ends[0], len(order) + ends[1])
                ]
            rounds.append(orders)
        yield from itertools.product(*rounds)


def _as_roster(problem: Problem, terms: Sequence[t.Term], structure: Structure, starts: dict[object, int]) -> Roster:
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
        reach = 3 * (max(map(abs, edges)) + 100)
        self.big = 4 * reach
        self.start = {
            v: self.column(-reach, reach) for v in sorted({v for order in structure for v in order if v >= 0})
        }
        self.pause = {k: self.column(-reach, reach) for k, order in enumerate(structure) if -1 in order}
        roster = _as_roster(problem, terms, structure, {})
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


def _brute_force(problem: Problem, terms: Sequence[t.Term], travel: Journeys) -> tuple[int, Roster] | None:
    """Cost and roster of the best of all structures; None when no roster keeps every hard rule."""
    still = [term for term in terms if not isinstance(term, TIMED)]
    waiting = []
    for structure in _structures(problem, terms):
        floor = _price(problem, still, travel, _as_roster(problem, terms, structure, {}))
        if not set(floor.broken) - {"start together", "order"}:
            waiting.append((floor.cost, structure))
    best: tuple[int, Roster] | None = None
    for floor_cost, structure in sorted(waiting):
        if best is not None and floor_cost >= best[0]:
            break
        starts = Times(problem, terms, travel, structure).solve()
        if starts is None:
            continue
        roster = _as_roster(problem, terms, structure, starts)
        priced = _price(problem, terms, travel, roster)
        assert not priced.broken, (structure, priced.broken)
        if best is None or priced.cost < best[0]:
            best = priced.cost, roster
    return best


@pytest.fixture(scope="session")
def price() -> Callable[[Problem, Sequence[t.Term], Journeys, Roster], Priced]:
    """(problem, terms, travel, roster) -> Priced(cost, broken): a roster's price by the words of terms.py."""
    return _price


@pytest.fixture(scope="session")
def brute_force() -> Callable[[Problem, Sequence[t.Term], Journeys], tuple[int, Roster] | None]:
    """(problem, terms, travel) -> (cost, roster) of the best of all rosters; for up to about 6 visits.

    Prices must not be negative for timed terms, and no term may pay for time passed over the horizon many times over.
    """
    return _brute_force

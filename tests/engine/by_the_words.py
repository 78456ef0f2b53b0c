"""A second opinion on a roster's price: the definitions of solver/terms, read literally over a measured timeline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import singledispatchmethod

import numpy as np

from solver import terms as t
from solver.domain import Problem, Roster
from solver.rules.vocabulary.timeline import Run, Timeline, timeline
from solver.travel import Journeys


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

    def both(self, term: t.Gap | t.Apart | t.GapCost | t.OverlapCost | t.SameWorker) -> bool:
        """Whether both visits of a term are served."""
        return term.first in self.start and term.second in self.start

    @singledispatchmethod
    def one(self, term: t.Term) -> int:
        """What the roster pays for one term, in cost units; a method for each kind."""
        raise AssertionError(term)

    @one.register
    def forbid(self, term: t.Forbid) -> int:
        self.hard(term.rule, not any(term.pairs[v, k] for v in self.at for k in self.at[v]))
        return 0

    @one.register
    def assign(self, term: t.AssignCost) -> int:
        return sum(term.cost[v, k] for v in self.at for k in self.at[v])

    @one.register
    def start_within(self, term: t.StartWithin) -> int:
        start = self.start.get(term.visit)
        self.hard(term.rule, start is None or any(lo <= start <= hi for lo, hi in term.intervals))
        return 0

    @one.register
    def lateness(self, term: t.LateCost) -> int:
        return term.per_tick * self.late(term)

    @one.register
    def away(self, term: t.AwayCost) -> int:
        start = self.start.get(term.visit)
        if start is None:
            return 0
        return term.early_per_tick * max(0, term.first - start) + term.late_per_tick * max(0, start - term.last)

    @one.register
    def largest_lateness(self, term: t.MaxLateCost) -> int:
        lates = [self.late(other) for other in self.terms if isinstance(other, t.LateCost)]
        return term.per_tick * max(lates, default=0)

    @one.register
    def travelling(self, term: t.TravelCost) -> int:
        return sum(
            term.per_tick[k] * run.travel
            + term.per_metre[k] * run.metres
            + term.home_per_tick[k] * (run.home_out + run.home_in)
            + term.home_per_metre[k] * (run.home_out_metres + run.home_in_metres)
            for k, run in self.runs.items()
        )

    @one.register
    def waiting(self, term: t.WaitCost) -> int:
        return sum(term.per_tick[k] * run.wait for k, run in self.runs.items())

    @one.register
    def largest_wait(self, term: t.MaxWaitCost) -> int:
        return term.per_tick * max((call.wait for run in self.runs.values() for call in run.calls), default=0)

    @one.register
    def shift_bounds(self, term: t.ShiftBounds) -> int:
        for k, run in self.runs.items():
            self.hard(term.rule, run.leave >= term.earliest[k] and run.back <= term.latest[k])
        return 0

    @one.register
    def leg_limit(self, term: t.LegLimit) -> int:
        for k, run in self.runs.items():
            ways = (run.home_out, *(call.journey for call in run.calls[1:]), run.home_in)
            self.hard(term.rule, all(way <= term.ticks[k] for way in ways))
        return 0

    @one.register
    def overtime(self, term: t.OvertimeCost) -> int:
        return sum(term.per_tick[k] * max(0, run.back - term.after[k]) for k, run in self.runs.items())

    @one.register
    def largest_idle(self, term: t.MaxIdleCost) -> int:
        idle = [
            run.leave - term.start[k] + run.wait + max(0, term.end[k] - run.back)
            if (run := self.runs.get(k))
            else term.end[k] - term.start[k]
            for k in range(len(self.problem.shifts))
        ]
        return term.per_tick * max(idle)

    @one.register
    def number_of_visits(self, term: t.VisitNumberCost) -> int:
        made = {k: sum(k in shifts for shifts in self.at.values()) for k in self.runs}
        return sum(term.price[k] * max(0, count - term.beyond[k]) for k, count in made.items())

    @one.register
    def use(self, term: t.UseCost) -> int:
        return sum(term.cost[k] for k in self.runs)

    @one.register(t.Handed)
    @one.register(t.OffWork)
    def read_elsewhere(self, term: t.Handed | t.OffWork) -> int:
        """Hands are read by all(), time off work by breaks and duties."""
        return 0

    @one.register
    def gap(self, term: t.Gap) -> int:
        if self.both(term):
            self.hard(term.rule, term.lo <= self.start[term.second] - self.start[term.first] <= term.hi)
        return 0

    @one.register
    def apart(self, term: t.Apart) -> int:
        if self.both(term):
            first, second = self.start[term.first], self.start[term.second]
            self.hard(term.rule, second >= first + term.first_length or first >= second + term.second_length)
        return 0

    @one.register
    def gap_wanted(self, term: t.GapCost) -> int:
        if not self.both(term):
            return 0
        return term.per_tick * max(0, term.wanted - (self.start[term.second] - self.start[term.first]))

    @one.register
    def overlap(self, term: t.OverlapCost) -> int:
        if not self.both(term):
            return 0
        spans = (self.start[term.first], term.first_length), (self.start[term.second], term.second_length)
        shared = min(start + length for start, length in spans) - max(start for start, _ in spans)
        return term.per_tick * max(0, shared)

    @one.register
    def different_workers(self, term: t.DifferentWorkers) -> int:
        self.hard(term.rule, not set(self.workers(term.first)) & set(self.workers(term.second)))
        return 0

    @one.register
    def same_worker(self, term: t.SameWorker) -> int:
        if self.both(term):
            self.hard(term.rule, self.workers(term.first) == self.workers(term.second))
        return 0

    @one.register
    def bundle(self, term: t.Bundle) -> int:
        self.hard(term.rule, len({v in self.at for v in term.visits}) == 1)
        return 0

    @one.register
    def alternatives(self, term: t.Alternatives) -> int:
        self.hard(term.rule, not (set(term.joint) & set(self.at) and set(term.instead) & set(self.at)))
        self.hard(term.rule, all(self.covers(v) <= 1 for v in term.instead))
        return 0

    @one.register
    def unserved(self, term: t.UnservedCost) -> int:
        return sum(cost for v, cost in enumerate(term.cost) if v not in self.at and not self.covers(v))

    @one.register
    def rest(self, term: t.Rest) -> int:
        if term.earlier in self.runs and term.later in self.runs:
            self.hard(term.rule, self.runs[term.later].leave - self.runs[term.earlier].back >= term.gap)
        return 0

    @one.register
    def hours(self, term: t.Hours) -> int:
        worked = sum(self.runs[k].worked for k in term.shifts if k in self.runs)
        self.hard(term.rule, worked <= term.cap)
        return term.per_tick * max(0, worked - term.beyond)

    @one.register
    def new_faces(self, term: t.NewFaceCost) -> int:
        both = [(v, client) for v in self.at for client in (term.client[v], *term.also[v]) if client >= 0]
        met = {(client, term.worker[k]) for v, client in both for k in self.at[v]}
        return term.price * sum(not term.familiar[pair] for pair in met)

    @one.register
    def load(self, term: t.LoadCost) -> int:
        contact = dict.fromkeys(range(len(term.target)), 0)
        for k, run in self.runs.items():
            contact[int(term.worker[k])] += run.contact
        return term.per_tick * sum(abs(contact[w] - term.target[w]) for w in contact)

    @one.register
    def spread(self, term: t.SpreadCost) -> int:
        loads = dict.fromkeys(map(int, term.worker), 0)
        for k, run in self.runs.items():
            loads[int(term.worker[k])] += run.contact + run.travel + run.home_out + run.home_in
        total, count = sum(loads.values()), len(loads)
        steps = [-(-abs(count * load - total) // (count * term.unit)) for load in loads.values()]
        return term.price * sum(steps)

    @one.register
    def break_need(self, term: t.BreakNeed) -> int:
        run = self.runs.get(term.shift)
        taken = run.break_ if run else None
        if run and taken:
            kinds = [call.visit is None for call in run.calls]
            self.hard(term.rule, sum(kinds) == 1 and term.earliest <= taken.start <= term.latest)
            self.hard(term.rule, taken.end - taken.start >= term.duration)
            self.hard(term.rule, term.at_ends or not (kinds[0] or kinds[-1]))
            off, relieved = self.off_work(term.shift)
            short = run.back - run.leave - off <= term.threshold
            return term.unowed * (taken.end - taken.start) if short or relieved else 0
        off, relieved = self.off_work(term.shift) if run else (0, False)
        owed = (run.back - run.leave - off if run else 0) > term.threshold and not relieved
        self.hard(term.rule, not owed or term.missed is not None)
        return (term.missed or 0) if owed else 0

    def off_work(self, k: int) -> tuple[int, bool]:
        """Ticks of a round that are no work, and whether a visit of it holds a break."""
        there = [v for v, shifts in self.at.items() if k in shifts]
        terms = [term for term in self.terms if isinstance(term, t.OffWork)]
        return (
            sum(int(term.ticks[v]) for term in terms for v in there),
            any(bool(term.relieves[v]) for term in terms for v in there),
        )

    @one.register
    def duty(self, term: t.DutyLimits) -> int:
        """The rounds one after the other; what a duty owes is asked when the next one begins."""
        cost, duty = 0, list[tuple[int, int, int, int, bool, int]]()  # leave, back, off, break, relieved, place
        if term.until > -t.FOREVER:
            duty.append((term.began, term.until, 0, 0, False, -1))
        for place, k in enumerate(term.shifts):
            run = self.runs.get(k)
            if run is None:
                continue
            off, relieved = self.off_work(k)
            if term.asleep[place]:
                off, relieved = run.back - run.leave - (run.contact - off), True
            taken = run.break_.end - run.break_.start if run.break_ else 0
            if duty and run.leave - max(back for _, back, *_ in duty) >= term.rest:
                cost += self.one_duty(term, duty)
                duty = []
            duty.append((run.leave, run.back, off, taken, relieved, place))
        return cost + self.one_duty(term, duty)

    def one_duty(self, term: t.DutyLimits, duty: Sequence[tuple[int, int, int, int, bool, int]]) -> int:
        if not any(place >= 0 for *_, place in duty):
            return 0
        here = [one for one in duty if one[-1] >= 0]
        span = max(back for _, back, *_ in duty) - duty[0][0] - sum(off for _, _, off, *_ in duty)
        self.hard(term.rule, span <= term.span)
        self.hard(term.rule, sum(back - leave - off - taken for leave, back, off, taken, *_ in here) <= term.work)
        if term.threshold >= t.FOREVER:
            return 0
        until, pauses = duty[0][1], []
        for leave, back, *_ in duty[1:]:
            pauses.append(leave - until)
            until = max(until, back)
        met = any(pause >= term.pause for pause in pauses) or any(relieved for *_, relieved, _ in duty)
        length = sum(back - leave - off for leave, back, off, *_ in duty)
        breaks = sum(taken for _, _, _, taken, *_ in duty)
        self.hard(term.rule, met or breaks > 0 or length - breaks <= term.threshold)
        if length > term.threshold and not met:
            return 0
        return sum(
            term.unowed[place] * taken
            for leave, back, off, taken, _, place in here
            if back - leave - off <= term.own[place]
        )


def price(problem: Problem, terms: Sequence[t.Term], travel: Journeys, roster: Roster) -> Priced:
    """What a roster costs, and what it breaks."""
    return Pricer(problem, terms, travel, roster).all()

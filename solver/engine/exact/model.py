"""Numeric terms as CP-SAT constraints and costs: one method a term kind."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from ortools.sat.python import cp_model

from solver import terms as t
from solver.domain import Problem
from solver.travel import Journeys

from ..encode.start_windows import possible_starts
from ..encode.term_readers import TermReader
from .duties import add_duty_limits
from .variables import Line, Rounds, Ways


class ExactModel:
    """The rounds of a problem under its terms, and what they cost in cost units.

    Prices must not be negative, except those of AssignCost: costs that only rise with a variable are written as
    inequalities, which are exact at the optimum. Raises ValueError for a negative one, and TypeError for a kind of term
    that has no method. ways: as in Rounds.
    """

    def __init__(self, problem: Problem, terms: Sequence[t.Term], travel: Journeys, ways: Ways | None = None):
        EXACT.check(terms)
        breaks = _breaks([term for term in terms if isinstance(term, t.BreakNeed)])
        self.rounds = Rounds(problem, travel, breaks, possible_starts(problem, terms, travel), ways)
        self.model = self.rounds.model
        self.costs: list[Line] = []
        self.asleep = [term for term in terms if isinstance(term, t.OffWork)]
        self._handed = np.ones(len(problem.visits), dtype=np.int64)
        self._shifts_of = list(self.rounds.by_worker().values())
        self.late: list[tuple[t.LateCost, cp_model.IntVar]] = []  # ticks late by each such term
        self._latest: cp_model.IntVar | None = None
        self.joints: dict[int, set[int]] = {}  # visit -> the first visit of each joint one that may stand for it
        either = [term for term in terms if isinstance(term, t.Alternatives)]
        self.joint = {visit for term in either for visit in term.joint}
        for other in either:
            for visit in other.instead:
                self.joints.setdefault(visit, set()).add(other.joint[0])
        for term in sorted(terms, key=lambda term: isinstance(term, t.MaxLateCost)):  # after every LateCost
            add: Callable[[Any], None] = getattr(self, method_name(type(term)))
            add(term)
        self._serve()
        self.model.minimize(sum(self.costs))

    def _serve(self) -> None:
        """As many workers as the visit takes, or none; two workers are two people, whatever shifts they have."""
        rounds = self.rounds
        for v in rounds.visits:
            hands = [rounds.on[v, k] for k in rounds.shifts if (v, k) in rounds.on]
            self.model.add(sum(hands) == int(self._handed[v]) * rounds.served[v])
            if self._handed[v] > 1:
                for shifts in self._shifts_of:
                    self.model.add(self._with(v, shifts) <= 1)

    def _with(self, visit: int, shifts: Sequence[int]) -> Line:
        """How many of these shifts serve the visit."""
        return sum(self.rounds.on[visit, k] for k in shifts if (visit, k) in self.rounds.on)

    def pay(self, price: int, amount: Line) -> None:
        """A cost that rises with an amount."""
        if price < 0:
            raise ValueError(f"want a price of 0 or more, found {price}")
        if price:
            self.costs.append(price * amount)

    def _excess(self, amount: Line, *when: cp_model.LiteralT) -> cp_model.IntVar:
        """max(0, amount) while all of ``when`` hold."""
        above = self.model.new_int_var(0, 4 * (self.rounds.last - self.rounds.first) * (len(self.rounds.used) + 1), "")
        self.model.add(above >= amount).only_enforce_if(*when)
        return above

    def add_forbid(self, term: t.Forbid) -> None:
        """Pairs that may not be: they were left out of the rounds."""

    def add_assign_cost(self, term: t.AssignCost) -> None:
        """A cost for each worker at a visit, on the pair's literal."""
        self.costs.extend(int(term.cost[pair]) * literal for pair, literal in self.rounds.on.items() if term.cost[pair])

    def add_start_within(self, term: t.StartWithin) -> None:
        """A served visit starts inside one of the intervals."""
        spans = cp_model.Domain.from_intervals([list(pair) for pair in term.intervals])
        start, served = self.rounds.start[term.visit], self.rounds.served[term.visit]
        self.model.add_linear_expression_in_domain(start, spans).only_enforce_if(served)

    def add_late_cost(self, term: t.LateCost) -> None:
        """One window is in force, the last that has begun; late is what lies beyond its due."""
        start, served = self.rounds.start[term.visit], self.rounds.served[term.visit]
        late = self.model.new_int_var(0, self.rounds.last - self.rounds.first + _reach(term), "late")
        chosen = []
        for number, (opens, due) in enumerate(term.windows):
            # one window alone needs no choice
            inside = served if len(term.windows) == 1 else self.model.new_bool_var("window")
            chosen.append(inside)
            self.model.add(start >= opens).only_enforce_if(inside)
            if number + 1 < len(term.windows):
                self.model.add(start < term.windows[number + 1][0]).only_enforce_if(inside)
            self.model.add(late >= start - due).only_enforce_if(inside)
        if len(term.windows) > 1:
            self.model.add(sum(chosen) == served)
        self.late.append((term, late))
        self.pay(term.per_tick, late)

    def add_away_cost(self, term: t.AwayCost) -> None:
        """What a served visit lies before the one moment or after the other."""
        start, served = self.rounds.start[term.visit], self.rounds.served[term.visit]
        for price, away in ((term.early_per_tick, term.first - start), (term.late_per_tick, start - term.last)):
            self.pay(price, self._excess(away, served))

    def add_max_late_cost(self, term: t.MaxLateCost) -> None:
        """The largest lateness of all."""
        if self.late and self._latest is None:
            self._latest = self._top([late for _, late in self.late])
        if self._latest is not None:
            self.pay(term.per_tick, self._latest)

    def _top(self, parts: Sequence[cp_model.IntVar]) -> cp_model.IntVar:
        top = self.model.new_int_var(0, 4 * (self.rounds.last - self.rounds.first), "top")
        for part in parts:
            self.model.add(top >= part)
        return top

    def add_travel_cost(self, term: t.TravelCost) -> None:
        """Each leg's price on its literal."""
        for k, legs in enumerate(self.rounds.legs):
            for leg in legs:
                tick, metre = (
                    (term.home_per_tick[k], term.home_per_metre[k])
                    if leg.home
                    else (term.per_tick[k], term.per_metre[k])
                )
                self.pay(int(tick) * leg.ticks + int(metre) * leg.metres, leg.taken)

    def add_wait_cost(self, term: t.WaitCost) -> None:
        """All waits of a round: what is left of it after travel, visits and break."""
        for k, wait in enumerate(self.rounds.wait):
            self.pay(int(term.per_tick[k]), wait)

    def add_max_wait_cost(self, term: t.MaxWaitCost) -> None:
        """The longest of the waits that happen."""
        longest = self.model.new_int_var(0, self.rounds.last - self.rounds.first, "longest wait")
        for pause in self.rounds.pauses:
            self.model.add(longest >= pause.gap).only_enforce_if(*pause.when)
        self.pay(term.per_tick, longest)

    def add_shift_bounds(self, term: t.ShiftBounds) -> None:
        """A used shift leaves and is back in time."""
        rounds = self.rounds
        for k, used in enumerate(rounds.used):
            self.model.add(rounds.leave[k] >= int(term.earliest[k])).only_enforce_if(used)
            if term.latest[k] < t.FOREVER:
                self.model.add(rounds.back[k] <= int(term.latest[k])).only_enforce_if(used)

    def add_leg_limit(self, term: t.LegLimit) -> None:
        """No journey that is longer."""
        for limit, legs in zip(term.ticks.tolist(), self.rounds.legs, strict=True):
            for leg in legs:
                if leg.ticks > limit:
                    self.model.add(leg.taken == 0)

    def add_overtime_cost(self, term: t.OvertimeCost) -> None:
        """Ticks of back beyond the end."""
        for k, used in enumerate(self.rounds.used):
            if term.per_tick[k]:
                over = self._excess(self.rounds.back[k] - int(term.after[k]), used)
                self.pay(int(term.per_tick[k]), over)

    def add_max_idle_cost(self, term: t.MaxIdleCost) -> None:
        """The largest idle time; an empty shift idles from its start to its end."""
        rounds = self.rounds
        reach = 4 * (rounds.last - rounds.first)
        most = self.model.new_int_var(-reach, reach, "most idle")
        for k, used in enumerate(rounds.used):
            start, end = int(term.start[k]), int(term.end[k])
            early = self._excess(end - rounds.back[k], used)
            self.model.add(most >= rounds.leave[k] - start + rounds.wait[k] + early).only_enforce_if(used)
            self.model.add(most >= end - start).only_enforce_if(~used)
        if term.per_tick:
            self.pay(term.per_tick, most)

    def add_break_need(self, term: t.BreakNeed) -> None:
        """Taken, or missed, or not owed because the round is short."""
        rounds, k = self.rounds, term.shift
        missed = self.model.new_bool_var("missed")
        if term.missed is None:
            self.model.add(missed == 0)
        else:
            self.pay(term.missed, missed)
        length, relieved = rounds.back[k] - rounds.leave[k] - self.off_work(k), self.relieved(k)
        if term.threshold < 0:
            self.model.add_bool_or(rounds.rest[k], missed, relieved)
        else:
            self.model.add(length <= term.threshold).only_enforce_if(~missed, ~rounds.rest[k], ~relieved)
        if term.unowed:
            needed, paid = self.model.new_bool_var("needed"), self.model.new_bool_var("paid")
            self.model.add(length > term.threshold).only_enforce_if(needed)
            self.model.add_implication(needed, ~relieved)
            self.model.add_bool_or(~rounds.rest[k], needed, paid)
            self.pay(term.unowed * rounds.breaks[k].duration, paid)

    def off_work(self, k: int) -> Line:
        """Ticks of shift k's round that are no work."""
        return sum(int(term.ticks[v]) * self.rounds.on[v, k] for term in self.asleep for v in self.rounds.visits_of(k))

    def relieved(self, k: int) -> cp_model.IntVar:
        """Whether a visit of shift k's round holds a break."""
        some = [self.rounds.on[v, k] for term in self.asleep for v in self.rounds.visits_of(k) if term.relieves[v]]
        relieved = self.model.new_bool_var(f"relieved {k}")
        self.model.add_max_equality(relieved, [0, *some])
        return relieved

    def add_off_work(self, term: t.OffWork) -> None:
        """Read by breaks and duties."""

    def add_duty_limits(self, term: t.DutyLimits) -> None:
        """Round by round: what joins the duty so far, and what is left of it once nothing does."""
        add_duty_limits(self, term)

    def add_use_cost(self, term: t.UseCost) -> None:
        """A cost for a shift with any stop."""
        for k, used in enumerate(self.rounds.used):
            self.pay(int(term.cost[k]), used)

    def add_visit_number_cost(self, term: t.VisitNumberCost) -> None:
        """A cost for each visit of a round beyond a number."""
        for k in self.rounds.shifts:
            visits = [self.rounds.on[v, k] for v in self.rounds.visits_of(k)]
            if len(visits) > int(term.beyond[k]) and term.price[k]:
                over = self.model.new_int_var(0, len(visits), "visits beyond")
                self.model.add(over >= sum(visits) - int(term.beyond[k]))
                self.pay(int(term.price[k]), over)

    def add_handed(self, term: t.Handed) -> None:
        """How many workers a visit takes; the largest of several terms."""
        self._handed = np.maximum(self._handed, term.workers)

    def _both(self, first: int, second: int) -> tuple[cp_model.IntVar, cp_model.IntVar]:
        return self.rounds.served[first], self.rounds.served[second]

    def add_gap(self, term: t.Gap) -> None:
        """Two starts between lo and hi apart when both are served."""
        apart = self.rounds.start[term.second] - self.rounds.start[term.first]
        both = self._both(term.first, term.second)
        self.model.add(apart >= term.lo).only_enforce_if(*both)
        if term.hi < t.FOREVER:
            self.model.add(apart <= term.hi).only_enforce_if(*both)

    def add_apart(self, term: t.Apart) -> None:
        """One begins only when the other is over: either of the two."""
        apart = self.rounds.start[term.second] - self.rounds.start[term.first]
        both, ahead = self._both(term.first, term.second), self.model.new_bool_var("first goes first")
        self.model.add(apart >= term.first_length).only_enforce_if(*both, ahead)
        self.model.add(apart <= -term.second_length).only_enforce_if(*both, ~ahead)

    def add_gap_cost(self, term: t.GapCost) -> None:
        """By how much two starts are nearer than wanted."""
        apart = self.rounds.start[term.second] - self.rounds.start[term.first]
        if term.per_tick:
            self.pay(term.per_tick, self._excess(term.wanted - apart, *self._both(term.first, term.second)))

    def add_overlap_cost(self, term: t.OverlapCost) -> None:
        """How long both last at once: the least of four spans from a start to an end, if that is above 0."""
        if not term.per_tick:
            return
        apart = self.rounds.start[term.second] - self.rounds.start[term.first]
        one, other = term.first_length, term.second_length
        least = [self.model.new_bool_var("least") for _ in range(4)]
        self.model.add_exactly_one(least)
        shared = self.model.new_int_var(0, max(0, min(one, other)), "overlap")
        for span, chosen in zip((one - apart, other + apart, one, other), least, strict=True):
            self.model.add(shared >= span).only_enforce_if(chosen, *self._both(term.first, term.second))
        self.pay(term.per_tick, shared)

    def add_different_workers(self, term: t.DifferentWorkers) -> None:
        """No worker at both."""
        for shifts in self._shifts_of:
            for first in [k for k in shifts if (term.first, k) in self.rounds.on]:
                for second in [k for k in shifts if (term.second, k) in self.rounds.on]:
                    self.model.add_at_most_one(self.rounds.on[term.first, first], self.rounds.on[term.second, second])

    def add_same_worker(self, term: t.SameWorker) -> None:
        """The same worker at both when both are served."""
        both = self._both(term.first, term.second)
        for shifts in self._shifts_of:
            if any((v, k) in self.rounds.on for v in (term.first, term.second) for k in shifts):
                meet = self._with(term.first, shifts) == self._with(term.second, shifts)
                self.model.add(meet).only_enforce_if(*both)

    def add_bundle(self, term: t.Bundle) -> None:
        """Served all or none."""
        for other in term.visits[1:]:
            self.model.add(self.rounds.served[other] == self.rounds.served[term.visits[0]])

    def add_alternatives(self, term: t.Alternatives) -> None:
        """A commissioned visit by itself, or at most one joint visit that stands for it."""
        for v in term.instead:
            self.model.add(self._covered(v) <= 1)

    def _covered(self, visit: int) -> Line:
        """How often a visit is served, by itself or by joint ones."""
        return self.rounds.served[visit] + sum(self.rounds.served[joint] for joint in self.joints.get(visit, ()))

    def add_unserved_cost(self, term: t.UnservedCost) -> None:
        """A cost for a visit left out, also by the joint visits that could stand for it."""
        for v in self.rounds.visits:
            self.pay(int(term.cost[v]), 1 - self._covered(v))

    def add_rest(self, term: t.Rest) -> None:
        """Time between being back and leaving again."""
        rounds = self.rounds
        both = rounds.used[term.earlier], rounds.used[term.later]
        self.model.add(rounds.leave[term.later] - rounds.back[term.earlier] >= term.gap).only_enforce_if(*both)

    def add_hours(self, term: t.Hours) -> None:
        """Working time of some shifts, breaks apart."""
        rounds = self.rounds
        worked = sum(rounds.back[k] - rounds.leave[k] - rounds.break_length(k) for k in term.shifts)
        if term.cap < t.FOREVER:
            self.model.add(worked <= term.cap)
        if term.per_tick:
            self.pay(term.per_tick, self._excess(worked - term.beyond))

    def add_new_face_cost(self, term: t.NewFaceCost) -> None:
        """A literal for each unfamiliar pair of client and worker that may meet."""
        meetings: dict[tuple[int, int], list[cp_model.IntVar]] = {}
        for (v, k), literal in self.rounds.on.items():
            for client in (int(term.client[v]), *map(int, term.also[v])):
                pair = client, int(term.worker[k])
                if client >= 0 and not term.familiar[pair]:
                    meetings.setdefault(pair, []).append(literal)
        for literals in meetings.values():
            meet = self.model.new_bool_var("new face")
            for literal in literals:
                self.model.add_implication(literal, meet)
            self.pay(term.price, meet)

    def add_load_cost(self, term: t.LoadCost) -> None:
        """How far each worker's contact time lies from its target, on either side."""
        if not term.per_tick:
            return
        for w, target in enumerate(term.target):
            contact = sum(self.rounds.contact(k) for k in self.rounds.shifts if term.worker[k] == w)
            away = self.model.new_int_var(0, abs(int(target)) + 2 * sum(self.rounds.length), "away")
            self.model.add(away >= contact - int(target))
            self.model.add(away >= int(target) - contact)
            self.pay(term.per_tick, away)

    def add_spread_cost(self, term: t.SpreadCost) -> None:
        """ceil(|load - mean| / unit) by whole numbers: unit n away >= |n load - total|, n workers."""
        rounds = self.rounds
        loads = {
            w: sum(rounds.contact(k) + rounds.travelled(k) for k in rounds.shifts if term.worker[k] == w)
            for w in sorted({int(w) for w in term.worker})
        }
        total, count = sum(loads.values()), len(loads)
        reach = (rounds.last - rounds.first) * (len(rounds.used) + 1)
        for load in loads.values():
            away = self.model.new_int_var(0, reach, "steps away")
            self.model.add(term.unit * count * away >= count * load - total)
            self.model.add(term.unit * count * away >= total - count * load)
            self.pay(term.price, away)


def method_name(kind: type) -> str:
    """The name of the method that adds terms of a kind: add_late_cost for LateCost."""
    return "add" + "".join("_" + letter.lower() if letter.isupper() else letter for letter in kind.__name__)


EXACT = TermReader("the exact model", frozenset(kind for kind in t.KINDS if hasattr(ExactModel, method_name(kind))))


def _reach(term: t.LateCost) -> int:
    """How far a due can lie from the window's opening: room for lateness that starts before the window's due."""
    return max(abs(opens - due) for opens, due in term.windows)


def _breaks(needs: Sequence[t.BreakNeed]) -> dict[int, t.BreakNeed]:
    """One break a shift: windows of several needs intersect, the longest duration serves all."""
    breaks: dict[int, t.BreakNeed] = {}
    for need in needs:
        other = breaks.get(need.shift)
        breaks[need.shift] = (
            need
            if other is None
            else replace(
                need,
                duration=max(need.duration, other.duration),
                earliest=max(need.earliest, other.earliest),
                latest=min(need.latest, other.latest),
                at_ends=need.at_ends and other.at_ends,
            )
        )
    return breaks

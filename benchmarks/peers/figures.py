"""A day as the numbers a router understands, read off the rules' terms once for all peers.

A node is one worker at one visit (a double-handed visit is two nodes) or a place where shifts start or end. Terms no
router knows (fairness, rests, weekly hours, a client's new faces counted once) are left out or simplified here, and the
judge charges for them all the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from solver import Problem
from solver import terms as t
from solver.engine.encode.term_readers import TermReader
from solver.travel import Journeys

Ints = NDArray[np.int64]
_LARGEST = "the largest lateness, wait or idle time costs nothing"
_TIED = "visits tied to the same or to different workers may be anybody's"
ROUTERS = TermReader(
    "a router's day",
    handled=frozenset(
        {
            t.Forbid,
            t.AssignCost,
            t.StartWithin,
            t.TravelCost,
            t.WaitCost,
            t.ShiftBounds,
            t.OvertimeCost,
            t.BreakNeed,
            t.UseCost,
            t.Handed,
            t.Gap,
            t.UnservedCost,
        }
    ),
    relaxed={
        t.NewFaceCost: "a new face costs its price at every visit",
        t.LateCost: "a window is kept, or its end is only asked for: lateness has no price",
        t.MaxLateCost: _LARGEST,
        t.MaxWaitCost: _LARGEST,
        t.MaxIdleCost: _LARGEST,
        t.Apart: "visits that may not overlap may be made at once",
        t.AwayCost: "a visit may come at another time than was promised for nothing",
        t.GapCost: "visits that come too soon after one another cost nothing",
        t.OverlapCost: "visits that overlap cost nothing",
        t.DifferentWorkers: _TIED,
        t.SameWorker: _TIED,
        t.Bundle: "visits that stand or fall together may be served in part",
        t.Alternatives: "joint visits and their parts may both be served",
        t.LegLimit: "a journey may be longer than its limit",
        t.Rest: "rest between shifts is not asked for",
        t.Hours: "working hours over several shifts are not counted",
        t.DutyLimits: "what several shifts of a duty owe together is not asked for",
        t.OffWork: "a sleep-in counts as work",
        t.LoadCost: "an uneven share of the work costs nothing",
        t.VisitNumberCost: "more visits on a shift than are wanted cost nothing",
        t.SpreadCost: "the balance of work between workers costs nothing",
    },
)


@dataclass(frozen=True, slots=True)
class Pause:
    """A break that a round longer than ``threshold`` owes: it starts in [earliest, latest]."""

    duration: int
    earliest: int
    latest: int
    threshold: int


@dataclass(frozen=True, slots=True)
class Tie:
    """lo <= start(second) - start(first) <= hi between two nodes."""

    first: int
    second: int
    lo: int
    hi: int


@dataclass
class Figures:
    """Arrays by node or by shift; times in ticks, prices in cost units."""

    problem: Problem
    travel: Journeys
    visit: list[int]  # by node: its number in problem.visits
    place: list[int]  # by node: its number in problem.places
    service: Ints
    earliest: Ints
    latest: Ints  # the hard bound on the start
    due: Ints  # later starts cost
    unserved: Ints  # of a double-handed visit, half on each node
    allowed: NDArray[np.bool_]  # (nodes, shifts)
    assign: Ints  # (nodes, shifts)
    ties: list[Tie]
    homes: list[int]  # places where shifts start or end; node len(visit) + i
    leave: Ints  # by shift
    back: Ints
    planned_end: Ints
    overtime: Ints
    wait: Ints
    use: Ints
    prices: Ints  # (shifts, 4): a tick and a metre between visits, a tick and a metre from and to home
    pauses: dict[int, Pause] = field(default_factory=dict)  # by shift

    @property
    def nodes(self) -> int:
        return len(self.visit)

    @property
    def shifts(self) -> int:
        return len(self.leave)

    def mode(self, shift: int) -> str:
        return self.problem.mode_of(self.problem.shifts[shift])

    def start_node(self, shift: int) -> int:
        place = self.problem.start_place(self.problem.shifts[shift])
        return self.nodes + self.homes.index(self.problem.place_number[place])

    def end_node(self, shift: int) -> int:
        place = self.problem.end_place(self.problem.shifts[shift])
        return self.nodes + self.homes.index(self.problem.place_number[place])

    @cached_property
    def _everywhere(self) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        where = np.array([*self.place, *self.homes], dtype=np.intp)
        return np.ix_(where, where)  # type: ignore[return-value]

    def ticks(self, mode: str) -> Ints:
        """Journeys between all nodes and homes."""
        return self.travel.seconds[mode][self._everywhere].astype(np.int64)

    def costs(self, shift: int, less: int = 0) -> Ints:
        """What each journey costs on a shift, ``less`` so much a tick that is paid for elsewhere; never below 0."""
        mode = self.mode(shift)
        ticks, metres = self.ticks(mode), self.travel.metres[mode][self._everywhere].astype(np.int64)
        a_tick, a_metre, home_tick, home_metre = (int(price) for price in self.prices[shift])
        cost: Ints = (a_tick - less) * ticks + a_metre * metres
        for part in (np.s_[self.nodes :, :], np.s_[:, self.nodes :]):
            cost[part] = (home_tick - less) * ticks[part] + home_metre * metres[part]
        return cost.clip(min=0)

    def tightened(self) -> tuple[Ints, Ints]:
        """Start windows inside which every tie holds whatever the starts: for peers that cannot tie starts.

        Simultaneous nodes get one fixed start, the middle of what both allow; of a gap the two windows give way by
        half of what is in the way, as far as they reach.
        """
        opens, closes = self.earliest.copy(), self.due.copy()
        for tie in self.ties:
            one, two = tie.first, tie.second
            if tie.lo == tie.hi:
                low, high = max(opens[one], opens[two] - tie.lo), min(closes[one], closes[two] - tie.lo)
                middle = (low + max(low, high)) // 2
                opens[one] = closes[one] = middle
                opens[two] = closes[two] = middle + tie.lo
                continue
            for _ in range(2):  # the second time one side takes what the other had no room for
                over = closes[one] + tie.lo - opens[two]
                if over > 0:
                    closes[one] = max(opens[one], closes[one] - (over + 1) // 2)
                    opens[two] = min(closes[two], opens[two] + (over + 1) // 2)
                over = closes[two] - opens[one] - tie.hi
                if over > 0:
                    opens[one] = min(closes[one], opens[one] + (over + 1) // 2)
                    closes[two] = max(opens[two], closes[two] - (over + 1) // 2)
        return opens, closes


def figures(problem: Problem, terms: Sequence[t.Term], travel: Journeys) -> Figures:
    """Read a day's terms. Kinds that no router knows are passed over. Raises TypeError for one nobody has named."""
    ROUTERS.check(terms)
    visits = len(problem.visits)
    hands = np.ones(visits, dtype=np.int64)
    for term in terms:
        if isinstance(term, t.Handed):
            hands = np.maximum(hands, term.workers)
    visit = [number for number in range(visits) for _ in range(hands[number])]
    first = np.concatenate([[0], np.cumsum(hands)]).astype(int)
    work, pay = _Work(problem), _Pay(problem)
    ties = [Tie(int(first[v]), int(first[v]) + 1, 0, 0) for v in range(visits) if hands[v] == 2]
    for term in terms:
        if isinstance(term, t.Gap):
            ties.append(Tie(int(first[term.first]), int(first[term.second]), term.lo, term.hi))
        elif not (isinstance(term, t.Handed) or work.reads(term) or pay.reads(term)):
            ROUTERS.pass_over(term)
    number = problem.place_number
    homes = {
        number[place] for shift in problem.shifts for place in (problem.start_place(shift), problem.end_place(shift))
    }
    rows = np.array(visit, dtype=np.intp)
    due = np.minimum(work.due, work.latest)
    return Figures(
        problem=problem,
        travel=travel,
        visit=visit,
        place=[number[problem.place_of(problem.visits[v])] for v in visit],
        service=np.array([problem.visits[v].duration for v in visit], dtype=np.int64),
        earliest=work.earliest[rows],
        latest=work.latest[rows],
        due=due[rows],
        unserved=work.unserved[rows] // hands[rows],
        allowed=work.allowed[rows],
        assign=work.assign[rows],
        ties=ties,
        homes=sorted(homes),
        leave=pay.leave,
        back=pay.back,
        planned_end=pay.planned,
        prices=pay.prices,
        pauses=pay.pauses,
        overtime=pay.overtime,
        wait=pay.wait,
        use=pay.use,
    )


class _Work:
    """What terms say of visits. earliest, latest, due, unserved: by visit; allowed, assign: shape (V, K)."""

    def __init__(self, problem: Problem):
        visits, shifts = len(problem.visits), len(problem.shifts)
        self.earliest = np.array([item.windows[0].start for item in problem.visits], dtype=np.int64)
        self.due = np.array([item.windows[-1].end for item in problem.visits], dtype=np.int64)
        hard = [item.windows_hard for item in problem.visits]
        self.latest = np.where(hard, self.due, np.int64(t.FOREVER))
        self.unserved = np.zeros(visits, dtype=np.int64)
        self.allowed = np.ones((visits, shifts), dtype=np.bool_)
        self.assign = np.zeros((visits, shifts), dtype=np.int64)

    def reads(self, term: t.Term) -> bool:
        """Whether a term is about visits; it is then counted in."""
        match term:
            case t.Forbid():
                self.allowed &= ~term.pairs
            case t.AssignCost():
                self.assign += term.cost
            case t.NewFaceCost():
                self.assign += np.where(term.familiar[term.client][:, term.worker], 0, term.price)
            case t.StartWithin():
                self.earliest[term.visit] = max(self.earliest[term.visit], term.intervals[0][0])
                self.latest[term.visit] = min(self.latest[term.visit], term.intervals[-1][1])
            case t.UnservedCost():
                self.unserved += term.cost
            case _:
                return False
        return True


class _Pay:
    """What terms say of shifts: bounds, prices by tick and metre, and breaks; by shift."""

    def __init__(self, problem: Problem):
        shifts = len(problem.shifts)
        self.leave = np.array([shift.start for shift in problem.shifts], dtype=np.int64)
        self.back = np.array([shift.end for shift in problem.shifts], dtype=np.int64)
        self.planned, self.prices = self.back.copy(), np.zeros((shifts, 4), dtype=np.int64)
        self.overtime, self.wait, self.use = (np.zeros(shifts, dtype=np.int64) for _ in range(3))
        self.pauses: dict[int, Pause] = {}

    def reads(self, term: t.Term) -> bool:
        """Whether a term is about shifts; it is then counted in."""
        match term:
            case t.TravelCost():
                parts = (term.per_tick, term.per_metre, term.home_per_tick, term.home_per_metre)
                self.prices += np.stack(parts, axis=1)
            case t.WaitCost():
                self.wait += term.per_tick
            case t.ShiftBounds():
                self.leave, self.back = np.maximum(self.leave, term.earliest), term.latest.copy()
            case t.OvertimeCost():
                self.planned, self.overtime = term.after.copy(), self.overtime + term.per_tick
            case t.UseCost():
                self.use += term.cost
            case t.BreakNeed():
                self.pauses[term.shift] = Pause(term.duration, term.earliest, term.latest, term.threshold)
            case _:
                return False
        return True

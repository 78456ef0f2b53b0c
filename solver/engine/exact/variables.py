"""The rounds of a problem as a CP-SAT model: who goes where in which order, when, and where the break lies.

One circuit a shift over the visits it may serve, with the shift's places as the depot. A double-handed visit is one
start shared by two circuits. A break is taken where the next stop is, so it needs no node of its own: ``before[k, v]``
says that visit v follows straight after it; only a break after the last visit is a node, ``home_break``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from ortools.sat.python import cp_model

from solver.domain import Problem
from solver.terms import BreakNeed
from solver.travel import Journeys

from ..encode.start_windows import Possible

Line: TypeAlias = cp_model.LinearExprT
Ways: TypeAlias = Sequence[Collection[tuple[int, int]]]


@dataclass(frozen=True, slots=True)
class Leg:
    """A journey that is made when ``taken`` holds. home: from the start place or to the end place."""

    taken: cp_model.LiteralT
    home: bool
    ticks: int
    metres: int


@dataclass(frozen=True, slots=True)
class Pause:
    """A wait of ``gap`` ticks that happens when all of ``when`` hold."""

    when: tuple[cp_model.LiteralT, ...]
    gap: Line


class Rounds:
    """Variables and the rules of moving about. Shapes: V visits, K shifts; times in ticks.

    start[v], served[v]; on[v, k] for allowed pairs; used[k], leave[k], back[k], wait[k] (all 0 in an empty round);
    rest[k] whether a break is taken, pause[k] its start, for shifts with a break.

    ways: by shift, the only pairs of nodes that may follow each other; None: all that time allows.
    """

    def __init__(
        self,
        problem: Problem,
        travel: Journeys,
        breaks: dict[int, BreakNeed],
        possible: Possible,
        ways: Ways | None = None,
    ):
        self.model = cp_model.CpModel()
        self.problem, self.breaks, self._ways = problem, breaks, ways
        self.visits, self.shifts = range(len(problem.visits)), range(len(problem.shifts))
        self.length = [visit.duration for visit in problem.visits]
        self._place = [problem.place_number[problem.place_of(visit)] for visit in problem.visits]
        self._home = [
            (problem.place_number[problem.start_place(shift)], problem.place_number[problem.end_place(shift)])
            for shift in problem.shifts
        ]
        modes = [problem.mode_of(shift) for shift in problem.shifts]
        self._ticks = [travel.seconds[mode].astype(np.int64) for mode in modes]
        self._metres = [travel.metres[mode].astype(np.int64) for mode in modes]
        self.first, self.last = possible.span
        self._possible = possible
        model = self.model
        self.start = [model.new_int_var(self.first, self.last, f"start {v}") for v in self.visits]
        self.served = [model.new_bool_var(f"served {v}") for v in self.visits]
        self.on = {
            (v, k): model.new_bool_var(f"on {v} {k}")
            for v in self.visits
            for k in self.shifts
            if possible.earliest[v, k] <= possible.latest[v, k]
        }
        self.used = [model.new_bool_var(f"used {k}") for k in self.shifts]
        self.leave = [self._clock(f"leave {k}") for k in self.shifts]
        self.back = [self._clock(f"back {k}") for k in self.shifts]
        self.wait = [model.new_int_var(0, self.last - self.first, f"wait {k}") for k in self.shifts]
        self.rest = {k: model.new_bool_var(f"rest {k}") for k in breaks}
        self.pause = {
            k: model.new_int_var(need.earliest, max(need.earliest, need.latest), f"break {k}")
            for k, need in breaks.items()
        }
        self.before = {pair: model.new_bool_var(f"before {pair}") for pair in self.on if pair[1] in breaks}
        self.home_break = {k: model.new_bool_var(f"home break {k}") for k in breaks}
        self.arcs: list[dict[tuple[int, int], cp_model.IntVar]] = []
        self.legs: list[list[Leg]] = []
        self.pauses: list[Pause] = []
        for k in self.shifts:
            self._circuit(k)
            self._clockwork(k)

    def _clock(self, name: str) -> cp_model.IntVar:
        return self.model.new_int_var(min(self.first, 0), max(self.last, 0), name)

    def node(self, visit: int) -> int:
        """A visit's node; 0 is the depot and ``end_node`` the break at the end place."""
        return visit + 1

    @property
    def end_node(self) -> int:
        return len(self.visits) + 1

    def visits_of(self, k: int) -> list[int]:
        """The visits shift k may serve."""
        return [v for v in self.visits if (v, k) in self.on]

    def break_length(self, k: int) -> Line:
        """Ticks of break taken on shift k: 0 or its duration."""
        return self.breaks[k].duration * self.rest[k] if k in self.breaks else 0

    def contact(self, k: int) -> Line:
        """Ticks at clients' doors on shift k."""
        return sum(self.length[v] * self.on[v, k] for v in self.visits_of(k))

    def travelled(self, k: int) -> Line:
        """Ticks on the way on shift k, home legs included."""
        return sum(leg.ticks * leg.taken for leg in self.legs[k] if leg.ticks)

    def by_worker(self) -> dict[str, list[int]]:
        """The shifts of each worker that has any."""
        shifts: dict[str, list[int]] = {}
        for k, shift in enumerate(self.problem.shifts):
            shifts.setdefault(shift.worker, []).append(k)
        return shifts

    def _circuit(self, k: int) -> None:
        """Stops in an order; what is not on the shift loops on itself."""
        model, visits = self.model, self.visits_of(k)
        arcs: dict[tuple[int, int], cp_model.IntVar] = {}
        stops = [self.node(v) for v in visits]
        ends = [self.end_node] if k in self.breaks and self.breaks[k].at_ends else []
        for here in [0, *stops]:
            for there in [*stops, *ends, *([0] if here else [])]:
                if here != there and self._follows(k, here, there):
                    arcs[here, there] = model.new_bool_var(f"arc {k} {here} {there}")
        loops = [(0, 0, ~self.used[k])] + [(self.node(v), self.node(v), ~self.on[v, k]) for v in visits]
        if ends:
            arcs[self.end_node, 0] = self.home_break[k]
            loops.append((self.end_node, self.end_node, ~self.home_break[k]))
        self.arcs.append(arcs)
        if len(arcs):
            model.add_circuit([*loops, *((a, b, literal) for (a, b), literal in arcs.items())])
        else:
            model.add(self.used[k] == 0)
        if k in self.breaks:
            if not ends:
                model.add(self.home_break[k] == 0)
            if self.breaks[k].latest < self.breaks[k].earliest:  # several needs that no one moment meets
                model.add(self.rest[k] == 0)
            model.add(self.rest[k] == sum(self.before[v, k] for v in visits) + self.home_break[k])
            for v in visits:
                model.add_implication(self.before[v, k], self.on[v, k])
                if not ends and (0, self.node(v)) in arcs:
                    model.add_at_most_one(arcs[0, self.node(v)], self.before[v, k])

    def _follows(self, k: int, here: int, there: int) -> bool:
        """Whether one stop can come straight after another in time; the depot and the last break always can.

        Where the ways are given, those alone can.
        """
        if self._ways is not None:
            return (here, there) in self._ways[k]
        if here == 0 or there in (0, self.end_node):
            return True
        first, second = here - 1, there - 1
        away = int(self._ticks[k][self._place[first], self._place[second]])
        ready = int(self._possible.earliest[first, k]) + self.length[first] + away
        return ready <= int(self._possible.latest[second, k])

    def _clockwork(self, k: int) -> None:
        """When things happen on shift k: leave, back, order, breaks, waits."""
        model, used, leave, back = self.model, self.used[k], self.leave[k], self.back[k]
        ticks, metres, (out, home) = self._ticks[k], self._metres[k], self._home[k]
        legs: list[Leg] = []
        self.legs.append(legs)

        def place(node: int, depot: int) -> int:
            if node == 0:
                return depot
            return home if node == self.end_node else self._place[node - 1]

        for (here, there), arc in self.arcs[k].items():
            a, b = place(here, out), place(there, home)
            away = int(ticks[a, b])
            legs.append(Leg(arc, here == 0 or there == 0, away, int(metres[a, b])))
            if here == self.end_node:  # the break at the end place is over
                model.add(back == self.pause[k] + self.breaks[k].duration + away).only_enforce_if(arc)
                continue
            ready = leave + away if here == 0 else self.start[here - 1] + self.length[here - 1] + away
            if there == 0:
                model.add(back == ready).only_enforce_if(arc)
            elif there == self.end_node:
                self._begin((arc,), self.pause[k], ready, first=here == 0)
            else:
                rested = self.before.get((there - 1, k))
                if rested is None:
                    self._begin((arc,), self.start[there - 1], ready, first=here == 0)
                else:
                    self._begin((arc, ~rested), self.start[there - 1], ready, first=here == 0)
                    self._begin((arc, rested), self.pause[k], ready, first=here == 0)
        for v in self.visits_of(k):
            bounds = int(self._possible.earliest[v, k]), int(self._possible.latest[v, k])
            model.add_linear_constraint(self.start[v], *bounds).only_enforce_if(self.on[v, k])
            if (v, k) in self.before:
                here = self._place[v]
                legs.append(Leg(self.before[v, k], False, int(ticks[here, here]), int(metres[here, here])))
                ready = self.pause[k] + self.breaks[k].duration + int(ticks[here, here])
                self._begin((self.before[v, k],), self.start[v], ready, first=False)
        model.add(leave == 0).only_enforce_if(~used)
        model.add(back == 0).only_enforce_if(~used)
        worked = self.travelled(k) + self.contact(k) + self.break_length(k)
        model.add(self.wait[k] == back - leave - worked)

    def _begin(self, when: tuple[cp_model.LiteralT, ...], start: Line, ready: Line, first: bool) -> None:
        """A stop that begins when one is ready, or later; the first stop of a round is left for just in time."""
        if first:
            self.model.add(start == ready).only_enforce_if(*when)
        else:
            self.model.add(start >= ready).only_enforce_if(*when)
            self.pauses.append(Pause(when, start - ready))

    def order(self, solver: cp_model.CpSolver, k: int) -> Iterator[int]:
        """The stops of shift k in a solution: visit numbers, and -1 for the break."""
        after = {here: there for (here, there), arc in self.arcs[k].items() if solver.boolean_value(arc)}
        here = after.get(0, 0)
        while here:
            if here == self.end_node:
                yield -1
            else:
                rested = self.before.get((here - 1, k))
                if rested is not None and solver.boolean_value(rested):
                    yield -1
                yield here - 1
            here = after[here]

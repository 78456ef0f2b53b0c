"""Where to cut: lines across the map, turned a little each time, so that what was a border becomes the middle.

Without a roster, everything that belongs together stays together (clients, households, linked visits, pins) and people
are shared out by distance and by who is fit for what. With a roster, people stand where their round is and take their
visits along; the few ties that then cross a line are held still until another cut has both ends in one part.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from solver import terms as t
from solver.domain import Problem, Roster
from solver.travel import Journeys

from ..encode.term_readers import TermReader
from .staffing import staffed
from .subproblem import Part
from .territory import Spots, drawn

_TURN = math.pi * (3 - math.sqrt(5))  # the golden angle: no two of many cuts fall together
_STEPS = tuple(step * math.pi / 16 for step in range(8))  # lines to choose from are turned by so much
_UNEVEN = 0.15, 0.3  # by what share of itself a part may be larger or smaller, so that a line passes between teams:
_WHOLE = 3  # of up to so many parts, and of more. Of more, so many may be less even still or stay one,
_MOST_UNEVEN = 0.7
_CROWD = 0.02  # where every line between them has more than this share beside it: it would cut through a team
_BESIDE = 0.03  # of the way across: what lies so near a line counts as beside it
CUT = TermReader(
    "a cut between parts",
    handled=frozenset({t.Gap, t.Apart, t.GapCost, t.OverlapCost, t.DifferentWorkers, t.SameWorker, t.Bundle}),
    refused={t.Alternatives: "visits that exclude each other may go to anybody"},
    # These tie no visit to another:
    beside=frozenset(
        {
            t.Forbid,
            t.AssignCost,
            t.StartWithin,
            t.LateCost,
            t.MaxLateCost,
            t.AwayCost,
            t.TravelCost,
            t.WaitCost,
            t.MaxWaitCost,
            t.ShiftBounds,
            t.LegLimit,
            t.OvertimeCost,
            t.MaxIdleCost,
            t.BreakNeed,
            t.OffWork,
            t.DutyLimits,
            t.UseCost,
            t.VisitNumberCost,
            t.Handed,
            t.UnservedCost,
            t.Rest,
            t.Hours,
            t.NewFaceCost,
            t.LoadCost,
            t.SpreadCost,
        }
    ),
)


class Cutter:
    """Cuts one problem into at most ``count`` parts, in many ways."""

    def __init__(self, problem: Problem, terms: Sequence[t.Term], travel: Journeys, count: int):
        self.problem, self.terms, self.count = problem, terms, count
        spots = _spots(problem, travel)
        number = problem.place_number
        visit_spot = spots[[number[problem.place_of(visit)] for visit in problem.visits]].reshape(-1, 2)
        workers = {worker.id: index for index, worker in enumerate(problem.workers)}
        self.shift_worker = [workers[shift.worker] for shift in problem.shifts]
        home = _bases(problem, spots, visit_spot)
        self.visit_spot, self.worker_spot = drawn(visit_spot, home, terms)
        self.on_duty = sorted(set(self.shift_worker))
        self.partners = _partners(terms)
        self.pinned = self._pinned(workers)

    def _pinned(self, workers: Mapping[str, int]) -> dict[int, list[int]]:
        """Visit -> the workers it is pinned to."""
        found: dict[int, list[int]] = defaultdict(list)
        for pin in self.problem.pins:
            visit = self.problem.visit_number[pin.visit]
            if pin.worker is not None:
                found[visit].append(workers[pin.worker])
            elif pin.shift is not None:
                found[visit].append(self.shift_worker[self.problem.shift_number[pin.shift]])
        return found

    def first(self) -> list[Part]:
        """Parts of an empty roster. No tie crosses a line."""
        problem = self.problem
        groups = _Groups(len(problem.visits) + len(problem.workers))
        person = len(problem.visits)  # workers are numbered behind the visits
        doors: dict[str, int] = {}
        for number, visit in enumerate(problem.visits):
            client = problem.client[visit.client]
            groups.join(number, doors.setdefault(f"client {client.id}", number))
            if client.household is not None:
                groups.join(number, doors.setdefault(f"household {client.household}", number))
        for number, others in self.partners.items():
            for other in others:
                groups.join(number, other)
        for number, people in self.pinned.items():
            for worker in people:
                groups.join(number, person + worker)
        bunches = [bunch for bunch in groups.found() if bunch[0] < person]
        visits = [[member for member in bunch if member < person] for bunch in bunches]
        spots = np.array([self.visit_spot[bunch].mean(axis=0) for bunch in visits]).reshape(-1, 2)
        work = [sum(problem.visits[v].duration * problem.visits[v].workers for v in bunch) for bunch in visits]
        side = bisected(spots, np.array(work, float), self.count, 0)
        part_of = np.zeros(len(problem.visits), np.int64)
        fixed: dict[int, int] = {}
        for bunch, here in zip(bunches, side, strict=True):
            for member in bunch:
                if member < person:
                    part_of[member] = here
                else:
                    fixed[member - person] = int(here)
        share = staffed(problem, self.terms, part_of, self.visit_spot, self.worker_spot, fixed, self.count)
        return _filled(
            Part(
                tuple(np.flatnonzero(part_of == here).tolist()),
                tuple(worker for worker in self.on_duty if share[worker] == here),
            )
            for here in range(self.count)
        )

    def again(self, roster: Roster, turn: int, hold: bool = True) -> list[Part]:
        """Parts of a roster in hand. hold: keep visits tied across a line where they are; else they are taken off."""
        served: dict[int, list[tuple[int, int | None]]] = defaultdict(list)  # visit -> worker and start of each stop
        for round_ in roster.rounds:
            worker = self.shift_worker[self.problem.shift_number[round_.shift]]
            for stop in round_.stops:
                if stop.visit is not None:
                    served[self.problem.visit_number[stop.visit]].append((worker, stop.start))
        spots, side = self._sides(served, turn)
        at = {visit: sorted({side[worker] for worker, _ in stops}) for visit, stops in served.items()}
        torn = self._torn(at)
        if not hold:
            at = {visit: here for visit, here in at.items() if visit not in torn}
        visits: list[list[int]] = [[] for _ in range(self.count)]
        held: list[dict[int, int]] = [{} for _ in range(self.count)]
        barred: list[set[int]] = [set() for _ in range(self.count)]
        echoed: list[set[int]] = [set() for _ in range(self.count)]
        for visit, sides in at.items():
            for here in sides:
                visits[here].append(visit)
                if visit in torn:
                    start = served[visit][0][1]
                    assert start is not None
                    held[here][visit] = start
                if here != sides[0]:
                    echoed[here].add(visit)
        self._place_the_rest(at, spots, side, visits, barred)
        return _filled(
            Part(
                tuple(sorted(visits[here])),
                tuple(worker for worker in self.on_duty if side[worker] == here),
                held[here],
                frozenset(barred[here]),
                frozenset(echoed[here]),
            )
            for here in range(self.count)
        )

    def _sides(self, served: Mapping[int, Sequence[tuple[int, int | None]]], turn: int) -> tuple[Spots, dict[int, int]]:
        """Where those on duty stand, the middle of their round or home, and the part of each."""
        rounds: dict[int, list[int]] = defaultdict(list)
        for visit, stops in served.items():
            for worker, _ in stops:
                rounds[worker].append(visit)
        spots = np.array(
            [self.visit_spot[rounds[w]].mean(axis=0) if w in rounds else self.worker_spot[w] for w in self.on_duty]
        ).reshape(-1, 2)
        weight = np.array([1.0 + len(rounds.get(worker, ())) for worker in self.on_duty])
        sides = bisected(spots, weight, self.count, turn)
        return spots, {worker: int(here) for worker, here in zip(self.on_duty, sides, strict=True)}

    def _torn(self, at: Mapping[int, Sequence[int]]) -> set[int]:
        """Served visits that stand in two parts, or are tied to one that stands in others than they do.

        What two visits cost together is counted in one part, so it must not change in another.
        """
        torn = {visit for visit, sides in at.items() if len(sides) > 1}
        for visit, others in self.partners.items():
            if visit in at and any(other in at and set(at[visit]) != set(at[other]) for other in others):
                torn.add(visit)
        return torn

    def _place_the_rest(
        self,
        at: Mapping[int, Sequence[int]],
        spots: Spots,
        side: Mapping[int, int],
        visits: list[list[int]],
        barred: list[set[int]],
    ) -> None:
        """Unserved visits go, with those they are tied to, where their partners or pins are; else to who is nearest."""
        left = [visit for visit in range(len(self.problem.visits)) if visit not in at]
        waiting = set(left)
        groups = _Groups(len(self.problem.visits))
        for visit in left:
            for other in self.partners.get(visit, ()):
                if other in waiting:
                    groups.join(visit, other)
        for bunch in groups.found(left):
            wanted = [set(at[other]) for visit in bunch for other in self.partners.get(visit, ()) if other in at]
            wanted += [{side[worker]} for visit in bunch for worker in self.pinned.get(visit, ()) if worker in side]
            possible = set.intersection(*wanted) if wanted else set()
            if possible:
                here = min(possible)
            elif wanted:
                here = min(wanted[0])
                barred[here].update(bunch)
            elif self.on_duty:
                middle = self.visit_spot[bunch].mean(axis=0)
                nearest = int(np.argmin(((spots - middle) ** 2).sum(axis=1)))
                here = side[self.on_duty[nearest]]
            else:
                here = 0
            visits[here].extend(bunch)


def _filled(parts: Iterable[Part]) -> list[Part]:
    """Those in which anybody is: a team that stayed whole left others empty."""
    return [part for part in parts if part.visits or part.workers]


def bisected(spots: Spots, weight: NDArray[np.float64], count: int, turn: int) -> NDArray[np.int64]:
    """Which of at most ``count`` parts each spot falls into: halved again and again across the map.

    Of many lines the one is taken beside which the least lies: between teams rather than through them. How many parts
    come of either side is for the line to say, so that they are of about equal weight all the same; the last few of
    them stay together where every line would go through a team.
    """
    side = np.zeros(len(spots), np.int64)
    share = float(weight.sum()) / count

    def best(members: NDArray[np.int64], parts: int, angle: float, uneven: float) -> _Line:
        here, weights = spots[members], weight[members]
        lines = [_line(here, weights, parts, share, uneven * share, angle + step) for step in _STEPS]
        return min(lines, key=lambda line: line.crowd)

    def halve(members: NDArray[np.int64], parts: int, first: int, angle: float) -> None:
        if parts == 1 or not len(members):
            side[members] = first
            return
        line = best(members, parts, angle, _UNEVEN[count > _WHOLE])
        if parts <= _WHOLE < count:
            crowded = _CROWD * float(weight[members].sum())
            if line.crowd > crowded:
                line = best(members, parts, angle, _MOST_UNEVEN)
            if line.crowd > crowded:
                side[members] = first
                return
        halve(members[line.near], line.parts, first, line.angle + math.pi / 2)
        halve(members[~line.near], parts - line.parts, first + line.parts, line.angle + math.pi / 2)

    halve(np.arange(len(spots)), count, 0, turn * _TURN)
    return side


@dataclass(frozen=True, slots=True)
class _Line:
    """crowd: weight beside it. near: who is on its near side. parts: how many come of that. angle: of its normal."""

    crowd: float
    near: NDArray[np.bool_]
    parts: int
    angle: float


def _line(spots: Spots, weight: NDArray[np.float64], parts: int, share: float, fair: float, angle: float) -> _Line:
    """The line at an angle with the least weight beside it, of those that leave every part ``share``, or nearly.

    fair: by how much a part may miss its share.
    """
    along = spots @ np.array([math.cos(angle), math.sin(angle)])
    order = np.argsort(along, kind="stable")
    ahead = along[order]
    total = np.concatenate(([0.0], np.cumsum(weight[order])))  # on the near side of a cut behind so many
    whole = max(float(total[-1]), 1e-9)
    cuts = np.arange(1, len(order)) if len(order) > 1 else np.zeros(1, np.int64)
    fewest = max(1, parts // 3)
    near = np.clip(np.rint(total[cuts] / whole * parts), fewest, parts - fewest).astype(np.int64)
    each, other = total[cuts] / near, (whole - total[cuts]) / (parts - near)
    uneven = np.maximum(np.abs(each - share), np.abs(other - share))
    at = (ahead[np.maximum(cuts, 1) - 1] + ahead[np.minimum(cuts, len(order) - 1)]) / 2
    beside = _BESIDE * (ahead[-1] - ahead[0])
    crowd = total[np.searchsorted(ahead, at + beside)] - total[np.searchsorted(ahead, at - beside)]
    near_enough = np.flatnonzero(uneven <= max(fair, float(uneven.min())))
    best = near_enough[np.lexsort((uneven[near_enough], crowd[near_enough]))[0]]
    here = np.zeros(len(order), np.bool_)
    here[order[: cuts[best]]] = True
    return _Line(float(crowd[best]), here, int(near[best]), angle)


def _spots(problem: Problem, travel: Journeys) -> Spots:
    """Where places lie, in km. Without coordinates: how far they are from two that are far apart."""
    places = problem.places
    if all(place.lat is not None and place.lon is not None for place in places):
        found = np.array([(place.lon, place.lat) for place in places], float).reshape(-1, 2)
        return found * [111.3 * math.cos(math.radians(float(found[:, 1].mean()))), 111.3]
    table = np.asarray(next(iter(travel.seconds.values())))
    one = int(np.argmax(table[0]))
    other = int(np.argmax(table[one]))
    return np.stack([table[one], table[other]], axis=1).astype(float)


def _bases(problem: Problem, spots: Spots, visit_spot: Spots) -> Spots:
    """Where each worker starts from: home, or where a shift begins; in the middle of all visits where nobody says."""
    starts = {shift.worker: shift.start_place for shift in problem.shifts if shift.start_place}
    middle = visit_spot.mean(axis=0) if len(visit_spot) else np.zeros(2)
    bases = [worker.home or starts.get(worker.id) for worker in problem.workers]
    found = [middle if base is None else spots[problem.place_number[base]] for base in bases]
    return np.array(found, float).reshape(-1, 2)


def _partners(terms: Sequence[t.Term]) -> dict[int, list[int]]:
    """Visits that the terms tie to others, with these. Raises TypeError for a kind that may tie visits, or not."""
    CUT.check(terms)
    found: dict[int, set[int]] = defaultdict(set)
    for term in terms:
        match term:
            case t.Gap() | t.Apart() | t.GapCost() | t.OverlapCost() | t.DifferentWorkers() | t.SameWorker():
                ends: tuple[int, ...] = (term.first, term.second)
            case t.Bundle():
                ends = term.visits
            case _:
                CUT.pass_over(term)
                continue
        for one in ends:
            found[one].update(other for other in ends if other != one)
    return {visit: sorted(others) for visit, others in sorted(found.items())}


class _Groups:
    """Numbers that were joined, directly or through others."""

    def __init__(self, count: int):
        self.parent = list(range(count))

    def root(self, x: int) -> int:
        while self.parent[x] != x:
            self.parent[x] = self.parent[self.parent[x]]
            x = self.parent[x]
        return x

    def join(self, one: int, other: int) -> None:
        self.parent[self.root(one)] = self.root(other)

    def found(self, among: Iterable[int] | None = None) -> list[list[int]]:
        groups: dict[int, list[int]] = defaultdict(list)
        for x in range(len(self.parent)) if among is None else among:
            groups[self.root(x)].append(x)
        return list(groups.values())

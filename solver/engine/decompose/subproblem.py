"""A part of a problem as a problem of its own: some workers with their shifts, some visits, the whole's terms sliced.

The terms are not lowered anew: a fair share, a week's rest or a familiar face is a matter of the whole, and stays what
it was. So the costs of parts that share out all visits and workers add up to the cost of the whole, to the last digit.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import assert_never

import numpy as np

from solver import terms as t
from solver.domain import Problem, Roster, Shift
from solver.travel import Journeys, among

from ..encode.term_readers import TermReader

_HELD = "held"  # the rule id of what a cut asks for
_NEVER_LEFT = 10**12  # cost units for leaving out a stop that has to stand still: more than any roster costs
_LARGEST = "the largest figure of all rounds is no sum over parts"
PART = TermReader(
    "a part of a problem",
    handled=frozenset(
        {
            t.Forbid,
            t.AssignCost,
            t.StartWithin,
            t.LateCost,
            t.AwayCost,
            t.TravelCost,
            t.WaitCost,
            t.ShiftBounds,
            t.LegLimit,
            t.OvertimeCost,
            t.BreakNeed,
            t.OffWork,
            t.DutyLimits,
            t.UseCost,
            t.VisitNumberCost,
            t.Handed,
            t.Gap,
            t.Apart,
            t.GapCost,
            t.OverlapCost,
            t.DifferentWorkers,
            t.SameWorker,
            t.Bundle,
            t.UnservedCost,
            t.Rest,
            t.Hours,
            t.NewFaceCost,
            t.LoadCost,
        }
    ),
    refused={  # where they have a price: such a problem is searched in one piece
        t.MaxLateCost: _LARGEST,
        t.MaxWaitCost: _LARGEST,
        t.MaxIdleCost: _LARGEST,
        t.SpreadCost: "the balance of work between all workers is no sum over parts",
        t.Alternatives: "visits that exclude each other may go to anybody",
    },
)


@dataclass(frozen=True)
class Part:
    """Numbers of visits and workers, in the order of the problem.

    held: visits that keep shift and start, because something ties them to another part; with their starts.
    barred: visits that nobody may take up just now, for the same reason.
    echoed: held visits of two workers of whom one comes from another part, which counts what is counted once a visit.
    """

    visits: tuple[int, ...]
    workers: tuple[int, ...]
    held: Mapping[int, int] = field(default_factory=dict)
    barred: frozenset[int] = frozenset()
    echoed: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Piece:
    """All that is needed to search a part, anywhere: it travels to another process."""

    problem: Problem
    terms: tuple[t.Term, ...]
    travel: Journeys
    held: frozenset[str]


def undivided(terms: Sequence[t.Term]) -> str:
    """The rule, if any, with which a problem is searched in one piece, for a reason in PART.refused.

    Raises TypeError for a kind of term of which nobody has said whether it can be shared out among parts.
    """
    PART.check(terms)
    return next((term.rule for term in terms if type(term) in PART.refused and _forbids_parts(term)), "")


def _forbids_parts(term: t.Term) -> bool:
    """Whether a term that parts refuse binds or costs anything."""
    match term:
        case t.MaxLateCost() | t.MaxWaitCost() | t.MaxIdleCost():
            return term.per_tick != 0
        case t.SpreadCost():
            return term.price != 0
        case _:
            return True


def piece(problem: Problem, terms: Sequence[t.Term], travel: Journeys, part: Part, hand: Roster) -> Piece:
    """The part as a problem with its terms and its ways. hand: where the held visits stand now.

    Raises TypeError for a kind of term it does not know, ValueError for a problem that is searched in one piece.
    """
    PART.check(terms)
    people = {problem.workers[number].id for number in part.workers}
    shifts = [number for number, shift in enumerate(problem.shifts) if shift.worker in people]
    visits = [problem.visits[number] for number in part.visits]
    clients = {visit.client for visit in visits}
    faces = [term.also[[*part.visits]] for term in terms if isinstance(term, t.NewFaceCost)]
    met = {int(client) for also in faces for client in also.flat}
    client_numbers = [number for number, client in enumerate(problem.clients) if client.id in clients or number in met]
    staff = [problem.shifts[number] for number in shifts]
    places = {problem.place_of(visit) for visit in visits}
    places.update(end for shift in staff for end in (problem.start_place(shift), problem.end_place(shift)))
    spots = np.array([number for place, number in problem.place_number.items() if place in places], np.int64)
    # Valid as a part of a valid whole, and without what only rules read.
    fields = {name: getattr(problem, name) for name in Problem.model_fields}
    fields.update(
        visits=tuple(visits),
        shifts=tuple(staff),
        workers=tuple(problem.workers[number] for number in part.workers),
        clients=tuple(problem.clients[number] for number in client_numbers),
        places=tuple(place for place in problem.places if place.id in places),
        travel=problem.travel.model_copy(update={"matrices": ()}),
        **dict.fromkeys(("links", "history", "pins", "delegations", "households", "schemes"), ()),
    )
    starts = {
        problem.visit_number[stop.visit]: stop.start
        for round_ in hand.rounds
        for stop in round_.stops
        if stop.visit is not None and stop.start is not None
    }
    slicer = _Slicer(
        part,
        np.array(shifts, np.int64),
        np.array(client_numbers, np.int64),
        _stands(problem, part, staff, hand),
        starts,
    )
    modes = {problem.mode_of(shift) for shift in staff}
    return Piece(
        Problem.model_construct(**fields),
        tuple(slicer.sliced(terms)),
        among(travel, spots, modes),
        frozenset(problem.visits[number].id for number in part.held),
    )


def price_wish(term: t.GapCost | t.OverlapCost, first: int, second: int) -> int:
    """What a term costs of two visits that start so."""
    if isinstance(term, t.GapCost):
        return term.per_tick * max(0, term.wanted - (second - first))
    shared = min(first + term.first_length, second + term.second_length) - max(first, second)
    return term.per_tick * max(0, shared)


def _stands(problem: Problem, part: Part, staff: Sequence[Shift], hand: Roster) -> dict[int, list[int]]:
    """Where among the part's shifts the held visits stand now."""
    local = {shift.id: number for number, shift in enumerate(staff)}
    stands: dict[int, list[int]] = {visit: [] for visit in part.held}
    for round_ in hand.rounds:
        if round_.shift in local:
            for stop in round_.stops:
                if stop.visit is not None and (visit := problem.visit_number[stop.visit]) in stands:
                    stands[visit].append(local[round_.shift])
    return stands


class _Slicer:
    """Terms over the whole become terms over a part. shifts, clients: their numbers in the whole.

    stands: the part's shifts on which held visits stand; starts: when each visit of the whole starts now.
    """

    def __init__(
        self, part: Part, shifts: t.Ints, clients: t.Ints, stands: Mapping[int, list[int]], starts: Mapping[int, int]
    ):
        self.part, self.shifts, self.clients, self.stands, self.starts = part, shifts, clients, stands, starts
        self.visits = np.array(part.visits, np.int64)
        self.workers = np.array(part.workers, np.int64)
        self.cells = np.ix_(self.visits, self.shifts)
        self.visit = {int(number): index for index, number in enumerate(self.visits)}
        self.shift = {int(number): index for index, number in enumerate(self.shifts)}

    def sliced(self, terms: Sequence[t.Term]) -> Iterator[t.Term]:
        for term in terms:
            yield from self._slice(term)
        yield from self._standing()

    def _standing(self) -> Iterator[t.Term]:
        """Held visits stay; barred ones stay out."""
        pairs = np.zeros((len(self.visits), len(self.shifts)), np.bool_)
        cost = np.zeros(len(self.visits), np.int64)
        for visit, start in self.part.held.items():
            number = self.visit[visit]
            pairs[number] = True
            pairs[number, self.stands[visit]] = False
            cost[number] = _NEVER_LEFT
            yield t.StartWithin(_HELD, number, ((start, start),))
        pairs[[self.visit[visit] for visit in self.part.barred]] = True
        yield t.Forbid(_HELD, pairs)
        yield t.UnservedCost(_HELD, cost)

    def _wish(self, term: t.GapCost | t.OverlapCost) -> Iterator[t.Term]:
        """What hangs on two starts: counted where the first visit is, as a fixed sum where the second is elsewhere."""
        if term.first not in self.visit or term.first in self.part.echoed:
            return
        if term.second in self.visit:
            yield replace(term, first=self.visit[term.first], second=self.visit[term.second])
        elif term.first in self.starts and term.second in self.starts:  # held, both
            cost = np.zeros((len(self.visits), len(self.shifts)), np.int64)
            ends = self.starts[term.first], self.starts[term.second]
            cost[self.visit[term.first], self.stands[term.first][0]] = price_wish(term, *ends)
            yield t.AssignCost(term.rule, cost)

    def _slice(self, term: t.Term) -> Iterator[t.Term]:
        """A term over the part; none where it is about visits or shifts of other parts."""
        match term:
            case t.Forbid() | t.AssignCost() | t.UnservedCost() | t.Handed() | t.OffWork():
                yield self._by_visit(term)
            case t.StartWithin() | t.LateCost() | t.AwayCost():
                yield from self._of_one_visit(term)
            case t.Gap() | t.Apart() | t.DifferentWorkers() | t.SameWorker() | t.Bundle():
                yield from self._tied(term)
            case t.GapCost() | t.OverlapCost():
                yield from self._wish(term)
            case (
                t.TravelCost()
                | t.WaitCost()
                | t.UseCost()
                | t.VisitNumberCost()
                | t.ShiftBounds()
                | t.LegLimit()
                | t.OvertimeCost()
            ):
                yield self._by_shift(term)
            case t.BreakNeed() | t.DutyLimits() | t.Rest() | t.Hours():
                yield from self._of_some_shifts(term)
            case t.NewFaceCost() | t.LoadCost():
                yield self._by_worker(term)
            case t.MaxLateCost() | t.MaxWaitCost() | t.MaxIdleCost() | t.SpreadCost() | t.Alternatives():
                if _forbids_parts(term):
                    raise ValueError(f"no part can be made: {PART.refused[type(term)]}")
            case _:
                assert_never(term)

    def _by_visit(self, term: t.Forbid | t.AssignCost | t.UnservedCost | t.Handed | t.OffWork) -> t.Term:
        """Tables with a row a visit: the rows of this part's. A held visit takes as many as stand on it here."""
        match term:
            case t.Forbid():
                return replace(term, pairs=term.pairs[self.cells])
            case t.AssignCost():
                return replace(term, cost=term.cost[self.cells])
            case t.UnservedCost():
                return replace(term, cost=term.cost[self.visits])
            case t.OffWork():
                return replace(term, ticks=term.ticks[self.visits], relieves=term.relieves[self.visits])
            case t.Handed():
                handed = term.workers[self.visits]
                for visit, stands in self.stands.items():
                    handed[self.visit[visit]] = len(stands)
                return replace(term, workers=handed)

    def _of_one_visit(self, term: t.StartWithin | t.LateCost | t.AwayCost) -> Iterator[t.Term]:
        """When a visit may start, and what that costs, which another part counts where the visit is echoed."""
        if term.visit not in self.visit:
            return
        number = self.visit[term.visit]
        if isinstance(term, t.StartWithin):
            yield replace(term, visit=number)
        elif isinstance(term, t.AwayCost):
            if term.visit not in self.part.echoed:
                yield replace(term, visit=number)
        else:
            yield replace(term, visit=number, per_tick=0 if term.visit in self.part.echoed else term.per_tick)

    def _tied(self, term: t.Gap | t.Apart | t.DifferentWorkers | t.SameWorker | t.Bundle) -> Iterator[t.Term]:
        """What ties visits hard, where all of them are in this part."""
        if isinstance(term, t.Bundle):
            inside = tuple(self.visit[visit] for visit in term.visits if visit in self.visit)
            if len(inside) == len(term.visits):
                yield replace(term, visits=inside)
        elif term.first in self.visit and term.second in self.visit:
            yield replace(term, first=self.visit[term.first], second=self.visit[term.second])

    def _by_shift(
        self,
        term: t.TravelCost | t.WaitCost | t.UseCost | t.VisitNumberCost | t.ShiftBounds | t.LegLimit | t.OvertimeCost,
    ) -> t.Term:
        """Tables with a row a shift: the rows of this part's."""
        k = self.shifts
        match term:
            case t.TravelCost():
                return replace(
                    term,
                    per_tick=term.per_tick[k],
                    per_metre=term.per_metre[k],
                    home_per_tick=term.home_per_tick[k],
                    home_per_metre=term.home_per_metre[k],
                )
            case t.WaitCost():
                return replace(term, per_tick=term.per_tick[k])
            case t.UseCost():
                return replace(term, cost=term.cost[k])
            case t.VisitNumberCost():
                return replace(term, beyond=term.beyond[k], price=term.price[k])
            case t.ShiftBounds():
                return replace(term, earliest=term.earliest[k], latest=term.latest[k])
            case t.LegLimit():
                return replace(term, ticks=term.ticks[k])
            case t.OvertimeCost():
                return replace(term, after=term.after[k], per_tick=term.per_tick[k])

    def _of_some_shifts(self, term: t.BreakNeed | t.DutyLimits | t.Rest | t.Hours) -> Iterator[t.Term]:
        """What is said of one worker's shifts, which are all in this part or none of them."""
        match term:
            case t.BreakNeed():
                if term.shift in self.shift:
                    yield replace(term, shift=self.shift[term.shift])
            case t.Rest():
                if term.earlier in self.shift:
                    yield replace(term, earlier=self.shift[term.earlier], later=self.shift[term.later])
            case t.DutyLimits() | t.Hours():
                if term.shifts and term.shifts[0] in self.shift:
                    yield replace(term, shifts=tuple(self.shift[shift] for shift in term.shifts))

    def _by_worker(self, term: t.NewFaceCost | t.LoadCost) -> t.Term:
        """What is counted by worker: this part's workers, shifts, visits and clients, counted from 0."""
        worker = np.searchsorted(self.workers, term.worker[self.shifts])
        if isinstance(term, t.LoadCost):
            return replace(term, worker=worker, target=term.target[self.workers])
        also = term.also[self.visits]
        return replace(
            term,
            client=np.searchsorted(self.clients, term.client[self.visits]),
            also=np.where(also < 0, -1, np.searchsorted(self.clients, also)),
            worker=worker,
            familiar=term.familiar[np.ix_(self.clients, self.workers)],
        )

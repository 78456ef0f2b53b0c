"""What the bound keeps of a problem: each shift's rounds priced by themselves, and what their sum leaves out.

A term is left out only where it cannot be negative, or with the least it can be; so no roster costs less than the
relaxed problem says. ``Relaxation.words`` names what was left out, in the sentences of BOUND.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from solver import terms as t
from solver.domain import Problem
from solver.travel import Journeys

from ..encode.start_windows import Possible, possible_starts
from ..encode.tables import shift_table, start_intervals
from ..encode.term_readers import TermBook
from ..encode.ties import Intervals
from .bound_reader import BOUND
from .labels import FAR, FIGURES, PricingNetwork

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
_REMEMBERED = 12  # visits that a visit remembers, itself included
_BITS = 64  # clients with several visits that a lane can tell apart
_HOUSEHOLD = "of several clients met at one visit, only the first one's new faces cost anything"


@dataclass(frozen=True, slots=True)
class NewFaceCharge:
    """A client and a worker new to each other: ``price`` once, when any of these lanes serves any of its visits.

    visits: for each lane the client's visits; bit: the lane's bit for the client, -1 where there is but one visit.
    """

    price: float
    lanes: tuple[int, ...]
    visits: tuple[frozenset[int], ...]
    bit: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Load:
    """``price`` for each tick that the contact time of all these lanes lies away from ``target``."""

    price: float
    target: float
    lanes: tuple[int, ...]


@dataclass(frozen=True)
class Relaxation:
    """Rounds of single shifts, and how they come together. Costs in cost units.

    lanes: one for all shifts that are alike; shifts: those, as in problem.shifts; idle: what an unused one costs.
    meetings, loads: what is paid once for several lanes, the shifts of one worker.
    hands: (V,) workers each visit takes; length: (V,) ticks; bundles: visits served all or none, with what
    leaving them out costs. constant: the least that all which was left out comes to. words: what that is.
    """

    lanes: tuple[PricingNetwork, ...]
    shifts: tuple[tuple[int, ...], ...]
    idle: tuple[float, ...]
    hands: NDArray[np.int64]
    length: NDArray[np.int64]
    bundles: tuple[tuple[tuple[int, ...], int], ...]
    constant: float
    meetings: tuple[NewFaceCharge, ...]
    loads: tuple[Load, ...]
    words: tuple[str, ...]


def relax(problem: Problem, terms: Sequence[t.Term], travel: Journeys) -> Relaxation:
    """The relaxed problem. Raises TypeError for an unknown kind of term, ValueError for a price below zero."""
    making = RelaxationBuilder(problem, terms, travel)
    alike: dict[bytes, list[int]] = defaultdict(list)
    lanes: dict[bytes, PricingNetwork] = {}
    idle: dict[bytes, float] = {}
    for shift in range(len(problem.shifts)):
        lane, empty = making.lane(shift)
        key = b"|".join([*(array.tobytes() for array in lane), str(empty).encode()])
        if making.shifts_of[making.shift["worker"][shift]] > 1:
            key += str(shift).encode()  # tied to the worker's other shifts
        alike[key].append(shift)
        lanes[key], idle[key] = lane, empty
    number = {shifts[0]: lane for lane, shifts in enumerate(alike.values())}
    return Relaxation(
        tuple(lanes.values()),
        tuple(tuple(shifts) for shifts in alike.values()),
        tuple(idle.values()),
        making.hands,
        making.length,
        making.bundles(),
        making.least_idle(),
        tuple(making.meetings(number, tuple(lanes.values()))),
        tuple(making.loads(number)),
        tuple(dict.fromkeys(making.left_out())),
    )


class RelaxationBuilder:
    """The terms of a problem, sorted for one lane after another."""

    def __init__(self, problem: Problem, terms: Sequence[t.Term], travel: Journeys):
        self.problem = problem
        self.book = book = TermBook(terms, BOUND)
        for term in terms:
            if type(term) in {*BOUND.relaxed, t.LoadCost} and _least_price(term) < 0:
                raise ValueError(f"the bound cannot leave out a {type(term).__name__} with a price below zero")
        self.modes = sorted(travel.seconds)
        self.travel = travel
        self.shift = shift_table(problem, book, self.modes)
        visits, shifts = len(problem.visits), len(problem.shifts)
        self.hands = np.ones(visits, np.int64)
        for handed in book.of(t.Handed):
            self.hands = np.maximum(self.hands, handed.workers)
        late, self.intervals = start_intervals(visits, book)
        self.late = late / self.hands  # once a visit: each worker brings a share
        self.possible: Possible = possible_starts(problem, terms, travel)
        self.able = self.possible.earliest <= self.possible.latest
        self.place = np.array([problem.place_number[problem.place_of(visit)] for visit in problem.visits], np.intp)
        self.length = np.array([visit.duration for visit in problem.visits], np.int64)
        self.assign = np.zeros((visits, shifts))
        for cost in book.of(t.AssignCost):
            self.assign += cost.cost
        self.shifts_of = np.bincount(self.shift["worker"], minlength=len(problem.workers))

    def lane(self, k: int) -> tuple[PricingNetwork, float]:
        """Shift k's lane, and what it costs unused."""
        row, first = self.shift[k], self.possible.span
        spans: Intervals = {}
        for v in np.flatnonzero(self.able[:, k]).tolist():
            latest = int(self.possible.latest[v, k])
            kept = [(a, due, min(close, latest)) for a, due, close in self.intervals[v] if a <= min(close, latest)]
            if kept:
                spans[v] = kept
        visit = np.array(list(spans), np.int64)
        place = self.place[visit] if len(visit) else np.zeros(0, np.intp)
        mode = self.modes[row["mode"]]
        ticks, metres = self.travel.seconds[mode].astype(float), self.travel.metres[mode].astype(float)

        def legs(a: Ints, b: Ints, kind: str = "") -> tuple[Floats, Floats]:
            cost = ticks[a, b] * float(row[f"{kind}tick_price"]) + metres[a, b] * float(row[f"{kind}metre_price"])
            return ticks[a, b], cost

        away, way = legs(place[:, None], place[None, :])
        out, out_cost = legs(row["from_place"], place, "home_")
        home, home_cost = legs(place, row["to_place"], "home_")
        figure, stance, empty = self._break(row, visit)
        if row["break_duration"] >= 0 and row["break_at_ends"]:
            home_cost = np.minimum(home_cost, legs(place, row["to_place"])[1])  # the way to a break at the end place
        cost = self.assign[visit, k]
        face, face_cost, face_last = self._faces(visit, k, spans, cost)
        late = self.late[visit]
        figure[0], figure[1] = max(row["earliest"], first[0]), min(row["latest"], first[1])
        figure[2] = wait = row["wait_price"]
        figure[3] = min((price for price in late if 0 < price < wait), default=wait)
        figure[4], figure[5] = row["overtime_after"], row["overtime_price"]
        figure[6:8] = self._fair(k)
        empty += figure[6] * abs(figure[7])
        counts = [len(kept) for kept in spans.values()]
        return PricingNetwork(
            visit=visit,
            first=np.concatenate(([0], np.cumsum(counts))).astype(np.int64),
            span=np.array([span for kept in spans.values() for span in kept], float).reshape(-1, 3),
            length=self.length[visit].astype(float),
            late=late,
            cost=cost,
            away=away,
            way=way,
            out=out,
            out_cost=out_cost + float(row["use_price"]),
            home=home,
            home_cost=home_cost,
            near=_near(away),
            face=face,
            face_cost=face_cost,
            face_last=face_last,
            stance=stance,
            figure=figure,
        ), empty

    def _break(self, row: np.void, visit: NDArray[np.int64]) -> tuple[Floats, NDArray[np.uint8], float]:
        """The figures with the break's filled in, how a round may begin, and the cost of a break missed by nobody.

        A lane that may serve a visit during which nobody works all the time is asked for no break.
        """
        figure, stance, empty = np.zeros(FIGURES), np.zeros(4, np.uint8), 0.0
        figure[11] = FAR
        if row["break_duration"] < 0:
            stance[0] = 1
            return figure, stance, empty
        figure[8:11] = row["break_duration"], row["break_earliest"], row["break_latest"]
        stance[1] = 1
        asleep = any(term.relieves[visit].any() or term.ticks[visit].any() for term in self.book.of(t.OffWork))
        if row["break_at_ends"] or asleep:  # at an end it costs nothing: left to the search
            stance[0] = 1
            return figure, stance, empty
        figure[11] = row["break_threshold"]
        stance[0] = row["break_threshold"] >= 0
        if row["break_missed"] >= 0:
            stance[3], figure[12] = 1, row["break_missed"]
            empty = float(row["break_missed"]) if row["break_threshold"] < 0 else 0.0
        return figure, stance, empty

    def _fair(self, k: int) -> tuple[float, float]:
        """Price and target of contact time, where one shift is all the worker has."""
        for load in self.book.of(t.LoadCost):
            worker = int(load.worker[k])
            if np.count_nonzero(load.worker == worker) == 1:
                return float(load.per_tick), float(load.target[worker])
        return 0.0, 0.0

    def _faces(
        self, visit: NDArray[np.int64], k: int, spans: Intervals, cost: Floats
    ) -> tuple[NDArray[np.int64], Floats, Floats]:
        """New faces: added to the cost of a client's only visit; a bit for clients with several, paid once.

        Those that other shifts of the worker may meet as well are left to continuity_change().
        """
        face, price, last = np.full(len(visit), -1, np.int64), np.zeros(_BITS), np.full(_BITS, -FAR)
        used = 0
        for term in self.book.of(t.NewFaceCost):
            clients = term.client[visit]
            for client in dict.fromkeys(clients.tolist()):
                if term.familiar[client, term.worker[k]]:
                    continue
                theirs = np.flatnonzero(clients == client)
                shared = len(self._reaching(term, client, k)) > 1
                if len(theirs) == 1 or used >= _BITS or (face[theirs] >= 0).any():
                    if not shared:
                        cost[theirs] += term.price / len(theirs)
                    continue
                face[theirs], price[used] = used, 0.0 if shared else term.price
                last[used] = max(spans[int(v)][-1][2] for v in visit[theirs])
                used += 1
        return face, price, last

    def _reaching(self, term: t.NewFaceCost, client: int, k: int) -> NDArray[np.int64]:
        """The shifts of shift k's worker that may serve a client."""
        theirs = np.flatnonzero(term.worker == term.worker[k])
        able = self.able[np.ix_(np.flatnonzero(term.client == client), theirs)].any(axis=0)
        return np.asarray(theirs[able], np.int64)

    def meetings(self, number: dict[int, int], lanes: Sequence[PricingNetwork]) -> Iterator[NewFaceCharge]:
        """New faces that several shifts of one worker may be. number: the lane of each shift that has its own."""
        for term in self.book.of(t.NewFaceCost):
            for worker in np.flatnonzero(self.shifts_of > 1):
                own = int(np.flatnonzero(term.worker == worker)[0])
                for client in np.flatnonzero(~term.familiar[:, worker]):
                    shifts = self._reaching(term, int(client), own)
                    if len(shifts) < 2:
                        continue
                    at = [number[int(k)] for k in shifts]
                    places = [np.flatnonzero(term.client[lanes[lane].visit] == client) for lane in at]
                    bits = [
                        int(lanes[lane].face[place[0]]) if len(place) else -1
                        for lane, place in zip(at, places, strict=True)
                    ]
                    if any(bit < 0 and len(place) > 1 for bit, place in zip(bits, places, strict=True)):
                        continue  # more clients than bits: left out
                    served = [
                        frozenset(lanes[lane].visit[place].tolist()) for lane, place in zip(at, places, strict=True)
                    ]
                    yield NewFaceCharge(float(term.price), tuple(at), tuple(served), tuple(bits))

    def loads(self, number: dict[int, int]) -> Iterator[Load]:
        """Fair shares of workers with several shifts."""
        for term in self.book.of(t.LoadCost):
            for worker in np.flatnonzero(self.shifts_of > 1):
                shifts = np.flatnonzero(term.worker == worker)
                if term.per_tick and len(shifts) > 1:
                    lanes = tuple(number[int(k)] for k in shifts)
                    yield Load(float(term.per_tick), float(term.target[worker]), lanes)

    def bundles(self) -> tuple[tuple[tuple[int, ...], int], ...]:
        """Visits that stand or fall together, and the cost of leaving them out."""
        unserved = np.zeros(len(self.problem.visits), np.int64)
        for term in self.book.of(t.UnservedCost):
            unserved += term.cost
        for other in self.book.of(t.Alternatives):
            unserved[list(other.instead)] = 0  # a joint visit may stand for them
        parent = list(range(len(unserved)))

        def root(v: int) -> int:
            while parent[v] != v:
                v = parent[v]
            return v

        for bundle in self.book.of(t.Bundle):
            for v in bundle.visits[1:]:
                parent[root(v)] = root(bundle.visits[0])
        groups: dict[int, list[int]] = defaultdict(list)
        for v in range(len(unserved)):
            groups[root(v)].append(v)
        return tuple((tuple(group), int(unserved[group].sum())) for group in groups.values())

    def least_idle(self) -> float:
        """What the largest idle time costs at least: below zero where every shift may leave before its start."""
        least = 0.0
        for term in self.book.of(t.MaxIdleCost):
            leave = np.maximum(self.shift["earliest"], self.possible.span[0])
            each = np.minimum(term.end, leave) - term.start
            least += term.per_tick * min(0.0, float(each.max())) if len(each) else 0.0
        return least

    def left_out(self) -> Iterator[str]:
        """Sentences, one for each thing that the relaxed problem does not ask for."""
        for kind, sentence in BOUND.relaxed.items():
            relaxed: list[t.Term] = self.book.of(kind)
            if any(self._matters(term) for term in relaxed):
                yield sentence
        if any((term.also >= 0).any() for term in self.book.of(t.NewFaceCost)):
            yield _HOUSEHOLD

    def _matters(self, term: t.Term) -> bool:
        """Whether what is not asked for of a relaxed term could bind or cost anything here."""
        match term:
            case t.Handed():
                return bool((term.workers > 1).any())
            case t.Hours():
                return self._binds(term)
            case t.MaxLateCost() | t.MaxWaitCost() | t.MaxIdleCost() | t.GapCost() | t.OverlapCost():
                return term.per_tick > 0
            case t.AwayCost():
                return term.early_per_tick > 0 or term.late_per_tick > 0
            case t.SpreadCost():
                return term.price > 0
            case t.VisitNumberCost():
                return bool((term.price[term.beyond < len(self.problem.visits)] > 0).any())
            case t.BreakNeed():
                return bool(self.shift["break_duration"][term.shift] >= 0) and (term.at_ends or term.unowed > 0)
            case _:
                return True

    def _binds(self, term: t.Hours) -> bool:
        """Whether the hours of some shifts can come to more than what is free."""
        shifts = self.shift[list(term.shifts)]
        longest = int((shifts["latest"] - shifts["earliest"]).sum())
        return longest > term.cap or (term.per_tick > 0 and longest > term.beyond)


def _least_price(term: t.Term) -> int:
    """The least of the prices in a term; 0 where there is none."""
    found = [getattr(term, name) for name in ("per_tick", "price", "cost") if hasattr(term, name)]
    return min((int(np.min(price, initial=0)) for price in found), default=0)


def _near(away: Floats) -> NDArray[np.uint64]:
    """For each visit the bits of those it remembers: those from which a round could come back to it soonest."""
    n = len(away)
    near = np.zeros((n, max(1, -(-n // 64))), np.uint64)
    circle = away + away.T
    np.fill_diagonal(circle, -1.0)
    for j in range(n):
        for m in np.argsort(circle[j], kind="stable")[:_REMEMBERED]:
            near[j, m >> 6] |= np.uint64(1) << np.uint64(m & 63)
    return near

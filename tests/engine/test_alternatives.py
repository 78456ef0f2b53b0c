"""Joint visits and their parts: of equal cost by trying everything, by CP-SAT's proof and by the search."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random
from typing import Any

import numpy as np
import pytest

from fixtures.medley import medley
from solver import terms as t
from solver.domain import Problem, Roster, Round, Stop
from solver.engine import Progress, search
from solver.engine.decompose.run import parts_for
from solver.engine.encode.arrays import build
from solver.engine.exact.solve import solve_exact
from solver.engine.lower_bound.solve import bound
from solver.travel import Journeys, journeys

from ..waiting import patience

pytestmark = pytest.mark.kernel

Case = tuple[Problem, list[t.Term], Journeys]
JOINTS = 3
SEEDS = range(30)


def joinable(seed: int, calls: bool = False, breaks: bool = False) -> Case:
    """Five to eight visits on two shifts, and behind them three joint visits of pairs, which may overlap.

    calls: some of them, joint ones too, also keep a distance from each other or are not made at once. breaks: each
    shift owes one between two visits where it is longer than 30 ticks, and pays for one that it does not owe.
    """
    dice = Random(f"joinable {seed}")
    parts = dice.randint(5, 8)
    visits = parts + JOINTS
    problem, drawn = medley(seed, visits, 2, 0)
    apart = t.Alternatives | t.Bundle | t.DutyLimits | t.OffWork | t.BreakNeed | t.Rest
    apart |= t.LegLimit | t.VisitNumberCost
    # Everything does not price promised times, and the search does not weigh what waiting for one costs another stop.
    apart |= t.AwayCost
    terms = [term for term in drawn if not isinstance(term, apart)]
    if not calls:
        terms = [term for term in terms if not isinstance(term, t.Apart | t.GapCost | t.OverlapCost)]
    if breaks:
        owed = Random(f"breaks {seed}")
        for k, shift in enumerate(problem.shifts):
            terms.append(t.BreakNeed("break", k, owed.randint(3, 9), shift.start, shift.end, 30, None, False, 3))
    pairs = [tuple(sorted(dice.sample(range(parts), 2))) for _ in range(JOINTS)]
    workers, owner = len(problem.workers), [int(shift.worker.split()[1]) for shift in problem.shifts]
    for term in terms:
        if isinstance(term, t.UnservedCost):
            term.cost[parts:] = 0
    for visit in range(visits):
        opens = dice.randint(0, 50)
        terms.append(t.StartWithin("window", visit, ((opens, opens + dice.randint(5, 40)),)))
    chance = np.random.default_rng(seed)
    client = chance.integers(0, len(problem.clients), visits)
    also = np.full((visits, 2), -1)
    also[parts:, 0] = chance.integers(-1, len(problem.clients), JOINTS)
    familiar = chance.random((len(problem.clients), workers)) < 0.4
    also[parts:, 1] = np.random.default_rng(seed + 1000).integers(-1, len(problem.clients), JOINTS)
    also[(also == client[:, None]) | ((also == also[:, :1]) & [False, True])] = -1
    terms += [
        t.AssignCost("assign", chance.integers(-5, 10, (visits, 2))),
        t.NewFaceCost("face", client, also, np.array(owner), familiar, 8),
        *(t.Alternatives("join", (parts + number,), pair) for number, pair in enumerate(pairs)),
    ]
    return problem, terms, journeys(problem)


class Everything:
    """The best of all rosters of a case: every order of every set of visits on each shift, begun as early as it can be.

    Waiting is free here, so that nothing is gained by a later start.
    """

    def __init__(self, case: Case):
        self.problem, self.terms, self.travel = case
        self.place = [self.problem.place_number[self.problem.place_of(visit)] for visit in self.problem.visits]
        self.joints = [(1 << term.joint[0], sum(1 << v for v in term.instead)) for term in self.of(t.Alternatives)]

    def of(self, kind: type[Any]) -> list[Any]:
        return [term for term in self.terms if isinstance(term, kind)]

    def best(self) -> tuple[int, int]:
        """The least cost, and the visits served, a bit each."""
        first, second = self.rounds(0), self.rounds(1)
        rosters = (
            (one + two + self.beside(here, there), here | there)
            for here, one in first.items()
            for there, two in second.items()
            if not here & there and self.allowed(here | there)
        )
        return min(rosters)

    def allowed(self, served: int) -> bool:
        """At most one of a joint visit and its parts, and of joint visits with a part in common."""
        chosen = [parts for joint, parts in self.joints if served & joint]
        return not any(served & parts for parts in chosen) and not any(
            one & two for number, one in enumerate(chosen) for two in chosen[:number]
        )

    def beside(self, here: int, there: int) -> int:
        """What is left out, and new faces."""
        (unserved,), (face,) = self.of(t.UnservedCost), self.of(t.NewFaceCost)
        spared = here | there
        for joint, parts in self.joints:
            spared |= parts if spared & joint else 0
        met = {
            (int(client), int(face.worker[k]))
            for k, served in ((0, here), (1, there))
            for v in range(len(self.place))
            if served >> v & 1
            for client in (face.client[v], *face.also[v])
            if client >= 0
        }
        left = sum(int(cost) for v, cost in enumerate(unserved.cost) if not spared >> v & 1)
        return left + int(face.price) * sum(not face.familiar[pair] for pair in met)

    def rounds(self, k: int) -> dict[int, int]:
        """The least cost of each set of visits that one shift can do."""
        found = {0: 0}
        for served, cost in self.orders(k):
            if cost < found.get(served, cost + 1):
                found[served] = cost
        return found

    def orders(self, k: int) -> Iterator[tuple[int, int]]:
        """Every order of visits that shift k can do: which, and their cost."""
        (bounds,), (travel,), (assign,) = self.of(t.ShiftBounds), self.of(t.TravelCost), self.of(t.AssignCost)
        shift = self.problem.shifts[k]
        ticks, metres = self.travel.seconds["car"], self.travel.metres["car"]
        out = self.problem.place_number[self.problem.start_place(shift)]
        home = self.problem.place_number[self.problem.end_place(shift)]
        window = {term.visit: term.intervals[0] for term in self.of(t.StartWithin)}

        def way(a: int, b: int, at_home: bool) -> int:
            per_tick, per_metre = (
                (travel.home_per_tick, travel.home_per_metre) if at_home else (travel.per_tick, travel.per_metre)
            )
            return int(ticks[a, b] * per_tick[k] + metres[a, b] * per_metre[k])

        stack = [(0, out, int(bounds.earliest[k]), 0)]
        while stack:
            served, here, clock, cost = stack.pop()
            if served and clock + ticks[here, home] <= bounds.latest[k]:
                yield served, cost + way(here, home, True)
            for v, there in enumerate(self.place):
                start = max(clock + int(ticks[here, there]), window[v][0])
                if not served >> v & 1 and start <= window[v][1] and self.allowed(served | 1 << v):
                    price = cost + way(here, there, not served) + int(assign.cost[v, k])
                    stack.append((served | 1 << v, there, start + self.problem.visits[v].duration, price))


@pytest.mark.parametrize("seed", SEEDS)
def test_all_three_choose_joins_of_equal_cost(seed: int, price: Callable[..., Any]) -> None:
    case = joinable(seed)
    cost, _ = Everything(case).best()
    exact = solve_exact(*case, patience())
    found = search(*case, moves=20_000, seed=1, threads=2)
    assert (exact.cost, exact.proven) == (cost, True)
    assert found.cost == cost
    for roster in (exact.roster, found.roster):
        told = price(*case, roster)
        assert (told.cost, told.broken) == (cost, [])
    assert bound(*case, 2).value <= cost


BROKEN = range(0, 30, 2)


@pytest.mark.parametrize(
    ("seed", "more"), [*((seed, {"calls": True}) for seed in SEEDS), *((seed, {"breaks": True}) for seed in BROKEN)]
)
def test_search_chooses_joins_among_calls_and_around_breaks_as_cp_sat_does(
    seed: int, more: dict[str, bool], price: Callable[..., Any]
) -> None:
    case = joinable(seed, **more)
    exact = solve_exact(*case, patience())
    found = search(*case, moves=60_000, seed=1, threads=2)
    assert exact.proven
    assert found.cost == exact.cost
    for roster in (exact.roster, found.roster):
        told = price(*case, roster)
        assert (told.cost, told.broken) == (exact.cost, [])
    assert bound(*case, 2).value <= exact.cost


def test_some_of_these_take_a_break_beside_a_joint_visit() -> None:
    taken = joined = 0
    for seed in BROKEN:
        case = joinable(seed, breaks=True)
        stops = [stop for round_ in solve_exact(*case, patience()).roster.rounds for stop in round_.stops]
        joint = {visit.id for visit in case[0].visits[-JOINTS:]}
        taken += any(stop.visit is None for stop in stops)
        joined += any(stop.visit is None for stop in stops) and any(stop.visit in joint for stop in stops)
    assert taken > joined > 0


def test_some_of_these_join_and_some_do_not() -> None:
    joined = [Everything(joinable(seed)).best()[1] >> len(joinable(seed)[0].visits) - JOINTS for seed in SEEDS]
    assert {0} < set(joined)
    assert {bits.bit_count() for bits in joined} >= {0, 1, 2}


@pytest.fixture
def pair() -> Case:
    """Visits 0 and 1 or visit 2 instead, and visit 3, at one's leisure."""
    problem, _ = medley(1, 4, 2, 0)
    terms: list[t.Term] = [
        t.UnservedCost("unserved", np.array([500, 500, 0, 500])),
        t.ShiftBounds("bounds", np.array([0, 0]), np.array([300, 300])),
        t.AssignCost("assign", np.array([[1, 1], [1, 1], [7, 7], [1, 1]])),
        t.Alternatives("join", (2,), (0, 1)),
    ]
    return problem, terms, journeys(problem)


def roster_of(*visits: int) -> Roster:
    return Roster(rounds=(Round(shift="shift 0", stops=tuple(Stop(visit=f"visit {v}") for v in visits)),))


def served(roster: Roster) -> set[str | None]:
    return {stop.visit for round_ in roster.rounds for stop in round_.stops}


def test_a_start_may_name_joint_visits_and_keeps_them_before_their_parts(pair: Case) -> None:
    for start in (roster_of(2, 3), roster_of(0, 2, 3), roster_of(1, 0, 3, 2)):
        found = search(*pair, moves=0, start=start)
        assert served(found.roster) == {"visit 2", "visit 3"}
        assert found.cost == 8
    assert served(search(*pair, moves=0, start=roster_of(1, 0, 3)).roster) == {"visit 0", "visit 1", "visit 3"}


@pytest.mark.parametrize("start", [roster_of(2, 3), roster_of(0, 1, 3)])
def test_only_commissioned_visits_that_nobody_serves_are_unserved(pair: Case, start: Roster) -> None:
    told: list[Progress] = []
    found = search(*pair, moves=0, start=start, progress=told.append)
    assert (told[-1].unserved, found.roster.unserved) == (0, ())
    assert solve_exact(*pair, patience(), hint=start).roster.unserved == ()
    problem, terms, travel = pair
    closed = [*terms, t.Forbid("closed", np.ones((4, 2), np.bool_))]
    found = search(problem, closed, travel, moves=50, progress=told.append)
    assert (told[-1].unserved, found.cost) == (3, 1500)
    assert [entry.visit for entry in found.roster.unserved] == ["visit 0", "visit 1", "visit 3"]
    assert [entry.visit for entry in solve_exact(problem, closed, travel, patience()).roster.unserved] == [
        "visit 0",
        "visit 1",
        "visit 3",
    ]


def test_each_side_is_left_for_the_other_when_that_is_cheaper(pair: Case) -> None:
    problem, terms, travel = pair
    assert served(search(*pair, moves=2000, start=roster_of(2, 3)).roster) == {"visit 0", "visit 1", "visit 3"}
    cheaper = [*terms, t.AssignCost("dear", np.array([[9, 9], [0, 0], [0, 0], [0, 0]]))]
    found = search(problem, cheaper, travel, moves=2000, start=roster_of(0, 1, 3))
    assert served(found.roster) == {"visit 2", "visit 3"}


def test_problems_with_alternatives_are_searched_in_one_piece(pair: Case) -> None:
    assert parts_for(pair[0], pair[1], 3, 2) == 1
    assert parts_for(pair[0], pair[1][:-1], 3, 2) == 3


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ([t.Bundle("b", (0, 3))], "in none with others"),
        ([t.Alternatives("join", (0,), (3,))], "not for joint ones"),
        ([t.Alternatives("join", (2, 3), (0, 1))], "one bundle"),
    ],
)
def test_what_cannot_be_said_of_bundles_is_refused(pair: Case, wrong: list[t.Term], said: str) -> None:
    problem, terms, travel = pair
    with pytest.raises(ValueError, match=said):
        build(problem, [*terms, *wrong], travel)

"""A given roster as a start: whole, never dearer, and tied stops held at its times only where that is cheaper."""

from __future__ import annotations

import numpy as np
import pytest

from fixtures import generate
from solver.domain import Roster
from solver.engine import search
from solver.engine.encode.arrays import build
from solver.engine.kernel.layout import FREE, NEVER, START, UNDECIDED
from solver.engine.kernel.pointers import box_data, box_state
from solver.engine.kernel.solution import load
from solver.engine.local_search.warmstart import seat
from solver.rules import Pack, lower_all
from solver.travel import journeys

from .test_kernel_agrees import Bench, odd_problem

pytestmark = pytest.mark.kernel


class Late:
    """A roster of an odd problem, some of whose tied stops begin later than they could where that is cheaper."""

    def __init__(self, seed: int):
        self.bench = Bench(*odd_problem(seed), seed)
        for _ in range(30):
            self.bench.step()
        self.lines = self.bench.state.route_units.copy(), self.bench.state.route_size.copy()
        self.unheld = self.cost = self.priced(self.free)
        self.roster: Roster = self.bench.roster
        for _ in range(30):
            self.bench.hold_some()
            if self.bench.cost < self.cost:
                self.cost, self.roster = self.bench.cost, self.bench.roster
            self.priced(self.free)

    @property
    def free(self) -> np.ndarray:
        return np.full(len(self.bench.tied), NEVER, np.int64)

    @property
    def anywhere(self) -> np.ndarray:
        return np.full(len(self.lines[1]), FREE, np.int64)

    @property
    def undecided(self) -> np.ndarray:
        return np.full(len(self.bench.arrays.data.apart), UNDECIDED, np.int64)

    def priced(self, hold: np.ndarray) -> int:
        """What the same lines cost, held like this."""
        return int(
            load(box_data(self.bench.arrays.data), self.bench.box, *self.lines, hold, self.anywhere, self.undecided)
        )


@pytest.mark.parametrize("seed", [45, 155, 163, 292, 357, 492, 594])
def test_stops_are_held_where_that_is_cheaper(seed: int) -> None:
    late = Late(seed)
    assert late.cost < late.unheld  # what these seeds were chosen for
    seated = seat(late.bench.arrays, late.roster)
    hold = seated.hold
    assert load(box_data(late.bench.arrays.data), late.bench.box, *seated) <= late.cost  # with the breaks it had
    assert (hold[~late.bench.tied] == NEVER).all()
    late.priced(late.free)
    natural = late.bench.state.time[:, START]
    assert (hold[hold > NEVER] > natural[hold > NEVER]).all()  # others begin then by themselves


@pytest.mark.parametrize("seed", range(20))
def test_no_stop_is_held_for_nothing(seed: int) -> None:
    late = Late(seed)
    if late.cost == late.unheld:
        assert (seat(late.bench.arrays, late.roster).hold == NEVER).all()


@pytest.mark.parametrize("moves", [2_000, 20_000])
def test_a_roster_of_the_engine_is_seated_whole(moves: int) -> None:
    """Pairs and breaks too: with the breaks anywhere, half of such rosters cannot be loaded at all."""
    problem = generate("team", 1)
    travel = journeys(problem)
    terms = lower_all(problem, travel, Pack.for_problem(problem))
    arrays = build(problem, terms, travel)
    for seed in range(6):
        found = search(problem, terms, travel, moves=moves, seed=seed)
        state = arrays.state()
        assert load(box_data(arrays.data), box_state(state), *seat(arrays, found.roster)) <= found.cost
        assert {entry.visit for entry in arrays.roster(state).unserved} == {
            entry.visit for entry in found.roster.unserved
        }

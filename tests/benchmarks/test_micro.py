"""What the engine, the checker and the journeys cost, piece by piece, on a team's day.

They run as tests once each (that a piece does its work is checked); ``make bench`` measures them and sets them against
the stored baseline.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks.micro import compare
from fixtures import generate
from solver import Pack, Problem, Roster
from solver.check import check
from solver.engine import search
from solver.engine.encode.arrays import build
from solver.engine.kernel import anneal
from solver.engine.kernel.breaks import price_route
from solver.engine.kernel.insertion_scan import best_insertions
from solver.engine.kernel.layout import ANY, AT_ALL, BAD, BEST, YES
from solver.engine.kernel.pointers import box_data, box_state
from solver.engine.kernel.solution import load
from solver.engine.local_search.warmstart import seat
from solver.formats import read_problem, write_problem
from solver.rules import lower_all
from solver.travel import Estimate, journeys


@pytest.fixture(scope="module")
def day() -> Problem:
    return generate("team", 1)


@pytest.fixture(scope="module")
def roster(day: Problem) -> Roster:
    travel = journeys(day)
    return search(day, lower_all(day, travel, Pack.for_problem(day)), travel, moves=20_000, seed=1).roster


class Engine:
    """The kernel's arrays with a good roster in them."""

    def __init__(self, day: Problem, roster: Roster):
        travel = journeys(day)
        self.terms, self.travel = lower_all(day, travel, Pack.for_problem(day)), travel
        self.arrays = build(day, self.terms, travel)
        self.state = self.arrays.state(1)
        self.data, self.box = box_data(self.arrays.data), box_state(self.state)
        self.seat = seat(self.arrays, roster)
        assert anneal.begin(self.data, self.box, *self.seat) < BAD


@pytest.fixture
def engine(day: Problem, roster: Roster) -> Engine:
    return Engine(day, roster)


@pytest.mark.kernel
def test_route_evaluation(benchmark: Any, engine: Engine) -> None:
    """Every route of the day once, breaks and best times included."""
    state = engine.state

    def routes() -> int:
        total = 0
        for k in range(len(state.route_size)):
            size = int(state.route_size[k])
            state.trial_route[:size] = state.route_units[k, :size]
            total += price_route(engine.data, engine.box, size, k, YES, AT_ALL)
        return total

    assert 0 < benchmark(routes) < BAD


@pytest.mark.kernel
def test_insertion_scan(benchmark: Any, engine: Engine) -> None:
    """The cheapest places of one visit in every route that may hold it, for twenty visits."""
    single = [unit for unit in range(len(engine.arrays.units)) if engine.arrays.data.unit[unit]["links"] == 0][:20]
    found = np.zeros((4, 5), np.int64)

    def scans() -> int:
        return sum(int(best_insertions(engine.data, engine.box, unit, found, 4, 0.0, ANY)) for unit in single)

    assert benchmark(scans) > 20


@pytest.mark.kernel
def test_loading_a_roster(benchmark: Any, engine: Engine) -> None:
    """A given roster into the kernel, priced whole."""
    assert benchmark(load, engine.data, engine.box, *engine.seat) < BAD


@pytest.mark.kernel
def test_two_thousand_moves(benchmark: Any, engine: Engine) -> None:
    """A short search from a roster, ruins included: what the whole loop is worth."""

    def moves() -> int:
        state = engine.arrays.state(1)
        box = box_state(state)
        first: int = anneal.begin(engine.data, box, *engine.seat)
        anneal.slice_of_search(engine.data, box, 2000, 20_000.0, 2_000.0, 0.12, 0.0, 1_000_000.0)
        return first - int(state.scalars[BEST])

    assert benchmark(moves) > 0  # it has found something better


def test_lowering_and_building(benchmark: Any, day: Problem) -> None:
    """Rules to terms, terms to the kernel's arrays."""
    travel, pack = journeys(day), Pack.for_problem(day)
    built = benchmark(lambda: build(day, lower_all(day, travel, pack), travel))
    assert len(built.units) >= len(day.visits)


def test_travel_matrix(benchmark: Any, day: Problem) -> None:
    """The estimate between all places, by car."""
    legs = benchmark(lambda: Estimate(day.travel, 60).legs(day.places, "car"))
    assert legs.ticks.shape == (len(day.places), len(day.places))
    assert legs.ticks.max() > 0


def test_checker(benchmark: Any, day: Problem, roster: Roster) -> None:
    """A full judgement of a day."""
    pack, travel = Pack.for_problem(day), journeys(day)
    assert benchmark(lambda: check(day, roster, pack, travel)).feasible


def test_document(benchmark: Any, day: Problem, tmp_path: Any) -> None:
    """A day written and read again, validated."""
    path = tmp_path / "day.json"

    def there_and_back() -> Problem:
        write_problem(day, path)
        return read_problem(path)

    assert benchmark(there_and_back).digest == day.digest


def measured(**seconds: float) -> str:
    pieces = [{"name": f"test_{name}", "stats": {"min": shortest}} for name, shortest in seconds.items()]
    machine = {"machine": "x86_64", "python_version": "3.12.0", "cpu": {"brand_raw": "A", "count": 2}}
    return json.dumps({"datetime": "2026-01-02T03:04:05", "machine_info": machine, "benchmarks": pieces})


def test_ratios_to_the_baseline_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    now, baseline = tmp_path / "now.json", tmp_path / "baseline.json"
    now.write_text(measured(one_thing=0.002, gone=1.0))
    assert compare(now, baseline, save=True) == {}
    now.write_text(measured(one_thing=0.003, fresh=0.5))
    assert compare(now, baseline, save=False) == {"one thing": pytest.approx(1.5)}
    told = capsys.readouterr().out
    assert "one thing                         3.00 ms      2.00 ms    1.50" in told
    assert "fresh                           500.00 ms          new" in told
    assert "gone                         not measured" in told
    assert json.loads(baseline.read_text())["best"] == {"one thing": 0.002, "gone": 1.0}

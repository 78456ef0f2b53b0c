"""The published instances themselves, where they lie beside the checkout: read, written, priced as their judge does."""

from __future__ import annotations

import importlib.util
import itertools
import json
import random
from pathlib import Path
from typing import Any

import pytest

from solver.check import check
from solver.domain import Client, Problem, Roster, Round, Stop, Unserved, Visit
from solver.engine import search
from solver.engine.exact.solve import solve_exact
from solver.formats.literature import published_cost, read_literature, write_instance, write_solution
from solver.rules import Pack, lower_all
from solver.travel import journeys

from ..waiting import patience

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
FILES = sorted((SHARED / "benchmarks").glob("*/*/*.json"))
needs_shared = pytest.mark.needs("data", FILES, "the published instances in shared/ beside the checkout")


def greedy(problem: Problem, seed: int) -> Roster:
    """Somebody able and soonest free for each visit in the order of windows, lunches thrown in at random."""
    day = _GreedyDay(problem, random.Random(seed))
    calls = {client.id: [visit for visit in problem.visits if visit.client == client.id] for client in problem.clients}
    for client in sorted(problem.clients, key=lambda item: calls[item.id][0].windows[0].start):
        if not calls[client.id][0].optional or day.rng.random() >= 0.3:
            day.serve(client, calls[client.id])
    for shift in sorted(day.hungry):
        if day.rng.random() < 0.6:
            day.take_lunch(shift, problem.place_number[problem.end_place(problem.shift[shift])])
    placed = {stop.visit for stops in day.stops.values() for stop in stops}
    return Roster(
        rounds=tuple(Round(shift=shift, stops=tuple(stops)) for shift, stops in day.stops.items()),
        unserved=tuple(Unserved(visit=visit.id) for visit in problem.visits if visit.id not in placed),
    )


class _GreedyDay:
    """Rounds as they grow. free: when and where each shift is next free; hungry: shifts whose lunch is to come."""

    def __init__(self, problem: Problem, rng: random.Random):
        self.problem = problem
        self.rng = rng
        self.table = journeys(problem).seconds["car"]
        self.stops: dict[str, list[Stop]] = {shift.id: [] for shift in problem.shifts}
        self.hungry = {shift.id for shift in problem.shifts if shift.break_}
        number = problem.place_number
        self.free = {shift.id: (shift.start, number[problem.start_place(shift)]) for shift in problem.shifts}

    def reach(self, shift: str, place: int) -> int:
        free, here = self.free[shift]
        return free + int(self.table[here, place])

    def take_lunch(self, shift: str, place: int) -> None:
        """A break at that place, unless it would come too late."""
        rest = self.problem.shift[shift].break_
        assert rest is not None
        start = max(self.reach(shift, place), rest.earliest)
        if start <= rest.latest - (rest.duration if self.problem.pack["time_window"]["at_end"] else 0):
            self.hungry.discard(shift)
            self.stops[shift].append(Stop(start=start, duration=rest.duration))
            self.free[shift] = (start + rest.duration, place)

    def serve(self, client: Client, visits: list[Visit]) -> None:
        """A client's visits, each by a shift of its own, tied in time where a link says so."""
        place = self.problem.place_number[client.place]
        able = [self.able(client, visit) for visit in visits]
        teams = [team for team in itertools.product(*able) if len(set(team)) == len(team)]
        chosen = min(teams, key=lambda team: (max(self.reach(shift, place) for shift in team), self.rng.random()))
        for shift in chosen:
            if shift in self.hungry and self.rng.random() < 0.7:
                self.take_lunch(shift, place)
        starts = [max(self.reach(shift, place), visits[0].windows[0].start) for shift in chosen]
        for link in self.problem.links:
            if link.first == visits[0].id and link.kind in ("gap", "double_handed"):
                starts[1] = max(starts[1], starts[0] + (link.min_gap or 0))
                starts[0] = max(starts[0], starts[1] - (link.max_gap or 0))
        for visit, shift, start in zip(visits, chosen, starts, strict=True):
            self.stops[shift].append(Stop(visit=visit.id, start=start))
            self.free[shift] = (start + visit.duration, place)

    def able(self, client: Client, visit: Visit) -> list[str]:
        """Shifts of workers who hold what the visit needs and are not refused."""
        worker = self.problem.worker
        return [
            shift.id
            for shift in self.problem.shifts
            if visit.competencies <= {held.competency for held in worker[shift.worker].competencies}
            and shift.worker not in client.refused_workers
        ]


@pytest.fixture(scope="module")
def judge() -> Any:
    """The independent judge of published solutions, from beside the checkout."""
    spec = importlib.util.spec_from_file_location("published_judge", SHARED / "tools" / "judge.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def judged(judge: Any, file: Path, problem: Problem, roster: Roster, folder: Path) -> float:
    write_solution(problem, roster, folder / "solution.json")
    function = judge.hhcrsp if file.parent.parent.name == "hhcrsp" else judge.uhhc
    total = function(json.loads(file.read_text()), json.loads((folder / "solution.json").read_text()))["total"]
    return float(total)


LEAVING = [file for file in FILES if file.parent.name.startswith("bazirha")]  # whose caregivers leave at a fixed time
# every UHHC instance a greedy roster can serve, a third of the others
JUDGED = [
    file
    for index, file in enumerate(FILES)
    if file.parent.name == "validation" or (file.parent.name != "small" and file not in LEAVING and index % 3 == 0)
]


@needs_shared
@pytest.mark.parametrize("file", JUDGED, ids=lambda file: file.stem[:24])
def test_the_judge_finds_the_same_cost(file: Path, judge: Any, tmp_path: Path) -> None:
    problem = read_literature(file)
    for seed in range(1 if len(problem.visits) > 130 else 4):
        roster = greedy(problem, seed)
        assert check(problem, roster).score.hard == 0
        cost = judged(judge, file, problem, roster, tmp_path)
        assert published_cost(problem, roster) == pytest.approx(cost, rel=1e-12, abs=1e-6)


@pytest.mark.needs("data", LEAVING, "instances with fixed departures in shared/ beside the checkout")
@pytest.mark.parametrize("file", LEAVING[::3], ids=lambda file: file.stem[:24])
def test_the_judge_finds_the_same_cost_where_departures_are_fixed(file: Path, judge: Any, tmp_path: Path) -> None:
    problem = read_literature(file)
    travel = journeys(problem)
    roster = search(problem, lower_all(problem, travel, Pack.for_problem(problem)), travel, seed=1, moves=3000).roster
    assert check(problem, roster).score.hard == 0
    write_solution(problem, roster, tmp_path / "solution.json")
    found = judge.uhhc(json.loads(file.read_text()), json.loads((tmp_path / "solution.json").read_text()))
    assert published_cost(problem, roster) == pytest.approx(found["total"], rel=1e-12, abs=1e-6)
    assert found["independent_by_one"] == 0


@needs_shared
@pytest.mark.parametrize("file", FILES[::3], ids=lambda file: file.stem[:24])
def test_every_published_instance_comes_back_the_same(file: Path, tmp_path: Path) -> None:
    problem = read_literature(file)
    write_instance(problem, tmp_path / file.name)
    assert read_literature(tmp_path / file.name) == problem


@needs_shared
@pytest.mark.parametrize(
    ("name", "optimum"),
    [("InstanzCPLEX_HCSRP_10_1", 218.1987), ("InstanzCPLEX_HCSRP_10_5", 189.5433), ("instance-004", 5381)],
)
def test_small_published_instances_are_solved_to_proof(name: str, optimum: float, judge: Any, tmp_path: Path) -> None:
    file = next(file for file in FILES if file.stem == name)
    problem = read_literature(file)
    travel = journeys(problem)
    exact = solve_exact(problem, lower_all(problem, travel, Pack.for_problem(problem)), travel, patience())
    assert exact.proven
    assert check(problem, exact.roster).score.total == exact.cost
    assert judged(judge, file, problem, exact.roster, tmp_path) == pytest.approx(optimum, abs=1e-3)

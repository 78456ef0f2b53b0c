"""Large problems in parts: nothing lost, no tie torn, costs that add up, processes that come and go as they should."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import typer
from typer.testing import CliRunner

import solver.cli
from fixtures import generate
from solver import terms as t
from solver.check import check
from solver.domain import Pin, Problem, Roster
from solver.engine import PartFailedError, parts_for, search, split_search
from solver.engine.crew import Crew
from solver.engine.decompose.cut import Cutter
from solver.engine.decompose.run import _rounds_of
from solver.engine.decompose.stage import Stage
from solver.engine.decompose.subproblem import Part, piece
from solver.formats import write_problem
from solver.rules import Pack, Permits, Readings, lower_all
from solver.solving import solve
from solver.travel import Journeys, journeys

from .. import processes
from ..waiting import until

MOVES = 150_000
Town = tuple[Problem, Sequence[t.Term], Journeys]


@pytest.fixture(scope="module")
def town() -> Town:
    problem = generate("town", 1)
    travel = journeys(problem)
    return problem, lower_all(problem, travel, Pack.for_problem(problem)), travel


@pytest.fixture(scope="module")
def roster(town: Town) -> Roster:
    """A roster of the town, not a good one."""
    return search(*town, moves=2_000).roster


def accounted(problem: Problem, roster: Roster) -> None:
    """Every visit in the roster with all its workers exactly once, or unserved once."""
    placed = Counter(stop.visit for round_ in roster.rounds for stop in round_.stops if stop.visit)
    left = Counter(entry.visit for entry in roster.unserved)
    hands = Readings(problem, Pack.for_problem(problem)).once(Permits).hands(problem)
    for visit, many in zip(problem.visits, hands, strict=True):  # an unpaid carer may be the second pair
        assert (placed[visit.id], left[visit.id]) in ((many, 0), (0, 1)), visit.id
    assert placed.keys() | left.keys() == {visit.id for visit in problem.visits}


def part_of(cut: list[Part]) -> dict[int, int]:
    """Visit number -> its part; a visit in two parts belongs where it is no echo."""
    return {visit: here for here, part in enumerate(cut) for visit in part.visits if visit not in part.echoed}


@pytest.mark.parametrize("count", [2, 3, 7])
def test_the_first_cut_shares_out_everything_once_and_tears_nothing(town: Town, count: int) -> None:
    problem, terms, travel = town
    cut = Cutter(problem, terms, travel, count).first()
    assert sorted(visit for part in cut for visit in part.visits) == list(range(len(problem.visits)))
    on_duty = {shift.worker for shift in problem.shifts}
    people = [problem.workers[number].id for part in cut for number in part.workers]
    assert sorted(people) == sorted(on_duty)
    assert not any(part.held or part.barred or part.echoed for part in cut)
    at, number = part_of(cut), problem.visit_number
    where = {problem.workers[number].id: here for here, part in enumerate(cut) for number in part.workers}
    for link in problem.links:
        assert at[number[link.first]] == at[number[link.second]]
    doors: dict[str, int] = {}
    for visit in problem.visits:
        client = problem.client[visit.client]
        assert doors.setdefault(client.household or client.id, at[number[visit.id]]) == at[number[visit.id]]
    assert problem.pins
    for pin in problem.pins:
        worker = pin.worker or (problem.shift[pin.shift].worker if pin.shift else None)
        assert worker is None or where[worker] == at[number[pin.visit]]
    sizes = [len(part.visits) for part in cut]
    assert max(sizes) < 1.5 * min(sizes)


@pytest.mark.parametrize("count", [2, 3])
def test_every_part_has_people_fit_for_its_visits(town: Town, count: int) -> None:
    problem, terms, travel = town
    able = ~np.logical_or.reduce([term.pairs for term in terms if isinstance(term, t.Forbid)])
    for part in Cutter(problem, terms, travel, count).first():
        shifts = [
            number
            for number, shift in enumerate(problem.shifts)
            if problem.workers.index(problem.worker[shift.worker]) in part.workers
        ]
        inside = able[np.ix_(part.visits, shifts)].sum(axis=1)
        assert (inside[able[list(part.visits)].any(axis=1)] > 0).mean() > 0.99
        work = sum(problem.visits[v].duration * problem.visits[v].workers for v in part.visits)
        assert sum(problem.shifts[k].end - problem.shifts[k].start for k in shifts) > 1.2 * work


@pytest.mark.kernel
@pytest.mark.parametrize("turn", range(4))
def test_a_later_cut_keeps_rounds_whole_and_holds_what_it_tears(town: Town, roster: Roster, turn: int) -> None:
    problem, terms, travel = town
    cut = Cutter(problem, terms, travel, 4).again(roster, turn)
    assert sorted(part_of(cut)) == list(range(len(problem.visits)))
    owners = Counter(visit for part in cut for visit in part.visits if visit not in part.echoed)
    assert set(owners.values()) == {1}
    people = [number for part in cut for number in part.workers]
    assert len(people) == len(set(people))
    side = {problem.workers[number].id: here for here, part in enumerate(cut) for number in part.workers}
    for round_ in roster.rounds:
        here = cut[side[problem.shift[round_.shift].worker]]
        assert all(problem.visit_number[stop.visit] in here.visits for stop in round_.stops if stop.visit)
    barred = {visit for part in cut for visit in part.barred}
    still = barred | {visit for part in cut for visit in part.held}
    for link in problem.links:
        ends = {problem.visit_number[link.first], problem.visit_number[link.second]}
        out = ends & unserved(problem, roster)  # a tie to a visit that stays out holds nobody
        assert any(ends <= set(part.visits) for part in cut) or ends <= still or (out and out <= barred)
    assert still  # or this town tells nothing


def unserved(problem: Problem, roster: Roster) -> set[int]:
    return {problem.visit_number[entry.visit] for entry in roster.unserved}


def stages(town: Town, cut: list[Part], hand: Roster, moves: int, span: Any) -> tuple[int, Roster]:
    """Every part of a cut searched, here and now: the cost of all, and the roster they make."""
    problem, terms, travel = town
    done = []
    for number, part in enumerate(cut):
        start = _rounds_of(problem, hand, part) if hand.rounds else None
        stage = Stage(piece(problem, terms, travel, part, hand), start, 0.0, moves, number, span)
        done.append(stage(lambda words: None, lambda: False))
    assert all(part.kept for part in done)
    return sum(part.cost for part in done), Roster(rounds=tuple(r for part in done for r in part.best.rounds))


@pytest.mark.kernel
@pytest.mark.parametrize("turn", range(3))
def test_costs_of_parts_are_the_cost_of_the_whole_and_held_visits_stay(town: Town, roster: Roster, turn: int) -> None:
    problem, terms, travel = town
    cut = Cutter(problem, terms, travel, 4).again(roster, turn)
    cost, after = stages(town, cut, roster, 1_000, (0.5, 0.6))
    placed = {stop.visit for round_ in after.rounds for stop in round_.stops}
    left = [entry for entry in roster.unserved if entry.visit not in placed]
    assert check(problem, Roster(rounds=after.rounds, unserved=tuple(left))).score.total == cost
    before = {(stop.visit, stop.start, r.shift) for r in roster.rounds for stop in r.stops}
    then = {(stop.visit, stop.start, r.shift) for r in after.rounds for stop in r.stops}
    for part in cut:
        held = {problem.visits[visit].id for visit in part.held}
        assert {stop for stop in before if stop[0] in held} <= then


@pytest.mark.kernel
def test_another_cut_mends_what_a_poor_one_could_not(town: Town) -> None:
    """People and visits dealt out like cards: whoever lives next door is in another part."""
    problem, terms, travel = town
    cutter = Cutter(problem, terms, travel, 3)
    clients = {client.id: number for number, client in enumerate(problem.clients)}
    dealt = [clients[visit.client] % 3 for visit in problem.visits]
    poor = [
        Part(
            tuple(number for number, here in enumerate(dealt) if here == part),
            tuple(worker for worker in cutter.on_duty if worker % 3 == part),
        )
        for part in range(3)
    ]
    free: list[t.Term] = [
        term for term in terms if not isinstance(term, t.Gap | t.DifferentWorkers | t.SameWorker | t.Bundle)
    ]
    untied = (problem, free, travel)
    cost, hand = stages(untied, poor, Roster(), 30_000, (0.0, 1.0))
    cutter = Cutter(problem, free, travel, 3)
    mended, _ = stages(untied, cutter.again(hand, 1), hand, 10_000, (0.8, 1.0))
    assert mended < 0.95 * cost
    longer, _ = stages(untied, poor, hand, 10_000, (0.8, 1.0))
    assert mended < 0.98 * longer


@pytest.mark.kernel
@pytest.mark.long
def test_a_town_in_three_parts_costs_hardly_more_than_in_one(town: Town) -> None:
    problem = town[0]
    costs = {  # of three seeds: two searches so short differ by a tenth
        parts: [
            solve(problem, iterations=MOVES, parts=parts, seed=seed, explain=False).check.score.total
            for seed in range(3)
        ]
        for parts in (1, 3)
    }
    assert sum(costs[3]) < 1.05 * sum(costs[1])


@pytest.mark.kernel
@pytest.mark.parametrize("moves", [10_000, pytest.param(MOVES, marks=pytest.mark.long)])
def test_a_town_in_three_parts_keeps_its_pins(town: Town, moves: int) -> None:
    problem = town[0]
    split = solve(problem, iterations=moves, parts=3, explain=False)
    assert split.parts == 3
    assert split.check.feasible
    assert check(problem, split.roster).score.total == split.check.score.total
    accounted(problem, split.roster)
    where = {stop.visit: (r.shift, stop.start) for r in split.roster.rounds for stop in r.stops if stop.visit}
    assert problem.pins
    for pin in problem.pins:
        shift, start = where[pin.visit]
        assert pin.shift in (None, shift)
        assert pin.worker in (None, problem.shift[shift].worker)
        assert pin.start in (None, start)
    assert multiprocessing.active_children() == []


@pytest.mark.kernel
def test_the_same_seed_and_moves_give_the_same_roster_on_any_number_of_processes(town: Town) -> None:
    one, two, other = (
        split_search(*town, parts=3, processes=processes, moves=6_000, seed=seed)
        for processes, seed in ((1, 5), (2, 5), (2, 6))
    )
    assert one.roster == two.roster
    assert one.cost == two.cost
    assert other.roster != one.roster


@pytest.mark.kernel
def test_a_start_is_never_made_dearer(town: Town, roster: Roster) -> None:
    problem = town[0]
    before = check(problem, roster).score.total
    again = solve(problem, iterations=3_000, parts=3, start=roster, explain=False)
    assert again.check.score.total <= before
    accounted(problem, again.roster)
    bare = Roster(rounds=tuple(r.model_copy(update={"stops": r.stops[::2]}) for r in roster.rounds))
    accounted(problem, solve(problem, iterations=3_000, parts=3, start=bare, explain=False).roster)


@pytest.mark.kernel
def test_a_cancel_keeps_the_best_and_leaves_no_process(town: Town) -> None:
    told = []
    result = solve(
        town[0],
        seconds=300,
        parts=3,
        explain=False,
        progress=lambda now: told.append((now.cost, now.unserved)) if now.phase == "search" else None,
        cancelled=lambda: len(told) > 12,
    )
    assert len(told) < 100  # a few words of each process were under way; five minutes would bring thousands
    finest = result.check.score.total if result.to_the_second is None else result.to_the_second
    assert finest <= min(cost for cost, _ in told)  # the search tells of starts to the second
    accounted(town[0], result.roster)
    assert multiprocessing.active_children() == []


@pytest.mark.kernel
@pytest.mark.needs("system", processes.THERE, "/proc, where processes are looked at")
def test_a_process_that_is_killed_is_a_clear_error_and_nothing_is_written(town: Town, tmp_path: Path) -> None:
    problem, out = tmp_path / "town.json", tmp_path / "roster.json"
    write_problem(town[0], problem)
    done = threading.Event()

    def kill() -> None:
        while not done.is_set():
            children = multiprocessing.active_children()
            if len(children) == 2 and children[0].pid and processes.cpu_seconds(children[0].pid) > 3:  # at work
                os.kill(children[0].pid, signal.SIGKILL)
                return
            done.wait(0.05)

    killer = threading.Thread(target=kill)
    killer.start()
    app = typer.Typer(pretty_exceptions_enable=False)
    solver.cli.register(app)
    told = CliRunner().invoke(app, ["solve", str(problem), "-o", str(out), "--parts", "2", "--seconds", "600"])
    done.set()
    killer.join()
    assert told.exit_code == 3, told.output
    assert "ended unexpectedly" in told.output
    assert not out.exists()
    assert multiprocessing.active_children() == []


def test_an_error_in_a_part_is_told_with_its_place() -> None:
    def no_task() -> Any:
        return "not a task"

    with pytest.raises(PartFailedError, match="Traceback"), Crew(1) as crew:
        crew.work([no_task])
    assert multiprocessing.active_children() == []


_PARENT = """
import operator, signal
from solver.engine.crew import Crew
if __name__ == "__main__":
    with Crew(2) as crew:
        assert crew.work([lambda: operator.is_] * 2) == [False, False]  # both have begun
        print(*(process.pid for process, _ in crew._members), flush=True)
        signal.pause()
"""


@pytest.mark.needs("system", processes.THERE, "/proc, where processes are looked at")
def test_processes_end_with_a_parent_that_was_killed(tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(_PARENT)
    here = str(Path(__file__).parents[2])
    environment = {**os.environ, "PYTHONPATH": here}
    parent = subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True, env=environment)
    assert parent.stdout is not None
    children = [int(pid) for pid in parent.stdout.readline().split()]
    assert len(children) == 2
    assert all(map(processes.alive, children))
    parent.kill()
    parent.wait()
    until(lambda: not any(map(processes.alive, children)))


def test_only_large_problems_are_split_unasked_and_maxima_never(town: Town) -> None:
    problem, terms, _ = town
    assert parts_for(problem, terms, None, 2) == 1
    assert parts_for(problem, terms, 3, 2) == 3
    assert parts_for(problem, [*terms, t.MaxWaitCost("max_waiting", 5)], 3, 2) == 1
    many = problem.model_copy(update={"visits": problem.visits * 10})
    assert parts_for(many, terms, None, 2) >= 4
    assert parts_for(many, terms, None, 2) % 2 == 0
    assert parts_for(many, terms, 1, 2) == 1


def test_a_pin_to_somebody_far_away_is_held_in_parts_too(town: Town) -> None:
    problem, terms, travel = town
    cut = Cutter(problem, terms, travel, 2).first()
    away = {problem.workers[number].id for number in cut[1].workers}
    able = ~np.logical_or.reduce([term.pairs for term in terms if isinstance(term, t.Forbid)])
    visit, shift = next(
        (problem.visits[v], problem.shifts[k])
        for v in cut[0].visits
        for k in np.flatnonzero(able[v])
        if problem.shifts[k].worker in away and problem.visits[v].workers == 1
    )
    pinned = problem.replace(pins=(*problem.pins, Pin(visit=visit.id, worker=shift.worker)))
    parts = Cutter(pinned, lower_all(pinned, travel, Pack.for_problem(pinned)), travel, 2).first()
    worker = next(n for n, each in enumerate(pinned.workers) if each.id == shift.worker)
    assert any(worker in part.workers and pinned.visit_number[visit.id] in part.visits for part in parts)

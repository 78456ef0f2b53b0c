"""The one loop: repeatable, anytime, faithful to the roster it starts from, and at home with next to nothing to do."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import pytest

from fixtures import generate
from solver.check import check
from solver.domain import Pin, Problem, Roster
from solver.engine import Found, Progress, search
from solver.rules import Pack, Term, lower_all
from solver.travel import Journeys, journeys

pytestmark = pytest.mark.kernel

Case = tuple[Problem, Sequence[Term], Journeys]


def lowered(problem: Problem) -> Case:
    travel = journeys(problem)
    return problem, lower_all(problem, travel, Pack.for_problem(problem)), travel


@pytest.fixture(scope="module")
def hamlet() -> Case:
    return lowered(generate("hamlet", 1))


@pytest.fixture(scope="module")
def good(hamlet: Case) -> Found:
    return search(*hamlet, moves=4000, seed=3)


def assert_accounted(problem: Problem, roster: Roster) -> None:
    """Every visit has all its workers, or is unserved, and each is told once."""
    placed = Counter(stop.visit for round_ in roster.rounds for stop in round_.stops if stop.visit)
    left = Counter(entry.visit for entry in roster.unserved)
    assert len({round_.shift for round_ in roster.rounds}) == len(roster.rounds)
    for visit in problem.visits:
        assert (placed[visit.id], left[visit.id]) in ((visit.workers, 0), (0, 1)), visit.id
    assert set(placed) | set(left) == {visit.id for visit in problem.visits}


@pytest.mark.parametrize("threads", [1, 2])
def test_the_same_seed_and_moves_give_the_same_roster(hamlet: Case, threads: int) -> None:
    one, two = (search(*hamlet, moves=1500, seed=7, threads=threads) for _ in range(2))
    assert (one.roster, one.cost, one.moves) == (two.roster, two.cost, two.moves)
    assert one.moves == 1500 * threads
    assert_accounted(hamlet[0], one.roster)


def test_another_seed_searches_elsewhere(hamlet: Case) -> None:
    assert len({search(*hamlet, moves=300, seed=seed).cost for seed in range(4)}) > 1


def test_more_threads_are_never_worse(hamlet: Case) -> None:
    assert search(*hamlet, moves=800, seed=2, threads=2).cost <= search(*hamlet, moves=800, seed=2).cost


def test_more_moves_improve_and_the_trace_tells_when(hamlet: Case) -> None:
    found = search(*hamlet, moves=4000, seed=1)
    costs = [cost for _, cost in found.trace]
    assert costs == sorted(costs, reverse=True)
    assert len(set(costs)) == len(costs) > 1
    assert costs[-1] == found.cost
    assert [seconds for seconds, _ in found.trace] == sorted(seconds for seconds, _ in found.trace)


def test_progress_is_told_from_start_to_end(hamlet: Case) -> None:
    told: list[Progress] = []
    found = search(*hamlet, moves=1000, progress=told.append)
    assert told[0].moves == 0
    assert (told[-1].moves, told[-1].share, told[-1].cost) == (1000, 1.0, found.cost)
    assert [step.moves for step in told] == sorted(step.moves for step in told)
    assert all(one.cost >= two.cost for one, two in pairwise(told))


def test_a_cancel_keeps_the_best_so_far_and_is_quick(hamlet: Case) -> None:
    costs: list[int] = []
    found = search(*hamlet, seconds=60, progress=lambda step: costs.append(step.cost), cancelled=lambda: len(costs) > 5)
    assert len(costs) == 6  # not a step more
    assert found.cost == min(costs)
    assert_accounted(hamlet[0], found.roster)
    judged = check(hamlet[0], found.roster, travel=hamlet[2])
    assert (judged.score.hard, judged.score.total) == (0, found.cost)


@pytest.mark.timing
def test_the_limit_in_seconds_is_kept(hamlet: Case) -> None:
    began = time.monotonic()
    found = search(*hamlet, seconds=0.5)
    assert 0.4 < found.seconds < time.monotonic() - began < 5


def test_the_processor_clock_counts_work_and_not_time(hamlet: Case) -> None:
    before = time.thread_time()
    found = search(*hamlet, seconds=0.4, clock=time.thread_time)
    assert 0.35 < found.seconds <= time.thread_time() - before < 4


def test_a_good_start_comes_back_unchanged_when_nothing_is_searched(hamlet: Case, good: Found) -> None:
    again = search(*hamlet, moves=0, start=good.roster)
    assert (again.cost, again.roster, again.moves) == (good.cost, good.roster, 0)


def test_a_search_goes_on_from_its_start(hamlet: Case, good: Found) -> None:
    found = search(*hamlet, moves=200, start=good.roster, seed=9)
    assert found.cost <= good.cost
    assert found.trace[0][1] == good.cost


def test_of_a_bad_start_what_can_stand_is_kept(hamlet: Case, good: Found) -> None:
    problem, terms, travel = hamlet
    first = good.roster.rounds[0]
    twice = [first, *(round_.model_copy(update={"stops": first.stops + round_.stops}) for round_ in good.roster.rounds)]
    found = search(problem, terms, travel, moves=0, start=Roster(rounds=tuple(twice[1:])))
    assert_accounted(problem, found.roster)
    assert check(problem, found.roster, travel=travel).score.hard == 0


def test_pins_are_kept(hamlet: Case, good: Found) -> None:
    problem = hamlet[0]
    rounds = [round_ for round_ in good.roster.rounds if round_.stops]
    single = {visit.id for visit in problem.visits if visit.workers == 1} - {pin.visit for pin in problem.pins}
    chosen: dict[str, Any] = {}
    for round_ in rounds:
        for stop in round_.stops:
            if stop.visit in single and len(chosen) < 4:
                chosen[stop.visit] = round_.shift, stop.start
    pins = tuple(
        Pin(visit=visit, shift=shift) if number % 2 else Pin(visit=visit, start=start)
        for number, (visit, (shift, start)) in enumerate(chosen.items())
    )
    problem = problem.replace(pins=problem.pins + pins)
    found = search(*lowered(problem), moves=3000)
    where = {
        stop.visit: (round_.shift, stop.start) for round_ in found.roster.rounds for stop in round_.stops if stop.visit
    }
    for pin in pins:
        assert pin.visit in where
        shift, start = where[pin.visit]
        assert shift == (pin.shift or shift)
        assert start == (pin.start if pin.start is not None else start)
    assert check(problem, found.roster).score.hard == 0


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("without", ["visits", "shifts", "both"])
def test_next_to_nothing_to_do(without: str, threads: int) -> None:
    problem = generate("hamlet", 2)
    gone: dict[str, Any] = {"links": (), "pins": ()}
    if without != "shifts":
        gone["visits"] = ()
    if without != "visits":
        gone["shifts"] = ()
    problem = problem.replace(**gone)
    for limit in ({"moves": 500}, {"seconds": 0.1}):
        found = search(*lowered(problem), threads=threads, **limit)
        assert found.roster.rounds == ()
        assert_accounted(problem, found.roster)
        assert found.cost == check(problem, found.roster).score.total


def test_a_failure_in_any_thread_is_the_callers(hamlet: Case) -> None:
    def fails(step: Progress) -> None:
        if step.moves > 0:
            raise RuntimeError("the listener went away")

    with pytest.raises(RuntimeError, match="went away"):
        search(*hamlet, moves=1000, threads=2, progress=fails)

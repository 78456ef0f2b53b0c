"""Staff of whom nobody says where they start from: by every judge their day begins and ends at a visit, at no way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, get_args

import numpy as np
import pytest

from fixtures import generate
from fixtures.paper import at, day, visit, worker
from solver.check import check
from solver.domain import Matrix, Mode, Problem, Roster, Round, Shift, Stop, Travel
from solver.engine.exact.solve import solve_exact
from solver.plot import html
from solver.reading import find_oddities
from solver.rules import Pack, lower_all
from solver.solving.solve import solve
from solver.travel import journeys, pairs

from ..waiting import patience
from ..whole_minutes.test_round_starts import with_setting


def without_homes(problem: Problem, every: int = 1) -> Problem:
    """Each worker, or one of so many, has no home any more; their shifts no places of their own."""
    gone = {one.id for number, one in enumerate(problem.workers) if number % every == 0}
    workers = (one.model_copy(update={"home": None}) if one.id in gone else one for one in problem.workers)
    nowhere = {"start_place": None, "end_place": None}
    shifts = (one.model_copy(update=nowhere) if one.worker in gone else one for one in problem.shifts)
    return problem.replace(workers=tuple(workers), shifts=tuple(shifts))


@pytest.mark.parametrize("every", [1, 2])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_checker_cpsat_and_trying_everything_agree_and_the_search_finds_it(
    brute_force: Callable[..., Any], seed: int, every: int
) -> None:
    problem = without_homes(with_setting(generate("hamlet", seed, visits=4), 0), every)
    travel, pack = journeys(problem), Pack.for_problem(problem)
    terms = lower_all(problem, travel, pack)
    best, roster = brute_force(problem, terms, travel)
    assert check(problem, roster, pack).score.total == best
    exact = solve_exact(problem, terms, travel, patience())
    judged = check(problem, exact.roster, pack)
    assert (exact.cost, exact.proven, judged.score.total, judged.score.hard) == (best, True, best, 0)
    found = solve(problem, iterations=3000, seed=1)
    assert found.check.score.total == best


def test_nothing_is_driven_before_the_first_visit_or_after_the_last() -> None:
    problem = without_homes(generate("hamlet", 1, visits=8))
    result = solve(problem, iterations=500, seed=1)
    runs = [run for run in result.check.timeline.runs.values() if run.calls]
    assert runs
    assert all((run.leave, run.back) == (run.calls[0].start, run.calls[-1].end) for run in runs)
    assert result.check.figures.home == 0
    assert 'class="home-leg" d=""' in html(problem, result.roster, result.check)


def test_it_is_told_once_of_all_of_them() -> None:
    problem = without_homes(generate("hamlet", 1, visits=4), 2)
    (told,) = (one for one in find_oddities(problem, Pack.load()) if one.kind == "worker_without_base")
    gone = [one.id for one in problem.workers if one.home is None]
    assert told.where == tuple(f"workers {one}" for one in gone if any(s.worker == one for s in problem.shifts))
    assert "begins at their first visit and ends at their last" in told.effect


def test_a_base_of_the_shift_is_where_it_begins_and_ends() -> None:
    problem = without_homes(generate("hamlet", 1, visits=4))
    base = problem.places[0].id
    based = problem.replace(
        shifts=tuple(one.model_copy(update={"start_place": base, "end_place": base}) for one in problem.shifts)
    )
    assert problem.roams
    assert not based.roams
    assert not [one for one in find_oddities(based, Pack.load()) if one.kind == "worker_without_base"]


def test_a_given_matrix_and_pairs_worked_out_one_by_one_hold_no_way_there_either(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    problem = without_homes(generate("hamlet", 1, visits=4))
    whole = journeys(problem)
    last = len(problem.places)
    for mode in (mode for mode in get_args(Mode) if mode in whole.seconds):
        table = whole.seconds[mode]
        assert table.shape == (last + 1, last + 1)
        assert not table[last].any()
        assert not table[:, last].any()
        names = tuple(place.id for place in problem.places)
        rows = tuple(tuple(int(i != j) * 600 for j in range(last)) for i in range(last))
        given = Travel(matrices=(Matrix(mode=mode, places=names, durations=rows),))
        ways = journeys(problem.replace(travel=given)).seconds[mode]
        assert not ways[last].any()
        assert ways[0, 1] == 600
        by_pair = pairs.journeys_by_pair(problem, [mode])
        assert np.array_equal(np.asarray(by_pair.seconds[mode]), table)
        assert np.array_equal(np.asarray(by_pair.metres[mode]), whole.metres[mode])


def two_shifts(gap: int) -> Problem:
    """Ann at ten, Bo an hour's way from her on a second shift; minutes between the two shifts of one without a base."""
    shifts = [
        Shift(id="s1", worker="w1", start=at(8), end=at(11)),
        Shift(id="s2", worker="w1", start=at(11) + gap * 60, end=at(18)),
    ]
    visits = [visit("v1", "ann", 60, (at(10), at(10))), visit("v2", "bo", 60, (at(11), at(13)))]
    made = day({"ann bo": 60, "home ann": 5, "home bo": 5}, visits, [worker("w1")], shifts)
    return without_homes(made.replace(pack={}))


@pytest.mark.parametrize(("gap", "start", "hard"), [(0, 12 * 60, 0), (0, 11 * 60 + 30, 1), (90, 12 * 60 + 30, 0)])
def test_between_two_shifts_lies_the_way_from_the_last_visit_to_the_first(gap: int, start: int, hard: int) -> None:
    problem = two_shifts(gap)
    rounds = (
        Round(shift="s1", stops=(Stop(visit="v1", start=at(10)),)),
        Round(shift="s2", stops=(Stop(visit="v2", start=start * 60),)),
    )
    breaches = check(problem, Roster(rounds=rounds, unserved=())).breaches
    assert len([one for one in breaches if one.rule == "one_place"]) == hard


def test_the_search_leaves_that_way_too() -> None:
    problem = two_shifts(0)
    result = solve(problem, iterations=300, seed=1)
    assert not result.roster.unserved
    assert result.check.score.hard == 0
    starts = {stop.visit: stop.start for one in result.roster.rounds for stop in one.stops}
    assert starts["v2"] is not None
    assert starts["v2"] >= at(12)


def test_parts_of_a_large_day_hold_them() -> None:
    problem = without_homes(generate("team", 1), 3)
    result = solve(problem, iterations=2000, seed=1, parts=2)
    assert result.check.score.hard == 0


def test_a_lower_bound_stays_one() -> None:
    problem = without_homes(with_setting(generate("hamlet", 2, visits=8), 0))
    result = solve(problem, iterations=3000, seed=1, bound=True)
    travel = journeys(problem)
    exact = solve_exact(problem, lower_all(problem, travel, Pack.for_problem(problem)), travel, patience())
    assert exact.proven
    assert result.bound is not None
    assert 0 < result.bound <= exact.cost

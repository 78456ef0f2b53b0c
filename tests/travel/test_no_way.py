"""A pair of places without a way between them: null in a matrix, an empty cell in a table."""

from __future__ import annotations

import json
from pathlib import Path

from fixtures.paper import at, day, visit, worker
from solver.check import check
from solver.domain import Roster, Round, Shift, Stop
from solver.formats import problem_document, read_problem, read_tables, write_tables
from solver.reading import find_oddities
from solver.rules import Pack
from solver.solving import solve
from solver.travel import NO_WAY, journeys


def test_a_pair_without_a_way_is_never_gone() -> None:
    """Two clients on two banks: one round serves one of them, and its checker and its proof say why not both."""
    shift = Shift(id="s1", worker="w1", start=at(8), end=at(18))
    both = [visit("v1", "ann", 30, (at(9), at(10))), visit("v2", "bob", 30, (at(9), at(12)))]
    problem = day({"home ann": 10, "home bob": 10, "ann bob": 10}, both, [worker("w1")], [shift])
    (given,) = problem.travel.matrices
    apart = [
        tuple(None if {a, b} == {"ann", "bob"} else way for b, way in zip(given.places, row, strict=True))
        for a, row in zip(given.places, given.durations, strict=True)
    ]
    matrix = given.model_copy(update={"durations": tuple(apart)})
    problem = problem.replace(travel=problem.travel.model_copy(update={"matrices": (matrix,)}))
    for found in (solve(problem, iterations=300), solve(problem, iterations=300, exact=True)):
        assert found.feasible
        assert len(found.roster.unserved) == 1
    by_hand = Roster(rounds=(Round(shift="s1", stops=(Stop(visit="v1"), Stop(visit="v2", start=at(11)))),))
    (broken,) = (one for one in check(problem, by_hand).breaches if one.rule == "travel_time")
    assert "has no way to Cora Testclient bob" in broken.sentence
    (odd,) = find_oddities(problem, Pack.load())
    assert odd.sentence == (
        "Please look: The car matrix has no way from ann to bob, bob to ann. Nobody goes from one to the other."
    )
    assert read_problem(json.dumps(problem_document(problem)).encode()) == problem


def test_a_table_tells_of_no_way_by_an_empty_cell(tmp_path: Path) -> None:
    visits = [visit("v1", "ann", 30, (at(9), at(10)))]
    problem = day({"home ann": 10}, visits, [worker("w1")], [Shift(id="s1", worker="w1", start=at(8), end=at(18))])
    (given,) = problem.travel.matrices
    matrix = given.model_copy(update={"durations": ((0, None), (600, 0)), "metres": ((0, None), (5000, 0))})
    problem = problem.replace(travel=problem.travel.model_copy(update={"matrices": (matrix,)}))
    write_tables(problem, tmp_path / "day")
    assert read_tables(tmp_path / "day") == problem
    told = journeys(problem)
    assert told.seconds["car"].tolist() == [[0, NO_WAY], [600, 0]]
    assert told.metres["car"].tolist() == [[0, 0], [5000, 0]]

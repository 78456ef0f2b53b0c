"""Cuts pass between teams: places drawn towards who knows them, and a first cut that stays while the search is hot."""

from __future__ import annotations

import multiprocessing
import time
from collections import Counter
from typing import Any

import numpy as np
import pytest

from fixtures import generate
from solver import terms as t
from solver.engine import split_search
from solver.engine.decompose import run as splitting
from solver.engine.decompose.cut import Cutter, bisected
from solver.engine.decompose.stage import Stage
from solver.engine.decompose.territory import drawn
from solver.rules import Pack, lower_all
from solver.travel import journeys


def _two_teams(apart: int, price: int = 1) -> Any:
    """Clients of two teams that scatter by 1 km about centres ``apart`` km away, known to six of ten each."""
    rng = np.random.default_rng(1)
    team = np.repeat([0, 1], 200)
    spot = rng.normal(0, 1, (400, 2)) + np.outer(team, [apart, 0])
    people = np.repeat([0, 1], 10)
    home = rng.normal(0, 1, (20, 2)) + np.outer(people, [apart, 0])
    familiar = (team[:, None] == people) & (rng.random((400, 20)) < 0.6)
    nobody = np.full((400, 1), -1)
    faces = t.NewFaceCost("continuity", np.arange(400), nobody, np.arange(20), familiar, price)
    return team, spot, home, [faces]


def _torn(team: Any, spot: Any) -> int:
    """How many clients are not with most of their team after a cut in two."""
    side = bisected(spot, np.ones(len(spot)), 2, 0)
    return sum(min(Counter(side[team == number].tolist()).get(here, 0) for here in (0, 1)) for number in (0, 1))


def test_teams_that_overlap_on_the_map_are_drawn_apart() -> None:
    team, spot, home, faces = _two_teams(apart=2)
    there, people = drawn(spot, home, faces)
    assert _torn(team, spot) > 40
    assert _torn(team, there) < 10
    assert np.ptp(people[:10, 0]) < np.ptp(home[:10, 0])


def test_nobody_is_drawn_where_no_face_is_familiar_or_faces_cost_nothing() -> None:
    _, spot, home, faces = _two_teams(apart=2, price=0)
    assert drawn(spot, home, faces)[0] is spot
    there, people = drawn(spot, home, [])
    assert there is spot
    assert people is home


def test_clients_and_people_without_history_stay_where_they_are() -> None:
    _, spot, home, (faces,) = _two_teams(apart=2)
    faces.familiar[7], faces.familiar[:, 3] = False, False
    there, people = drawn(spot, home, [faces])
    assert there[7] == pytest.approx(spot[7])
    assert people[3] == pytest.approx(home[3])


def test_the_last_few_of_many_parts_stay_one_rather_than_cut_a_team() -> None:
    rng = np.random.default_rng(2)
    town = np.repeat(np.arange(5), 100)
    spot = rng.normal(0, 0.2, (500, 2)) + np.array([(0, 0), (9, 0), (0, 9), (9, 9), (20, 4)])[town]
    side = bisected(spot, np.ones(500), 8, 0)
    assert all(len(set(side[town == number])) == 1 for number in range(5))
    assert len(set(side)) >= 4
    assert len(set(bisected(spot[:100], np.ones(100), 2, 0))) == 2  # asked for two, it makes two


def test_neighbourhoods_stay_whole_in_the_parts_of_a_city() -> None:
    problem = generate("city", 1)
    travel = journeys(problem)
    cut = Cutter(problem, lower_all(problem, travel, Pack.for_problem(problem)), travel, 6).first()
    where = [Counter(problem.visits[visit].client[1:3] for visit in part.visits) for part in cut]
    whole = sum(max(part[name] for part in where) for name in set().union(*where))
    assert len(cut) > 2
    assert whole > 0.98 * len(problem.visits)


@pytest.mark.kernel
def test_the_first_cut_stays_until_the_search_has_cooled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(splitting, "_A_ROUND", 60)
    problem = generate("town", 1, visits=200)
    travel = journeys(problem)
    cuts: list[int] = []
    rounds: list[tuple[float, float]] = []
    again, stage = Cutter.again, Stage

    def counted(self: Cutter, *args: Any) -> Any:
        cuts.append(len(rounds))
        return again(self, *args)

    monkeypatch.setattr(Cutter, "again", counted)

    def staged(*args: Any, **more: Any) -> Any:
        if more["span"] not in rounds:
            rounds.append(more["span"])
        return stage(*args, **more)

    monkeypatch.setattr(splitting, "Stage", staged)
    found = split_search(
        problem, lower_all(problem, travel, Pack.for_problem(problem)), travel, parts=2, processes=1, moves=120_000
    )
    assert found.moves >= 119_000
    assert [end for _, end in rounds[:-1]] == [begin for begin, _ in rounds[1:]]
    assert (rounds[0][0], rounds[-1][1]) == (0.0, 1.0)
    early = [span for span in rounds if span[0] < 0.6]
    assert len(early) == 1
    assert len(rounds) > 3
    assert cuts == list(range(len(early), len(rounds)))  # one before each later round, none before


@pytest.mark.kernel
def test_one_process_is_this_one() -> None:
    problem = generate("team", 1)
    travel = journeys(problem)
    children = []

    def tell(_: Any) -> None:
        children.extend(multiprocessing.active_children())

    terms = lower_all(problem, travel, Pack.for_problem(problem))
    found = split_search(problem, terms, travel, parts=2, processes=1, moves=20_000, progress=tell)
    assert found.roster.rounds
    assert children == []


def test_no_process_is_given_more_than_its_time() -> None:
    assert splitting._most([5, 3, 3], 2) == 6
    assert splitting._most([4, 4, 4, 4], 2) == 8
    assert splitting._most([7], 2) == 7


@pytest.mark.kernel
def test_a_whole_roster_comes_long_before_the_first_cut_has_cooled() -> None:
    problem = generate("team", 1)
    travel = journeys(problem)
    terms = lower_all(problem, travel, Pack.for_problem(problem))
    heard: list[Any] = []
    found = split_search(
        problem, terms, travel, parts=4, processes=1, seconds=5.0, clock=time.process_time, progress=heard.append
    )
    whole = next(said for said in heard if said.best is not None)
    assert whole.share < 0.5
    assert heard[0].seconds > 0  # CPU time counts while a round is under way, not only when it is over
    assert found.cost <= whole.cost  # of parts so small that the first roster can be the best


@pytest.mark.kernel
def test_no_roster_is_made_first_where_there_is_one_already() -> None:
    problem = generate("team", 1)
    travel = journeys(problem)
    terms = lower_all(problem, travel, Pack.for_problem(problem))
    start = split_search(problem, terms, travel, parts=4, processes=1, moves=20_000)
    spans: list[tuple[float, float]] = []

    def noted(*args: Any, **more: Any) -> Any:
        spans.append(more["span"])
        return Stage(*args, **more)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(splitting, "Stage", noted)
        found = split_search(problem, terms, travel, parts=4, processes=1, seconds=5.0, start=start.roster, sound=True)
    assert found.cost <= start.cost
    assert (0.0, 1.0) not in spans

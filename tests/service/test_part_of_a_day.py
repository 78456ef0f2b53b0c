"""The day page of those who see a part: what the views tell, drawn; nothing of others reaches the browser."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest

from service.ui.partner_day_model import part_model
from service.views import seen_outcome, seen_problem, seen_roster
from solver import Problem, Roster, problem_document, roster_document

from .views import marked

ABOUT = {"roster": "r", "version": 1, "state": "done", "sight": "partner", "name": ""}


def day(seed: int, sight: Any, organisation: str) -> tuple[Problem, Roster, dict[str, Any], dict[str, Any]]:
    """A careless roster of a marked day, its documents as seen, and the day drawn of them."""
    problem = marked.marked_day(seed)
    roster = marked.any_roster(problem, seed)
    outcome = marked.outcome_of(problem, roster, seed)
    seen = seen_roster(roster_document(roster, problem), problem, sight, organisation)
    told = part_model(
        {**ABOUT, "sight": sight},
        seen_problem(problem_document(problem), problem, sight, organisation),
        seen,
        seen_outcome(outcome, problem, sight, organisation),
    )
    return problem, roster, seen, json.loads(json.dumps(told))


@pytest.mark.parametrize("seed", range(1, 7))
def test_a_partners_day_tells_of_own_clients_and_of_staff_who_come(seed: int) -> None:
    plain = marked.marked_day(seed)
    for own in {visit.organisation for visit in plain.visits}:
        problem, roster, _, told = day(seed, "partner", own)
        coming = marked.coming_to(problem, roster, {"joins": {"proposals": []}}, own)
        allowed = {text for worker in coming for text in (worker, problem.worker[worker].name)}
        sides = {one.id for one in problem.organisations} | {marked.SECRET}
        marks = {mark for text in marked.texts(told) - allowed for mark in marked.marks(text) if mark <= sides}
        assert marks, "own names are there"
        assert all(own in mark for mark in marks)
        assert marked.SECRET not in json.dumps(told)
        theirs = {visit.id for visit in problem.visits if visit.organisation == own}
        joined = {visit for join in roster.joins for visit in join.visits}
        left = {entry.visit for entry in roster.unserved}
        assert theirs - joined <= set(told["visits"])
        assert {one["visit"] for one in told["unserved"]} == theirs & left
        assert {client for one in told["visits"].values() for client in one["clients"]} == {
            visit.client for visit in problem.visits if visit.organisation == own
        }


@pytest.mark.parametrize("seed", range(1, 7))
def test_an_analysts_day_has_everything_and_nobody(seed: int) -> None:
    problem, roster, _, told = day(seed, "pseudonymised", "trust")
    sides = {one.id for one in problem.organisations} | {marked.SECRET}
    assert not [mark for mark in marked.marks(told) if mark <= sides]
    assert len(told["shifts"]) == len(problem.shifts)
    assert len(told["unserved"]) == len(roster.unserved)
    assert sum(len(shift["stops"]) for shift in told["shifts"]) == sum(len(round_.stops) for round_ in roster.rounds)


@pytest.mark.parametrize(
    ("sight", "seed"), [("partner", 1), ("partner", 2), ("pseudonymised", 1), ("pseudonymised", 2)]
)
def test_times_are_the_documents_own(sight: str, seed: int) -> None:
    problem, _, seen, told = day(seed, sight, "trust")
    drawn = {shift["id"]: shift for shift in told["shifts"]}
    stops = 0
    for round_ in seen["rounds"]:
        shift = drawn[round_["shift"]]
        assert len(shift["stops"]) == len(round_["stops"])
        for stop, (visit, arrival, start, end, journey) in zip(round_["stops"], shift["stops"], strict=True):
            assert visit == stop.get("visit")
            assert start == arrival == round(datetime.fromisoformat(stop["start"]).timestamp())
            assert journey == 0
            assert end > start
            if visit is not None:
                assert end - start == told["visits"][visit]["long"]
                assert told["visits"][visit]["clients"]
                stops += 1
    assert stops > 5
    assert len(problem.organisations) == len(told["organisations"])


def test_a_joint_visit_stands_once_and_says_whose_else_it_is() -> None:
    problem, roster, seen, told = day(2, "partner", "trust")
    assert seen["joins"], "or the test tests nothing"
    for join in seen["joins"]:
        one = told["visits"][join["id"]]
        assert one["joint"]
        assert one["others"] == join["with"]
        assert one["org"] == "trust"
        assert not set(join["visits"]) & set(told["visits"])
        assert one["long"] == 60 * join["duration_minutes"]
    made = {visit for join in roster.joins for visit in join.visits}
    assert all(problem.visit[visit].organisation != "trust" or visit not in told["visits"] for visit in made)

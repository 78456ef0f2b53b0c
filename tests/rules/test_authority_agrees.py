"""Authority said twice: for every visit and shift of random days the checker and the engine's terms say the same."""

from __future__ import annotations

import random
from collections import Counter
from typing import Any, get_args

import pytest

from solver import terms
from solver.domain import JointVisit, Problem, Roster, Round, Stop, Visit, joined
from solver.rules import RULES, Pack, Permits, Readings, case_for, timeline
from solver.rules.permits import Lack
from solver.travel import journeys

from .random_authority import random_authority, random_joins

DAYS = 150
TOLD_TWICE = (*(rule.id for rule in RULES if rule.id.startswith(("authority_", "suspended"))), "competency")


def starts(dice: random.Random, readings: Readings, visit: Visit) -> list[int]:
    """The earliest start, the latest, and one between them."""
    span = readings.span(visit)
    latest = span.latest - visit.duration
    return [span.earliest, latest, dice.randint(span.earliest, latest)]


def lowered(problem: Problem, pack: Pack) -> dict[str, list[Any]]:
    travel = journeys(problem)
    return {rule.id: list(rule.lower(case_for(rule, problem, travel, pack))) for rule in RULES if rule.id in TOLD_TWICE}


def forbids(some: list[Any], visit: int, shift: int, start: int) -> bool:
    for term in some:
        if isinstance(term, terms.Forbid) and term.pairs[visit, shift]:
            return True
        if isinstance(term, terms.StartWithin) and term.visit == visit:
            assert all(a <= b for a, b in term.intervals)
            if not any(a <= start <= b for a, b in term.intervals):
                return True
    return False


def compare(seed: int) -> Counter[str]:
    """Both sides of a day; how often each rule, and each thing that may be lacking, forbade something."""
    dice = random.Random(seed)
    problem = random_authority(dice)
    problem = joined(problem, random_joins(dice, problem))
    travel, pack = journeys(problem), Pack.for_problem(getattr(problem, "origin", problem))
    said, readings = lowered(problem, pack), Readings(problem, pack)
    cases = {rule.id: case_for(rule, problem, travel, pack) for rule in RULES if rule.id in TOLD_TWICE}
    permits, seen = Permits(readings), Counter[str]()
    for row, visit in enumerate(problem.visits):
        seen["joint"] += isinstance(visit, JointVisit)
        blocked = permits.blocked(visit)
        for column, shift in enumerate(problem.shifts):
            worker = problem.worker[shift.worker]
            obstacles = permits.obstacles(visit, worker, readings.acting[shift.id])
            seen.update({f"lack {one.lack}" for one in obstacles})
            assert bool(obstacles) == blocked[column]
            for start in starts(dice, readings, visit):
                roster = Roster(rounds=(Round(shift=shift.id, stops=(Stop(visit=visit.id, start=start),)),))
                measured = timeline(problem, roster, travel)
                ours = set()
                for rule in RULES:
                    if rule.id in TOLD_TWICE and list(rule.breaches(cases[rule.id], measured)):
                        ours.add(rule.id)
                theirs = {name for name, some in said.items() if forbids(some, row, column, start)}
                assert ours == theirs, (seed, visit.id, shift.id, start)
                seen.update(ours)
                seen.update([] if ours else [f"free {readings.class_of(task)}" for task in visit.tasks])
            named = {one.rule for one in obstacles}
            assert {name for name in named if not forbids(said[name], row, column, start)} == set()
    return seen


@pytest.fixture(scope="module")
def seen() -> Counter[str]:
    found: Counter[str] = Counter()
    for seed in range(DAYS):
        found.update(compare(seed))
    return found


@pytest.mark.slow
def test_checker_and_engine_forbid_the_same(seen: Counter[str]) -> None:
    """And everything that can be lacking decides on some of the days; so does nothing at all."""
    assert min(seen[rule] for rule in TOLD_TWICE) > 100
    assert [lack for lack in get_args(Lack) if not seen[f"lack {lack}"]] == []
    assert min(seen[f"free {task}"] for task in ("registered", "delegated", "protocol", "ordinary")) > 20
    assert seen["joint"] > 50

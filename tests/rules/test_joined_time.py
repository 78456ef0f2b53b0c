"""Rule joined_time: nothing apart, the worth of what is saved, by whose time it is, and its sentence."""

from __future__ import annotations

from typing import Any

import pytest

from fixtures.joint import joined_day
from solver.check import joined_as, known_part
from solver.domain import JointVisit, Problem, Roster
from solver.rules import RULES, Breach, Pack, case_for, timeline
from solver.travel import journeys

RULE = next(rule for rule in RULES if rule.id == "joined_time")


def told(problem: Problem, roster: Roster) -> list[Breach]:
    judged = joined_as(problem, roster)
    travel = journeys(judged)
    measured = timeline(judged, known_part(judged, roster), travel)
    return list(RULE.breaches(case_for(RULE, judged, travel, Pack.for_problem(problem)), measured))


def priced(problem: Problem, care: float, health: float) -> Problem:
    return problem.replace(pack={"joined_time": {"care_price": care, "health_price": health}})


def test_visits_apart_have_no_part_in_it() -> None:
    problem, roster = joined_day()
    apart = roster.model_copy(update={"joins": ()})
    assert told(problem, apart) == []


def test_minutes_saved_by_whose_time_they_are() -> None:
    """A carer makes the nurse's and the carer's visit as one: the nurse's minutes count at the nurse's price."""
    problem, roster = joined_day()
    judged = joined_as(problem, roster)
    for care, health in ((0.0, 0.0), (10.0, 10.0), (10.0, 30.0)):
        found = {breach.visit: breach for breach in told(priced(problem, care, health), roster)}
        assert found
        for name, breach in found.items():
            visit = judged.visit[name]
            assert isinstance(visit, JointVisit)
            nurse = judged.worker[breach.worker].registered_nurse
            own = visit.duration / 60 * (health if nurse else care)
            sectors = [(part.duration / 60, judged.organisation[part.organisation].sector) for part in visit.parts]
            apart = sum(minutes * (health if sector == "health" else care) for minutes, sector in sectors)
            assert breach.cost == pytest.approx((own - apart) * 1000, abs=1 * visit.duration)
            assert breach.amount == sum(part.duration for part in visit.parts) - visit.duration
            assert not breach.hard


def test_its_sentence() -> None:
    found = {breach.visit: breach for breach in told(*joined_day())}
    assert found["n1+c1"].sentence == (
        "Ada Testclient's visit n1+c1 takes Carl Testworker 45 min; apart it would have taken 50 min."
    )


def test_terms_say_the_same() -> None:
    problem, roster = joined_day()
    judged = joined_as(problem, roster)
    case = case_for(RULE, judged, journeys(judged), Pack.for_problem(problem))
    term: Any
    (term,) = RULE.lower(case)
    for breach in told(problem, roster):
        assert term.cost[judged.visit_number[breach.visit], judged.shift_number[breach.shift]] == breach.cost
    ordinary = [v for v, visit in enumerate(judged.visits) if not isinstance(visit, JointVisit)]
    assert not term.cost[ordinary].any()

"""A golden roster, broken once per rule: the checker names exactly that rule."""

from __future__ import annotations

import pytest

from solver.check import check
from solver.domain import Problem, Shift
from solver.rules import RULES

from .golden_day import GOLDEN, at, changed, roster, visit
from .test_joining_conditions import AUTHORITY, JOINS

HARD = {
    "competency": ("v1", "s1", "s2", at("8:40")),
    "refused_worker": ("v13", "s5", "s2", at("15:15")),
    "time_window": ("v8", "s3", "s3", at("8:20")),
    "lateness_cap": ("v8", "s3", "s3", at("11:40")),
    "clinical_window": ("v1", "s1", "s1", at("8:25")),
    "time_critical": ("v3", "s1", "s1", at("11:31")),
    "dose_spacing": ("v4", "s1", "s1", at("13:05")),
    "double_handed": ("v2", "s2", None, 0),
    "same_start": ("v11", "s2", "s2", at("14:35")),
    "same_worker": ("v6", "s2", "s3", at("11:40")),
    "different_worker": ("v8", "s3", "s2", at("9:00")),
    "both_or_none": ("v10", "s3", None, 0),
    "travel_time": ("v3", "s1", "s1", at("10:35")),
    "shift_bounds": ("v8", "s3", "s3", at("8:35")),
    "break": (None, "s1", None, 0),
    "lone_working": ("v13", "s5", "s5", at("18:10")),
    "pins": ("v9", "s3", "s2", at("9:10")),
    "daily_rest": ("v18", "s8", "s8", at("7:40", 1)),
    "one_place": ("v13", "s5", "s5", at("15:15")),
    "weekly_hours": ("v16", "s5", "s5", at("19:20")),
}
SOFT = {
    "time_window": ("v8", "s3", "s3", at("9:31")),
    "overtime": ("v10", "s3", "s3", at("11:30")),
    "continuity": ("v16", "s5", "s2", at("15:15")),
    "preferred_worker": ("v10", "s3", "s2", at("9:10")),
    "unserved": ("v16", "s5", None, 0),
    "agency": ("v16", "s5", "s9", at("17:30")),
}


def test_the_golden_roster_has_no_hard_breach(problem: Problem) -> None:
    judged = check(problem, roster(problem, GOLDEN))
    assert [breach.sentence for breach in judged.breaches if breach.hard] == []
    assert judged.feasible
    assert not set(SOFT) & set(judged.score.by_rule)


@pytest.mark.parametrize("rule", HARD)
def test_broken_once_names_exactly_that_rule(problem: Problem, rule: str) -> None:
    if rule == "shift_bounds":  # the shift starts later, so that its first visit makes its worker leave before it
        later = problem.shift["s3"].model_copy(update={"start": at("8:30")})
        problem = problem.replace(shifts=tuple(later if shift.id == "s3" else shift for shift in problem.shifts))
    if rule == "daily_rest":  # these two short rounds may come to one duty of more than twelve hours
        problem = problem.replace(pack={**problem.pack, "daily_rest": {"duty_minutes": 720}})
    judged = check(problem, roster(problem, changed(HARD[rule])))
    assert {breach.rule for breach in judged.breaches if breach.hard} == {rule}
    assert not judged.feasible
    assert judged.breaches[0].hard


@pytest.mark.parametrize("rule", SOFT)
def test_a_soft_rule_broken_once_costs_under_its_own_name(problem: Problem, rule: str) -> None:
    golden = check(problem, roster(problem, GOLDEN)).score
    judged = check(problem, roster(problem, changed(SOFT[rule])))
    assert judged.feasible
    assert set(judged.score.by_rule) - set(golden.by_rule) == {rule}
    assert judged.score.total == sum(judged.score.by_rule.values())


def test_weekly_rest_broken_once_names_exactly_that_rule(problem: Problem) -> None:
    """Zoe works on each day of a week; the last day of it is free until its visit is given to her."""
    days = range(2, 7)
    visits = tuple(visit(f"w{day}", "bert", day=day) for day in days)
    shifts = tuple(Shift(id=f"z{day}", worker="zoe", start=at("8:00", day), end=at("12:00", day)) for day in days)
    week = problem.replace(
        horizon=problem.horizon.model_copy(update={"days": 7}),
        visits=problem.visits + visits,
        shifts=problem.shifts + shifts,
    )
    broken = GOLDEN | {f"z{day}": [(f"w{day}", at("8:10", day))] for day in days}
    golden = {shift: stops for shift, stops in broken.items() if shift != "z6"}
    assert check(week, roster(week, golden)).feasible
    judged = check(week, roster(week, broken))
    assert [breach.rule for breach in judged.breaches if breach.hard] == ["weekly_rest"]


def test_calls_too_near_to_each_other_name_exactly_that_rule(problem: Problem) -> None:
    """Ada's medicines, 70 minutes apart in the order of their windows."""
    opens = {"v1": "8:00", "v9": "8:30"}
    visits = tuple(
        visit(one.id, "ada", opens[one.id], "19:00" if one.id == "v1" else "20:00").model_copy(
            update={"tasks": tuple(task.model_copy(update={"code": "medication"}) for task in one.tasks)}
        )
        if one.id in opens
        else one
        for one in problem.visits
    )
    calls = problem.replace(visits=visits)
    assert check(calls, roster(calls, GOLDEN)).feasible
    further = calls.replace(pack={**calls.pack, "call_spacing": {"least_minutes": {"medicine": 75.0}}})
    judged = check(further, roster(further, GOLDEN))
    assert [(breach.rule, breach.visit) for breach in judged.breaches if breach.hard] == [("call_spacing", "v9")]


def test_two_visits_at_once_name_exactly_that_rule(problem: Problem) -> None:
    """Yusuf is still with Bert when Xaver comes."""
    judged = check(problem, roster(problem, changed(("v10", "s3", "s3", at("11:45")))))
    assert [(breach.rule, breach.client) for breach in judged.breaches if breach.hard] == [("one_client", "bert")]


def test_whoever_is_under_18_is_not_out_at_night(problem: Problem) -> None:
    young = tuple(
        worker.model_copy(update={"under_18": True}) if worker.id == "zoe" else worker for worker in problem.workers
    )
    late = check(problem.replace(workers=young), roster(problem, changed(("v17", "s7", "s7", at("21:25")))))
    assert {breach.rule for breach in late.breaches if breach.hard} >= {"young_workers"}
    judged = check(problem, roster(problem, changed(("v17", "s7", "s7", at("21:25")))))
    assert "young_workers" not in {breach.rule for breach in judged.breaches}


def test_every_rule_that_forbids_is_broken_once() -> None:
    forbidding = {rule.id for rule in RULES if rule.forbids}
    apart = {"weekly_rest", "young_workers", "call_spacing", "one_client", "longest_walk", "bus_hours", "second_break"}
    broken = {*HARD, *AUTHORITY, *JOINS, *apart}
    assert forbidding - broken == set(), "break these once, in HARD or in a test of their own"
    assert broken - forbidding == set()

"""Joins decided in the search, confirmed by the checker; suggested with their gain; or left alone."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from solver.check import check
from solver.cli.joins import told_joins
from solver.domain import Agreement, JoinDecision, Problem
from solver.rules import Pack
from solver.solving import solve

from ..waiting import patience

pytestmark = pytest.mark.kernel

MOVES = 3_000


def agreed(*pre_agreed: str) -> Agreement:
    return Agreement.model_validate(
        {
            "id": "a1",
            "between": ("trust", "council"),
            "health_task_to_care_worker": True,
            "social_task_to_nurse": True,
            "pre_agreed": pre_agreed,
            "signed_by": "L. Example",
            "signed": "2027-01-04",
        }
    )


def test_off_joins_nothing_and_says_nothing(day: Any) -> None:
    result = solve(day.problem(), iterations=MOVES)
    assert (result.roster.joins, result.proposals, result.refusals, result.joins) == ((), (), (), "off")


def two_journeys(day: Any) -> Any:
    """Only carl can do both visits, and at one start only: apart they cost two journeys, of nora and of carl."""
    nora, carl = day.workers()
    soon = {"closes": 8 + 10 / 60, "windows_hard": True}
    return day.problem(
        day.nurse_visit(**soon),
        day.care_visit(**soon),
        workers=(nora.model_copy(update={"competencies": nora.competencies[1:]}), carl),
    )


def test_all_joins_what_pays_and_the_checker_agrees(day: Any) -> None:
    problem = two_journeys(day)
    apart = solve(problem, iterations=MOVES)
    result = solve(problem, iterations=MOVES, joins="all")
    assert [(join.id, join.outcome) for join in result.roster.joins] == [("n+c", "delegate")]
    assert result.feasible
    assert result.roster.unserved == ()
    assert result.check.score.total < apart.check.score.total
    assert check(problem, result.roster).score.total == result.check.score.total


def test_apply_waits_for_a_signature(day: Any) -> None:
    assert solve(day.problem(), iterations=MOVES, joins="apply").roster.joins == ()
    result = solve(day.problem(agreements=(agreed("delegate", "absorb"),)), iterations=MOVES, joins="apply")
    assert [join.signed_by for join in result.roster.joins] == ["a1"]
    refused = JoinDecision.model_validate(
        {
            "id": "j",
            "visits": ("n", "c"),
            "approved": False,
            "by": "L. Example",
            "role": "nurse lead",
            "on": "2027-02-01",
        }
    )
    problem = day.problem(agreements=(agreed("delegate", "absorb"),), join_decisions=(refused,))
    assert solve(problem, iterations=MOVES, joins="apply").roster.joins == ()


def test_suggest_leaves_the_roster_and_prices_each_join(day: Any) -> None:
    problem = two_journeys(day)
    free = {"one_client": {"price": 0.0}, "call_spacing": {"price": 0.0}}  # visits put back do not wait for these
    problem = problem.replace(pack={**problem.pack, **free})
    result = solve(problem, iterations=MOVES, joins="suggest")
    assert result.roster.joins == ()
    (proposal,) = result.proposals
    assert (proposal.doors, proposal.minutes, proposal.nurse_minutes) == (1, 5.0, 15.0)
    assert (proposal.sign, proposal.signed, proposal.delegations) == ("nurse lead", "", ("d1",))
    assert result.proposed is not None
    assert proposal.gain == result.check.score.total - result.proposed > 0
    assert "to be signed by a nurse lead" in "\n".join(told_joins(result))


def test_exact_decides_joins_too(day: Any) -> None:
    problem = two_journeys(day)
    result = solve(problem, iterations=MOVES, seconds=patience(), joins="all", exact=True)
    assert [join.id for join in result.roster.joins] == ["n+c"]
    assert result.bound is None


def test_two_hands_together_and_what_remains(day: Any) -> None:
    together = day.problem(day.nurse_visit(), day.care_visit("c", day.task("hoist_transfer", 20), workers=2))
    result = solve(together, iterations=MOVES, joins="all")
    assert result.feasible
    assert result.roster.unserved == ()
    nurse = day.nurse_visit("n", day.insulin(), day.task("pressure_area_check", 30, owner="health"))
    partly = day.problem(nurse, day.care_visit(), workers=day.workers())
    result = solve(partly, iterations=MOVES, joins="all")
    assert result.feasible
    assert result.roster.unserved == ()


def test_a_joined_roster_can_be_gone_on_from(day: Any) -> None:
    problem = day.problem()
    first = solve(problem, iterations=MOVES, joins="all")
    again = solve(problem, iterations=0, joins="all", start=first.roster)
    assert again.check.score.total == first.check.score.total
    assert again.roster.joins
    apart = solve(problem, iterations=MOVES, start=first.roster)
    assert apart.roster.joins == ()


@pytest.mark.parametrize("number", [60, pytest.param(2_000, marks=pytest.mark.long)])
def test_no_solved_roster_breaks_a_condition(registers: Any, number: int) -> None:
    """The checker judges each; where no condition stands in the way, visits really are joined."""
    joined = tried = 0

    @settings(max_examples=number, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(registers)
    def solved(problem: Problem) -> None:
        nonlocal joined, tried
        result = solve(problem, iterations=60, seed=1, joins="all", explain=False)
        judged = check(problem, result.roster, Pack.for_problem(problem).as_if_signed())
        assert [breach.sentence for breach in judged.breaches if breach.hard] == []
        tried += 1
        joined += bool(result.roster.joins)

    solved()
    assert tried >= number
    assert tried / 100 < joined < tried  # else the registers tell nothing

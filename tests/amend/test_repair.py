"""An amended day solved again from the amended roster, and amending as good as the audit."""

from __future__ import annotations

import pytest

from fixtures import generate
from solver.amend import Absent, Move, PinVisit, amend
from solver.check import check
from solver.domain import Pin, Problem, Roster
from solver.explain import without_visits
from solver.explain.audit import Auditor
from solver.explain.trial_pricing import TrialPricing
from solver.solving import solve

pytestmark = pytest.mark.kernel

Given = tuple[Problem, Roster]


@pytest.fixture(scope="module")
def team() -> Given:
    problem = generate("team", 2)
    return problem, solve(problem, iterations=100_000, explain=False).roster


def test_after_an_absence_solving_from_there_serves_again_and_keeps_pins(team: Given) -> None:
    problem, roster = team
    held = [stop.visit for stop in roster.rounds[0].stops if stop.visit is not None][:2]
    gone = problem.shift[next(one for one in roster.rounds[3:] if len(one.stops) > 4).shift].worker
    made = amend(problem, roster, [*(PinVisit(visit=visit) for visit in held), Absent(worker=gone)])
    assert made.safe
    assert made.roster.unserved
    result = solve(made.problem, iterations=100_000, start=made.roster)
    assert result.feasible
    assert result.check.score.total < made.after.score.total
    assert len(result.roster.unserved) < len(made.roster.unserved)
    starts = {(one.shift, stop.visit): stop.start for one in result.roster.rounds for stop in one.stops if stop.visit}
    for pin in made.problem.pins:
        if pin.visit in held and pin.shift is not None:
            assert starts[pin.shift, pin.visit] == pin.start
    assert all(made.problem.shift[one.shift].worker != gone for one in result.roster.rounds)


def test_no_more_moves_than_none_keeps_the_amended_roster(team: Given) -> None:
    problem, roster = team
    made = amend(problem, roster, [PinVisit(visit=roster.rounds[0].stops[0].visit or "")])
    again = solve(made.problem, iterations=0, start=made.roster, explain=False)
    assert again.check.score.total == made.after.score.total


def test_a_roster_that_breaks_a_pin_is_mended_by_solving(team: Given) -> None:
    problem, roster = team
    name, away = next(
        (stop.visit, shift.id)
        for round_ in roster.rounds
        for stop in round_.stops
        for shift in problem.shifts
        if stop.visit and problem.visit[stop.visit].workers == 1
        if shift.worker != problem.shift[round_.shift].worker
        if amend(problem, roster, [Move(visit=stop.visit, shift=shift.id)]).safe
    )
    made = amend(problem, roster, [PinVisit(visit=name, shift=away)])
    assert {breach.rule for breach in made.broken} == {"pins"}
    result = solve(made.problem, iterations=50_000, start=made.roster)
    assert result.feasible
    assert Pin(visit=name, shift=away) in result.problem.pins
    where = {stop.visit: one.shift for one in result.roster.rounds for stop in one.stops}
    assert where[name] == away


def test_wherever_the_audit_finds_a_legal_place_a_move_is_safe(hamlet: Given) -> None:
    problem, roster = hamlet
    tried = 0
    for one in roster.rounds:
        for stop in one.stops:
            if stop.visit is None or problem.visit[stop.visit].workers == 2:
                continue
            auditor = Auditor(TrialPricing(problem, without_visits(roster, {stop.visit})))
            fits = auditor.fits([problem.visit[stop.visit]])
            legal = {fit.placings[0].shift for fit in fits} - {one.shift}
            for shift in legal:
                made = amend(problem, roster, [Move(visit=stop.visit, shift=shift)])
                assert made.safe, (stop.visit, shift)
                tried += 1
    assert tried > 5


def test_untouched_rounds_keep_their_times(team: Given) -> None:
    problem, roster = team
    single = next(
        (one.shift, stop.visit)
        for one in roster.rounds
        for stop in one.stops
        if stop.visit and problem.visit[stop.visit].workers == 1
    )
    target = next(one.shift for one in roster.rounds if one.shift != single[0])
    made = amend(problem, roster, [Move(visit=single[1], shift=target)])
    before = {one.shift: one for one in roster.rounds if one.stops}
    after = {one.shift: one for one in made.roster.rounds}
    changed = {shift for shift in before if after.get(shift) != before[shift]}
    assert changed <= {single[0], target}
    assert check(problem, made.roster).score == made.after.score

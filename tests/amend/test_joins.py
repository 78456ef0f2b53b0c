"""Joins decided, moved and taken apart by hand, on a day with one join of every kind."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from fixtures.every_join import joined_day, joined_roster
from solver.amend import Absent, Amendment, DecideJoin, Move, PinVisit, Unpin, Unserve, amend
from solver.domain import InputFaults, JoinDecision, Pin, Problem, Roster

EVERY = [join.visits for join in joined_roster().joins]
DAY = date(2027, 2, 1)


def decide(problem: Problem, roster: Roster, visits: tuple[str, ...], approved: bool, **more: str | None) -> Amendment:
    decision = DecideJoin.model_validate(
        {"visits": visits, "approved": approved, "signed_by": "S. Example", "on": DAY}
        | ({"role": "nurse lead"} if approved else {})
        | more
    )
    return amend(problem, roster, [decision])


def decided(made: Amendment, visits: tuple[str, ...]) -> JoinDecision:
    """The last decision on these visits; earlier ones stay."""
    return [one for one in made.problem.join_decisions if set(one.visits) == set(visits)][-1]


def served(made: Amendment) -> set[str]:
    return {visit.id for visit in made.problem.visits} - {entry.visit for entry in made.roster.unserved}


@pytest.mark.parametrize("visits", EVERY)
def test_a_refused_join_comes_apart_and_an_approved_one_is_made_again(
    visits: tuple[str, ...], nothing_lost: Callable[[Amendment], None]
) -> None:
    apart = decide(joined_day(), joined_roster(), visits, approved=False, reason="not this week")
    nothing_lost(apart)
    assert apart.safe
    assert all(join.visits != visits for join in apart.roster.joins)
    assert len(apart.roster.joins) == 4
    assert set(visits) <= served(apart)
    decision = decided(apart, visits)
    assert (decision.approved, decision.by, decision.on, decision.reason) == (False, "S. Example", DAY, "not this week")
    made = decide(apart.problem, apart.roster, visits, approved=True)
    nothing_lost(made)
    assert made.safe
    (join,) = (join for join in made.roster.joins if join.visits == visits)
    *_, refusal, decision = made.problem.join_decisions
    assert (refusal.approved, decision.approved, decision.answers) == (False, True, refusal.id)
    assert join.signed_by == f"S. Example ({decision.role})"


def test_health_work_that_changes_hands_wants_a_nurse_lead() -> None:
    apart = decide(joined_day(), joined_roster(), ("A-care", "A-nurse"), approved=False)
    with pytest.raises(InputFaults) as error:
        decide(apart.problem, apart.roster, ("A-care", "A-nurse"), approved=True, role="scheduler")
    assert [fault.where for fault in error.value.faults] == ["changes[0].role"]
    with pytest.raises(InputFaults) as error:  # whoever does not say who they are is no nurse lead
        decide(apart.problem, apart.roster, ("A-care", "A-nurse"), approved=True, role=None)
    assert [fault.where for fault in error.value.faults] == ["changes[0].role"]
    own = decide(joined_day(), joined_roster(), ("H-care", "H-meal"), approved=True, role=None)
    assert decided(own, ("H-care", "H-meal")).role == "scheduler"


@pytest.mark.parametrize("nurse", [True, False])
def test_a_worker_of_the_day_signs_as_nurse_lead_only_as_a_registered_nurse(nurse: bool) -> None:
    apart = decide(joined_day(), joined_roster(), ("A-care", "A-nurse"), approved=False)
    worker = next(one for one in apart.problem.workers if one.registered_nurse is nurse)
    if nurse:
        made = decide(apart.problem, apart.roster, ("A-care", "A-nurse"), approved=True, signed_by=worker.name)
        assert decided(made, ("A-care", "A-nurse")).by == worker.name
        return
    with pytest.raises(InputFaults) as error:
        decide(apart.problem, apart.roster, ("A-care", "A-nurse"), approved=True, signed_by=worker.name)
    assert [fault.where for fault in error.value.faults] == ["changes[0].signed_by"]
    assert "no registered nurse" in error.value.faults[0].expected


def test_an_outcome_that_nobody_there_can_give_is_left_to_solving() -> None:
    apart = decide(joined_day(), joined_roster(), ("H-care", "H-meal"), approved=False)
    made = decide(apart.problem, apart.roster, ("H-care", "H-meal"), approved=True, outcome="delegate")
    assert made.roster == apart.roster
    assert any("Solving again will join them" in one for one in made.sentences)
    assert decided(made, ("H-care", "H-meal")).approved


def test_what_can_never_be_one_is_only_written_down() -> None:
    made = decide(joined_day(), joined_roster(), ("F-nurse", "G-care"), approved=True)
    assert made.roster.joins == joined_roster().joins
    assert decided(made, ("F-nurse", "G-care")).approved


def test_a_joint_visit_moves_whole_under_the_name_of_any_part() -> None:
    for name in ("H-meal", "H-care+H-meal"):
        made = amend(joined_day(), joined_roster(), [Move(visit=name, shift="s-second")])
        assert made.safe
        assert [stop.visit for one in made.roster.rounds if one.shift == "s-second" for stop in one.stops] == [
            "H-care+H-meal"
        ]
        assert len(made.roster.joins) == 5


def test_a_worker_who_may_not_make_it_is_told_by_the_checker() -> None:
    day = joined_day()
    day = day.replace(delegations=tuple(one for one in day.delegations if one.worker != "second"))
    made = amend(day, joined_roster(), [Move(visit="A-care", shift="s-second")])
    assert not any(breach.hard for breach in made.before.breaches)
    assert {breach.rule for breach in made.broken} == {"authority_delegated"}


def test_a_part_taken_out_leaves_the_other_served(nothing_lost: Callable[[Amendment], None]) -> None:
    made = amend(joined_day(), joined_roster(), [Unserve(visit="B-care")])
    nothing_lost(made)
    assert made.safe
    assert "B-nurse" in served(made)
    reasons = {entry.visit: entry.reason for entry in made.roster.unserved}
    assert reasons["B-care"] == "Taken out of joint visit B-care+B-nurse by hand."
    whole = amend(joined_day(), joined_roster(), [Unserve(visit="B-care+B-nurse")])
    nothing_lost(whole)
    assert not {"B-care", "B-nurse"} & served(whole)


def test_an_absence_takes_joint_visits_with_all_their_parts(nothing_lost: Callable[[Amendment], None]) -> None:
    made = amend(joined_day(), joined_roster(), [Absent(worker="carer")])
    nothing_lost(made)
    assert made.safe
    gone = {"A-care", "A-nurse", "E-care", "E-nurse", "H-care", "H-meal"}
    assert gone <= {entry.visit for entry in made.roster.unserved}
    assert [join.id for join in made.roster.joins] == ["B-care+B-nurse", "C-care+D-nurse"]


def test_a_joint_visit_has_one_pin() -> None:
    made = amend(joined_day(), joined_roster(), [PinVisit(visit="E-care"), PinVisit(visit="E-nurse")])
    (pin,) = made.problem.pins
    assert pin == Pin(visit="E-nurse", shift="s-nurse", start=12 * 3600)
    assert made.safe
    assert len(made.roster.joins) == 5
    assert amend(made.problem, made.roster, [Unpin(visit="E-care+E-nurse")]).problem.pins == ()

"""What is stopped, which visits rest on it, and the roster without them. A little day: see tests/safety/days.py."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest

from solver.amend import (
    add_suspension,
    describe_suspension,
    end_suspension,
    find_resting,
    pin_over,
    resting_document,
    take_off_resting,
)
from solver.check import check
from solver.domain import InputFaults, Problem, Roster, Suspension
from solver.formats import read_problem, read_roster
from solver.solving import solve

from ..safety.days import (
    Plain,
    agreement,
    client,
    consents,
    day,
    delegation,
    insulin,
    nurse,
    registrant,
    shift,
    task,
    visit,
    worker,
)
from ..safety.doors import by_hand, join_of

HOURS = {"early": "09:00", "dose": "11:00", "meal": "12:00", "late": "14:00"}
TEN = datetime(2027, 3, 1, 10)


def plain_day(**lists: Any) -> Plain:
    """Ada's insulin early and at eleven, her meal at noon, Ben's meal at two; all are Cal's, a nurse is there too."""
    visits = [
        visit("early", insulin(), "09:00", "09:15", organisation="trust", windows_hard=True),
        visit("dose", insulin(), "11:00", "11:30", organisation="trust", windows_hard=True),
        visit("meal", task("meal", 20), "12:00", "12:30", windows_hard=True),
        visit("late", task("meal", 20), "14:00", "14:30", windows_hard=True, client="ben"),
    ]
    known = {
        "version": "2",
        "registrants": [registrant(), registrant("una")],
        "clients": [client(), client("ben", consents=consents())],
        "agreements": [agreement()],
        "delegations": [delegation(registrant="nora")],
    }
    staff = [nurse(), worker("cal", "council", ["insulin"]), worker("dee", "council")]
    return day(visits, staff, [shift("cal", "07:00", "16:00"), shift("nan")], **known | lists)


def given(**lists: Any) -> tuple[Problem, Roster]:
    problem = read_problem(json.dumps(plain_day(**lists)).encode())
    roster = by_hand({"CAL": list(HOURS.items())})
    made = read_roster(json.dumps(roster).encode(), problem)
    assert check(problem, made).feasible
    return problem, made


def stopped(
    problem: Problem, what: Any, of: str, starts: datetime = TEN, ends: datetime | None = None
) -> tuple[Problem, Suspension]:
    return add_suspension(problem, what, of, starts, ends, "said so", "Lea Example")


def names(problem: Problem, roster: Roster, stop: Suspension) -> list[str]:
    """The visits that rest on it; the checker names these and no others."""
    found = find_resting(problem, roster, stop)
    told = {one.visit for one in check(problem, roster).breaches if one.rule == "suspended"}
    assert {one.visit for one in found} == told
    return [one.visit for one in found]


@pytest.mark.parametrize(
    ("what", "of", "ends", "resting"),
    [
        ("client", "ada", None, ["dose", "meal"]),
        ("client", "ada", TEN.replace(hour=12), ["dose"]),
        ("worker", "cal", None, ["dose", "meal", "late"]),
        ("worker", "dee", None, []),
        ("task", "INSULIN", None, ["dose"]),
        ("task", "meal", TEN.replace(hour=13), ["meal"]),
        ("delegation", "cal-ada-insulin", None, ["dose"]),
        ("registrant", "nora", None, ["dose"]),
        ("registrant", "nora example", None, ["dose"]),
        ("registrant", "una", None, []),
    ],
)
def test_what_rests_on_it_is_what_the_checker_says(
    what: str, of: str, ends: datetime | None, resting: list[str]
) -> None:
    problem, roster = given()
    after, stop = stopped(problem, what, of, ends=ends)
    assert names(after, roster, stop) == resting


def test_the_worker_client_and_times_are_told() -> None:
    problem, roster = given()
    after, stop = stopped(problem, "delegation", "cal-ada-insulin")
    (one,) = find_resting(after, roster, stop)
    told = resting_document(after, one)
    assert (told["client_names"], told["worker_name"], told["shift"]) == (["Ada Pretend"], "Cal Sample", "CAL")
    assert (told["start"], told["progress"]) == ("2027-03-01T11:00:00+00:00", "to come")
    assert "stopped from 1 March 2027 10:00" in told["sentence"]


def test_a_visit_that_is_being_made_and_one_that_is_over_are_told_apart() -> None:
    """Both have agreed times that reach past the stop; only what is to come is taken off."""
    document = plain_day()
    for index, ends in ((0, "10:30"), (1, "11:30")):
        document["visits"][index]["windows"][0]["end"] = f"2027-03-01T{ends}"
    problem = read_problem(json.dumps(document).encode())
    roster = read_roster(json.dumps(by_hand({"CAL": list(HOURS.items())})).encode(), problem)
    after, stop = stopped(problem, "delegation", "cal-ada-insulin", TEN.replace(hour=11, minute=5))
    assert {one.visit: one.progress for one in find_resting(after, roster, stop)} == {"dose": "begun"}
    after, stop = stopped(problem, "delegation", "cal-ada-insulin")
    resting = find_resting(after, roster, stop)
    assert {one.visit: one.progress for one in resting} == {"early": "over", "dose": "to come"}
    assert take_off_resting(after, roster, stop, resting).out == ("dose",)
    held = pin_over(after, resting)
    assert [(pin.visit, pin.shift, held.horizon.label(pin.start or 0)) for pin in held.pins] == [
        ("early", "CAL", "09:00")
    ]
    taken = take_off_resting(held, roster, stop, resting)
    assert taken.out == ("dose",)
    assert taken.after.feasible, "made before the stop, and the checker knows it"
    made = solve(held, iterations=2000, start=taken.roster)
    assert made.feasible
    assert made.roster.unserved == ()
    where = {each.visit: (one.shift, each.start) for one in made.roster.rounds for each in one.stops}
    assert where["early"] == ("CAL", held.horizon.ticks(TEN.replace(hour=9)))
    assert where["dose"][0] == "NAN"


def test_a_second_delegation_in_force_leaves_the_visit() -> None:
    problem, roster = given(delegations=[delegation(registrant="nora"), delegation(id="d2", registrant="una")])
    after, stop = stopped(problem, "registrant", "nora")
    assert names(after, roster, stop) == []
    both, other = stopped(after, "delegation", "d2")
    assert names(both, roster, other) == ["dose"], "of the two the last one left it"


def test_what_rests_on_it_is_taken_off_and_all_else_stays() -> None:
    problem, roster = given()
    after, stop = stopped(problem, "delegation", "cal-ada-insulin")
    taken = take_off_resting(after, roster, stop, find_resting(after, roster, stop))
    assert taken.after.feasible
    assert not taken.before.feasible
    (out,) = taken.roster.unserved
    assert (out.visit, taken.out, taken.placed) == ("dose", ("dose",), ())
    assert "suspended" in out.reason.casefold()
    assert "said so" in out.reason
    assert "Lea" not in out.reason, "reasons of visits are read by partners, who stopped it is not theirs to know"
    stays = {(each.visit, each.start) for one in taken.roster.rounds for each in one.stops}
    assert stays == {(each.visit, each.start) for one in roster.rounds for each in one.stops if each.visit != "dose"}


def test_somebody_else_who_may_makes_it() -> None:
    problem, roster = given()
    after, stop = stopped(problem, "delegation", "cal-ada-insulin")
    taken = take_off_resting(after, roster, stop, find_resting(after, roster, stop), again=True)
    assert taken.after.feasible
    assert (taken.out, taken.placed) == (("dose",), ("dose",))
    assert [one.shift for one in taken.roster.rounds if any(each.visit == "dose" for each in one.stops)] == ["NAN"]


@pytest.mark.parametrize(("minutes", "dose"), [(5, "11:00"), (0, "10:58")])
def test_who_makes_it_instead_comes_at_whole_five_minutes_and_nothing_else_moves(minutes: int, dose: str) -> None:
    document = plain_day()
    document["visits"][1]["windows"][0]["start"] = "2027-03-01T10:58"
    document["pack"] = {"round_to": {"minutes": minutes}}
    problem = read_problem(json.dumps(document).encode())
    hours = HOURS | {"dose": "11:07", "meal": "12:03"}
    roster = read_roster(json.dumps(by_hand({"CAL": list(hours.items())})).encode(), problem)
    after, stop = stopped(problem, "delegation", "cal-ada-insulin")
    taken = take_off_resting(after, roster, stop, find_resting(after, roster, stop), again=True)
    label = after.horizon.label
    starts = {each.visit: label(each.start or 0) for one in taken.roster.rounds for each in one.stops}
    assert starts == hours | {"dose": dose}
    assert (taken.placed, taken.after.score) == (("dose",), check(after, taken.roster).score)


def test_nobody_may_where_the_task_is_stopped() -> None:
    problem, roster = given()
    after, stop = stopped(problem, "task", "insulin")
    taken = take_off_resting(after, roster, stop, find_resting(after, roster, stop), again=True)
    assert (taken.out, taken.placed) == (("dose",), ())


def test_of_a_joint_visit_the_other_clients_part_goes_on() -> None:
    document = plain_day(
        clients=[client(name, household="home") for name in ("ada", "ben")],
        households=[{"id": "home", "place": "door"}],
        join_decisions=[
            {
                "id": "J",
                "visits": ["meal", "late"],
                "approved": True,
                "by": "Lea Example",
                "role": "team lead",
                "on": "2027-02-22",
            }
        ],
    )
    document["visits"][3]["windows"] = document["visits"][2]["windows"]
    problem = read_problem(json.dumps(document).encode())
    join = join_of(document, [("meal", 0), ("late", 0)])
    plain = by_hand({"CAL": [("meal+late", "12:10")]}, join, unserved=["early", "dose"])
    roster = read_roster(json.dumps(plain).encode(), problem)
    assert check(problem, roster).feasible
    after, stop = stopped(problem, "client", "ben")
    (one,) = find_resting(after, roster, stop)
    assert (one.visits, set(one.clients)) == (("meal", "late"), {"ada", "ben"})
    taken = take_off_resting(after, roster, stop, [one])
    assert taken.after.feasible
    assert taken.out == ("late",)
    assert "meal" in {each.visit for one in taken.roster.rounds for each in one.stops}


def test_what_is_solved_afterwards_keeps_to_it_and_to_its_end() -> None:
    problem, roster = given()
    after, stop = stopped(problem, "client", "ada", ends=TEN.replace(hour=12))
    made = solve(after, iterations=2000, start=roster)
    assert made.feasible
    assert [one.visit for one in made.roster.unserved] == ["dose"]
    assert "suspended" in (made.roster.unserved[0].reason or "").casefold()
    ended, gone = end_suspension(after, stop.id, TEN.replace(hour=10, minute=30), "Nora Example")
    assert (ended.horizon.moment(gone.ends or 0).minute, gone.ended_by) == (30, "Nora Example")
    assert [one.id for one in ended.suspensions] == [stop.id], "it is ended and stays in the list"
    assert solve(ended, iterations=2000, start=made.roster).roster.unserved == ()


def test_every_fault_is_told_with_what_is_near() -> None:
    problem, _ = given()
    with pytest.raises(InputFaults) as told:
        add_suspension(problem, "delegation", "cal-ada-insuln", TEN, TEN, " ", "n/a")
    faults = {fault.where: fault.expected for fault in told.value.faults}
    assert set(faults) == {"delegation", "to", "reason", "by"}
    assert "cal-ada-insulin (Ada Pretend's insulin by Cal Sample)" in faults["delegation"]
    meant = {
        ("client", "Ada Pretnd"): "ada (Ada Pretend)",
        ("task", "insullin"): "insulin",
        ("worker", "kal"): "cal (Cal Sample)",
        ("registrant", "Nora Exampel"): "Nora Example",
    }
    for (what, of), near in meant.items():
        with pytest.raises(InputFaults) as told:
            stopped(problem, what, of)
        assert near in told.value.faults[0].expected, what
    with pytest.raises(InputFaults) as told:
        end_suspension(problem, "stop-1", TEN, "Lea Example")
    assert "nothing is stopped" in told.value.faults[0].expected


def test_one_that_has_ended_is_not_ended_again() -> None:
    problem, _ = given()
    after, stop = stopped(problem, "client", "ada", ends=TEN.replace(hour=12))
    again, _ = end_suspension(after, stop.id, TEN.replace(hour=11), "Lea Example")
    with pytest.raises(InputFaults, match="in force"):
        end_suspension(again, stop.id, TEN.replace(hour=13), "Lea Example")
    assert describe_suspension(again, again.suspensions[0]) == (
        "Ada Pretend (ada) is stopped from 1 March 2027 10:00 until 1 March 2027 11:00"
    )

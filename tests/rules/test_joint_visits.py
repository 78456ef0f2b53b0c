"""Reports and accounts that meet joint visits: both clients of a household, each task in its owner's account."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from fixtures.joint import joined_day
from fixtures.paper import MINUTE, at, round_
from solver.check import check
from solver.domain import PastVisit, Pin, Roster
from solver.rules import Breach, faces_of

if TYPE_CHECKING:
    from solver.domain import Problem


def told(rule: str, *, roster: Roster | None = None, **changes: Any) -> list[Breach]:
    """What one rule says of the joined day, some of the problem's fields changed."""
    problem, made = joined_day()
    judged = check(problem.replace(**changes), roster or made)
    return [breach for breach in judged.breaches if breach.rule == rule]


def pack(**values: Any) -> dict[str, Any]:
    return {"pack": {**joined_day()[0].pack, **values}}


def clients(name: str, **fields: Any) -> dict[str, Any]:
    found: Problem = joined_day()[0]
    return {"clients": tuple(c.model_copy(update=fields) if c.id == name else c for c in found.clients)}


def test_a_joint_visit_counts_in_the_account_of_each_task_and_for_both_clients() -> None:
    judged = check(*joined_day())
    faces = faces_of(judged.problem, judged.timeline, 14)
    assert {account: sorted(found) for account, found in faces.items()} == {
        "care": ["ada", "bea", "bert"],
        "health": ["ada", "cora"],
        "all": ["ada", "bea", "bert", "cora"],
    }
    assert faces["all"]["ada"].visits == 1  # one visit, though two were commissioned


def test_a_new_face_for_each_of_a_couple() -> None:
    price = pack(continuity={"price": 3.0})
    assert [breach.client for breach in told("continuity", **price)] == ["ada", "cora", "bert", "bea"]
    known = (PastVisit(client="bea", worker="carl", start=-86_400),)
    assert [breach.client for breach in told("continuity", history=known, **price)] == ["ada", "cora", "bert"]


def test_the_second_of_a_couple_declines() -> None:
    (found,) = told("refused_worker", **clients("bea", refused_workers=("carl",)))
    assert found.client == "bea"
    assert found.sentence == (
        "Bea Testclient has declined Carl Testworker (Bert Testclient's and Bea Testclient's visit c2+c3 at 09:25)."
    )


def test_the_second_of_a_couple_is_visited_in_daylight_only() -> None:
    hours = {"lone_working": {"daylight_from_hour": 9.5}}
    assert [
        breach.visit for breach in told("lone_working", **clients("bea", lone_working="daylight"), **pack(**hours))
    ] == ["c2+c3"]


@pytest.mark.parametrize(("most", "over"), [(3, 0), (2, 1)])
def test_a_couple_counts_twice_in_a_nurses_day(most: int, over: int) -> None:
    made = joined_day()[1]
    nurse = Roster(
        rounds=(round_("k", ("n1+c1", at(8, 30))), round_("n", ("n2", at(9)), ("c2+c3", at(9, 40)))), joins=made.joins
    )
    found = told("caseload", roster=nurse, **pack(caseload={"visits": most}))
    assert [breach.amount for breach in found] == ([over] if over else [])


def test_a_short_joint_visit_wants_familiar_faces_for_both() -> None:
    short = pack(visit_length={"minutes": 40.0})
    known = (PastVisit(client="bert", worker="carl", start=-86_400),)
    found = [breach for breach in told("visit_length", history=known, **short) if breach.visit == "c2+c3"]
    assert [breach.amount for breach in found] == [5 * MINUTE]
    assert "Carl Testworker is not familiar" in found[0].sentence


def test_a_pin_of_a_part_holds_the_joint_visit() -> None:
    assert told("pins", pins=(Pin(visit="n1", worker="carl"),)) == []
    (found,) = told("pins", pins=(Pin(visit="n1", worker="nora"),))
    assert found.hard
    assert found.visit == "n1+c1"


def test_nothing_is_unserved_because_it_was_joined() -> None:
    assert told("unserved") == []
    assert told("double_handed") == []

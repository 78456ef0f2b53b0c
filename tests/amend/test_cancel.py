"""A visit cancelled: gone from the day with all that names it, and everything else stays as it is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from fixtures.every_join import joined_day, joined_roster
from fixtures.paper import MINUTE, at
from solver.amend import Amendment, Cancel, amend
from solver.check import check
from solver.domain import Accepting, CancelledVisit, InputFaults, JoinDecision, Link, Pin, Role
from solver.formats import read_problem
from solver.formats.document import json_bytes, problem_document

from .test_changes import roster, three, times

ON = date(2027, 2, 28)
Sound = Callable[[Amendment], None]


def gone(visit: str, **fields: Any) -> Cancel:
    return Cancel(**{"visit": visit, "by": "Lea Example", "reason": "daughter stays", "on": ON, **fields})


def faults(*changes: Cancel, **fields: Any) -> dict[str, str]:
    with pytest.raises(InputFaults) as error:
        amend(three(**fields), roster(), changes)
    return {fault.where: fault.expected for fault in error.value.faults}


def test_it_leaves_the_day_and_the_rest_stays(nothing_lost: Sound) -> None:
    made = amend(three(), roster(), [gone("b")])
    assert made.safe
    assert [visit.id for visit in made.problem.visits] == ["a", "c", "d"]
    assert times(made) == {"s": [("a", at(9)), ("d", at(12, 30))], "t": [("c", at(9)), ("d", at(12, 30))]}
    assert made.roster.unserved == ()
    assert made.problem.cancelled_visits == (
        CancelledVisit(id="b", client="B", organisation="care", reason="daughter stays", by="Lea Example", on=ON),
    )
    assert "is cancelled by Lea Example: daughter stays." in made.sentences[0]
    assert not any("unserved" in sentence for sentence in made.sentences)
    nothing_lost(made)


def test_one_for_two_workers_leaves_both_rounds(nothing_lost: Sound) -> None:
    made = amend(three(), roster(), [gone("d")])
    assert made.safe
    assert all(name != "d" for stops in times(made).values() for name, _ in stops)
    nothing_lost(made)


def test_pins_and_loose_links_fall_and_are_told() -> None:
    tied = three(
        pins=(Pin(visit="b", shift="s"),), links=(Link(id="l", kind="gap", first="a", second="b", min_gap=30 * MINUTE),)
    )
    made = amend(tied, roster(), [gone("b")])
    assert (made.problem.pins, made.problem.links) == ((), ())
    said = " ".join(made.sentences)
    assert "Link l between a and b (gap) falls with it." in said
    assert "b was pinned; that pin is gone." in said


@pytest.mark.parametrize(("kind", "words"), [("double_handed", "one double-handed visit"), ("both_or_none", "both or")])
def test_halves_of_one_visit_are_cancelled_together(kind: str, words: str, nothing_lost: Sound) -> None:
    link = Link(id="l", kind=kind, first="a", second="c")
    told = faults(gone("a"), links=(link,))
    assert list(told) == ["changes[0].visit"]
    assert "want c cancelled in the same list" in told["changes[0].visit"]
    assert words in told["changes[0].visit"]
    made = amend(three(links=(link,)), roster(), [gone("a"), gone("c")])
    assert made.safe
    assert [visit.id for visit in made.problem.visits] == ["b", "d"]
    nothing_lost(made)


def test_a_task_declared_the_same_order_is_an_order_of_its_own_again() -> None:
    problem = three()
    twin = {"duplicate_of": "a", "duplicate_declared_by": "Nora Example RN"}
    task = problem.visit["b"].tasks[0].model_copy(update=twin)
    again = problem.visit["b"].model_copy(update={"client": "A", "tasks": (task,)})
    visits = tuple(again if one.id == "b" else one for one in problem.visits)
    made = amend(problem.replace(visits=visits), roster(), [gone("a")])
    (task,) = made.problem.visit["b"].tasks
    assert (task.duplicate_of, task.duplicate_declared_by) == (None, "")
    assert any("an order of its own now" in sentence for sentence in made.sentences)


def test_what_was_decided_about_it_stays_and_is_read_again() -> None:
    decided = JoinDecision(id="j", visits=("a", "b"), approved=False, by="Nora Example", role=Role.NURSE_LEAD, on=ON)
    made = amend(three(join_decisions=(decided,)), roster(), [gone("b")])
    assert made.problem.join_decisions == (decided,)
    assert read_problem(json_bytes(problem_document(made.problem))) == made.problem


def test_a_joint_visit_falls_back_to_its_parts(nothing_lost: Sound) -> None:
    problem, joined = joined_day(), joined_roster()
    for join in joined.joins:
        made = amend(problem, joined, [gone(join.visits[0], role=Accepting.NURSE_LEAD)])
        assert join.id not in {one.id for one in made.roster.joins}
        assert join.visits[0] not in made.problem.visit
        assert any(f"Joint visit {join.id} is taken apart" in sentence for sentence in made.sentences)
        others = [one for one in joined.joins if one.id != join.id]
        assert {one.id for one in made.roster.joins} == {one.id for one in others}
        nothing_lost(made)
        assert check(made.problem, made.roster).score == made.after.score


@pytest.mark.parametrize(
    ("fields", "where", "words"),
    [
        ({"by": "?"}, "by", "want the name of whoever cancels it"),
        ({"reason": " "}, "reason", "want the reason"),
        ({"on": date(1066, 10, 14)}, "on", "want the day on which it was said, from"),
        ({"on": date(2099, 1, 1)}, "on", "want the day on which it was said, from"),
    ],
)
def test_who_and_why_and_when_are_told(fields: dict[str, object], where: str, words: str) -> None:
    told = faults(gone("b", **fields))
    assert list(told) == [f"changes[0].{where}"]
    assert told[f"changes[0].{where}"].startswith(words)


def test_an_unknown_visit_is_told_with_the_nearest() -> None:
    assert "the nearest: " in faults(gone("bb"))["changes[0].visit"]
    assert faults(gone("zzzzz"))["changes[0].visit"] == "want the id of one of the visits"
    made = amend(three(), roster(), [gone("b")])
    with pytest.raises(InputFaults) as error:
        amend(made.problem, made.roster, [gone("b")])
    assert "Lea Example cancelled this one on 28.02.2027" in error.value.faults[0].expected


def test_a_document_cannot_have_it_cancelled_and_commissioned() -> None:
    row = CancelledVisit(id="b", client="B", organisation="care", reason="away", by="Lea Example", on=ON)
    with pytest.raises(InputFaults) as error:
        three(cancelled_visits=(row,))
    assert [fault.where for fault in error.value.faults] == ["cancelled_visits[0].id"]

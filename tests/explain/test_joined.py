"""Explanations of a joined roster: a joined visit is asked for by either name, and the joins survive what is tried."""

from __future__ import annotations

from fixtures.joint import joined_day, not_joined
from fixtures.paper import round_
from solver.check import check
from solver.domain import Unserved
from solver.explain import difference, explain_placed, explain_unserved, repair_roster


def test_a_part_stands_for_its_joint_visit() -> None:
    problem, roster = joined_day()
    why = explain_placed(problem, roster, "n1")
    assert why == explain_placed(problem, roster, "n1+c1")
    assert why.sentence.startswith(
        "Carl Testworker makes Ada Testclient's 08:00 visit (n1+c1) at 08:30. It stands for "
    )
    assert "Ada Testclient's n1 and Ada Testclient's c1 (delegate)" in why.sentence
    assert [choice.workers for choice in why.others] == [("nora",)]


def test_what_was_joined_since() -> None:
    problem, roster = joined_day()
    found = difference(problem, not_joined(), roster)
    assert found[0] == "Bea Testclient's 08:00 visit (c3) is newly served, by Carl Testworker at 09:25."
    assert "Ada Testclient's 08:00 visit (n1) is made as one with c1 now." in found
    assert "Ada Testclient's 08:00 visit (n1) moved from Nora Testnurse to Carl Testworker." in found
    back = difference(problem, roster, not_joined())
    assert "Ada Testclient's 08:00 visit (n1) is a visit of its own now." in back
    assert difference(problem, roster, roster) == []


def test_what_is_put_in_leaves_the_joins_as_they_are() -> None:
    problem, roster = joined_day()
    without = roster.model_copy(update={"rounds": (roster.rounds[0], round_("n")), "unserved": (Unserved(visit="n2"),)})
    (told,) = explain_unserved(problem, without)
    assert told.verdict == "NOT-FOUND"
    repaired = repair_roster(problem, without).roster
    assert repaired.joins == roster.joins
    assert repaired.unserved == ()
    assert check(problem, repaired).feasible

"""How long the clients of a judged roster wait: visits left out by what they are worth, and ticks of lateness."""

from __future__ import annotations

from fixtures.joint import joined_day
from fixtures.paper import at, round_
from solver.check import Waiting, check
from solver.domain import Roster, Unserved


def test_nobody_waits_where_all_is_served_in_time() -> None:
    assert Waiting.of(check(*joined_day())) == Waiting(0, 0)


def test_what_is_left_out_and_what_is_late() -> None:
    """Bert's visit is made half an hour after its window, and all others are not made."""
    problem, _ = joined_day()
    late = problem.visit["c2"].windows[-1].end + at(0, 30)
    others = tuple(Unserved(visit=visit) for visit in problem.visit if visit != "c2")
    judged = check(problem, Roster(rounds=(round_("k", ("c2", late)),), unserved=others))
    found = Waiting.of(judged)
    assert found == Waiting(judged.score.by_rule["unserved"], 1800)
    assert found.left_out > 0

"""Two rosters compared: one sentence for each thing that changed."""

from __future__ import annotations

from fixtures.paper import at, day, round_, visit, worker
from solver.domain import Problem, Roster, Shift, Unserved
from solver.explain import difference


def three() -> Problem:
    return day(
        {"home A": 10, "home B": 10, "home C": 10, "A B": 10, "A C": 10, "B C": 10},
        [visit(name, name.upper(), 30, (at(9), at(12))) for name in "abc"],
        [worker("w"), worker("v")],
        [Shift(id="s", worker="w", start=at(8), end=at(14)), Shift(id="t", worker="v", start=at(8), end=at(14))],
    )


def test_the_same_roster_says_nothing() -> None:
    roster = Roster(rounds=(round_("s", ("a", at(9)), ("b", at(10))),), unserved=(Unserved(visit="c"),))
    assert difference(three(), roster, roster) == []


def test_each_change_has_its_sentence() -> None:
    old = Roster(rounds=(round_("s", ("a", at(9)), ("b", at(10))),), unserved=(Unserved(visit="c"),))
    new = Roster(rounds=(round_("t", ("b", at(10, 20)), ("c", at(11))),), unserved=(Unserved(visit="a"),))
    assert difference(three(), old, new) == [
        "Cora Testclient A's 09:00 visit (a) is newly unserved; it was with Wilf Testworker w at 09:00.",
        "Cora Testclient C's 09:00 visit (c) is newly served, by Wilf Testworker v at 11:00.",
        "Cora Testclient B's 09:00 visit (b) moved from Wilf Testworker w to Wilf Testworker v and starts 20 min "
        "later, at 10:20.",
        "Wilf Testworker w's shift s is empty now.",
        "Wilf Testworker v's shift t has visits now.",
    ]


def test_a_change_of_time_alone() -> None:
    old = Roster(rounds=(round_("s", ("a", at(9))),))
    new = Roster(rounds=(round_("s", ("a", at(9, 12))),))
    assert difference(three(), old, new) == [
        "Cora Testclient A's 09:00 visit (a), with Wilf Testworker w, starts 12 min later, at 09:12."
    ]
    assert difference(three(), new, old) == [
        "Cora Testclient A's 09:00 visit (a), with Wilf Testworker w, starts 12 min earlier, at 09:00."
    ]


def test_less_than_a_minute_is_no_change() -> None:
    old = Roster(rounds=(round_("s", ("a", at(9))),))
    assert difference(three(), old, Roster(rounds=(round_("s", ("a", at(9) + 59)),))) == []


def without_shift(problem: Problem, shift: str) -> Problem:
    return problem.replace(shifts=tuple(one for one in problem.shifts if one.id != shift))


def test_whose_visits_leave_the_day_with_a_shift() -> None:
    old = Roster(rounds=(round_("s", ("a", at(9)), ("b", at(10))), round_("t", ("c", at(11)))))
    new = Roster(rounds=(round_("t", ("b", at(10)), ("c", at(11))),), unserved=(Unserved(visit="a"),))
    today = without_shift(three(), "s")
    assert difference(today, old, new, left={"s": "w"}) == [
        "Cora Testclient A's 09:00 visit (a) is newly unserved; it was with Wilf Testworker w at 09:00.",
        "Cora Testclient B's 09:00 visit (b) moved from Wilf Testworker w to Wilf Testworker v.",
        "Wilf Testworker w's shift s left the day.",
    ]
    assert difference(today, old, new) == [
        "Cora Testclient A's 09:00 visit (a) is newly unserved; it was with somebody whose shift s left the day, at "
        "09:00.",
        "Cora Testclient B's 09:00 visit (b) moved from somebody whose shift s left the day to Wilf Testworker v.",
        "Shift s left the day.",
    ]


def test_of_two_workers_one_whose_shift_left_the_day_is_named() -> None:
    problem = three()
    both = problem.replace(visits=tuple(one.model_copy(update={"workers": 2}) for one in problem.visits))
    old = Roster(rounds=(round_("s", ("a", at(9))), round_("t", ("a", at(9)))))
    lost = Roster(rounds=(), unserved=(Unserved(visit="a"),))
    assert difference(without_shift(both, "t"), old, lost, left={"t": "v"})[0] == (
        "Cora Testclient A's 09:00 visit (a) is newly unserved; it was with Wilf Testworker v and Wilf Testworker w at "
        "09:00."
    )

"""Each change on a small day worked out on paper: what moves, what keeps its time, what breaks and what it costs."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from fixtures.paper import MINUTE, at, day, round_, visit, worker
from solver.amend import Absent, Amendment, Change, Move, PinVisit, Swap, Unpin, Unserve, amend, parse_changes
from solver.check import check
from solver.domain import Break, Fault, InputFaults, Link, Pin, Problem, Roster, Shift, Stop, Unserved
from solver.domain.money import pounds
from solver.rules import RULE_BY_ID

WAYS = {
    "home A": 10,
    "home B": 10,
    "home C": 10,
    "home D": 10,
    "A B": 10,
    "A C": 10,
    "A D": 10,
    "B C": 10,
    "B D": 10,
    "C D": 10,
}


def three(*more: Any, **fields: Any) -> Problem:
    """a, b and c, half an hour each at any time from 9 to 12; d takes two workers. Shifts s and t, 8 to 14; u."""
    visits = [visit(name, name.upper(), 30, (at(9), at(12))) for name in "abc"]
    visits.append(visit("d", "D", 30, (at(12, 30), at(13)), workers=2))
    shifts = [Shift(id=name, worker=who, start=at(8), end=at(14)) for name, who in zip("stu", "wvx", strict=True)]
    return day(WAYS, visits, [worker("w"), worker("v"), worker("x")], shifts, **fields)


def roster() -> Roster:
    """a and b with w, c with v; w and v at d together. x has nothing."""
    return Roster(
        rounds=(
            round_("s", ("a", at(9)), ("b", at(9, 40)), ("d", at(12, 30))),
            round_("t", ("c", at(9)), ("d", at(12, 30))),
        )
    )


def when(problem: Problem, ticks: int) -> Any:
    return problem.horizon.moment(ticks)


def times(made: Amendment) -> dict[str, list[tuple[str, int]]]:
    return {one.shift: [(stop.visit or "break", stop.start or 0) for stop in one.stops] for one in made.roster.rounds}


def rules(made: Amendment) -> set[str]:
    return {breach.rule for breach in made.broken}


def test_a_move_takes_the_cheapest_legal_time_and_leaves_other_rounds_alone() -> None:
    problem = three()
    made = amend(problem, roster(), [Move(visit="b", shift="t")])
    assert made.safe
    assert times(made)["s"] == [("a", at(9)), ("d", at(12, 30))]
    assert [name for name, _ in times(made)["t"]] in (["c", "b", "d"], ["b", "c", "d"])
    best = min(
        check(problem, Roster(rounds=(made.roster.rounds[0], round_("t", *order, ("d", at(12, 30)))))).score.total
        for start in range(at(9), at(12) + 1, 5 * MINUTE)
        for order in ([("c", at(9)), ("b", start)], [("b", at(9)), ("c", start)])
        if start >= at(9, 40)
    )
    assert made.after.score.total <= best
    assert made.cost == made.after.score.total - made.before.score.total
    assert any("moved from Wilf Testworker w to Wilf Testworker v" in one for one in made.sentences)
    assert made.sentences[-1].startswith(("It costs ", "It saves "))


def test_a_move_to_a_told_time_holds_even_where_it_breaks_a_rule() -> None:
    problem = three()
    made = amend(problem, roster(), [Move(visit="b", shift="t", start=when(problem, at(12, 15)))])
    assert ("b", at(12, 15)) in times(made)["t"]
    assert ("d", at(12, 30)) in times(made)["t"]  # where its other worker comes
    assert not made.safe
    assert rules(made) == {"travel_time"}
    assert all(breach.shift == "t" for breach in made.broken)
    made = amend(problem, roster(), [Move(visit="b", shift="t", start=when(problem, at(9, 10)))])
    assert made.safe  # c makes room
    made = amend(problem, roster(), [Move(visit="b", shift="s", start=when(problem, at(10)))])
    assert ("b", at(10)) in times(made)["s"]
    assert made.safe


def test_what_was_broken_before_and_is_not_after_is_mended() -> None:
    broken = Roster(
        rounds=(round_("s", ("a", at(9)), ("b", at(9, 10))), round_("t", ("c", at(9)))), unserved=(Unserved(visit="d"),)
    )
    made = amend(three(), broken, [Move(visit="b", shift="u")])
    assert {breach.rule for breach in made.mended} == {"travel_time"}
    assert made.safe


def test_one_hand_of_a_pair_moves_only_when_it_is_told_which() -> None:
    with pytest.raises(InputFaults) as error:
        amend(three(), roster(), [Move(visit="d", shift="u")])
    assert [fault.where for fault in error.value.faults] == ["changes[0].from_shift"]
    assert "s and t" in error.value.faults[0].expected
    made = amend(three(), roster(), [Move(visit="d", shift="u", from_shift="t")])
    assert made.safe
    assert times(made)["u"] == [("d", at(12, 30))]
    assert ("d", at(12, 30)) in times(made)["s"]
    assert times(made)["t"] == [("c", at(9))]


def test_the_partners_start_changes_with_it() -> None:
    problem = three()
    made = amend(problem, roster(), [Move(visit="d", shift="u", from_shift="t", start=when(problem, at(12, 45)))])
    assert made.safe
    assert times(made)["u"] == [("d", at(12, 45))]
    assert ("d", at(12, 45)) in times(made)["s"]
    made = amend(problem, roster(), [Move(visit="d", shift="s", start=when(problem, at(12, 50)))])
    assert made.safe
    assert ("d", at(12, 50)) in times(made)["t"]


def test_visits_tied_as_double_handed_start_together() -> None:
    tied = three(links=(Link(id="l", kind="double_handed", first="a", second="c"),))
    made = amend(tied, roster(), [Move(visit="a", shift="s", start=when(tied, at(10, 30)))])
    assert ("a", at(10, 30)) in times(made)["s"]
    assert ("c", at(10, 30)) in times(made)["t"]
    assert made.safe
    made = amend(tied, roster(), [Unserve(visit="c")])
    assert {entry.visit for entry in made.roster.unserved} == {"a", "c"}
    assert made.safe


def test_an_unserved_pair_wants_two_moves_in_one_list() -> None:
    apart = amend(three(), roster(), [Unserve(visit="d")])
    assert [entry.visit for entry in apart.roster.unserved] == ["d"]
    assert apart.roster.unserved[0].reason == "Taken off by hand."
    assert apart.safe
    with pytest.raises(InputFaults) as error:
        amend(three(), apart.roster, [Move(visit="d", shift="u")])
    assert "second move" in error.value.faults[0].expected
    made = amend(three(), apart.roster, [Move(visit="d", shift="u"), Move(visit="d", shift="t")])
    assert made.safe
    assert made.roster.unserved == ()


def test_pins_hold_the_start_of_what_is_moved() -> None:
    problem = three()
    pinned = amend(problem, roster(), [PinVisit(visit="b", start=when(problem, at(11)))])
    assert rules(pinned) == {"pins"}
    made = amend(pinned.problem, pinned.roster, [Move(visit="b", shift="t")])
    assert ("b", at(11)) in times(made)["t"]
    assert made.safe
    assert {breach.rule for breach in made.mended} == {"pins"}


def test_a_pin_without_more_holds_it_where_it_is_now() -> None:
    problem = three()
    made = amend(problem, roster(), [PinVisit(visit="a"), PinVisit(visit="d")])
    assert set(made.problem.pins) == {
        Pin(visit="a", shift="s", start=at(9)),
        Pin(visit="d", shift="s", start=at(12, 30)),
        Pin(visit="d", shift="t", start=at(12, 30)),
    }
    assert made.safe
    assert made.cost == 0
    moved = amend(made.problem, made.roster, [Move(visit="a", shift="t")])
    assert rules(moved) == {"pins"}
    free = amend(made.problem, made.roster, [Unpin(visit="a"), Move(visit="a", shift="t")])
    assert free.safe
    assert {pin.visit for pin in free.problem.pins} == {"d"}
    assert problem.pins == ()


def test_one_named_hand_of_a_pair_pins_the_other_too() -> None:
    made = amend(three(), roster(), [PinVisit(visit="d", shift="t")])
    assert set(made.problem.pins) == {Pin(visit="d", shift="t"), Pin(visit="d", shift="s")}
    away = amend(made.problem, made.roster, [Move(visit="d", shift="u", from_shift="t")])
    assert rules(away) == {"pins"}


def test_two_rounds_exchange_their_visits() -> None:
    made = amend(three(), roster(), [Swap(shifts=("s", "u"))])
    assert made.safe
    assert [name for name, _ in times(made)["u"]] == ["a", "b", "d"]
    assert "s" not in times(made)
    assert times(made)["t"] == [("c", at(9)), ("d", at(12, 30))]
    assert made.sentences[0].endswith("exchange their visits.")


def test_a_break_stays_with_its_shift() -> None:
    problem = three()
    rest = Break(duration=20 * MINUTE, earliest=at(9), latest=at(13))
    shifts = (problem.shifts[0].model_copy(update={"break_": rest}), *problem.shifts[1:])
    resting = Roster(
        rounds=(
            round_("s", ("a", at(9)), Stop(start=at(9, 40), duration=20 * MINUTE), ("b", at(10))),
            round_("t", ("c", at(9))),
        ),
        unserved=(Unserved(visit="d"),),
    )
    made = amend(problem.replace(shifts=shifts), resting, [Swap(shifts=("s", "t"))])
    assert made.safe
    assert [name for name, _ in times(made)["t"]] == ["a", "b"]
    made = amend(problem.replace(shifts=shifts), resting, [Move(visit="b", shift="t")])
    assert made.safe  # a break at the end of what is left would be a breach


def test_an_absence_leaves_its_visits_with_a_reason_and_drops_its_pins() -> None:
    problem = three(pins=(Pin(visit="c", shift="t"), Pin(visit="a", shift="s")))
    made = amend(problem, roster(), [Absent(worker="v")])
    assert made.safe
    assert [shift.id for shift in made.problem.shifts] == ["s", "u"]
    assert {entry.visit for entry in made.roster.unserved} == {"c", "d"}
    assert all(entry.reason == "Wilf Testworker v is absent (shift t)." for entry in made.roster.unserved)
    assert made.problem.pins == (Pin(visit="a", shift="s"),)
    assert any("that pin is gone" in one for one in made.sentences)
    assert [name for name, _ in times(made)["s"]] == ["a", "b"]
    assert len(problem.shifts) == 3


def test_of_an_absence_first_is_told_what_nobody_makes_and_its_money_is_no_saving() -> None:
    made = amend(three(), roster(), [Absent(worker="v")])
    assert made.sentences[:2] == (
        "Wilf Testworker v is absent: shift t leaves the day.",
        "2 visits that were made are made by nobody now.",
    )
    assert all("is newly unserved" in one for one in made.sentences[2:4])
    assert ", for visits that nobody makes. Preferences" in made.sentences[-1]


def test_several_changes_are_made_in_order_and_each_has_its_cost() -> None:
    made = amend(three(), roster(), [Move(visit="b", shift="u"), Move(visit="b", shift="s")])
    assert made.after.score.total <= made.before.score.total
    assert sum(one.startswith(("It costs", "It saves")) for one in made.sentences) == 2


def test_given_travel_and_check_give_the_same() -> None:
    from solver.travel import journeys

    problem = three()
    changes: list[Change] = [Move(visit="b", shift="t"), PinVisit(visit="b")]
    plain = amend(problem, roster(), changes)
    ready = amend(problem, roster(), changes, travel=journeys(problem), before=check(problem, roster()))
    assert (plain.roster, plain.cost, plain.sentences) == (ready.roster, ready.cost, ready.sentences)


def test_a_roster_without_times_gets_them() -> None:
    bare = Roster(
        rounds=tuple(
            one.model_copy(update={"stops": tuple(Stop(visit=stop.visit) for stop in one.stops)})
            for one in roster().rounds
        )
    )
    made = amend(three(), bare, [Unserve(visit="c")])
    assert times(made)["s"] == [("a", at(9)), ("b", at(9, 40)), ("d", at(12, 30))]


def told(problem: Problem, *changes: Any) -> list[tuple[str, Any]]:
    with pytest.raises(InputFaults) as error:
        amend(problem, roster(), parse_changes(list(changes)))
    faults: tuple[Fault, ...] = error.value.faults
    assert all(fault.expected.startswith("want ") for fault in faults)
    return [(fault.where, fault.value) for fault in faults]


def test_every_fault_is_told_at_once_and_nothing_is_changed() -> None:
    problem = three()
    late = (problem.horizon.start + timedelta(days=3)).isoformat()
    assert told(
        problem,
        {"change": "move", "visit": "a", "shift": "t"},
        {"change": "move", "visit": "nobody", "shift": "nowhere"},
        {"change": "move", "visit": "a", "shift": "s", "from_shift": "u"},
        {"change": "pin", "visit": "a", "worker": "who", "start": late},
        {"change": "swap", "shifts": ["s", "s"]},
        {"change": "absent", "worker": "w", "shifts": ["t"]},
        {"change": "unpin", "visit": "b"},
        {"change": "unserve", "visit": "zz"},
        {"change": "decide_join", "visits": ["a", "zz"], "approved": True, "signed_by": "S. Example"},
    ) == [
        ("changes[1].shift", "nowhere"),
        ("changes[1].visit", "nobody"),
        ("changes[2].from_shift", "u"),
        ("changes[3].start", late),
        ("changes[3].worker", "who"),
        ("changes[4].shifts[1]", "s"),
        ("changes[5].shifts[0]", "t"),
        ("changes[6].visit", "b"),
        ("changes[7].visit", "zz"),
        ("changes[8].visits[1]", "zz"),
    ]


@pytest.mark.parametrize(
    ("plain", "where", "wanted"),
    [
        ([], "changes", "at least one change"),
        ([{"change": "present"}], "changes[0].change", "want one of move, unserve"),
        (["move"], "changes[0]", "curly brackets"),
        ([{"change": "move", "visit": "a"}], "changes[0].shift", "may not be left out"),
        ([{"change": "unserve", "visit": "a", "who": 1}], "changes[0].who", "known names: change, visit"),
        ([{"change": "move", "visit": "a", "shift": "t", "start": "2027-03-01T09:00"}], "changes[0].start", "offset"),
        ([{"change": "swap", "shifts": ["s"]}], "changes[0].shifts[1]", "may not be left out"),
        (
            [{"change": "decide_join", "visits": ["a", "a"], "approved": True, "signed_by": "x"}],
            "changes[0]",
            "different visits",
        ),
    ],
)
def test_what_cannot_be_read_is_told_by_its_path(plain: Any, where: str, wanted: str) -> None:
    with pytest.raises(InputFaults) as error:
        parse_changes(plain)
    (fault,) = error.value.faults
    assert fault.where == where
    assert wanted in fault.expected


def test_points_are_not_told_as_money() -> None:
    """Leaving a visit out is dear, and nobody pays it."""
    made = amend(three(), roster(), [Unserve(visit="a")])
    told = made.sentences[-1]
    money, points = told.split(" Preferences and penalties, which are no money: ")
    paid = sum(cost for rule, cost in made.after.score.by_rule.items() if RULE_BY_ID[rule].paid)
    paid -= sum(cost for rule, cost in made.before.score.by_rule.items() if RULE_BY_ID[rule].paid)
    assert money.startswith(f"It {'costs' if paid > 0 else 'saves'} {pounds(abs(paid))} (")
    assert "points worse (unserved +" in points
    assert "\u00a3" not in points


def test_where_only_points_change_no_money_is_named() -> None:
    made = amend(three(), roster(), [PinVisit(visit="a")])
    assert made.sentences[-1] == "It costs the same."

"""Each verdict where it belongs, with what it must name."""

from __future__ import annotations

import re
from datetime import date

import pytest

from fixtures import generate
from fixtures.paper import at, day, round_, visit, worker
from fixtures.tiny import company_not_worth_the_way, nobody_competent
from solver.check import check
from solver.domain import HeldCompetency, Link, Problem, Roster, Shift, TimeCritical, Unserved, Window
from solver.explain import audit, explain_placed, explain_unserved, without_visits


def shift(name: str, who: str, start: int = 8, end: int = 12) -> Shift:
    return Shift(id=name, worker=who, start=at(start), end=at(end), max_overtime=0)


def test_nobody_competent_is_proven_with_rule_and_groups() -> None:
    problem, roster, _ = nobody_competent()
    (found,) = explain_unserved(problem, roster)
    assert (found.visit, found.verdict) == ("tube", "PROVEN")
    assert "2 care workers lack peg_feeding [competency]" in found.reason


def test_groups_are_told_apart_by_reason_and_profession() -> None:
    lapsed = (HeldCompetency(competency="wound_care", expires=date(2027, 2, 28)),)
    expired = worker("n3", registered_nurse=True).model_copy(update={"competencies": lapsed})
    problem = day(
        {"home A": 10},
        [visit("wound", "A", 30, (at(9), at(10)), needs=("wound_care",), windows_hard=True)],
        [
            worker("c1"),
            worker("c2"),
            worker("n1", "home", "wound_care", registered_nurse=True),
            worker("n2", "home", "wound_care", registered_nurse=True),
            expired,
        ],
        [shift("s1", "c1"), shift("s2", "c2"), shift("s3", "n1", 14, 18), shift("s4", "n2", 14, 18), shift("s5", "n3")],
    )
    (found,) = explain_unserved(problem, Roster(unserved=(Unserved(visit="wound"),)))
    assert found.verdict == "PROVEN"
    assert "2 care workers lack wound_care [competency]" in found.reason
    assert "2 nurses are off duty then [shift_bounds]" in found.reason
    assert "Wilf Testworker n3 has let wound_care expire [competency]" in found.reason


def test_two_workers_wanted_and_one_to_be_had_is_proven() -> None:
    problem = day(
        {"home A": 10}, [visit("lift", "A", 30, (at(9), at(10)), workers=2)], [worker("w")], [shift("s", "w")]
    )
    (found,) = explain_unserved(problem, Roster(unserved=(Unserved(visit="lift"),)))
    assert found.verdict == "PROVEN"
    assert "two workers at once and only Wilf Testworker w could come" in found.reason


def test_the_partner_of_a_proven_visit_is_proven() -> None:
    problem = day(
        {"home A": 10},
        [visit("tube", "A", 30, (at(9), at(10)), needs=("peg_feeding",)), visit("help", "A", 30, (at(9), at(10)))],
        [worker("w"), worker("v")],
        [shift("s", "w"), shift("t", "v")],
        links=(Link(id="tie", kind="double_handed", first="tube", second="help"),),
    )
    found = {one.visit: one for one in explain_unserved(problem, Roster(unserved=(Unserved(visit="tube"),)))}
    assert found["help"].verdict == "PROVEN"
    assert "goes together with" in found["help"].reason
    assert "tube" in found["help"].reason


def squeezed() -> tuple[Problem, Roster]:
    """One worker, two visits at exactly nine: only one can be made."""
    problem = day(
        {"home A": 10, "home B": 10, "A B": 10},
        [
            visit("taken", "A", 30, (at(9), at(9)), windows_hard=True, priority=3),
            visit("out", "B", 30, (at(9), at(9, 10)), windows_hard=True, priority=2),
        ],
        [worker("w")],
        [shift("s", "w")],
    )
    return problem, Roster(rounds=(round_("s", ("taken", at(9))),), unserved=(Unserved(visit="out"),))


def test_squeezed_out_is_capacity_with_what_it_would_displace() -> None:
    (found,) = explain_unserved(*squeezed())
    assert (found.visit, found.verdict, found.displaces) == ("out", "CAPACITY", ("taken",))
    assert "giving up Cora Testclient A's 09:00 visit (taken), priority 3, 3.00 points" in found.reason
    # taken ends 9:30, ten minutes on the road: 9:40 is half an hour after the window closes
    assert "starting at 09:40, 30 min after the agreed window, with Wilf Testworker w" in found.reason


def test_who_could_only_come_too_late_is_told_when() -> None:
    """On duty from ten, ten minutes away: at priority 5 a visit until nine may begin by ten."""
    late = visit("late", "A", 30, (at(8), at(9)), priority=5)
    staff = [worker("w"), worker("v"), worker("u")]
    shifts = [shift("s", "w", 10), shift("t", "v", 11), shift("z", "u", 6, 7)]
    problem = day({"home A": 10}, [late], staff, shifts)
    roster = Roster(unserved=(Unserved(visit="late"),))
    (found,) = explain_unserved(problem, roster)
    assert found.verdict == "PROVEN"
    assert (
        "2 care workers could only come too late (earliest 10:10, 70 min late; cap 60 min) [lateness_cap]"
        in found.reason
    )
    assert "Wilf Testworker u is off duty then [shift_bounds]" in found.reason
    less = problem.replace(visits=(late.model_copy(update={"priority": 3}),))
    assert [one.verdict for one in explain_unserved(less, roster)] == ["PRICED"]


def test_who_is_too_late_for_one_window_may_be_in_time_for_the_next() -> None:
    windows = tuple(Window(start=at(a), end=at(b)) for a, b in ((8, 9), (14, 15)))
    twice = visit("twice", "A", 30, (at(8), at(9)), priority=5).model_copy(update={"windows": windows})
    problem = day({"home A": 10}, [twice], [worker("w")], [shift("s", "w", 11, 16)])
    (found,) = explain_unserved(problem, Roster(unserved=(Unserved(visit="twice"),)))
    assert found.verdict == "NOT-FOUND"
    assert "at 14:00" in found.reason


def test_a_place_beyond_the_cap_is_the_smallest_change_that_makes_room() -> None:
    """Taken until 10:30, ten minutes on the road: forty minutes more than its priority allows."""
    visits = [
        visit("taken", "A", 150, (at(8), at(8)), windows_hard=True),
        visit("out", "B", 30, (at(8), at(9)), priority=5),
    ]
    problem = day({"home A": 10, "home B": 10, "A B": 10}, visits, [worker("w")], [shift("s", "w", 7, 12)])
    roster = Roster(rounds=(round_("s", ("taken", at(8))),), unserved=(Unserved(visit="out"),))
    (found,) = explain_unserved(problem, roster)
    assert found.verdict == "CAPACITY"
    assert "starting at 10:40, 100 min after the agreed window, with Wilf Testworker w" in found.reason


def test_a_clinical_time_is_never_relaxed() -> None:
    problem, roster = squeezed()
    visits = list(problem.visits)
    task = (
        visits[1]
        .tasks[0]
        .model_copy(update={"clinical_window": visits[1].windows[0], "clinical_window_set_by": "Nina Testnurse RN"})
    )
    visits[1] = visits[1].model_copy(update={"tasks": (task,)})
    (found,) = explain_unserved(problem.replace(visits=tuple(visits)), roster)
    assert found.verdict == "CAPACITY"
    assert "after the agreed window" not in found.reason


def test_tasks_that_cannot_all_be_reached_in_time_are_the_reason() -> None:
    """Half an hour passes between the two, and a quarter of an hour between their moments."""
    first = visit("both", "A", 30, (at(8), at(10)))
    moments = (TimeCritical(at=at(9), tolerance=0), TimeCritical(at=at(9, 15), tolerance=0))
    tasks = tuple(
        first.tasks[0].model_copy(update={"code": code, "time_critical": moment})
        for code, moment in zip(("wash_and_dress", "meal"), moments, strict=True)
    )
    problem = day({"home A": 10}, [first.model_copy(update={"tasks": tasks})], [worker("w")], [shift("s", "w")])
    (found,) = explain_unserved(problem, Roster(unserved=(Unserved(visit="both"),)))
    assert found.verdict == "PROVEN"
    words = "has no start from which meal is reached at its time, and all else at its own [time_critical]"
    assert words in found.reason


def test_the_smallest_overtime_is_named() -> None:
    """Ends at A 11:00, at B 11:10, ends there 11:55, home at 12:05: five minutes too late."""
    problem = day(
        {"home A": 10, "home B": 10, "A B": 10},
        [
            visit("taken", "A", 60, (at(10), at(10)), windows_hard=True),
            visit("out", "B", 45, (at(11), at(12)), windows_hard=True),
        ],
        [worker("w")],
        [Shift(id="s", worker="w", start=at(9, 50), end=at(12), max_overtime=0)],
    )
    roster = Roster(rounds=(round_("s", ("taken", at(10))),), unserved=(Unserved(visit="out"),))
    (found,) = explain_unserved(problem, roster)
    assert found.verdict == "CAPACITY"
    assert "5 min more overtime for Wilf Testworker w" in found.reason


@pytest.mark.parametrize("split", [True, False])
def test_overtime_is_no_advice_where_the_duty_would_be_too_long(split: bool) -> None:
    """Home at 20:20, ten minutes after the shift; but out since 07:00, which makes 13 h 20 min."""
    visits = [
        visit("early", "A", 30, (at(7, 10), at(7, 10)), windows_hard=True),
        visit("later", "A", 30, (at(10, 15), at(10, 15)), windows_hard=True),
        visit("taken", "A", 30, (at(19), at(19)), windows_hard=True),
        visit("out", "B", 30, (at(19), at(19, 45)), windows_hard=True),
    ]
    shifts = [
        Shift(id="am", worker="w" if split else "v", start=at(7), end=at(11), max_overtime=0),
        Shift(id="pm", worker="w", start=at(16), end=at(20, 10), max_overtime=0),
    ]
    problem = day({"home A": 10, "home B": 10, "A B": 10}, visits, [worker("w"), worker("v")], shifts)
    rounds = (round_("am", ("early", at(7, 10)), ("later", at(10, 15))), round_("pm", ("taken", at(19))))
    (found,) = explain_unserved(problem, Roster(rounds=rounds, unserved=(Unserved(visit="out"),)))
    assert found.verdict == "CAPACITY"
    assert ("10 min more overtime for Wilf Testworker w" in found.reason) is not split
    assert ("in a duty of 13 h 20 min, 07:00 to 20:20" in found.reason) is split
    assert ("A little more time would not make room" in found.reason) is split
    assert ("[daily_rest]" in found.reason) is split


def test_two_workers_squeezed_out_name_what_they_would_displace() -> None:
    problem = day(
        {"home A": 10, "home B": 10, "A B": 10},
        [
            visit("taken", "A", 30, (at(9), at(9)), windows_hard=True, priority=3),
            visit("lift", "B", 30, (at(9), at(9, 10)), windows_hard=True, workers=2),
        ],
        [worker("w"), worker("v")],
        [shift("s", "w"), shift("t", "v")],
    )
    roster = Roster(rounds=(round_("s", ("taken", at(9))),), unserved=(Unserved(visit="lift"),))
    (found,) = explain_unserved(problem, roster)
    assert (found.verdict, found.displaces) == ("CAPACITY", ("taken",))


def test_an_optional_visit_not_worth_the_way_is_priced_with_both_figures() -> None:
    problem, roster, _ = company_not_worth_the_way()
    found = [one for one in explain_unserved(problem, roster) if one.verdict == "PRICED"]
    assert found
    for one in found:
        assert one.insertion is not None
        change = one.insertion.cost_change
        after = check(problem, one.insertion.apply(roster))
        assert after.feasible
        assert after.score.total - check(problem, roster).score.total == change >= 0
        assert re.search(r"would cost [0-9.,]+ points more \(", one.reason)
        assert re.search(r"is worth [0-9.,]+ points\.", one.reason)


def test_a_placed_visit_deleted_by_hand_is_not_found_with_its_place() -> None:
    problem, roster = squeezed()
    (found,) = explain_unserved(problem, without_visits(roster, {"taken"}), only=["taken"])
    assert found.verdict == "NOT-FOUND"
    assert "It fits with Wilf Testworker w at 09:00" in found.reason


def test_why_this_worker_and_what_the_next_best_costs() -> None:
    """v lives five minutes away, w half an hour; the way from and to home costs 6 pence a minute."""
    problem = day(
        {"near A": 5, "far A": 30, "near far": 30},
        [visit("a", "A", 30, (at(9), at(10)))],
        [worker("v", "near"), worker("w", "far")],
        [shift("t", "v"), shift("s", "w")],
    )
    why = explain_placed(problem, Roster(rounds=(round_("t", ("a", at(9))),)), "a")
    assert "2 of 2 workers could do it alone" in why.sentence
    (other,) = why.others
    assert other.workers == ("w",)
    assert other.extra == 2 * 25 * 6 * 1000  # 25 min farther each way, 6 pence a minute, a thousand units a penny
    assert "Wilf Testworker w at 09:00 for 3.00 points more (travel \u00a33.00)" in why.sentence


def test_every_unserved_visit_of_a_generated_day_gets_one_honest_verdict() -> None:
    whole = generate("team", 2)
    problem = whole.replace(shifts=whole.shifts[:3], pins=(), visits=whole.visits[:24], links=())
    roster = Roster(unserved=tuple(Unserved(visit=visit.id) for visit in problem.visits))
    while found := audit(problem, roster):
        roster = found[0].apply(roster)
    verdicts = explain_unserved(problem, roster)
    served = {stop.visit for round_ in roster.rounds for stop in round_.stops}
    assert {one.visit for one in verdicts} == {visit.id for visit in problem.visits} - served
    assert len(verdicts) == len({one.visit for one in verdicts})
    assert not [one for one in verdicts if one.verdict == "NOT-FOUND"]
    assert all(one.reason for one in verdicts)

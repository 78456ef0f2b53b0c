"""Rule call_spacing: order, least and wanted, what lifts them, what was done before, joint visits, its sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from fixtures.joint import joined_day
from fixtures.paper import at, round_
from solver import terms
from solver.check import check
from solver.domain import Link, Problem, Roster, TaskBefore, Window

if TYPE_CHECKING:
    from .conftest import Build

CARE = {"code": "personal care"}


def calls(build: Build, first: Any, second: Any, code: str = "meal", **fields: Any) -> Problem:
    """Two calls of Ada's, a quarter of an hour each, in these windows (hours)."""
    visits = [
        build.visit(name, tasks=(build.task(15, code=code),), windows=(Window(start=build.at(a), end=build.at(b)),))
        for name, (a, b) in (("am", first), ("noon", second))
    ]
    return build.problem(*visits, **fields)


def short(build: Build, problem: Problem, am: int, noon: int) -> list[tuple[bool, int]]:
    """(hard, minutes) of each breach when the calls start so many minutes after eight."""
    found = build.breaches("call_spacing", problem, s1=[("am", build.at(8, am))], s2=[("noon", build.at(8, noon))])
    return [(breach.hard, breach.amount // 60) for breach in found]


@pytest.mark.parametrize(
    ("noon", "told"),
    [
        (195, []),
        (194, [(False, 1)]),
        (105, [(False, 90)]),
        (104, [(True, 1), (False, 90)]),
        (0, [(True, 105), (False, 90)]),
    ],
)
def test_from_the_end_of_one_to_the_start_of_the_next(build: Build, noon: int, told: list[tuple[bool, int]]) -> None:
    assert short(build, calls(build, (8, 11), (10, 14)), 0, noon) == told


def test_its_sentences(build: Build) -> None:
    problem = calls(build, (8, 11), (10, 14))
    found = build.breaches("call_spacing", problem, s1=[("am", build.at(10))], s2=[("noon", build.at(11))])
    assert [breach.sentence for breach in found] == [
        "Ada Testperson's meal calls: noon starts at 11:00, 45 min after am ended at 10:15; at least 90 min lie "
        "between them, in the order of their windows.",
        "Ada Testperson's meal calls: noon starts at 11:00, 45 min after am ended at 10:15; 3 h 00 min are wanted.",
    ]
    found = build.breaches("call_spacing", problem, s1=[("am", build.at(10, 30))], s2=[("noon", build.at(10))])
    assert found[0].sentence.startswith("Ada Testperson's meal calls: noon starts at 10:00, before am ended at 10:45;")
    assert found[0].about == "am > noon"


@pytest.mark.parametrize(
    ("code", "noon", "told"),
    [
        ("medication", 75, []),
        ("medication", 74, [(True, 1)]),
        ("wash_and_dress", 45, []),
        ("wash_and_dress", 15, [(False, 30)]),
        ("wash_and_dress", 14, [(True, 1), (False, 30)]),
        ("companionship", 0, []),
        ("ear_drops", 74, [(True, 1)]),  # a code that nobody knows is the medicine that it says
        ("ear_drops", 75, []),
        ("foot_bath", 0, []),
    ],
)
def test_each_kind_has_its_own(build: Build, code: str, noon: int, told: list[tuple[bool, int]]) -> None:
    assert short(build, calls(build, (8, 11), (8, 14), code), 0, noon) == told


@pytest.mark.parametrize(
    ("first", "second", "tied"),
    [
        ((12, 14), (12, 17), True),
        ((9, 13), (11, 13), True),
        ((8, 11), (10, 14), True),
        ((12, 14), (10, 17), False),
        ((10, 14), (10, 14), False),
    ],
)
def test_an_order_unless_one_lies_inside_the_other(build: Build, first: Any, second: Any, tied: bool) -> None:
    problem = calls(build, first, second)
    at = build.at
    gone_wrong = build.breaches("call_spacing", problem, s1=[("am", at(13))], s2=[("noon", at(12, 30))])
    assert any(breach.hard for breach in gone_wrong) == tied
    assert any(isinstance(term, terms.Gap) for term in build.terms("call_spacing", problem)) == tied


def test_a_gap_link_says_it_instead_and_others_lift_it(build: Build) -> None:
    for link in (
        Link(id="l", kind="gap", first="am", second="noon", min_gap=600),
        Link(id="l", kind="gap", first="noon", second="am", min_gap=600),
        Link(id="l", kind="same_start", first="am", second="noon"),
        Link(id="l", kind="double_handed", first="noon", second="am"),
    ):
        problem = calls(build, (8, 11), (8, 14), links=(link,))
        assert short(build, problem, 0, 0) == []
        assert build.terms("call_spacing", problem) == []
    other = Link(id="l", kind="different_worker", first="am", second="noon")
    assert short(build, calls(build, (8, 11), (8, 14), links=(other,)), 0, 0)


def test_links_to_a_third_visit_bring_two_together(build: Build) -> None:
    visits = [
        build.visit(name, tasks=(build.task(15, code="meal"),), window=(build.at(8), build.at(closes)))
        for name, closes in (("am", 11), ("noon", 14), ("x", 15))
    ]
    links = [Link(id=end, kind="same_start", first=end, second="x") for end in ("am", "noon")]
    assert short(build, build.problem(*visits, links=tuple(links)), 0, 0) == []
    assert short(build, build.problem(*visits, links=tuple(links[:1])), 0, 0)


def test_other_people_and_a_visit_nobody_makes(build: Build) -> None:
    problem = calls(build, (8, 11), (8, 14))
    other = problem.visits[1].model_copy(update={"client": "bert"})
    assert short(build, problem.replace(visits=(problem.visits[0], other)), 0, 0) == []
    assert build.breaches("call_spacing", problem, s1=[("noon", build.at(8))]) == []


def test_no_tie_where_hard_windows_keep_two_calls_apart(build: Build) -> None:
    def tied(closes: int, opens: int) -> list[str]:
        problem = calls(build, (8, closes), (opens, 15))
        first = problem.visits[0].model_copy(update={"windows_hard": True})
        return [
            type(term).__name__
            for term in build.terms("call_spacing", problem.replace(visits=(first, problem.visits[1])))
        ]

    assert "Gap" in tied(9, 10)
    assert "Gap" not in tied(9, 11)
    assert tied(9, 13) == []


def before(build: Build, code: str, ended: int, **fields: Any) -> TaskBefore:
    return TaskBefore(client="ada", task=code, start=build.at(7), end=build.at(7, ended), **fields)


@pytest.mark.parametrize(("start", "hard", "soft"), [(89, 1, 90), (90, 0, 90), (179, 0, 1), (180, 0, 0), (200, 0, 0)])
def test_the_first_call_after_what_was_done_before(build: Build, start: int, hard: int, soft: int) -> None:
    problem = calls(build, (8, 9), (12, 14), tasks_before=(before(build, "breakfast", 30), before(build, "tea", 10)))
    found = build.breaches("call_spacing", problem, s1=[("am", build.at(7, 30 + start))])
    assert [breach.amount for breach in found if breach.hard] == [60] * hard
    assert sum(breach.amount for breach in found if not breach.hard) == soft * 60
    assert sum(breach.cost for breach in found) == 0
    spans = [term for term in build.terms("call_spacing", problem) if isinstance(term, terms.StartWithin)]
    assert [(term.visit, term.intervals[0][0]) for term in spans] == [(0, build.at(9))]
    if hard:
        assert found[0].sentence == (
            "Ada Testperson's visit am starts at 08:59, 89 min after Ada Testperson's breakfast of before was done at "
            "07:30; at least 90 min lie between two meal calls."
        )


def test_what_was_done_before_for_another_kind_or_tied_by_a_link(build: Build) -> None:
    problem = calls(build, (8, 9), (12, 14), tasks_before=(before(build, "medication", 59, visit="y"),))
    assert build.breaches("call_spacing", problem, s1=[("am", build.at(8))]) == []
    meal = (before(build, "meal", 59, visit="y"),)
    assert build.breaches("call_spacing", problem.replace(tasks_before=meal), s1=[("am", build.at(8))])
    link = Link(id="l", kind="gap", first="y", second="am", min_gap=0)
    tied = problem.replace(tasks_before=meal, links=(link,))
    assert build.breaches("call_spacing", tied, s1=[("am", build.at(8))]) == []


def couple_meals(second: str, code: str = "meal", opens: int = 9) -> list[str]:
    """Two calls of one person as one visit, by hand: the joined day's couple, both visits the same one's."""
    problem, made = joined_day()
    visits = tuple(
        visit.model_copy(
            update={
                "client": problem.visit["c2"].client,
                "tasks": tuple(task.model_copy(update={"code": name}) for task in visit.tasks),
                "windows": (Window(start=at(opens if visit.id == "c3" else 9), end=at(10)),),
            }
        )
        if (name := {"c2": code, "c3": second}.get(visit.id))
        else visit
        for visit in problem.visits
    )
    judged = check(problem.replace(visits=visits), made)
    return [breach.sentence for breach in judged.breaches if breach.rule == "call_spacing"]


def test_two_calls_that_want_a_distance_are_not_one_visit() -> None:
    (told,) = couple_meals("lunch", opens=8)
    assert told.endswith("meal calls c3 and c2 want 90 min between them, and are one visit, c2+c3.")
    assert couple_meals("companionship", opens=8) == []
    assert couple_meals("medication", "parkinsons_medicine", opens=8) == []  # no distance unless prescribed
    assert couple_meals("lunch") == []  # the same span: no order, no distance


def test_calls_are_judged_by_the_joint_visits_that_hold_them() -> None:
    """Ada's wash of c1 is made in n1+c1, half past eight; another wash of hers comes too soon after it."""
    problem, made = joined_day()
    c1 = problem.visit["c1"]
    later = c1.model_copy(
        update={"id": "c9", "tasks": c1.tasks[:1], "windows": (Window(start=at(9), end=at(12)),), "length": None}
    )
    shift = problem.shifts[0].model_copy(update={"id": "k9"})
    again = problem.replace(visits=(*problem.visits, later), shifts=(*problem.shifts, shift))
    end = check(problem, made).timeline.served["n1+c1"][0][1].end
    for start, hard in ((end - 60, True), (end, False)):
        roster = Roster(rounds=(*made.rounds, round_("k9", ("c9", start))), joins=made.joins)
        found = [breach for breach in check(again, roster).breaches if breach.rule == "call_spacing"]
        assert any(breach.hard for breach in found) == hard
        assert {breach.about for breach in found} == {"c1 > c9"}


def test_two_rows_of_one_dose_before_are_one(build: Build) -> None:
    """The same client, task and moment twice: whatever was over later counts, and is told once."""
    early, late = (TaskBefore(client="ada", task="insulin", start=at(7), end=at(7, end)) for end in (10, 30))
    for rows in ((early, late), (late, early), (late, late)):
        problem = calls(build, (8, 11), (12, 14), "insulin", tasks_before=rows)
        assert short(build, problem, 29, 240) == [(True, 1)]
        assert short(build, problem, 30, 240) == []
        starts = [term for term in build.terms("call_spacing", problem) if isinstance(term, terms.StartWithin)]
        assert [term.intervals[0][0] for term in starts] == [at(8, 30)]


def test_only_what_is_wanted_costs(build: Build) -> None:
    found = build.breaches(
        "call_spacing", calls(build, (8, 11), (10, 14)), s1=[("am", build.at(10))], s2=[("noon", build.at(11))]
    )
    assert [(breach.hard, breach.cost > 0) for breach in found] == [(True, False), (False, True)]


def test_of_two_doses_without_an_order_the_later_comes_too_soon_after_the_earlier(build: Build) -> None:
    problem = calls(build, (8, 14), (8, 14), "insulin")
    for am, noon, about, visit in (
        (0, 20, "am > noon", "noon"),
        (20, 0, "noon > am", "am"),
        (0, 0, "am > noon", "noon"),
    ):
        rounds = {"s1": [("am", build.at(8, am))], "s2": [("noon", build.at(8, noon))]}
        (found,) = (one for one in build.breaches("call_spacing", problem, **rounds) if one.hard)
        assert (found.about, found.visit, found.shift) == (about, visit, "s2" if visit == "noon" else "s1")


def test_a_call_of_several_windows_may_come_in_the_first(build: Build) -> None:
    """The distance from a call before is kept in the first window, too."""
    windows = tuple(Window(start=build.at(hour), end=build.at(hour + 1)) for hour in (10, 18))
    problem = calls(build, (8, 11), (10, 14))
    second = problem.visits[1].model_copy(update={"windows": windows})
    (gap,) = (
        term
        for term in build.terms("call_spacing", problem.replace(visits=(problem.visits[0], second)))
        if isinstance(term, terms.Gap)
    )
    assert (gap.first, gap.second) == (0, 1)


@pytest.mark.parametrize(("late", "told"), [(-1, []), (0, []), (1, [1])])
def test_what_comes_before_a_meal_is_over_when_the_meal_begins(build: Build, late: int, told: list[int]) -> None:
    """To the second."""
    at = build.at
    problem = build.problem(
        build.visit("v1", tasks=(build.task(10, code="insulin"),), window=(at(8), at(10))),
        build.visit("v2", tasks=(build.task(20, code="breakfast"),), window=(at(8), at(10))),
    )
    found = build.breaches("call_spacing", problem, s1=[("v1", at(8, 20) + late)], s2=[("v2", at(8, 30))])
    assert [breach.amount for breach in found] == told


def test_either_of_two_doses_keeps_its_distance_in_the_engine_too(build: Build) -> None:
    (apart,) = (
        term
        for term in build.terms("call_spacing", calls(build, (8, 14), (8, 14), "insulin"))
        if isinstance(term, terms.Apart)
    )
    (found,) = (
        one
        for one in build.breaches(
            "call_spacing",
            calls(build, (8, 14), (8, 14), "insulin"),
            s1=[("am", build.at(8))],
            s2=[("noon", build.at(8))],
        )
        if one.hard
    )
    least = found.amount - 15 * 60  # the gap from the one's end to the other's start is less than nothing
    assert (apart.first_length, apart.second_length) == (15 * 60 + least, 15 * 60 + least)
    assert least > 0


def test_a_medicine_among_other_things_nobody_knows_keeps_its_distance(build: Build) -> None:
    problem = calls(build, (8, 11), (8, 14), "ear_drops")
    visits = tuple(
        one.model_copy(update={"tasks": (*one.tasks, build.task(5, code="foot_bath"))}) for one in problem.visits
    )
    assert short(build, problem.replace(visits=visits), 0, 79) == [(True, 1)]
    assert short(build, problem.replace(visits=visits), 0, 80) == []


def test_on_a_literature_clock_nothing_was_done_before(build: Build) -> None:
    problem = calls(build, (8, 9), (12, 14), tasks_before=(before(build, "breakfast", 30),))
    paper = problem.horizon.model_copy(update={"ticks_per_minute": 1000})
    for horizon, asked in ((problem.horizon, True), (paper, False)):
        day = problem.replace(horizon=horizon)
        assert bool(build.breaches("call_spacing", day, s1=[("am", build.at(8))])) == asked
        assert any(isinstance(term, terms.StartWithin) for term in build.terms("call_spacing", day)) == asked


def test_one_medicine_twice_in_one_visit_is_told_once(build: Build) -> None:
    problem = calls(build, (8, 11), (12, 14), "insulin")
    twice = problem.visits[0].model_copy(update={"tasks": problem.visits[0].tasks * 2})
    day = problem.replace(visits=(twice, problem.visits[1].model_copy(update={"client": "bert"})))
    (found,) = (one for one in build.breaches("call_spacing", day, s1=[("am", build.at(8))]) if one.hard)
    assert "gives insulin twice" in found.sentence
    (term,) = (one for one in build.terms("call_spacing", day) if isinstance(one, terms.Forbid))
    assert term.pairs[0].all()
    assert not term.pairs[1].any()


def test_doses_that_their_windows_leave_no_room_between_are_kept_apart_in_the_engine(build: Build) -> None:
    window = {"windows": (Window(start=build.at(8), end=build.at(8, 5)),), "windows_hard": True}
    problem = calls(build, (8, 9), (8, 9), "insulin")
    problem = problem.replace(visits=tuple(one.model_copy(update=window) for one in problem.visits))
    assert [type(term) for term in build.terms("call_spacing", problem)] == [terms.Apart]

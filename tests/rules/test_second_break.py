"""Rule second_break: at the limit, a second over, both breaks, a pause off duty, a long visit, and its terms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from solver.domain import Problem, WorkerBefore
from solver.terms import DutyLimits

if TYPE_CHECKING:
    from .conftest import Build

ON = {"break": {"enabled": True}, "second_break": {"enabled": True}}
REST = 20 * 60


def a_day(build: Build, minutes: int = 30, **fields: Any) -> Problem:
    visits = [build.visit(f"v{n}", minutes=minutes, window=(build.at(7), build.at(20))) for n in range(4)]
    shifts = fields.pop("shifts", (build.shift("s1", "wanda", build.at(7), build.at(20)),))
    return build.problem(*visits, shifts=shifts, pack=ON, **fields)


def a_round(build: Build, *breaks: float, back: float = 18.0, more: int = 0) -> list[Any]:
    """Leaves at seven, is back at ``back`` and so many seconds; visits at ten past, noon, and the last."""
    last = build.at(0) + round(back * 3600) - 40 * 60 + more
    stops: list[Any] = [("v0", build.at(7, 10)), ("v1", build.at(12)), ("v2", last)]
    stops += [(None, round(hour * 3600), REST) for hour in breaks]
    return sorted(stops, key=lambda stop: stop[1])


def test_beyond_so_much_work_two_are_owed(build: Build) -> None:
    problem = a_day(build)
    ten_hours = 17 + REST / 3600  # ten hours of work and the break
    assert build.breaches("second_break", problem, s1=a_round(build, 10, back=ten_hours)) == []
    (found,) = build.breaches("second_break", problem, s1=a_round(build, 10, back=ten_hours, more=1))
    assert (found.hard, found.amount, found.shift) == (True, 1, "s1")
    assert found.sentence == (
        "Wanda Example works 10 h 00 min from 07:00 to 17:20 and has one break of 20 min; two are owed."
    )


def test_two_in_one_round_are_right_then_and_wrong_without_the_rule(build: Build) -> None:
    problem = a_day(build)
    both = {"s1": a_round(build, 10, 14)}
    assert build.breaches("second_break", problem, **both) == []
    assert [breach for breach in build.breaches("break", problem, **both) if breach.hard] == []
    law = problem.replace(pack={"break": {"enabled": True}})
    assert any("has 2 breaks in one round" in breach.sentence for breach in build.breaches("break", law, **both))
    three = {"s1": a_round(build, 10, 13, 15)}
    assert any("has 3 breaks in one round" in breach.sentence for breach in build.breaches("break", problem, **three))


def test_none_at_all_and_one_that_is_too_short(build: Build) -> None:
    problem = a_day(build)
    (found,) = build.breaches("second_break", problem, s1=a_round(build))
    assert (found.amount, "has no break" in found.sentence) == (2, True)
    stops = [*a_round(build, 10), (None, build.at(14), REST - 60)]
    short = {"s1": sorted(stops, key=lambda stop: stop[1])}
    assert [breach.amount for breach in build.breaches("second_break", problem, **short)] == [1]
    assert any("lasts 19 min" in breach.sentence for breach in build.breaches("break", problem, **short))


@pytest.mark.parametrize(("pause", "wrong"), [(20, 0), (19, 1)])
def test_time_off_duty_between_two_shifts_is_one_of_them(build: Build, pause: int, wrong: int) -> None:
    shifts = (
        build.shift("s1", "wanda", build.at(7), build.at(13)),
        build.shift("s2", "wanda", build.at(13), build.at(20)),
    )
    problem = a_day(build, shifts=shifts)
    first: list[Any] = [("v0", build.at(7, 10)), (None, build.at(10), REST), ("v1", build.at(12, 20))]  # back at 13:00
    later: list[Any] = [("v2", build.at(13, 10 + pause)), ("v3", build.at(18))]
    assert len(build.breaches("second_break", problem, s1=first, s2=later)) == wrong


def test_a_visit_that_holds_a_break_holds_both(build: Build) -> None:
    problem = a_day(build, minutes=11 * 60)
    assert build.breaches("second_break", problem, s1=[("v0", build.at(7, 10))]) == []


def test_the_terms_make_no_duty_so_long(build: Build) -> None:
    (term,) = build.terms("second_break", a_day(build))
    assert isinstance(term, DutyLimits)
    assert (term.work, term.shifts) == (600 * 60, (0,))
    short = a_day(build, shifts=(build.shift("s1", "wanda", build.at(7), build.at(16, 30)),))
    assert build.terms("second_break", short) == []  # with half an hour of overtime ten hours at the most
    before = WorkerBefore(worker="wanda", until=build.at(6), began=build.at(4))
    (term,) = build.terms("second_break", a_day(build, workers_before=(before,)))
    assert isinstance(term, DutyLimits)
    assert term.work == (600 - 120) * 60


@pytest.mark.kernel
def test_what_the_search_makes_is_no_longer(build: Build) -> None:
    from solver.solving import solve

    visits = [build.visit(f"v{n}", "ada", window=(build.at(7 + n), build.at(7 + n))) for n in range(12)]
    shift = build.shift("s1", "wanda", build.at(6, 30), build.at(20))
    asked = build.problem(*visits, shifts=(shift,), pack=ON)
    without = asked.replace(pack={"break": {"enabled": True}})
    for problem, most in ((asked, 10 * 3600), (without, 12 * 3600)):
        made = solve(problem, iterations=2000)
        assert made.check.feasible
        assert len(made.roster.unserved) == (2 if problem is asked else 0)
        assert sum(stop.visit is not None for round_ in made.roster.rounds for stop in round_.stops) <= most // 3600


@pytest.mark.kernel
def test_the_verdict_proves_nothing_that_two_breaks_by_hand_refute(build: Build) -> None:
    from solver.domain import Link
    from solver.explain import explain_unserved

    starts = {"v0": build.at(7, 10), "v1": build.at(18)}
    ends = [build.visit(name, "ada", window=(at, at), windows_hard=True) for name, at in starts.items()]
    both = Link(id="l", kind="both_or_none", first="v0", second="v1")
    shifts = (build.shift("s1", "wanda", build.at(7), build.at(20)),)
    problem = build.problem(*ends, links=(both,), shifts=shifts, pack=ON)
    told = explain_unserved(problem, build.roster(problem))
    assert {one.verdict for one in told} == {"CAPACITY"}
    for one in told:
        assert one.reason.startswith("Rounds made here hold one break: Wanda Example works 11 h 20 min")
        assert "two are owed [second_break]. With two breaks, put in by hand, it could be." in one.reason
    by_hand = [("v0", build.at(7, 10)), (None, build.at(10), REST), (None, build.at(14), REST), ("v1", build.at(18))]
    assert build.check(problem, s1=by_hand).feasible

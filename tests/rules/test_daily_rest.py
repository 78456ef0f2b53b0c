"""Rule daily_rest: nothing, at the limit, one over, and its sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from solver.domain import Visit, WorkerBefore
from solver.terms import FOREVER, DutyLimits, ShiftBounds, Term

if TYPE_CHECKING:
    from .conftest import Build


@pytest.mark.parametrize(("young", "hours"), [(False, 11), (True, 12)])
@pytest.mark.parametrize(("second", "short"), [(0, 0), (1, 1)])
def test_hours_between_working_days(build: Build, young: bool, hours: int, second: int, short: int) -> None:
    """Back at 22:00; leaving eleven (twelve) hours later is enough, a second less is not."""
    at = build.at
    leave = at(22 + hours) - second
    problem = build.problem(
        build.visit("v1", minutes=310, window=(at(16), at(22))),
        build.visit("v2", minutes=300, window=(at(30), at(40))),
        workers=(build.worker("wanda", under_18=young),),
        shifts=(build.shift("s1", "wanda", at(14), at(22)), build.shift("s2", "wanda", at(6, day=1), at(14, day=1))),
        days=2,
    )
    found = build.breaches("daily_rest", problem, s1=[("v1", at(16, 40))], s2=[("v2", leave + 600)])
    assert [breach.amount for breach in found] == [short] * bool(short)
    if short:
        assert found[0].hard
        assert found[0].sentence.startswith("Wanda Example is back at Mon 22:00 from shift s1 and leaves at Tue ")
        assert found[0].sentence.endswith(f"; {hours} h 00 min are wanted.")
    assert build.breaches("daily_rest", problem, s1=[("v1", at(16, 40))]) == []


def test_short_work_with_a_short_night_between_is_one_duty(build: Build) -> None:
    """An hour late in the evening and one in the morning: eleven hours of each twenty-four are free all the same."""
    at = build.at
    problem = build.problem(
        build.visit("v1", window=(at(16), at(22))),
        build.visit("v2", minutes=120, window=(at(30), at(40))),
        shifts=(build.shift("s1", "wanda", at(14), at(22)), build.shift("s2", "wanda", at(30), at(38))),
        days=2,
    )
    assert build.breaches("daily_rest", problem, s1=[("v1", at(21, 20))], s2=[("v2", at(31))]) == []
    (found,) = build.breaches("daily_rest", problem, s1=[("v1", at(21, 20))], s2=[("v2", at(33))])
    assert found.amount == 10 * 60  # 14 h from 21:10; rest from 22:00 to 08:50 only


def test_a_shift_alone_is_over_after_thirteen_hours(build: Build) -> None:
    at = build.at
    shifts = (build.shift("s1", "wanda", at(6), at(22)),)
    problem = build.problem(build.visit("v1", window=(at(6), at(21))), build.visit("v2"), shifts=shifts)
    assert build.breaches("daily_rest", problem, s1=[("v1", at(6, 10)), ("v2", at(18, 20))]) == []
    (found,) = build.breaches("daily_rest", problem, s1=[("v1", at(6, 10)), ("v2", at(18, 21))])
    assert (found.hard, found.amount) == (True, 60)
    assert found.sentence == (
        "Wanda Example is on duty from 06:00 to 19:01, 13 h 01 min; 13 h 00 min are the most, for 11 h 00 min of rest "
        "are wanted in a day."
    )


def test_a_split_day_is_one_working_day(build: Build) -> None:
    at = build.at
    shifts = (build.shift("s1", "wanda", at(8), at(12)), build.shift("s2", "wanda", at(16), at(20)))
    problem = build.problem(build.visit("v1"), build.visit("v2"), shifts=shifts)
    assert build.breaches("daily_rest", problem, s1=[("v1", at(11))], s2=[("v2", at(16, 10))]) == []


@pytest.mark.parametrize(("young", "until", "leave"), [(False, -1, 10), (False, 2, 13), (True, -1, 11)])
@pytest.mark.parametrize(("second", "short"), [(0, 0), (1, 1)])
def test_hours_after_the_last_shift_of_before(
    build: Build, young: bool, until: int, leave: int, second: int, short: int
) -> None:
    """Back an hour before the horizon, or two hours into it; eleven (twelve) hours later is enough."""
    at = build.at
    problem = build.problem(
        build.visit("v1", window=(at(8), at(15))),
        workers=(build.worker("wanda", under_18=young),),
        shifts=(build.shift("s1", "wanda", at(8), at(16)),),
        workers_before=(WorkerBefore(worker="wanda", until=at(until)),),
    )
    found = build.breaches("daily_rest", problem, s1=[("v1", at(leave, 10) - second)])
    assert [(one.amount, one.hard, one.shift, one.worker) for one in found] == [(1, True, "s1", "wanda")] * short
    if short:
        back = "Sun 01 Mar 23:00" if until < 0 else "02:00"
        start = f"Wanda Example is back at {back} from the last shift before this roster and leaves at "
        assert found[0].sentence.startswith(start)
    (bounds,) = build.terms("daily_rest", problem)
    assert isinstance(bounds, ShiftBounds)
    assert bounds.earliest.tolist() == [at(leave)]
    assert bounds.latest.tolist() == [FOREVER]


def test_who_is_not_named_and_who_goes_on_from_the_same_day_rests_already(build: Build) -> None:
    at = build.at
    visit = build.visit("v1", window=(at(8), at(15)))
    early = WorkerBefore(worker="wanda", until=at(3), began=at(1))  # a duty of this very day
    shifts = build.shift("s1", "wanda", at(8), at(13)), build.shift("s2", "xaver", at(8), at(13))
    problems = (build.problem(visit, shifts=shifts, **more) for more in ({"workers_before": (early,)}, {}))
    known = dict(zip(("wanda", "xaver"), problems, strict=True))
    for shift, problem in zip(("s1", "s2"), known.values(), strict=True):
        assert build.breaches("daily_rest", problem, **{shift: [("v1", at(8, 10))]}) == []
        assert build.terms("daily_rest", problem) == []


def chained(build: Build, opens: float, *more: Visit) -> list[Term]:
    """Terms for Wanda, at work from one to three at night already, and a visit of half an hour that opens then."""
    early = WorkerBefore(worker="wanda", until=build.at(3), began=build.at(1))
    visit = build.visit("v1", window=(round(opens * 3600), build.at(20)))
    shifts = (build.shift("s1", "wanda", build.at(8), build.at(22)),)
    return build.terms("daily_rest", build.problem(visit, *more, shifts=shifts, workers_before=(early,)))


def test_a_shift_that_ends_too_late_for_the_duty_before_begins_after_the_rest(build: Build) -> None:
    """A duty that began at one is over by two in the afternoon; whoever cannot be rests from three for eleven hours."""
    for opens in (12, 13.5):  # over at two at the soonest
        assert not any(isinstance(term, ShiftBounds) for term in chained(build, opens))
    (bounds,) = (term for term in chained(build, 13.5 + 1 / 60) if isinstance(term, ShiftBounds))
    assert bounds.earliest.tolist() == [build.at(14)]


def test_the_soonest_of_several_visits_counts(build: Build) -> None:
    early, late = (build.visit(f"x{opens}", window=(build.at(opens), build.at(21))) for opens in (9, 15))
    assert not any(isinstance(term, ShiftBounds) for term in chained(build, 15, early))
    assert any(isinstance(term, ShiftBounds) for term in chained(build, 15, late))


def test_where_anybody_sleeps_no_shift_is_known_to_end_late(build: Build) -> None:
    night = build.visit("x", tasks=(build.task(30, code="sleep_in"),), window=(build.at(15), build.at(21)))
    assert not any(isinstance(term, ShiftBounds) for term in chained(build, 15, night))


def test_two_shifts_of_which_one_lasts_into_the_evening_are_limited(build: Build) -> None:
    at = build.at
    for until, limited in ((20, False), (23, True)):
        shifts = (build.shift("s1", "wanda", at(8), at(12)), build.shift("s2", "wanda", at(18), at(until)))
        problem = build.problem(build.visit("v1"), build.visit("v2"), shifts=shifts)
        assert any(isinstance(term, DutyLimits) for term in build.terms("daily_rest", problem)) == limited


def test_rest_is_counted_to_the_round_that_was_made_first(build: Build) -> None:
    """Two shifts at once (one_place forbids it): the longer one, which stands behind the other, is begun first."""
    at = build.at
    problem = build.problem(
        build.visit("v1", window=(at(8), at(20))),
        build.visit("v2", window=(at(8), at(20))),
        shifts=(build.shift("s1", "wanda", at(8), at(16)), build.shift("s2", "wanda", at(8), at(20))),
        workers_before=(WorkerBefore(worker="wanda", until=at(-1)),),
    )
    late, early = at(14), at(10, 10) - 1  # eleven hours after 23:00 is 10:00
    assert build.breaches("daily_rest", problem, s1=[("v1", late)]) == []
    for rounds in ({"s1": [("v1", late)], "s2": [("v2", early)]}, {"s1": [("v1", early)], "s2": [("v2", late)]}):
        (found,) = build.breaches("daily_rest", problem, **rounds)
        assert (found.amount, found.hard) == (1, True)

"""Rule bus_hours: the first and the last bus to the second, a walk, a wait, the night, Sunday, and its terms."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from solver.domain import Horizon, InputFaults, Matrix, Problem, Travel
from solver.rules import Pack, Term
from solver.rules.loosened import find_loosened
from solver.terms import Forbid, ShiftBounds

if TYPE_CHECKING:
    from .conftest import Build

HOURS = {"first_hours": [6.0] * 7, "last_hours": [23.0] * 7}
MONDAY, SUNDAY = 2, 8  # of March 2026


def a_day(build: Build, *visits: Any, start: int = 5, end: int = 24, day: int = MONDAY, **values: Any) -> Problem:
    """Wanda by bus, ten minutes and 5 km from anywhere to anywhere, on duty from ``start`` to ``end``."""
    bus = build.problem(*visits).travel.matrices[0].model_copy(update={"mode": "transit"})
    shift = build.shift("s1", "wanda", build.at(start), build.at(end), mode="transit")
    return build.problem(
        *visits,
        travel=Travel(matrices=(bus,)),
        shifts=(shift,),
        horizon=Horizon(start=datetime(2026, 3, day, tzinfo=UTC), days=2),
        pack={"bus_hours": {**HOURS, **values}},
    )


def early(build: Build, name: str = "v1", **fields: Any) -> Any:
    return build.visit(name, window=(build.at(5), build.at(23)), **fields)


@pytest.mark.parametrize(("second", "wrong"), [(0, 0), (-1, 1)])
def test_the_way_to_the_first_visit_begins_with_the_first_bus(build: Build, second: int, wrong: int) -> None:
    problem = a_day(build, early(build))
    found = build.breaches("bus_hours", problem, s1=[("v1", build.at(6, 10, second=second))])
    assert len(found) == wrong
    if found:
        assert found[0].hard
        assert found[0].sentence == (
            "Wanda Example travels by bus and would be on the way to Ada Testperson's visit v1 between Mon 05:59 and "
            "Mon 06:09, when none runs."
        )


@pytest.mark.parametrize(("second", "wrong"), [(0, 0), (1, 1)])
def test_the_way_home_ends_with_the_last_bus(build: Build, second: int, wrong: int) -> None:
    problem = a_day(build, early(build))
    found = build.breaches("bus_hours", problem, s1=[("v1", build.at(22, 20, second=second))])
    assert len(found) == wrong
    assert all("on the way home between" in breach.sentence for breach in found)


def test_who_drives_needs_no_bus(build: Build) -> None:
    problem = build.problem(early(build), pack={"bus_hours": HOURS})
    assert build.breaches("bus_hours", problem, s1=[("v1", build.at(3))]) == []
    assert build.terms("bus_hours", problem) == []


def test_a_short_way_is_walked(build: Build) -> None:
    problem = a_day(build, early(build), walk_metres=5000)
    assert build.breaches("bus_hours", problem, s1=[("v1", build.at(3))]) == []
    assert len(build.breaches("bus_hours", a_day(build, early(build), walk_metres=4999), s1=[("v1", build.at(3))])) == 2


def test_between_two_visits_there_may_be_time_for_a_later_bus(build: Build) -> None:
    problem = a_day(build, early(build), early(build, "v2", client="bert"), first_hours=[12.0] * 7)
    inside = {"s1": [("v1", build.at(12, 10)), ("v2", build.at(22, 20))]}
    assert build.breaches("bus_hours", problem, **inside) == []
    cut = a_day(build, early(build), early(build, "v2", client="bert"), last_hours=[13.0] * 7)
    (way, home) = build.breaches("bus_hours", cut, s1=[("v1", build.at(12, 25)), ("v2", build.at(13, 10))])
    assert "on the way to Bert" in way.sentence
    assert "on the way home" in home.sentence


def test_sunday_has_hours_of_its_own_and_buses_after_midnight_are_of_the_day_before(build: Build) -> None:
    sunday = a_day(build, early(build), day=SUNDAY, first_hours=[6.0] * 6 + [8.0])
    assert len(build.breaches("bus_hours", sunday, s1=[("v1", build.at(8, 9))])) == 1
    assert build.breaches("bus_hours", sunday, s1=[("v1", build.at(8, 10))]) == []
    late = a_day(build, early(build), last_hours=[25.0] * 7)
    assert build.breaches("bus_hours", late, s1=[("v1", build.at(24, 20))]) == []
    assert len(build.breaches("bus_hours", late, s1=[("v1", build.at(24, 21))])) == 1


def bounds(terms: list[Term]) -> list[tuple[int, int]]:
    (term,) = [term for term in terms if isinstance(term, ShiftBounds)]
    return list(zip(term.earliest.tolist(), term.latest.tolist(), strict=True))


def test_the_terms_keep_a_days_shift_within_the_hours(build: Build) -> None:
    problem = a_day(build, early(build), start=5, end=24)
    assert bounds(build.terms("bus_hours", problem)) == [(build.at(6), build.at(23))]
    assert not any(isinstance(term, Forbid) for term in build.terms("bus_hours", problem))
    nothing = a_day(build, early(build), start=1, end=4)
    ((first, last),) = bounds(build.terms("bus_hours", nothing))
    assert first > last


def test_of_a_night_the_terms_leave_what_begins_and_ends_with_a_bus(build: Build) -> None:
    sleep = build.visit("sleep", minutes=9 * 60, window=(build.at(22), build.at(22, 15)), windows_hard=True)
    small = build.visit("small", "bert", window=(build.at(26), build.at(27)), windows_hard=True)
    morning = build.visit("morning", "cora", window=(build.at(31), build.at(32)), windows_hard=True)
    problem = a_day(build, sleep, small, morning, start=20, end=34)
    (forbid,) = [term for term in build.terms("bus_hours", problem) if isinstance(term, Forbid)]
    assert forbid.pairs[:, 0].tolist() == [False, True, False]
    whole = {"s1": [("sleep", build.at(22)), ("morning", build.at(31, 30))]}
    assert build.breaches("bus_hours", problem, **whole) == []
    assert len(build.breaches("bus_hours", problem, s1=[("small", build.at(26))])) == 2


def test_a_literature_clock_knows_no_buses(build: Build) -> None:
    horizon = Horizon(start=datetime(2026, 3, 2, tzinfo=UTC), ticks_per_minute=1000)
    bus = Matrix(mode="transit", places=("home", "a", "b", "c"), durations=((9,) * 4,) * 4, metres=((9,) * 4,) * 4)
    by_bus = (build.shift("s1", "wanda", mode="transit"),)
    pack = {"bus_hours": {"walk_metres": 0}}
    problem = build.problem(
        build.visit("v1"), travel=Travel(matrices=(bus,)), shifts=by_bus, horizon=horizon, pack=pack
    )
    assert build.terms("bus_hours", problem) == []
    assert build.breaches("bus_hours", problem, s1=[("v1", 1)]) == []


def test_wider_hours_are_told_as_loosened_and_narrower_are_not(build: Build) -> None:
    def told(**values: Any) -> list[str]:
        pack = Pack.for_problem(build.problem(pack={"bus_hours": values}))
        return [one.value for one in find_loosened(pack) if one.rule == "bus_hours"]

    assert told(first_hours=[6.0] * 7, last_hours=[22.0] * 7) == []
    assert told(first_hours=[0.0] * 7, last_hours=[24.0] * 7, walk_metres=2000) == [
        "first_hours",
        "last_hours",  # Sunday's
        "walk_metres",
    ]


@pytest.mark.parametrize(
    ("hours", "wanted"),
    [([5.0] * 6, "want a list of 7 numbers, none below 0"), ([5.0] * 6 + [49.0], "want 48 at most")],
)
def test_hours_are_seven_and_none_beyond_the_next_day(build: Build, hours: list[float], wanted: str) -> None:
    with pytest.raises(InputFaults, match=wanted):
        Pack.for_problem(build.problem(pack={"bus_hours": {"last_hours": hours}}))


def test_hours_that_the_clock_change_skips_do_no_harm(build: Build) -> None:
    problem = a_day(build, early(build), day=28, first_hours=[1.5] * 7, last_hours=[24.0] * 7)
    night = build.shift("s1", "wanda", build.at(22), build.at(30), mode="transit", max_overtime=0)
    assert bounds(build.terms("bus_hours", problem.replace(shifts=(night,)))) == [(build.at(22), build.at(30))]

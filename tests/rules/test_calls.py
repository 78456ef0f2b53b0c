"""Which visits have a turn and how far apart they are; between which moments a visit is made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from solver.domain import Visit, Window
from solver.rules import Pack
from solver.rules.readings.calls import agreed_spans_meet, call_pairs, distance, span_of

if TYPE_CHECKING:
    from .conftest import Build


@pytest.mark.parametrize(("minutes", "latest", "last"), [(30, None, 23), (30, (24 * 60,), 24), (31, None, 24)])
def test_the_span_of_a_visit_is_from_its_first_start_to_its_last_end(
    build: Build, minutes: int, latest: tuple[int, ...] | None, last: int
) -> None:
    """The day of the last tick at which it may be going on: at midnight sharp the day before."""
    visit = build.visit("v1", minutes=minutes, window=(build.at(22), build.at(23, 30)))
    problem = build.problem(visit, days=2)
    said = {} if latest is None else {"v1": tuple(value * 60 for value in latest)}
    span = span_of(problem, visit, said)
    end = build.at(23, 30) if latest is None else build.at(24)
    assert (span.earliest, span.latest) == (build.at(22), end + minutes * 60)
    assert (span.first_day, span.last_day) == tuple(problem.horizon.date(build.at(hour)) for hour in (22, last))


def pairs(build: Build, *visits: Any, **values: float) -> list[tuple[str, str, int, int, bool]]:
    problem = build.problem(*visits, days=3)
    pack = Pack.for_problem(problem)
    known = {**pack.values("call_spacing"), **values}
    found = call_pairs(problem, problem.visits, pack.catalogue(problem), known)
    return [(one.first, one.second, one.least // 60, one.wanted // 60, one.ordered) for one in found]


def call(build: Build, name: str, code: str, *spans: tuple[float, float]) -> Visit:
    windows = tuple(Window(start=round(opens * 3600), end=round(closes * 3600)) for opens, closes in spans)
    return build.visit(name, tasks=(build.task(30, code=code),), windows=windows)


def test_calls_are_in_the_order_of_their_first_opening_and_last_end(build: Build) -> None:
    one = call(build, "v2", "meal", (8, 9), (12, 13))
    assert pairs(build, call(build, "v1", "meal", (9, 10), (13, 14)), one) == [("v2", "v1", 90, 180, True)]
    assert pairs(build, call(build, "v1", "meal", (8, 9), (13, 14)), one) == [("v2", "v1", 90, 180, True)]
    assert pairs(build, call(build, "v1", "meal", (9, 10), (11, 12)), one) == []  # inside the other
    assert pairs(build, call(build, "v1", "meal", (8, 13)), one) == []  # the same span
    assert pairs(build, call(build, "v1", "wash_and_dress", (9, 10)), one) == []  # another kind


def test_visits_more_than_a_day_apart_are_no_pair(build: Build) -> None:
    first = call(build, "v1", "meal", (8, 9))
    for opens, near in ((33, True), (33 + 1 / 60, False)):
        assert bool(pairs(build, first, call(build, "v2", "meal", (opens, opens + 1)))) == near


def test_two_doses_are_a_pair_whatever_their_windows(build: Build) -> None:
    inside = call(build, "v1", "insulin", (8, 12)), call(build, "v2", "insulin", (9, 10))
    assert pairs(build, *inside) == [("v1", "v2", 60, 60, False)]
    assert pairs(build, *inside, dose_minutes=0.0) == [("v1", "v2", 0, 0, False)]  # never at once
    same = call(build, "v1", "insulin", (8, 8.5)), call(build, "v2", "insulin", (8, 8.5))
    assert pairs(build, *same) == [("v1", "v2", 60, 60, False)]  # never cut to the room that windows leave
    near = call(build, "v1", "insulin", (8, 8.5)), call(build, "v2", "insulin", (8.5, 9))
    assert pairs(build, *near) == [("v1", "v2", 60, 60, True)]


def test_of_several_kinds_the_largest_distance_counts() -> None:
    values = {"least_minutes": {"meal": 90.0, "medicine": 10.0}, "wanted_minutes": {"meal": 60.0, "medicine": 240.0}}
    assert distance(["meal"], values, 60) == (90 * 60, 90 * 60)
    assert distance(["medicine"], values, 60) == (10 * 60, 240 * 60)
    assert distance(["meal", "medicine"], values, 60) == (90 * 60, 240 * 60)
    assert distance(["personal_care"], values, 60) == (0, 0)


@pytest.mark.parametrize(
    ("spans", "meet"),
    [
        (((12, 13),), False),
        (((11, 12),), True),  # at eleven
        (((6, 7),), False),
        (((6, 8),), True),
        (((6, 7), (12, 13)), True),  # on both sides of the other, and between its windows
        (((9, 9.5),), True),  # between the other's windows
    ],
)
def test_agreed_spans_are_from_the_first_opening_to_the_last_end(build: Build, spans: Any, meet: bool) -> None:
    one, other = call(build, "v1", "meal", (8, 9), (10, 11)), call(build, "v2", "meal", *spans)
    assert agreed_spans_meet(one, other) == meet
    assert agreed_spans_meet(other, one) == meet


def test_the_span_of_a_visit_of_several_windows_begins_with_the_first(build: Build) -> None:
    visit = call(build, "v1", "meal", (8, 9), (30, 31))
    span = span_of(build.problem(visit, days=2), visit, {})
    assert (span.earliest, span.latest) == (build.at(8), build.at(31) + 1800)
    assert (span.first_day.day, span.last_day.day) == (2, 3)

"""Measuring a roster: journeys, waits and ends, and start times where a hand-made roster gives none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from solver.domain import Break, Link, Problem, TaskBefore
from solver.rules import Timeline, timeline
from solver.travel import journeys

if TYPE_CHECKING:
    from .conftest import Build


def _measure(build: Build, problem: Problem, **rounds: list[object]) -> Timeline:
    return timeline(problem, build.roster(problem, **rounds), journeys(problem))


def test_a_round_by_hand(build: Build) -> None:
    at = build.at
    problem = build.problem(build.visit("v1"), build.visit("v2", "bert"))
    run = _measure(build, problem, s1=[("v1", at(9)), (None, at(10), 1800), ("v2", at(11))]).runs["s1"]
    assert (run.leave, run.back) == (at(8, 50), at(11, 40))
    first, rest, second = run.calls
    assert (first.wait, first.journey, first.end) == (0, 600, at(9, 30))
    assert (rest.place, rest.arrival, rest.wait) == ("b", at(9, 40), 20 * 60)  # taken where the next visit is
    assert (second.arrival, second.journey, second.wait) == (at(10, 30), 0, 30 * 60)
    assert (run.travel, run.metres, run.wait, run.contact) == (600, 5000, 50 * 60, 3600)
    assert (run.home_out, run.home_in, run.worked) == (600, 600, at(2, 50) - 1800)


def test_a_last_break_is_taken_at_the_end_place(build: Build) -> None:
    problem = build.problem(build.visit("v1"))
    run = _measure(build, problem, s1=[("v1", build.at(9)), (None, build.at(10), 600)]).runs["s1"]
    assert (run.calls[1].place, run.home_in, run.back) == ("home", 0, build.at(10, 10))


def test_without_times_everything_starts_as_early_as_it_may(build: Build) -> None:
    at = build.at
    planned = Break(duration=1800, earliest=at(12), latest=at(13))
    problem = build.problem(
        build.visit("v1", window=(at(7), at(9))),
        build.visit("v2", "bert", window=(at(9), at(10))),
        shifts=(build.shift("s1", "wanda", break_=planned),),
    )
    run = _measure(build, problem, s1=["v1", "v2", None]).runs["s1"]
    assert [call.start for call in run.calls] == [at(8, 10), at(9), at(12)]
    assert run.calls[2].end == at(12, 30)


def test_two_workers_without_times_wait_for_each_other(build: Build) -> None:
    at = build.at
    problem = build.problem(
        build.visit("v1", window=(at(9), at(9))), build.visit("v2", "bert", workers=2), build.visit("v3")
    )
    measured = _measure(build, problem, s1=["v1", "v2", "v3"], s2=["v2"])
    assert [call.start for _, call in measured.served["v2"]] == [at(9, 40), at(9, 40)]
    assert measured.served["v3"][0][1].start == at(10, 20)


def test_links_without_times(build: Build) -> None:
    at = build.at
    links = (
        Link(id="doses", kind="gap", first="v1", second="v2", min_gap=4 * 3600),
        Link(id="with", kind="same_start", first="v2", second="v3"),
    )
    problem = build.problem(build.visit("v1"), build.visit("v2"), build.visit("v3", "bert"), links=links)
    measured = _measure(build, problem, s1=["v1", "v2"], s2=["v3"])
    assert [measured.served[visit][0][1].start for visit in ("v1", "v2", "v3")] == [at(8, 10), at(12, 10), at(12, 10)]


def test_orders_that_no_times_satisfy_still_end(build: Build) -> None:
    problem = build.problem(build.visit("v1", workers=2), build.visit("v2", workers=2))
    measured = _measure(build, problem, s1=["v1", "v2"], s2=["v2", "v1"])
    starts = [call.start for pairs in measured.served.values() for _, call in pairs]
    assert len(starts) == 4
    assert build.breaches("double_handed", problem, s1=["v1", "v2"], s2=["v2", "v1"])


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_gap_from_a_visit_of_before_counts_from_its_first_task(build: Build, order: tuple[int, int]) -> None:
    """Two tasks of one visit of yesterday, told in either order; the roster leaves the time open."""
    tasks = [
        TaskBefore(client="ada", task=code, start=build.at(hour), end=build.at(hour, 10), visit="earlier")
        for code, hour in (("insulin", -6), ("meal", -4))
    ]
    link = Link(id="since", kind="gap", first="earlier", second="v1", min_gap=15 * 3600)
    problem = build.problem(build.visit("v1"), links=(link,), tasks_before=tuple(tasks[place] for place in order))
    measured = build.check(problem, s1=[("v1", None)]).timeline
    assert [call.start for _, call in measured.served["v1"]] == [build.at(9)]

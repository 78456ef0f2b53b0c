"""A roster published and gone from: what stays promised, who is told, and that keeping it costs nothing."""

from __future__ import annotations

import pytest

from fixtures import generate
from solver import Pack, Problem, Roster
from solver.check import Check, check
from solver.domain import Promise, Round, Stop, Unserved
from solver.explain import repair_roster
from solver.promises import find_told, publish, tell_changes

HOUR = 3600


@pytest.fixture(scope="module")
def day() -> tuple[Problem, Roster]:
    """An invented day and a roster of it that keeps every hard rule, put together by insertion alone."""
    problem = generate("hamlet", 1)
    empty = Roster(unserved=tuple(Unserved(visit=visit.id) for visit in problem.visits))
    return problem, repair_roster(problem, empty).roster


def cost(judged: Check) -> int:
    return judged.score.by_rule.get("published", 0)


def test_what_is_kept_costs_nothing_and_is_told_to_nobody(day: tuple[Problem, Roster]) -> None:
    problem, roster = day
    judged = check(problem, roster)
    assert find_told(judged) == ()
    published = publish(judged, -HOUR)
    made = {stop.visit for round_ in roster.rounds for stop in round_.stops if stop.visit}
    assert {promise.visit for promise in published.promises} == made
    again = check(published, roster)
    assert (cost(again), find_told(again)) == (0, ())
    assert again.score.total == judged.score.total
    assert publish(again, 5 * HOUR).promises == published.promises, "told once, at that moment"


def test_everybody_whom_a_change_concerns_is_told_and_nobody_else(day: tuple[Problem, Roster]) -> None:
    problem, roster = day
    published = publish(check(problem, roster), -HOUR)
    single = {visit.id for visit in problem.visits if visit.workers == 1}
    tied = {end for link in problem.links for end in (link.first, link.second)}
    rounds = {round_.shift: round_ for round_ in roster.rounds}
    shift, moved = next(
        (one.shift, stop)
        for one in roster.rounds
        for stop in one.stops
        if stop.visit in single - tied and len(one.stops) > 1
    )
    other = next(one for one in problem.shifts if one.worker != problem.shift[shift].worker and one.id in rounds)
    rounds[shift] = Round(shift=shift, stops=tuple(stop for stop in rounds[shift].stops if stop != moved))
    late = Stop(visit=moved.visit, start=(moved.start or 0) + HOUR)
    rounds[other.id] = Round(shift=other.id, stops=tuple(sorted((*rounds[other.id].stops, late), key=_start)))
    judged = check(published, Roster(rounds=tuple(rounds.values()), unserved=roster.unserved))
    told = [one for one in find_told(judged) if one.visit == moved.visit]
    assert moved.visit is not None
    client = problem.visit[moved.visit].client
    assert {(one.person, one.who) for one in told} == {
        ("client", client),
        ("worker", problem.shift[shift].worker),
        ("worker", other.worker),
    }
    assert {one.change for one in told} == {"worker and time"}
    assert any(sentence.startswith(problem.client[client].name) for sentence in tell_changes(find_told(judged)))
    values = Pack.load().values("published")
    expected = 1000 * (values["client_prices"][0] + values["worker_prices"][0] + 45 * values["minute_prices"][0])
    mine = [one for one in judged.breaches if one.rule == "published" and one.visit == moved.visit]
    assert sum(one.cost for one in mine) == expected


def _start(stop: Stop) -> int:
    return stop.start or 0


def test_a_visit_that_nobody_makes_any_more_is_told_and_no_longer_promised(day: tuple[Problem, Roster]) -> None:
    problem, roster = day
    published = publish(check(problem, roster), -HOUR)
    lost = roster.rounds[0]
    rest = roster.model_copy(
        update={
            "rounds": roster.rounds[1:],
            "unserved": (*roster.unserved, *(Unserved(visit=stop.visit) for stop in lost.stops if stop.visit)),
        }
    )
    judged = check(published, rest)
    gone = {stop.visit for stop in lost.stops if stop.visit} - {
        stop.visit for round_ in roster.rounds[1:] for stop in round_.stops
    }
    nobody = [one for one in find_told(judged) if one.change == "nobody"]
    assert {one.visit for one in nobody} == gone
    assert all(one.sentence.startswith(("Nobody comes at", "Not any more:")) for one in nobody)
    assert not gone & {promise.visit for promise in publish(judged, 0).promises}


def test_only_the_dates_that_are_asked_for_are_published(day: tuple[Problem, Roster]) -> None:
    problem, roster = day
    judged = check(problem, roster)
    other = problem.horizon.date(40 * 24 * HOUR)
    assert publish(judged, 0, days=[other]).promises == ()
    assert len(publish(judged, 0, days=[problem.horizon.date(0)]).promises) == len(publish(judged, 0).promises)


def test_what_only_clients_were_told_is_told_to_clients(day: tuple[Problem, Roster]) -> None:
    problem, roster = day
    judged = check(problem, roster)
    elsewhen = tuple(
        Promise(visit=one.visit, workers=one.workers, start=one.start + HOUR, told=0, to="client")
        for one in publish(judged, 0).promises
    )
    told = find_told(check(problem.replace(promises=elsewhen), roster))
    assert {one.person for one in told} == {"client"}
    assert {one.change for one in told} == {"time"}

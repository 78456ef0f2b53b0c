"""A roster published and gone from: what stays promised, who is told, and that keeping it costs nothing."""

from __future__ import annotations

import pytest

from fixtures import generate
from fixtures.paper import at, visit, worker
from fixtures.paper import day as paper_day
from solver import Pack, Problem, Roster
from solver.check import Check, check
from solver.domain import Promise, Round, Shift, Stop, Unserved
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


def test_small_moves_that_nobody_is_told_of_do_not_add_up(day: tuple[Problem, Roster]) -> None:
    """Published again and again, a start stays within the free minutes of what people were told, or they are told."""
    problem, roster = day
    first = publish(check(problem, roster), -HOUR).promises
    free = round(60 * float(Pack.load().values("published")["free_minutes"]))
    moved = tuple(one.model_copy(update={"start": one.start - free}) for one in first)
    kept = publish(check(problem.replace(promises=moved), roster), HOUR).promises
    assert kept == moved, "nobody is told, so nothing new is promised"
    beyond = tuple(one.model_copy(update={"start": one.start - free - 1}) for one in first)
    anew = publish(check(problem.replace(promises=beyond), roster), HOUR).promises
    assert [one.start for one in anew] == [one.start for one in first]
    assert {one.told for one in anew} == {HOUR}


def test_two_carers_come() -> None:
    shifts = [Shift(id=f"s{one}", worker=one, start=at(8), end=at(18)) for one in ("w1", "w2")]
    both = visit("v", "ann", 30, (at(9), at(11)), workers=2)
    problem = paper_day({"home ann": 10}, [both], [worker("w1"), worker("w2")], shifts)
    roster = Roster(rounds=tuple(Round(shift=one.id, stops=(Stop(visit="v", start=at(10)),)) for one in shifts))
    (promise,) = publish(check(problem, roster), 0).promises
    early = problem.replace(promises=(promise.model_copy(update={"start": at(9)}),))
    (client, *_) = find_told(check(early, roster))
    assert " come at " in client.sentence
    nobody = Roster(unserved=(Unserved(visit="v"),))
    (client, *_) = find_told(check(early, nobody))
    assert client.sentence.endswith(" were to come.")


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

"""History: what a done roster leaves, and that the next day's continuity really feels it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from service.access import SYSTEM
from service.store import history, problems, rosters, tables
from service.store.database import Store
from solver import Problem, Roster, Round, Stop, roster_document
from solver.check import check


def simple(problem: Problem) -> Roster:
    """Every visit on the first shift of a worker of its organisation's sector; what the rules say is of no matter."""
    stops: dict[str, list[Stop]] = {}
    for number, visit in enumerate(problem.visits):
        shift = problem.shifts[number % len(problem.shifts)]
        stops.setdefault(shift.id, []).append(Stop(visit=visit.id, start=visit.windows[0].start))
    return Roster(rounds=tuple(Round(shift=shift, stops=tuple(some)) for shift, some in stops.items()))


def done(store: Store, problem: Problem, roster: Roster, owner: str = "trust") -> str:
    with store.session(SYSTEM) as session:
        row = rosters.add(session, SYSTEM, problems.add(session, SYSTEM, problem, owner), seconds=1.0)
        rosters.begin(session, row.id)
        rosters.end(session, row.id, "done", roster_document(roster, problem), best_cost=0)
        return row.id


def remembered(store: Store, id_: str) -> list[tuple[Any, ...]]:
    with store.session(SYSTEM) as session:
        history.remember(session, session.get_one(tables.Roster, id_))
    with store.reading(SYSTEM) as session:
        rows = session.scalars(select(tables.PastVisit)).all()
        return sorted((row.owner, row.client, row.worker, row.start, row.sector) for row in rows)


@pytest.fixture
def day(hamlet: Problem) -> Problem:
    return hamlet.replace(history=())


def tomorrow(day: Problem) -> Problem:
    """The same visits, a day later: ticks count from the horizon's start, so only that moves."""
    return day.replace(horizon=day.horizon.model_copy(update={"start": day.horizon.start + timedelta(days=1)}))


def test_each_visit_is_remembered_once(store: Store, day: Problem) -> None:
    roster = simple(day)
    first = remembered(store, done(store, day, roster))
    expected = {
        ("trust", day.visit[stop.visit].client, day.shift[round_.shift].worker, day.horizon.moment(stop.start))
        for round_ in roster.rounds
        for stop in round_.stops
        if stop.visit is not None and stop.start is not None
    }
    assert {row[:4] for row in first} == expected
    assert len(first) == len(expected)
    assert {row[4] for row in first} == {"health", "social"}
    with store.reading(SYSTEM) as session:
        id_ = session.scalars(select(tables.Roster.id)).one()
    assert remembered(store, id_) == first


def test_a_day_solved_again_takes_the_place_of_the_first(store: Store, day: Problem) -> None:
    roster = simple(day)
    first = remembered(store, done(store, day, roster))
    moved = Roster(rounds=(Round(shift=day.shifts[0].id, stops=roster.rounds[1].stops),))
    second = remembered(store, done(store, day.replace(name="submitted anew"), moved))
    assert {row[2] for row in second} == {day.shifts[0].worker}
    assert len(second) < len(first)
    other_day = remembered(store, done(store, tomorrow(day), roster))
    assert len(other_day) == len(first) + len(second)
    other_owner = remembered(store, done(store, day, roster, owner="council"))
    assert len(other_owner) == len(other_day) + len(first)


def test_only_what_is_done_is_remembered(store: Store, day: Problem) -> None:
    with store.session(SYSTEM) as session:
        row = rosters.add(session, SYSTEM, problems.add(session, SYSTEM, day, "trust"), seconds=1.0)
        rosters.begin(session, row.id)
        rosters.save_if_better(session, row.id, roster_document(simple(day), day), 5, 0, 1.0)
        assert history.remember(session, row) == 0


def test_the_next_days_continuity_changes(store: Store, day: Problem) -> None:
    roster = simple(day)
    remembered(store, done(store, day, roster))
    next_day = tomorrow(day)
    with store.reading(SYSTEM) as session:
        submitted = problems.Submission.of(next_day)
        enriched = problems.load(history.add_history(session, SYSTEM, "trust", submitted).document)
        assert history.add_history(session, SYSTEM, "council", submitted) is submitted
    assert len(enriched.history) == len(day.visits)
    assert all(past.start < 0 for past in enriched.history)
    without, with_it = check(next_day, roster).score.by_rule, check(enriched, roster).score.by_rule
    assert without["continuity"] > 0
    assert "continuity" not in with_it  # every client meets who came yesterday
    again = history.with_history(enriched, _rows(store))
    assert again is enriched


def test_strangers_to_the_problem_are_left_out(store: Store, day: Problem) -> None:
    with store.session(SYSTEM) as session:
        start = day.horizon.moment(-3600)
        client, worker = day.clients[0].id, day.workers[0].id
        for who, whom, at in (
            (client, worker, start),
            ("C-unknown", worker, start),
            (client, "W-unknown", start),
            (client, worker, day.horizon.moment(0)),  # not before the horizon
            (client, worker, start - timedelta(days=40)),  # too long ago
        ):
            session.add(tables.PastVisit(owner="trust", client=who, worker=whom, start=at, sector="health"))
    with store.reading(SYSTEM) as session:
        found = history.add_history(session, SYSTEM, "trust", problems.Submission.of(day))
        (past,) = problems.load(found.document).history
    assert (past.client, past.worker, past.start, past.sector) == (client, worker, -3600, "health")


def _rows(store: Store) -> list[tables.PastVisit]:
    with store.reading(SYSTEM) as session:
        return list(session.scalars(select(tables.PastVisit)))


def test_what_is_to_be_told_first_is_still_told_of_a_day_with_history(store: Store, day: Problem) -> None:
    remembered(store, done(store, day, simple(day)))
    told = problems.Submission.of(tomorrow(day), ["a column is missing"])
    with store.reading(SYSTEM) as session:
        enriched = history.add_history(session, SYSTEM, "trust", told)
    assert enriched.digest != told.digest
    assert enriched.notes == ("a column is missing",)

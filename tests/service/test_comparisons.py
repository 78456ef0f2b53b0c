"""Comparisons as jobs: measured, overtaken, stopped, killed; ended exactly once, and nothing measured is lost."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import select

from service.access import SYSTEM
from service.jobs.queue import Jobs
from service.run.settings import Settings
from service.store import comparisons, leases, problems, rosters, tables
from service.store.compression import pack
from service.store.database import Store
from solver import Problem
from solver.compare import PATTERNS

from ..processes import free_port
from .measured import measured

on_sqlite_and_at_length_on_postgres = pytest.mark.parametrize(
    "database", ["sqlite", pytest.param("postgres", marks=pytest.mark.long)], indirect=True
)
on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def compare(store: Store, ask: Callable[..., str]) -> Callable[..., str]:
    """Asks for a comparison of a hamlet's roster, which has ended, as the route does. Returns its id."""

    def asking(seconds: float = 0.4, seeds: int = 1, signed: bool = False) -> str:
        of = ask(seconds=1.0)
        with store.session(SYSTEM) as session:
            rosters.end(session, of, "cancelled", why="for the test")
            roster = session.get_one(tables.Roster, of)
            return comparisons.add(session, SYSTEM, roster, seconds, seeds, signed).id

    return asking


@pytest.fixture
def job(store: Store) -> Callable[[str], tables.Job]:
    def reading(id_: str) -> tables.Job:
        with store.reading(SYSTEM) as session:
            return session.get_one(tables.Job, id_)

    return reading


@pytest.fixture
def jobs(store: Store, settings: Settings) -> Iterator[Jobs]:
    made = Jobs(store, settings.model_copy(update={"solvers": 1}))
    yield made
    made.stop()


def rows(job: tables.Job) -> list[dict[str, Any]]:
    assert isinstance(job, tables.Comparison)
    return comparisons.describe_comparison(job)["rows"]


@pytest.fixture
def until_measured(job: Any, wait: Any) -> Callable[..., None]:
    """Waits until a comparison has made a roster. AssertionError where it, or who serves it, ended without one."""

    def measured_one(id_: str, server: subprocess.Popen[str] | None) -> bool:
        assert server is None or server.poll() is None, "who serves it has ended"
        assert rows(job(id_)) or job(id_).state in rosters.LIVE, job(id_).why
        return bool(rows(job(id_)))

    return lambda id_, server=None: wait(lambda: measured_one(id_, server))


def ends(story: list[tuple[str, dict[str, Any]]]) -> list[str]:
    return [data["state"] for kind, data in story if kind == "state" and data["state"] in rosters.ENDED]


@pytest.mark.slow
@on_sqlite_and_at_length_on_postgres
def test_three_rosters_are_made_and_routing_stands_apart_from_joining(
    store: Store, jobs: Jobs, compare: Any, job: Any, story: Any, wait: Any
) -> None:
    id_ = compare()
    jobs.start()
    wait(lambda: job(id_).state in rosters.ENDED)
    done = job(id_)
    assert (done.state, done.why) == ("done", None)
    told = comparisons.describe_comparison(done)
    assert told["loosened"] == []
    assert [row["pattern"] for row in told["rows"]] == list(PATTERNS)
    assert all(row["doors"] > 0 and row["packages"] is not None for row in told["rows"])
    alone, pooled, joined = (row["doors"] for row in told["rows"])
    (doors,) = [line for line in told["table"] if line["figure"] == "doors knocked"]
    assert [doors[name]["middle"] for name in PATTERNS] == [alone, pooled, joined]
    assert (doors["routing"]["middle"], doors["joining"]["middle"]) == (alone - pooled, pooled - joined)
    assert joined < pooled, "the hamlet has visits that may be joined"
    assert ends(story(id_)) == ["done"]
    assert done.spent > 1.0
    assert done.document is None


@pytest.mark.slow
@pytest.mark.long
@on_sqlite
def test_a_killed_solver_s_comparison_goes_on_from_what_was_measured(
    jobs: Jobs, compare: Any, job: Any, story: Any, wait: Any, until_measured: Any, solvers_of: Any
) -> None:
    id_ = compare(seconds=0.8)
    jobs.start()
    until_measured(id_)
    first = rows(job(id_))[0]
    (solver,) = solvers_of(id_)
    os.kill(solver, signal.SIGKILL)
    wait(lambda: job(id_).state in rosters.ENDED)
    done = job(id_)
    assert (done.state, done.why) == ("done", None)
    assert rows(done)[0] == first
    assert [row["pattern"] for row in rows(done)] == list(PATTERNS)
    assert ends(story(id_)) == ["done"]


@pytest.mark.slow
@on_sqlite_and_at_length_on_postgres
def test_a_killed_service_s_comparison_ends_once(
    store: Store,
    settings: Settings,
    command: Any,
    compare: Any,
    job: Any,
    story: Any,
    wait: Any,
    until_measured: Any,
    solvers_of: Any,
) -> None:
    """On PostgreSQL another worker takes it over; on the embedded store the next that serves."""
    id_ = compare(seconds=0.8)
    name = ("serve", "--port", str(free_port())) if store.embedded else ("worker",)
    first = command(*name, "--solvers", "1")
    until_measured(id_, first)
    first.kill()
    first.wait()
    wait(lambda: not solvers_of(id_))
    kept = _marked(store, id_)
    where = str(settings.data if store.embedded else settings.data / "other")
    second = command(*name, "--solvers", "1", ONEVISIT_DATA=where)
    wait(lambda: job(id_).state in rosters.ENDED or second.poll() is not None)
    assert job(id_).state == "done", job(id_).why
    assert rows(job(id_))[: len(kept)] == kept
    assert len(rows(job(id_))) == len(PATTERNS)
    assert ends(story(id_)) == ["done"]


def _marked(store: Store, id_: str) -> list[dict[str, Any]]:
    """The rosters kept, with doors that no search comes to: made anew they would be gone."""
    with store.session(SYSTEM) as session:
        row = session.get_one(tables.Comparison, id_)
        told = comparisons.describe_comparison(row)
        told["rows"] = [{**one, "doors": 70_000 + one["doors"]} for one in told["rows"]]
        row.outcome = pack(told)
        return list(told["rows"])


@pytest.mark.timing
@on_sqlite
def test_stopping_takes_two_seconds_at_most(jobs: Jobs, compare: Any, job: Any, wait: Any, until_measured: Any) -> None:
    id_ = compare(seconds=3.0, seeds=5)
    jobs.start()
    until_measured(id_)
    asked = time.monotonic()
    jobs.cancel(id_)
    wait(lambda: job(id_).state == "cancelled")
    assert time.monotonic() - asked < 2.0


@pytest.mark.slow
@on_sqlite
def test_stopping_keeps_what_was_measured(
    jobs: Jobs, compare: Any, job: Any, story: Any, wait: Any, until_measured: Any, solvers_of: Any
) -> None:
    id_ = compare(seconds=3.0, seeds=5)
    jobs.start()
    until_measured(id_)
    kept = rows(job(id_))
    assert job(id_).state == "running"
    jobs.cancel(id_)
    wait(lambda: job(id_).state == "cancelled")
    assert (rows(job(id_))[: len(kept)], job(id_).why) == (kept, None)
    assert len(rows(job(id_))) < 5 * len(PATTERNS)
    wait(lambda: not solvers_of(id_))
    assert ends(story(id_)) == ["cancelled"]


def test_one_that_nobody_began_is_stopped_at_once(store: Store, jobs: Jobs, compare: Any, job: Any) -> None:
    id_ = compare()
    jobs.cancel(id_)
    assert job(id_).state == "cancelled"
    assert "before it began" in job(id_).why


@pytest.mark.slow
@pytest.mark.long
@on_sqlite
def test_what_waits_goes_ahead_between_two_rosters(
    store: Store, jobs: Jobs, compare: Any, ask: Any, job: Any, story: Any, wait: Any
) -> None:
    first, second = compare(seconds=0.5), compare(seconds=0.5)
    batch = ask(seconds=0.5, urgent=False)
    jobs.start()
    wait(lambda: job(batch).state in rosters.ENDED)
    assert {job(first).state, job(second).state} == {"running"}
    assert 1 <= len(rows(job(first))) < len(PATTERNS)
    wait(lambda: all(job(id_).state == "done" for id_ in (first, second)))
    with store.reading(SYSTEM) as session:
        lines = session.execute(
            select(tables.Event.roster).where(tables.Event.kind == "state").order_by(tables.Event.at)
        ).scalars()
        assert [id_ for id_ in lines if id_ in (first, second)][-2:] == [first, second]


def test_rosters_go_ahead_of_comparisons_and_these_take_turns(store: Store, compare: Any, ask: Any) -> None:
    one, other = compare(), compare()
    with store.session(SYSTEM) as session:
        held = leases.take(session, "a/1")
        assert held is not None
        assert held.id == one
        assert leases.let_others(session, held)
        assert held.leased_by is None
        session.flush()
        for wanted in (other, one):
            taken = leases.take(session, f"a/{wanted}")
            assert taken is not None
            assert taken.id == wanted
        assert not leases.let_others(session, session.get_one(tables.Job, other)), "nothing else waits"
    late = ask(seconds=1.0, urgent=True)
    with store.session(SYSTEM) as session:
        leases.give_back_all_of(session, "a")
        first = leases.take(session, "b/1")
        assert first is not None
        assert first.id == late


def test_nothing_that_lists_or_finds_rosters_finds_a_comparison(store: Store, compare: Any, hamlet: Problem) -> None:
    id_ = compare()
    with store.reading(SYSTEM) as session:
        row = session.get_one(tables.Comparison, id_)
        assert rosters.find(session, SYSTEM, id_) is None
        assert session.get(tables.Roster, id_) is None
        assert [one.id for one in rosters.list_seen(session, SYSTEM, row.problem)] == [row.roster]
        assert rosters.is_at_work(session, row.problem)
    with store.session(SYSTEM) as session:
        row = session.get_one(tables.Comparison, id_)
        row.outcome = b"some"
        problems.erase(session, session.get_one(tables.Problem, row.problem))
        assert row.outcome is None


def test_an_older_one_that_measured_something_is_shown_before_a_newer_one_that_did_not(
    store: Store, compare: Any, jobs: Jobs
) -> None:
    id_ = compare()
    with store.session(SYSTEM) as session:
        row = session.get_one(tables.Comparison, id_)
        roster = session.get_one(tables.Roster, row.roster)
        rosters.end(session, id_, "done", outcome=measured(), made=3)
        newer = comparisons.add(session, SYSTEM, roster, 1.0, 1, False)
        latest = comparisons.find_latest(session, roster.id)
        assert latest is not None
        assert latest.id == newer.id, "it is on the way"
        newer.made = 2
    jobs.cancel(newer.id)
    with store.reading(SYSTEM) as session:
        latest = comparisons.find_latest(session, roster.id)
        assert latest is not None
        assert latest.id == id_

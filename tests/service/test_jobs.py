"""Jobs: solved in their own process, stopped, overtaken, killed, and ended exactly once whatever happens."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from fixtures import generate
from service.access import SYSTEM
from service.jobs import queue, roster_job
from service.jobs.held_job import reason
from service.jobs.queue import Jobs
from service.run.settings import Settings
from service.store import leases, problems, rosters, tables
from service.store.database import Store
from service.store.opening import open_store
from solver import Problem
from solver.check import check
from solver.solving import solve

from .. import waiting


@pytest.fixture(scope="module")
def problem() -> Problem:
    return generate("hamlet", 1)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path / "data", solvers=1)


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    store = open_store(settings)
    yield store
    store.close()


@pytest.fixture
def jobs(store: Store, settings: Settings) -> Iterator[Jobs]:
    jobs = Jobs(store, settings)
    yield jobs
    jobs.stop()


def ask(store: Store, problem: Problem, **asked: Any) -> str:
    with store.session(SYSTEM) as session:
        kept = problems.add(session, SYSTEM, problem, problem.organisations[0].id)
        return rosters.add(session, SYSTEM, kept, **{"seconds": 1.0, "joins": "off", **asked}).id


def row_of(store: Store, id_: str) -> tables.Roster:
    with store.reading(SYSTEM) as session:
        return session.get_one(tables.Roster, id_)


def until(store: Store, id_: str, *states: str) -> tables.Roster:
    """The roster once it is in one of these states. AssertionError where it has ended in another."""

    def there() -> bool:
        row = row_of(store, id_)
        assert row.state in (*states, *rosters.LIVE), row.why
        return row.state in states

    waiting.until(there)
    return row_of(store, id_)


def until_told(store: Store, ids: list[str]) -> None:
    """Until the solver of one of them has told of a roster."""

    def told() -> bool:
        assert not any(row_of(store, id_).state == "failed" for id_ in ids)
        return any(costs(store, id_) for id_ in ids)

    waiting.until(told)


def story(store: Store, id_: str) -> list[tuple[str, dict[str, Any]]]:
    with store.reading(SYSTEM) as session:
        return [(line.kind, line.data) for line in rosters.list_events(session, id_)]


@pytest.mark.slow
def test_a_roster_is_solved_and_the_checker_accepts_it(store: Store, jobs: Jobs, problem: Problem) -> None:
    id_ = ask(store, problem)
    jobs.start()
    jobs.submit(id_)
    row = until(store, id_, "done", "failed")
    assert row.state == "done", row.why
    assert row.document is not None
    made = rosters.load_roster(row.document, problem)
    judged = check(problem, made)
    assert judged.feasible
    assert judged.score.total == row.best_cost
    assert row.served is not None
    assert row.unserved is not None
    assert row.served + row.unserved == len(problem.visits)
    states = [data["state"] for kind, data in story(store, id_) if kind == "state"]
    assert states == ["queued", "running", "done"]
    assert costs(store, id_)
    assert row.best_cost is not None
    assert row.best_cost <= min(costs(store, id_)), "costs on the way are of whole minutes too"


def costs(store: Store, id_: str) -> list[int]:
    """What its solver has told of the best so far."""
    return [data["cost"] for kind, data in story(store, id_) if kind == "progress" and data["cost"]]


@pytest.mark.slow
@pytest.mark.parametrize("joins", ["off", "suggest"])
def test_what_was_told_cheaper_on_the_way_is_gone_on_from(
    store: Store, problem: Problem, monkeypatch: pytest.MonkeyPatch, joins: str
) -> None:
    """The last of the search is made dearer in whole minutes than what it told; not so, it is solved once."""
    starts: list[Any] = []

    def dearer(problem: Problem, seconds: float, start: Any, **asked: Any) -> Any:
        starts.append(start)
        made = solve(problem, seconds, start=start, **asked)
        return solve(problem, iterations=1, pack=asked["pack"]) if spoil and len(starts) == 1 else made

    monkeypatch.setattr(roster_job, "solve", dearer)
    for spoil in (True, False):
        starts.clear()
        id_ = ask(store, problem, joins=joins, seconds=3.0)
        with store.session(SYSTEM) as session:
            row = session.get_one(tables.Roster, id_)
            row.leased_by, row.leased_until = "test", tables.now() + leases.LEASE
        roster_job.Attempt(store, id_, "test").run()
        row = row_of(store, id_)
        assert row.state == "done"
        assert row.best_cost is not None
        assert row.best_cost <= min(costs(store, id_))
        assert (len(starts) > 1) or not spoil
        assert starts[0] is None


@pytest.mark.slow
def test_a_saved_roster_costs_what_is_told_and_can_be_read(store: Store, jobs: Jobs, problem: Problem) -> None:
    id_ = ask(store, problem, seconds=600)
    jobs.start()
    until_told(store, [id_])
    row = row_of(store, id_)
    assert row.document is not None
    saved = rosters.load_roster(row.document, problem)
    assert check(problem, saved).score.total == row.best_cost
    starts = [stop.start for one in saved.rounds for stop in one.stops if stop.start is not None]
    whole = sum(start % problem.horizon.ticks_per_minute == 0 for start in starts)
    assert whole > 0.9 * len(starts)
    jobs.cancel(id_)
    ended = until(store, id_, "cancelled")
    assert ended.best_cost is not None
    assert row.best_cost is not None
    assert ended.best_cost <= row.best_cost


@pytest.mark.slow
def test_stopping_keeps_the_best(store: Store, jobs: Jobs, problem: Problem) -> None:
    id_ = ask(store, problem, seconds=600)
    jobs.start()
    until_told(store, [id_])
    jobs.cancel(id_)
    row = until(store, id_, "cancelled")
    assert row.document is not None
    made = rosters.load_roster(row.document, problem)
    assert check(problem, made).feasible
    assert all(entry.reason for entry in made.unserved)
    assert row.spent < 300


@pytest.mark.timing
def test_stopping_takes_two_seconds_at_most(store: Store, jobs: Jobs, problem: Problem) -> None:
    id_ = ask(store, problem, seconds=600)
    jobs.start()
    until_told(store, [id_])
    asked = time.monotonic()
    jobs.cancel(id_)
    until(store, id_, "cancelled")
    assert time.monotonic() - asked < 2.0


def test_one_that_nobody_began_is_stopped_at_once(store: Store, jobs: Jobs, problem: Problem) -> None:
    id_ = ask(store, problem)
    jobs.cancel(id_)
    with store.reading(SYSTEM) as session:
        row = session.get_one(tables.Roster, id_)
        assert (row.state, row.document) == ("cancelled", None)
        assert "before it began" in (row.why or "")


def test_urgent_work_is_taken_up_before_a_batch(store: Store, problem: Problem) -> None:
    slow = ask(store, problem, urgent=False)
    quick = ask(store, problem, urgent=True)
    with store.session(SYSTEM) as session:
        first, second = leases.take(session, "a/1"), leases.take(session, "a/2")
        assert first is not None
        assert second is not None
        assert (first.id, second.id) == (quick, slow)
        assert leases.take(session, "a/3") is None


def test_one_that_fails_says_why_and_is_not_tried_again(store: Store, jobs: Jobs, problem: Problem) -> None:
    id_ = ask(store, problem, pack="[no_such_rule]\nvalues = {price = 1}\n")
    jobs.start()
    row = until(store, id_, "failed")
    assert "1 faults" in (row.why or "")
    assert "no_such_rule" in (row.why or "")
    assert row.attempts == 1


def test_reasons_of_failures_name_nobody() -> None:
    assert "Edith" not in reason(ValueError("Edith Madeupford lives at 1 Dogger Bank"))


def test_an_old_lease_can_neither_save_nor_end(store: Store, problem: Problem) -> None:
    id_ = ask(store, problem)
    with store.session(SYSTEM) as session:
        leases.take(session, "dead/1")
        leases.give_back_all_of(session, "dead")
    with store.session(SYSTEM) as session:
        taken = leases.take(session, "alive/1")
        assert taken is not None
        assert taken.id == id_
        assert rosters.find_leased(session, id_, "dead/1") is None
        assert not rosters.end(session, id_, "done", lease="dead/1")
        assert rosters.end(session, id_, "failed", why="for the test", lease="alive/1")
        assert not rosters.end(session, id_, "done", lease="alive/1")


def test_a_solver_that_crashes_again_and_again_is_given_up(
    store: Store, jobs: Jobs, problem: Problem, monkeypatch: pytest.MonkeyPatch
) -> None:
    dies = [sys.executable, "-c", "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"]
    monkeypatch.setattr(Jobs, "_spawn", lambda *_: subprocess.Popen(dies))
    monkeypatch.setattr(queue, "_PAUSE", timedelta(0))
    id_ = ask(store, problem)
    jobs.start()
    row = until(store, id_, "failed")
    assert row.crashes == 5
    assert "signal 9" in (row.why or "")


SERVING = "from service.jobs.queue import Jobs; from service.run.settings import Settings; import signal\n" + (
    "from service.store.opening import open_store\n"
    "settings = Settings(); jobs = Jobs(open_store(settings), settings); jobs.start(); signal.pause()"
)


@pytest.mark.slow
def test_killed_in_the_middle_every_roster_still_ends_once(store: Store, settings: Settings, problem: Problem) -> None:
    ids = [ask(store, problem, seconds=1.5, seed=seed) for seed in range(3)]
    environment = os.environ | {"ONEVISIT_DATA": str(settings.data), "ONEVISIT_SOLVERS": "2"}
    serving = subprocess.Popen([sys.executable, "-c", SERVING], env=environment)
    try:
        until_told(store, ids)
        before = {id_: told[-1] for id_ in ids if (told := costs(store, id_))}
        serving.send_signal(signal.SIGKILL)
        serving.wait()
        serving = subprocess.Popen([sys.executable, "-c", SERVING], env=environment)
        rows = [until(store, id_, "done", "failed", "cancelled") for id_ in ids]
    finally:
        serving.kill()
        serving.wait()
    for row in rows:
        assert row.state == "done", row.why
        ends = [data for kind, data in story(store, row.id) if kind == "state" and data["state"] in rosters.ENDED]
        assert len(ends) == 1
        assert row.document is not None
        assert row.best_cost is not None
        assert row.best_cost <= before.get(row.id, row.best_cost)
        assert check(problem, rosters.load_roster(row.document, problem)).score.total == row.best_cost
    assert max(row.attempts for row in rows) == 2

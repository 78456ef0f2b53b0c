"""Nobody starves, nothing falls over: many jobs of one owner, a wrong clock, solvers that crash, half-sent heads."""

from __future__ import annotations

import asyncio
import errno
import os
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from sqlalchemy import event, select, update
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionError
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from service.access import SYSTEM, Principal
from service.jobs import queue
from service.jobs.queue import Jobs
from service.run.settings import Settings, UnsafeError
from service.store import leases, problems, rosters, tables
from service.store.database import Store
from service.store.opening import open_store
from service.web.away import find_away
from service.web.connections import Connections, bounded
from solver import Problem, problem_document

from ..waiting import patience, until
from .installation import installed

Somebody = Callable[..., Principal]


def _ask(store: Store, problem: Problem, owner: str, many: int, **asked: Any) -> list[str]:
    with store.session(SYSTEM) as session:
        row = problems.add(session, SYSTEM, problem, owner)
        return [rosters.add(session, SYSTEM, row, **{"seconds": 3600.0, **asked}).id for _ in range(many)]


def _owners_taken(store: Store, many: int) -> list[str]:
    """Whose jobs are taken up in turn, each begun as a solver does."""
    found = []
    for number in range(many):
        with store.session(SYSTEM) as session:
            row = leases.take(session, f"w/{number}")
            if row is not None:
                rosters.begin(session, row.id, row.leased_by)
                found.append(row.owner)
    return found


def test_owners_take_turns_however_many_one_has_queued(store: Store, hamlet: Problem) -> None:
    _ask(store, hamlet, "trust", 140)
    _ask(store, hamlet, "council", 2)
    _ask(store, hamlet, "provider", 1)
    taken = _owners_taken(store, 6)
    assert sorted(taken[:3]) == ["council", "provider", "trust"]
    assert sorted(taken[:5]) == ["council", "council", "provider", "trust", "trust"]
    assert taken[5] == "trust"


def test_who_has_just_had_a_turn_waits_for_who_has_not(store: Store, hamlet: Problem) -> None:
    _ask(store, hamlet, "trust", 3)
    _ask(store, hamlet, "council", 3)
    order = []
    for number in range(6):
        with store.session(SYSTEM) as session:
            row = leases.take(session, f"w/{number}")
            assert row is not None
            rosters.begin(session, row.id, row.leased_by)
            order.append(row.owner)
            session.flush()
            rosters.end(session, row.id, "failed", why="for the test")
    assert order in (["trust", "council"] * 3, ["council", "trust"] * 3)


def test_urgent_ones_go_ahead_whoever_waits(store: Store, hamlet: Problem) -> None:
    _ask(store, hamlet, "trust", 2, urgent=False)
    (urgent,) = _ask(store, hamlet, "council", 1)
    with store.session(SYSTEM) as session:
        row = leases.take(session, "w/1")
        assert row is not None
        assert row.id == urgent


@pytest.fixture
def sleeping(store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Jobs of one slot whose solvers only hold their leases."""
    nap = [sys.executable, "-c", "import time; time.sleep(600)"]
    monkeypatch.setattr(Jobs, "_spawn", lambda *_: subprocess.Popen(nap))
    made = Jobs(store, settings.model_copy(update={"solvers": 1}))
    yield made
    made.stop()


def test_a_slot_is_kept_for_somebody_elses_urgent_roster(store: Store, hamlet: Problem, sleeping: Jobs) -> None:
    _ask(store, hamlet, "trust", 140)
    sleeping.start()
    until(lambda: sleeping.busy == 1)
    (slow,) = _ask(store, hamlet, "council", 1, urgent=False)
    (urgent,) = _ask(store, hamlet, "council", 1, seconds=5.0)
    sleeping.submit(urgent)

    def held() -> set[str]:
        with store.reading(SYSTEM) as session:
            rows = session.scalars(select(tables.Job).where(tables.Job.leased_by.is_not(None)))
            return {f"{row.owner} {row.urgent}" for row in rows}

    until(lambda: held() == {"trust True", "council True"})
    assert sleeping.busy == 2
    _ask(store, hamlet, "provider", 1)
    sleeping._look()
    assert sleeping.busy == 2, "one slot is kept, not as many as somebody likes"
    assert slow


@pytest.mark.parametrize("database", ["postgres"], indirect=True)
def test_a_worker_an_hour_ahead_takes_nothing_that_is_held(
    store: Store, hamlet: Problem, monkeypatch: pytest.MonkeyPatch
) -> None:
    (id_,) = _ask(store, hamlet, "trust", 1)
    with store.session(SYSTEM) as session:
        assert leases.take(session, "alive/1") is not None
    right = tables.now
    monkeypatch.setattr(tables, "now", lambda: right() + timedelta(hours=1))
    with store.session(SYSTEM) as session:
        assert leases.take(session, "ahead/1") is None
        leases.renew(session, ["alive/1"])
    monkeypatch.setattr(tables, "now", right)
    with store.session(SYSTEM) as session:
        until_when = session.get_one(tables.Job, id_).leased_until
        assert until_when is not None
        assert until_when < right() + timedelta(minutes=10), "nor does it hold anything for an hour"
        ended = update(tables.Job).where(tables.Job.id == id_).values(leased_until=right() - timedelta(seconds=1))
        session.connection().execute(ended)
    monkeypatch.setattr(tables, "now", lambda: right() - timedelta(hours=1))
    with store.session(SYSTEM) as session:
        assert leases.take(session, "behind/1") is not None


def test_what_crashed_is_not_taken_up_at_once(store: Store, hamlet: Problem) -> None:
    (id_,) = _ask(store, hamlet, "trust", 1)
    with store.session(SYSTEM) as session:
        row = leases.take(session, "w/1")
        assert row is not None
        leases.put_off(session, row, timedelta(minutes=1))
    with store.session(SYSTEM) as session:
        assert leases.take(session, "w/2") is None
        row = session.get_one(tables.Job, id_)
        assert row.leased_until is not None
        row.leased_until -= timedelta(minutes=2)
    with store.session(SYSTEM) as session:
        assert leases.take(session, "w/3") is not None
    assert timedelta(minutes=1) < queue._PAUSE * 2 ** (queue._CRASHES - 1)


def test_who_crashed_is_served_in_turn_all_the_same(store: Store, hamlet: Problem) -> None:
    """One job put off holds no solver: its owner's next one comes before whoever asked later."""
    _ask(store, hamlet, "trust", 2)
    with store.session(SYSTEM) as session:
        row = leases.take(session, "w/1")
        assert row is not None
        leases.put_off(session, row, timedelta(minutes=1))
    _ask(store, hamlet, "council", 1)
    assert _owners_taken(store, 2) == ["trust", "council"]


def test_a_solver_that_wants_too_much_memory_fails_alone() -> None:
    greedy = "from service.jobs.worker import spare_others; spare_others()\n"
    greedy += "try: bytearray(2 * 10**9)\nexcept MemoryError: print('refused')"
    told = os.environ | {"ONEVISIT_SOLVER_MEMORY": "1000"}
    done = subprocess.run([sys.executable, "-c", greedy], env=told, capture_output=True, text=True, check=True)
    assert done.stdout == "refused\n"


def test_analysts_do_not_go_ahead_and_quotas_hold(tmp_path: Path, hamlet: Problem) -> None:
    with installed(tmp_path, jobs_of_owner=5, jobs_of_key=3) as here:
        answer = here.ask("trust scheduler", "POST", "/v1/problems", json=problem_document(hamlet))
        id_ = answer.json()["id"]

        def ask(who: str, seconds: float = 60, **more: Any) -> httpx.Response:
            return here.ask(who, "POST", "/v1/rosters", json={"problem": id_, "seconds": seconds, **more})

        assert ask("trust analyst").status_code == 403, "a real day"
        own = {"problem": problem_document(hamlet), "seconds": 60, "urgent": True}
        assert here.ask("trust analyst", "POST", "/v1/rosters", json=own).json()["urgent"] is False
        assert ask("trust scheduler").json()["urgent"] is True
        too_long = [ask("trust scheduler", 3600) for _ in range(3)]
        assert [one.status_code for one in too_long] == [202, 202, 429]
        assert "with this key" in too_long[-1].json()["detail"]
        assert int(too_long[-1].headers["retry-after"]) > 0
        assert ask("trust nurse_lead").status_code == 202
        assert "want at most 5" in ask("trust nurse_lead").json()["detail"]
        roster = here.get("trust scheduler", "/v1/rosters").json()["rosters"][0]["id"]
        with here.store.session(SYSTEM) as session:
            rosters.end(session, roster, "failed", why="for the test")
        assert ask("trust nurse_lead").status_code == 202, "what has ended counts no more"


def test_nobody_asks_for_more_hours_than_there_are(tmp_path: Path, hamlet: Problem) -> None:
    with installed(tmp_path, hours_of_owner=1.5) as here:
        id_ = here.ask("trust scheduler", "POST", "/v1/problems", json=problem_document(hamlet)).json()["id"]
        asked = {"json": {"problem": id_, "seconds": 3600}}
        roles = ("scheduler", "nurse_lead")
        answers = [here.ask(f"trust {role}", "POST", "/v1/rosters", None, **asked) for role in roles]
        assert [one.status_code for one in answers] == [202, 429]
        assert "1.5 CPU hours" in answers[1].json()["detail"]


def test_what_is_away_or_full_is_told_as_such() -> None:
    def database(said: str, **more: Any) -> OperationalError:
        return OperationalError("x", {}, Exception(said), **more)

    for error in (
        database("connection refused"),
        database("database or disk is full"),
        database("attempt to write a readonly database"),
        database("server closed the connection", connection_invalidated=True),
        NoConnectionError("QueuePool limit"),
        OSError(errno.ENOSPC, "No space left on device"),
    ):
        refusal = find_away(error)
        assert refusal is not None
        assert (refusal.status, int(refusal.headers["Retry-After"]) > 0) == (503, True)
    row = IntegrityError("x", {}, Exception("duplicate key: (name)=(Fuller)"))  # PostgreSQL repeats what was written
    for ours in (row, RuntimeError("x"), ValueError("x"), OSError(errno.ENOENT, "no file"), KeyError("x")):
        assert find_away(ours) is None


def test_writes_to_a_full_store_are_503_and_nothing_of_it_is_kept(tmp_path: Path, hamlet: Problem) -> None:
    """SQLite's own answer to a full disk, by a page limit of the connection."""
    with installed(tmp_path) as here:
        here.get("trust scheduler", "/v1/rosters")

        def full(connection: Any) -> None:
            connection.exec_driver_sql("PRAGMA max_page_count = 1")

        event.listen(here.store.engine, "begin", full)
        try:
            answer = here.ask("trust scheduler", "POST", "/v1/problems", json=problem_document(hamlet))
        finally:
            event.remove(here.store.engine, "begin", full)
            here.store.engine.dispose()
        assert answer.status_code == 503, answer.text
        assert int(answer.headers["retry-after"]) > 0
        assert here.get("trust scheduler", "/v1/problems").json()["problems"] == []


def test_not_ready_where_nothing_more_could_be_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with installed(tmp_path) as here:
        assert here.get(None, "/ready").status_code == 200
        usage = shutil.disk_usage(tmp_path)
        monkeypatch.setattr("service.routes.health.disk_usage", lambda _: usage._replace(free=1000))
        answer = here.get(None, "/ready")
        assert (answer.status_code, answer.json()["title"]) == (503, "The disk is full")
        assert here.get(None, "/live").status_code == 200


def test_a_store_that_is_none_is_a_sentence_and_no_traceback(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir(mode=0o700)
    (data / "onevisit.db").write_bytes(b"this is no database, however long it is" * 100)
    with pytest.raises(UnsafeError, match="cannot be opened"):
        open_store(Settings(data=data))


class _Served:
    """A service of one page behind these bounds, in a thread."""

    def __init__(self, most: int, seconds: float):
        async def ready(_: Any) -> PlainTextResponse:
            return PlainTextResponse("ready")

        self.connections = Connections(most)
        app = Starlette(routes=[Route("/ready", ready)])
        http: Any = bounded(self.connections, seconds)
        self.server = uvicorn.Server(uvicorn.Config(app, port=0, http=http, log_level="error", lifespan="off"))
        self.thread = threading.Thread(target=lambda: asyncio.run(self.server.serve()))

    def __enter__(self) -> _Served:
        self.thread.start()
        until(lambda: self.server.started)
        self.port = self.server.servers[0].sockets[0].getsockname()[1]
        return self

    def __exit__(self, *_: object) -> None:
        self.server.should_exit = True
        self.thread.join()

    def answers(self) -> bool:
        try:
            return httpx.get(f"http://127.0.0.1:{self.port}/ready", timeout=patience()).text == "ready"
        except httpx.HTTPError:
            return False


def test_300_half_sent_heads_do_not_keep_others_out() -> None:
    with _Served(most=100, seconds=1.0) as served:
        halves = [socket.create_connection(("127.0.0.1", served.port)) for _ in range(300)]
        try:
            for one in halves:
                try:
                    one.sendall(b"GET /ready HTTP/1.1\r\nHost: x\r\n")
                except OSError:
                    continue  # turned away already: there were 100
            until(served.answers)
            until(lambda: served.connections.all <= 1)
            assert served.answers()
        finally:
            for one in halves:
                one.close()


def test_what_drips_in_gains_no_time_and_the_second_head_has_a_limit_too() -> None:
    with _Served(most=100, seconds=1.0) as served, socket.create_connection(("127.0.0.1", served.port)) as drip:
        drip.sendall(b"GET /ready HTTP/1.1\r\nHost: x\r\n\r\n")
        answer = b""
        while not answer.endswith(b"ready"):
            answer += drip.recv(4096)
        drip.sendall(b"GET /ready HTT")

        def ended() -> bool:
            try:
                drip.sendall(b"P")
            except OSError:
                return True
            return served.connections.all == 0

        until(ended)
        until(lambda: served.connections.all == 0)


def test_one_address_takes_not_all_and_this_machine_s_own_are_not_counted() -> None:
    some = Connections(most=10, of_one=3)
    assert [some.enter("192.0.2.1") for _ in range(4)] == [True, True, True, False]
    assert some.enter("192.0.2.2")
    assert [some.enter("127.0.0.1") for _ in range(6)] == [True] * 6
    assert not some.enter("127.0.0.1"), "nor more than there are in all"
    some.leave("192.0.2.1")
    assert some.enter("192.0.2.1")

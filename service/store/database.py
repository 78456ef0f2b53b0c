"""The database: one Store a process. A session belongs to somebody, and on PostgreSQL sees only their rows."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.orm import Session, sessionmaker

from service.access import Principal

from .bounds import bind
from .read_audit import Witness

# Ends with the transaction; plain SET would leak through the pool.
_WHO = (
    "select set_config('onevisit.organisation', :organisation, true), set_config('onevisit.who', :who, true),"
    " set_config('onevisit.all', :all, true)"
)
_PATIENCE = 30_000  # ms that a writer of the embedded store waits for another


class Store:
    """Sessions on one database. Thread-safe; not to be carried over a fork."""

    def __init__(self, url: str):
        self.url = url
        self.embedded = url.startswith("sqlite")
        # Of the embedded store every thread of a server may have one: they cost little, and who reads waits for nobody.
        many: dict[str, Any] = {"pool_size": 10, "max_overflow": 50}
        options = many if self.embedded else {"pool_pre_ping": True, "pool_size": 10, "max_overflow": 20}
        # No parameters in the texts of errors: they would carry names into logs.
        self.engine: Engine = create_engine(url, hide_parameters=True, **options)
        if self.embedded:
            event.listen(self.engine, "connect", _embedded)
            event.listen(self.engine, "begin", _at_once)
        self._writing = sessionmaker(self.engine.execution_options(writes=True), expire_on_commit=False)
        self._reading = sessionmaker(self.engine, expire_on_commit=False)
        self.witness = Witness(self.session)
        self._turn = threading.Lock()  # of the writers of this process

    def session(self, principal: Principal) -> AbstractContextManager[Session]:
        """One transaction on behalf of somebody that may write: committed at the end, undone by any exception."""
        return self._in_turn(principal) if self.embedded else self._bounded(self._writing, principal)

    @contextmanager
    def _in_turn(self, principal: Principal) -> Iterator[Session]:
        """Writers queue before they take a connection: SQLite lets them ask again and again, and some wait for seconds.

        One that waits too long goes on all the same; the database then decides.
        """
        mine = self._turn.acquire(timeout=_PATIENCE / 1000)
        try:
            with self._bounded(self._writing, principal) as session:
                yield session
        finally:
            if mine:
                self._turn.release()

    def reading(self, principal: Principal) -> AbstractContextManager[Session]:
        """The same for what only reads; the embedded store then waits for no writer."""
        return self._bounded(self._reading, principal)

    @contextmanager
    def _bounded(self, sessions: sessionmaker[Session], principal: Principal) -> Iterator[Session]:
        with sessions.begin() as session:
            if not self.embedded:
                session.execute(
                    text(_WHO),
                    {
                        "organisation": principal.organisation or "",
                        "who": principal.id,
                        "all": "yes" if principal.everywhere else "no",
                    },
                )
            bind(session, principal)
            yield session

    def close(self) -> None:
        self.witness.stop()
        self.engine.dispose()


def _embedded(connection: Any, _: Any) -> None:
    connection.isolation_level = None  # the driver's own begin comes too late for reads; _at_once begins instead
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", f"busy_timeout={_PATIENCE}", "foreign_keys=ON", "synchronous=FULL"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _at_once(connection: Any) -> None:
    """A writer takes its lock at the start: a reader that turns writer is refused when somebody wrote between."""
    connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get("writes") else "BEGIN")

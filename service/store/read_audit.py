"""Writes down who looked at what, many looks in one transaction: readers do not queue one by one for the only writer.

Whoever looks waits until it is in the store for good, so nothing is shown that the audit does not know of.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import AbstractContextManager
from typing import Any

from sqlalchemy.orm import Session

from service.access import SYSTEM, Principal

from . import audit, tables
from .rolls import Look

_PATIENCE = 60.0  # seconds for a store that is busy; then the look is refused
_AT_ONCE = 200  # looks in one transaction


class Witness:
    """One thread for a store, started by the first look. session: how to write to that store."""

    def __init__(self, session: Callable[[Principal], AbstractContextManager[Session]]):
        self._session = session
        self._looks: queue.SimpleQueue[tuple[tuple[Any, ...], Future[None]] | None] = queue.SimpleQueue()
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None

    def saw(
        self,
        principal: Principal,
        action: audit.Deed,
        owner: str,
        problem: str | None = None,
        roster: str | None = None,
        clients: tuple[str, ...] = (),
        detail: str = "",
        look: Look | None = None,
    ) -> None:
        """As audit.record, in a transaction of its own; back once it is kept. Not to be called inside a session."""
        with self._starting:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="witness", daemon=True)
                self._thread.start()
        kept: Future[None] = Future()
        self._looks.put(((principal, action, owner, problem, roster, clients, detail, look), kept))
        kept.result(_PATIENCE)

    def saw_roster(
        self,
        principal: Principal,
        row: tables.Roster,
        look: Look,
        detail: str = "",
        action: audit.Deed = "read",
        clients: tuple[str, ...] = (),
    ) -> None:
        """The same of a roster. clients: where no more than these were shown."""
        self.saw(principal, action, row.owner, row.problem, row.id, clients, detail, look)

    def stop(self) -> None:
        """After the last look."""
        if self._thread is not None:
            self._looks.put(None)
            self._thread.join()
            self._thread = None

    def _run(self) -> None:
        while (first := self._looks.get()) is not None:
            looks, last = [first], False
            while len(looks) < _AT_ONCE and not last:
                try:
                    look = self._looks.get_nowait()
                except queue.Empty:
                    break
                if look is None:
                    last = True
                else:
                    looks.append(look)
            self._keep(looks)
            if last:
                return

    def _keep(self, looks: list[tuple[tuple[Any, ...], Future[None]]]) -> None:
        try:
            with self._session(SYSTEM) as session:
                for told, _ in looks:
                    audit.record(session, *told)
        except BaseException as error:
            for _, kept in looks:
                kept.set_exception(error)
        else:
            for _, kept in looks:
                kept.set_result(None)

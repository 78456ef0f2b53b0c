"""Keeps solvers busy: takes up what waits, a process for each roster or comparison, and notices how each ends."""

from __future__ import annotations

import contextlib
import fcntl
import os
import secrets
import socket
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from datetime import timedelta
from typing import IO

import structlog

from service.access import SYSTEM
from service.run.settings import Settings
from service.store import leases, rosters, tables
from service.store.database import Store

_LOOK = 0.25  # seconds between looks at solvers and queue, unless woken
_RENEW = leases.LEASE.total_seconds() / 4
_GRACE = 1.6  # seconds that a solver has to stop by itself once asked
_STUCK = 10.0  # seconds after which one that has something to save is not waited for
_CRASHES = 5  # of its own making, after which a roster is given up
_PAUSE = timedelta(seconds=5)  # after the first crash; twice as long after each further one
_EMBEDDED = "embedded"

log = structlog.get_logger()


@dataclass
class _Solver:
    roster: str
    lease: str
    owner: str
    urgent: bool
    process: subprocess.Popen[bytes]
    asked: float | None = None  # when it was seen that somebody wants it to stop


class Jobs:
    """The solvers of one process, at most ``settings.solvers`` at once, and one more that is kept for urgent rosters
    of who has none in hand here. Use as: start(), submit(), cancel(), stop().

    Rosters and comparisons are taken up from the store, so whatever was accepted is found again after a crash. On the
    embedded store one process solves at a time; on PostgreSQL any number do.
    """

    def __init__(self, store: Store, settings: Settings):
        self.store, self.settings = store, settings
        name = _EMBEDDED if store.embedded else f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
        self.name = name
        self.solving = False
        self._solvers: list[_Solver] = []
        self._wake = threading.Event()
        self._ending = threading.Event()
        self._thread: threading.Thread | None = None
        self._lock: IO[str] | None = None
        self._renewed = 0.0

    def start(self) -> None:
        """Begin to solve; nothing happens where another process solves for this embedded store."""
        if self.settings.solvers == 0 or not self._alone():
            return
        self.solving = True
        if self.store.embedded:
            with self.store.session(SYSTEM) as session:
                leases.give_back_all_of(session, self.name)
        # Solvers die with the thread that started them, so this thread lives as long as the service.
        self._thread = threading.Thread(target=self._run, name="jobs")
        self._thread.start()

    def submit(self, roster: str, urgent: bool = True) -> None:
        """Look at the queue now. The roster is in it already: its row is."""
        self._wake.set()

    def cancel(self, roster: str) -> None:
        """Ask for an end; the best so far is kept. One that nobody has begun ends at once."""
        with self.store.session(SYSTEM) as session:
            row = session.get(tables.Job, roster, with_for_update=True)
            if row is None or row.state not in rosters.LIVE:
                return
            row.cancel_asked = True
            if row.leased_by is None and row.document is None:
                session.flush()
                rosters.end(session, roster, "cancelled", why=_why(row, "It was stopped before it began."))
        self._wake.set()

    def stop(self, grace_seconds: float = 5.0) -> None:
        """Stop solving. Rosters in hand go on from their best when somebody starts again."""
        self._ending.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join(grace_seconds)
        if self._lock is not None:
            self._lock.close()
            self._lock = None
        self.solving = False

    @property
    def busy(self) -> int:
        """How many solver processes are running."""
        return len(self._solvers)

    def _alone(self) -> bool:
        if not self.store.embedded:
            return True
        self._lock = (self.settings.data / "solving.lock").open("w")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self._lock.close()
            self._lock = None
            log.warning("another process solves for this store")
            return False
        return True

    def _run(self) -> None:
        try:
            while not self._ending.is_set():
                try:
                    self._look()
                except Exception as error:  # the store may be away for a while; rosters are safe there
                    log.error("looking at the queue failed", error=type(error).__name__)
                    self._ending.wait(1.0)
                self._wake.wait(_LOOK)
                self._wake.clear()
        finally:
            for solver in self._solvers:
                solver.process.kill()
                solver.process.wait()
            with contextlib.suppress(Exception), self.store.session(SYSTEM) as session:
                leases.give_back(session, [solver.lease for solver in self._solvers])
            self._solvers.clear()

    def _look(self) -> None:
        for solver in list(self._solvers):
            if solver.process.poll() is not None:
                self._solvers.remove(solver)
                self._ended(solver)
        self._hurry()
        if self._solvers and time.monotonic() - self._renewed > _RENEW:
            self._renewed = time.monotonic()
            with self.store.session(SYSTEM) as session:
                leases.renew(session, [solver.lease for solver in self._solvers])
        while not self._ending.is_set() and self._take():
            pass

    def _take(self) -> bool:
        """Begin on one more job; False where there is no room, or nothing waits that may have it."""
        room = self.settings.solvers - len(self._solvers)
        if room < 0:
            return False
        kept_from = None if room else {one.owner for one in self._solvers if one.urgent}
        lease = f"{self.name}/{secrets.token_hex(8)}"
        with self.store.session(SYSTEM) as session:
            row = leases.take(session, lease, kept_from)
            found = None if row is None else (row.id, row.owner, row.urgent)
        if found is None:
            return False
        self._solvers.append(_Solver(found[0], lease, found[1], found[2], self._spawn(found[0], lease)))
        return True

    def _spawn(self, roster: str, lease: str) -> subprocess.Popen[bytes]:
        one = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS"), "1")
        told = {"ONEVISIT_DATA": str(self.settings.data), "ONEVISIT_DATABASE": self.settings.database_url}
        told["ONEVISIT_SOLVER_MEMORY"] = str(self.settings.solver_memory)
        command = [sys.executable, "-m", "service.jobs.worker", roster, lease, str(os.getpid())]
        return subprocess.Popen(command, env=os.environ | one | told, stdin=subprocess.DEVNULL)

    def _hurry(self) -> None:
        """A solver that does not stop when asked (it may be compiling) is ended; its best is in the store."""
        if not self._solvers:
            return
        with self.store.reading(SYSTEM) as session:
            rows = {solver.lease: rosters.find_leased(session, solver.roster, solver.lease) for solver in self._solvers}
            asked = {lease for lease, row in rows.items() if row is not None and row.cancel_asked}
            empty = {lease for lease, row in rows.items() if row is not None and row.document is None}
        for solver in self._solvers:
            if solver.lease not in asked:
                continue
            solver.asked = solver.asked or time.monotonic()
            waited = time.monotonic() - solver.asked
            if waited > _STUCK:  # taken up again, it does nothing but end
                solver.process.kill()
            elif solver.lease in empty and waited > _GRACE:
                with self.store.session(SYSTEM) as session:
                    why = _why(rows[solver.lease], "It was stopped before there was a roster.")
                    rosters.end(session, solver.roster, "cancelled", why=why, lease=solver.lease)
                solver.process.kill()

    def _ended(self, solver: _Solver) -> None:
        """Nothing to do where the solver has said how it ended. Else it crashed: tried again, but not for ever."""
        with self.store.session(SYSTEM) as session:
            row = rosters.find_leased(session, solver.roster, solver.lease)
            if row is None:
                return
            row.crashes += 1
            code = solver.process.returncode
            log.error("a solver crashed", roster=solver.roster, code=code, crashes=row.crashes)
            if row.crashes >= _CRASHES:
                session.flush()
                how = f"signal {-code}" if code < 0 else f"exit code {code}"
                why = f"Its solver crashed {row.crashes} times, the last time with {how}; memory may be short."
                rosters.end(session, solver.roster, "failed", why=why, lease=solver.lease)
            else:
                leases.put_off(session, row, _PAUSE * 2 ** (row.crashes - 1))


def _why(row: tables.Job | None, nothing: str) -> str | None:
    """What is told of one that was stopped with nothing to show; a comparison shows what it has measured."""
    return None if isinstance(row, tables.Comparison) and row.made else nothing

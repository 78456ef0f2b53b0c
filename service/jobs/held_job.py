"""A job in the hands of one process: whether it still is, and whether somebody wants it to stop.

Seconds are of processor time, so that a busy machine makes nobody's roster worse.
"""

from __future__ import annotations

import contextlib
import os
import signal
import threading
import time
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from service.access import SYSTEM
from service.store import rosters, tables
from service.store.database import Store
from solver import InputFaults
from solver.solving import DisputedScoreError

_ASKING = 0.4  # seconds between looks whether to stop
_INSIST = 0.5  # seconds after which work that does not look at the clock is interrupted by a signal
_ATTEMPTS = 50  # ends of the whole service in one job, after which the job itself may be the cause


class StoppedError(Exception):
    """Somebody asked for an end, or the lease is another's."""


@dataclass
class Holding:
    """One job that this process has leased, and its sessions with the store."""

    store: Store
    id: str
    lease: str
    spent: float = 0.0  # CPU seconds of earlier attempts
    solving: bool = False  # may be broken into
    asked: threading.Event = field(default_factory=threading.Event)
    lost: threading.Event = field(default_factory=threading.Event)

    def begin(self, session: Session) -> tables.Job | None:
        """The job, if it is still to be done."""
        row = rosters.begin(session, self.id, self.lease)
        if row is None:
            return None
        self.spent = row.spent
        if row.attempts > _ATTEMPTS:
            session.flush()
            why = f"It was begun {_ATTEMPTS} times, and each time the service came to an end."
            rosters.end(session, self.id, "failed", why=why, lease=self.lease)
            return None
        return row

    def listen(self) -> None:
        """From now on StoppedError comes out of whatever is done while ``solving``, where somebody wants that."""
        signal.signal(signal.SIGUSR1, self._broken_into)
        threading.Thread(target=self._listen, daemon=True).start()

    @property
    def count_used(self) -> float:
        """CPU seconds, those of earlier attempts among them."""
        return self.spent + time.process_time()

    def _listen(self) -> None:
        """Whether somebody wants it to stop: asked beside the search, so that saving is not in its way."""
        while not self.lost.wait(_ASKING):
            with contextlib.suppress(Exception), self.store.reading(SYSTEM) as session:  # a busy store: asked again
                row = rosters.find_leased(session, self.id, self.lease)
                if row is None:
                    self.lost.set()
                elif row.cancel_asked and not self.asked.is_set():
                    self.asked.set()
                    time.sleep(_INSIST)
                    os.kill(os.getpid(), signal.SIGUSR1)

    def _broken_into(self, *_: object) -> None:
        """Verdicts and proposals are not asked whether to stop; a signal reaches them between two steps of Python."""
        if self.solving:
            self.solving = False
            raise StoppedError

    def fail(self, error: Exception) -> None:
        """End it for good: the same data would fail again. The best so far stays."""
        with self.store.session(SYSTEM) as session:
            rosters.end(session, self.id, "failed", why=reason(error), lease=self.lease)


def reason(error: Exception) -> str:
    """Why it failed, without anything that the problem says of people."""
    if isinstance(error, DisputedScoreError):
        return "The checker did not confirm what the engine found. That is a fault of the program; please report it."
    if isinstance(error, InputFaults):
        return f"The input has {len(error.faults)} faults: " + "; ".join(fault.where for fault in error.faults[:20])
    if isinstance(error, MemoryError):
        return "There was not enough memory."
    return f"A fault of the program ({type(error).__name__}); where it happened is in the log. Please report it."

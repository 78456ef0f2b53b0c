"""Solves one roster, in a process of its own: ``python -m service.worker ROSTER LEASE``, settings from the environment.

It saves the best roster as it goes, stops within two seconds of being asked to, and dies with whoever started it.
Seconds are of processor time, so that a busy machine makes nobody's roster worse. Exit code 0: it knows how the roster
ended, or that it is somebody else's now. Anything else is a crash.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import sys
import threading
import time
import traceback
from dataclasses import dataclass, field
from typing import Any

from service.access import SYSTEM
from service.packs import rule_pack
from service.settings import Settings
from service.store import rosters
from service.store.database import Store
from solver import (
    InputFaults,
    Pack,
    Problem,
    Progress,
    Roster,
    Unserved,
    explain_unserved,
    judged_outcome,
    outcome,
    roster_document,
)
from solver.check import check
from solver.solve import DisputedScoreError, solve

_PDEATHSIG = 1  # prctl(2)
_NICE = 10  # so that the service goes on answering where there are more solvers than processors
_SAVING = 1.0  # seconds between savings, at least
_ASKING = 0.4  # seconds between looks whether to stop
_EXPLAINING = 1.0  # seconds for reasons once somebody has asked to stop
_LEAST = 0.5  # seconds that a roster taken up again still gets
_STOPPED = "The search was stopped before it was found out why."


class StoppedError(Exception):
    """Somebody asked for an end, or the lease is another's."""


@dataclass
class Work:
    """One roster being solved, and its line to the store."""

    store: Store
    id: str
    lease: str
    spent: float = 0.0  # CPU seconds of earlier attempts
    told: tuple[int | None, int, str] | None = None
    saved: float = 0.0  # when, monotonic
    asked: threading.Event = field(default_factory=threading.Event)
    lost: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        with self.store.session(SYSTEM) as session:
            row = rosters.begin(session, self.id, self.lease)
            if row is None:
                return
            self.spent = row.spent
            asked: dict[str, Any] = {"seconds": row.seconds, "joins": row.joins, "seed": row.seed + row.attempts - 1}
            pack_text, best = row.pack, row.document or row.start
            stopped = row.cancel_asked
            problem = rosters.problem_of(session, row)
            start = None if best is None else rosters.roster_of(best, problem)
        pack = rule_pack(pack_text, problem)
        if stopped:
            return self._stopped(problem, pack)
        threading.Thread(target=self._listen, daemon=True).start()
        left = max(_LEAST, asked.pop("seconds") - self.spent)
        try:
            result = solve(
                problem, left, start=start, pack=pack, clock=time.process_time, progress=self._hear(problem),
                cancelled=self.lost.is_set, **asked,
            )  # fmt: skip
        except StoppedError:
            return None if self.lost.is_set() else self._stopped(problem, pack)
        self._end("done", problem, result.roster, result.check.score.total, outcome(result))

    def _hear(self, problem: Problem) -> Any:
        def hear(now: Progress) -> None:
            if self.asked.is_set() or self.lost.is_set():
                if now.roster is not None:
                    self._save(problem, now)
                raise StoppedError
            if time.monotonic() - self.saved >= _SAVING:
                self._save(problem, now)

        return hear

    def _save(self, problem: Problem, now: Progress) -> None:
        """Tell how things stand, where that is news; with the roster, where that is the best."""
        cost = now.cost if now.roster is not None else None
        news = (cost, now.unserved, now.phase)
        if news == self.told or (self.told is not None and cost is None and now.phase == self.told[2]):
            return
        self.told, self.saved = news, time.monotonic()
        document = None if now.roster is None else roster_document(now.roster(), problem)
        with self.store.session(SYSTEM) as session:
            row = rosters.held(session, self.id, self.lease)
            if row is None:
                self.lost.set()
                return
            row.spent = self.spent + time.process_time()
            if document is not None:
                rosters.better(session, self.id, document, now.cost, now.unserved, row.spent, self.lease)
            row.served = None if row.unserved is None else len(problem.visits) - row.unserved
            data = {"seconds": round(row.spent, 2), "phase": now.phase, "cost": row.best_cost}
            rosters.tell(session, self.id, "progress", data | {"served": row.served, "unserved": row.unserved})

    def _listen(self) -> None:
        """Whether somebody wants it to stop: asked beside the search, so that saving is not in its way."""
        while not self.lost.wait(_ASKING):
            with contextlib.suppress(Exception), self.store.reading(SYSTEM) as session:  # a busy store: asked again
                row = rosters.held(session, self.id, self.lease)
                if row is None:
                    self.lost.set()
                elif row.cancel_asked:
                    self.asked.set()

    def _stopped(self, problem: Problem, pack: Pack) -> None:
        """End with the best saved so far. Reasons are found for as many visits left out as a second allows."""
        with self.store.reading(SYSTEM) as session:
            row = rosters.held(session, self.id, self.lease)
            best = None if row is None or row.document is None else rosters.roster_of(row.document, problem)
        if best is None:
            with self.store.session(SYSTEM) as session:
                rosters.end(
                    session, self.id, "cancelled", lease=self.lease, why="It was stopped before there was a roster."
                )
            return
        until = time.monotonic() + _EXPLAINING
        found = explain_unserved(problem, best, pack, enough=lambda: time.monotonic() > until)
        known = {one.visit: one for one in found}
        left = tuple(
            Unserved(visit=one.visit, verdict=known[one.visit].verdict, reason=known[one.visit].reason)
            if one.visit in known
            else Unserved(visit=one.visit, verdict=one.verdict, reason=one.reason or _STOPPED)
            for one in best.unserved
        )
        told = best.model_copy(update={"unserved": left})
        judged = check(problem, told, pack)
        plain = {**judged_outcome(judged, left, known), "provenance": {"stopped": True}, "joins": {}, "trace": []}
        self._end("cancelled", problem, told, judged.score.total, plain)

    def _end(self, state: str, problem: Problem, roster: Roster, cost: int, told: dict[str, Any]) -> None:
        figures = told["judgement"]
        with self.store.session(SYSTEM) as session:
            rosters.end(
                session, self.id, state, document=roster_document(roster, problem), outcome=told, lease=self.lease,
                best_cost=cost, served=figures["served"], unserved=figures["unserved"],
                hard=figures["hard_breaches"], spent=self.spent + time.process_time(),
            )  # fmt: skip

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


def die_with_parent(parent: int) -> None:
    """Be killed when the process that started this one dies, however it dies (Linux; elsewhere: looked for)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it died before we could ask
        os._exit(1)
    if sys.platform != "linux":
        threading.Thread(target=_watch, args=(parent,), daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(1)


def main(id_: str, lease: str, parent: int) -> int:
    die_with_parent(parent)
    with contextlib.suppress(OSError):
        os.nice(_NICE)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the service, which stops its solvers itself
    work = Work(Store(Settings().database_url), id_, lease)
    try:
        work.run()
    except Exception as error:
        # Where it happened, not what it said: that may name somebody.
        frames = traceback.extract_tb(error.__traceback__)
        print(f"roster {id_}: {type(error).__name__}\n{''.join(frames.format())}", file=sys.stderr)
        work.fail(error)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2], int(sys.argv[3])))

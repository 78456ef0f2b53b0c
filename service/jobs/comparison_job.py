"""A comparison worked on: the day of a roster made three ways, seed by seed, by the code of ``onevisit compare``.

Each roster made is kept, so that whoever takes it up again goes on with the next; one that was cut off is made anew
with its whole time, for only then are they like for like. Between two it lets what waits go ahead.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from service.access import SYSTEM
from service.reading.rule_pack import rule_pack
from service.store import comparisons, leases, rosters, tables
from service.store.compression import pack as packed
from solver import Progress
from solver.compare import Comparison, Pattern, document, measure, read_row, steps, tell_what_is_loosened

from .held_job import Holding, StoppedError

_SAVING = 1.0  # seconds between two savings of how it stands


@dataclass
class Comparing(Holding):
    """One comparison being worked on. shown: what is known of it; kept: when that was saved last, monotonic."""

    shown: dict[str, Any] | None = None
    kept: float = 0.0

    def run(self) -> None:
        with self.store.session(SYSTEM) as session:
            row = self.begin(session)
            if row is None:
                return
            assert isinstance(row, tables.Comparison)
            self.shown = comparisons.describe_comparison(row)
            seconds, seeds, signed, stopped = row.seconds, row.seeds or 1, row.joins == "apply", row.cancel_asked
        if stopped:
            return self._end("cancelled")
        with self.store.reading(SYSTEM) as session:
            row = session.get_one(tables.Comparison, self.id)
            problem, text = rosters.load_problem(session, row), row.pack
        rules = rule_pack(text, problem)
        loosened = tell_what_is_loosened(problem, rules)
        made = [read_row(one) for one in self.shown["rows"]]
        self.listen()
        for seed, pattern in list(steps(seeds))[len(made) :]:
            try:
                self.solving = True
                hear = self._hear(seed, pattern)
                made.append(measure(problem, pattern, seed, seconds, rules, made, signed, progress=hear))
            except StoppedError:
                return None if self.lost.is_set() else self._end("cancelled")
            finally:
                self.solving = False
            last = len(made) == comparisons.ROSTERS * seeds
            if not self._keep(Comparison(problem.name, tuple(made), seconds, seeds, signed, loosened), last):
                return None
        return self._end("done")

    def _hear(self, seed: int, pattern: Pattern) -> Callable[[Progress], None]:
        began = time.thread_time()

        def hear(now: Progress) -> None:
            if self.asked.is_set() or self.lost.is_set():
                raise StoppedError
            if time.monotonic() - self.kept >= _SAVING:
                used = round(time.thread_time() - began, 1)
                standing = {"pattern": pattern, "seed": seed, "phase": now.phase, "seconds": used}
                self._save({**(self.shown or {}), "now": standing})

        return hear

    def _keep(self, found: Comparison, last: bool) -> bool:
        """Save one more roster; False where the job was given back so that others may go ahead."""
        shown = {**document(found), "now": None}
        with self.store.session(SYSTEM) as session:
            row = self._save_in(session, shown)
            if row is None:
                return False
            row.made = len(found.rows)
            row.attempts = row.crashes = 0  # they count for one roster
            return last or row.cancel_asked or not leases.let_others(session, row)

    def _save(self, shown: dict[str, Any]) -> None:
        with self.store.session(SYSTEM) as session:
            self._save_in(session, shown)

    def _save_in(self, session: Session, shown: dict[str, Any]) -> tables.Comparison | None:
        self.shown, self.kept = shown, time.monotonic()
        row = rosters.find_leased(session, self.id, self.lease)
        if not isinstance(row, tables.Comparison):
            self.lost.set()
            return None
        row.outcome, row.spent = packed(shown), self.count_used
        return row

    def _end(self, state: str) -> None:
        """What was measured stays, also of one that was stopped."""
        with self.store.session(SYSTEM) as session:
            rosters.end(session, self.id, state, lease=self.lease, spent=self.count_used)

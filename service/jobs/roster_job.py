"""One attempt at a roster: solve from the best so far, save what gets better, end it; or stop when asked.

What is saved and told on the way has its starts on whole minutes, as what is kept in the end: costs are of one kind.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from service.access import SYSTEM
from service.reading.rule_pack import rule_pack
from service.store import rosters, tables
from solver import Pack, Problem, Progress, Roster, Unserved, explain_unserved, judged_outcome, outcome, roster_document
from solver.check import check, start_from
from solver.result import Result
from solver.solving import solve
from solver.whole_minutes import Rounded, round_starts

from .held_job import Holding, StoppedError

_SAVING = 1.0  # seconds between savings, at least
_SPARING = 20  # times as long as the last saving took: what moving starts takes of a search's time
_EXPLAINING = 1.0  # seconds for reasons once somebody has asked to stop
_LEAST = 0.5  # seconds that a roster taken up again, or gone on from, still gets
_STOPPED = "The search was stopped before it was found out why."


@dataclass
class Attempt(Holding):
    """One roster being solved."""

    told: tuple[int | None, int, str] | None = None
    saved: float = 0.0  # when, monotonic
    took: float = 0.0  # seconds of the last saving
    best: Rounded | None = None  # the cheapest that this attempt has saved

    def run(self) -> None:
        with self.store.session(SYSTEM) as session:
            row = self.begin(session)
            if row is None:
                return
            asked: dict[str, Any] = {"seconds": row.seconds, "joins": row.joins, "seed": row.seed + row.attempts - 1}
            asked["near"] = row.document is None  # what an attempt before has saved is nobody's roster yet
            pack_text, best = row.pack, row.document or row.start
            stopped = row.cancel_asked
        with self.store.reading(SYSTEM) as session:  # parsing takes long, and writers wait for writers
            problem = rosters.load_problem(session, session.get_one(tables.Roster, self.id))
        changed: list[str] = []  # since the roster that it starts from was made
        start = None if best is None else rosters.load_roster(best, problem, changed)
        if start is not None:
            start, other_day = start_from(problem, start)
            changed += [other_day] if other_day else []
        pack = rule_pack(pack_text, problem)
        if stopped:
            return self._stopped(problem, pack)
        self.listen()
        left = max(_LEAST, asked.pop("seconds") - self.spent)
        try:
            self.solving = True
            asked |= {"pack": pack, "clock": time.process_time, "progress": self._hear(problem, pack)}
            asked["cancelled"] = self.lost.is_set
            result = solve(problem, left, start=start, **asked)
            if self._told_cheaper(result):
                assert self.best is not None
                result = solve(problem, _LEAST, start=self.best.roster, **asked)
        except StoppedError:
            self.solving = False
            return None if self.lost.is_set() else self._stopped(problem, pack)
        self.solving = False
        told = outcome(result, pack)
        told["problem_notes"] = [*changed, *told["problem_notes"]]
        self._end("done", problem, result.roster, result.check.score.total, told)

    def _told_cheaper(self, result: Result) -> bool:
        """Whether a cheaper roster was told on the way: the cheapest to the second may cost more in whole minutes.

        Not where joins were decided: those are set against the roster without them to the second.
        """
        if self.best is None or result.joins in ("apply", "all"):
            return False
        return self.best.check.score.total < result.check.score.total

    def _hear(self, problem: Problem, pack: Pack) -> Any:
        def hear(now: Progress) -> None:
            if self.asked.is_set() or self.lost.is_set():
                if now.roster is not None:
                    self._save(problem, pack, now)
                raise StoppedError
            if time.monotonic() - self.saved >= max(_SAVING, _SPARING * self.took):
                self._save(problem, pack, now)

        return hear

    def _save(self, problem: Problem, pack: Pack, now: Progress) -> None:
        """Tell how things stand, where that is news; with the roster, where that is the best."""
        cost = now.cost if now.roster is not None else None
        news = (cost, now.unserved, now.phase)
        if news == self.told or (self.told is not None and cost is None and now.phase == self.told[2]):
            return
        began = time.monotonic()
        made = None if now.roster is None else round_starts(problem, now.roster(), pack)
        if made is not None and (self.best is None or made.check.score.total < self.best.check.score.total):
            self.best = made
        with self.store.session(SYSTEM) as session:
            row = rosters.find_leased(session, self.id, self.lease)
            if row is None:
                self.lost.set()
                return
            row.spent = self.count_used
            if made is not None:
                document, cost = roster_document(made.roster, problem), made.check.score.total
                rosters.save_if_better(session, self.id, document, cost, now.unserved, row.spent, self.lease)
            row.served = None if row.unserved is None else len(problem.visits) - row.unserved
            data = {"seconds": round(row.spent, 2), "phase": now.phase, "cost": row.best_cost}
            rosters.add_event(session, self.id, "progress", data | {"served": row.served, "unserved": row.unserved})
        self.told, self.saved = news, time.monotonic()
        self.took = self.saved - began

    def _stopped(self, problem: Problem, pack: Pack) -> None:
        """End with the best saved so far. Reasons are found for as many visits left out as a second allows."""
        with self.store.reading(SYSTEM) as session:
            row = rosters.find_leased(session, self.id, self.lease)
            best = None if row is None or row.document is None else rosters.load_roster(row.document, problem)
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
        plain = {**judged_outcome(judged, left, known, pack), "provenance": {"stopped": True}, "joins": {}, "trace": []}
        self._end("cancelled", problem, told, judged.score.total, plain)

    def _end(self, state: str, problem: Problem, roster: Roster, cost: int, told: dict[str, Any]) -> None:
        figures = told["judgement"]
        with self.store.session(SYSTEM) as session:
            rosters.end(
                session,
                self.id,
                state,
                document=roster_document(roster, problem),
                outcome=told,
                lease=self.lease,
                best_cost=cost,
                served=figures["served"],
                unserved=figures["unserved"],
                hard=figures["hard_breaches"],
                spent=self.count_used,
            )

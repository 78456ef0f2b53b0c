"""Looks after batches: gives each problem its second, longer roster, closes at the deadline, writes the report.

All that it knows is in the store, so that any process may go on with it at any moment. Two rosters a problem: a short
one for everybody, and when all have that, one that goes on from it, as long as the problem's size and cost deserve.
They are jobs like others: urgent ones go ahead of them.
"""

from __future__ import annotations

import hashlib
import threading
from datetime import datetime, timedelta
from typing import Any, Protocol

import structlog
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from service.access import SYSTEM
from service.overnight.allocation import Curve, last_shares
from service.overnight.report import report_document, row_of
from service.overnight.solving import URGENT
from service.run.settings import Settings
from service.store import batches, before, problems, rosters, tables, webhooks
from service.store.compression import unpack
from service.store.database import Store

from .schedule import night_at

_EVERY = 2.0  # seconds between looks
_MARGIN = timedelta(seconds=10)  # before the deadline: jobs that are stopped hand out their best within two seconds
log = structlog.get_logger()


class Jobs(Protocol):
    """The two methods of service.jobs.queue.Jobs that batches call."""

    def submit(self, roster_id: str, urgent: bool) -> None: ...

    def cancel(self, roster_id: str) -> None: ...


class Batches:
    """Looks after a store's batches every two seconds, in a thread of its own. Several processes may do so at once."""

    def __init__(self, store: Store, settings: Settings, jobs: Jobs):
        self.store, self.settings, self.jobs = store, settings, jobs
        self._submitted: set[str] = set()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="onevisit-batches", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        self._thread.join(10)

    def _run(self) -> None:
        while not self._stop.wait(_EVERY):
            try:
                self.look(tables.now())
            except Exception as error:  # a database that is away for a moment must not end it
                log.error("looking after batches failed", error=type(error).__name__)

    def look(self, now: datetime) -> None:
        """Do what is due at this moment."""
        self._begin_night(now)
        with self.store.reading(SYSTEM) as session:
            ids = batches.list_running(session)
        for id_ in ids:
            with self.store.session(SYSTEM) as session:
                row = batches.lock_batch(session, id_)
                wanted, unwanted = self._tend(session, row, now) if row is not None else ([], [])
            for one in wanted:
                if one not in self._submitted:
                    self._submitted.add(one)
                    self.jobs.submit(one, False)
            for one in unwanted:
                self.jobs.cancel(one)

    def _begin_night(self, now: datetime) -> None:
        settings = self.settings
        night = night_at(now, settings.nightly, settings.nightly_deadline, settings.zone)
        if night is None:
            return
        with self.store.reading(SYSTEM) as session:
            due = batches.list_unmade(session, night.first, night.last)
            by_owner: dict[str, list[tables.Problem]] = {}
            for problem in due:
                by_owner.setdefault(problem.owner, []).append(problem)
            known = {
                owner: session.get(tables.Batch, _night_id(owner, night.day.isoformat())) is not None
                for owner in by_owner
            }
        cpu = capacity(settings, now, night.deadline)
        visits = sum(problem.visits for problem in due) or 1
        for owner, found in by_owner.items():
            if known[owner]:
                continue
            name, id_ = f"nightly {night.day.isoformat()}", _night_id(owner, night.day.isoformat())
            share = cpu * sum(problem.visits for problem in found) / visits
            try:
                with self.store.session(SYSTEM) as session:
                    again = [session.get_one(tables.Problem, problem.id) for problem in found]
                    for problem in again:
                        before.refresh(session, SYSTEM, problem)
                    longest = settings.longest_seconds
                    batches.add(session, SYSTEM, again, night.deadline, share, longest=longest, name=name, id_=id_)
            except IntegrityError:
                continue  # another process was quicker

    def _tend(self, session: Session, batch: tables.Batch, now: datetime) -> tuple[list[str], list[str]]:
        """Move one batch on; ids of the rosters that are then to be submitted, and of those to be cancelled."""
        asked = batches.list_rosters(session, batch.id)
        everything = [row for rows in asked.values() for row in rows]
        live = [row for row in everything if row.state in rosters.LIVE]
        stop_at = batch.deadline - _MARGIN
        if live and now >= stop_at:
            return [], [row.id for row in live if not row.cancel_asked]
        if live:
            return [row.id for row in live if row.state == "queued"], []
        first = {id_: rows[0] for id_, rows in asked.items() if len(rows) == 1 and rows[0].state == "done"}
        if now < stop_at and len(everything) == len(asked):
            fresh = self._second_round(session, batch, first, now, stop_at)
            if fresh:
                return fresh, []
        batch.report = report(session, batch, asked)
        batch.state, batch.ended = "done", now
        webhooks.announce(session, batch.owner, "batch.ended", {"batch": batch.id, "state": batch.state})
        return [], []

    def _second_round(
        self, session: Session, batch: tables.Batch, first: dict[str, tables.Roster], now: datetime, stop_at: datetime
    ) -> list[str]:
        if not first:
            return []
        solvers = self.settings.solvers
        spent = sum(row.spent for row in first.values())
        # CPU seconds that all solvers together got for one second of wall time since the batch began.
        gone = max(1.0, (now - batch.created).total_seconds())
        pace = min(float(solvers), max(0.05, spent / gone))
        wall = (stop_at - now).total_seconds()
        curves = [_curve(session.get_one(tables.Problem, id_), row) for id_, row in first.items()]
        shares = last_shares(curves, wall * pace)
        most = min(self.settings.longest_seconds, wall * pace / min(solvers, len(first)))
        order = sorted(zip(first.items(), shares, strict=True), key=lambda pair: -pair[1])
        fresh = []
        for (id_, row), seconds in order:
            if seconds <= 0:
                continue
            problem = session.get_one(tables.Problem, id_)
            again = rosters.add(
                session,
                SYSTEM,
                problem,
                seconds=min(most, seconds),
                joins=row.joins,
                seed=row.seed + 1,
                pack=row.pack,
                start=row.document,
                urgent=False,
                batch=batch.id,
            )
            fresh.append(again.id)
        return fresh


def capacity(settings: Settings, now: datetime, deadline: datetime) -> float:
    """Seconds of CPU that all solvers have until the deadline, if nobody else wants them."""
    return settings.solvers * max(0.0, (deadline - now).total_seconds())


def _night_id(owner: str, day: str) -> str:
    """The same for the same owner and day in every process, so that a night is begun once."""
    return hashlib.sha256(f"nightly {day} {owner}".encode()).hexdigest()[:28]


def _curve(problem: tables.Problem, row: tables.Roster) -> Curve:
    outcome = unpack(row.outcome) if row.outcome is not None else {}
    unserved = outcome.get("judgement", {}).get("cost_by_rule", {}).get("unserved", 0.0)
    curve = Curve(problem.visits)
    moves = outcome.get("provenance", {}).get("iterations", 0)
    curve.add(max(0.01, row.spent or row.seconds), moves, row.best_cost or 0, round(1000 * unserved))
    return curve


def report(session: Session, batch: tables.Batch, asked: dict[str, list[tables.Roster]]) -> dict[str, Any]:
    """The morning report of a batch: figures, no names of anybody."""
    rows, ids = [], {}
    for id_, made in asked.items():
        problem = session.get_one(tables.Problem, id_)
        best = batches.find_best(made)
        failed = tuple(row.why or row.state for row in made if row.state == "failed")
        figures = None
        if best is not None and best.outcome is not None:
            figures = figures_of(unpack(best.outcome), problems.load(problem.document))
        told = row_of(problem.name or id_, problem.name, figures, (), failed, sum(row.spent for row in made), len(made))
        rows.append(told)
        ids[len(rows) - 1] = (id_, best.id if best is not None else None)
    about = {"deadline": batch.deadline.isoformat(), "finished": tables.now().isoformat()}
    document = report_document(rows, about)
    for number, (id_, roster) in ids.items():
        document["teams"][number] |= {"problem": id_, "roster": roster}
    return document


def figures_of(outcome: dict[str, Any], problem: Any) -> dict[str, Any]:
    """A row's figures from what is told of a roster. The same as a night on the command line notes."""
    told = outcome["judgement"]
    missing = [problem.visit[one["visit"]] for one in told["unserved_visits"] if one["visit"] in problem.visit]
    must = [visit for visit in missing if not visit.optional]
    waiting: dict[str, int] = {}
    for one in outcome.get("joins", {}).get("proposals", []):
        if not one["signed"]:
            waiting[one["sign"]] = waiting.get(one["sign"], 0) + 1
    return {
        "commissioned": told["commissioned"],
        "served": told["served"],
        "must": len(must),
        "optional": len(missing) - len(must),
        "urgent": sum(visit.priority >= URGENT for visit in must),
        "hard": told["hard_breaches"],
        "late": told["late"],
        "travel_minutes": told["travel_minutes"],
        "abstract": problem.horizon.abstract,
        "cost": told["cost"],
        "joins": waiting,
        "audited": all(one["verdict"] for one in told["unserved_visits"]),
    }

"""Rosters in the store: asked for, worked on, ended exactly once, changed by hand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session, defer

from service.access import Principal, Sight, sees_shared, sight
from solver import Problem, Roster, read_roster

from . import history, problems, tables, webhooks
from .compression import compress, decompress, pack
from .rolls import Look

LIVE = ("queued", "running")
ENDED = ("done", "cancelled", "failed")
WITHOUT_DOCUMENTS = (
    defer(tables.Roster.document),
    defer(tables.Roster.outcome),
    defer(tables.Roster.start),
    defer(tables.Roster.problem_document),
)


def add(session: Session, principal: Principal, problem: tables.Problem, **asked: Any) -> tables.Roster:
    """Ask for a roster: seconds, and where they differ joins, pack, seed, urgent, batch, start."""
    row = tables.Roster(problem=problem.id, owner=problem.owner, created_by=principal.id, **asked)
    queue(session, row)
    return row


def queue(session: Session, row: tables.Job) -> None:
    """Add a job, and its first event."""
    session.add(row)
    session.flush()
    add_event(session, row.id, "state", {"state": "queued"})


def find(session: Session, principal: Principal, id_: str) -> tuple[tables.Roster, Sight] | None:
    """A roster with how much of it somebody sees; None where they may not know of it."""
    row = session.get(tables.Roster, id_) if tables.is_id(id_) else None
    if row is None:
        return None
    problem = session.get(tables.Problem, row.problem)
    if problem is None or problem.erased is not None:
        return None
    seen = sight(principal, row.owner, problems.list_partners(session, row.problem))
    return None if seen is None else (row, seen)


def list_seen(
    session: Session, principal: Principal, problem: str | None = None, after: str = "", most: int = 50
) -> Sequence[tables.Roster]:
    """The rosters somebody may know of, newest first, without their documents. after: the last one already told."""
    erased = select(tables.Problem.id).where(tables.Problem.erased.is_not(None))
    rows = select(tables.Roster).where(tables.Roster.problem.not_in(erased)).options(*WITHOUT_DOCUMENTS)
    if after:
        rows = rows.where(tables.Roster.id < after)
    if problem is not None:
        rows = rows.where(tables.Roster.problem == problem)
    if not principal.everywhere:
        shared = select(tables.Share.problem).where(tables.Share.organisation == principal.organisation)
        own = tables.Roster.owner == principal.organisation
        rows = rows.where(or_(own, tables.Roster.problem.in_(shared)) if sees_shared(principal) else own)
    return session.scalars(rows.order_by(tables.Roster.id.desc()).limit(most)).all()


def is_at_work(session: Session, problem: str) -> bool:
    """Whether anything is being made of a problem, or waits to be."""
    live = select(tables.Job.id).where(tables.Job.problem == problem, tables.Job.state.in_(LIVE))
    return session.scalars(live.limit(1)).first() is not None


def load_problem(session: Session, row: tables.Job) -> Problem:
    """The problem that a job is for, with what was changed by hand since."""
    if row.problem_document is not None:
        return problems.load(row.problem_document)
    submitted = session.get_one(tables.Problem, row.problem)
    return problems.load(submitted.document)


def compress_roster(document: bytes | None) -> bytes | None:
    """The JSON of a roster as the store keeps it."""
    return None if document is None else compress(document)


def load_roster(document: bytes, problem: Problem, notes: list[str] | None = None) -> Roster:
    """The roster of a document in the store. notes: as for ``read_roster``."""
    return read_roster(decompress(document), problem, notes)


def add_event(session: Session, roster: str, kind: str, data: dict[str, Any]) -> int:
    """Add an event to a roster; its number, counted from 1. kind and data: see tables.Event."""
    last = session.scalar(select(func.max(tables.Event.number)).where(tables.Event.roster == roster)) or 0
    session.add(tables.Event(roster=roster, number=last + 1, kind=kind, data=data))
    session.flush()
    return last + 1


def look_at(session: Session, row: tables.Roster, seen: Sight | Literal["none"]) -> Look:
    """What the audit is told of a look at a roster as it is now."""
    return Look(row.problem_document or session.get_one(tables.Problem, row.problem).document, seen, row.version)


def list_events(session: Session, roster: str, after: int = 0, most: int = 1000) -> Sequence[tables.Event]:
    """The events of a roster after a number, in order."""
    lines = select(tables.Event).where(tables.Event.roster == roster, tables.Event.number > after)
    return session.scalars(lines.order_by(tables.Event.number).limit(most)).all()


def begin(session: Session, id_: str, lease: str | None = None) -> tables.Job | None:
    """Start on a job, or again after a crash; None where it has ended, or somebody else holds it."""
    row = find_leased(session, id_, lease)
    if row is None:
        return None
    row.attempts += 1
    if row.state == "queued":
        row.state, row.began = "running", tables.now()
        add_event(session, id_, "state", {"state": "running"})
    return row


def find_leased(session: Session, id_: str, lease: str | None) -> tables.Job | None:
    """A job that has not ended and is leased under this name, or by nobody; see leases.py."""
    row = session.get(tables.Job, id_, with_for_update=True)
    return row if row is not None and row.state in LIVE and row.leased_by == lease else None


def save_if_better(
    session: Session,
    id_: str,
    document: dict[str, Any],
    cost: int,
    unserved: int,
    spent: float,
    lease: str | None = None,
) -> bool:
    """Keep the best roster so far; False where it is no better than what is kept, or the roster is not theirs to save.

    spent: CPU seconds used in all, this attempt's among them.
    """
    row = find_leased(session, id_, lease)
    if row is None or row.state != "running" or (row.best_cost is not None and row.best_cost <= cost):
        return False
    row.document, row.best_cost, row.unserved, row.spent = pack(document), cost, unserved, spent
    return True


def end(
    session: Session,
    id_: str,
    state: str,
    document: dict[str, Any] | None = None,
    outcome: dict[str, Any] | None = None,
    why: str | None = None,
    lease: str | None = None,
    **figures: Any,
) -> bool:
    """End a job for good; False, and nothing is touched, where it has ended or another lease holds it.

    lease: None ends it whoever holds it. document: None keeps the best so far.
    figures: best_cost, served, unserved, hard, spent; of a comparison made and spent.
    """
    ended = update(tables.Job).where(tables.Job.id == id_, tables.Job.state.in_(LIVE))
    if lease is not None:
        ended = ended.where(tables.Job.leased_by == lease)
    given = {"state": state, "ended": tables.now(), "why": why, "leased_by": None, "leased_until": None}
    values = given | {"version": tables.Job.version + 1} | figures
    if session.connection().execute(ended.values(**values)).rowcount != 1:
        return False
    row = session.get_one(tables.Job, id_, populate_existing=True)
    if document is not None:
        row.document = pack(document)
    if outcome is not None:
        row.outcome = pack(outcome)
    if isinstance(row, tables.Roster) and row.document is not None and row.best_cost is not None:
        session.add(
            tables.Version(
                roster=id_,
                number=1,
                document=row.document,
                cost=row.best_cost,
                hard=row.hard or 0,
                problem_document=None,
                what="solved",
                by="system",
            )
        )
        session.flush()
        history.remember(session, row)
    add_event(session, id_, "state", {"state": state, "why": why} if why else {"state": state})
    kind, whose, rest = "roster.ended", id_, ""
    if isinstance(row, tables.Comparison):
        kind, whose, rest = "savings.ended", str(row.roster), "/savings"
    links = {kind.partition(".")[0]: f"/v1/rosters/{whose}{rest}"}
    told = {"roster": whose, "problem": row.problem, "state": state, "links": links}
    webhooks.announce(session, row.owner, kind, told)
    return True

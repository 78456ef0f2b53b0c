"""Visits that were planned to the end, kept: what the next days' continuity is measured against."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from service.access import Principal
from solver import Problem, Roster, read_roster
from solver.check import joined_as
from solver.domain import JointVisit, PastVisit, Role, Visit

from . import problems, tables
from .compression import decompress

DAYS = 28  # kept before a day when its problem is given a history: twice the rules' usual window


def remember(session: Session, row: tables.Roster) -> int:
    """Keep the visits of a done roster as it now stands, and say how many.

    They take the place of what was remembered of the same clients' visits of the same sector in the same days: the
    day may have been solved again, changed by hand, or submitted anew. Doing it twice changes nothing. Visits of a
    literature clock, or without a time, are not remembered.
    """
    if row.state != "done" or row.document is None:
        return 0
    problem = problems.load(row.problem_document or session.get_one(tables.Problem, row.problem).document)
    if problem.horizon.abstract:
        return 0
    made = list(_made(problem, read_roster(decompress(row.document), problem)))
    planned = {(client, sector) for visit in problem.visits for client, sector in _sectors(visit)}
    first, last = _span(problem)
    there = select(tables.PastVisit).where(
        tables.PastVisit.owner == row.owner, tables.PastVisit.start >= first, tables.PastVisit.start < last
    )
    old = [past.id for past in session.scalars(there) if (past.client, past.sector) in planned]
    for some in range(0, len(old), 500):
        session.execute(delete(tables.PastVisit).where(tables.PastVisit.id.in_(old[some : some + 500])))
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    if made:
        rows = [
            {
                "id": tables.new_id(),
                "owner": row.owner,
                "client": client,
                "worker": worker,
                "start": at,
                "sector": sector,
            }
            for client, worker, at, sector in made
        ]
        session.execute(insert(tables.PastVisit).on_conflict_do_nothing(), rows)
    return len(made)


def recall(session: Session, owner: str, before: datetime, days: int = DAYS) -> Sequence[tables.PastVisit]:
    """What is remembered of an owner's visits in so many days before a moment, oldest first."""
    rows = select(tables.PastVisit).where(
        tables.PastVisit.owner == owner,
        tables.PastVisit.start < before,
        tables.PastVisit.start >= before - timedelta(days=days),
    )
    return session.scalars(rows.order_by(tables.PastVisit.start, tables.PastVisit.id)).all()


def with_history(problem: Problem, rows: Iterable[tables.PastVisit]) -> Problem:
    """The problem with what is remembered added to the history it brings: only clients and workers it knows, only
    before its horizon, no visit twice."""
    if problem.horizon.abstract:
        return problem
    told = {(past.client, past.worker, past.start) for past in problem.history}
    added = []
    for row in rows:
        start = problem.horizon.ticks(row.start)
        key = (row.client, row.worker, start)
        if start < 0 and key not in told and row.client in problem.client and row.worker in problem.worker:
            told.add(key)
            added.append(
                PastVisit(
                    client=row.client,
                    worker=row.worker,
                    start=start,
                    sector="health" if row.sector == "health" else "social",
                )
            )
    return problem.replace(history=(*problem.history, *added)) if added else problem


def recalls(principal: Principal, owner: str) -> bool:
    """Whether a day that somebody submits is told what its owner's store remembers."""
    return principal.everywhere or (principal.organisation == owner and principal.role is not Role.ANALYST)


def add_history(session: Session, principal: Principal, owner: str, found: problems.Submission) -> problems.Submission:
    """A submitted problem with what its owner's store remembers; it is read again only where something is.

    Belongs before problems.add: the document kept is then the one that is solved, checked and shown. Nothing is
    recalled for somebody of another organisation, nor for analysts: who guesses a client's id would learn of them.
    """
    if found.starts is None or not recalls(principal, owner):
        return found
    rows = recall(session, owner, found.starts)
    if not rows:
        return found
    return problems.Submission.of(with_history(problems.load(found.document), rows), found.notes)


def _span(problem: Problem) -> tuple[datetime, datetime]:
    """The horizon's first moment, and the moment after its last night shift."""
    return problem.horizon.moment(0), problem.horizon.moment(problem.horizon.end + 12 * 3600)


def _made(problem: Problem, roster: Roster) -> Iterable[tuple[str, str, datetime, str]]:
    """Client, worker, start and sector of each time that somebody comes."""
    judged = joined_as(problem, roster)
    for round_ in roster.rounds:
        worker = judged.shift[round_.shift].worker
        for stop in round_.stops:
            if stop.visit is not None and stop.start is not None and stop.visit in judged.visit:
                for client, sector in _sectors(judged.visit[stop.visit]):
                    yield client, worker, problem.horizon.moment(stop.start), sector


def _sectors(visit: Visit) -> Iterable[tuple[str, str]]:
    """Each client of a visit with its sector: health where any of their tasks is."""
    if isinstance(visit, JointVisit) and visit.role == "whole":
        owners: dict[str, set[str]] = {}
        for step in visit.join.steps:
            owners.setdefault(visit.part[step.visit].client, set()).add(visit.task_of(step).owner)
    else:
        owners = {visit.client: {task.owner for task in visit.tasks}}
    return [(client, "health" if "health" in some else "social") for client, some in owners.items()]

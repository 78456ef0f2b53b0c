"""What stored rosters of the days just before tell of a day: last shifts and last tasks, written into it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.access import Principal
from solver import InputFaults, Problem
from solver.before import Earlier, write_before
from solver.reading import problem_notes
from solver.rules import Pack

from . import audit, history, problems, rosters, tables
from .compression import decompress

_LONGEST = 120  # days of a horizon
_MOST = 8  # rosters that are read for one day: those of the most people it knows
DEED = "state before the day, from this roster"  # detail of the audit


@dataclass(frozen=True, slots=True)
class DayWithBefore:
    """A day with its state before: rosters: ids of those that told of it; notes: what was written, and what not."""

    problem: Problem
    rosters: tuple[str, ...]
    notes: tuple[str, ...]


def read_last_rosters(session: Session, owner: str, problem: Problem) -> DayWithBefore | None:
    """The day, its state before written from the owner's rosters as they stand now, changes by hand among them.

    A roster counts whose day reaches to the first moment of this one and knows any of its people; of a day that was
    solved or submitted again the last. None where there is no such roster, or none that tells anything new.
    """
    if problem.horizon.abstract:
        return None
    found = list(_last_rosters(session, owner, problem))
    if not found:
        return None
    try:
        written, notes = write_before(problem, [earlier for _, earlier in found])
    except InputFaults:  # its rosters are of days that do not reach to it after all: a clock change lies between
        return None
    if written is problem:
        return None
    return DayWithBefore(written, tuple(id_ for id_, _ in found), tuple(notes))


def add_before(
    session: Session, principal: Principal, owner: str, found: problems.Submission
) -> tuple[problems.Submission, tuple[str, ...]]:
    """A submitted problem with that state, and the ids of the rosters that told of it.

    Belongs before problems.add: the document kept is then the one that is solved, checked and shown. Nothing is told to
    somebody of another organisation, nor to analysts.
    """
    if found.starts is None or not history.recalls(principal, owner):
        return found, ()
    told = read_last_rosters(session, owner, problems.load(found.document))
    if told is None:
        return found, ()
    notes = [*told.notes, *problem_notes(told.problem, Pack.for_problem(told.problem))]
    kept = [note for note in found.notes if note not in problem_notes(problems.load(found.document))]
    return problems.Submission.of(told.problem, list(dict.fromkeys([*kept, *notes]))), told.rosters


def refresh(session: Session, principal: Principal, row: tables.Problem) -> None:
    """Write the state before into a stored day that says nothing of it, and of which no roster was made yet."""
    if row.starts is None:
        return
    problem = problems.load(row.document)
    if problem.workers_before or problem.tasks_before:
        return
    told = read_last_rosters(session, row.owner, problem)
    if told is not None:
        it = problems.Submission.of(told.problem)
        row.document, row.digest = it.document, it.digest
        record(session, principal, row, told.rosters)


def record(session: Session, principal: Principal, row: tables.Problem, told_by: tuple[str, ...]) -> None:
    """Audit that a day's state before was written: a row for each roster that told of it."""
    for roster in told_by:
        audit.record(session, principal, "changed", row.owner, problem=row.id, roster=roster, detail=DEED)


def _last_rosters(session: Session, owner: str, problem: Problem) -> Iterator[tuple[str, Earlier]]:
    """(id, day and roster), at most so many, newest first."""
    starts = problem.horizon.moment(0)
    people = {worker.id for worker in problem.workers} | {client.id for client in problem.clients}
    known: list[tuple[int, tables.Roster, bytes]] = []
    for id_ in _days_before(session, owner, starts):
        row = _last_roster(session, id_)
        if row is not None:
            document = row.problem_document or session.get_one(tables.Problem, id_).document
            shared = len(people & _people(document))
            if shared:
                known.append((shared, row, document))
    known.sort(key=lambda one: one[0], reverse=True)  # stable: of equals the newest
    taken: dict[tuple[datetime, int], set[str]] = {}
    for _, row, document in known[:_MOST]:
        earlier = problems.load(document)
        visits = {visit.id for visit in earlier.visits}
        same_day = taken.setdefault((earlier.horizon.start, earlier.horizon.days), set())
        if earlier.horizon.moment(earlier.horizon.end) < starts or visits & same_day or row.document is None:
            continue
        same_day |= visits
        yield row.id, Earlier(earlier, rosters.load_roster(row.document, earlier))


def _days_before(session: Session, owner: str, starts: datetime) -> list[str]:
    """Ids of an owner's problems that begin before a moment and may reach to it, newest first."""
    rows = select(tables.Problem.id, tables.Problem.starts, tables.Problem.days).where(
        tables.Problem.owner == owner,
        tables.Problem.erased.is_(None),
        tables.Problem.starts < starts,
        tables.Problem.starts >= starts - timedelta(days=_LONGEST + 1),
    )
    return [
        id_
        for id_, begins, days in session.execute(rows.order_by(tables.Problem.id.desc()))
        if begins is not None and begins + timedelta(days=days, hours=1) >= starts  # an autumn day has 25 hours
    ]


def _last_roster(session: Session, problem: str) -> tables.Roster | None:
    made = select(tables.Roster).where(
        tables.Roster.problem == problem, tables.Roster.state == "done", tables.Roster.document.is_not(None)
    )
    return session.scalars(made.order_by(tables.Roster.id.desc()).limit(1)).first()


def _people(document: bytes) -> set[str]:
    """Ids of a stored day's workers and clients; it is not read whole for that."""
    plain = json.loads(decompress(document))
    return {one["id"] for one in (*plain["workers"], *plain["clients"])}

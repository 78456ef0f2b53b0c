"""Problems in the store: put in once, found by those who may see them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session, defer

from service.access import Principal, Sight, sees_shared, sight
from solver import Problem, problem_document, read_problem

from . import partners, tables
from .compression import decompress, pack
from .plans import forget_plans


@dataclass(frozen=True, slots=True)
class Submission:
    """A problem as the store keeps it, made where the problem was read: that may have been another process."""

    name: str
    digest: str
    visits: int
    shifts: int
    starts: datetime | None
    days: int
    organisations: tuple[str, ...]
    document: bytes
    notes: tuple[str, ...] = ()  # what is to be told first of the problem; not kept
    stated: str = ""  # what it says that somebody has signed, by how many in which role; nobody's name

    @classmethod
    def of(cls, problem: Problem, notes: Sequence[str] = ()) -> Submission:
        horizon = problem.horizon
        return cls(
            name=problem.name,
            digest=problem.digest,
            visits=len(problem.visits),
            shifts=len(problem.shifts),
            starts=None if horizon.abstract else horizon.moment(0),
            days=horizon.days,
            organisations=tuple(one.id for one in problem.organisations),
            document=pack(problem_document(problem)),
            notes=(*notes,),
            stated=_describe_stated(problem),
        )


def _describe_stated(problem: Problem) -> str:
    """Signatures that come with a document: who gave them, and in which role, is as it states. Empty: none come."""
    found = Counter(f"joins decided as {one.role}" for one in problem.join_decisions)
    found.update(
        f"lateness accepted as {row.role or 'no role'}" for visit in problem.visits for row in visit.late_accepted
    )
    if not found:
        return ""
    listed = ", ".join(f"{what} ({many})" for what, many in sorted(found.items()))
    return f"signed in the document, role as written there, not verified by this service: {listed}"


def add(session: Session, principal: Principal, problem: Problem | Submission, owner: str) -> tables.Problem:
    """Keep a problem for its owner. It is shown, or offered, to every other organisation it names, see partners.py."""
    it = problem if isinstance(problem, Submission) else Submission.of(problem)
    row = tables.Problem(
        owner=owner,
        name=it.name,
        digest=it.digest,
        visits=it.visits,
        shifts=it.shifts,
        starts=it.starts,
        days=it.days,
        document=it.document,
        created_by=principal.id,
    )
    session.add(row)
    session.flush()
    partners.show(session, principal, row, it.organisations)
    return row


def list_seen(session: Session, principal: Principal, after: str = "", most: int = 50) -> Sequence[tables.Problem]:
    """The problems somebody may know of, newest first, without their documents. after: the last one already told."""
    rows = select(tables.Problem).where(tables.Problem.erased.is_(None)).options(defer(tables.Problem.document))
    if after:
        rows = rows.where(tables.Problem.id < after)
    if not principal.everywhere:
        shared = select(tables.Share.problem).where(tables.Share.organisation == principal.organisation)
        own = tables.Problem.owner == principal.organisation
        rows = rows.where(or_(own, tables.Problem.id.in_(shared)) if sees_shared(principal) else own)
    return session.scalars(rows.order_by(tables.Problem.id.desc()).limit(most)).all()


def find(session: Session, principal: Principal, id_: str) -> tuple[tables.Problem, Sight] | None:
    """A problem with how much of it somebody sees; None where they may not know of it, or it is erased."""
    row = session.get(tables.Problem, id_) if tables.is_id(id_) else None
    if row is None or row.erased is not None:
        return None
    seen = sight(principal, row.owner, list_partners(session, id_))
    return None if seen is None else (row, seen)


def erase(session: Session, row: tables.Problem) -> None:
    """Take away a problem and what was made of it: documents are gone at once, rows stay, a trace without names."""
    for roster in session.scalars(select(tables.Job).where(tables.Job.problem == row.id)):
        roster.document = roster.outcome = roster.start = roster.problem_document = None
        session.execute(delete(tables.Version).where(tables.Version.roster == roster.id))
        forget_plans(session, roster.id)
    row.erased, row.name, row.document = tables.now(), "", pack({})


def list_partners(session: Session, id_: str) -> set[str]:
    """The organisations beside its owner to which a problem is shown."""
    return set(session.scalars(select(tables.Share.organisation).where(tables.Share.problem == id_)))


def load(document: bytes) -> Problem:
    """The problem of a document. The last few are kept: a page asks for the same one again and again."""
    return _loaded(document)


def forget_loaded() -> None:
    """Keep no problem in memory."""
    _loaded.cache_clear()


@lru_cache(maxsize=8)
def _loaded(document: bytes) -> Problem:
    return read_problem(decompress(document), kept=True)

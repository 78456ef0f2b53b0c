"""Problems in the store: put in once, found by those who may see them."""

from __future__ import annotations

from functools import lru_cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.access import Principal, Sight, sight
from solver import Problem, problem_document, read_problem

from . import tables
from .packing import pack, unpacked


def add(session: Session, who: Principal, problem: Problem, owner: str) -> tables.Problem:
    """Keep a problem for its owner; every other organisation it names becomes a partner."""
    horizon = problem.horizon
    row = tables.Problem(
        owner=owner,
        name=problem.name,
        digest=problem.digest,
        visits=len(problem.visits),
        shifts=len(problem.shifts),
        starts=None if horizon.abstract else horizon.moment(0),
        days=horizon.days,
        document=pack(problem_document(problem)),
        created_by=who.id,
    )
    session.add(row)
    session.flush()
    session.add_all(
        tables.Share(problem=row.id, organisation=one.id, owner=owner)
        for one in problem.organisations
        if one.id != owner
    )
    return row


def find(session: Session, who: Principal, id_: str) -> tuple[tables.Problem, Sight] | None:
    """A problem with how much of it somebody sees; None where they may not know of it, or it is erased."""
    row = session.get(tables.Problem, id_) if tables.is_id(id_) else None
    if row is None or row.erased is not None:
        return None
    seen = sight(who, row.owner, partners(session, id_))
    return None if seen is None else (row, seen)


def partners(session: Session, id_: str) -> set[str]:
    """The organisations a problem names beside its owner."""
    return set(session.scalars(select(tables.Share.organisation).where(tables.Share.problem == id_)))


def load(document: bytes) -> Problem:
    """The problem of a document. The last few are kept: a page asks for the same one again and again."""
    return _loaded(document)


def forget() -> None:
    """Keep no problem in memory."""
    _loaded.cache_clear()


@lru_cache(maxsize=8)
def _loaded(document: bytes) -> Problem:
    return read_problem(unpacked(document))

"""Comparisons in the store: asked for, as far as they are, and the one that a roster shows."""

from __future__ import annotations

from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from service.access import Principal

from . import rosters, tables
from .compression import unpack

ROSTERS = 3  # of one seed


def add(
    session: Session, principal: Principal, of: tables.Roster, seconds: float, seeds: int, signed: bool
) -> tables.Comparison:
    """Ask for a comparison of a roster's day as it is now. Rosters go ahead of it: somebody waits for those."""
    row = tables.Comparison(
        roster=of.id,
        problem=of.problem,
        owner=of.owner,
        problem_document=of.problem_document,
        pack=of.pack,
        seconds=seconds,
        seeds=seeds,
        made=0,
        joins="apply" if signed else "all",
        urgent=False,
        created_by=principal.id,
    )
    rosters.queue(session, row)
    return row


def find_latest(session: Session, roster: str) -> tables.Comparison | None:
    """The newest comparison of a roster; one that ended without a whole seed stands behind one that has one."""
    some = or_(tables.Comparison.state.in_(rosters.LIVE), tables.Comparison.made >= ROSTERS)
    rows = select(tables.Comparison).where(tables.Comparison.roster == roster)
    return session.scalars(rows.order_by(some.desc(), tables.Comparison.id.desc()).limit(1)).first()


def describe_comparison(row: tables.Comparison) -> dict[str, Any]:
    """What is known of it: rows, table, notes; now, while a solver is at it. See solver.compare.document."""
    nothing: dict[str, Any] = {"loosened": [], "rows": [], "table": [], "notes": [], "now": None}
    known = nothing | (unpack(row.outcome) if row.outcome else {})
    return known if row.state == "running" and row.leased_by is not None else known | {"now": None}

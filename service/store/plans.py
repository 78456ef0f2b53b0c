"""Plans that were shown and may be applied: what a repair would make of a roster as it was when somebody looked."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from service.access import Principal

from . import tables
from .compression import pack

MOST = 60  # plans of a roster: some offers, and rows unticked, by some schedulers at once


def add_plan(session: Session, principal: Principal, row: tables.Roster, document: dict[str, Any]) -> tables.Plan:
    """Keep the roster that is shown, for the version it was made from.

    Plans for earlier versions are forgotten, and of this version the oldest where there are too many. document: the
    whole roster as it would be.
    """
    earlier = delete(tables.Plan).where(tables.Plan.roster == row.id, tables.Plan.version != row.version)
    session.execute(earlier)
    newest = select(tables.Plan.id).where(tables.Plan.roster == row.id)
    oldest = session.scalars(newest.order_by(tables.Plan.created.desc(), tables.Plan.id.desc()).offset(MOST - 1)).all()
    session.execute(delete(tables.Plan).where(tables.Plan.id.in_(oldest)))
    plan = tables.Plan(
        roster=row.id, owner=row.owner, version=row.version, document=pack(document), created_by=principal.id
    )
    session.add(plan)
    session.flush()
    return plan


def find_plan(session: Session, roster: str, id_: str) -> tables.Plan | None:
    """A plan of a roster; None where there is none, or it was for an earlier version and is forgotten."""
    plan = session.get(tables.Plan, id_) if tables.is_id(id_) else None
    return plan if plan is not None and plan.roster == roster else None


def forget_plans(session: Session, roster: str) -> None:
    """Keep no plan of a roster."""
    session.execute(delete(tables.Plan).where(tables.Plan.roster == roster))

"""What a session may touch, for the embedded store: the policies of the migrations once more, on the ORM's side.

SQLite has no row-level security. So every query of mapped rows gets the condition of whose session it is, and a flush
is refused that would write somebody else's. PostgreSQL's sessions are bounded here as well, and by the database.
Statements in bare SQL are bounded by PostgreSQL alone; the service writes none on behalf of anybody but itself.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, and_, event, false, or_, select
from sqlalchemy.orm import LoaderCriteriaOption, ORMExecuteState, Session, with_loader_criteria

from service.access import Principal

from . import tables


class NotTheirsError(PermissionError):
    """A write to rows of another organisation."""


def bind(session: Session, principal: Principal) -> None:
    """Bound a session to what somebody's organisation may see and write. Whoever is everywhere is not bounded."""
    if principal.everywhere:
        return
    organisation = principal.organisation or ""

    def narrow(state: ORMExecuteState) -> None:
        if not state.is_insert:
            writing = state.is_update or state.is_delete
            state.statement = state.statement.options(*_criteria(principal.id, organisation, writing))

    def refuse(session: Session, *_: Any) -> None:
        for row in (*session.new, *session.dirty, *session.deleted):
            if _whose(session, row, organisation, principal) != organisation:
                raise NotTheirsError(f"{organisation} may not write these {row.__tablename__}")

    event.listen(session, "do_orm_execute", narrow)
    event.listen(session, "before_flush", refuse)


@lru_cache(maxsize=1000)
def _criteria(principal_id: str, organisation: str, writing: bool) -> tuple[LoaderCriteriaOption, ...]:
    """The conditions as SQLAlchemy's options, cached: making them takes longer than most queries."""
    conditions = _conditions(principal_id, organisation, writing)
    # Subclasses by name: what is said of a class does not reach a query of one of its subclasses.
    return tuple(
        with_loader_criteria(one, condition)
        for table, condition in conditions.items()
        for one in (table, *table.__subclasses__())
    )


def _conditions(principal_id: str, organisation: str, writing: bool) -> dict[type[Any], ColumnElement[bool]]:
    """For each table: which rows are seen, or may be changed and deleted."""
    t = tables.Table.metadata.tables  # not the classes: the conditions inside conditions are not to be narrowed too
    shares, rosters, webhooks = t["shares"], t["rosters"], t["webhooks"]
    shared = select(shares.c.problem).where(shares.c.organisation == organisation)
    own_rosters = select(rosters.c.id).where(rosters.c.owner == organisation)
    part = and_(rosters.c.kind == "roster", rosters.c.problem.in_(shared))  # no comparison: see migration 0004
    seen_rosters = select(rosters.c.id).where(or_(rosters.c.owner == organisation, part))
    of_rosters = own_rosters if writing else seen_rosters
    audit, share = tables.Audit, tables.Share
    conditions: dict[type[Any], ColumnElement[bool]] = {
        tables.Organisation: tables.Organisation.id == organisation,
        tables.Key: tables.Key.organisation == organisation,
        tables.Person: tables.Person.organisation == organisation,
        tables.SignIn: tables.SignIn.organisation == organisation,
        tables.Problem: tables.Problem.owner == organisation,
        share: share.owner == organisation,
        tables.Offer: tables.Offer.owner == organisation,
        tables.Partnership: tables.Partnership.owner == organisation,
        tables.Job: rosters.c.owner == organisation,
        tables.Version: tables.Version.roster.in_(of_rosters),
        tables.Plan: tables.Plan.owner == organisation,
        tables.Event: tables.Event.roster.in_(of_rosters),
        tables.Decision: tables.Decision.roster.in_(of_rosters),
        audit: false() if writing else or_(audit.owner == organisation, audit.organisation == organisation),
        tables.Roll: false() if writing else or_(tables.Roll.owner == organisation, tables.Roll.viewer == organisation),
        tables.PastVisit: tables.PastVisit.owner == organisation,
        tables.Suspension: tables.Suspension.owner == organisation,
        tables.Batch: tables.Batch.owner == organisation,
        tables.Webhook: tables.Webhook.owner == organisation,
        tables.Delivery: tables.Delivery.webhook.in_(select(webhooks.c.id).where(webhooks.c.owner == organisation)),
        tables.Idempotency: tables.Idempotency.who == principal_id,
    }
    if not writing:
        conditions[tables.Problem] = or_(conditions[tables.Problem], tables.Problem.id.in_(shared))
        conditions[tables.Job] = or_(conditions[tables.Job], part)
        conditions[share] = or_(conditions[share], share.organisation == organisation)
        agreed = tables.Partnership
        conditions[agreed] = or_(conditions[agreed], agreed.partner == organisation)
    return conditions


def _whose(session: Session, row: Any, organisation: str, principal: Principal) -> str | None:
    """The organisation that may write a row; None where there is none."""
    match row:
        case tables.Organisation():
            return row.id
        case tables.Key() | tables.Person() | tables.SignIn():
            return row.organisation
        case tables.Audit():
            return row.organisation if row in session.new else None
        case tables.Roll():
            return row.viewer if row in session.new else None
        case tables.Decision() if row in session.new:  # a partner's nurse lead signs too
            roster = session.get(tables.Job, row.roster)  # None where the session does not see it
            return organisation if roster is not None and roster.owner == row.owner else None
        case tables.Version() | tables.Event() | tables.Decision():
            roster = session.get(tables.Job, row.roster)
            return None if roster is None else roster.owner
        case tables.Delivery():
            webhook = session.get(tables.Webhook, row.webhook)
            return None if webhook is None else webhook.owner
        case tables.Idempotency():
            return organisation if row.who == principal.id else None
        case _:
            owner: str = row.owner
            return owner

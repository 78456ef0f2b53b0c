"""Whose days an organisation agrees to see: nobody pushes a day into its view unasked.

A day names partners. To one that has agreed it is shown at once; to another it is offered, and shown once they agree.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

from sqlalchemy import delete, func, or_, select
from sqlalchemy.orm import Session

from service.access import Principal

from . import tables

State = Literal["asked", "accepted", "refused"]


def show(session: Session, principal: Principal, problem: tables.Problem, named: Iterable[str]) -> None:
    """Show a new day to the partners that it names, or offer it to them.

    An admin of the whole installation, who could read it all to them, needs nobody's word.
    """
    for one in named:
        if one == problem.owner:
            continue
        known = session.get(tables.Partnership, (problem.owner, one))
        if known is None and not principal.everywhere:
            known = tables.Partnership(owner=problem.owner, partner=one, state="asked")
            session.add(known)
        shown = principal.everywhere or (known is not None and known.state == "accepted")
        kind = tables.Share if shown else tables.Offer
        session.add(kind(problem=problem.id, organisation=one, owner=problem.owner))


def answer(session: Session, principal: Principal, owner: str, partner: str, accept: bool) -> tables.Partnership:
    """A partner agrees to see an owner's days, those offered and those to come; or does not, and sees none any more.

    session: of the system's own, for the rows are the owner's. Who may answer for the partner, the caller has asked.
    """
    row = session.get(tables.Partnership, (owner, partner), with_for_update=True)
    if row is None:
        row = tables.Partnership(owner=owner, partner=partner)
        session.add(row)
    row.state, row.decided, row.by = "accepted" if accept else "refused", tables.now(), principal.id
    source, target = (tables.Offer, tables.Share) if accept else (tables.Share, tables.Offer)
    theirs = (source.owner == owner, source.organisation == partner)
    moving = session.scalars(select(source.problem).where(*theirs)).all()
    session.execute(delete(source).where(*theirs))
    session.add_all(target(problem=one, organisation=partner, owner=owner) for one in moving)
    session.flush()
    return row


def list_known(session: Session, organisation: str | None) -> Sequence[tuple[tables.Partnership, int]]:
    """Partnerships that an organisation is in on either side, with how many days are offered; None: all there are."""
    rows = select(tables.Partnership).order_by(tables.Partnership.owner, tables.Partnership.partner)
    if organisation is not None:
        rows = rows.where(or_(tables.Partnership.owner == organisation, tables.Partnership.partner == organisation))
    waiting = select(tables.Offer.owner, tables.Offer.organisation, func.count())
    counted = session.execute(waiting.group_by(tables.Offer.owner, tables.Offer.organisation))
    offers = {(row[0], row[1]): int(row[2]) for row in counted}
    return [(row, offers.get((row.owner, row.partner), 0)) for row in session.scalars(rows)]

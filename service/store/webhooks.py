"""Webhooks in the store: who is told, what is still to be sent, and how sending it went."""

from __future__ import annotations

import base64
import random
import secrets
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from service.access import Principal

from . import tables

MOST = 20  # webhooks of one owner
ATTEMPTS = 8
_WAITS = (30, 120, 300, 900, 1800, 3600, 7200)  # seconds before the second attempt, the third, ...: 3 h 52 min in all
_LEASE = timedelta(seconds=90)  # in which a sender that took a delivery must have said how it went


def add(session: Session, principal: Principal, owner: str, url: str) -> tables.Webhook:
    """A new webhook with a secret of its own. Raises ValueError where the owner has as many as anybody may."""
    live = select(func.count()).where(tables.Webhook.owner == owner, tables.Webhook.ended.is_(None))
    if (session.scalar(live) or 0) >= MOST:
        raise ValueError(f"want at most {MOST} webhooks")
    secret = "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()
    row = tables.Webhook(owner=owner, url=url, secret=secret, created_by=principal.id)
    session.add(row)
    session.flush()
    return row


def find(session: Session, principal: Principal, id_: str) -> tables.Webhook | None:
    """A webhook of somebody's own organisation, also one that was removed; None for others'."""
    row = session.get(tables.Webhook, id_) if tables.is_id(id_) else None
    return row if row is not None and (principal.everywhere or row.owner == principal.organisation) else None


def list_live(session: Session, principal: Principal) -> Sequence[tables.Webhook]:
    """The webhooks in force of somebody's organisation, oldest first; of all for an admin of the installation."""
    rows = select(tables.Webhook).where(tables.Webhook.ended.is_(None)).order_by(tables.Webhook.id)
    return session.scalars(
        rows if principal.everywhere else rows.where(tables.Webhook.owner == principal.organisation)
    ).all()


def list_deliveries(session: Session, webhook: str, after: str = "", most: int = 100) -> Sequence[tables.Delivery]:
    """What was or is to be sent to a webhook, oldest first. after: the id of the last one already seen."""
    rows = select(tables.Delivery).where(tables.Delivery.webhook == webhook, tables.Delivery.id > after)
    return session.scalars(rows.order_by(tables.Delivery.id).limit(most)).all()


def announce(session: Session, owner: str, kind: str, body: dict[str, Any]) -> int:
    """Have something sent to all webhooks of an owner, if this session commits; how many there are.

    kind: "roster.ended", "savings.ended", "batch.ended". body: ids, states and links; no data about anybody.
    """
    rows = select(tables.Webhook.id).where(tables.Webhook.owner == owner, tables.Webhook.ended.is_(None))
    found = session.scalars(rows).all()
    moment = tables.now()
    message = {"type": kind, "timestamp": moment.isoformat(), "data": body}
    session.add_all(tables.Delivery(webhook=one, body=message, next=moment) for one in found)
    return len(found)


def is_due(session: Session) -> bool:
    """Whether anything is to be sent now."""
    return session.scalar(select(tables.Delivery.id).where(tables.Delivery.next <= tables.now()).limit(1)) is not None


def take(session: Session) -> tuple[tables.Delivery, tables.Webhook] | None:
    """The delivery that is due longest, this sender's for 90 s; None where another was quicker, or none is due.

    One whose webhook was removed, or whose sender died at the last attempt, is closed on the way.
    """
    moment = tables.now()
    due = select(tables.Delivery).where(tables.Delivery.next <= moment).order_by(tables.Delivery.next).limit(1)
    row = session.scalar(due)
    if row is None:
        return None
    mine = update(tables.Delivery).where(tables.Delivery.id == row.id, tables.Delivery.next == row.next)
    values = {"next": moment + _LEASE, "attempts": tables.Delivery.attempts + 1}
    if session.connection().execute(mine.values(**values)).rowcount != 1:
        return None
    session.refresh(row)
    webhook = session.get_one(tables.Webhook, row.webhook)
    if webhook.ended is None and row.attempts <= ATTEMPTS:
        return row, webhook
    row.next, row.attempts = None, row.attempts - 1
    row.answer = row.answer if webhook.ended is None else "webhook removed"
    return None


def record_answer(session: Session, id_: str, answer: str, done: bool, gone: bool = False) -> None:
    """How an attempt went. gone: the receiver wants no more (410), the webhook ends."""
    row = session.get(tables.Delivery, id_)
    if row is None:
        return
    row.answer = answer[:200]
    if done or gone or row.attempts >= ATTEMPTS:
        row.next = None
    else:
        wait = _WAITS[row.attempts - 1] * random.uniform(0.9, 1.1)  # receivers that fell together rise apart
        row.next = tables.now() + timedelta(seconds=wait)
    if gone:
        session.get_one(tables.Webhook, row.webhook).ended = tables.now()

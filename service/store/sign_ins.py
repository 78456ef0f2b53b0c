"""Sessions of browsers: begun at sign-in, used, and over: when nobody used them, after some hours, or by signing out.

The cookie holds a secret; the store keeps its hash. So the page of every machine of an installation ends with it.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from . import tables

PREFIX = "os_"  # what a session's secret begins with, as a key does with ov_
_TOUCH = timedelta(minutes=1)  # how exactly the last use is kept: not every look writes
_KEPT = timedelta(days=30)  # how long one that is over stays, for whoever asks how somebody came in


def begin(session: Session, who: tables.Key | tables.Person, minutes: float) -> str:
    """A new session of a key or a person, at most so many minutes long. Its secret, told this once."""
    moment, secret = tables.now(), PREFIX + secrets.token_urlsafe(32)
    session.execute(delete(tables.SignIn).where(tables.SignIn.ends < moment - _KEPT))
    row = tables.SignIn(id=_hash(secret), organisation=who.organisation, ends=moment + timedelta(minutes=minutes))
    row.created = row.seen = moment
    if isinstance(who, tables.Key):
        row.key = who.id
    else:
        row.person = who.id
    session.add(row)
    session.flush()
    return secret


def find(session: Session, secret: str, idle: float) -> tables.SignIn | None:
    """The session of a secret, while it holds. idle: minutes without use after which it does not."""
    row = session.get(tables.SignIn, _hash(secret))
    if row is None or row.ended is not None:
        return None
    return row if tables.now() < min(row.ends, row.seen + timedelta(minutes=idle)) else None


def find_whose(session: Session, row: tables.SignIn) -> tables.Key | tables.Person | None:
    """Whose session it is; None where the key or the person is gone."""
    if row.key is not None:
        return session.get(tables.Key, row.key)
    return None if row.person is None else session.get(tables.Person, row.person)


def touch(store_session: Session, row: tables.SignIn) -> None:
    """Keep that it is used now. Belongs in a session that may write."""
    found = store_session.get(tables.SignIn, row.id)
    if found is not None and found.ended is None:
        found.seen = tables.now()


def is_stale(row: tables.SignIn) -> bool:
    """Whether its last use was kept more than a minute ago."""
    return tables.now() - row.seen >= _TOUCH


def end(session: Session, secret: str) -> tables.SignIn | None:
    """Sign out: it is over on every machine at once. The row, where it was not over already."""
    row = session.get(tables.SignIn, _hash(secret))
    if row is None or row.ended is not None:
        return None
    row.ended = tables.now()
    return row


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()

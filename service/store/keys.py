"""Keys of systems and people of an OIDC issuer: made, listed, revoked. A secret is shown once and kept only hashed."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from service.access import SYSTEM, account_role
from solver.domain import Role

from . import tables
from .database import Store

_FORM = re.compile(r"ov_[0-9a-f]{12}\.[\w-]{1,100}", re.ASCII)
_FIRST = 0x6F6E6B31  # two services that start at once make one first key


def make_key(session: Session, name: str, role: Role, organisation: str | None, expires: datetime | None = None) -> str:
    """Make a key and return it in the clear, the only time anybody sees it: "ov_<id>.<secret>".

    organisation: None is for an admin of the whole installation alone. Raises ValueError for other roles without one,
    and for a role that is none of ACCOUNTS.
    """
    id_, secret = secrets.token_hex(6), secrets.token_urlsafe(32)
    _require_known(session, role, organisation)
    session.add(
        tables.Key(id=id_, hash=_hash(secret), name=name, role=role.code, organisation=organisation, expires=expires)
    )
    session.flush()
    return f"ov_{id_}.{secret}"


def find_key(session: Session, token: str) -> tables.Key | None:
    """The key that a token is; None where it is unknown, wrong, expired or revoked."""
    if not _FORM.fullmatch(token):
        return None
    id_, _, secret = token.removeprefix("ov_").partition(".")
    row = session.get(tables.Key, id_)
    same = hmac.compare_digest(_hash(secret), row.hash if row else _hash(""))  # unknown ids take as long
    return row if row is not None and same and holds(row) else None


def holds(row: tables.Key) -> bool:
    """Whether a key is in force: neither expired nor revoked."""
    return row.revoked is None and (row.expires is None or row.expires > tables.now())


def list_keys(session: Session) -> Sequence[tables.Key]:
    """Every key, oldest first; hashes say nothing about secrets."""
    return session.scalars(select(tables.Key).order_by(tables.Key.created)).all()


def revoke_key(session: Session, id_: str) -> bool:
    """End a key at once; False where there is none in force. id_: the part between "ov_" and the dot."""
    row = session.get(tables.Key, id_)
    if row is None or row.revoked is not None:
        return False
    row.revoked = tables.now()
    return True


def make_first_keys(store: Store, organisation: str | None = None) -> tuple[str, str | None] | None:
    """An admin's key for a store that never had a key or a person, and a scheduler's of the organisation, where told.

    None ever after, so that they are printed once.
    """
    with store.session(SYSTEM) as session:
        if not store.embedded:
            session.execute(text("select pg_advisory_xact_lock(:lock)"), {"lock": _FIRST})
        if any(session.scalar(select(func.count()).select_from(table)) for table in (tables.Key, tables.Person)):
            return None
        admin = make_key(session, "first admin", Role.ADMIN, None)
        if organisation is None:
            return admin, None
        return admin, make_key(session, "first scheduler", Role.SCHEDULER, organisation)


def add_person(
    session: Session, issuer: str, subject: str, name: str, role: Role, organisation: str | None
) -> tables.Person:
    """Let somebody in whom the issuer knows as ``subject``. Who was revoked comes back by this, with the new role."""
    _require_known(session, role, organisation)
    row = find_person(session, issuer, subject)
    if row is None:
        row = tables.Person(issuer=issuer, subject=subject)
        session.add(row)
    row.name, row.role, row.organisation, row.revoked = name, role.code, organisation, None
    session.flush()
    return row


def find_person(session: Session, issuer: str, subject: str) -> tables.Person | None:
    """The row of a token's bearer, also of one who was revoked."""
    return session.scalar(select(tables.Person).where(tables.Person.issuer == issuer, tables.Person.subject == subject))


def list_people(session: Session) -> Sequence[tables.Person]:
    """Everybody, in the order in which they came."""
    return session.scalars(select(tables.Person).order_by(tables.Person.created)).all()


def revoke_person(session: Session, id_: str) -> bool:
    """Let somebody in no more; False where nobody of that id was let in."""
    row = session.get(tables.Person, id_)
    if row is None or row.revoked is not None:
        return False
    row.revoked = tables.now()
    return True


def _require_known(session: Session, role: Role, organisation: str | None) -> None:
    """Refuse a role that nobody comes in with or that nothing would bound, and keep the organisation's row."""
    account_role(role)
    if organisation is None:
        if role is not Role.ADMIN:
            raise ValueError(f"want an organisation for the role {role.code}")
        return
    if session.get(tables.Organisation, organisation) is None:
        session.add(tables.Organisation(id=organisation, name=organisation))
        session.flush()


def _hash(secret: str) -> str:
    """SHA-256 does: a key is 256 bits of chance, no password that a dictionary holds."""
    return hashlib.sha256(secret.encode()).hexdigest()

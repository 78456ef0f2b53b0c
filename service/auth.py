"""Who asks: API keys for systems, tokens of an OIDC issuer for people. Nobody is anonymous."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from fastapi import Request
from sqlalchemy.orm import Session

from service.access import SYSTEM, Principal, Role
from service.problem_json import Refusal
from service.store import tables

_CHALLENGE = {"WWW-Authenticate": 'Bearer realm="onevisit"'}


def new_key(session: Session, name: str, role: Role, organisation: str | None) -> str:
    """Make a key and return it in the clear, the only time anybody sees it: "ov_<id>.<secret>"."""
    name_of_key, secret = secrets.token_hex(6), secrets.token_urlsafe(32)
    if organisation is not None and session.get(tables.Organisation, organisation) is None:
        session.add(tables.Organisation(id=organisation, name=organisation))
        session.flush()
    row = tables.Key(id=name_of_key, hash=_hash(secret), name=name, role=role.value, organisation=organisation)
    session.add(row)
    return f"ov_{name_of_key}.{secret}"


def current(request: Request) -> Principal:
    """The dependency of every route but the health checks. Raises Refusal 401."""
    token = request.headers.get("authorization", "").removeprefix("Bearer ").strip()
    id_, dot, secret = token.removeprefix("ov_").partition(".")
    with request.app.state.store.reading(SYSTEM) as session:
        key = session.get(tables.Key, id_) if dot else None
        good = hmac.compare_digest(_hash(secret), key.hash if key else _hash(""))
        if key is None or not good or key.revoked or (key.expires and key.expires < tables.now()):
            raise Refusal(401, "Who are you?", "want Authorization: Bearer KEY with a valid key", headers=_CHALLENGE)
        return Principal(f"key:{key.id}", key.name, Role(key.role), key.organisation)


def _hash(secret: str) -> str:
    """SHA-256 does: a key is 256 bits of chance, no password that a dictionary holds."""
    return hashlib.sha256(secret.encode()).hexdigest()

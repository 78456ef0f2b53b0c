"""Who asks: API keys for systems, tokens of an OIDC issuer and sessions of the page for people. Nobody is anonymous."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from fastapi import Request

from service.access import SYSTEM, Principal
from service.run.settings import Settings
from service.store import sign_ins, tables
from service.store.database import Store
from service.store.keys import find_key, find_person, holds
from service.web.problem_details import Refusal
from solver.domain import Role

from .tokens import BadTokenError, Issuer, IssuerUnreachableError

__all__ = ["bearer", "current", "find_principal", "person", "principal_of"]

_CHALLENGE = {"WWW-Authenticate": 'Bearer realm="onevisit"'}


def current(request: Request) -> Principal:
    """The dependency of every route but the health checks. Raises Refusal 401, 403 for a person unknown here, 429."""
    state = request.app.state
    token, address = bearer(request), request.client.host if request.client is not None else ""
    state.doors.knock(address, token)
    try:
        principal = replace(find_principal(state.store, state.settings, token), address=address)
    except Refusal as refusal:
        if refusal.status == 401:
            state.doors.refused(address)
        raise
    state.doors.let_in(token)
    request.state.principal, request.state.route = principal, request.scope.get("route")  # for the log
    request.state.asked = request.path_params  # for the audit, where it is refused
    state.pace.take(principal.id)
    return principal


def bearer(request: Request) -> str:
    """The key or token of a request. Raises Refusal 401."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise _unknown("want the header Authorization: Bearer, then a key or a token")
    return token.strip()


def find_principal(store: Store, settings: Settings, token: str, used: bool = True) -> Principal:
    """Who bears a key, a token or a session. Raises Refusal 401 or 403; 503 where the issuer's keys cannot be had.

    used: whether a session is in use by this, or only asked about.
    """
    if token.startswith("ov_"):
        with store.reading(SYSTEM) as session:
            key = find_key(session, token)
        if key is None:
            raise _unknown("want a key that exists, has not expired and was not revoked")
        return principal_of(key)
    if token.startswith(sign_ins.PREFIX):
        return _signed_in(store, settings, token, used)
    issuer = _issuer(settings.issuer, settings.audience, settings.jwks)
    if issuer is None:
        raise _unknown("want a key; this service knows no issuer of tokens")
    try:
        subject = issuer.subject(token)
    except BadTokenError as bad:
        raise _unknown(str(bad)) from None
    except IssuerUnreachableError:
        raise Refusal(503, "Cannot tell who you are now", "the issuer's keys cannot be read; try again") from None
    return principal_of(person(store, settings.issuer or "", subject))


def person(store: Store, issuer: str, subject: str) -> tables.Person:
    """Somebody whom the issuer vouches for. Raises Refusal 403 for who is not known here."""
    with store.reading(SYSTEM) as session:
        found = find_person(session, issuer, subject)
    if found is None or found.revoked is not None:
        raise Refusal(403, "Not known here", "want somebody whom an administrator of this service has added")
    return found


def principal_of(who: tables.Key | tables.Person) -> Principal:
    """Who comes by this key, or is this person."""
    id_ = f"key:{who.id}" if isinstance(who, tables.Key) else f"person:{who.issuer}|{who.subject}"
    return Principal(id_, who.name, Role(who.role), who.organisation)


def _signed_in(store: Store, settings: Settings, token: str, used: bool) -> Principal:
    """Who a session of the page belongs to. It ends with the key or the person that it came of."""
    with store.reading(SYSTEM) as session:
        row = sign_ins.find(session, token, settings.session_idle_minutes)
        key = session.get(tables.Key, row.key) if row is not None and row.key is not None else None
        somebody = session.get(tables.Person, row.person) if row is not None and row.person is not None else None
    if row is None or (key is not None and not (settings.page_keys and holds(key))):
        raise _unknown("the session has ended; sign in again")
    if somebody is not None and (somebody.revoked is not None or somebody.issuer != settings.issuer):
        raise Refusal(403, "Not known here", "want somebody whom an administrator of this service has added")
    who = key or somebody
    if who is None:
        raise _unknown("the session has ended; sign in again")
    if used and sign_ins.is_stale(row):
        with store.session(SYSTEM) as session:
            sign_ins.touch(session, row)
    return principal_of(who)


@lru_cache(maxsize=4)
def _issuer(name: str | None, audience: str | None, jwks: str | None) -> Issuer | None:
    """One Issuer for each set of settings, so that its keys are kept."""
    return Issuer(name, audience, jwks) if name and audience and jwks else None


def _unknown(why: str) -> Refusal:
    return Refusal(401, "Who are you?", why, headers=_CHALLENGE)

"""Who asks: API keys for systems, tokens of an OIDC issuer for people. Nobody is anonymous."""

from __future__ import annotations

from functools import lru_cache

from fastapi import Request

from service.access import SYSTEM, Principal
from service.run.settings import Settings
from service.store.database import Store
from service.store.keys import find_key, find_person
from service.web.problem_details import Refusal
from solver.domain import Role

from .oidc import SESSION, client_of
from .tokens import BadTokenError, Issuer, IssuerUnreachableError

__all__ = ["bearer", "current", "find_principal", "person"]

_CHALLENGE = {"WWW-Authenticate": 'Bearer realm="onevisit"'}


def current(request: Request) -> Principal:
    """The dependency of every route but the health checks. Raises Refusal 401, 403 for a person unknown here, 429."""
    principal = find_principal(request.app.state.store, request.app.state.settings, bearer(request))
    request.state.principal, request.state.route = principal, request.scope.get("route")  # for the log
    request.app.state.pace.take(principal.id)
    return principal


def bearer(request: Request) -> str:
    """The key or token of a request. Raises Refusal 401."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise _unknown("want the header Authorization: Bearer, then a key or a token")
    return token.strip()


def find_principal(store: Store, settings: Settings, token: str) -> Principal:
    """Who bears a key or a token. Raises Refusal 401 or 403; 503 where the issuer's keys cannot be had."""
    if token.startswith("ov_"):
        with store.reading(SYSTEM) as session:
            key = find_key(session, token)
        if key is None:
            raise _unknown("want a key that exists, has not expired and was not revoked")
        return Principal(f"key:{key.id}", key.name, Role(key.role), key.organisation)
    client = client_of(settings) if token.startswith(SESSION) else None
    issuer = _issuer(settings.issuer, settings.audience, settings.jwks)
    if client is None and issuer is None:
        raise _unknown("want a key; this service knows no issuer of tokens")
    try:
        subject = client.subject(token) if client is not None else issuer.subject(token) if issuer is not None else ""
    except BadTokenError as bad:
        raise _unknown(str(bad)) from None
    except IssuerUnreachableError:
        raise Refusal(503, "Cannot tell who you are now", "the issuer's keys cannot be read; try again") from None
    return person(store, settings.issuer or "", subject)


def person(store: Store, issuer: str, subject: str) -> Principal:
    """Somebody whom the issuer vouches for. Raises Refusal 403 for who is not known here."""
    with store.reading(SYSTEM) as session:
        found = find_person(session, issuer, subject)
    if found is None or found.revoked is not None:
        raise Refusal(403, "Not known here", "want somebody whom an administrator of this service has added")
    return Principal(f"person:{issuer}|{subject}", found.name, Role(found.role), found.organisation)


@lru_cache(maxsize=4)
def _issuer(name: str | None, audience: str | None, jwks: str | None) -> Issuer | None:
    """One Issuer for each set of settings, so that its keys are kept."""
    return Issuer(name, audience, jwks) if name and audience and jwks else None


def _unknown(why: str) -> Refusal:
    return Refusal(401, "Who are you?", why, headers=_CHALLENGE)

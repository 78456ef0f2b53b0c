"""A browser's session: its secret lies in a cookie no script can read; all else of it the store keeps, see
store/sign_ins.py.

For the API nothing changes: the cookie is handed on as the Authorization header. Because a browser sends cookies with
requests that other sites make, what changes anything must also carry the header that only our own scripts can add, or
an Origin that is this very host; SameSite=Strict stands in front of both.
"""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlsplit

from fastapi import Request, Response
from sqlalchemy.orm import Session
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from service.access import SYSTEM
from service.identity.auth import principal_of
from service.store import audit, sign_ins, tables
from service.store.sign_ins import PREFIX
from service.web.problem_details import MEDIA_TYPE, Refusal

COOKIE, OURS = "onevisit_session", "x-onevisit-page"
_READS = ("GET", "HEAD", "OPTIONS")


class CookieSession:
    """Middleware: a session cookie counts as who has signed in, where the request can only be our own page's."""

    def __init__(self, app: ASGIApp):
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        secret = cookie_parser(headers.get("cookie", "")).get(COOKIE)
        if secret and "authorization" not in headers:
            if scope["method"] not in _READS and not ours(headers):
                refusal = Refusal(403, "Not from this page", f"want the header {OURS}, or an Origin that is this host")
                await JSONResponse(refusal.body(), 403, media_type=MEDIA_TYPE)(scope, receive, send)
                return
            scope = {**scope, "headers": list(scope["headers"])}
            # A cookie holds sessions alone: a key in it, or anything else, is none.
            MutableHeaders(scope=scope)["authorization"] = f"Bearer {secret if secret.startswith(PREFIX) else PREFIX}"
        await self.app(scope, receive, send)


def ours(headers: Headers) -> bool:
    """Whether a request can only have been made by a page of this host."""
    return OURS in headers or same_host(headers)


def same_host(headers: Headers) -> bool:
    """Whether its Origin is this host."""
    origin = headers.get("origin", "")
    return bool(origin) and urlsplit(origin).netloc == headers.get("host")


def begin(request: Request, response: Response, who: tables.Key | tables.Person) -> None:
    """Somebody comes in, for as long as the browser is open, the session in use and not over."""
    state = request.app.state
    with state.store.session(SYSTEM) as session:
        secret = sign_ins.begin(session, who, state.settings.session_minutes)
        _note(session, request, who, "signed in")
    response.set_cookie(COOKIE, secret, httponly=True, samesite="strict", secure=over_tls(request), path="/")


def over_tls(request: Request) -> bool:
    """Whether browsers come by https."""
    settings = request.app.state.settings
    return request.url.scheme == "https" or settings.behind_tls_proxy or settings.tls_certificate is not None


def sign_out(request: Request, response: Response) -> None:
    """The session ends on every machine, and whoever has a copy of its cookie has nothing."""
    if secret := request.cookies.get(COOKIE, ""):
        with request.app.state.store.session(SYSTEM) as session:
            row = sign_ins.end(session, secret)
            who = None if row is None else sign_ins.find_whose(session, row)
            if who is not None:
                _note(session, request, who, "signed out")
    forget(response)


def _note(session: Session, request: Request, who: tables.Key | tables.Person, deed: audit.Deed) -> None:
    """Tell the audit who came or went, and from where."""
    principal = replace(principal_of(who), address=request.client.host if request.client is not None else "")
    detail = "by key" if isinstance(who, tables.Key) else "by the issuer"
    audit.record(session, principal, deed, who.organisation or "", detail=detail)


def forget(response: Response) -> None:
    """Take the cookie away from this browser."""
    response.delete_cookie(COOKIE, httponly=True, samesite="strict", path="/")

"""A browser's session: the key that was pasted at sign-in, or what signing in at the issuer made, lies in a cookie no
script can read.

For the API nothing changes: the cookie is handed on as the Authorization header. Because a browser sends cookies with
requests that other sites make, what changes anything must also carry the header that only our own scripts can add, or
an Origin that is this very host; SameSite=Strict stands in front of both.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from fastapi import Request, Response
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from service.web.problem_details import MEDIA_TYPE, Refusal

COOKIE, OURS = "onevisit_session", "x-onevisit-page"
_READS = ("GET", "HEAD", "OPTIONS")


class CookieSession:
    """Middleware: a session cookie counts as the key it holds, where the request can only be our own page's."""

    def __init__(self, app: ASGIApp):
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        key = cookie_parser(headers.get("cookie", "")).get(COOKIE)
        if key and "authorization" not in headers:
            if scope["method"] not in _READS and not ours(headers):
                refusal = Refusal(403, "Not from this page", f"want the header {OURS}, or an Origin that is this host")
                await JSONResponse(refusal.body(), 403, media_type=MEDIA_TYPE)(scope, receive, send)
                return
            scope = {**scope, "headers": list(scope["headers"])}
            MutableHeaders(scope=scope)["authorization"] = f"Bearer {key}"
        await self.app(scope, receive, send)


def ours(headers: Headers) -> bool:
    """Whether a request can only have been made by a page of this host."""
    return OURS in headers or same_host(headers)


def same_host(headers: Headers) -> bool:
    """Whether its Origin is this host."""
    origin = headers.get("origin", "")
    return bool(origin) and urlsplit(origin).netloc == headers.get("host")


def begin(request: Request, response: Response, key: str) -> None:
    """Keep a key for as long as the browser is open."""
    response.set_cookie(COOKIE, key, httponly=True, samesite="strict", secure=over_tls(request), path="/")


def over_tls(request: Request) -> bool:
    """Whether browsers come by https."""
    settings = request.app.state.settings
    return request.url.scheme == "https" or settings.behind_tls_proxy or settings.tls_certificate is not None


def end(response: Response) -> None:
    """Forget it."""
    response.delete_cookie(COOKIE, httponly=True, samesite="strict", path="/")

"""A person in a browser is refused in words on a page, never in bare JSON; programs get problem details as ever.

Browsers say that they want a page (Accept: text/html) wherever one opens an address, follows a link or sends a form.
Scripts and programs do not.
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.web.problem_details import MEDIA_TYPE

from .render import HEADERS, render_text

_LONGEST = 200_000  # bytes of a refusal that become a page; a longer one is for programs
_TOLD = 20  # faults shown
_WORDS = {
    401: "Please sign in to see this.",
    404: "There is nothing at this address, or you may not see it.",
    429: "Please wait a moment, then try again.",
    500: "This is a fault of ours, not yours. What you had saved is safe.",
    503: "Something this service needs is away just now. Please try again in a minute. What you had saved is safe.",
}


class ErrorPages:
    """ASGI middleware, the outermost: what would be problem details becomes a page where a page was asked for."""

    def __init__(self, app: ASGIApp):
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or "text/html" not in Headers(scope=scope).get("accept", ""):
            await self.app(scope, receive, send)
            return
        await self.app(scope, receive, _Turned(scope, send))


class _Turned:
    """``send`` that holds a refusal back until all of it is there, and sends a page in its place."""

    def __init__(self, scope: Scope, send: Send):
        self.scope, self.send = scope, send
        self.head: Message | None = None
        self.body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            kind = Headers(raw=message["headers"]).get("content-type", "")
            if message["status"] >= 400 and kind.startswith(MEDIA_TYPE):
                self.head = message
                return
        if self.head is None or message["type"] != "http.response.body":
            await self.send(message)
            return
        self.body += message.get("body", b"")
        if message.get("more_body", False):
            return
        head, data = self.head, self.body
        if len(data) <= _LONGEST:
            data = _page(self.scope, head["status"], json.loads(data)).encode()
            headers = MutableHeaders(scope=head)
            for name, value in {**HEADERS, "content-type": "text/html; charset=utf-8"}.items():
                headers[name] = value
            headers["content-length"] = str(len(data))
        await self.send(head)
        await self.send({"type": "http.response.body", "body": data})


def _page(scope: Scope, status: int, told: dict[str, Any]) -> str:
    where = scope.get("raw_path", b"/").decode("latin-1")
    sign_in = f"/ui/sign-in?next={quote(where, safe='/')}" if status == 401 and scope["method"] == "GET" else ""
    return render_text(
        "error.html",
        where,
        status=status,
        heading=told.get("title", ""),
        words=_WORDS.get(status, ""),
        detail=told.get("detail", ""),
        faults=told.get("faults", [])[:_TOLD],
        sign_in=sign_in,
    )

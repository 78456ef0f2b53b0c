"""What surrounds every request: an id, a line in the log, a count, safe headers, and an answer where the program fails.

Plain ASGI, so that streams pass through as they come.
"""

from __future__ import annotations

import json
import re
import secrets
import time
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.run import logs
from service.run.metrics import Metrics
from service.run.settings import Settings

from .away import find_away
from .problem_details import MEDIA_TYPE, Refusal

_LOG = structlog.get_logger("onevisit.requests")
_ID = re.compile(r"[\w-]{1,64}", re.ASCII)
_SAFE = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "content-security-policy": (
        "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "cache-control": "no-store",  # what is about people stays in no cache
}
_YEAR = "max-age=31536000"
REFUSED = (401, 403, 404)  # told to the audit
Refused = Callable[[Scope, int], Awaitable[None]]


class Around:
    """ASGI middleware around the whole application: id, log line, count, headers, and 500 where the program fails.

    refused: what is told of every request that was refused for who asked.
    """

    def __init__(self, app: ASGIApp, settings: Settings, metrics: Metrics, refused: Refused):
        self.app, self.metrics, self.refused = app, metrics, refused
        self.sealed = settings.tls_certificate is not None or settings.behind_tls_proxy

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began, status = time.perf_counter(), 0
        given = Headers(scope=scope).get("x-request-id", "")
        id_ = given if _ID.fullmatch(given) else secrets.token_hex(8)
        scope.setdefault("state", {})

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                self._headers(MutableHeaders(scope=message), id_)
            await send(message)

        failed: dict[str, Any] = {}
        try:
            await self.app(scope, receive, sending)
        except Exception as error:
            failed = logs.where(error)
            if status:
                raise ConnectionAbortedError from None  # half an answer is out: the connection must not end well
            ours = Refusal(500, "A fault of ours", f"it is logged under the id {id_}")
            await _answer(find_away(error) or ours, sending)
        finally:
            self._told(scope, status, time.perf_counter() - began, id_, failed)
        if status in REFUSED:
            await self.refused(scope, status)

    def _headers(self, headers: MutableHeaders, id_: str) -> None:
        for name, value in _SAFE.items():
            headers.setdefault(name, value)
        if self.sealed:
            headers.setdefault("strict-transport-security", _YEAR)
        headers["x-request-id"] = id_

    def _told(self, scope: Scope, status: int, seconds: float, id_: str, failed: dict[str, Any]) -> None:
        found = scope.get("route") or scope["state"].get("route")  # the latter where another layer copied the scope
        route = getattr(found, "path", None) or "unknown"
        method = scope["method"] if scope["method"] in _METHODS else "other"
        self.metrics.count_answer(method, route, status, seconds)
        principal = scope["state"].get("principal")
        tell = _LOG.error if failed or status >= 500 else _LOG.info
        tell(
            "request",
            id=id_,
            method=method,
            route=route,
            status=status,
            ms=round(seconds * 1000, 1),
            who=logs.asker(principal.id if principal is not None else None),
            **failed,
        )


_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


async def _answer(refusal: Refusal, send: Send) -> None:
    body = json.dumps(refusal.body()).encode()
    headers = {"content-type": MEDIA_TYPE, "content-length": str(len(body)), **refusal.headers}
    raw = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": refusal.status, "headers": raw})
    await send({"type": "http.response.body", "body": body})

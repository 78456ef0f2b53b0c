"""How much of a request is read: its body is counted as it comes, and a body that does not come is not waited for.

What stands in a body is bounded where it is read, see service/reading.
"""

from __future__ import annotations

import asyncio
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.run.settings import Settings

from .problem_details import Refusal

DOCUMENTS = ("/v1/problems", "/v1/rosters", "/v1/checks", "/v1/batches")  # what a whole problem may be posted to
ROSTER_TABLE = "/roster-table"  # of a problem: a workbook
_SMALL = 1_000_000  # bytes of any other body
_CLOSE = {"Connection": "close"}  # what is still on its way is not read


class Limits:
    """ASGI middleware. A body that says it is too large is refused unread, another as soon as it is."""

    def __init__(self, app: ASGIApp, settings: Settings):
        self.app, self.settings = app, settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        most = self.settings.body_bytes
        path = scope["path"].rstrip("/")
        if path not in DOCUMENTS and not path.endswith(ROSTER_TABLE):
            most = min(most, _SMALL)
        if _declared(scope) > most:
            await _too_large(most).response()(scope, receive, send)
            return
        await self.app(scope, _Counted(receive, most, self.settings.body_seconds), send)


class _Counted:
    """``receive`` that counts and is impatient until the body is there; afterwards it waits for ever, for a stream."""

    def __init__(self, receive: Receive, most: int, seconds: float):
        self.receive, self.most, self.seconds = receive, most, seconds
        self.seen, self.whole, self.until = 0, False, 0.0

    async def __call__(self) -> Message:
        if self.whole:
            return await self.receive()
        loop = asyncio.get_running_loop()
        self.until = self.until or loop.time() + self.seconds
        try:
            async with asyncio.timeout_at(self.until):
                message = await self.receive()
        except TimeoutError:
            self.whole = True
            wanted = f"want the whole body within {self.seconds:g} s"
            raise Refusal(408, "The request came too slowly", wanted, headers=_CLOSE) from None
        self.seen += len(message.get("body", b""))
        self.whole = not message.get("more_body", False)
        if self.seen > self.most:
            self.whole = True
            raise _too_large(self.most)
        return message


def _declared(scope: Scope) -> int:
    headers: list[tuple[bytes, bytes]] = scope["headers"]
    said: Any = next((value for name, value in headers if name == b"content-length"), b"0")
    return int(said) if said.isdigit() and len(said) < 20 else 0


def _too_large(most: int) -> Refusal:
    return Refusal(413, "The request is too large", f"want a body of at most {most:,} bytes", headers=_CLOSE)

"""Refusals as RFC 9457 problem details: one exception for every route, all faults at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fastapi import Request
from fastapi.responses import JSONResponse

from solver import Fault

MEDIA_TYPE = "application/problem+json"


class Refusal(Exception):  # noqa: N818 - an answer, not a fault of ours
    """An answer that is not what was asked for: status, a title of few words, and what would be right."""

    def __init__(
        self,
        status: int,
        title: str,
        detail: str = "",
        faults: Sequence[Fault] = (),
        headers: dict[str, str] | None = None,
        **more: Any,
    ):
        super().__init__(title)
        self.status, self.title, self.detail = status, title, detail
        self.faults, self.headers, self.more = tuple(faults), headers or {}, more

    def body(self) -> dict[str, Any]:
        """The document of it. faults: where (JSON path, or sheet, row and column), the value seen, what is wanted."""
        body: dict[str, Any] = {"type": "about:blank", "title": self.title, "status": self.status}
        if self.detail:
            body["detail"] = self.detail
        if self.faults:
            body["faults"] = [
                {"file": one.file, "where": one.where, "value": _shown(one.value), "expected": one.expected}
                for one in self.faults
            ]
        return body | self.more


def _shown(value: Any) -> Any:
    """A value as JSON, never a long one: a fault must not send a whole document back."""
    if value is None or isinstance(value, bool | int):
        return value
    return value[:200] if isinstance(value, str) else repr(value)[:200]


async def answer(_: Request, refusal: Exception) -> JSONResponse:
    """For FastAPI's exception handlers."""
    assert isinstance(refusal, Refusal)
    return JSONResponse(refusal.body(), refusal.status, refusal.headers, MEDIA_TYPE)

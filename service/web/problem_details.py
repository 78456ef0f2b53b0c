"""Refusals as RFC 9457 problem details: one exception for every route, all faults at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from solver import Fault

MEDIA_TYPE = "application/problem+json"
_MOST = 1000  # faults told one by one; a file of a million faulty rows is told by its first thousand

SCHEMA: dict[str, Any] = {
    "type": "object",
    "description": "RFC 9457 problem details. faults: every single thing that is wrong with what was sent.",
    "required": ["type", "title", "status"],
    "properties": {
        "type": {"type": "string", "description": "about:blank: the status says it"},
        "title": {"type": "string", "description": "in a few words"},
        "status": {"type": "integer", "description": "of the answer"},
        "detail": {"type": "string", "description": "what would be right"},
        "faults": {
            "type": "array",
            "description": "every single thing that is wrong with what was sent",
            "items": {
                "type": "object",
                "required": ["where", "expected"],
                "properties": {
                    "file": {"type": "string", "description": "of an upload, with its sheet"},
                    "where": {"type": "string", "description": "JSON path, or row and column"},
                    "value": {"description": "what was seen there"},
                    "expected": {"type": "string", "description": "what would be right"},
                },
            },
        },
        "faults_in_all": {"type": "integer", "description": "where there are more than are told"},
    },
    "example": {
        "type": "about:blank",
        "title": "Faults in the problem",
        "status": 422,
        "faults": [
            {
                "file": "monday.xlsx, sheet visits",
                "where": "row 7, column client",
                "value": "C99",
                "expected": "want the id of one of the clients",
            }
        ],
    },
}


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
                for one in self.faults[:_MOST]
            ]
        if len(self.faults) > _MOST:
            body["faults_in_all"] = len(self.faults)
        return body | self.more

    def response(self) -> JSONResponse:
        """The whole answer."""
        return JSONResponse(self.body(), self.status, self.headers, MEDIA_TYPE)


def describe_refusals(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """For ``responses=`` of a route: the refusals it may answer with, as OpenAPI has them."""
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Refusal"}}}
    return {status: {"description": HTTPStatus(status).phrase, "content": content} for status in statuses}


def install(app: FastAPI, schemas: Mapping[str, Any]) -> None:
    """Make every refusal of an application problem details, FastAPI's own among them, and tell OpenAPI of it.

    schemas: more component schemas that routes refer to, by name.
    """
    app.add_exception_handler(Refusal, answer)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _plain)
    described = app.openapi

    def openapi() -> dict[str, Any]:
        document = described()
        document.setdefault("components", {}).setdefault("schemas", {}).update({"Refusal": SCHEMA, **schemas})
        return document

    app.openapi = openapi  # type: ignore[method-assign]


async def answer(_: Request, refusal: Exception) -> JSONResponse:
    """For FastAPI's exception handlers."""
    assert isinstance(refusal, Refusal)
    return refusal.response()


async def _invalid(_: Request, error: Exception) -> JSONResponse:
    """What FastAPI finds wrong with parameters and small bodies."""
    assert isinstance(error, RequestValidationError)
    faults = []
    for one in error.errors():
        where = ".".join(str(step) for step in one["loc"])
        own = str(one["ctx"]["error"]) if one["type"] == "value_error" else ""  # our validators' words
        wanted = "want valid JSON" if one["type"] == "json_invalid" else own or f"want it otherwise: {one['msg']}"
        faults.append(Fault(where, None if one["type"] == "missing" else one.get("input"), wanted))
    return Refusal(422, "Faults in the request", faults=faults).response()


async def _plain(_: Request, error: Exception) -> Response:
    """404, 405 and the like. A refusal that FastAPI wrapped while it read the body is told as it was."""
    assert isinstance(error, HTTPException)
    if isinstance(error.__cause__, Refusal):
        return error.__cause__.response()
    if error.status_code in (204, 304):
        return Response(status_code=error.status_code, headers=error.headers)
    headers = dict(error.headers or {})
    phrase = HTTPStatus(error.status_code).phrase
    detail = "" if error.detail == phrase else str(error.detail)
    return Refusal(error.status_code, phrase, detail, headers=headers).response()


def _shown(value: Any) -> Any:
    """A value as JSON, never a long one: a fault must not send a whole document back."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        return value if abs(value) < 2**53 else f"a number of {value.bit_length()} bits"
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)  # all numbers of a workbook are floats; its cell shows 9, not 9.0
    text = value[:200] if isinstance(value, str) else repr(value)[:200] if _small(value) else type(value).__name__
    return text.encode("utf-8", "replace").decode()  # half a surrogate pair is no text that JSON carries


def _small(value: Any) -> bool:
    """Whether a value can be written out without writing out megabytes first."""
    if isinstance(value, dict):
        return len(value) < 50 and all(not isinstance(inner, dict | list) for inner in value.values())
    return not isinstance(value, list) or (len(value) < 50 and all(not isinstance(x, dict | list) for x in value))

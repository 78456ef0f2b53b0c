"""/v1/problems/{id}/roster-table: a roster in a workbook, read into the document that rosters and checks take."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool

from service.access import Action, require
from service.reading import Bounds, receive_body
from service.reading.body import FORM, JSON, XLSX
from service.reading.roster_tables import read_table
from service.web.problem_details import Refusal, describe_refusals
from solver import InputFaults

from .checks import find_whole
from .dependencies import ALWAYS, KEY, READING, CurrentPrincipal, Id
from .examples import ROSTER

router = APIRouter(prefix="/v1/problems", tags=["problems"], dependencies=[KEY], responses=ALWAYS)

_FILE = {"type": "string", "format": "binary"}
_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            XLSX: {"schema": _FILE},
            FORM: {"schema": {"type": "object", "required": ["file"], "properties": {"file": _FILE}}},
        },
    }
}


class RosterOfTable(BaseModel):
    """A roster that was read from a workbook."""

    roster: dict[str, Any] = Field(
        description="The roster document: start of POST /v1/rosters, roster of POST /v1/checks", examples=[ROSTER]
    )
    notes: list[str] = Field(description="What was read, and what is to be told of it")


@router.post(
    "/{id}/roster-table",
    response_model=RosterOfTable,
    responses=READING | describe_refusals(404, 422),
    openapi_extra=_BODY,
)
async def read_roster_table(request: Request, id: Id, principal: CurrentPrincipal) -> Response:
    """Read a roster of a problem from a workbook: the one that an export gives, or visit, carer and start by hand.

    Nothing is kept. Every fault is told at once, by sheet, row and column.
    """
    require(principal, Action.CHECK)
    state = request.app.state
    document = await run_in_threadpool(find_whole, state.store, principal, id, "read a roster of it")
    async with receive_body(request, XLSX, FORM) as body:
        size = 10 * (body.size + len(document)) + 200_000
        try:
            answer = await state.reading.do(size, read_table, body, Bounds.of(state.settings), document)
        except InputFaults as error:
            raise Refusal(422, "Faults in the roster", faults=error.faults) from None
    return Response(answer, media_type=JSON)

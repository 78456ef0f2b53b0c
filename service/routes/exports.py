"""/v1/rosters/{id}/export: the roster as a file to open, print or hand on."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from service.access import Action, Principal, Sight, require
from service.reading.body import JSON, XLSX, ZIP
from service.reading.exporting import Form, export_coded, write_export
from service.store import rosters, tables
from service.store.database import Store
from service.web.problem_details import Refusal, describe_refusals
from solver import InputFaults

from .dependencies import ALWAYS, KEY, CurrentPrincipal, Id, no_such
from .models.documents import refer_to

router = APIRouter(prefix="/v1/rosters", tags=["rosters"], dependencies=[KEY], responses=ALWAYS)

_TYPES: dict[Form, tuple[str, str]] = {
    "json": (JSON, "json"),
    "xlsx": (XLSX, "xlsx"),
    "csv": (ZIP, "zip"),
    "ics": (ZIP, "zip"),
}
_CALENDAR = "text/calendar"
_BINARY = {"schema": {"type": "string", "format": "binary"}}


@router.get(
    "/{id}/export",
    response_class=Response,
    responses=describe_refusals(404, 409, 422)
    | {
        200: {
            "description": "The file",
            "content": {JSON: {"schema": refer_to("RosterDocument")}, XLSX: _BINARY, ZIP: _BINARY, _CALENDAR: _BINARY},
            "headers": {"Content-Disposition": {"schema": {"type": "string"}}},
        }
    },
)
async def export_roster(
    request: Request,
    id: Id,
    principal: CurrentPrincipal,
    format: Annotated[
        Form,
        Query(
            description="json: the document. xlsx: a workbook. csv: a zip with each organisation's visits and tasks. "
            "ics: a calendar of one worker's rounds, or a zip of everybody's"
        ),
    ] = "json",
    organisation: Annotated[
        str | None, Query(max_length=100, description="The part of this organisation alone; its workers with ics")
    ] = None,
    worker: Annotated[str | None, Query(max_length=100, description="With ics: the calendar of this worker")] = None,
) -> Response:
    """A roster as a file: whole, or one organisation's part of it, which tells nothing of anybody else's clients."""
    require(principal, Action.EXPORT)
    state = request.app.state
    row, seen, problem = await run_in_threadpool(_found, state.store, principal, id, format, organisation)
    assert row.document is not None
    size = 12 * len(problem)
    try:
        if seen == "pseudonymised":
            data = await state.reading.do(
                size, export_coded, problem, row.document, row.pack, principal.organisation, ours=True
            )
        else:
            part = principal.organisation if seen == "partner" else organisation
            data = await state.reading.do(
                size, write_export, problem, row.document, row.pack, format, part, worker, seen == "whole", ours=True
            )
    except InputFaults as error:
        raise Refusal(422, "Faults in the request", faults=error.faults) from None
    media_type, ending = (_CALENDAR, "ics") if format == "ics" and worker is not None else _TYPES[format]
    return Response(data, 200, {"Content-Disposition": f'attachment; filename="roster-{id}.{ending}"'}, media_type)


def _found(
    store: Store, principal: Principal, id_: str, form: Form, organisation: str | None
) -> tuple[tables.Roster, Sight, bytes]:
    """What is to be exported. Raises Refusal 403 for more than somebody may see, 409 before there is a roster."""
    with store.reading(principal) as session:
        found = rosters.find(session, principal, id_)
        if found is None:
            raise no_such("roster")
        row, seen = found
        if seen == "partner" and organisation not in (None, principal.organisation):
            raise Refusal(403, "Not your organisation", "want no organisation, or your own")
        if seen == "partner" and form == "ics":
            raise Refusal(403, "Not your organisation's", "want its owner: rounds tell of others")
        if seen == "pseudonymised" and (form != "json" or organisation is not None):
            raise Refusal(403, "Not for this role", "analysts get the document alone: want format=json")
        if row.document is None:
            raise Refusal(409, "There is no roster yet", "want one that has begun to be made")
        document = row.problem_document or session.get_one(tables.Problem, row.problem).document
    detail = f"{form}{' of ' + organisation if organisation else ''}"
    store.witness.saw(principal, "exported", row.owner, row.problem, id_, detail=detail)
    return row, seen, document

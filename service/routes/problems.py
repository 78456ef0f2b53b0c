"""/v1/problems: days to make rosters for, submitted as JSON, as a workbook or as zipped CSV files."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict

from service.access import Action, Principal, Sight, require, sight
from service.reading import Bounds, Submission, received
from service.reading.body import FORM, JSON, XLSX, ZIP
from service.reading.seen import seen_problem
from service.reading.work import submission
from service.store import audit, before, history, idempotency, problems, rosters, suspensions, tables
from service.store.database import Store
from service.views import codes_for
from service.web.problem_details import Refusal, told
from solver import InputFaults

from .dependencies import (
    ALWAYS,
    KEY,
    READING,
    After,
    Known,
    Most,
    RepeatKey,
    Who,
    matches,
    nobody,
    once,
    page,
    repeat_digest,
)
from .examples import PROBLEM

router = APIRouter(prefix="/v1/problems", tags=["problems"], dependencies=[KEY], responses=ALWAYS)

Owner = Annotated[
    str | None,
    Query(max_length=100, description="Whose it is: an organisation it names. For administrators of the installation"),
]
_UPLOAD = {
    "requestBody": {
        "required": True,
        "content": {
            JSON: {
                "schema": {
                    "type": "object",
                    "description": "A problem document: `onevisit schema problem` prints its whole JSON Schema.",
                    "required": [
                        "onevisit", "version", "horizon", "organisations", "places", "clients", "visits", "workers",
                        "shifts",
                    ],
                },
                "example": PROBLEM,
            },
            XLSX: {"schema": {"type": "string", "format": "binary"}},
            ZIP: {"schema": {"type": "string", "format": "binary"}},
            FORM: {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {"file": {"type": "string", "format": "binary"}},
                }
            },
        },
    }
}  # fmt: skip


class ProblemHead(BaseModel):
    """A problem without its document. starts: the first moment of its horizon. digest: its fingerprint.

    A partner is not told its name, nor how many visits and shifts it has: those are of the whole.
    """

    model_config = ConfigDict(from_attributes=True)

    id: str
    owner: str
    name: str
    digest: str
    visits: int | None
    shifts: int | None
    starts: datetime | None
    days: int
    created: datetime


def _head(row: tables.Problem, who: Principal) -> ProblemHead:
    """As much of a head as somebody may see who may see some of it."""
    head = ProblemHead.model_validate(row)
    match sight(who, row.owner, {who.organisation or ""}):
        case "partner":
            return head.model_copy(update={"name": "", "visits": None, "shifts": None})
        case "pseudonymised":
            return head.model_copy(update={"name": row.name and codes_for(row.owner)("problem", row.name)})
    return head


class Submitted(ProblemHead):
    """The head of a problem just submitted. notes: what is to be told first of it, such as a missing column."""

    notes: list[str]


class ProblemPage(BaseModel):
    """Problems, newest first. next: what to give as after= for the page that follows; null on the last."""

    problems: list[ProblemHead]
    next: str | None


@router.post(
    "",
    status_code=201,
    operation_id="submit_problem",
    responses=READING | told(422) | {201: {"headers": {"Location": {"schema": {"type": "string"}}}}},
    openapi_extra=_UPLOAD,
)
async def submit(
    request: Request, response: Response, who: Who, owner: Owner = None, repeat: RepeatKey = None
) -> Submitted:
    """Submit a problem. All that is wrong with it is told at once, by JSON path, or by sheet, row and column.

    notes: what is no fault and yet to be told first, such as what a table leaves unknown for want of a column. Where
    the roster of the day before is in the store, last shifts and last tasks are written from it, and the notes say so.
    """
    require(who, Action.SUBMIT)
    state = request.app.state
    async with received(request, JSON, XLSX, ZIP, FORM) as body:
        size = body.size if body.json else 10 * body.size + 200_000  # a workbook is never small: it may unfold
        try:
            found = await state.reading.do(size, submission, body, Bounds.of(state.settings))
        except InputFaults as error:
            raise Refusal(422, "Faults in the problem", faults=error.faults) from None
        digest = repeat_digest(request, body.digest)
    head, notes = await once(_keep, state.store, who, found, owner_of(who, owner, found), repeat, digest)
    response.headers["Location"] = f"/v1/problems/{head.id}"
    return Submitted(**head.model_dump(), notes=list(notes))


def owner_of(who: Principal, asked: str | None, problem: Submission) -> str:
    """Whose a problem becomes. Raises Refusal 422 where an administrator of the installation does not say."""
    if who.organisation is not None:
        if asked not in (None, who.organisation):
            raise Refusal(403, "Not your organisation", "want no owner, or the organisation of your key")
        return who.organisation
    if asked not in problem.organisations:
        wanted = f"want ?owner= and one of the problem's organisations: {', '.join(problem.organisations)}"
        raise Refusal(422, "Whose problem is it?", wanted)
    return asked


def _keep(
    store: Store, who: Principal, found: Submission, owner: str, repeat: str | None, digest: str
) -> tuple[ProblemHead, tuple[str, ...]]:
    with store.reading(who) as session:
        found = suspensions.carried(session, who, owner, history.enriched_submission(session, who, owner, found))
        found, told_by = before.with_before(session, who, owner, found)
    with store.session(who) as session:
        known = idempotency.earlier(session, who, repeat, digest)
        row = session.get(tables.Problem, known) if known else None
        if row is None:
            row = problems.add(session, who, found, owner)
            idempotency.remember(session, who, repeat if known is None else None, digest, 201, row.id)
            audit.record(session, who, "submitted", owner, problem=row.id)
            before.record(session, who, row, told_by)
        return _head(row, who), found.notes


@router.get("", operation_id="list_problems", responses=told(422))
def listed(request: Request, response: Response, who: Who, after: After = "", most: Most = 50) -> ProblemPage:
    """The problems of your organisation, and those in which it has a share, newest first."""
    require(who, Action.READ)
    with request.app.state.store.reading(who) as session:
        found = [_head(row, who) for row in problems.seen(session, who, after, most + 1)]
    return ProblemPage(problems=found[:most], next=page(request, response, [one.id for one in found], most))


@router.get(
    "/{id}",
    operation_id="read_problem",
    response_class=Response,
    responses=told(404, 422)
    | {
        200: {
            "description": "The document, as much of it as you may see",
            "content": {JSON: {"schema": {"type": "object"}, "example": PROBLEM}},
            "headers": {"ETag": {"schema": {"type": "string"}}},
        },
        304: {"description": "You have it: If-None-Match"},
    },
)
async def read(request: Request, id: str, who: Who, known: Known = None) -> Response:
    """A problem's document: whole for its owner, pseudonymised for analysts, its own clients for a partner."""
    require(who, Action.READ)
    state = request.app.state
    row, seen = await once(_found, state.store, who, id, known)
    tag = _tag(row, seen, who)
    headers = {"ETag": tag, "Cache-Control": "private, no-cache", "Vary": "Authorization"}
    if matches(known, tag):
        return Response(status_code=304, headers=headers)
    return Response(await seen_problem(state.reading, row.document, seen, who), 200, headers, JSON)


def _found(store: Store, who: Principal, id_: str, known: str | None) -> tuple[tables.Problem, Sight]:
    with store.reading(who) as session:
        found = problems.find(session, who, id_)
    if found is None:
        raise nobody("problem")
    if not matches(known, _tag(found[0], found[1], who)):
        store.witness.saw(who, "read", found[0].owner, id_)
    return found


def _tag(row: tables.Problem, seen: Sight, who: Principal) -> str:
    """Two who see different parts must not take each other's for theirs."""
    return f'"{row.digest}"' if seen == "whole" else f'"{row.digest[:32]}-{seen}-{who.organisation}"'


@router.delete("/{id}", operation_id="delete_problem", status_code=204, responses=told(404, 409, 422))
def delete(request: Request, id: str, who: Who) -> None:
    """Take a problem away, with its rosters. For who submitted it, and for administrators."""
    with request.app.state.store.session(who) as session:
        found = problems.find(session, who, id)
        if found is None:
            raise nobody("problem")
        row, seen = found
        if row.created_by != who.id:
            require(who, Action.ERASE)
            if seen == "partner":
                raise Refusal(403, "Not your organisation's", "want the organisation that submitted it")
        if rosters.at_work(session, id):
            said = "cancel it first: DELETE /v1/rosters/{id}, or /v1/rosters/{id}/savings for what is being measured"
            raise Refusal(409, "A roster of it is being made", said)
        problems.erase(session, row)
        audit.record(session, who, "erased", row.owner, problem=id)

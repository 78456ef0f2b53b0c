"""/v1/problems: days to make rosters for, submitted as JSON, as a workbook or as zipped CSV files."""

from __future__ import annotations

from datetime import datetime

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from service.access import Action, Principal, Sight, require, sight
from service.reading import Bounds, Submission, receive_body
from service.reading.body import FORM, JSON, XLSX, ZIP
from service.reading.seen import seen_problem
from service.reading.work import submission
from service.store import audit, before, history, idempotency, problems, rosters, suspensions, tables
from service.store.database import Store
from service.store.rolls import Look
from service.views import codes_for
from service.web.problem_details import Refusal, describe_refusals
from solver import InputFaults

from .dependencies import (
    ALWAYS,
    KEY,
    LOCATION,
    READING,
    After,
    CurrentPrincipal,
    Id,
    IfNoneMatch,
    Most,
    Owner,
    RepeatKey,
    matches,
    no_such,
    once,
    owner_of,
    page,
    repeat_digest,
)
from .examples import PROBLEM
from .models.documents import refer_to

router = APIRouter(prefix="/v1/problems", tags=["problems"], dependencies=[KEY], responses=ALWAYS)

_UPLOAD = {
    "requestBody": {
        "required": True,
        "content": {
            JSON: {"schema": refer_to("ProblemRequest"), "example": PROBLEM},
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
}


class ProblemHead(BaseModel):
    """A problem without its document. A partner is not told its name, nor how many visits and shifts it has: those are
    of the whole.
    """

    model_config = ConfigDict(from_attributes=True)

    id: str = Field(description="28 hexadecimal digits")
    owner: str = Field(description="The organisation's id", examples=["council"])
    name: str = Field(description="As the document has it; empty for a partner", examples=["One invented morning"])
    digest: str = Field(description="SHA-256 of the document, its fingerprint")
    visits: int | None = Field(description="How many; null for a partner", examples=[196])
    shifts: int | None = Field(description="How many; null for a partner", examples=[12])
    starts: datetime | None = Field(description="The first moment of its horizon")
    days: int = Field(description="Days of its horizon", examples=[1])
    created: datetime = Field(description="When it was submitted")


def _describe_head(row: tables.Problem, principal: Principal) -> ProblemHead:
    """As much of a head as somebody may see who may see some of it."""
    head = ProblemHead.model_validate(row)
    match sight(principal, row.owner, {principal.organisation or ""}):
        case "partner":
            return head.model_copy(update={"name": "", "visits": None, "shifts": None})
        case "pseudonymised":
            return head.model_copy(update={"name": row.name and codes_for(row.owner, row.digest)("problem", row.name)})
    return head


class SubmittedProblem(ProblemHead):
    """The head of a problem just submitted."""

    notes: list[str] = Field(description="What is to be told first of it, such as a missing column")


class ProblemPage(BaseModel):
    """Problems."""

    problems: list[ProblemHead] = Field(description="Newest first")
    next: str | None = Field(description="What to give as after= for the page that follows; null on the last")


@router.post("", status_code=201, responses=READING | describe_refusals(422) | {201: LOCATION}, openapi_extra=_UPLOAD)
async def submit_problem(
    request: Request, response: Response, principal: CurrentPrincipal, owner: Owner = None, repeat: RepeatKey = None
) -> SubmittedProblem:
    """Submit a problem. All that is wrong with it is told at once, by JSON path, or by sheet, row and column.

    notes: what is no fault and yet to be told first, such as what a table leaves unknown for want of a column. Where
    the roster of the day before is in the store, last shifts and last tasks are written from it, and the notes say so.
    """
    require(principal, Action.SUBMIT)
    state = request.app.state
    async with receive_body(request, JSON, XLSX, ZIP, FORM) as body:
        size = body.size if body.json else 10 * body.size + 200_000  # a workbook is never small: it may unfold
        try:
            found = await state.reading.do(size, submission, body, Bounds.of(state.settings))
        except InputFaults as error:
            raise Refusal(422, "Faults in the problem", faults=error.faults) from None
        digest = repeat_digest(request, body.digest)
    head, notes = await once(
        _store, state.store, principal, found, owner_of(principal, owner, found.organisations), repeat, digest
    )
    response.headers["Location"] = f"/v1/problems/{head.id}"
    return SubmittedProblem(**head.model_dump(), notes=list(notes))


def _store(
    store: Store, principal: Principal, found: Submission, owner: str, repeat: str | None, digest: str
) -> tuple[ProblemHead, tuple[str, ...]]:
    with store.reading(principal) as session:
        found = suspensions.carry_over(session, principal, owner, history.add_history(session, principal, owner, found))
        found, told_by = before.add_before(session, principal, owner, found)
    with store.session(principal) as session:
        known = idempotency.find_earlier(session, principal, repeat, digest)
        row = session.get(tables.Problem, known) if known else None
        if row is None:
            row = problems.add(session, principal, found, owner)
            idempotency.remember(session, principal, repeat if known is None else None, digest, 201, row.id)
            audit.record(
                session,
                principal,
                "submitted",
                owner,
                problem=row.id,
                detail=found.stated,
                look=Look(row.document, "whole"),
            )
            before.record(session, principal, row, told_by)
        stated = f"{found.stated[:1].upper()}{found.stated[1:]}."
        return _describe_head(row, principal), (*found.notes, *([stated] if found.stated else []))


@router.get("", responses=describe_refusals(422))
def list_problems(
    request: Request, response: Response, principal: CurrentPrincipal, after: After = "", most: Most = 50
) -> ProblemPage:
    """The problems of your organisation, and those in which it has a share, newest first."""
    require(principal, Action.READ)
    with request.app.state.store.reading(principal) as session:
        found = [_describe_head(row, principal) for row in problems.list_seen(session, principal, after, most + 1)]
    return ProblemPage(problems=found[:most], next=page(request, response, [one.id for one in found], most))


@router.get(
    "/{id}",
    response_class=Response,
    responses=describe_refusals(404, 422)
    | {
        200: {
            "description": "The document, as much of it as you may see",
            "content": {JSON: {"schema": refer_to("ProblemDocument"), "example": PROBLEM}},
            "headers": {"ETag": {"schema": {"type": "string"}}},
        },
        304: {"description": "You have it: If-None-Match"},
    },
)
async def read_problem(request: Request, id: Id, principal: CurrentPrincipal, known: IfNoneMatch = None) -> Response:
    """A problem's document: whole for its owner, pseudonymised for analysts, its own clients for a partner."""
    require(principal, Action.READ)
    state = request.app.state
    row, seen = await once(_find, state.store, principal, id, known)
    tag = _tag(row, seen, principal)
    headers = {"ETag": tag, "Cache-Control": "private, no-cache", "Vary": "Authorization"}
    if matches(known, tag):
        return Response(status_code=304, headers=headers)
    return Response(await seen_problem(state.reading, row.document, seen, principal), 200, headers, JSON)


def _find(store: Store, principal: Principal, id_: str, known: str | None) -> tuple[tables.Problem, Sight]:
    with store.reading(principal) as session:
        found = problems.find(session, principal, id_)
    if found is None:
        raise no_such("problem")
    if not matches(known, _tag(found[0], found[1], principal)):
        store.witness.saw(principal, "read", found[0].owner, id_, look=Look(found[0].document, found[1]))
    return found


def _tag(row: tables.Problem, seen: Sight, principal: Principal) -> str:
    """Two who see different parts must not take each other's for theirs."""
    return f'"{row.digest}"' if seen == "whole" else f'"{row.digest[:32]}-{seen}-{principal.organisation}"'


@router.delete("/{id}", status_code=204, responses=describe_refusals(404, 409, 422))
def delete_problem(request: Request, id: Id, principal: CurrentPrincipal) -> None:
    """Take a problem away, with its rosters. For who submitted it, and for administrators."""
    with request.app.state.store.session(principal) as session:
        found = problems.find(session, principal, id)
        if found is None:
            raise no_such("problem")
        row, seen = found
        if row.created_by != principal.id:
            require(principal, Action.ERASE)
            if seen == "partner":
                raise Refusal(403, "Not your organisation's", "want the organisation that submitted it")
        if rosters.is_at_work(session, id):
            said = "cancel it first: DELETE /v1/rosters/{id}, or /v1/rosters/{id}/savings for what is being measured"
            raise Refusal(409, "A roster of it is being made", said)
        problems.erase(session, row)
        audit.record(session, principal, "erased", row.owner, problem=id)

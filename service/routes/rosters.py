"""/v1/rosters: ask for a roster, follow it, fetch it, stop it."""

from __future__ import annotations

import json
from typing import Any

from fastapi import APIRouter, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from service.access import Action, Principal, Sight, may, may_solve, require, sight
from service.reading import Bounds, receive_body
from service.reading.body import JSON
from service.reading.seen import seen_parts
from service.reading.work import Asked, read_request, require_fit
from service.store import audit, before, history, idempotency, problems, rosters, suspensions, tables
from service.store.database import Store
from service.store.problems import Submission
from service.store.rolls import Look
from service.views import in_round_figures
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
    require_room,
)
from .examples import PROBLEM
from .models.documents import refer_to
from .models.rosters import Explanations, Roster, RosterHead, RosterPage

router = APIRouter(prefix="/v1/rosters", tags=["rosters"], dependencies=[KEY], responses=ALWAYS)

_MAY_HOLD = frozenset({"problem", "seconds", "joins", "rules", "seed", "start", "urgent"})
_TAG = {"headers": {"ETag": {"schema": {"type": "string"}, "description": "the version, quoted"}}}
_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            JSON: {
                "schema": refer_to("RosterRequest"),
                "examples": {
                    "a problem with it": {"value": {"problem": PROBLEM, "seconds": 2}},
                    "a problem's id": {
                        "value": {"problem": "0199a1b2c3d4e5f60718293a4b5c", "seconds": 60, "joins": "suggest"}
                    },
                },
            }
        },
    }
}


def _describe_head(row: tables.Roster, principal: Principal) -> RosterHead:
    """As much of a head as somebody may see who may see some of it: a partner is told no cost and no count."""
    head = RosterHead.model_validate(row)
    match sight(principal, row.owner, {principal.organisation or ""}):
        case "partner":
            return head.model_copy(update=dict.fromkeys(("cost", "served", "unserved", "hard", "why")))
        case "pseudonymised":
            return head.model_copy(update={"cost": in_round_figures(head.cost)})
    return head


@router.post(
    "", status_code=202, responses=READING | describe_refusals(404, 422) | {202: LOCATION}, openapi_extra=_BODY
)
async def request_roster(
    request: Request, response: Response, principal: CurrentPrincipal, owner: Owner = None, repeat: RepeatKey = None
) -> RosterHead:
    """Ask for a roster. The answer comes at once and says where to follow it; solving goes on by itself."""
    require(principal, Action.SOLVE)
    state = request.app.state
    async with receive_body(request, JSON) as body:
        bounds, longest = Bounds.of(state.settings), state.settings.longest_seconds
        try:
            wanted = await state.reading.do(body.size, read_request, body, bounds, _MAY_HOLD, longest)
            if isinstance(wanted.problem, str):
                row = await run_in_threadpool(_find_problem, state.store, principal, wanted.problem)
                if wanted.rules is not None or wanted.start is not None:
                    size = 10 * len(row.document)
                    await state.reading.do(size, require_fit, row.document, wanted.rules, wanted.start)
        except InputFaults as error:
            raise Refusal(422, "Faults in the request", faults=error.faults) from None
        digest = repeat_digest(request, body.digest)
    if not isinstance(wanted.problem, str):
        owner = owner_of(principal, owner, wanted.problem.organisations)
    head, fresh = await once(_add, request, principal, wanted, owner, repeat, digest)
    if fresh:
        await run_in_threadpool(state.jobs.submit, head.id, head.urgent)
    response.headers["Location"] = f"/v1/rosters/{head.id}"
    return head


def _find_problem(store: Store, principal: Principal, id_: str) -> tables.Problem:
    with store.reading(principal) as session:
        found = problems.find(session, principal, id_)
    if found is None:
        raise no_such("problem")
    if found[1] == "partner":
        raise Refusal(403, "Not your organisation's", "want a problem that your organisation submitted")
    if not may_solve(principal, found[1], found[0].created_by):
        raise Refusal(403, "Not for this role", "analysts solve days that they brought themselves")
    return found[0]


def _add(
    request: Request, principal: Principal, wanted: Asked, owner: str | None, repeat: str | None, digest: str
) -> tuple[RosterHead, bool]:
    """The roster asked for, and whether it is a new one. In one transaction with all that goes with it."""
    store: Store = request.app.state.store
    submitted: Submission | None = None
    told_by: tuple[str, ...] = ()
    if not isinstance(wanted.problem, str):
        with store.reading(principal) as session:
            submitted = history.add_history(session, principal, owner or "", wanted.problem)
            submitted = suspensions.carry_over(session, principal, owner or "", submitted)
            submitted, told_by = before.add_before(session, principal, owner or "", submitted)
    with store.session(principal) as session:
        known = idempotency.find_earlier(session, principal, repeat, digest)
        row = session.get(tables.Roster, known) if known else None
        if row is not None:
            return _describe_head(row, principal), False
        if submitted is not None:
            problem = problems.add(session, principal, submitted, owner or "")
            before.record(session, principal, problem, told_by)
        else:
            found = problems.find(session, principal, str(wanted.problem))
            if found is None:  # taken away this very moment
                raise no_such("problem")
            problem = found[0]
        require_room(request, session, principal, problem.owner, wanted.seconds)
        row = rosters.add(
            session,
            principal,
            problem,
            seconds=wanted.seconds,
            joins=wanted.joins,
            seed=wanted.seed,
            urgent=wanted.urgent and may(principal, Action.URGENT),
            pack=wanted.rules,
            start=rosters.compress_roster(wanted.start),
        )
        idempotency.remember(session, principal, repeat if known is None else None, digest, 202, row.id)
        stated = "" if submitted is None else submitted.stated
        look = None if submitted is None else Look(problem.document, "whole")
        audit.record(
            session, principal, "submitted", row.owner, problem=problem.id, roster=row.id, detail=stated, look=look
        )
        return _describe_head(row, principal), True


@router.get("", responses=describe_refusals(422))
def list_rosters(
    request: Request,
    response: Response,
    principal: CurrentPrincipal,
    problem: str | None = Query(None, pattern="^[0-9a-f]{28}$", description="Only those of this problem"),
    after: After = "",
    most: Most = 50,
) -> RosterPage:
    """The rosters of your organisation, and those in which it has a share, newest first."""
    require(principal, Action.READ)
    with request.app.state.store.reading(principal) as session:
        rows = rosters.list_seen(session, principal, problem, after, most + 1)
        found = [_describe_head(row, principal) for row in rows]
    return RosterPage(rosters=found[:most], next=page(request, response, [one.id for one in found], most))


@router.get(
    "/{id}",
    response_model=Roster,
    responses=describe_refusals(404, 422) | {200: _TAG, 304: {"description": "You have it: If-None-Match"}},
)
async def read_roster(request: Request, id: Id, principal: CurrentPrincipal, known: IfNoneMatch = None) -> Response:
    """State, progress, the roster, its score by rule, what the checker says, and why visits are left out."""
    require(principal, Action.READ)
    state = request.app.state
    row, seen, problem = await run_in_threadpool(_find, state.store, principal, id, known)
    headers = {"ETag": f'"{row.version}"', "Cache-Control": "private, no-cache", "Vary": "Authorization"}
    if matches(known, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    roster, outcome = await seen_parts(state.reading, problem, row.document, row.outcome, seen, principal)
    head = _describe_head(row, principal).model_dump_json()
    rules = json.dumps(row.pack if seen == "whole" else None).encode()  # prices may name visits
    # Spliced, not parsed and written again: a region's roster is megabytes.
    body = b"".join((head[:-1].encode(), b',"rules":', rules, b',"roster":', roster, b',"outcome":', outcome, b"}"))
    return Response(body, 200, headers, JSON)


def _find(store: Store, principal: Principal, id_: str, known: str | None = None) -> tuple[tables.Roster, Sight, bytes]:
    """A roster with the document of its problem as it is now."""
    with store.reading(principal) as session:
        found = rosters.find(session, principal, id_)
        if found is None:
            raise no_such("roster")
        row, seen = found
        look = rosters.look_at(session, row, seen)
    if row.document is not None and not matches(known, f'"{row.version}"'):
        store.witness.saw_roster(principal, row, look)
    return row, seen, look.document


@router.get("/{id}/explanations", response_model=Explanations, responses=describe_refusals(404, 422))
async def explain_roster(request: Request, id: Id, principal: CurrentPrincipal) -> Response:
    """Why each visit that is left out is: verdict, reason, and the smallest change that would make room."""
    require(principal, Action.READ)
    state = request.app.state
    row, seen, problem = await run_in_threadpool(_find, state.store, principal, id)
    _, outcome = await seen_parts(state.reading, problem, None, row.outcome, seen, principal)
    return Response(await state.reading.do(len(outcome), _explanations, row.state, outcome), 200, None, JSON)


def _explanations(state: str, outcome: bytes) -> bytes:
    told_of = json.loads(outcome) or {}
    return json.dumps({"state": state, "explanations": told_of.get("explanations", [])}).encode()


@router.delete(
    "/{id}",
    responses=describe_refusals(404, 422) | {202: {"model": RosterHead, "description": "It stops within seconds"}},
)
async def cancel_roster(request: Request, response: Response, id: Id, principal: CurrentPrincipal) -> RosterHead:
    """Stop, and keep the best roster so far. One that has ended stays as it is."""
    require(principal, Action.SOLVE)
    state = request.app.state
    head = await run_in_threadpool(_cancel, state.store, principal, id)
    if head.state in rosters.LIVE:
        await run_in_threadpool(state.jobs.cancel, id)
        response.status_code = 202
    return head


def _cancel(store: Store, principal: Principal, id_: str) -> RosterHead:
    with store.session(principal) as session:
        found = rosters.find(session, principal, id_)
        if found is None:
            raise no_such("roster")
        row, seen = found
        if seen == "partner":
            raise Refusal(403, "Not your organisation's", "want a roster that your organisation asked for")
        if row.state in rosters.LIVE:
            audit.record(session, principal, "cancelled", row.owner, problem=row.problem, roster=id_)
        return _describe_head(row, principal)

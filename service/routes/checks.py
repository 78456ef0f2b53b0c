"""/v1/checks: judge any roster, also one made by hand or by another program. Nothing is kept."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool

from service.access import Action, Principal, require
from service.reading import Bounds, receive_body
from service.reading.body import JSON
from service.reading.judging import judge_roster
from service.reading.work import read_request
from service.store import problems, suspensions
from service.store.database import Store
from service.store.problems import Submission
from service.store.rolls import Look
from service.web.problem_details import Refusal, describe_refusals
from solver import Fault, InputFaults

from .dependencies import ALWAYS, KEY, READING, CurrentPrincipal, no_such
from .examples import PROBLEM, ROSTER
from .models.documents import refer_to
from .models.outcome import HeadlineFigure, Judgement

router = APIRouter(prefix="/v1/checks", tags=["checks"], dependencies=[KEY], responses=ALWAYS)

_MAY_HOLD = frozenset({"problem", "roster", "rules"})
_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            JSON: {"schema": refer_to("RosterCheckRequest"), "example": {"problem": PROBLEM, "roster": ROSTER}}
        },
    }
}


class RulePackName(BaseModel):
    """Which rule pack."""

    name: str = Field(description="Its name", examples=["onevisit"])
    version: str = Field(description="Its version")
    digest: str = Field(description="SHA-256 of it")


class OddityTold(BaseModel):
    """What is well formed and hardly meant. Nothing is refused for it."""

    kind: str = Field(description="Its name", examples=["doubled_row"])
    where: list[str] = Field(description="All rows it is about, by list and id", examples=[["visits v1", "visits v1b"]])
    what: str = Field(description="What is odd, in words")
    effect: str = Field(description="What comes of it as it stands")


class RosterCheck(BaseModel):
    """What the checker says of a roster."""

    feasible: bool = Field(description="Whether every hard rule is kept")
    made_for_this_problem: bool | None = Field(description="Null where the roster does not say what it was made for")
    rules: RulePackName = Field(description="The rule pack that it was judged by")
    loosened: list[str] = Field(description="What the rules ask less than the built-in ones do")
    problem_notes: list[str] = Field(description="What is to be told first of the problem, such as a doubled row")
    please_look_at: list[OddityTold] = Field(description="What of the problem is hardly meant, each once with its rows")
    judgement: Judgement = Field(
        description="Figures, cost by rule in pence, every breach of a hard rule with its cause"
    )
    headline: list[HeadlineFigure] = Field(description="The figures asked for first, in words")


@router.post("", response_model=RosterCheck, responses=READING | describe_refusals(404, 422), openapi_extra=_BODY)
async def check_roster(request: Request, principal: CurrentPrincipal) -> Response:
    """Judge a roster: re-time it, list every breach of a hard rule, score it."""
    require(principal, Action.CHECK)
    state = request.app.state
    async with receive_body(request, JSON) as body:
        try:
            wanted = await state.reading.do(body.size, read_request, body, Bounds.of(state.settings), _MAY_HOLD, 1e9)
            if wanted.roster is None:
                raise InputFaults([Fault("roster", None, "want a roster document")])
            document = None
            submitted = wanted.problem.digest if isinstance(wanted.problem, Submission) else ""
            if isinstance(wanted.problem, Submission):
                stopped = await run_in_threadpool(_with_stops, state.store, principal, wanted.problem)
                wanted = replace(wanted, problem=stopped)
            elif isinstance(wanted.problem, str):
                document = await run_in_threadpool(
                    find_whole, state.store, principal, wanted.problem, "judged a roster"
                )
            size = 10 * len(document or wanted.problem.document)
            answer = await state.reading.do(size, judge_roster, wanted, document, submitted)
        except InputFaults as error:
            raise Refusal(422, "Faults in the request", faults=error.faults) from None
    return Response(answer, media_type=JSON)


def _with_stops(store: Store, principal: Principal, found: Submission) -> Submission:
    """A problem that came along, with what the organisation has stopped."""
    with store.reading(principal) as session:
        return suspensions.carry_over(session, principal, principal.organisation or "", found)


def find_whole(store: Store, principal: Principal, id_: str, why: str) -> bytes:
    """The document of a problem, for whoever sees all of it. why: what the audit says it was read for."""
    with store.reading(principal) as session:
        found = problems.find(session, principal, id_)
    if found is None:
        raise no_such("problem")
    row, seen = found
    if seen != "whole":
        wanted = "want the problem's document as you see it in the place of its id"
        raise Refusal(403, "You see only a part of it", wanted)
    store.witness.saw(principal, "read", row.owner, id_, detail=why, look=Look(row.document, seen))
    return row.document

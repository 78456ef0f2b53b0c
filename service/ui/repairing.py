"""Search again from a roster as it is now: what was changed by hand stays changed, pins hold, the rest may move."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import JSONResponse

from service.access import Action, Principal, require
from service.auth import current
from service.problem_json import Refusal
from service.store import audit, rosters, tables

router = APIRouter()


@router.post("/ui/repair/{roster}")
def search_again(
    request: Request,
    roster: str,
    who: Annotated[Principal, Depends(current)],
    seconds: Annotated[float, Query(gt=0, le=600)] = 30,
) -> JSONResponse:
    """A new roster of the same problem with its changes, begun from this one; this one stays as it is."""
    require(who, Action.CHANGE)
    with request.app.state.store.session(who) as session:
        found = rosters.find(session, who, roster)
        if found is None:
            raise Refusal(404, "No such roster", "there is no such roster, or you may not see it")
        row, seen = found
        if seen != "whole":
            raise Refusal(403, "Not your organisation's", "want a roster that your organisation asked for")
        if row.state in rosters.LIVE or row.document is None:
            raise Refusal(409, "Still being solved", "want a roster that has ended")
        problem = session.get_one(tables.Problem, row.problem)
        new = rosters.add(
            session, who, problem, seconds=seconds, joins="apply" if row.joins == "apply" else "off", seed=row.seed,
            pack=row.pack, urgent=True, start=row.document, problem_document=row.problem_document,
        )  # fmt: skip
        audit.record(session, who, "submitted", row.owner, problem=problem.id, roster=new.id)
        id_ = new.id
    request.app.state.jobs.submit(id_, True)
    return JSONResponse({"id": id_}, 202, {"Location": f"/v1/rosters/{id_}"})

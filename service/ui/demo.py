"""Invented people to try the page with: a problem document, to be submitted like any other."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request

from fixtures import Scenario, Size, generate, play
from service.access import Action, Principal, require
from service.identity.auth import current
from service.web.problem_details import Refusal
from solver import problem_document

router = APIRouter()


@router.get("/ui/synthetic")
def generate_day(
    request: Request,
    principal: Annotated[Principal, Depends(current)],
    size: Size | None = None,
    scenario: Scenario | None = None,
    seed: Annotated[int, Query(ge=0, le=99_999)] = 1,
) -> dict[str, Any]:
    """A day of a size, or of a service to play. The same number gives the same day."""
    require(principal, Action.SUBMIT)
    if size == "region":
        raise Refusal(422, "Too large for a page", "10,000 visits: want onevisit generate --size region")
    if size == "neighbourhood":
        raise Refusal(422, "Not a day of the page", "want onevisit generate --size neighbourhood --preset uk")
    return problem_document(play(scenario, seed) if scenario is not None else generate(size or "team", seed))

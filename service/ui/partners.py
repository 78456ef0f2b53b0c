"""On the first page: who asks that this organisation sees its part of their days, with yes and no."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import RedirectResponse, Response

from service.access import SYSTEM, Action, Principal, may, require
from service.store import audit, partners
from service.web.problem_details import Refusal

from .render import visitor

router = APIRouter()


def list_asking(request: Request, principal: Principal) -> list[tuple[str, int]]:
    """Organisations that wait for this one's answer, each with how many days it offers."""
    if principal.organisation is None or not may(principal, Action.PARTNERS):
        return []
    with request.app.state.store.reading(SYSTEM) as session:
        known = partners.list_known(session, principal.organisation)
        return [(row.owner, n) for row, n in known if row.partner == principal.organisation and row.state == "asked"]


@router.post("/ui/partners")
def answer_partner(
    request: Request,
    principal: Annotated[Principal, Depends(visitor)],
    of: Annotated[str, Form(min_length=1, max_length=100)],
    accept: Annotated[bool, Form()],
) -> Response:
    """Yes or no, as POST /v1/partners has it."""
    require(principal, Action.PARTNERS)
    mine = principal.organisation
    if mine is None or mine == of:
        raise Refusal(422, "Whose days?", "want to be somebody of an organisation, and another's days")
    with request.app.state.store.session(SYSTEM) as session:
        partners.answer(session, principal, of, mine, accept)
        detail = f"{mine} {'sees' if accept else 'sees no more'} its part of {of}'s days"
        audit.record(session, principal, "access", of, detail=detail)
    return RedirectResponse("/", 303)

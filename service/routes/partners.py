"""/v1/partners: whose days your organisation agrees to see. Until it has, a day that names it is only offered."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request

from service.access import SYSTEM, Action, require
from service.store import audit, partners, tables
from service.web.problem_details import Refusal, describe_refusals

from .dependencies import ALWAYS, KEY, READING, CurrentPrincipal, Owner, owner_of, store_of
from .models.partners import PartnerAnswer, Partnership, PartnershipList

router = APIRouter(prefix="/v1/partners", tags=["access"], dependencies=[KEY], responses=ALWAYS)


@router.get("", response_model=PartnershipList, responses=describe_refusals(422))
def list_partners(request: Request, principal: CurrentPrincipal) -> dict[str, Any]:
    """Whose days your organisation sees, was asked to see, or does not; and what others said of its own."""
    require(principal, Action.PARTNERS)
    with store_of(request).reading(SYSTEM) as session:
        known = partners.list_known(session, principal.organisation)
        return {"partners": [_describe(row, offered) for row, offered in known]}


@router.post("", response_model=Partnership, responses=READING | describe_refusals(422))
def decide_partner(
    request: Request, principal: CurrentPrincipal, wanted: PartnerAnswer, owner: Owner = None
) -> dict[str, Any]:
    """Agree to see another organisation's days, or see them no more. It counts for those offered and those to come."""
    require(principal, Action.PARTNERS)
    partner = owner_of(principal, owner)
    if partner == wanted.of:
        raise Refusal(422, "Your own days", "want another organisation's id: your own you always see")
    with store_of(request).session(SYSTEM) as session:
        row = partners.answer(session, principal, wanted.of, partner, wanted.accept)
        detail = f"{partner} {'sees' if wanted.accept else 'sees no more'} its part of {wanted.of}'s days"
        audit.record(session, principal, "access", wanted.of, detail=detail)
        return _describe(row, 0)


def _describe(row: tables.Partnership, offered: int) -> dict[str, Any]:
    named = ("owner", "partner", "state", "created", "decided")
    return {**{name: getattr(row, name) for name in named}, "offered": offered}

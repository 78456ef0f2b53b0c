"""Webhooks: an address that is told when a roster or a batch ends."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from service.access import Action, require
from service.jobs.webhook_sender import BadAddressError, addresses
from service.store import audit, tables, webhooks
from service.web.problem_details import Refusal, describe_refusals
from solver import Fault

from .dependencies import ALWAYS, KEY, READING, After, CurrentPrincipal, Id, Most, Owner, no_such, owner_of, store_of
from .models.webhooks import NewWebhook, WebhookDeliveryPage, WebhookList

router = APIRouter(prefix="/v1/webhooks", tags=["webhooks"], dependencies=[KEY], responses=ALWAYS)


class WebhookRequest(BaseModel):
    """An address to tell."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"url": "https://example.org/onevisit"}]})
    url: str = Field(min_length=1, max_length=2000, description="Where messages go: https, public")


@router.post("", response_model=NewWebhook, status_code=201, responses=READING | describe_refusals(400, 409, 422))
def register_webhook(
    request: Request, principal: CurrentPrincipal, wanted: WebhookRequest, response: Response, owner: Owner = None
) -> dict[str, Any]:
    """Register an address: https, public. The secret that signs every message is told this once."""
    require(principal, Action.WEBHOOKS)
    whose = owner_of(principal, owner)
    try:
        settings = request.app.state.settings
        addresses(wanted.url, settings.webhooks_to_loopback, settings.allowed_hosts)
    except BadAddressError as bad:
        fault = Fault("url", wanted.url, str(bad))
        raise Refusal(422, "Not an address that messages go to", str(bad), [fault]) from None
    with store_of(request).session(principal) as session:
        try:
            row = webhooks.add(session, principal, whose, wanted.url)
        except ValueError as error:
            raise Refusal(409, "Too many webhooks", str(error)) from None
        audit.record(session, principal, "access", whose, detail=f"webhook {row.id} registered")
        response.headers["Location"] = f"/v1/webhooks/{row.id}"
        return {**_describe(row), "secret": row.secret}


@router.get("", response_model=WebhookList, responses=describe_refusals(422))
def list_webhooks(request: Request, principal: CurrentPrincipal) -> dict[str, Any]:
    """The webhooks of your organisation, without their secrets."""
    require(principal, Action.WEBHOOKS)
    with store_of(request).reading(principal) as session:
        return {"webhooks": [_describe(row) for row in webhooks.list_live(session, principal)]}


@router.delete("/{id}", status_code=204, response_class=Response, responses=describe_refusals(404, 422))
def remove_webhook(request: Request, principal: CurrentPrincipal, id: Id) -> Response:
    """Tell an address no more. What was not sent yet is not sent."""
    require(principal, Action.WEBHOOKS)
    with store_of(request).session(principal) as session:
        row = webhooks.find(session, principal, id)
        if row is None or row.ended is not None:
            raise no_such("webhook")
        row.ended = tables.now()
        audit.record(session, principal, "access", row.owner, detail=f"webhook {row.id} removed")
    return Response(status_code=204)


@router.get("/{id}/deliveries", response_model=WebhookDeliveryPage, responses=describe_refusals(404, 422))
def list_webhook_deliveries(
    request: Request, principal: CurrentPrincipal, id: Id, after: After = "", most: Most = 100
) -> dict[str, Any]:
    """What was or is to be sent, and how that went, oldest first."""
    require(principal, Action.WEBHOOKS)
    with store_of(request).reading(principal) as session:
        row = webhooks.find(session, principal, id)
        if row is None:
            raise no_such("webhook")
        found = webhooks.list_deliveries(session, row.id, after, most)
        return {
            "deliveries": [
                {
                    "id": one.id,
                    "created": one.created.isoformat(),
                    "message": one.body,
                    "attempts": one.attempts,
                    "answer": one.answer,
                    "next": None if one.next is None else one.next.isoformat(),
                }
                for one in found
            ],
            "next": found[-1].id if len(found) == most else None,
        }


def _describe(row: tables.Webhook) -> dict[str, Any]:
    return {"id": row.id, "owner": row.owner, "url": row.url, "created": row.created.isoformat()}

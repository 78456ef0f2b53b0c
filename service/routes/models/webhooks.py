"""Webhooks and what was sent to them, as the routes answer them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field


class Webhook(BaseModel):
    """An address that is told when something ends."""

    id: str = Field(description="28 hexadecimal digits")
    owner: str = Field(description="The organisation's id", examples=["council"])
    url: str = Field(description="Where messages go", examples=["https://example.org/onevisit"])
    created: datetime = Field(description="When it was registered")


class NewWebhook(Webhook):
    """An address just registered."""

    secret: str = Field(description="Signs every message; told now and never again", examples=["whsec_..."])


class WebhookList(BaseModel):
    """Webhooks."""

    webhooks: list[Webhook] = Field(description="Those in force, oldest first")


class WebhookMessage(BaseModel):
    """What is sent."""

    type: str = Field(description="roster.ended, savings.ended or batch.ended", examples=["roster.ended"])
    timestamp: datetime = Field(description="When it ended")
    data: dict[str, Any] = Field(description="Ids, state and links; nothing about anybody")


class WebhookDelivery(BaseModel):
    """A message to one address, and how sending it went."""

    id: str = Field(description="28 hexadecimal digits; the header webhook-id")
    created: datetime = Field(description="When there was something to tell")
    message: WebhookMessage = Field(description="What is sent")
    attempts: int = Field(description="How often it was tried, at most 8", examples=[1])
    answer: str | None = Field(description="What came back last", examples=["204"])
    next: datetime | None = Field(description="When it is tried again; null: over")


class WebhookDeliveryPage(BaseModel):
    """Deliveries."""

    deliveries: list[WebhookDelivery] = Field(description="Oldest first")
    next: str | None = Field(description="What to give as after= for the page that follows; null on the last")

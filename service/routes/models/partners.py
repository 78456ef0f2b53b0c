"""Partnerships, as the routes take and answer them."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class PartnerAnswer(BaseModel):
    """Yes or no to somebody's days."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"of": "council", "accept": True}]})
    of: str = Field(
        min_length=1,
        max_length=100,
        pattern=r"^[^\x00-\x1f\x7f]+$",
        description="The organisation whose days it is about",
    )
    accept: bool = Field(description="Whether your organisation sees its own part of them")


class Partnership(BaseModel):
    """Whether one organisation sees its own part of another's days."""

    owner: str = Field(description="Who submits the days", examples=["council"])
    partner: str = Field(description="Who is named in them", examples=["trust"])
    state: Literal["asked", "accepted", "refused"] = Field(description="What the partner has said; asked: nothing yet")
    offered: int = Field(description="Days that wait for its yes")
    created: datetime = Field(description="When it was first asked, or agreed unasked")
    decided: datetime | None = Field(description="When the partner last answered; null: not yet")


class PartnershipList(BaseModel):
    """Partnerships."""

    partners: list[Partnership] = Field(description="By owner, then partner")

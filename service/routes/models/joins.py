"""Joins of a roster, as the routes answer them."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, Field

from solver.domain import Role

from .changes import RosterFigures
from .outcome import Breach, Join, JoinOpportunity, JoinProposal, JoinRefusal


class JoinDecision(BaseModel):
    """A signature for a join, or a refusal."""

    visits: list[str] = Field(description="Ids of the visits", examples=[["V1", "V2"]])
    outcome: str = Field(description="One worker for all, or two together")
    approved: bool = Field(description="Yes or no")
    by: str = Field(description="Who decided")
    role: str = Field(description="In which role", examples=[Role.NURSE_LEAD.value])
    reason: str = Field(description="Why", examples=["seen with the family"])
    at: datetime = Field(description="When")


class JoinList(BaseModel):
    """All that is known of a roster's joins."""

    version: int = Field(description="Of the roster, for If-Match", examples=[3])
    waiting: list[JoinProposal] = Field(description="Those that wait for a signature")
    made: list[Join] = Field(description="Those that the roster makes")
    refused: list[JoinProposal] = Field(description="Those that somebody has refused")
    apart: list[JoinRefusal] = Field(description="Visits that stay apart, with the conditions that keep them so")
    changes: list[JoinOpportunity] = Field(description="Single changes that would allow more, best first")
    decisions: list[JoinDecision] = Field(description="What was decided; empty for partners and analysts")


class JoinDecisionEffect(BaseModel):
    """What a decision came to. A partner is told no more than whether it is safe."""

    safe: bool = Field(description="Whether no hard rule is newly broken")
    approved: bool = Field(description="Yes or no")
    version: int = Field(description="Of the roster, for If-Match", examples=[4])
    number: int = Field(description="Of this version among all", examples=[3])
    broken: list[Breach] = Field(default=[], description="What is newly broken; to the owner")
    mended: list[Breach] = Field(default=[], description="What is broken no more; to the owner")
    cost: float = Field(default=0, description="Pence more than before; to the owner", examples=[-250.0])
    sentences: list[str] = Field(default=[], description="What was done, in words; to the owner")
    before: RosterFigures | None = Field(default=None, description="As it was; to the owner")
    after: RosterFigures | None = Field(default=None, description="As it is; to the owner")

"""What is told of a roster beside the roster: how it was judged, how it came about, why visits are left out.

Stored documents are handed out as they are; these models stand for them in the OpenAPI document, and a test holds
stored ones to them. Every field may be missing: a partner is told of its own visits alone, an analyst no sentences.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from solver.domain import Role


class Stored(BaseModel):
    """A part of a stored document. Later versions may say more."""

    model_config = ConfigDict(extra="allow")


class Breach(Stored):
    """A rule that is not kept, where and by how much."""

    rule: str = Field(default="", description="The rule's id, as GET /v1/rules has it", examples=["competency"])
    sentence: str = Field(default="", description="What is wrong, in a sentence")
    visit: str | None = Field(default=None, description="The visit's id", examples=["V12"])
    shift: str | None = Field(default=None, description="The shift's id", examples=["S3"])
    amount: float | None = Field(default=None, description="By how much, in `unit`", examples=[12.5])
    unit: str | None = Field(default=None, description="Of the amount", examples=["minutes"])
    hard: bool | None = Field(default=None, description="Whether the rule is one that must be kept")


class ContinuityFigures(Stored):
    """How familiar the faces at the door are."""

    clients: int = Field(default=0, description="Clients counted", examples=[80])
    faces: float = Field(default=0, description="Distinct workers a client, on average", examples=[2.1])
    share: float = Field(default=0, description="Share of visits by the usual worker, 0 to 1", examples=[0.71])


class FundedMinutes(Stored):
    """Worker minutes at doors that one funder pays for."""

    funder: str | None = Field(default=None, description="The organisation's id; null: no funder of nursing is known")
    minutes: float = Field(default=0, description="Minutes", examples=[420])


class RuleReport(Stored):
    """What a rule reports without forbidding it."""

    count: int = Field(default=0, description="How many", examples=[2])
    sentences: list[str] = Field(default=[], description="One a case")


class LeftOutVisit(Stored):
    """A visit that nobody makes."""

    visit: str = Field(description="The visit's id", examples=["V12"])
    verdict: str | None = Field(
        default=None, description="CAPACITY, PROVEN and so on; null before the audit", examples=["CAPACITY"]
    )
    reason: str | None = Field(default=None, description="Why, in a sentence")


class Judgement(Stored):
    """The checker's figures. Costs in pence, times in minutes, lengths in metres."""

    feasible: bool | None = Field(default=None, description="Whether every hard rule is kept")
    cost: float | None = Field(default=None, description="Pence", examples=[346.6])
    cost_by_rule: dict[str, float] = Field(default={}, description="Pence by the rule's id")
    hard_breaches: int = Field(default=0, description="Breaches of hard rules", examples=[0])
    commissioned: int = Field(default=0, description="Visits asked for", examples=[196])
    served: int = Field(default=0, description="Visits that somebody makes", examples=[195])
    unserved: int = Field(default=0, description="Visits that nobody makes", examples=[1])
    tasks_served: int | None = Field(default=None, description="Tasks of served visits")
    tasks_unserved: int | None = Field(default=None, description="Tasks of visits left out")
    rounds: int | None = Field(default=None, description="Shifts that make a visit")
    late: int | None = Field(default=None, description="Visits that begin after their window")
    metres: int | None = Field(default=None, description="Metres by road between visits")
    joint: int | None = Field(default=None, description="Visits that were made of several")
    doors: int | None = Field(default=None, description="Knocks at doors")
    contact_minutes: float | None = Field(default=None, description="Worker minutes at doors")
    health_contact_minutes: float | None = Field(default=None, description="Worker minutes at doors, health tasks")
    travel_minutes: float | None = Field(default=None, description="Minutes between visits")
    home_minutes: float | None = Field(default=None, description="Minutes from and to home")
    waiting_minutes: float | None = Field(default=None, description="Minutes before doors")
    overtime_minutes: float | None = Field(default=None, description="Minutes past the end of shifts")
    lateness_minutes: float | None = Field(default=None, description="Minutes late, added up")
    continuity: dict[str, ContinuityFigures] = Field(default={}, description="By account: care, health, all")
    charged: list[FundedMinutes] = Field(default=[], description="Who pays for how many minutes at doors")
    breaches: list[Breach] = Field(default=[], description="Every breach of a hard rule")
    reports: dict[str, RuleReport] = Field(default={}, description="By rule, what is reported and not forbidden")
    warnings: list[str] = Field(
        default=[], description="Sentences on urgent visits, and meals that insulin goes with, that are left out"
    )
    unserved_visits: list[LeftOutVisit] = Field(default=[], description="Every visit left out")


class HeadlineFigure(Stored):
    """A figure that a scheduler asks for first, in words."""

    name: str = Field(description="What is counted", examples=["Served"])
    figure: str = Field(description="Its value in words", examples=["195 of 196"])
    small: str = Field(default="", description="Small print", examples=["visits; 240 of 241 tasks"])
    alarm: bool = Field(default=False, description="Whether somebody should worry")


class Placing(Stored):
    """Where a visit would go."""

    visit: str = Field(description="The visit's id", examples=["V12"])
    shift: str = Field(description="The shift's id", examples=["S3"])
    start: datetime | float = Field(description="When it would begin; a number on a clock without dates")


class PossiblePlace(Stored):
    """The cheapest place for a visit that is left out."""

    placings: list[Placing] = Field(description="One a worker that it takes")
    cost_change: float = Field(description="Pence more than now", examples=[120.5])


class Explanation(LeftOutVisit):
    """Why a visit is left out, and what would make room for it."""

    place: PossiblePlace | None = Field(default=None, description="Where it would go, if anywhere")
    displaces: list[Any] = Field(default=[], description="Visits that would have to give way, by id")


class Provenance(Stored):
    """How a roster came about."""

    problem: str | None = Field(default=None, description="SHA-256 of the problem it was made for")
    pack: str | None = Field(default=None, description="The rule pack's name and version")
    pack_digest: str | None = Field(default=None, description="SHA-256 of the rule pack")
    travel: str | None = Field(default=None, description="Where times on the way come from, with their error")
    seconds: float | None = Field(default=None, description="Seconds searched")
    seed: int | None = Field(default=None, description="Of the random numbers")
    iterations: int | None = Field(default=None, description="Moves tried")
    threads: int | None = Field(default=None, description="Threads or processes")
    parts: int | None = Field(default=None, description="Parts that a region was searched in")
    joins: str | None = Field(default=None, description="off, suggest or apply")
    cost: int | None = Field(default=None, description="Thousandths of a penny")
    bound: int | None = Field(default=None, description="No roster costs less: thousandths of a penny")
    proven: bool | None = Field(default=None, description="Whether no roster costs less")
    proven_to_the_second: bool | None = Field(
        default=None, description="The same of the roster before its starts moved to whole minutes"
    )
    gap_percent: float | None = Field(default=None, description="Per cent above the bound")
    relaxed: list[str] = Field(default=[], description="What the bound leaves out")
    cost_to_the_second: int | None = Field(
        default=None, description="Before its starts moved to whole minutes, where any did: thousandths of a penny"
    )
    amended: int | None = Field(default=None, description="Changes made by hand since")


class Step(Stored):
    """One task of a join, in order."""

    visit: str | None = Field(default=None, description="The visit whose task it is")
    task: Any = Field(default=None, description="Which of its tasks: its place, from 0, or its code")


class Join(Stored):
    """Visits to one client, or one household, that are made as one."""

    id: str = Field(default="", description="The join's id", examples=["V1+V2"])
    visits: list[str] = Field(
        default=[], description="Ids of the visits that are one; a partner's own", examples=[["V1"]]
    )
    outcome: str | None = Field(default=None, description="One worker for all, or two together")
    steps: list[Step] = Field(default=[], description="Every task, in order")


class JoinProposal(Stored):
    """A join that waits for a signature, and what it would save."""

    join: Join = Field(description="The visits, and the order of their tasks")
    clients: list[str] = Field(default=[], description="Ids of the clients")
    workers: list[Any] = Field(
        default=[], description="Ids of the workers who would come; a partner is told id, name and organisation"
    )
    gain: float | None = Field(default=None, description="Pence saved; null where it was not worked out")
    alone: Any = Field(default=None, description="Whether it was priced by itself")
    doors: float | None = Field(default=None, description="Knocks at doors saved", examples=[1])
    minutes: float | None = Field(default=None, description="Minutes at doors saved", examples=[15])
    travel_minutes: float | None = Field(default=None, description="Minutes on the way saved")
    nurse_minutes: float | None = Field(default=None, description="Minutes of nurses saved")
    delegations: list[str] = Field(default=[], description="Ids of the delegations that it rests on")
    sign: str | None = Field(
        default=None, description="The role whose signature it waits for", examples=[Role.NURSE_LEAD.value]
    )
    signed: Any = Field(default=None, description="Who signed, or what allows it beforehand")


class EnablingChange(Stored):
    """A single change that would allow joins."""

    kind: str | None = Field(default=None, description="What kind of change", examples=["delegation"])
    what: str | None = Field(default=None, description="Of what")
    sentence: str | None = Field(default=None, description="In a sentence")


class JoinRefusal(Stored):
    """Visits that stay apart, and the conditions that keep them so."""

    visits: list[str] = Field(default=[], description="Ids of the visits")
    client: str | None = Field(default=None, description="The client's id")
    day: str | None = Field(default=None, description="The date", examples=["2026-03-02"])
    worker: str | None = Field(default=None, description="The worker's id")
    conditions: list[Any] = Field(default=[], description="The conditions that are not met")
    sentences: list[str] = Field(default=[], description="The same in words")
    changes: list[EnablingChange] = Field(default=[], description="What would meet them")


class JoinOpportunity(Stored):
    """A change with all the joins that it would allow, estimated before any routing."""

    change: EnablingChange | None = Field(default=None, description="The change")
    sentence: str | None = Field(default=None, description="In a sentence")
    joins: list[Any] = Field(default=[], description="Ids of the visits of each join")
    doors: float | None = Field(default=None, description="Knocks at doors saved")
    minutes: float | None = Field(default=None, description="Minutes at doors saved")
    nurse_minutes: float | None = Field(default=None, description="Minutes of nurses saved")


class JoinFindings(Stored):
    """What the search found about joining; empty where joins were off."""

    late_minutes_without_joins: float | None = Field(
        default=None, description="Minutes late in the roster without joins"
    )
    late_minutes_with_proposals: float | None = Field(default=None, description="Minutes late if all were made")
    proposals: list[JoinProposal] = Field(default=[], description="Joins that wait for a signature")
    refusals: list[JoinRefusal] = Field(default=[], description="Visits that stay apart")
    changes: list[JoinOpportunity] = Field(default=[], description="Changes that would allow joins, best first")


class Outcome(Stored):
    """All that is told of a roster beside the roster itself."""

    sight: str | None = Field(default=None, description="partner, where only its own visits are told of")
    judgement: Judgement | None = Field(default=None, description="The checker's figures")
    headline: list[HeadlineFigure] = Field(default=[], description="The figures asked for first, in words")
    loosened: list[str] = Field(default=[], description="What the rules ask less than the built-in ones do")
    problem_notes: list[str] = Field(default=[], description="What is to be told first of the problem")
    explanations: list[Explanation] = Field(default=[], description="Why visits are left out")
    provenance: Provenance | None = Field(default=None, description="How it came about")
    notes: list[str] = Field(default=[], description="The same in sentences")
    joins: JoinFindings | None = Field(default=None, description="What could be joined")
    trace: list[list[float]] = Field(default=[], description="CPU seconds and pence of each better roster found")

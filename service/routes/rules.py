"""/v1/rules: every rule with its values, kind, source and date; and what a rule pack of one's own would be."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Body
from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool

from service.access import Action, require
from service.reading.rule_pack import rule_pack
from service.web.problem_details import Refusal, describe_refusals
from solver import InputFaults, Pack

from .dependencies import ALWAYS, KEY, CurrentPrincipal

router = APIRouter(prefix="/v1/rules", tags=["rules"], dependencies=[KEY], responses=ALWAYS)

_EXAMPLE = "[continuity]\nvalues = { price = 400.0 }\n"


class Rule(BaseModel):
    """One rule, with its values and where it comes from."""

    enabled: bool = Field(description="Whether it is in force")
    always: bool = Field(description="Whether it cannot be switched off")
    kind: str = Field(description="statute, guidance, contract, local or literature", examples=["contract"])
    values: dict[str, Any] = Field(description="Prices in pence, times in minutes unless the name says otherwise")
    effective: date = Field(description="Since when it holds")
    source: str = Field(description="Where it comes from")
    about: str = Field(description="What it says")


class RulePack(BaseModel):
    """A rule pack with its fingerprint, by which every result names it."""

    name: str = Field(description="Its name")
    version: str = Field(description="Its version")
    digest: str = Field(description="SHA-256 of it, by which every result names it")
    rules: dict[str, Rule] = Field(description="By the rule's id")


class RulePackRequest(BaseModel):
    """A rule pack: TOML that names what differs from the built-in one."""

    model_config = ConfigDict(extra="forbid")

    rules: Annotated[str, Field(max_length=100_000, description="TOML", examples=[_EXAMPLE])]


@router.get("")
def list_rules(principal: CurrentPrincipal) -> RulePack:
    """Every rule of the built-in pack."""
    require(principal, Action.READ)
    return _describe(Pack.load())


@router.post("", responses=describe_refusals(400, 408, 413, 422))
async def check_rules(principal: CurrentPrincipal, text: Annotated[RulePackRequest, Body()]) -> RulePack:
    """What a rule pack comes to, all that is wrong with it at once. Nothing is kept: requests bring their own."""
    require(principal, Action.CHECK)
    try:
        return _describe(await run_in_threadpool(rule_pack, text.rules))
    except InputFaults as error:
        raise Refusal(422, "Faults in the rule pack", faults=error.faults) from None


def _describe(pack: Pack) -> RulePack:
    rules = {
        name: Rule(
            enabled=entry.enabled,
            always=entry.always,
            kind=entry.kind,
            values=entry.values,
            effective=entry.effective,
            source=entry.source,
            about=entry.about,
        )
        for name, entry in pack.entries.items()
    }
    return RulePack(name=pack.name, version=pack.version, digest=pack.digest, rules=rules)

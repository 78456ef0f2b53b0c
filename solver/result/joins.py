"""What a solve says about joining, for machines: joins proposed, and what stands in the way of others."""

from __future__ import annotations

from typing import Any

from solver.domain.money import pence
from solver.explain import Proposal
from solver.joining import describe_change

from .record import Result


def about_joins(result: Result) -> dict[str, Any]:
    """For machines: proposals, refusals and changes. Gains in pence, times in minutes; nothing when joins are off."""
    if result.joins == "off":
        return {}
    minutes = result.problem.horizon.minutes
    return {
        "late_minutes_without_joins": None if result.held is None else minutes(result.held.late),
        "late_minutes_with_proposals": None if result.proposed_late is None else minutes(result.proposed_late),
        "proposals": [_plain(result, one) for one in result.proposals],
        "refusals": [
            {
                "visits": list(one.visits),
                "client": one.client,
                "day": one.day.isoformat(),
                "worker": one.worker,
                "conditions": list(one.conditions),
                "sentences": [refusal.sentence for refusal in one.blockers],
                "changes": [_change(result, change) for change in one.changes],
            }
            for one in result.refusals
        ],
        "changes": [
            {
                "change": _change(result, one.change),
                "sentence": one.text,
                "joins": [list(visits) for visits in one.joins],
                "doors": one.doors,
                "minutes": one.minutes,
                "nurse_minutes": one.nurse_minutes,
            }
            for one in result.changes
        ],
    }


def _plain(result: Result, one: Proposal) -> dict[str, Any]:
    return {
        "join": one.join.model_dump(mode="json", by_alias=True, context={"horizon": result.problem.horizon}),
        "clients": list(one.clients),
        "workers": list(one.workers),
        "gain": None if one.gain is None else pence(one.gain),
        "alone": one.alone,
        "doors": one.doors,
        "minutes": one.minutes,
        "travel_minutes": one.travel,
        "nurse_minutes": one.nurse_minutes,
        "delegations": list(one.delegations),
        "sign": one.sign,
        "signed": one.signed,
    }


def _change(result: Result, change: Any) -> dict[str, str]:
    return {"kind": change.kind, "what": change.what, "sentence": describe_change(result.problem, change)}

"""What joining saves on a roster: by the joins made, by those that wait, and by those a single change would allow.

And what was measured by whole rosters, see comparisons.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from service.access import Action, require
from service.store import comparisons, rosters
from service.store.compression import unpack
from service.views import seen_outcome
from service.web.problem_details import describe_refusals
from solver import Problem
from solver.domain import Join, joint_visits

from .dependencies import ALWAYS, KEY, CurrentPrincipal, Id, store_of
from .measured_savings import MeasuredSavings, as_seen, describe_comparison
from .models.outcome import JoinOpportunity
from .versions import seen_roster_row

router = APIRouter(prefix="/v1/rosters/{id}", tags=["joins"], dependencies=[KEY], responses=ALWAYS)


class JoinSavings(BaseModel):
    """What joins save together."""

    joins: int = Field(description="How many", examples=[4])
    doors: float = Field(default=0, description="Knocks at doors", examples=[4])
    minutes: float = Field(default=0, description="Minutes at doors", examples=[60])
    travel_minutes: float = Field(default=0, description="Minutes on the way; of proposals")
    nurse_minutes: float = Field(default=0, description="Minutes of nurses; of proposals")
    gain: float = Field(default=0, description="Pence, where it was worked out and may be seen; of proposals")


class Savings(BaseModel):
    """What joining saves on a roster."""

    version: int = Field(description="Of the roster")
    made: JoinSavings = Field(description="By the joins that it makes")
    waiting: JoinSavings = Field(description="By those that are proposed")
    by_one_change: list[JoinOpportunity] = Field(
        description="What would allow more, best first; estimates made before any routing"
    )
    measured: MeasuredSavings | None = Field(
        description="By whole rosters, see POST; null where nobody asked, and for partners"
    )


@router.get("/savings", response_model_exclude_unset=True, responses=describe_refusals(404, 422))
def read_savings(request: Request, principal: CurrentPrincipal, id: Id) -> Savings:
    """What joining saves or would save on this roster, of a partner's joins only; no routing savings are in that. And
    what was measured by making the day three ways, with routing and joining apart.
    """
    require(principal, Action.READ)
    store = store_of(request)
    with store.reading(principal) as session:
        row, sight = seen_roster_row(session, principal, id)
        problem = rosters.load_problem(session, row)
        document = unpack(row.document) if row.document else {}
        outcome = unpack(row.outcome) if row.outcome else {}
        newest = None if sight == "partner" else comparisons.find_latest(session, row.id)
        look = rosters.look_at(session, row, sight)
    store.witness.saw_roster(principal, row, look, "savings")
    joins = [Join.model_validate(one, context={"horizon": problem.horizon}) for one in document.get("joins", ())]
    if sight == "partner":
        joins = [
            one for one in joins if any(problem.visit[v].organisation == principal.organisation for v in one.visits)
        ]
    made = {frozenset(one.visits) for one in joins}
    found = outcome.get("joins") or {}
    open_ = [one for one in found.get("proposals", ()) if frozenset(one["join"]["visits"]) not in made]
    there = seen_outcome({"joins": {**found, "proposals": open_}}, problem, sight, principal.organisation)["joins"]
    return Savings(
        version=row.version,
        made=as_seen(JoinSavings(joins=len(joins), **_sum_joins(problem, joins)), sight),
        waiting=JoinSavings.model_validate(_sum_proposals(there.get("proposals", ()))),
        by_one_change=[JoinOpportunity.model_validate(one) for one in there.get("changes", ())],
        measured=None if newest is None else describe_comparison(newest, sight),
    )


def _sum_joins(problem: Problem, joins: Iterable[Join]) -> dict[str, float]:
    """What the visits take less at the door when they are made as one. doors: knocks fewer."""
    doors, ticks = 0, 0
    for join in joins:
        visits = joint_visits(problem, join)
        doors += len(join.visits) - sum(one.role != "second" for one in visits)
        ticks += sum(part.duration * part.workers for part in visits[0].parts)
        ticks -= sum(one.duration * one.workers for one in visits)
    return {"doors": doors, "minutes": problem.horizon.minutes(ticks)}


def _sum_proposals(proposals: Iterable[dict[str, Any]]) -> dict[str, float]:
    """Of proposals, what each saves by itself, added up; gains (pence) where they were worked out and may be seen."""
    some = list(proposals)
    names = ("doors", "minutes", "travel_minutes", "nurse_minutes", "gain")
    return {"joins": len(some)} | {
        name: sum(one[name] or 0 for one in some) for name in names if any(name in one for one in some)
    }

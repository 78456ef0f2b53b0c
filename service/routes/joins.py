"""Joins of a roster: those that wait for a signature, made, refused, and what stands in the way of others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.orm import Session

from service import editing
from service.access import SYSTEM, Action, Principal, Sight, may, require
from service.store import audit, rosters, tables, versions
from service.store.compression import unpack
from service.views import codes_for, seen_outcome, seen_roster
from service.web.problem_details import Refusal, describe_refusals
from solver import InputFaults, Problem
from solver.amend import DecideJoin
from solver.domain import Join, Outcome, Role, joint_visits
from solver.joining import Signatures

from .dependencies import ALWAYS, KEY, READING, CurrentPrincipal, Id, store_of
from .models.joins import JoinDecisionEffect, JoinList
from .versions import IfMatch, etag, require_seen, seen_roster_row

router = APIRouter(prefix="/v1/rosters/{id}/joins", tags=["joins"], dependencies=[KEY], responses=ALWAYS)

JoinId = Annotated[str, Path(max_length=300, description="The id of the join, as joins tells it")]
_ACTION = {Role.NURSE_LEAD: Action.SIGN_HEALTH_JOIN, Role.SCHEDULER: Action.SIGN_JOIN}


class JoinDecisionRequest(BaseModel):
    """Yes or no to a join."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"approved": True}, {"approved": False, "reason": "insulin doses changed"}]},
    )
    approved: bool = Field(description="Yes or no")
    reason: str = Field(
        default="", max_length=1000, pattern=r"^[^\x00-\x08\x0b-\x1f\x7f]*$", description="Why; a refusal needs one"
    )


@router.get("", response_model=JoinList, response_model_exclude_unset=True, responses=describe_refusals(404, 422))
def list_joins(request: Request, principal: CurrentPrincipal, id: Id) -> dict[str, Any]:
    """What waits for whose signature, what is made or refused, and which single changes would allow more."""
    require(principal, Action.READ)
    store = store_of(request)
    with store.reading(principal) as session:
        row, sight = seen_roster_row(session, principal, id)
        problem = rosters.load_problem(session, row)
        document = unpack(row.document) if row.document else {"version": "1", "rounds": []}
        found = (unpack(row.outcome) if row.outcome else {}).get("joins") or {}
        signatures = editing.signatures_of(problem, editing.pack_of(problem, row.pack))
        waiting, refused = _sort_proposals(signatures, document, found.get("proposals", ()))

        def seen(joins: dict[str, Any]) -> dict[str, Any]:
            part: dict[str, Any] = seen_outcome({"joins": joins}, problem, sight, principal.organisation)["joins"]
            return part

        there = seen({**found, "proposals": waiting})
        made = seen_roster(document, problem, sight, principal.organisation).get("joins", [])
        decisions = versions.list_decisions(session, row.id) if sight == "whole" else ()
        look = rosters.look_at(session, row, sight)
    store.witness.saw_roster(principal, row, look, "joins")
    return {
        "version": row.version,
        "waiting": there.get("proposals", []),
        "made": made,
        "refused": seen({"proposals": refused})["proposals"],
        "apart": there.get("refusals", []),
        "changes": there.get("changes", []),
        "decisions": [_describe_decision(one) for one in decisions],
    }


@router.post(
    "/{join:path}/decision",  # its id may hold a slash, as those of its visits do
    response_model=JoinDecisionEffect,
    response_model_exclude_unset=True,
    responses=READING | describe_refusals(404, 409, 412, 428, 422),
)
def decide_join(
    request: Request,
    principal: CurrentPrincipal,
    id: Id,
    join: JoinId,
    decided: JoinDecisionRequest,
    response: Response,
    if_match: IfMatch = None,
) -> dict[str, Any]:
    """Sign for a join, or refuse it. Wherever health work changes hands that is a nurse lead's to do, of the roster's
    owner or of an organisation whose visit is in the join; otherwise also a scheduler's.

    Approved, it is made at once where it keeps every hard rule; refused, its visits are made apart.
    """
    require(principal, Action.SIGN_JOIN)
    store = store_of(request)
    with store.reading(principal) as session:
        row, sight = seen_roster_row(session, principal, id)
        require_seen(row, if_match)
        # A partner may sign for joins with visits of its own; what is judged is the whole.
        ground = editing.find_ground(session, row)
        found, workers = _find_join(session, row, ground.problem, join, sight, principal)
    outcome, role = find_waits(ground, found, workers)
    if not may(principal, _ACTION[role]):
        raise Refusal(403, "Not for this role", f"this join waits for the signature of a {role}", role=role)
    if not decided.approved and not decided.reason.strip():
        raise Refusal(422, "Why not?", "want a reason for a refusal")
    if (
        decided.approved
        and any(set(one.visits) == set(found.visits) for one in ground.roster.joins)
        and editing.signatures_of(ground.problem, ground.pack).find_approval(found.visits)
    ):
        raise Refusal(409, "Signed already", "this join is made and signed for")
    signature = DecideJoin(
        visits=found.visits,
        outcome=outcome,
        approved=decided.approved,
        signed_by=principal.name,
        reason=decided.reason,
        role=principal.role,
    )
    try:
        amended = editing.try_changes(ground, [signature])
    except InputFaults as faults:
        raise Refusal(409, "That cannot be decided so", faults=faults.faults) from None
    editing.refuse_unsafe(amended.broken)
    after = editing.make_amended_ground(ground, amended)
    what = editing.describe_in_ids([signature])
    # The roster is its owner's; a partner's nurse lead changes it by signing, and in no other way.
    with store.session(principal if sight == "whole" else SYSTEM) as session:
        row, _ = seen_roster_row(session, principal, id)
        require_seen(row, if_match)
        version = editing.save_version(session, principal, row, after, what)
        versions.add_decision(session, principal, row, found.visits, outcome, decided.approved, decided.reason)
        touched = editing.find_clients_touched(ground, after, [signature])
        audit.record(session, principal, "signed", row.owner, row.problem, row.id, touched, what)
        response.headers["ETag"] = etag(row)
        said = editing.describe_changes(ground, amended) if sight == "whole" else {"safe": amended.safe}
    editing.cache_ground(row, after)
    return {**said, "version": row.version, "number": version.number, "approved": decided.approved}


def find_waits(ground: editing.Ground, join: Join, workers: Sequence[str]) -> tuple[Outcome, Role]:
    """What becomes of a join when these workers make it, and whose signature that waits for."""
    problem = ground.problem
    signatures = editing.signatures_of(problem, ground.pack)
    known = [problem.worker[one] for one in workers if one in problem.worker]
    return editing.find_signing(signatures, joint_visits(problem, join)[0], known)


def _find_makers(document: Mapping[str, Any], join: str, problem: Problem) -> list[str]:
    """The workers on whose rounds a join is."""
    return [
        problem.shift[one["shift"]].worker
        for one in document["rounds"]
        if any(stop.get("visit") == join for stop in one.get("stops", ()))
    ]


def _sort_proposals(
    signatures: Signatures, document: Mapping[str, Any], proposals: Sequence[dict[str, Any]]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Proposals that still wait, and those that somebody has refused; what is made, or was signed for, is neither."""
    made = [set(join["visits"]) for join in document.get("joins", ())]
    waiting, refused = [], []
    for one in proposals:
        visits = set(one["join"]["visits"])
        if signatures.find_refusal(visits):
            refused.append(one)
        elif visits not in made and not signatures.find_approval(visits):
            waiting.append(one)
    return waiting, refused


def _find_join(
    session: Session, row: tables.Roster, problem: Problem, name: str, sight: Sight, principal: Principal
) -> tuple[Join, list[str]]:
    """The join of that name, proposed or made, and who makes it. Raises Refusal 404, also for a join that is none of
    a partner's.
    """
    document = unpack(row.document) if row.document else {}
    joins = (unpack(row.outcome) if row.outcome else {}).get("joins") or {}
    made = [(one, _find_makers(document, one["id"], problem)) for one in document.get("joins", ())]
    known = [*made, *((one["join"], one["workers"]) for one in joins.get("proposals", ()))]
    code = codes_for(principal.organisation) if sight == "partner" and principal.organisation else None
    for one, workers in known:
        if (code("joint", one["id"]) if code else one["id"]) != name:
            continue
        if code and all(problem.visit[visit].organisation != principal.organisation for visit in one["visits"]):
            continue
        return Join.model_validate(one, context={"horizon": problem.horizon}), workers
    raise Refusal(404, "No such join", "want the id of a join that is proposed for this roster, or made in it")


def _describe_decision(one: tables.Decision) -> dict[str, Any]:
    return {
        "visits": one.visits,
        "outcome": one.outcome,
        "approved": one.approved,
        "by": one.by,
        "role": one.role,
        "reason": one.reason,
        "at": one.at.isoformat(),
    }

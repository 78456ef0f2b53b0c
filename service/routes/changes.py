"""A roster changed by hand: tried, kept, undone, repaired."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from service import editing
from service.access import Action, Principal, may, require
from service.store import audit, rosters, tables, versions
from service.views import in_round_figures
from service.web.problem_details import Refusal, describe_refusals
from solver import InputFaults
from solver.amend import AcceptLate, Add, Cancel, Change, ChangeWindow, find_dose_news, find_undecided, parse_changes
from solver.domain import Accepting, Role
from solver.domain.money import pence
from solver.domain.role import SIGNING

from .dependencies import ALWAYS, KEY, READING, CurrentPrincipal, Id, require_room, store_of
from .models.changes import ChangeEffect, RosterRepair, RosterVersions, UndoEffect
from .versions import IfMatch, etag, own_roster_row, require_seen, seen_roster_row

router = APIRouter(prefix="/v1/rosters/{id}", tags=["changes"], dependencies=[KEY], responses=ALWAYS)

_MOST = 50  # changes at once


class ChangeRequest(BaseModel):
    """Changes, made in order and judged together."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"changes": [{"change": "move", "visit": "V12", "shift": "S3"}], "try": True}]},
    )
    changes: list[dict[str, Any]] = Field(
        min_length=1, max_length=_MOST, description="In the order in which they are made"
    )
    only_try: bool = Field(
        default=False, alias="try", description="Say what they would break and cost, and keep nothing"
    )


class UndoRequest(BaseModel):
    """Which version to go back to."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"to": 1}]})
    to: int | None = Field(
        default=None,
        ge=1,
        le=10**6,
        description="The number of the version to go back to; the one before this unless told",
    )


class RepairRequest(BaseModel):
    """How long to search from this roster on."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"seconds": 20}]})
    seconds: float = Field(default=20, gt=0, le=86_400, description="CPU seconds to search")


@router.patch(
    "",
    response_model=ChangeEffect,
    response_model_exclude_unset=True,
    responses=READING | describe_refusals(404, 409, 412, 428, 422),
)
def change_roster(
    request: Request,
    principal: CurrentPrincipal,
    id: Id,
    wanted: ChangeRequest,
    response: Response,
    if_match: IfMatch = None,
) -> dict[str, Any]:
    """Change a roster by hand: move, unserve, pin, unpin, swap, absent, late, cancel, add, window. Every change is
    judged by the checker.

    What newly breaks a hard rule is answered 409 with the breaches, and nothing is kept. A late start is accepted, a
    visit cancelled and a clinical window changed in the name and role of whoever asks; no undo takes back the first and
    the last. A visit with a health task, a medicine or a time of its own is added, cancelled or given other times or
    another length by a nurse lead (403 for others). So is a visit added with fewer workers than the client's like
    visits have, or cancelled where it is another's second pair of hands; and what puts a medicine and its meal out of
    turn only a nurse lead keeps. Signing for a join, or refusing it, is a matter of its own (joins/{join}/decision),
    and so is a stop, which counts for all days (suspensions); here they can only be tried.
    """
    require(principal, Action.CHANGE)
    try:
        changes = parse_changes(wanted.changes)
    except InputFaults as faults:
        raise Refusal(422, "Not changes", faults=faults.faults) from None
    changes = tuple(_sign(principal, one) for one in changes)
    if not wanted.only_try and any(one.change == "suspend" for one in changes):
        raise Refusal(422, "Not stopped here", "want POST /v1/suspensions for that: it holds for every day")
    if not wanted.only_try and any(one.change == "decide_join" for one in changes):
        raise Refusal(422, "Not signed here", "want POST /v1/rosters/{id}/joins/{join}/decision for that")
    store = store_of(request)
    with store.reading(principal) as session:
        row = own_roster_row(session, principal, id)
        require_seen(row, if_match)
        ground, look = editing.find_ground(session, row), rosters.look_at(session, row, "whole")
    try:
        amended = editing.try_changes(ground, changes)
    except InputFaults as faults:
        _refuse_undecided(changes, faults)
        raise Refusal(422, "Changes that cannot be made", faults=faults.faults) from None
    said = editing.describe_changes(ground, amended)
    if wanted.only_try:
        response.headers["ETag"] = etag(row)
        store.witness.saw_roster(principal, row, look, "try")
        return said
    editing.refuse_unsafe(amended.broken)
    if amended.medicines.out_of_turn and not may(principal, Action.CHANGE_MEDICINES):
        wanted_order = [f"{' '.join(amended.medicines.out_of_turn[:3])} Only a nurse lead keeps that"]
        raise Refusal(403, "Not for this role", _who_may(wanted_order))
    after = editing.make_amended_ground(ground, amended)
    what = editing.describe_in_ids(changes)
    with store.session(principal) as session:
        row = own_roster_row(session, principal, id)
        require_seen(row, if_match)
        version = editing.save_version(session, principal, row, after, what)
        touched = editing.find_clients_touched(ground, after, changes)
        audit.record(session, principal, "changed", row.owner, row.problem, row.id, touched, what)
    editing.cache_ground(row, after)
    return _kept(response, row, version, said)


def _sign(principal: Principal, change: Change) -> Change:
    """A change with the name and role of whoever asks, whatever it says of them itself.

    Raises Refusal 403 for a clinical window that is not changed by a nurse lead.
    """
    match change:
        case AcceptLate():
            return change.model_copy(update={"by": principal.name, "role": _signing_role(principal)})
        case Cancel() | Add() | ChangeWindow(task=None):
            return change.model_copy(update={"by": principal.name, "role": _signing_role(principal)})
        case ChangeWindow():
            if principal.role is not Role.NURSE_LEAD:
                raise Refusal(403, "Not for this role", "a clinical window is changed by a nurse lead")
            return change.model_copy(update={"by": principal.name, "role": Accepting.NURSE_LEAD})
    return change


def _signing_role(principal: Principal) -> Accepting | None:
    """The role in which somebody answers for a change; an administrator does for nothing clinical."""
    return Accepting(principal.role.value) if principal.role in SIGNING else None


def _refuse_undecided(changes: Sequence[Change], faults: InputFaults) -> None:
    """Raises Refusal 403 where nothing is wrong with the changes but that whoever asks may not decide them."""
    decided = [number for number, one in enumerate(changes) if isinstance(one, Cancel | Add | ChangeWindow)]
    places = {f"changes[{number}].role" for number in decided}
    if all(fault.where in places for fault in faults.faults):
        raise Refusal(403, "Not for this role", _who_may([fault.expected for fault in faults.faults])) from None


def _who_may(wanted: Iterable[str]) -> str:
    return f"{'. '.join(dict.fromkeys(wanted))}. Here that is the key or the account of a nurse lead."


@router.post("/undo", response_model=UndoEffect, responses=READING | describe_refusals(404, 409, 412, 428, 422))
def undo_roster_change(
    request: Request,
    principal: CurrentPrincipal,
    id: Id,
    response: Response,
    wanted: UndoRequest | None = None,
    if_match: IfMatch = None,
) -> dict[str, Any]:
    """Go back to an earlier version, which becomes a new one. Decisions about joins stay.

    What only a nurse lead may change by hand (a visit with a health task, a medicine or a time of its own) only a nurse
    lead brings back.
    """
    require(principal, Action.CHANGE)
    store = store_of(request)
    number = None if wanted is None else wanted.to
    with store.reading(principal) as session:
        row = own_roster_row(session, principal, id)
        require_seen(row, if_match)
        ground = editing.find_ground(session, row)
        earlier = versions.find_version(session, row.id, number)
        if earlier is None:
            raise Refusal(409, "No such version", "want the number of an earlier version, see versions")
        after = editing.restore_version(session, row, ground, earlier)
    undecided = find_undecided(ground.problem, after.problem, ground.pack)
    if undecided and not may(principal, Action.CHANGE_MEDICINES):
        raise Refusal(403, "Not for this role", _who_may(undecided))
    with store.session(principal) as session:
        row = own_roster_row(session, principal, id)
        require_seen(row, if_match)
        version = editing.save_version(session, principal, row, after, versions.UNDONE.format(number=earlier.number))
        touched = editing.find_clients_touched(ground, after)
        audit.record(session, principal, "changed", row.owner, row.problem, row.id, touched, version.what)
    editing.cache_ground(row, after)
    cost = after.before.score.total - ground.before.score.total
    news = find_dose_news(ground.before, after.before)
    told = {"doses": list(news.told), "out_of_turn": list(news.out_of_turn)}
    return _kept(response, row, version, {"cost": pence(cost), **told})


@router.post(
    "/repair", response_model=RosterRepair, status_code=202, responses=READING | describe_refusals(404, 409, 422)
)
def repair_roster(
    request: Request, principal: CurrentPrincipal, id: Id, response: Response, wanted: RepairRequest | None = None
) -> dict[str, Any]:
    """Search on from this roster as it is now: a new roster, for the problem with all pins and absences."""
    require(principal, Action.SOLVE)
    require(principal, Action.CHANGE)
    seconds = (wanted or RepairRequest()).seconds
    if seconds > (longest := request.app.state.settings.longest_seconds):
        raise Refusal(422, "Too long", f"want at most {longest:g} seconds")
    with store_of(request).session(principal) as session:
        row = own_roster_row(session, principal, id)
        if row.state in rosters.LIVE or row.document is None:
            raise Refusal(409, "Nothing to repair", "want a roster that has ended with one")
        problem = session.get_one(tables.Problem, row.problem)
        require_room(request, session, principal, row.owner, seconds)
        new = rosters.add(
            session,
            principal,
            problem,
            seconds=seconds,
            joins=row.joins,
            pack=row.pack,
            seed=row.seed,
            start=row.document,
            problem_document=row.problem_document,
        )
        audit.record(session, principal, "submitted", row.owner, row.problem, new.id, detail=f"repair of {row.id}")
    request.app.state.jobs.submit(new.id, urgent=True)
    response.headers["Location"] = f"/v1/rosters/{new.id}"
    return {"id": new.id, "state": new.state, "of": row.id}


@router.get(
    "/versions", response_model=RosterVersions, response_model_exclude_unset=True, responses=describe_refusals(404, 422)
)
def list_roster_versions(request: Request, principal: CurrentPrincipal, id: Id) -> dict[str, Any]:
    """Every version of a roster, the first first. What was changed and by whom is told to its owner alone."""
    require(principal, Action.READ)
    store = store_of(request)
    with store.reading(principal) as session:
        row, sight = seen_roster_row(session, principal, id)
        names = {
            "whole": ("number", "at", "what", "by", "cost", "hard", "state"),
            "pseudonymised": ("number", "at", "cost", "hard"),
            "partner": ("number", "at"),
        }[sight]
        kept = versions.list_versions(session, row.id)
        states = versions.find_states(kept)
        found = [_version(one) | {"state": states[one.number]} for one in kept]
        look = rosters.look_at(session, row, sight)
    store.witness.saw_roster(principal, row, look, "versions")
    if sight == "pseudonymised":
        found = [one | {"cost": in_round_figures(one["cost"])} for one in found]
    return {"version": row.version, "versions": [{name: one[name] for name in names} for one in found]}


def _version(one: tables.Version) -> dict[str, Any]:
    return {
        "number": one.number,
        "at": one.at.isoformat(),
        "what": one.what,
        "by": one.by,
        "cost": pence(one.cost),
        "hard": one.hard,
    }


def _kept(response: Response, row: tables.Roster, version: tables.Version, said: dict[str, Any]) -> dict[str, Any]:
    response.headers["ETag"] = etag(row)
    return {**said, "version": row.version, "number": version.number, "what": version.what}

"""What the pages' scripts read beside the API: the day as it is drawn, and answers about one visit."""

from __future__ import annotations

import gzip
import json
from functools import lru_cache
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from service.access import Principal
from service.identity.auth import current
from service.reading.seen import seen_parts, seen_problem
from service.web.problem_details import Refusal
from solver import Roster, difference, explain_placed, explain_unserved
from solver.explain import points

from .day_model import Clock, day_model
from .partner_day_model import part_model
from .viewed_roster import Part, Reading, part_of, read_viewed

router = APIRouter()
Who = Annotated[Principal, Depends(current)]


_HEADERS = {"Cache-Control": "private, no-cache", "Vary": "Accept-Encoding, Cookie, Authorization"}


@router.get("/ui/data/{roster}")
async def day(request: Request, roster: str, principal: Who) -> Response:
    """The day, or somebody's part of it."""
    part = await run_in_threadpool(part_of, request, principal, roster)
    if part is None:
        return await run_in_threadpool(_whole, request, roster, principal)
    return await _part(request, part, principal)


async def _part(request: Request, part: Part, principal: Principal) -> Response:
    """Made anew each time, of what service.views tells this very reader: nothing of it is kept for another."""
    row, work = part.row, request.app.state.reading
    problem = json.loads(await seen_problem(work, part.problem, part.sight, principal))
    roster, outcome = await seen_parts(work, part.problem, row.document, row.outcome, part.sight, principal)
    about = {"roster": row.id, "version": row.version, "state": row.state, "sight": part.sight, "cost": 0}
    about["name"] = problem.get("name", "")
    told = part_model(about, problem, json.loads(roster), json.loads(outcome) or {})
    return Response(json.dumps(told, separators=(",", ":")), headers=_HEADERS, media_type="application/json")


def _whole(request: Request, roster: str, principal: Principal) -> Response:
    """The day, compressed: a town's is some 50 kB."""
    read = read_viewed(request, principal, roster)
    tag = f'"{read.version}"'
    headers = {"ETag": tag, **_HEADERS}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    small = _packed(read.id, read.version) or _pack(read)
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(small, headers={**headers, "Content-Encoding": "gzip"}, media_type="application/json")
    return Response(gzip.decompress(small), headers=headers, media_type="application/json")


_kept: dict[str, tuple[int, bytes]] = {}
_MOST = 16  # rosters whose day is kept


def _packed(id_: str, version: int) -> bytes | None:
    held = _kept.get(id_)
    return held[1] if held is not None and held[0] == version else None


def _pack(read: Reading) -> bytes:
    small = gzip.compress(json.dumps(day_model(read), separators=(",", ":")).encode(), 5)
    if read.state not in ("queued", "running"):  # while it runs the roster grows better without a new version
        _kept.pop(read.id, None)
        _kept[read.id] = (read.version, small)
        while len(_kept) > _MOST:
            _kept.pop(next(iter(_kept)), None)
    return small


@router.get("/ui/visit/{roster}")
def about_visit(request: Request, roster: str, visit: str, principal: Who) -> dict[str, Any]:
    """Why a visit is where it is, or why nobody makes it; and what every other place would cost, cheapest first."""
    read = read_viewed(request, principal, roster)
    if visit not in read.check.problem.visit:
        raise Refusal(404, "No such visit", "this roster knows no visit of that name")
    return _about(_Asked(read, visit))


class _Asked:
    """A question for the cache below: the same roster, version and visit are one question."""

    def __init__(self, read: Reading, visit: str):
        self.read, self.visit = read, visit

    def __hash__(self) -> int:
        return hash((self.read.id, self.read.version, self.visit))

    def __eq__(self, other: object) -> bool:
        mine = (self.read.id, self.read.version, self.visit)
        return isinstance(other, _Asked) and mine == (other.read.id, other.read.version, other.visit)


@lru_cache(maxsize=64)
def _about(asked: _Asked) -> dict[str, Any]:
    read, visit = asked.read, asked.visit
    problem, clock = read.problem, Clock(read.problem)
    if visit in read.check.timeline.served:
        why = explain_placed(problem, read.roster, visit)
        others = [
            {"workers": list(one.workers), "start": clock.at(one.start), "extra": one.extra, "why": one.sentence}
            for one in why.others
        ]
        return {"visit": visit, "served": True, "why": why.sentence, "others": others}
    found = next((one for one in explain_unserved(problem, read.roster, only=[visit]) if one.visit == visit), None)
    if found is None:
        return {"visit": visit, "served": False, "verdict": None, "why": "", "others": []}
    others = []
    if found.insertion is not None:
        others = [
            {
                "workers": [problem.shift[one.shift].worker],
                "shift": one.shift,
                "start": clock.at(one.start),
                "extra": found.insertion.cost_change,
                "why": f"{points(problem, found.insertion.cost_change)} on the whole roster",
            }
            for one in found.insertion.placings
            if one.visit == visit
        ]
    return {"visit": visit, "served": False, "verdict": found.verdict, "why": found.reason, "others": others}


@router.get("/ui/changes/{roster}")
def changes(request: Request, roster: str, before: str, principal: Who) -> dict[str, Any]:
    """What is different from another roster of the same visits, in sentences."""
    new, old = read_viewed(request, principal, roster), read_viewed(request, principal, before)
    if not set(old.problem.visit) <= set(new.problem.visit):
        raise Refusal(422, "Not of the same day", "want two rosters of the same visits")
    return {"sentences": list(difference(new.problem, _known(old, new), new.roster))}


def _known(old: Reading, new: Reading) -> Roster:
    """The older roster without the shifts that are gone since."""
    rounds = tuple(one for one in old.roster.rounds if one.shift in new.problem.shift)
    return old.roster.model_copy(update={"rounds": rounds})

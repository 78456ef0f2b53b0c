"""The pages themselves. What they show of a roster their scripts fetch; what may be done is the API's to decide."""

from __future__ import annotations

from typing import Annotated, Any, get_args

from fastapi import APIRouter, Depends, Request
from starlette.responses import RedirectResponse, Response

from fixtures import Scenario, Size
from service.access import Action, Principal, may, require
from service.web.problem_details import Refusal
from solver import InputFaults
from solver.formats.calendar import calendar_text
from solver.rules.authority.stopped import list_resting

from .joins import queue
from .lists import list_latest
from .maps import about_tiles
from .partners import list_asking
from .people import client_week, list_stopped_of, measure_evenness, worker_day
from .realism import liken
from .render import named, render_page, visitor
from .suspensions import KINDS, list_stoppable, list_stopped
from .viewed_roster import find_standing, read_viewed

router = APIRouter()
Visitor = Annotated[Principal, Depends(visitor)]
_LIVE = ("queued", "running")


@router.get("/")
def start(request: Request, principal: Visitor) -> Response:
    """Rosters there are, and how to make one."""
    sizes = [size for size in get_args(Size) if size not in ("region", "neighbourhood")]
    return render_page(
        request,
        "start.html",
        principal,
        rosters=list_latest(request, principal),
        asking=list_asking(request, principal),
        sizes=sizes,
        scenarios=get_args(Scenario),
    )


@router.get("/ui/rosters/{roster}")
def roster_page(request: Request, principal: Visitor, roster: str) -> Response:
    """The day; while it is being solved, how that goes."""
    stands = find_standing(request, principal, roster)
    if stands.sight != "whole" and not stands.solved:
        return render_page(request, "waiting.html", principal, roster=stands)
    page = "live.html" if stands.state in _LIVE or not stands.solved else "day.html"
    changes = may(principal, Action.CHANGE) and stands.sight == "whole"
    return render_page(request, page, principal, roster=stands, changes=changes, tiles=about_tiles(request))


@router.get("/ui")
def home() -> Response:
    return RedirectResponse("/", 308)


@router.get("/ui/rosters/{roster}/people")
def people(request: Request, principal: Visitor, roster: str) -> Response:
    """Continuity and fairness at a glance."""
    stands, read = find_standing(request, principal, roster), read_viewed(request, principal, roster)
    return render_page(request, "people.html", principal, roster=stands, even=measure_evenness(read))


@router.get("/ui/rosters/{roster}/calendars/{worker:path}")
def worker_calendar(request: Request, principal: Visitor, roster: str, worker: str, initials: bool = False) -> Response:
    """The same as a calendar file. initials: clients by initials, without addresses."""
    worker = named(worker)
    require(principal, Action.EXPORT)
    read = read_viewed(request, principal, roster)
    if stopped := list_resting(read.check.breaches):
        raise Refusal(409, "No file of this roster", " ".join(stopped[:3]))
    try:
        text = calendar_text(read.problem, read.roster, worker, initials, pack=read.check.pack)
    except InputFaults as faults:
        raise Refusal(404, "No such calendar", faults=faults.faults) from None
    headers = {"Content-Disposition": 'attachment; filename="rounds.ics"', "Cache-Control": "no-store"}
    return Response(text, headers=headers, media_type="text/calendar; charset=utf-8")


@router.get("/ui/rosters/{roster}/workers/{worker:path}")
def worker_page(request: Request, principal: Visitor, roster: str, worker: str) -> Response:
    """One worker's day, for print."""
    worker = named(worker)
    stands, read = find_standing(request, principal, roster), read_viewed(request, principal, roster)
    whose, turns = worker_day(read, worker)
    return render_page(
        request,
        "worker.html",
        principal,
        roster=stands,
        worker=worker,
        whose=whose,
        turns=turns,
        stopped=list_stopped_of(read, worker),
    )


@router.get("/ui/rosters/{roster}/clients/{client:path}")
def client_page(request: Request, principal: Visitor, roster: str, client: str) -> Response:
    """One client's days, with the faces that came and will come."""
    client = named(client)
    stands, read = find_standing(request, principal, roster), read_viewed(request, principal, roster, client)
    return render_page(request, "client.html", principal, roster=stands, week=client_week(read, client))


@router.get("/ui/rosters/{roster}/realism")
def realism_page(request: Request, principal: Visitor, roster: str) -> Response:
    """How like life the day is, beside what has been published."""
    stands, read = find_standing(request, principal, roster), read_viewed(request, principal, roster)
    return render_page(request, "realism.html", principal, roster=stands, like=liken(read))


@router.get("/ui/suspensions")
def suspensions_page(request: Request, principal: Visitor) -> Response:
    """A form that stops something, and what is stopped."""
    require(principal, Action.CHANGE)
    told: dict[str, Any] = {
        "stopped": list_stopped(request, principal),
        "known": list_stoppable(request, principal),
        "kinds": KINDS,
    }
    return render_page(request, "suspensions.html", principal, **told)


@router.get("/ui/rosters/{roster}/joins")
def joins_page(request: Request, principal: Visitor, roster: str) -> Response:
    """Proposed joins to accept or refuse, and what stands in the way of others."""
    stands, read = find_standing(request, principal, roster), read_viewed(request, principal, roster)
    return render_page(
        request,
        "joins.html",
        principal,
        roster=stands,
        queue=queue(read),
        signs=may(principal, Action.SIGN_HEALTH_JOIN),
    )

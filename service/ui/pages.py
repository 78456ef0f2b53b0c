"""The pages themselves. What they show of a roster their scripts fetch; what may be done is the API's to decide."""

from __future__ import annotations

from typing import Annotated, get_args

from fastapi import APIRouter, Depends, Request
from starlette.responses import RedirectResponse, Response

from fixtures import Scenario, Size
from service.access import Action, Principal, may

from .lists import latest
from .reading import standing
from .render import shown, visitor

router = APIRouter()
Visitor = Annotated[Principal, Depends(visitor)]
_LIVE = ("queued", "running")


@router.get("/")
def start(request: Request, who: Visitor) -> Response:
    """Rosters there are, and how to make one."""
    sizes = [size for size in get_args(Size) if size != "region"]
    return shown(request, "start.html", who, rosters=latest(request, who), sizes=sizes, scenarios=get_args(Scenario))


@router.get("/ui/rosters/{roster}")
def roster_page(request: Request, who: Visitor, roster: str) -> Response:
    """The day; while it is being solved, how that goes."""
    stands = standing(request, who, roster)
    page = "live.html" if stands.state in _LIVE or not stands.solved else "day.html"
    changes = may(who, Action.CHANGE) and stands.sight == "whole"
    return shown(request, page, who, roster=stands, changes=changes, tiles="")


@router.get("/ui")
def home() -> Response:
    return RedirectResponse("/", 308)

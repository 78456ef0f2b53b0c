"""The rosters somebody may open, newest first."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from fastapi import Request
from sqlalchemy import or_, select

from service.access import Principal, sight
from service.store import tables

from .viewed_roster import name_problem

_HERE = ZoneInfo("Europe/London")  # of the list; a day's own page keeps to its problem's zone


@dataclass(frozen=True)
class Line:
    """One roster in a list. made: local time, in words."""

    id: str
    name: str
    state: str
    day: str
    made: str
    visits: int
    served: int | None
    unserved: int | None
    hard: int | None


def list_latest(request: Request, principal: Principal, most: int = 30) -> list[Line]:
    """Rosters of somebody's own organisation, and those whose problem names it as a partner; newest first."""
    wanted: Any = (
        select(tables.Roster, tables.Problem)
        .join(tables.Problem, tables.Problem.id == tables.Roster.problem)
        .where(tables.Problem.erased.is_(None))
        .order_by(tables.Roster.created.desc())
        .limit(most)
    )
    if not principal.everywhere:
        shared = select(tables.Share.problem).where(tables.Share.organisation == principal.organisation)
        wanted = wanted.where(or_(tables.Roster.owner == principal.organisation, tables.Roster.problem.in_(shared)))
    with request.app.state.store.reading(principal) as session:
        return [_line(roster, problem, principal) for roster, problem in session.execute(wanted).all()]


def _line(roster: tables.Roster, problem: tables.Problem, principal: Principal) -> Line:
    seen = sight(principal, roster.owner, {principal.organisation or ""}) or "partner"
    line = Line(
        id=roster.id,
        name=name_problem(problem, seen) or ("of " + roster.owner if seen == "partner" else "unnamed"),
        state=roster.state,
        day=_day(problem.starts) if problem.starts else "",
        made=roster.created.astimezone(_HERE).strftime("%d.%m. %H:%M"),
        visits=problem.visits,
        served=roster.served,
        unserved=roster.unserved,
        hard=roster.hard,
    )
    if seen != "partner":
        return line
    return replace(line, visits=0, served=None, unserved=None, hard=None)  # those are of the whole


def _day(moment: datetime) -> str:
    local = moment.astimezone(_HERE)
    return f"{local:%A} {local.day} {local:%B}"

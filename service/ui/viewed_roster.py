"""A roster as pages need it: judged once by the checker, and kept while nobody changes it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from fastapi import Request
from sqlalchemy.orm import Session

from service.access import Principal, Sight
from service.reading.rule_pack import rule_pack
from service.store import problems, rosters, tables, versions
from service.store.compression import unpack
from service.store.database import Store
from service.views import codes_for
from service.web.problem_details import Refusal
from solver import Check, Problem, Roster
from solver.check import check

_UNKNOWN = "there is no such roster, or you may not see it"


@dataclass(frozen=True)
class Reading:
    """One version of a roster. problem: with the changes made by hand; outcome: what was told when it ended.

    check: the checker's judgement now; its own problem has joint visits in the place of those they join.
    """

    id: str
    version: int
    state: str
    name: str
    sight: Sight
    problem: Problem
    roster: Roster
    check: Check
    outcome: dict[str, Any]
    amended: int  # changes made by hand
    undo: int | None  # the version that undoing the last of them goes back to


@dataclass(frozen=True)
class Standing:
    """Where a roster stands, without its document."""

    id: str
    state: str
    version: int
    problem: str
    name: str
    seconds: float
    visits: int
    shifts: int
    solved: bool  # there is a roster to show
    why: str
    sight: Sight


def find_standing(request: Request, principal: Principal, id_: str) -> Standing:
    """Raises Refusal 404 where somebody may not know of a roster."""
    with request.app.state.store.reading(principal) as session:
        row, seen = _row(session, principal, id_)
        problem = session.get_one(tables.Problem, row.problem)
        name = name_problem(problem, seen)
        if seen == "partner":  # told no count of the whole, and no reason
            return Standing(
                row.id, row.state, row.version, problem.id, name, 0, 0, 0, row.document is not None, "", seen
            )
        return Standing(
            row.id,
            row.state,
            row.version,
            problem.id,
            name,
            row.seconds,
            problem.visits,
            problem.shifts,
            row.document is not None,
            row.why or "",
            seen,
        )


def name_problem(problem: tables.Problem, seen: Sight) -> str:
    """A problem's name as somebody sees it: it may tell of anybody."""
    if seen == "whole" or not problem.name:
        return problem.name
    return "" if seen == "partner" else codes_for(problem.owner, problem.digest)("problem", problem.name)


def read_viewed(request: Request, principal: Principal, id_: str, client: str | None = None) -> Reading:
    """The audit keeps who looked; client: at whom alone.

    Raises Refusal: 404 where somebody may not know of it, 409 while there is nothing to show.
    """
    store: Store = request.app.state.store
    with store.reading(principal) as session:
        row, seen = _row(session, principal, id_)
        document = _solved(row)
        if seen != "whole":
            raise Refusal(403, "Not for this page", "the day is shown to its own organisation; use /v1/rosters")
        submitted = session.get_one(tables.Problem, row.problem)
        undo = versions.find_undo(session, row.id)
        look = rosters.look_at(session, row, seen)
    store.witness.saw_roster(principal, row, look, "page", clients=() if client is None else (client,))
    judged = _judged(row.id, row.version, row.problem_document or submitted.document, document, row.pack)
    outcome = unpack(row.outcome) if row.outcome is not None else {}
    amended = int(outcome.get("provenance", {}).get("amended", 0))
    return Reading(row.id, row.version, row.state, submitted.name, seen, *judged, outcome, amended, undo)


@dataclass(frozen=True)
class Part:
    """A roster of which somebody sees a part: as the store keeps it, for service.views alone to look into."""

    row: tables.Roster
    problem: bytes
    sight: Sight


def part_of(request: Request, principal: Principal, id_: str) -> Part | None:
    """What somebody sees a part of; None where they see the whole. Raises Refusal as reading() does."""
    store: Store = request.app.state.store
    with store.reading(principal) as session:
        row, seen = _row(session, principal, id_)
        if seen == "whole":
            return None
        _solved(row)
        look = rosters.look_at(session, row, seen)
    store.witness.saw_roster(principal, row, look, "page")
    return Part(row, look.document, seen)


def _row(session: Session, principal: Principal, id_: str) -> tuple[tables.Roster, Sight]:
    found = rosters.find(session, principal, id_)
    if found is None:
        raise Refusal(404, "No such roster", _UNKNOWN)
    return found


def _solved(row: tables.Roster) -> bytes:
    if row.document is None:
        raise Refusal(409, "Not solved yet", "there is no roster to show; follow its events")
    return row.document


@lru_cache(maxsize=8)
def _judged(id_: str, version: int, document: bytes, roster: bytes, pack: str | None) -> tuple[Problem, Roster, Check]:
    """The few rosters that somebody has open: judging a town's day takes about half a second."""
    problem = problems.load(document)
    read = rosters.load_roster(roster, problem)
    return problem, read, check(problem, read, rule_pack(pack, problem))
